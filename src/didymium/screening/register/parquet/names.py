"""Names of a register that stay in its file: looked up when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from didymium.screening.register.countries import alpha_3_of
from didymium.screening.register.names import ALIKE, LONGEST_ASKED, name_key

_COLUMNS = ("party", "name", "country")
_MOST = 10_000


class ParquetNames:
    """Names of ``parties.parquet``; the index of a party is its row."""

    def __init__(self, path: Path, jurisdictions: Sequence[str], has_keys: bool) -> None:
        self._path = path
        self._jurisdictions = jurisdictions
        self._key = "name_key" if has_keys else "lower(nfc_normalize(name))"
        self._has_keys = has_keys
        self._read: tuple[int, dict[str, pa.ChunkedArray]] = (-1, {})

    def identifier(self, party: int) -> str:
        """Return the identifier that the data use."""
        return str(self._cell(party, "party"))

    def name(self, party: int) -> str:
        """Return the name, or the identifier of a party without one."""
        return str(self._cell(party, "name") or self._cell(party, "party"))

    def jurisdiction(self, code: int) -> str:
        """Return the country of a code; nothing for -1."""
        return self._jurisdictions[code] if code >= 0 else ""

    def countries(self, party: int) -> tuple[str, ...]:
        """Return the country of a party, if it is stated."""
        country = alpha_3_of(str(self._cell(party, "country") or ""))
        return (country,) if country else ()

    def find(self, text: str) -> list[int]:
        """Return the party with this identifier, or else every party with this name.

        Without a column ``name_key`` names are compared in composed form and without case only.
        """
        text = text[:LONGEST_ASKED]
        found = self._rows("party = ?", [text])
        return found or self._rows(f"{self._key} = ?", [self._key_of(text)])

    def alike(self, text: str) -> list[int]:
        """Return parties with a name like a text, the likest first."""
        likeness = f"jaro_winkler_similarity({self._key}, ?)"
        return self._rows(f"{likeness} >= {ALIKE} ORDER BY {likeness} DESC, row", [self._key_of(text)] * 2)

    def _key_of(self, text: str) -> str:
        key = name_key(text[:LONGEST_ASKED])
        return key if self._has_keys else " ".join(text[:LONGEST_ASKED].lower().split())

    def _rows(self, condition: str, parameters: Sequence[str]) -> list[int]:
        rows = "read_parquet(?, file_row_number = true)"
        query = (
            f"SELECT row FROM (SELECT *, file_row_number AS row FROM {rows}) WHERE {condition} LIMIT {_MOST}"
        )
        with duckdb.connect() as connection:
            found = connection.execute(query, [str(self._path), *parameters]).fetchall()
        return [int(row) for (row,) in found]

    @cached_property
    def _starts(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """First row of each group of rows of the file, and the end."""
        meta = pq.read_metadata(self._path)
        sizes = [meta.row_group(group).num_rows for group in range(meta.num_row_groups)]
        return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    def _cell(self, party: int, column: str) -> object:
        """Return one value; the group of rows it stands in is kept for the next question."""
        group = int(np.searchsorted(self._starts, party, side="right")) - 1
        read = self._read
        if read[0] != group:
            read = self._read = (group, self._group(group))
        values = read[1].get(column)
        return None if values is None else values[party - int(self._starts[group])].as_py()

    def _group(self, group: int) -> dict[str, pa.ChunkedArray]:
        with pq.ParquetFile(self._path) as file:
            present = [name for name in _COLUMNS if name in file.schema_arrow.names]
            table = file.read_row_group(group, columns=present)
        return {name: table.column(name) for name in present}
