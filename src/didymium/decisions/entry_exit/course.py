"""A run in which capacity is decided on once a year: what is known, what was done, and the market kept
hot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import highspy

from didymium.case.case import Case
from didymium.case.settings import Profile
from didymium.decisions.entry_exit.candidates.entrants import entrants
from didymium.decisions.entry_exit.candidates.planned import Candidate, LeftOut, pairs, planned
from didymium.decisions.entry_exit.candidates.stated import Stated
from didymium.decisions.entry_exit.ledger import Ledger, kept_substitution, nothing_decided, with_decisions
from didymium.decisions.entry_exit.terms import EntryTerms
from didymium.decisions.entry_exit.worth import Activity, Believed, Plants, activity_of, believed_of
from didymium.market.base_year import BaseYear
from didymium.market.build import Market, build_market
from didymium.market.checks import MassBalanceError
from didymium.market.program import Program
from didymium.market.solver import money_unit
from didymium.market.structure import Options
from didymium.market.window import Window, WindowSolver
from didymium.scenario.hot import Foreseen, HotMarket, Stage, stages
from didymium.scenario.instruments.toolbox import additions_of
from didymium.scenario.path import Path
from didymium.scenario.run import scenario_structure
from didymium.scenario.schema import Scenario

PROFILE = "entry_exit"
"""Name under which the division of time is put into the case."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Decision:
    """What was decided at a review."""

    kind: str
    """``built``, ``closed``, ``mothballed`` or ``restarted``."""
    name: str
    """The candidate, or the plant."""
    region: str
    materials: tuple[str, ...]
    """Reference materials of the plants concerned."""
    decided: dt.date
    """First day after the review."""
    begins: dt.date
    """Day of the first product; of a plant that closes the first day without it."""
    t_per_year: float
    """Capacity, tonnes of the reference materials a year, added or taken away."""
    capital_usd: float
    worth_usd: float
    """Net present value as believed, with its own effect on prices; of a plant that closes what it was
    believed to earn, negative where it loses."""
    charge_usd_per_year: float = 0.0
    """What its capital must earn in a year of operation."""
    together: str = ""
    """Name of the pair that it was decided with; blank: alone."""

    def and_more(self, other: Decision) -> Decision:
        """Return the decision with another step of the same candidate."""
        return replace(
            self,
            t_per_year=self.t_per_year + other.t_per_year,
            capital_usd=self.capital_usd + other.capital_usd,
            worth_usd=self.worth_usd + other.worth_usd,
            charge_usd_per_year=self.charge_usd_per_year + other.charge_usd_per_year,
        )


@dataclass(frozen=True, eq=False)
class State:
    """A run up to a stage."""

    path: Path
    ledger: Ledger
    decisions: tuple[Decision, ...] = ()
    asleep: tuple[tuple[int, int], ...] = ()
    """Plants that stand still, with the period since when."""
    hopes: Mapping[dt.date, Mapping[str, float]] = field(default_factory=dict)
    """What a step of each candidate was worth at the end of each review, US dollars, by the day of the
    decision."""
    usual: Path | None = None
    """The path believed before the first news, to whose flows restrictions refer."""


