"""Small cases of goods in use: cars of a week's arithmetic, with a run whose service is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.outcome.tables import SCHEMAS, Outcome, make_table
from tiny_case import write_tiny_case

WHY = "assumed: round number"
HEADERS = {
    "lifetimes": (
        "sector,product,name_en,share,distribution,mean_years,deviation_years,recoverable_share,source"
    ),
    "use_history": "sector,region,material,year,t,source",
    "use_places": "sector,region,share,source",
}


def case_with(folder: Path, **tables: Sequence[str]) -> Case:
    """Return the tiny case with these rows: cars in JPN use 10,000 t of oxide in 2024, a fifth of it NdPr."""
    write_tiny_case(folder)
    for name, rows in tables.items():
        text = "".join(f"{line}\n" for line in (HEADERS[name], *(f"{row},{WHY}" for row in rows)))
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_case(folder)


def run_of(bounds: Sequence[dt.date], **tables: Sequence[Mapping[str, object]]) -> Outcome:
    """Return a run with periods between these days and the rows given; other tables are empty."""
    names = ("served", "output", "flows")
    made = {}
    for name in names:
        rows = tables.get(name, ())
        made[name] = make_table(name, {column: [row.get(column) for row in rows] for column in SCHEMAS[name]})
    return Outcome("tiny", "given", "Given", made, {}, {"periods": [str(day) for day in bounds]})


def total(table: pl.DataFrame, column: str, **where: object) -> float:
    """Return the sum of a column over the rows that have these values."""
    return float(table.filter(**where)[column].sum())
