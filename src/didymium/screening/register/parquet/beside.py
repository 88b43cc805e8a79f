"""What stands beside the holdings in the same file: indirect claims, and owners that are not disclosed."""

from __future__ import annotations

import datetime as dt

import duckdb

from didymium.screening.ownership.holdings import Right
from didymium.screening.register.parquet.arrays import VALID, bound
from didymium.screening.register.parquet.columns import ParquetFile
from didymium.screening.register.register import Claim, Undisclosed

_MOST = 1_000_000
"""Rows of each kind that are kept as objects."""


def claims_of(
    connection: duckdb.DuckDBPyConnection, holdings: ParquetFile, day: dt.date
) -> tuple[Claim, ...]:
    """Return the indirect claims that hold on a day; needs the tables ``ids`` and ``right_bits``."""
    if "claim" not in holdings.present:
        return ()
    bounds = ", ".join(bound(what, end) for what in ("capital", "votes") for end in ("low", "high"))
    query = (
        f"SELECT o.i, d.i, {bounds}, coalesce(r.bits, 0), claim = 'explained', coalesce(source, '') "
        f"FROM (SELECT * FROM {holdings.source} WHERE claim IS NOT NULL AND {VALID}) AS h "
        "JOIN ids AS o ON h.owner = o.party JOIN ids AS d ON h.owned = d.party "
        f"LEFT JOIN right_bits AS r ON h.rights = r.word ORDER BY h.row LIMIT {_MOST}"
    )
    rows = connection.execute(query, {"day": day}).fetchall()
    return tuple(
        Claim(owner, owned, (low, high), (least, most), Right(bits), explained, source)
        for owner, owned, low, high, least, most, bits, explained, source in rows
    )


def undisclosed_of(
    connection: duckdb.DuckDBPyConnection, holdings: ParquetFile, day: dt.date
) -> tuple[Undisclosed, ...]:
    """Return what is said not to be disclosed on a day; needs the table ``ids``."""
    if "undisclosed" not in holdings.present:
        return ()
    query = (
        "SELECT d.i, undisclosed, coalesce(source, '') "
        f"FROM (SELECT * FROM {holdings.source} WHERE undisclosed IS NOT NULL AND {VALID}) AS h "
        f"LEFT JOIN ids AS d ON h.owned = d.party ORDER BY h.row LIMIT {_MOST}"
    )
    rows = connection.execute(query, {"day": day}).fetchall()
    return tuple(Undisclosed(owned, reason, source) for owned, reason, source in rows)
