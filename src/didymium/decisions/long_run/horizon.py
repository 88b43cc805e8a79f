"""The market over the years in which projects are built and pay back, in years."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.settings import Profile
from didymium.decisions.long_run.entry import Entry, is_entry, with_entry
from didymium.market.base_year import BaseYear
from didymium.market.build import Market, build_market
from didymium.market.periods import Periods
from didymium.market.structure import Options
from didymium.scenario.hot import HotMarket
from didymium.scenario.path import Path
from didymium.scenario.run import scenario_structure
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]
FINE_YEARS = 2
PROFILE = "long_run"
"""Name under which the years of the horizon are put into the case."""


@dataclass(frozen=True)
class Horizon:
    """The years looked at: from ``first`` to ``last``, both whole."""

    first: int
    last: int

    @property
    def years(self) -> NDArray[np.int64]:
        """The calendar years; shape (Y,)."""
        return np.arange(self.first, self.last + 1)

    @property
    def begin(self) -> dt.date:
        """First day."""
        return dt.date(self.first, 1, 1)

    def periods(self, fine_year: int | None = None) -> Periods:
        """Return the years as periods, but for quarters in ``FINE_YEARS`` years from ``fine_year`` on, in
        which a shock shows that would drown in a whole year; by default the middle of the horizon. The number
        of periods is always the same.
        """
        middle = (self.first + self.last) // 2 if fine_year is None else fine_year
        fine = min(max(middle, self.first), self.last - FINE_YEARS + 1)
        bounds = [
            dt.date(year, month, 1)
            for year in range(self.first, self.last + 1)
            for month in ((1, 4, 7, 10) if fine <= year < fine + FINE_YEARS else (1,))
        ]
        return Periods((*bounds, dt.date(self.last + 1, 1, 1)))


@dataclass(frozen=True, eq=False)
class LongRun:
    """A case over a horizon, with the capacity that others add, and with columns for all plants that projects
    would build.
    """

    case: Case
    base_year: BaseYear
    horizon: Horizon
    entry: Entry
    shape: Options = Options()
    """Options that give the markets of several draws the same columns."""
    fine_year: int | None = None
    """First year that is looked at by quarters; None: in the middle."""

    @cached_property
    def scenario(self) -> Scenario:
        """The course on which nothing happens."""
        return Scenario(title="long run", foresight="perfect", profile=PROFILE, begin=self.horizon.begin)

    @cached_property
    def built(self) -> frozenset[str]:
        """Plants of projects that somebody still has to choose."""
        planned = {plant.plant for plant in self.case.plants if plant.status in ("planned", "closed")}
        return frozenset(name for row in self.case.projects for name in row.plant_names if name in planned)

    @cached_property
    def market(self) -> Market:
        """The market; the plants of projects have columns, closed until they are built."""
        return self.market_of(self.scenario)

    def market_of(self, scenario: Scenario) -> Market:
        """Return the market with what a scenario's events need, such as columns of a dumper's offers."""
        turned = scenario.model_copy(update={"profile": PROFILE, "begin": self.horizon.begin})
        options = dataclasses.replace(
            self.shape, built=self.built | self.shape.built, qualifying_from=self.horizon.begin
        )
        structure = scenario_structure(self.case, self.base_year, turned, options)
        periods = self.horizon.periods(self.fine_year)
        return build_market(dataclasses.replace(structure, periods=periods))

    @cached_property
    def entry_segments(self) -> NDArray[np.int64]:
        """Segments of supply that stand for capacity which others add."""
        plants = self.market.structure.plants
        return np.array(
            [
                number
                for number, segment in enumerate(self.market.supply.segments)
                if is_entry(plants[segment.plant].plant)
            ],
            dtype=np.int64,
        )


def long_run(
    case: Case,
    base_year: BaseYear,
    horizon: Horizon,
    entry: Entry | None = None,
    shape: Options | None = None,
    fine_year: int | None = None,
) -> LongRun:
    """Return a case over a horizon, ready to be solved."""
    entry = entry or Entry()
    profiles = {**case.settings.profiles, PROFILE: Profile(years=len(horizon.years))}
    settings = case.settings.model_copy(update={"profiles": profiles})
    grown = with_entry(_undecided_closed(case), base_year, entry, horizon.last)
    whole = dataclasses.replace(grown, settings=settings)
    return LongRun(whole, base_year, horizon, entry, shape or Options(), fine_year)


def _undecided_closed(case: Case) -> Case:
    """Return the case with the plants of projects that somebody still has to choose as planned ones: one
    under construction would run anyway, and be counted twice once its project is chosen.
    """
    open_ = {name for row in case.projects if not row.is_decided for name in row.plant_names}
    rows = tuple(
        row.model_copy(update={"status": "planned"})
        if row.plant in open_ and row.status == "construction"
        else row
        for row in case.plants
    )
    return dataclasses.replace(case, tables={**case.tables, "plants": rows})


@dataclass(frozen=True, eq=False)
class Calm:
    """The course on which nothing happens and no undecided project is built, and the basis of its answer."""

    path: Path
    basis: highspy.HighsBasis

    @property
    def cost_usd_million(self) -> float:
        """Its objective: what is spent less what it is worth to users, discounted, million US dollars."""
        program = self.path.program
        return float(program.cost @ (self.path.tonnes / program.column_unit_t)) + program.constant


def calm_course(run: LongRun) -> Calm:
    """Solve the calm course.

    Raises:
        SolverError: If the market has no answer.
    """
    hot = HotMarket(run.market)
    return Calm(hot.base(), hot.base_basis)
