"""Whether the tables of an outcome can be traced: all there, with figures that are numbers."""

from __future__ import annotations

import polars as pl

from didymium.files.problems import InputError, Problem
from didymium.outcome.tables import SCHEMAS, Outcome

NEEDED = {"flows": ("t", "arrived_t"), "output": ("t",), "served": ("served_t",), "stocks": ("level_t",)}
"""Tables that are read, with their figures."""
_SIGNED = "output"


def check_tables(outcome: Outcome) -> None:
    """See that the tables are there and hold finite figures, negative only where goods are taken in.

    Raises:
        InputError: With everything that is wrong.
    """
    problems = [problem for table in NEEDED for problem in _problems(outcome, table)]
    if problems:
        raise InputError(problems)


def _problems(outcome: Outcome, name: str) -> list[Problem]:
    if name not in outcome.tables:
        return [Problem(name, "is no table of the result", remedy="solve again")]
    table = outcome[name]
    labels = [column for column, kind in SCHEMAS[name].items() if kind in (pl.String, pl.Date)]
    missing = [column for column in (*labels, *NEEDED[name]) if column not in table.columns]
    if missing:
        return [Problem(name, "is no column of the table", column=column) for column in missing]
    found = []
    for column in NEEDED[name]:
        figure = pl.col(column).cast(pl.Float64, strict=False)
        wrong = ~figure.is_finite().fill_null(value=False)
        if name != _SIGNED:
            wrong |= figure < -1e-6
        bad = table.with_row_index("row").filter(wrong)
        if bad.height:
            value, row = bad[column][0], int(bad["row"][0]) + 2
            found.append(Problem(name, "is no tonnage", row=row, column=column, value=str(value)))
    return found
