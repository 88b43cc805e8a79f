"""The rival's best reply to what the alliance does: the market answers each move, the best is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from didymium.case.case import Case
from didymium.decisions.rival.days import first_day
from didymium.decisions.rival.moves import canonical, dials_of, events_of, everything, neutral
from didymium.decisions.rival.payoffs import Gauge
from didymium.decisions.rival.polish import polished
from didymium.decisions.rival.results import NONE, Dial, Move, Payoff, Reply, Searched, Tried
from didymium.decisions.rival.schema import Rival
from didymium.decisions.rival.search import Point, search
from didymium.market.base_year import BaseYear
from didymium.market.build import build_market
from didymium.market.solver import SolverError
from didymium.market.structure import Options
from didymium.scenario.hot import HotMarket
from didymium.scenario.instruments.schema import Instrument
from didymium.scenario.instruments.settle import UnsettledError
from didymium.scenario.instruments.toolbox import additions_of
from didymium.scenario.run import run_scenario, scenario_structure
from didymium.scenario.schema import Event, Scenario

Progress = Callable[[int, int, str], None]
"""Told how many moves were tried, of how many at most, and against what."""

NOISE = 1e-5
"""A move is better than another only by more than this share of what the rival's exports earn in the run in
which nothing happens: less is what prices made unique by small amounts, and the solver, leave open.
"""


@dataclass(frozen=True)
class Told:
    """What the rival knows when it moves: a name, the alliance's instruments, other events, and what all of
    it costs the alliance beside what the accounts book, million US dollars.
    """

    name: str
    instruments: tuple[Instrument, ...] = ()
    events: tuple[Event, ...] = ()
    cost_usd_million: float = 0.0


@dataclass(eq=False)
class Answering:
    """Finds replies of one rival on one calibrated case."""

    case: Case
    base_year: BaseYear
    rival: Rival
    options: Options = field(default_factory=Options)
    _gauges: dict[str, Gauge] = field(default_factory=dict)

    @cached_property
    def dials(self) -> tuple[Dial, ...]:
        """What the rival may turn."""
        return dials_of(self.rival)

    def scenario(self, told: Told, move: Move, *, profile: str = "", on: dt.date | None = None) -> Scenario:
        """Return what the alliance does and a move of the rival as one scenario; ``on`` is the day of the
        move, if not that of the file.
        """
        events = (*told.events, *events_of(self.rival, move, on=on))
        return Scenario(
            title=f"{self.rival.title_en}: {told.name}",
            profile=profile or self.rival.profile,
            begin=first_day(self.case, self.rival, profile or self.rival.profile),
            conduct=self.rival.conduct,
            event=events,
            instrument=told.instruments,
        )

    def best_reply(
        self,
        name: str,
        instruments: Sequence[Instrument] = (),
        events: Sequence[Event] = (),
        *,
        cost_usd_million: float = 0.0,
        evaluations: int | None = None,
        on: dt.date | None = None,
        first: Sequence[Move] = (),
        progress: Progress = lambda done, count, said: None,
    ) -> Reply:
        """Return the best of the rival's moves against instruments and events that it knows.

        Args:
            name: What the reply is called.
            instruments: What the alliance does.
            events: What happens besides.
            cost_usd_million: What it costs beside what the accounts book.
            evaluations: Moves tried at most; None: as many as the file says.
            on: Day of the move; None: that of the file.
            first: Moves on the grid that are tried before the search begins.
            progress: Told after every move.

        Raises:
            SolverError, UnsettledError: If there is no answer even when the rival does nothing.
        """
        told = Told(name, tuple(instruments), tuple(events), cost_usd_million)
        trial = _Trial(self, told, on, evaluations or self.rival.evaluations, progress)
        return trial.reply(first)

    def payoffs(self, told: Told, moves: Sequence[Move]) -> dict[Move, Payoff | None]:
        """Return what moves come to that are given, not searched; None where the market has no answer."""
        trial = _Trial(self, told, None, len(moves), lambda done, count, said: None)
        trial.open()
        return {move: trial.payoff_if_any(move) for move in moves}

    def gauge(self, profile: str = "") -> Gauge:
        """Return what measures runs on a division of time, the file's unless another is named."""
        name = profile or self.rival.profile
        if name not in self._gauges:
            nothing = Scenario(
                title="nothing happens",
                profile=name,
                begin=first_day(self.case, self.rival, name),
                conduct=self.rival.conduct,
            )
            base = run_scenario(self.case, self.base_year, nothing, options=self.options).base
            self._gauges[name] = Gauge(self.case, self.rival, base)
        return self._gauges[name]

    @property
    def least_gain(self) -> float:
        """The difference of two aims below which neither is better, million US dollars."""
        aim = self.rival.aim
        in_money = max(abs(aim.revenue), abs(aim.income), abs(aim.harm))
        return NOISE * in_money * abs(self.gauge().base.revenue)

    def again(self, told: Told, move: Move, profile: str) -> Payoff:
        """Return what a pair of policy and move comes to on another division of time, solved afresh.

        Raises:
            SolverError, UnsettledError: If there is no answer.
        """
        scenario = self.scenario(told, move, profile=profile)
        path = run_scenario(self.case, self.base_year, scenario, options=self.options).path
        return self.gauge(profile).payoff(path, told.cost_usd_million)


