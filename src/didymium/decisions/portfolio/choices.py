"""What may be chosen: a project, the year in which it is decided, and the support that makes it bankable."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from didymium.case.project_schema import Project
from didymium.decisions.reference.annuity import yearly_charge
from didymium.evidence.dates import add_months


@dataclass(frozen=True)
class Backing:
    """One way to make a project bankable, and what it takes from whose budget.

    ``usd_million`` is what the funder pays in each year from that of the decision on, real million US
    dollars; ``present_cost_usd_million`` what that costs it in the end, expected and discounted to the year
    of the decision, after what comes back.
    """

    kind: str
    funder: str
    usd_million: tuple[float, ...]
    present_cost_usd_million: float

    @property
    def total_usd_million(self) -> float:
        """All that the funder pays."""
        return sum(self.usd_million)


@dataclass(frozen=True)
class Choice:
    """A project that may be chosen, with its capital and the backings to choose from.

    ``market`` is the place of its market among those looked at. ``backings`` is empty for a project that
    nothing within reach makes bankable: it cannot be chosen, and ``reason`` says why.
    """

    project: Project
    market: int
    capital_usd_million: float
    backings: tuple[Backing, ...]
    reason: str = ""

    @property
    def name(self) -> str:
        """Name of the project."""
        return self.project.project

    def charge_usd_million(self, rate: float) -> float:
        """Return the yearly charge on its capital over its life at a real rate, million US dollars."""
        building = self.project.lead_months * (1.0 - self.project.permitting_share) / 12.0
        return yearly_charge(self.capital_usd_million, rate, self.project.life_years, building)


def decision_days(project: Project, begin: dt.date, delays_years: tuple[int, ...]) -> tuple[dt.date, ...]:
    """Return the days on which a project may be decided: the earliest from ``begin`` on, and later ones,
    each once.
    """
    earliest = max(project.earliest_decision or begin, begin)
    return tuple(add_months(earliest, 12 * years) for years in dict.fromkeys(delays_years))
