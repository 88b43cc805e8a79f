"""Time: a row of periods with real dates, and how what is dispatched in one arrives in others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.case.settings import Profile

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class Periods:
    """Consecutive periods. ``bounds`` holds the first day of each and, last, the day after the final
    period.
    """

    bounds: tuple[dt.date, ...]

    def __len__(self) -> int:
        """Return the number of periods."""
        return len(self.bounds) - 1

    @cached_property
    def starts(self) -> NDArray[np.float64]:
        """First day of each period, counted in days from the first; shape (T,)."""
        return self._days[:-1]

    @cached_property
    def ends(self) -> NDArray[np.float64]:
        """Day after each period, counted in days from the first; shape (T,)."""
        return self._days[1:]

    @cached_property
    def days(self) -> NDArray[np.float64]:
        """Length of each period in days; shape (T,)."""
        return self.ends - self.starts

    @cached_property
    def years(self) -> NDArray[np.float64]:
        """Length of each period in years: its days by the length of the calendar years they lie in; shape
        (T,).
        """
        return np.array(
            [_years_between(first, after) for first, after in zip(self.bounds, self.bounds[1:], strict=False)]
        )

    @cached_property
    def middles(self) -> NDArray[np.float64]:
        """Middle of each period in days from the first day; shape (T,)."""
        return (self.starts + self.ends) / 2

    @cached_property
    def _days(self) -> NDArray[np.float64]:
        first = self.bounds[0]
        return np.array([(day - first).days for day in self.bounds], dtype=np.float64)

    def position(self, day: dt.date) -> float:
        """Return a date as days from the first day of the first period."""
        return float((day - self.bounds[0]).days)

    def index_of(self, day: dt.date) -> int:
        """Return the period that holds a day; 0 before the first, the number of periods after the last."""
        return int(np.clip(np.searchsorted(self._days, self.position(day), side="right") - 1, 0, len(self)))

    def share_within(self, first: dt.date | None, last: dt.date | None) -> NDArray[np.float64]:
        """Return the share of each period that lies from ``first`` to ``last`` (both included); shape
        (T,).
        """
        begin = -np.inf if first is None else self.position(first)
        end = np.inf if last is None else self.position(last) + 1
        overlap = np.minimum(self.ends, end) - np.maximum(self.starts, begin)
        return np.clip(overlap / self.days, 0.0, 1.0)

    def discount_factors(self, rate: float) -> NDArray[np.float64]:
        """Return the discount factor at the middle of each period; shape (T,)."""
        return np.asarray((1.0 + rate) ** (-self.middles / DAYS_PER_YEAR))

    def discount_at(self, day: float, rate: float) -> float:
        """Return the discount factor ``day`` days after the first day."""
        return float((1.0 + rate) ** (-day / DAYS_PER_YEAR))

    def arrival_shares(self, transit_days: float) -> NDArray[np.float64]:
        """Return the share of what is dispatched in period t that arrives in period u; shape (T, T + 1).

        Dispatch is uniform over its period. The last column is what arrives after the final period.
        """
        begin = self.starts[:, None] + transit_days
        end = self.ends[:, None] + transit_days
        overlap = np.minimum(end, self.ends[None, :]) - np.maximum(begin, self.starts[None, :])
        inside = np.clip(overlap, 0.0, None) / self.days[:, None]
        return np.concatenate([inside, np.clip(1.0 - inside.sum(axis=1, keepdims=True), 0.0, 1.0)], axis=1)

    def pipeline_days(self, transit_days: float) -> NDArray[np.float64]:
        """Return how many days of dispatch from before the first period arrive in each period; shape (T,)."""
        overlap = np.minimum(self.ends, transit_days) - self.starts
        return np.clip(overlap, 0.0, None)


def _years_between(first: dt.date, after: dt.date) -> float:
    total = 0.0
    for year in range(first.year, after.year + 1):
        begin, end = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
        total += max((min(after, end) - max(first, begin)).days, 0) / (end - begin).days
    return total


def make_periods(begin: dt.date, profile: Profile) -> Periods:
    """Divide time from the month of ``begin`` into the months, quarters and years of a profile.

    Quarters and years start where the months end; they need not be calendar quarters.
    """
    months = [1] * profile.months + [3] * profile.quarters + [12] * profile.years
    bounds = [begin.replace(day=1)]
    for length in months:
        bounds.append(add_months(bounds[-1], length))
    return Periods(tuple(bounds))


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the first day of the month ``months`` after the month of ``day``."""
    total = day.year * 12 + day.month - 1 + months
    return dt.date(total // 12, total % 12 + 1, 1)
