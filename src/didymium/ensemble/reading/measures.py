"""One number a scenario: what sensitivity and discovery ask about.

A measure is written as its kind and what it is of: ``price_peak JPN dy_oxide``, ``loss JPN``, ``short JPN
other_automotive``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.ensemble.reading.results import Results
from didymium.indicators.survival import NEGLIGIBLE_T, THRESHOLD

Floats = NDArray[np.float64]


class MeasureError(ValueError):
    """Raised for a measure that is not understood, or that is of nothing in the results."""


@dataclass(frozen=True)
class Kind:
    """A kind of measure: the table it reads, what it is of, and its expression over the rows of a
    scenario.
    """

    table: str
    of: tuple[str, ...]
    optional: tuple[str, ...]
    expression: str
    none: float
    """Value of a scenario without rows."""


KINDS: Mapping[str, Kind] = {
    "price_peak": Kind("prices", ("region", "material"), (), "max(multiple)", float("nan")),
    "loss": Kind("losses", ("region",), ("sector",), "sum(value_added_usd)", 0.0),
    "missing": Kind("losses", ("region",), ("sector",), "sum(missing_t)", 0.0),
    "worst_share": Kind("shortages", ("region", "sector"), ("material",), "min(share)", 1.0),
    "short": Kind(
        "shortages",
        ("region",),
        ("sector", "material"),
        f"max(CASE WHEN share < {THRESHOLD} AND missing_t > {NEGLIGIBLE_T} THEN 1.0 ELSE 0.0 END)",
        0.0,
    ),
}
"""Kinds of measures: ``price_peak`` (highest multiple of the base price), ``loss`` (US dollars of value
added), ``missing`` (tonnes of magnets), ``worst_share`` (least share of the usual supply), ``short`` (1 if it
ever gets less than 95 % of it, else 0)."""


@dataclass(frozen=True)
class Measure:
    """A kind of measure, and the values of what it is of."""

    kind: str
    of: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """Write it as it is asked for."""
        return " ".join([self.kind, *(value for _, value in self.of)])


def read_measure(text: str) -> Measure:
    """Read a measure.

    Raises:
        MeasureError: If the kind is unknown, or has too few or too many words.
    """
    kind, *values = text.split() or [""]
    if kind not in KINDS:
        raise MeasureError(f'"{text}" is no measure (write one of {", ".join(KINDS)}, then what it is of)')
    found = KINDS[kind]
    names = (*found.of, *found.optional)
    if not len(found.of) <= len(values) <= len(names):
        wanted = " ".join(
            [kind, *(name.upper() for name in found.of), *(f"[{n.upper()}]" for n in found.optional)]
        )
        raise MeasureError(f'"{text}" is not complete: write {wanted}')
    return Measure(kind, tuple(zip(names, values, strict=False)))


def measured(results: Results, measure: Measure) -> Floats:
    """Return the measure in every scenario drawn that has an answer, in order; NaN where there is no value.

    Raises:
        MeasureError: If the results hold nothing of the kind.
        FolderError: If the ensemble did not keep the table.
    """
    kind = KINDS[measure.kind]
    results.need(kind.table)
    condition = " AND ".join(f"{name} = ?" for name, _ in measure.of)
    values: list[Any] = [value for _, value in measure.of]
    known = results.ask(f"SELECT count(*) AS n FROM {kind.table} WHERE {condition}", values)["n"][0]
    if not known and kind.table != "losses":
        raise MeasureError(f'the results hold nothing for "{measure}"')
    query = f"""
        WITH found AS (
            SELECT scenario, {kind.expression} AS value, count(*) AS n
            FROM {kind.table} WHERE {condition} GROUP BY scenario
        )
        SELECT value, n FROM answered LEFT JOIN found USING (scenario) WHERE scenario > 0 ORDER BY scenario
    """
    found = results.ask(query, values)
    # Without a row nothing was lost; a row whose figure is blank says that nobody knows.
    absent = found["n"].is_null().to_numpy()
    return np.where(absent, kind.none, found["value"].cast(pl.Float64).to_numpy())


def inputs_drawn(results: Results) -> tuple[tuple[str, ...], Floats]:
    """Return the names of the inputs and their values in every scenario drawn that has an answer; shape
    (scenarios, inputs).
    """
    names = tuple(results.definition["inputs"])
    table = results.ask("SELECT draws.* FROM draws JOIN answered USING (scenario) ORDER BY scenario")
    return names, table.select(names).to_numpy().astype(np.float64) if names else np.zeros((table.height, 0))
