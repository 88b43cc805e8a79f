"""The floor that is asked about where nobody names one."""

from __future__ import annotations

from didymium.case.case import Case
from didymium.case.usual import usual
from didymium.market.base_year import BaseYear

ABOVE_BASE = 2.0
"""Without a floor of the case's own, one stands at so many times the highest base price."""


def first_floor(case: Case, base: BaseYear, material: str) -> float:
    """Return the floor to begin with in US dollars per kg: the case's, if the material is that of its usual
    floor, else twice the highest base price, two significant digits.
    """
    stated = usual(case)
    if material == stated.floor_material and stated.floor_usd_per_kg is not None:
        return stated.floor_usd_per_kg
    return float(f"{ABOVE_BASE * base_price(base, material):.2g}")


def base_price(base: BaseYear, material: str) -> float:
    """Return the highest price of a material in the base year, US dollars per kg; 0 without any."""
    return max((price for (_, name), price in base.price.items() if name == material), default=0.0)
