"""A rival in the long run: it sees the projects that are built and restricts when and as deep as serves it.

The market is the one that portfolios are judged in, with its figures as stated and every project of the
portfolio built on its likely day. The rival chooses the first day of its restriction among the years in which
shocks may begin, and its depth and length within the limits of its file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast

import numpy as np

from didymium.decisions.long_run.horizon import Calm, LongRun, calm_course, long_run
from didymium.decisions.long_run.markets import Setting
from didymium.decisions.long_run.opening import opened
from didymium.decisions.long_run.shocks import drafted_course
from didymium.decisions.portfolio.model import Funding
from didymium.decisions.projects.timeline import first_product
from didymium.decisions.rival.facing import RESTRICTING, Stand, facing
from didymium.decisions.rival.moves import canonical, dials_of, events_of, is_neutral, neutral
from didymium.decisions.rival.payoffs import Gauge
from didymium.decisions.rival.results import Dial, Move, Payoff, Reply, Searched, Tried
from didymium.decisions.rival.schema import DelayLever, RestrictionLever, Rival
from didymium.decisions.rival.search import Point, search
from didymium.market.program import Program
from didymium.market.solution import solve_market
from didymium.market.solver import HotSolver, SolverError
from didymium.scenario.path import Path, continue_path
from didymium.scenario.schema import Event, Scenario

USUAL_REPLIES = 14
"""Moves that are tried against each portfolio."""
MOST_STARTS = 3
"""First days that the rival chooses among."""
YEAR = Dial("begins.year", "begins", "year", "year", (), None, False)
"""The dial of the year in which the rival begins; its levels are the years."""


@dataclass(eq=False)
class _Start:
    """The market with fine periods around one beginning, its calm course, and a solver kept hot."""

    run: LongRun
    rival: Rival

    @cached_property
    def calm(self) -> Calm:
        return calm_course(self.run)

    @cached_property
    def gauge(self) -> Gauge:
        return Gauge(self.run.case, self.rival, self.calm.path)

    @cached_property
    def solver(self) -> HotSolver:
        found = HotSolver(self.calm.path.program)
        found.start_from(self.calm.basis)
        return found

    def payoff(self, events: Sequence[Event], fundings: Sequence[Funding]) -> Payoff:
        """Return what events come to with some projects built.

        Raises:
            SolverError: If the market has no answer.
        """
        market, calm = self.run.market, self.calm.path
        program, draft = drafted_course(self.run, market, calm, events)
        program = _with(self.run, program, fundings)
        self.solver.change_to(program)
        self.solver.start_from(self.calm.basis)
        solution = solve_market(market, self.solver, program)
        path: Path = continue_path(calm, solution, program, draft, 0, None)
        return self.gauge.payoff(path)


def _with(run: LongRun, program: Program, fundings: Sequence[Funding]) -> Program:
    """Return a program with projects built on their likely days."""
    upper = program.upper.copy()
    for item in fundings:
        project = item.build.choice.project
        for position, units in opened(run.market, project, first_product(project, item.build.decided)):
            upper[position] += units
    return replace(program, upper=upper)


@dataclass(eq=False)
class LongRunRival:
    """Finds what a rival does about portfolios in one market of a setting."""

    setting: Setting
    place: int
    rival: Rival
    """Turned to the portfolio by :func:`rival_in_long_run`."""
    years: tuple[int, ...]
    """Years in which it may begin."""
    _starts: dict[int, _Start] = field(default_factory=dict)

    @cached_property
    def dials(self) -> tuple[Dial, ...]:
        """What it may set: the year, then what its levers allow."""
        return (replace(YEAR, levels=tuple(float(year) for year in self.years)), *dials_of(self.rival))

    def events(self, move: Move) -> tuple[Event, ...]:
        """Return a move as events, known on the first day of its year."""
        return events_of(self.rival, move, on=_first_day(move))

    def best_reply(
        self,
        name: str,
        fundings: Sequence[Funding],
        *,
        evaluations: int = USUAL_REPLIES,
        progress: Callable[[str], None] = lambda message: None,
    ) -> Reply:
        """Return the best of its moves against a portfolio.

        Raises:
            SolverError: If the market has no answer even when it does nothing.
        """
        own = [item for item in fundings if item.build.choice.market == self.place]
        tried: dict[Move, Payoff] = {}

        def value(point: Point) -> float | None:
            move = self._move(point)
            if move not in tried:
                progress(f"reply to {name}, move {len(tried) + 1}")
                try:
                    tried[move] = self._payoff(move, own)
                except SolverError:
                    if not tried:
                        raise
                    return None
            return tried[move].aim

        still = neutral(self.dials)
        found = search(
            [len(dial.levels) for dial in self.dials], value, self._point(still), evaluations,
            lambda point: self._point(self._one_for_all(self._move(point))),
        )  # fmt: skip
        best = self._move(found.best)
        return Reply(
            policy=name,
            move=best,
            payoff=tried[best],
            passive=tried[still],
            searched=Searched(
                len(found.values) + found.refused,
                found.count,
                found.bound, found.is_proven, found.no_single_change_is_better, 0.0, found.refused,
            ),
            tried=tuple(Tried(*item) for item in sorted(tried.items(), key=lambda item: -item[1].aim)),
            scenario=Scenario(title=name, event=self.events(best)),
        )  # fmt: skip

    def _payoff(self, move: Move, fundings: Sequence[Funding]) -> Payoff:
        start = self._start(int(move[YEAR.name]))
        return start.payoff(self.events(move), fundings)

    def _start(self, year: int) -> _Start:
        if year not in self._starts:
            own, horizon = self.setting.markets[self.place], self.setting.horizon
            run = long_run(own.case, own.base_year, horizon, self.setting.entry, own.shape, year)
            self._starts[year] = _Start(run, self.rival)
        return self._starts[year]

    def _one_for_all(self, move: Move) -> Move:
        """Return the one move that stands for all that come to the same: doing nothing has no year."""
        reduced = canonical(self.dials, move)
        return neutral(self.dials) if is_neutral(self.dials, reduced) else reduced

    def _move(self, point: Point) -> Move:
        return Move({dial.name: dial.levels[level] for dial, level in zip(self.dials, point, strict=True)})

    def _point(self, move: Move) -> Point:
        return tuple(dial.levels.index(move[dial.name]) for dial in self.dials)


def rival_in_long_run(
    rival: Rival, setting: Setting, place: int, years: tuple[int, int], members: tuple[str, ...] = ()
) -> LongRunRival:
    """Return a rival turned to portfolios: it may begin in some years from the first to the last in which
    shocks may, with its restrictions alone. ``members`` are those who fund.

    Raises:
        InputError: If it is one of them, restricts nothing, or may only move after the last of these years.
    """
    first = max(years[0], rival.moves_on.year)
    until = dt.date(years[1], 12, 31)
    turned = facing(rival, Stand(members, until, rival.profile, kinds=RESTRICTING))
    levers = tuple(_begun_by_year(lever) for lever in turned.lever)
    starts = tuple(dict.fromkeys(int(year) for year in np.linspace(first, years[1], MOST_STARTS).round()))
    return LongRunRival(setting, place, turned.model_copy(update={"lever": levers}), starts)


def _begun_by_year(lever: object) -> RestrictionLever | DelayLever:
    """Return a lever that is pulled on the day that the year says."""
    stated = cast(RestrictionLever | DelayLever, lever)
    return stated.model_copy(update={"from_": None, "begins_after_months": (0,)})


def _first_day(move: Move) -> dt.date:
    return dt.date(int(move[YEAR.name]), 1, 1)
