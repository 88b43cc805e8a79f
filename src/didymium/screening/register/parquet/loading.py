"""A register in Parquet, loaded into arrays: no object in Python for any party or holding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
from numpy.typing import NDArray

from didymium.files.problems import InputError, Problem
from didymium.screening.answer import Said
from didymium.screening.ownership.holdings import Holdings
from didymium.screening.register.findings import Findings
from didymium.screening.register.parquet.arrays import holding_columns, party_columns
from didymium.screening.register.parquet.beside import claims_of, undisclosed_of
from didymium.screening.register.parquet.checking import (
    HOLDING_TESTS,
    PARTY_TESTS,
    note_dangling,
    note_repeated,
    note_wrong,
)
from didymium.screening.register.parquet.columns import HOLDINGS, PARTIES, ParquetFile, first_line, open_file
from didymium.screening.register.parquet.names import ParquetNames
from didymium.screening.register.parquet.words import assumed_bits, country_codes, kind_codes, right_bits
from didymium.screening.register.records import Assumed
from didymium.screening.register.register import Register

MEMORY = "4GB"
"""What DuckDB may take while it joins; beyond it writes to the disk."""
_MOST = 2**31 - 1


def load_register(folder: Path, day: dt.date, *, memory: str = MEMORY) -> Register:
    """Load ``parties.parquet`` and ``holdings.parquet`` of a folder as they stand on a day.

    Parties have the index of their row. 10 million parties and 30 million holdings take about 2 GB.

    Raises:
        InputError: With everything that is wrong, each with its row and column.
    """
    with _connected(folder, memory) as connection:
        parties = open_file(connection, folder, PARTIES)
        holdings = open_file(connection, folder, HOLDINGS)
        return _loaded(connection, parties, holdings, day)


@contextmanager
def _connected(folder: Path, memory: str) -> Iterator[duckdb.DuckDBPyConnection]:
    with TemporaryDirectory(prefix="didymium-register-") as scratch, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{memory}'")
        connection.execute("SET temp_directory = ?", [scratch])
        connection.execute("SET preserve_insertion_order = false")
        try:
            yield connection
        except duckdb.Error as error:
            message = f"cannot be loaded: {first_line(error)}"
            raise InputError([Problem(folder.name, message)]) from None


def _loaded(
    connection: duckdb.DuckDBPyConnection, parties: ParquetFile, holdings: ParquetFile, day: dt.date
) -> Register:
    count = _count(connection, parties)
    _check(connection, parties, holdings)
    countries = country_codes(connection, parties)
    kind_codes(connection, parties)
    right_bits(connection, holdings)
    assumed_bits(connection, holdings)
    _raise_all(parties.findings, holdings.findings)
    connection.execute(f"CREATE TEMP TABLE ids AS SELECT party, row::INTEGER AS i FROM {parties.source}")
    columns = holding_columns(connection, holdings, day)
    described = party_columns(connection, parties, count)
    assumed, listed = columns.pop("assumed"), described.pop("listed")
    return Register(
        holdings=Holdings(**columns, **described),
        names=ParquetNames(parties.path, tuple(countries), "name_key" in parties.present),
        day=day,
        assumed=assumed,
        listed=listed,
        claims=claims_of(connection, holdings, day),
        undisclosed=undisclosed_of(connection, holdings, day),
        notes=tuple(_assumptions(assumed)),
    )


def _check(connection: duckdb.DuckDBPyConnection, parties: ParquetFile, holdings: ParquetFile) -> None:
    _count(connection, holdings)
    note_wrong(connection, parties, PARTY_TESTS)
    note_repeated(connection, parties)
    note_wrong(connection, holdings, HOLDING_TESTS)
    note_dangling(connection, holdings, parties)
    _raise_all(parties.findings, holdings.findings)


def _count(connection: duckdb.DuckDBPyConnection, file: ParquetFile) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {file.source}").fetchall()[0]
    if count > _MOST:
        raise file.findings.refuse(f"has {count:,} rows", f"at most {_MOST:,}")
    return int(count)


def _raise_all(*all_findings: Findings) -> None:
    problems: list[Problem] = []
    for findings in all_findings:
        try:
            findings.raise_any()
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def _assumptions(assumed: NDArray[np.uint8]) -> Iterator[Said]:
    for what, key in ((Assumed.VOTES, "votes_assumed"), (Assumed.CAPITAL, "capital_assumed")):
        count = int(np.count_nonzero(assumed & int(what)))
        if count:
            yield Said(f"screen.register.{key}", {"count": count})