@dataclass(eq=False)
class Course:
    """A case with everybody who could build in it, on a division of time, and its solvers."""

    case: Case
    terms: EntryTerms
    market: Market
    candidates: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]
    solves: int = 0
    _solvers: dict[int, WindowSolver] = field(default_factory=dict)
    _starts: dict[int, highspy.HighsBasis] = field(default_factory=dict)

    @cached_property
    def hot(self) -> HotMarket:
        """The market with its base run."""
        return HotMarket(self.market)

    @cached_property
    def plants(self) -> Plants:
        """The plants of the market."""
        return Plants(self.market)

    @cached_property
    def activities(self) -> dict[str, Activity]:
        """What each candidate takes and makes, by name."""
        return {one.name: activity_of(self.market, one.t_per_year) for one in self.candidates}

    @cached_property
    def review_periods(self) -> tuple[int, ...]:
        """Periods before which capacity is decided on: the first, and the first from each anniversary on."""
        bounds = self.market.structure.periods.bounds
        years = range(bounds[-1].year - bounds[0].year + 1)
        days = [bounds[0].replace(year=bounds[0].year + year) for year in years]
        found = (next((n for n, day in enumerate(bounds[:-1]) if day >= first), None) for first in days)
        return tuple(sorted({period for period in found if period is not None}))

    def begin(self) -> State:
        """Return the state before the first period: nothing is decided, nothing is known."""
        return State(self.hot.base(), nothing_decided(self.market))

    def schedule(self, scenario: Scenario) -> tuple[tuple[Stage, bool], ...]:
        """Return when agents plan anew, in order, and whether capacity is decided on then: a review is held
        before what a period brings is known.
        """
        bounds = self.market.structure.periods.bounds
        reviews = [
            (Stage(period, bounds[period] - dt.timedelta(days=1), bounds[period], is_news=False), True)
            for period in self.review_periods
        ]
        news = [(stage, False) for stage in stages(self.market, scenario)] if scenario.happens else []
        return tuple(sorted([*reviews, *news], key=lambda item: (item[0].first_period, not item[1])))

    def foresee(self, state: State, scenario: Scenario, stage: Stage) -> Foreseen:
        """Return what agents see from a stage on, before anything more is decided."""
        return self.hot.foresee(state.path, scenario, stage, state.usual or state.path)

    def believed(self, state: State, stage: Stage, foreseen: Foreseen, ledger: Ledger) -> Believed:
        """Return what is believed from a stage on if that is decided.

        Raises:
            SolverError: If the market has no answer.
        """
        seen = self._with(state, stage, foreseen, ledger)
        solver = self._solver(stage.first_period, seen.program)
        return believed_of(self.market, *self.hot.expect(state.path, stage, seen, solver))

    def carry_on(self, state: State, stage: Stage, foreseen: Foreseen) -> State:
        """Return the state with the path that follows from a stage on, as things are decided.

        Raises:
            SolverError: If the market has no answer.
        """
        seen, first = self._with(state, stage, foreseen, state.ledger), stage.first_period
        try:
            path = self.hot.carry_on(state.path, stage, seen, self._solver(first, seen.program))
        except MassBalanceError:
            # After many changes of bounds a basis may answer a little outside the solver's tolerance.
            self._solvers[first] = self._cold(first, seen.program)
            path = self.hot.carry_on(state.path, stage, seen, self._solvers[first])
        return replace(state, path=path)

    def _with(self, state: State, stage: Stage, foreseen: Foreseen, ledger: Ledger) -> Foreseen:
        first = stage.first_period
        kept = kept_substitution(state.path, first, self.terms.habit)
        held, whole = (
            with_decisions(self.market, program, ledger, kept, first)
            for program in (foreseen.program, foreseen.open)
        )
        self.solves += 1
        return replace(foreseen, program=held, open=whole)

    def start(self, stage: Stage) -> None:
        """Make the next solve at a stage begin from where that of the first run began."""
        first = stage.first_period
        if first in self._solvers:
            self._solvers[first].start_from(self._starts[first])

    def _solver(self, first: int, held: Program) -> WindowSolver:
        if first not in self._solvers:
            solver = self._cold(first, held)
            self._starts[first] = self._basis_for(solver.window)
            solver.start_from(self._starts[first])
            self._solvers[first] = solver
        return self._solvers[first]

    def _cold(self, first: int, held: Program) -> WindowSolver:
        window, money = Window(self.market.program, first), money_unit(self.market.program.cost)
        return WindowSolver(window, held, self.hot.algorithm, money)

    def _basis_for(self, window: Window) -> highspy.HighsBasis:
        """Return what the last answer before a window says of it."""
        earlier = [first for first in self._solvers if first < window.first]
        if not earlier:
            return window.cut_basis(self.hot.base_basis)
        solver = self._solvers[max(earlier)]
        return window.basis_after(solver.window, solver.basis())


def course_of(
    case: Case, base_year: BaseYear, scenario: Scenario, terms: EntryTerms
) -> tuple[Course, Scenario]:
    """Return a case with everybody who could build in it, and the scenario on the division of time of the
    terms.
    """
    whole, scenario = divided(case, scenario, terms)
    found = tuple(planned(whole, terms))
    more, plants = entrants(whole, base_year, terms)
    alone = sorted([*(one for one in found if isinstance(one, Candidate)), *more], key=lambda one: one.name)
    candidates = (*alone, *pairs(Stated(whole), alone))
    tables = {**whole.tables, "plants": (*whole.plants, *plants)}
    whole = replace(whole, tables=tables)
    options = Options(built=frozenset(name for one in candidates for name in one.t_per_year))
    structure = scenario_structure(whole, base_year, scenario, options)
    market = build_market(structure, additions_of(scenario.instrument))
    left_out = tuple(one for one in found if isinstance(one, LeftOut))
    return Course(whole, terms, market, candidates, left_out), scenario


def divided(case: Case, scenario: Scenario, terms: EntryTerms) -> tuple[Case, Scenario]:
    """Return a case and a scenario on the division of time of the terms."""
    name, profiles = terms.profile or PROFILE, dict(case.settings.profiles)
    if not terms.profile:
        profiles[PROFILE] = Profile(quarters=terms.quarters, years=terms.years)
    settings = case.settings.model_copy(update={"profiles": profiles})
    begin = scenario.begin or case.settings.start
    turned = scenario.model_copy(update={"profile": name, "begin": begin})
    return replace(case, settings=settings), turned
