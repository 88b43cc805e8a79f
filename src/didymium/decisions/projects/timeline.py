"""When a project comes once it is decided: permits, building, first product, full output, its end.

The lead time is one span, from the decision to the first product: permits take the first part of it, as
``permitting_share`` says, building the rest. Output rises in equal steps at equal distances, about a year
each, the first with the first product, the last ``ramp_years`` later: a ramp of two years gives a third, two
thirds, and from the third year on the whole.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.project_schema import Project
from didymium.evidence.dates import add_months

DAYS_PER_MONTH = 30.4375
MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class Span:
    """A day that is not certain: if all goes well, most likely, and if little goes well."""

    early: dt.date
    likely: dt.date
    late: dt.date


@dataclass(frozen=True)
class Timeline:
    """The days of a project that is decided on ``decision``."""

    decision: dt.date
    permitted: Span
    """All permits are there, building begins."""
    first_product: Span
    full_output: Span
    end: Span
    """The day after the last of production."""


def after_months(day: dt.date, months: float) -> dt.date:
    """Return the day so many months later, parts of a month in days; earlier if ``months`` is negative."""
    whole = int(months)
    return add_months(day, whole) + dt.timedelta(days=round((months - whole) * DAYS_PER_MONTH))


def first_product(project: Project, decision: dt.date, lead_months: float | None = None) -> dt.date:
    """Return the day of the first product; without ``lead_months`` after the most likely lead time."""
    return after_months(decision, project.lead_months if lead_months is None else lead_months)


def timeline_of(project: Project, decision: dt.date) -> Timeline:
    """Return the days of a project that is decided on a day."""
    leads = (project.lead_months_low, project.lead_months, project.lead_months_high)
    begins = [first_product(project, decision, lead) for lead in leads]
    to_full = MONTHS_PER_YEAR * project.ramp_years
    life = MONTHS_PER_YEAR * project.life_years
    return Timeline(
        decision=decision,
        permitted=Span(*(after_months(decision, lead * project.permitting_share) for lead in leads)),
        first_product=Span(*begins),
        full_output=Span(*(after_months(day, to_full) for day in begins)),
        end=Span(*(after_months(day, life) for day in begins)),
    )


def step_days(project: Project, begins: dt.date) -> list[dt.date]:
    """Return the days on which the steps of the ramp begin; a single one if there is no ramp."""
    steps = math.ceil(project.ramp_years)
    months = MONTHS_PER_YEAR * project.ramp_years / max(steps, 1)
    return [after_months(begins, months * step) for step in range(steps + 1)]


def output_shares(project: Project, begins: dt.date, years: Sequence[int]) -> NDArray[np.float64]:
    """Return the output of each calendar year, as a share of a full year at full capacity, of a project whose
    first product comes on a day; shape (years,).
    """
    ends = after_months(begins, MONTHS_PER_YEAR * project.life_years)
    begun = step_days(project, begins)
    shares = [sum(_share_of_year(year, day, ends) for day in begun) / len(begun) for year in years]
    return np.array(shares, dtype=np.float64)


def _share_of_year(year: int, begin: dt.date, end: dt.date) -> float:
    """Return the share of a calendar year that lies in [begin, end)."""
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    return max((min(after, end) - max(first, begin)).days, 0) / (after - first).days
