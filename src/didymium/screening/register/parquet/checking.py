"""What is wrong with the values of a register's files: found by queries, the first ones listed."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from didymium.screening.register.findings import MOST_LISTED
from didymium.screening.register.parquet.columns import ParquetFile


@dataclass(frozen=True)
class Test:
    """What must not be: a condition on a row, and how it is told."""

    column: str
    condition: str
    message: str
    remedy: str | None = None


PARTY_TESTS = (
    Test("party", "party IS NULL OR trim(party) = ''", "is blank", "every party has an identifier"),
    Test("party", "length(party) > 500", "is too long", "at most 500 characters"),
)
_SHARES = ("capital_low", "capital_high", "votes_low", "votes_high")
HOLDING_TESTS = (
    Test("owner", "owner IS NULL AND undisclosed IS NULL", "is blank"),
    Test("owned", "owned IS NULL AND undisclosed IS NULL", "is blank"),
    *(
        Test(
            name,
            f"{name} IS NOT NULL AND NOT ({name} >= 0 AND {name} <= 1)",
            "is no share",
            "a share from 0 to 1: 0.25, not 25",
        )
        for name in _SHARES
    ),
    Test("capital_low", "capital_low > capital_high", "is above capital_high"),
    Test("votes_low", "votes_low > votes_high", "is above votes_high"),
    Test("until", 'until < "from"', "is before from"),
    Test("claim", "claim NOT IN ('explained', 'unexplained')", "is no claim", "explained or unexplained"),
)


def note_wrong(connection: duckdb.DuckDBPyConnection, file: ParquetFile, tests: tuple[Test, ...]) -> None:
    """Note every row that fails a test: all tests are counted in one pass, those that fail are looked up."""
    counts = ", ".join(f"count_if({test.condition})" for test in tests)
    found = connection.execute(f"SELECT {counts} FROM {file.source}").fetchall()[0]
    for test, count in zip(tests, found, strict=True):
        if count:
            _note(connection, file, test, int(count))


def _note(connection: duckdb.DuckDBPyConnection, file: ParquetFile, test: Test, count: int) -> None:
    query = f'SELECT row, "{test.column}" FROM {file.source} WHERE {test.condition}'
    rows = connection.execute(f"{query} ORDER BY row LIMIT {MOST_LISTED}").fetchall()
    for row, value in rows:
        file.findings.add(test.message, row=int(row) + 1, field=test.column, value=value, remedy=test.remedy)
    file.findings.count(count - len(rows))


def note_repeated(connection: duckdb.DuckDBPyConnection, file: ParquetFile) -> None:
    """Note identifiers that stand twice; their hashes are counted first, for a fraction of the memory."""
    query = f"SELECT count(*), count(DISTINCT hash(party)) FROM {file.source}"
    parties, distinct = connection.execute(query).fetchall()[0]
    if parties == distinct:
        return
    query = f"SELECT party, min(row), count(*) FROM {file.source} GROUP BY party HAVING count(*) > 1"
    rows = connection.execute(f"SELECT *, count(*) OVER () FROM ({query}) LIMIT {MOST_LISTED}").fetchall()
    for party, row, count, _ in rows:
        message = f"stands {count} times"
        file.findings.add(message, row=int(row) + 1, field="party", value=party, remedy="one row a party")
    file.findings.count(rows[0][3] - len(rows) if rows else 0)


def note_dangling(connection: duckdb.DuckDBPyConnection, holdings: ParquetFile, parties: ParquetFile) -> None:
    """Note owners and owned parties that are not among the parties."""
    for column in ("owner", "owned"):
        query = (
            f"SELECT min(row), {column} FROM {holdings.source} ANTI JOIN {parties.source} AS p "
            f"ON {column} = p.party WHERE {column} IS NOT NULL GROUP BY {column}"
        )
        rows = connection.execute(
            f"SELECT *, count(*) OVER () FROM ({query}) ORDER BY 1 LIMIT {MOST_LISTED}"
        ).fetchall()
        for row, value, _ in rows:
            message = f"is no party of {parties.path.name}"
            holdings.findings.add(message, row=int(row) + 1, field=column, value=value)
        holdings.findings.count(rows[0][2] - len(rows) if rows else 0)
