"""Answers about indicators without a solve: rows written by hand, and stops of exports."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from didymium.case.case import Case
from didymium.indicators.criticality.table import IndicatorRow, indicator_table
from didymium.indicators.disruption.run import DISRUPTION_COLUMNS
from didymium.views.criticality.asking import COLLECTED_COLUMNS
from didymium.views.criticality.request import IndicatorsRequest
from didymium.views.criticality.view import ALL_METHODS, IndicatorsFound, changes_of

STOP = {
    "region": "USA", "commodity": "dysprosium", "materials": "dy_oxide", "origin": "CHN", "year": 2025,
    "theta": 1.0, "net_exports_t": 289.0, "export_share": 1.0, "price_multiple": 1.7,
    "periods_without_price": 0, "missing_t": 7.0, "unvalued_t": 0.0, "direct_usd": 9e6, "indirect_usd": 8e6,
    "price_usd": 2e6, "substitution_usd": 0.0, "producers_gain_usd": 1e6, "net_decrease_usd": 18e6,
    "market_loss_usd": 2e6, "probability_low": 0.1, "probability_high": 0.3, "expected_usd": 3.6e6,
    "category": "moderate", "single_point_of_failure": False, "capped_usd": 0.0,
}  # fmt: skip
"""A stop of dysprosium by China, in round numbers."""


def row(
    method: str, value: float | None, name: str = "Dy", region: str = "JPN", stage: str = "separation",
    scenario: str = "base", year: int = 2025, note: str = "", **inputs: float | str,
) -> IndicatorRow:  # fmt: skip
    """Return a row with the unit and threshold of its method."""
    known = ALL_METHODS[method]
    return IndicatorRow(
        method, region, name, stage, year, scenario, value, known.unit, known.threshold, "", note, inputs
    )


def found_of(
    case: Case,
    market: Sequence[IndicatorRow] = (),
    bases: Sequence[IndicatorRow] = (),
    facts: Sequence[IndicatorRow] = (),
    goods: Sequence[IndicatorRow] = (),
    stops: Sequence[dict[str, object]] = (),
    **request: object,
) -> IndicatorsFound:
    """Return an answer made of rows."""
    own, base = indicator_table(market), indicator_table(bases)
    scenarios = dict.fromkeys(own["scenario"], "A title")
    asked = IndicatorsRequest.model_validate({"market": bool(market), "disruption": bool(stops), **request})
    table = pl.DataFrame(
        [{name: stop.get(name) for name in DISRUPTION_COLUMNS} for stop in stops],
        schema=dict(DISRUPTION_COLUMNS),
    )
    return IndicatorsFound(
        case, asked, ("JPN", "USA", "eu", "world"), tuple(sorted(set(own["year"]))), scenarios,
        own, base, changes_of(own, base), indicator_table(facts), indicator_table(goods), table,
        pl.DataFrame(schema=COLLECTED_COLUMNS),
    )  # fmt: skip
