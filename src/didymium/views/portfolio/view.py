"""An answer to the question which projects to back, with what it takes to say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from didymium.case.case import Case
from didymium.case.project_schema import Project
from didymium.decisions.investment.prepared import Prepared
from didymium.decisions.investment.request import PortfolioRequest
from didymium.decisions.long_run.horizon import Horizon
from didymium.decisions.portfolio.answer import Portfolio, PortfolioAnswer
from didymium.views.several_cases import naming_case


@dataclass(frozen=True)
class ShockSeen:
    """What happens in one market in a future: the scenario and the day of its news; blank and None: calm."""

    scenario: str
    news: dt.date | None


@dataclass(frozen=True, eq=False)
class PortfolioView:
    """An answer with its question, the cases that it is about, and names."""

    cases: tuple[Case, ...]
    request: PortfolioRequest
    answer: PortfolioAnswer
    horizon: Horizon
    undecided: tuple[str, ...]
    """The projects asked about that nobody has decided yet, in the order of the cases."""
    titles: Mapping[str, str]
    """Titles of scenarios by name."""

    @cached_property
    def naming(self) -> Case:
        """A case that knows the names of all: of a name in several, that of the first."""
        return naming_case(self.cases)

    @cached_property
    def projects(self) -> Mapping[str, Project]:
        """The projects of the cases by name."""
        return {row.project: row for case in self.cases for row in case.projects}

    @property
    def left(self) -> tuple[str, ...]:
        """Projects that could have been chosen and were not, in the order of the cases."""
        gone = {*self.answer.best.names, *self.answer.excluded}
        return tuple(name for name in self.undecided if name not in gone)

    @property
    def compared(self) -> tuple[tuple[str, Portfolio], ...]:
        """The portfolios that regret is measured among, in its order: ``best``, ``near-1`` …, ``nothing``."""
        near = [(f"near-{number}", one.portfolio) for number, one in enumerate(self.answer.near, start=1)]
        return (("best", self.answer.best), *near, ("nothing", self.answer.nothing))

    @cached_property
    def shocks(self) -> tuple[tuple[ShockSeen, ...], ...]:
        """For each future what happens in each market."""
        return tuple(tuple(_shock(text) for text in row) for row in self.answer.shocks)


def _shock(text: str) -> ShockSeen:
    if not text:
        return ShockSeen("", None)
    scenario, _, day = text.rpartition(" ")
    return ShockSeen(scenario, dt.date.fromisoformat(day))


def view_of(prepared: Prepared, request: PortfolioRequest, answer: PortfolioAnswer) -> PortfolioView:
    """Return what is shown of an answer."""
    titles = {shock.name: shock.scenario.title for own in prepared.checked.shocks for shock in own}
    asked = {item.name for item in prepared.asked}
    return PortfolioView(
        prepared.cases,
        request,
        answer,
        prepared.setting.horizon,
        tuple(item.name for item in prepared.undecided if item.name in asked),
        titles,
    )
