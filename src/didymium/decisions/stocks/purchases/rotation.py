"""Turning a stock over: what must be sold and bought again so that nothing grows older than it keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Rotation:
    """What turning a stock over takes in a year, once it holds lots of every age."""

    level_t: float
    shelf_life_years: float
    """How long a lot keeps; infinite: nothing needs to be turned over."""
    turned_t_per_year: float
    """Sold and bought again."""
    sales_usd_million_per_year: float
    """What is sold, at the price; about as much is spent on buying again."""
    cost_usd_million_per_year: float
    """What is lost between selling and buying again."""


def rotation(
    level_t: float, price_usd_per_kg: float, *, shelf_life_years: float, rotation_cost_share: float
) -> Rotation:
    """Return what must be sold and bought again a year so that no lot of a stock is older than its shelf
    life.

    A stock whose lots are bought evenly over a shelf life, and whose oldest lot is always the one sold, turns
    over ``level / shelf life`` a year. It is the least: with less, some lot stays longer. The cost is the
    stated share of the value turned over (commissions, handling, the gap between bid and offer).

    Raises:
        ValueError: If a figure is negative or not a number, or the shelf life is not above 0.
    """
    figures = {"level_t": level_t, "price_usd_per_kg": price_usd_per_kg, "share": rotation_cost_share}
    wrong = [name for name, value in figures.items() if not (math.isfinite(value) and value >= 0)]
    if wrong or not shelf_life_years > 0:
        names = ", ".join([*wrong, *([] if shelf_life_years > 0 else ["shelf_life_years"])])
        raise ValueError(f"a stock cannot be turned over with these figures: {names}")
    turned = level_t / shelf_life_years
    sales = turned * price_usd_per_kg / 1e3
    return Rotation(level_t, shelf_life_years, turned, sales, sales * rotation_cost_share)
