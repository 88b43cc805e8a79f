"""Capital as a yearly charge: the capital recovery factor, and interest while a plant is built."""

from __future__ import annotations

import math


def capital_recovery_factor(rate: float, years: float) -> float:
    """Return the yearly payment that earns back one dollar over ``years`` at a real return ``rate``.

    r (1 + r)^n / ((1 + r)^n − 1); at a return of zero 1 / n.

    Raises:
        ValueError: If the return is negative or there are no years.
    """
    if rate < 0 or years <= 0:
        raise ValueError(f"no capital recovery factor at a return of {rate} over {years} years")
    return 1 / years if rate == 0 else rate / -math.expm1(-years * math.log1p(rate))


def worth_at_start(rate: float, construction_years: float) -> float:
    """Return what one dollar, spent evenly over the years of construction, is worth on the first day of
    operation: ((1 + r)^T − 1) / (T ln(1 + r)), 1 without return or time.
    """
    growth = construction_years * math.log1p(rate)
    return 1.0 if growth == 0 else math.expm1(growth) / growth


def yearly_charge(capital: float, rate: float, life_years: float, construction_years: float) -> float:
    """Return what capital costs a year over its life, in its own unit of money."""
    return capital * worth_at_start(rate, construction_years) * capital_recovery_factor(rate, life_years)
