"""A CSV file as people save it: encodings, separators, blank rows; not yet what its columns mean."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from didymium.files.problems import Problem

_FOREIGN_LETTERS = re.compile(rb"[\x80-\xff]{4,}")
_WEB_PAGE = re.compile(r"\s*(<!--.*?-->\s*)?<(!doctype|html|\?xml|head|body)", re.IGNORECASE | re.DOTALL)
_SEPARATORS = {";": "semicolons", "\t": "tabs"}
_AS_CSV = 'save it as "CSV UTF-8 (comma delimited)"'


@dataclass(frozen=True)
class CsvFile:
    """Header and rows of a file, each row with its number in the spreadsheet (the header is row 1).

    ``notes`` says what was read differently than written, ``problems`` what could not be read.
    """

    file: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    short: tuple[int, ...] = ()
    """Numbers of rows that end before the last column: a spreadsheet may do so, a file cut off will."""


def read_csv(path: Path, file: str) -> CsvFile:
    """Read a file; ``file`` is its name in messages. Blank rows and columns without any text are left out."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return CsvFile(file, problems=(Problem(file, f"cannot be read: {error.strerror}"),))
    return parse_csv(content, file)


def parse_csv(content: bytes, file: str) -> CsvFile:
    """Read the bytes of a file as :func:`read_csv` does."""
    text, note, problem = _decode(content, file)
    if problem is None and _WEB_PAGE.match(text):
        problem = Problem(file, "is a web page", 1, remedy="save the table itself, not the page about it")
    if problem:
        return CsvFile(file, problems=(problem,))
    notes = (note,) if note else ()
    separator = _separator(text)
    if separator != ",":
        message = f"has its columns separated by {_SEPARATORS[separator]}, not commas"
        return CsvFile(file, notes=notes, problems=(Problem(file, message, remedy=_AS_CSV),))
    return _parse(text, file, notes)


def _decode(content: bytes, file: str) -> tuple[str, str | None, Problem | None]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", None, Problem(file, "is saved as UTF-16 text", remedy=_AS_CSV)
    if content.startswith(b"PK\x03\x04"):
        return "", None, Problem(file, "is an Excel workbook with the name of a CSV file", remedy=_AS_CSV)
    try:
        return content.decode("utf-8-sig"), None, None
    except UnicodeDecodeError:
        return _decode_windows(content, file)


def _decode_windows(content: bytes, file: str) -> tuple[str, str | None, Problem | None]:
    """Read Windows-1252; refuse what looks Korean or Japanese and would become wrong letters."""
    unreadable = Problem(
        file, "is neither UTF-8 nor Windows-1252 (Korean or Japanese encoding?)", remedy=_AS_CSV
    )
    if _FOREIGN_LETTERS.search(content):
        return "", None, unreadable
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return "", None, unreadable
    return text, f"{file} is not UTF-8; read as Windows-1252 ({_AS_CSV})", None


def _separator(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    counts = {separator: header.count(separator) for separator in (",", *_SEPARATORS)}
    return max(counts, key=lambda separator: counts[separator])


def _parse(text: str, file: str, notes: tuple[str, ...]) -> CsvFile:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[tuple[int, tuple[str, ...]]] = []
    try:
        for number, record in enumerate(reader, start=1):
            cells = tuple(cell.strip() for cell in record)
            if any(cells):
                records.append((number, cells))
    except csv.Error as error:
        problem = Problem(
            file, f"cannot be read as CSV: {error}", len(records) + 1, remedy="look for a stray quote"
        )
        return CsvFile(file, notes=notes, problems=(problem,))
    if not records:
        return CsvFile(file, notes=notes, problems=(Problem(file, "is empty", remedy="write the header"),))
    return _shape(file, records, notes)


def _shape(file: str, records: list[tuple[int, tuple[str, ...]]], notes: tuple[str, ...]) -> CsvFile:
    """Cut or fill every row to the width of the header; text beyond it is a problem."""
    header = _without_blank_end(records[0][1])
    rows, problems, short = [], [], []
    for number, cells in records[1:]:
        if len(cells) < len(header):
            short.append(number)
        extra = [cell for cell in cells[len(header) :] if cell]
        if extra:
            message = f"has more cells than the header has columns ({len(header)})"
            problems.append(
                Problem(file, message, number, value=extra[0], remedy="look for a comma without quotes")
            )
        rows.append((number, cells[: len(header)] + ("",) * (len(header) - len(cells))))
    return CsvFile(file, header, tuple(rows), notes, tuple(problems), tuple(short))


def _without_blank_end(header: tuple[str, ...]) -> tuple[str, ...]:
    while header and not header[-1]:
        header = header[:-1]
    return header
