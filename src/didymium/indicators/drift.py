"""Does the run without events stay near the base year? Where its prices leave it, results rest on growth
that the case does not supply, and the run says so (market.md §5.6).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from didymium.market.base_year import BaseYear
from didymium.outcome.tables import Outcome

DRIFT = 0.15
"""Share of the base-year price beyond which a price of the run without events is reported."""


def traded_prices(base_year: BaseYear) -> dict[tuple[str, str], float]:
    """Return the base-year prices of nodes through which something was shipped or at which it was used."""
    shipped = [identity[:3] for identity, flow in base_year.flow.items() if flow > 0]
    used = [identity[1:3] for identity, use in base_year.use.items() if use > 0]
    nodes = {(region, material) for material, *ends in shipped for region in ends}
    nodes |= {(region, material) for region, material in used}
    return {node: price for node, price in base_year.price.items() if node in nodes}


def base_drift(base_prices: Mapping[tuple[str, str], float], base: Outcome) -> pl.DataFrame:
    """Return the prices of the run without events that leave the base year's by more than 15 %, furthest
    first.

    Columns: region, material, base_year_usd_per_kg, lowest_usd_per_kg, highest_usd_per_kg, drift (largest
    departure as a share of the base-year price). Only prices at which something is traded count.
    """
    year = pl.DataFrame(
        [(region, material, price) for (region, material), price in base_prices.items() if price > 0],
        schema={"region": pl.String, "material": pl.String, "base_year_usd_per_kg": pl.Float64},
        orient="row",
    )
    price, reference = pl.col("price_usd_per_kg"), pl.col("base_year_usd_per_kg")
    return (
        base["prices"]
        .filter(pl.col("status") == "ok")
        .join(year, on=["region", "material"])
        .group_by("region", "material", "base_year_usd_per_kg")
        .agg(
            lowest_usd_per_kg=price.min(),
            highest_usd_per_kg=price.max(),
            drift=(price / reference - 1.0).abs().max(),
        )
        .filter(pl.col("drift") > DRIFT)
        .sort(["drift", "region", "material"], descending=[True, False, False])
    )