def replies_to(
    answering: Answering,
    told: Sequence[Told],
    evaluations: int | None,
    progress: Progress,
    on: dt.date | None = None,
) -> tuple[list[Reply], dict[str, str]]:
    """Return the reply to each policy, and why there is none to others; doing nothing always has one.

    Raises:
        SolverError, UnsettledError: If even that has none.
    """
    replies, unanswered = list[Reply](), dict[str, str]()
    for one in told:
        try:
            reply = answering.best_reply(
                one.name,
                one.instruments,
                one.events,
                cost_usd_million=one.cost_usd_million,
                evaluations=evaluations,
                on=on,
                progress=progress,
            )
        except (SolverError, UnsettledError) as error:
            if one.name == NONE:
                raise
            unanswered[one.name] = str(error)
        else:
            replies.append(reply)
    return replies, unanswered


@dataclass(eq=False)
class _Trial:
    """The search of one reply: a hot market with columns for every lever, and every move tried in it."""

    answering: Answering
    told: Told
    on: dt.date | None
    evaluations: int
    progress: Progress
    tried: dict[Move, Payoff] = field(default_factory=dict)

    def open(self) -> None:
        """Solve what later moves start from: best a move in which every lever does something."""
        with suppress(SolverError, UnsettledError):
            self.hot.run(self._scenario(everything(self.answering.dials)))

    def reply(self, first: Sequence[Move]) -> Reply:
        """Search, polish and put together."""
        dials, least_gain = self.answering.dials, self.answering.least_gain
        passive = neutral(dials)
        self.open()
        found = search(
            [len(dial.levels) for dial in dials],
            lambda point: self._value(self._move(point)),
            self._point(passive),
            self.evaluations,
            lambda point: self._point(canonical(dials, self._move(point))),
            [self._point(move) for move in first if self._is_on_grid(move)],
            least_gain,
        )
        on_grid = self._move(found.best)
        best = polished(dials, on_grid, self._value, least_gain)
        searched = Searched(
            evaluated=len(found.values) + found.refused,
            count=found.count,
            bound=found.bound,
            is_proven=found.is_proven,
            no_single_change_is_better=found.no_single_change_is_better,
            polished=self.tried[best].aim - found.value,
            refused=found.refused,
        )
        order = sorted(self.tried.items(), key=lambda item: -item[1].aim)
        return Reply(
            policy=self.told.name,
            move=best,
            payoff=self.tried[best],
            passive=self.tried[passive],
            searched=searched,
            tried=tuple(Tried(move, payoff) for move, payoff in order),
            scenario=self._scenario(best),
        )

    @cached_property
    def hot(self) -> HotMarket:
        # The market needs columns for every lever.
        answering, whole = self.answering, self._scenario(everything(self.answering.dials))
        structure = scenario_structure(answering.case, answering.base_year, whole, answering.options)
        return HotMarket(build_market(structure, additions_of(whole.instrument)))

    def _value(self, move: Move) -> float | None:
        if move not in self.tried:
            self.progress(len(self.tried), self.evaluations, self.told.name)
            if self.tried:
                self.payoff_if_any(move)
            else:
                self.payoff(move)
        return self.tried[move].aim if move in self.tried else None

    def payoff_if_any(self, move: Move) -> Payoff | None:
        """Return what a move comes to, None where the market has no answer."""
        with suppress(SolverError, UnsettledError):
            return self.payoff(move)
        return None

    def payoff(self, move: Move) -> Payoff:
        """Return what a move comes to, worked out once."""
        if move not in self.tried:
            path = self.hot.run(self._scenario(move))
            self.tried[move] = self.answering.gauge().payoff(path, self.told.cost_usd_million)
        return self.tried[move]

    def _scenario(self, move: Move) -> Scenario:
        return self.answering.scenario(self.told, move, on=self.on)

    def _is_on_grid(self, move: Move) -> bool:
        return all(move[dial.name] in dial.levels for dial in self.answering.dials)

    def _move(self, point: Point) -> Move:
        dials = self.answering.dials
        return Move({dial.name: dial.levels[level] for dial, level in zip(dials, point, strict=True)})

    def _point(self, move: Move) -> Point:
        return tuple(dial.levels.index(move[dial.name]) for dial in self.answering.dials)
