"""Time counted day by day: slow, and independent of didymium.market.periods."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAY = dt.timedelta(days=1)


def days_of(bounds: tuple[dt.date, ...]) -> list[list[dt.date]]:
    """List the days of each period."""
    return [
        [first + DAY * number for number in range((after - first).days)]
        for first, after in zip(bounds, bounds[1:], strict=False)
    ]


def years_of(bounds: tuple[dt.date, ...]) -> Floats:
    """Each day is one 365th of a year, or one 366th in a leap year."""
    length = {year: (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days for year in range(1900, 2100)}
    return np.array([sum(1.0 / length[day.year] for day in days) for days in days_of(bounds)])


def arrivals_of(bounds: tuple[dt.date, ...], transit_days: int) -> Floats:
    """Send one tonne evenly over the days of each period; count in which period (last: after the end) each
    day's part arrives.
    """
    result = np.zeros((len(bounds) - 1, len(bounds)))
    for sent, days in enumerate(days_of(bounds)):
        for day in days:
            result[sent, _period_of(bounds, day + DAY * transit_days)] += 1.0 / len(days)
    return result


def under_way_of(bounds: tuple[dt.date, ...], transit_days: int) -> Floats:
    """Count the days of dispatch before the first period whose goods arrive in each period."""
    result = np.zeros(len(bounds))
    for before in range(1, transit_days + 1):
        result[_period_of(bounds, bounds[0] - DAY * before + DAY * transit_days)] += 1.0
    return result[:-1]


def open_share_of(bounds: tuple[dt.date, ...], first: dt.date | None, last: dt.date | None) -> Floats:
    """Share of the days of each period from ``first`` to ``last``, both included."""
    return np.array([
        np.mean([(first is None or first <= day) and (last is None or day <= last) for day in days])
        for days in days_of(bounds)
    ])  # fmt: skip


def middles_of(bounds: tuple[dt.date, ...]) -> Floats:
    """Days from the first day to the middle of each period."""
    return np.array([
        ((first - bounds[0]).days + (after - bounds[0]).days) / 2
        for first, after in zip(bounds, bounds[1:], strict=False)
    ])  # fmt: skip


def _period_of(bounds: tuple[dt.date, ...], day: dt.date) -> int:
    return sum(after <= day for after in bounds[1:])
