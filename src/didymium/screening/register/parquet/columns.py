"""The columns of both files, and whether a file has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from didymium.files.suggestion import did_you_mean
from didymium.screening.register.findings import Findings

PARTIES = "parties.parquet"
HOLDINGS = "holdings.parquet"
_TEXT, _SHARE, _DATE, _TRUTH = ("VARCHAR",), ("DOUBLE", "FLOAT"), ("DATE",), ("BOOLEAN",)
PARTY_COLUMNS = {
    "party": _TEXT,
    "name": _TEXT,
    "kind": _TEXT,
    "country": _TEXT,
    "listed": _TRUTH,
    "name_key": _TEXT,
}
HOLDING_COLUMNS = {
    "owner": _TEXT,
    "owned": _TEXT,
    "capital_low": _SHARE,
    "capital_high": _SHARE,
    "votes_low": _SHARE,
    "votes_high": _SHARE,
    "rights": _TEXT,
    "assumed": _TEXT,
    "from": _DATE,
    "until": _DATE,
    "source": _TEXT,
    "claim": _TEXT,
    "undisclosed": _TEXT,
}
_REQUIRED = {PARTIES: ("party",), HOLDINGS: ("owner", "owned")}
_COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {PARTIES: PARTY_COLUMNS, HOLDINGS: HOLDING_COLUMNS}
_DEFAULT = {_TEXT: "VARCHAR", _SHARE: "DOUBLE", _DATE: "DATE", _TRUTH: "BOOLEAN"}
_PATTERN_LETTERS = "*?["


@dataclass(frozen=True)
class ParquetFile:
    """A file and which of its columns are there."""

    path: Path
    present: frozenset[str]
    findings: Findings

    @property
    def source(self) -> str:
        """The file with every column of its schema, those that are missing empty, and ``row`` from 0."""
        wanted = _COLUMNS[self.path.name]
        columns = ", ".join(
            f'"{name}"' if name in self.present else f'NULL::{_DEFAULT[types]} AS "{name}"'
            for name, types in wanted.items()
        )
        place = str(self.path).replace("'", "''")
        rows = f"read_parquet('{place}', file_row_number = true)"
        return f"(SELECT {columns}, file_row_number AS row FROM {rows})"


def open_file(connection: duckdb.DuckDBPyConnection, folder: Path, name: str) -> ParquetFile:
    """Return a file of a register.

    Raises:
        InputError: If it is missing, cannot be read, or its columns are not those of a register.
    """
    findings, path = Findings(name), folder / name
    if not path.is_file():
        raise findings.refuse(f"is missing in {folder.name}", "a register is a folder with both files")
    if any(letter in str(path) for letter in _PATTERN_LETTERS):
        raise findings.refuse(f"stands in a folder with one of {_PATTERN_LETTERS} in its name", "rename it")
    try:
        rows = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    except duckdb.Error as error:
        raise findings.refuse(f"cannot be read as Parquet: {first_line(error)}") from None
    _check(name, {row[0]: row[1] for row in rows}, findings)
    return ParquetFile(path, frozenset(row[0] for row in rows), findings)


def _check(name: str, found: Mapping[str, str], findings: Findings) -> None:
    wanted = _COLUMNS[name]
    for column in _REQUIRED[name]:
        if column not in found:
            findings.add("is a missing column", field=column)
    for column, type_ in found.items():
        if column not in wanted:
            meant = did_you_mean(column[:100], [other for other in wanted if other not in found])
            findings.add("is an unknown column", field=column[:100], remedy=meant)
        elif type_ not in wanted[column]:
            findings.add(f"is of type {type_[:50]}", field=column, remedy=" or ".join(wanted[column]))
    findings.raise_any()


def first_line(error: Exception) -> str:
    """Return what a library said first."""
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
