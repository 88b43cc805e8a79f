"""When a project spends, builds up and ends: shares of each calendar year, of each draw."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.problems import refuse
from didymium.decisions.finance.terms import MONTHS_PER_YEAR, ProjectTerms

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Timing:
    """The calendar of a project; D draws, Y calendar years. Moments count in years from the first day of the
    first year.
    """

    first_year: int
    """The first calendar year."""
    edges: Floats
    """The first day of each year and the last of all; shape (Y + 1,)."""
    decision: float
    """Moment of the decision."""
    first_product: Floats
    """Moment of the first product; shape (D,)."""
    ramp_years: float
    """Years from the first product to full capacity."""
    life_years: float
    """Years of production."""
    building: Floats
    """Share of the building that falls in a year: 1 in total; shape (D, Y)."""

    @cached_property
    def running(self) -> Floats:
        """Share of each year in which the project produces; shape (D, Y)."""
        return self.between(0.0, self.life_years)

    @cached_property
    def output(self) -> Floats:
        """Output of each year as a share of a year at full capacity; shape (D, Y)."""
        return self.output_within(self.life_years)

    @property
    def last(self) -> NDArray[np.bool_]:
        """Whether production has ended by the end of a year; shape (D, Y)."""
        end = self.first_product + self.life_years
        return np.asarray(self.edges[None, 1:] >= end[:, None] - 1e-9)

    def between(self, start_years: float, end_years: float) -> Floats:
        """Return the share of each year that lies between two moments, counted from the first product."""
        start = (self.first_product + start_years)[:, None]
        return np.asarray(np.diff(np.clip(self.edges[None, :] - start, 0.0, end_years - start_years), axis=1))

    def output_within(self, years: float) -> Floats:
        """Return the output of the first years of production, as a share of a year at full capacity.

        Steps of the same height at equal distances, the last to full capacity: after a ramp of R years R/2
        years of output are lost.
        """
        since = np.clip(self.edges[None, :] - self.first_product[:, None], 0.0, min(years, self.life_years))
        steps = math.ceil(self.ramp_years)
        starts = self.ramp_years / max(steps, 1) * np.arange(steps + 1)
        made = np.clip(since[:, :, None] - starts, 0.0, None).mean(axis=2)
        return np.asarray(np.diff(made, axis=1))


def make_timing(terms: ProjectTerms, years: NDArray[np.int64]) -> Timing:
    """Return the calendar of a project over calendar years.

    Raises:
        FinanceError: If the decision comes before the first year, or production ends after the last.
    """
    edges = np.arange(len(years) + 1, dtype=np.float64)
    decision = _moment(terms.decision) - float(years[0])
    lead = terms.lead_months / MONTHS_PER_YEAR
    first_product = decision + lead
    end = float(np.max(first_product)) + terms.life_years
    problems = []
    if decision < 0 or decision >= len(years):
        problems.append(f"the decision on {terms.decision} is outside the years {years[0]} to {years[-1]}")
    elif end > len(years) + 1e-9:
        last = int(years[0]) + math.ceil(end - 1e-9) - 1
        problems.append(
            f"the operation ends in {years[-1]}, production of the latest draw in {last}: "
            "give prices until then"
        )
    refuse(problems)
    start = decision + lead * terms.permitting_share
    return Timing(
        first_year=int(years[0]),
        edges=edges,
        decision=decision,
        first_product=first_product,
        ramp_years=terms.ramp_years,
        life_years=terms.life_years,
        building=_spread(start, first_product, edges),
    )


def _moment(day: dt.date) -> float:
    first = dt.date(day.year, 1, 1)
    return day.year + (day - first).days / (dt.date(day.year + 1, 1, 1) - first).days


def _spread(start: Floats, end: Floats, edges: Floats) -> Floats:
    """Return the share of a span in each year; a span without length lies in the year that it begins in."""
    length = np.maximum(end - start, 1e-6)[:, None]
    return np.asarray(np.diff(np.clip((edges[None, :] - start[:, None]) / length, 0.0, 1.0), axis=1))
