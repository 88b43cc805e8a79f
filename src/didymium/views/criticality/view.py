"""Indicators as they were found, with all that is needed to show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.indicators.criticality.methods import METHODS, Method
from didymium.indicators.criticality.table import INDICATOR_COLUMNS
from didymium.indicators.disruption.categories import MODERATE_USD
from didymium.indicators.disruption.summary import disruption_indicators
from didymium.indicators.in_use.rows import IN_USE_METHODS
from didymium.views.criticality.request import IndicatorsRequest

CHANGE_COLUMNS = {
    "scenario": pl.String, "method": pl.String, "region": pl.String, "material_or_element": pl.String,
    "stage": pl.String, "year": pl.Int32, "unit": pl.String, "threshold": pl.Float64, "base": pl.Float64,
    "value": pl.Float64, "change": pl.Float64, "weight": pl.Float64,
}  # fmt: skip
"""Columns of changes: value less base; ``weight`` is the change as a part of the scale that the unit has (of
shares and ratios 1, within :data:`BOUNDS`, of an index its length), of figures without a scale as a part of
the larger one, at least of 1."""
SCALES: Mapping[str, float] = {
    "share": 1.0, "index_0_1": 1.0, "index_0_10": 10.0, "index_0_10000": 10000.0,
}  # fmt: skip
"""Length of the scale of a unit."""
_USGS = "our own reconstruction of US Geological Survey, Open-File Report 2025-1047"
DISRUPTION_METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("disruption_loss", "usd", "higher", "region", False, None, _USGS),
        Method("disruption_expected_loss", "usd", "higher", "region", False, MODERATE_USD, _USGS),
        Method("disruption_price", "ratio", "higher", "region", False, None, _USGS),
    )
}
ALL_METHODS: Mapping[str, Method] = {**METHODS, **IN_USE_METHODS, **DISRUPTION_METHODS}
"""Every method that may stand in the common table, by name."""


@dataclass(frozen=True, eq=False)
class IndicatorsFound:
    """What was found.

    ``market`` (of the scenarios), ``bases`` (of the base run that belongs to each scenario in which something
    happens, under the scenario's name), ``facts`` and ``in_use`` have the columns of
    :data:`didymium.indicators.criticality.table.INDICATOR_COLUMNS`, ``changes`` :data:`CHANGE_COLUMNS`,
    ``stops`` those of :data:`didymium.indicators.disruption.run.DISRUPTION_COLUMNS`. ``collected`` is what
    runs collect of the scrap to come, by scenario, region and year. What was not asked for is empty.
    """

    case: Case
    request: IndicatorsRequest
    regions: tuple[str, ...]
    years: tuple[int, ...]
    """Of the solved market."""
    titles: Mapping[str, str]
    """Titles of the scenarios, in the order asked for."""
    market: pl.DataFrame
    bases: pl.DataFrame
    changes: pl.DataFrame
    facts: pl.DataFrame
    in_use: pl.DataFrame
    stops: pl.DataFrame
    collected: pl.DataFrame

    @property
    def table(self) -> pl.DataFrame:
        """Every indicator, those of base runs apart: columns of the common table."""
        tables = [self.market, self.facts, self.in_use, disruption_indicators(self.stops)]
        return pl.concat([table.select(*INDICATOR_COLUMNS) for table in tables])


def changes_of(market: pl.DataFrame, bases: pl.DataFrame) -> pl.DataFrame:
    """Return how far each scenario moves each indicator that both runs have: :data:`CHANGE_COLUMNS`, the
    largest part of its scale first.
    """
    keys = ["scenario", "method", "region", "material_or_element", "stage", "year"]
    before = bases.select(*keys, base="value")
    scale = pl.col("unit").replace_strict(dict(SCALES), default=None, return_dtype=pl.Float64)
    bounded = pl.when(unit="share").then(_within("share")).when(unit="ratio").then(_within("ratio"))
    larger = pl.max_horizontal(pl.col("base").abs(), pl.col("value").abs(), pl.lit(1.0))
    weight = bounded.otherwise(pl.col("change") / pl.coalesce(scale, larger))
    return (
        market.join(before, on=keys)
        .drop_nulls(["value", "base"])
        .with_columns(change=pl.col("value") - pl.col("base"))
        .with_columns(weight=weight)
        .select(*CHANGE_COLUMNS)
        .sort(
            pl.col("weight").abs().round(9), "method", "material_or_element", "region", "stage", "scenario",
            descending=[True, False, False, False, False, False],
        )
    )  # fmt: skip


BOUNDS: Mapping[str, tuple[float, float]] = {"share": (-1.0, 1.0), "ratio": (0.0, 2.0)}
"""Beyond these a share or ratio says nothing more: a net exporter of many times its use is one, twice enough
is enough."""


def _within(unit: str) -> pl.Expr:
    """Return the change of what lies within the bounds of a unit."""
    low, high = BOUNDS[unit]
    return pl.col("value").clip(low, high) - pl.col("base").clip(low, high)


def is_critical(method: str, value: float | None, threshold: float | None) -> bool:
    """Say whether a value is what the method itself calls critical: at the threshold or beyond, in the
    direction that is worse; benchmarks are met at the threshold itself.
    """
    if value is None or threshold is None:
        return False
    is_worse_higher = ALL_METHODS[method].worse == "higher"
    if method.startswith("benchmark_") and value == threshold:
        return False
    return value >= threshold if is_worse_higher else value <= threshold
