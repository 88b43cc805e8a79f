"""What differs between two outcomes: for each table the rows that moved most."""

from __future__ import annotations

from typing import Any

import polars as pl

from didymium.outcome.tables import SCHEMAS, Outcome

SAME = 1e-9
"""Values within this share of the larger one are the same."""


def compare_outcomes(first: Outcome, second: Outcome, most: int = 5) -> list[dict[str, Any]]:
    """Return for each table and value column how many rows differ and which differ most.

    Rows that only one outcome has count as differing from nothing. Tables without numbers are left out.
    """
    return [
        found
        for name, schema in SCHEMAS.items()
        if name in first.tables and name in second.tables
        for value, kind in schema.items()
        if kind == pl.Float64
        for found in [_compare(name, value, first[name], second[name], most)]
        if found is not None
    ]


def _compare(
    name: str, value: str, first: pl.DataFrame, second: pl.DataFrame, most: int
) -> dict[str, Any] | None:
    keys = [
        column
        for column, kind in SCHEMAS[name].items()
        if kind != pl.Float64 and column not in ("text", "status")
    ]
    both = first.select(*keys, before=value).join(
        second.select(*keys, after=value), on=keys, how="full", coalesce=True, nulls_equal=True
    )
    before, after = pl.col("before").fill_null(0.0), pl.col("after").fill_null(0.0)
    scale = pl.max_horizontal(before.abs(), after.abs())
    appeared = pl.col("before").is_null() != pl.col("after").is_null()
    moved = both.filter(((after - before).abs() > SAME * scale) | appeared).sort(
        (after - before).abs(), descending=True, maintain_order=True
    )
    if not moved.height:
        return None
    return {
        "table": name,
        "column": value,
        "rows": both.height,
        "differing": moved.height,
        "largest": moved.head(most).to_dicts(),
    }
