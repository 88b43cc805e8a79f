"""The columns of both files as arrays, filled piece by piece."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.holdings import Kind
from didymium.screening.register.parquet.columns import ParquetFile
from didymium.screening.register.records import Assumed

_ROWS_AT_ONCE = 500_000
VALID = '("from" IS NULL OR "from" <= $day) AND (until IS NULL OR until >= $day)'
"""Which rows hold on a day; ``until`` is the last one."""
_STATED = {what: f"({what}_low IS NOT NULL OR {what}_high IS NOT NULL)" for what in ("capital", "votes")}
_ASSUMED = f"""coalesce(a.bits, CASE WHEN {_STATED["capital"]} = {_STATED["votes"]} THEN 0
WHEN {_STATED["capital"]} THEN {int(Assumed.VOTES)} ELSE {int(Assumed.CAPITAL)} END)"""


def bound(what: str, end: str) -> str:
    """Return the expression of one bound: of what is not stated that of the other, 0 to 1 if neither is."""
    other = "votes" if what == "capital" else "capital"
    open_end = "0.0" if end == "low" else "1.0"
    return (
        f"CASE WHEN {_STATED[what]} THEN coalesce({what}_{end}, {open_end}) "
        f"WHEN {_STATED[other]} THEN coalesce({other}_{end}, {open_end}) ELSE {open_end} END"
    )


_BOUNDS = {f"{what}_{end}": bound(what, end) for what in ("capital", "votes") for end in ("low", "high")}
_HOLDING: Mapping[str, tuple[str, Any]] = {
    "owner": ("o.i", np.int32),
    "owned": ("d.i", np.int32),
    **{name: (expression, np.float64) for name, expression in _BOUNDS.items()},
    "rights": ("coalesce(r.bits, 0)", np.uint8),
    "assumed": (_ASSUMED, np.uint8),
}
_PARTY: Mapping[str, tuple[str, Any]] = {
    "row": ("row", np.int64),
    "kinds": (f"coalesce(k.code, {int(Kind.UNKNOWN)})", np.uint8),
    "jurisdictions": ("coalesce(c.code, -1)", np.int16),
    "listed": ("CASE WHEN listed THEN 1 WHEN NOT listed THEN 0 ELSE -1 END", np.int8),
}


def holding_columns(
    connection: duckdb.DuckDBPyConnection, holdings: ParquetFile, day: dt.date
) -> dict[str, NDArray[Any]]:
    """Return the columns of ``Holdings`` for the rows that hold on a day, and ``assumed``."""
    rows = f"{holdings.source} WHERE claim IS NULL AND undisclosed IS NULL AND {VALID}"
    (count,) = connection.execute(f"SELECT count(*) FROM {rows}", {"day": day}).fetchall()[0]
    joined = (
        f"(SELECT * FROM {rows}) AS h JOIN ids AS o ON h.owner = o.party JOIN ids AS d ON h.owned = d.party "
        "LEFT JOIN right_bits AS r ON h.rights = r.word LEFT JOIN assumed_bits AS a ON h.assumed = a.word"
    )
    return _filled(connection, _HOLDING, joined, count, {"day": day})


def party_columns(
    connection: duckdb.DuckDBPyConnection, parties: ParquetFile, count: int
) -> dict[str, NDArray[Any]]:
    """Return ``kinds``, ``jurisdictions`` and ``listed`` in the order of the file."""
    joined = (
        f"{parties.source} AS p LEFT JOIN kind_codes AS k ON p.kind = k.word "
        "LEFT JOIN country_codes AS c ON p.country = c.word"
    )
    columns = _filled(connection, _PARTY, joined, count, {})
    row = columns.pop("row")
    return {name: _ordered(values, row) for name, values in columns.items()}


def _ordered(values: NDArray[Any], row: NDArray[np.int64]) -> NDArray[Any]:
    ordered = np.empty_like(values)
    ordered[row] = values
    return ordered


def _filled(
    connection: duckdb.DuckDBPyConnection, columns: Mapping[str, tuple[str, Any]], rows: str, count: int,
    parameters: Mapping[str, object],
) -> dict[str, NDArray[Any]]:  # fmt: skip
    """Return the columns of a query with ``count`` rows, read in pieces so that nothing is held twice."""
    filled = {name: np.empty(count, dtype) for name, (_, dtype) in columns.items()}
    selected = ", ".join(f"{expression} AS {name}" for name, (expression, _) in columns.items())
    answer = connection.sql(f"SELECT {selected} FROM {rows}", params=dict(parameters))
    place = 0
    for batch in answer.to_arrow_reader(_ROWS_AT_ONCE):
        end = place + batch.num_rows
        for name, values in filled.items():
            values[place:end] = batch.column(name).to_numpy(zero_copy_only=False)
        place = end
    return filled
