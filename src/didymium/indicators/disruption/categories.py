"""Categories of risk, and the test for a single point of failure.

The Survey puts commodities whose probability-weighted effect is high, elevated or moderate on the list; those
below it lists only if one domestic producer alone stands behind them. That two million dollars are the least
for the list is reported by others; where the upper categories begin is assumed here.
"""

from __future__ import annotations

from didymium.case.case import Case
from didymium.indicators.disruption.commodities import Commodity
from didymium.market.base_year import BaseYear

HIGH_USD = 1e9
"""Assumed; six minerals of the draft list of 2025 are reported above it."""
ELEVATED_USD = 1e8
"""Assumed: a tenth of it."""
MODERATE_USD = 2e6
"""Least weighted effect that puts a commodity on the list, as the press has it (source
``rareearthexchanges_2025_usgs_list``)."""
NEGLIGIBLE_USD = 2e5
"""Assumed: a tenth of it."""
LISTED = ("high", "elevated", "moderate")
"""Categories that put a commodity on the list."""


def category(expected_usd: float) -> str:
    """Return the category of a probability-weighted net decrease in US dollars."""
    for name, least in (
        ("high", HIGH_USD),
        ("elevated", ELEVATED_USD),
        ("moderate", MODERATE_USD),
        ("limited", NEGLIGIBLE_USD),
    ):
        if expected_usd >= least:
            return name
    return "negligible" if expected_usd >= 0 else "negative"


def single_point_of_failure(case: Case, base_year: BaseYear, commodity: Commodity, region: str) -> bool:
    """Say whether one plant alone makes a commodity in a region.

    Plants that nobody ran in the base year do not count; neither does where there is none: then all is
    imported, and the stops of others say what that risks.
    """
    makers = {
        row.process for row in case.coefficients if row.material in commodity.materials and row.t_per_t > 0
    }
    running = [
        row.plant
        for row in case.plants
        if row.region == region and row.process in makers and base_year.run.get(row.plant, 0.0) > 0
    ]
    return len(running) == 1
