"""A register from wherever it stands: a folder of Parquet files, a CSV file, JSON, or an upload."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from didymium.screening.register.bods.reading import parse_bods, read_bods
from didymium.screening.register.findings import Findings
from didymium.screening.register.holdings_csv import parse_holdings_csv, read_holdings_csv
from didymium.screening.register.parquet.loading import load_register
from didymium.screening.register.register import Register

JSON_ENDINGS = (".json", ".jsonl", ".ndjson")
_REMEDY = "a .json or .jsonl file (BODS 0.4), a .csv file, or a folder of Parquet files"
LARGEST_UPLOAD_BYTES = 20_000_000


def read_register(path: Path, day: dt.date, parties: Path | None = None) -> Register:
    """Read a register as it stands on a day; ``parties`` is the file of parties of a CSV register.

    Raises:
        InputError: With everything that is wrong, or if it is nothing that can be read.
    """
    if path.is_dir():
        return load_register(path, day)
    ending = path.suffix.lower()
    if ending in JSON_ENDINGS:
        return read_bods(path, day)
    if ending == ".csv":
        return read_holdings_csv(path, day, parties)
    raise Findings(path.name).refuse("is no register", _REMEDY)


def parse_register(
    content: bytes, file: str, day: dt.date, largest_bytes: int = LARGEST_UPLOAD_BYTES
) -> Register:
    """Read the bytes of a CSV or JSON file that somebody sends, named ``file``.

    Raises:
        InputError: With everything that is wrong.
    """
    ending = Path(file).suffix.lower() if "\0" not in file else ""
    if ending in JSON_ENDINGS:
        return parse_bods(content, file, day, largest_bytes)
    if ending == ".csv":
        return parse_holdings_csv(content, file, day, largest_bytes=largest_bytes)
    raise Findings(file).refuse("is no register", _REMEDY)
