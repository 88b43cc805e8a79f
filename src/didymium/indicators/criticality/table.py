"""The one table of all indicators: which method, of what, where, at which stage, when, how much."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

WORLD = "world"
"""Region of an indicator that speaks of world output."""
ALL_STAGES = "all"
"""Stage of an indicator that takes the worst stage, or none in particular."""
FACTS = "facts"
"""Scenario of an indicator computed from facts."""
INDICATOR_COLUMNS: Mapping[str, pl.DataType] = {
    "method": pl.String(), "region": pl.String(), "material_or_element": pl.String(), "stage": pl.String(),
    "year": pl.Int32(), "scenario": pl.String(), "value": pl.Float64(), "unit": pl.String(),
    "threshold": pl.Float64(), "source": pl.String(), "note": pl.String(), "inputs": pl.String(),
}  # fmt: skip
"""Columns of the table. ``value`` is null where a figure is missing, and ``note`` says which. ``threshold``
is what the method itself calls critical, null where it names none. ``inputs`` is a JSON object of what went
in, names in alphabetical order."""


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator by one method.

    ``material_or_element`` is a material of the case, a mineral of the evidence, or a chemical symbol.
    """

    method: str
    region: str
    material_or_element: str
    stage: str
    year: int | None
    scenario: str
    value: float | None
    unit: str
    threshold: float | None = None
    source: str = ""
    note: str = ""
    inputs: Mapping[str, float | str] = field(default_factory=dict)


def indicator_table(rows: Iterable[IndicatorRow]) -> pl.DataFrame:
    """Return rows as a table of :data:`INDICATOR_COLUMNS`, in a fixed order: method, material, region, year,
    scenario, stage.
    """
    frame = pl.DataFrame(
        [_cells(row) for row in rows], schema=dict(INDICATOR_COLUMNS), orient="row", strict=False
    )
    return frame.sort(
        "method", "material_or_element", "region", "year", "scenario", "stage", maintain_order=True
    )


def _cells(row: IndicatorRow) -> tuple[object, ...]:
    inputs = json.dumps(dict(row.inputs), ensure_ascii=False, sort_keys=True)
    return (
        row.method, row.region, row.material_or_element, row.stage, row.year, row.scenario, row.value,
        row.unit, row.threshold, row.source, row.note, inputs,
    )  # fmt: skip
