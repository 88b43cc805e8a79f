"""What may happen in the long run: which shock comes when, what uncertain figures are, which projects come
and how late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.calibration.calibrate import changes_base_year
from didymium.case.case import Case
from didymium.case.project_schema import Project
from didymium.ensemble.inputs import Input, case_inputs, changed, moved
from didymium.ensemble.running.work import shape_options
from didymium.ensemble.sampling.designs import unit_shares
from didymium.ensemble.sampling.quantiles import quantile
from didymium.files.problems import InputError, Problem
from didymium.market.base_year import BaseYear
from didymium.market.structure import Options
from didymium.scenario.schema import Event, Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shock:
    """A scenario of a case that may come in the long run, with its weight among those that may."""

    name: str
    scenario: Scenario
    weight: float = 1.0

    def events_from(self, day: dt.date) -> tuple[Event, ...]:
        """Return its events, all dates moved so that its first news comes on a day."""
        first = min(event.known_from for event in self.scenario.event)
        return tuple(moved(event, day - first) for event in self.scenario.event)


@dataclass(frozen=True, eq=False)
class MarketCase:
    """One of the markets that projects are judged in: its calibrated case and the shocks that may hit it."""

    case: Case
    base_year: BaseYear
    shocks: tuple[Shock, ...]

    @cached_property
    def inputs(self) -> tuple[Input, ...]:
        """Its uncertain figures that leave the base year alone: a base year for each future would be another
        market.
        """
        scenario, found = Scenario(title=""), []
        for item in case_inputs(self.case):
            value = float(quantile(item.distribution, np.array([0.25]))[0])
            after, _ = changed(self.case, scenario, (item,), (value,))
            if not changes_base_year(self.case, after):
                found.append(item)
        return tuple(found)

    @cached_property
    def shape(self) -> Options:
        """Options with which the markets of all futures have the same columns."""
        profile = next(iter(self.case.settings.profiles))
        return shape_options(self.case, self.base_year, Scenario(title="", profile=profile), self.inputs)


@dataclass(frozen=True)
class Fate:
    """What becomes of a project once its money is there."""

    built: bool
    lead_months: float


@dataclass(frozen=True, eq=False)
class MarketFuture:
    """What happens in one market: its case with the figures drawn, and the shock, if any."""

    case: Case
    shock: str
    news: dt.date | None
    events: tuple[Event, ...]


@dataclass(frozen=True, eq=False)
class LongFuture:
    """One future of all markets."""

    name: str
    probability: float
    markets: tuple[MarketFuture, ...]
    fates: Mapping[str, Fate]


@dataclass(frozen=True)
class Drawing:
    """How futures are drawn. ``calm_share`` is the chance that no shock comes to a market within the years in
    which it may begin, from ``first_year`` to ``last_year``; all three are assumed.
    """

    count: int = 12
    seed: int = 1
    calm_share: float = 0.25
    first_year: int = 2029
    last_year: int = 2036


def draw_futures(
    markets: Sequence[MarketCase], projects: Sequence[Project], drawing: Drawing
) -> tuple[LongFuture, ...]:
    """Draw futures of equal probability by a Latin hypercube over the shock of each market and its day, the
    uncertain figures of each case, and the fate of each project.

    Raises:
        InputError: If the drawing is impossible, with everything that is wrong.
    """
    _refuse_wrong(drawing)
    width = sum(2 + len(market.inputs) for market in markets) + 2 * len(projects)
    shares = unit_shares("latin_hypercube", drawing.count, width, drawing.seed)
    return tuple(_future(number, row, markets, projects, drawing) for number, row in enumerate(shares, 1))


def _refuse_wrong(drawing: Drawing) -> None:
    problems = []
    if not 1 <= drawing.count <= 1000:
        problems.append(Problem("futures", "is not from 1 to 1,000", value=str(drawing.count)))
    if not 0.0 <= drawing.calm_share <= 1.0:
        problems.append(Problem("calm share", "is no share", value=f"{drawing.calm_share:g}"))
    if drawing.last_year < drawing.first_year:
        remedy = "name the first year in which a shock may begin, then the last"
        problems.append(
            Problem("shock years", "end before they begin", value=str(drawing.last_year), remedy=remedy)
        )
    if problems:
        raise InputError(problems)


def _future(
    number: int,
    shares: Floats,
    markets: Sequence[MarketCase],
    projects: Sequence[Project],
    drawing: Drawing,
) -> LongFuture:
    found, place = [], 0
    for market in markets:
        drawn = shares[place : place + 2 + len(market.inputs)]
        found.append(_market_future(market, drawn, drawing))
        place += len(drawn)
    fates = {
        row.project: _fate(row, *shares[place + 2 * n : place + 2 * n + 2]) for n, row in enumerate(projects)
    }
    return LongFuture(f"future {number}", 1.0 / drawing.count, tuple(found), fates)


def _market_future(market: MarketCase, shares: Floats, drawing: Drawing) -> MarketFuture:
    values = [
        float(quantile(item.distribution, np.array([share]))[0])
        for item, share in zip(market.inputs, shares[2:], strict=True)
    ]
    case, _ = changed(market.case, Scenario(title=""), market.inputs, values)
    shock = _shock_at(market.shocks, float(shares[0]), drawing.calm_share)
    if shock is None:
        return MarketFuture(case, "", None, ())
    begin = dt.date(drawing.first_year, 1, 1)
    days = (dt.date(drawing.last_year + 1, 1, 1) - begin).days
    news = begin + dt.timedelta(days=int(float(shares[1]) * days))
    return MarketFuture(case, shock.name, news, shock.events_from(news))


def _shock_at(shocks: Sequence[Shock], share: float, calm_share: float) -> Shock | None:
    """Return the shock at a place between 0 and 1: calm first, then each by its weight."""
    total = sum(shock.weight for shock in shocks)
    if share < calm_share or total <= 0.0:
        return None
    left = (share - calm_share) / (1.0 - calm_share) * total
    for shock in shocks:
        left -= shock.weight
        if left < 0.0:
            return shock
    return shocks[-1]


def _fate(project: Project, built: float, late: float) -> Fate:
    return Fate(bool(built < project.success_share), lead_at(project, late))


def lead_at(project: Project, share: float) -> float:
    """Return the months from decision to first product at a quantile of the triangular distribution."""
    low, mode, high = project.lead_months_low, project.lead_months, project.lead_months_high
    if high <= low:
        return mode
    from scipy.stats import triang  # it takes long to load

    return float(triang.ppf(share, (mode - low) / (high - low), loc=low, scale=high - low))
