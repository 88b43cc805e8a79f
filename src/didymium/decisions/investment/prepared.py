"""What every question about projects needs first: calibrated cases, candidates, futures, prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from didymium.case.case import Case
from didymium.decisions.finance.assessment import Assessing, Assessment, NotAssessed, assess
from didymium.decisions.finance.bankable import Hurdle
from didymium.decisions.finance.from_market import PriceWar, nodes_of
from didymium.decisions.investment.asking import Checked, first_year
from didymium.decisions.investment.request import ProjectsRequest
from didymium.decisions.long_run.entry import Entry
from didymium.decisions.long_run.futures import Drawing, LongFuture, MarketCase, draw_futures
from didymium.decisions.long_run.horizon import Horizon
from didymium.decisions.long_run.markets import Setting
from didymium.decisions.long_run.prices import PricePaths, price_paths
from didymium.decisions.projects.pipeline import Candidate, candidates
from didymium.market.base_year import BaseYear

Progress = Callable[[str], None]
"""Told of each step."""


@dataclass(frozen=True, eq=False)
class Placed:
    """A candidate and the place of its case among those asked about."""

    candidate: Candidate
    place: int

    @property
    def name(self) -> str:
        """Name of the project."""
        return self.candidate.project.project


def _dated(candidate: Candidate, decide_from: dt.date) -> Candidate:
    """Return a candidate whose project says when it can be decided, also where only a start of its plants is
    stated; one that is undecided not before a day.
    """
    day = candidate.timeline.decision
    if not candidate.project.is_decided:
        day = max(day, decide_from)
    dated = candidate.project.model_copy(update={"earliest_decision": day})
    return replace(candidate, project=dated, timeline=candidate.decided(day))


@dataclass(eq=False)
class Prepared:
    """Cases with what was asked about them; markets are solved when prices are first asked for.

    ``workers`` threads solve futures; the answers do not depend on their number.
    """

    cases: tuple[Case, ...]
    base_years: tuple[BaseYear, ...]
    checked: Checked
    workers: int = 1
    progress: Progress = lambda step: None

    @property
    def request(self) -> ProjectsRequest:
        """What was asked."""
        return self.checked.request

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """Every project of the cases."""
        day = self.request.decide_from or dt.date(first_year(self.cases) + 1, 1, 1)
        return tuple(
            Placed(_dated(candidate, day), place)
            for place, case in enumerate(self.cases)
            for candidate in candidates(case)
        )

    @property
    def asked(self) -> tuple[Placed, ...]:
        """The projects asked about."""
        names = self.request.projects
        return tuple(item for item in self.placed if not names or item.name in names)

    @property
    def undecided(self) -> tuple[Placed, ...]:
        """The projects that somebody still has to choose."""
        return tuple(item for item in self.placed if not item.candidate.project.is_decided)

    @cached_property
    def setting(self) -> Setting:
        """The markets and the years."""
        markets = tuple(
            MarketCase(case, base_year, shocks)
            for case, base_year, shocks in zip(self.cases, self.base_years, self.checked.shocks, strict=True)
        )
        horizon = Horizon(first_year(self.cases), self.request.last_year)
        return Setting(markets, horizon, Entry(growth_per_year=self.request.entry_growth))

    @cached_property
    def futures(self) -> tuple[LongFuture, ...]:
        """What may happen."""
        return self.draw(self.request.futures, self.request.seed)

    def draw(self, count: int, seed: int) -> tuple[LongFuture, ...]:
        """Return so many futures."""
        asked = self.request
        drawing = Drawing(count, seed, asked.calm_share, asked.first_shock_year, asked.last_shock_year)
        projects = [item.candidate.project for item in self.placed]
        return draw_futures(self.setting.markets, projects, drawing)

    @cached_property
    def assessing(self) -> Assessing:
        """How projects are judged."""
        asked = self.request
        return Assessing(
            floor_usd_per_kg=asked.floor_usd_per_kg,
            floor_material=asked.floor_material,
            floor_years=asked.floor_years,
            discount_rate=asked.discount_rate,
            hurdle=Hurdle(least_cover=asked.least_cover, needs_return=True),
            draws_each=asked.draws_each,
            seed=asked.seed,
            treasury_rate=asked.treasury_rate,
            war=PriceWar(asked.war_price_share, asked.war_first_year, asked.war_years),
        )

    def prices(self, place: int, built: Sequence[Placed]) -> PricePaths:
        """Return the prices of a market in every future with some undecided projects built.

        Raises:
            SolverError: If a market has no answer.
        """
        own = [item.candidate for item in self.placed if item.place == place]
        nodes = set().union(*(nodes_of(candidate) for candidate in own)) if own else set()
        floor = self.request.floor_material
        case, name = self.cases[place], self.cases[place].settings.name
        if any(row.material == floor for row in case.materials):
            nodes |= {(row.region, floor) for row in case.regions}
        return price_paths(
            self.setting,
            place,
            self.futures,
            [item.candidate.project for item in built if item.place == place],
            nodes,
            workers=self.workers,
            progress=lambda done, count: self.progress(f"prices of {name}, future {done} of {count}"),
        )

    @cached_property
    def paths(self) -> tuple[PricePaths, ...]:
        """Prices in each market with all undecided projects built, or with none where they stand alone."""
        built = () if self.request.alone else self.undecided
        return tuple(self.prices(place, built) for place in range(len(self.cases)))

    @cached_property
    def assessments(self) -> dict[str, Assessment | NotAssessed]:
        """The finance of the projects asked about, by name."""
        # Prices first, so that steps are told in the order in which they are taken.
        found, paths = {}, self.paths
        for item in self.asked:
            self.progress(f"finance of {item.name}")
            found[item.name] = assess(
                self.cases[item.place], item.candidate, paths[item.place], self.assessing
            )
        return found
