"""A market kept hot: a solver for the base run and one for each period in which news arrives.

The first scenario goes through one solver from news to news and leaves its bases behind as reference. Every
later one solves only what is left from its news on, in a solver that is kept for that period, and starts from
the reference, not from whatever was solved last. So its answer depends on the market and the first scenario
alone, bit by bit: not on what was solved in between, by whom, or in which order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import highspy
import numpy as np
from numpy.typing import NDArray

from didymium.market.additions import Extra
from didymium.market.build import Market
from didymium.market.checks import check_mass_balance
from didymium.market.infeasible import explain_infeasible
from didymium.market.program import Program
from didymium.market.solution import Solution, price_program, solve_market
from didymium.market.solver import HotSolver, Record, Solver, SolverError, money_unit
from didymium.market.window import Window, WindowSolver
from didymium.scenario.course import believed_events, known_events, news_days
from didymium.scenario.draft import Draft
from didymium.scenario.effects import apply_events, without_news
from didymium.scenario.instruments.rates import Past, levied
from didymium.scenario.instruments.settle import program_at, settle_rates
from didymium.scenario.instruments.toolbox import Numbered, numbered
from didymium.scenario.path import Path, continue_path, join_charges
from didymium.scenario.quotas import left_already, licence_rents
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Reference:
    """The program that the first scenario solved at a news, and the basis of its answer."""

    program: Program
    basis: highspy.HighsBasis


@dataclass
class HotMarket:
    """A market with its solvers. ``algorithm`` is how a cold solve is done, ``ipm`` or ``simplex``; with
    ``intervals`` the prices of one kg less are found too.
    """

    market: Market
    algorithm: str = "ipm"
    intervals: bool = False
    records: list[Record] = field(default_factory=list)
    """How the solves of the last run went, those of its base run first."""
    _stages: dict[int, WindowSolver] = field(default_factory=dict)
    _references: dict[int, Reference] = field(default_factory=dict)
    """What the first scenario left behind, by the period of its news."""
    _starts: dict[int, highspy.HighsBasis] = field(default_factory=dict)
    """Bases of what is left from a period on, from which scenarios with news in it start."""
    _trail: list[tuple[str, Path, tuple[Record, ...]]] = field(default_factory=list)
    """The last scenario's path after each of its stages, with what was known then: scenarios that part later
    share what came before.
    """
    _base: Path | None = None
    _first_base: Path | None = None
    _base_basis: highspy.HighsBasis | None = None

    def __post_init__(self) -> None:
        self._first_market = self.market
        # One unit of money for all solvers, whichever program each of them meets first.
        self._money = money_unit(self.market.program.cost)
        self._solver = HotSolver(self.market.program, self.algorithm, self._money)

    def twin(self) -> HotMarket:
        """Return another market, for another thread, that says bit by bit what this one says. It takes over
        the base run and what the first scenario left behind, if there was one, so neither is solved again.
        This one may be at work meanwhile, once that scenario is done.
        """
        twin = HotMarket(self._first_market, self.algorithm, self.intervals)
        if self._references:
            twin._base = twin._first_base = self._first_base
            twin._base_basis, twin._references = self._base_basis, self._references
        return twin

    def turn_to(self, market: Market) -> None:
        """Hold another market of the same shape, such as that of a case with other figures.

        Raises:
            ValueError: If its program has other blocks of columns or rows.
        """
        if not same_shape(self.market, market):
            raise ValueError("a market of another shape needs solvers of its own")
        if market is not self.market:
            self.market = market
            self._trail.clear()
            # The first base run was solved cold; solved again, hot, it would differ in its last digits.
            self._base = self._first_base if market is self._first_market else None

    def base(self) -> Path:
        """Return the base run, solved once.

        Raises:
            SolverError: If the market has no answer without news.
        """
        if self._base is None:
            program = without_news(self.market)
            if self._base_basis is not None:
                self._solver.change_to(program)
                self._solver.start_from(self._base_basis)
            path = _base_path(self.market, program, self._solved(self._solver, program))
            self._base = replace(path, records=tuple(_taken(self._solver)))
            self._base_basis = self._base_basis or self._solver.basis()
            if self.market is self._first_market:
                self._first_base = self._base
        return self._base

    @property
    def base_basis(self) -> highspy.HighsBasis:
        """The basis of the base run, from which other courses on the same periods start well.

        Raises:
            SolverError: If the market has no answer without news.
        """
        self.base()
        assert self._base_basis is not None
        return self._base_basis

    def run(self, scenario: Scenario, progress: Progress = lambda message: None) -> Path:
        """Return what happens in a scenario for which the market was built.

        Raises:
            SolverError: If its rows contradict each other; the message names them.
            UnsettledError: If rates do not settle.
        """
        path = self.base()
        self.records = list(path.records)
        if not scenario.happens:
            return path
        if self._references:
            path = self._run_on(path, scenario, progress)
        else:
            path, self._references = self._run_first(path, scenario, progress)
        return replace(path, records=tuple(self.records))

    def _run_first(
        self, path: Path, scenario: Scenario, progress: Progress
    ) -> tuple[Path, dict[int, Reference]]:
        """Return the path of the first scenario, and what it leaves behind at each news."""
        found = dict[int, Reference]()
        for stage in stages(self.market, scenario):
            progress(stage.said)
            path = self._follow(path, scenario, stage)
            found[stage.first_period] = Reference(self._held, self._solver.basis())
        return path, found

    def _run_on(self, path: Path, scenario: Scenario, progress: Progress) -> Path:
        """Return the path of a later scenario: solved from where it parts from the one before."""
        for number, stage in enumerate(stages(self.market, scenario)):
            known = _known_by(scenario, stage)
            if number >= len(self._trail) or self._trail[number][0] != known:
                del self._trail[number:]
                progress(stage.said)
                before = len(self.records)
                path = self._follow(path, scenario, stage)
                self._trail.append((known, path, tuple(self.records[before:])))
                del self.records[before:]
            _, path, records = self._trail[number]
            self.records += records
        return path

    def _follow(self, path: Path, scenario: Scenario, stage: Stage) -> Path:
        """Return the path with everything from a stage on as agents act once they know of its news."""
        foreseen = self.foresee(path, scenario, stage)
        return self.carry_on(path, stage, foreseen, self._solver_of(stage.first_period, foreseen.program))

    def foresee(self, path: Path, scenario: Scenario, stage: Stage, usual: Path | None = None) -> Foreseen:
        """Return the program of what is left from a stage on, as agents see it who know of its news.

        Args:
            path: What was done before.
            scenario: What happens.
            stage: When agents plan anew, and what they know by then.
            usual: The path to whose flows restrictions refer; by default the base run.
        """
        market, usual, first = self.market, usual or self.base(), stage.first_period
        known = known_instruments(scenario, stage.last_day)
        after = market.structure.periods.bounds[first + 1]
        events = believed_events(scenario, stage.last_day, after)
        program, draft = apply_events(market, usual.reference_flows, events, known, usual.tonnes)
        return Foreseen(program, hold_past(market, program, path.tonnes, first), draft, tuple(known))

    def expect(
        self, path: Path, stage: Stage, foreseen: Foreseen, solver: HotSolver | WindowSolver
    ) -> tuple[Floats, Floats]:
        """Return the tonnes of every column and the prices (N, T) that :meth:`carry_on` would lead to, as the
        balances ask for a little more: half of its work, for searches that need no more.

        Raises:
            SolverError, UnsettledError: As :meth:`carry_on`.
        """
        rates = foreseen.draft.rates
        settled = settle_rates(
            self.market, solver, foreseen.program, rates, _past_of(path, stage.first_period)
        )
        program = program_at(self.market, foreseen.program, rates, settled.rates)
        tonnes, prices, _ = price_program(self.market, solver, program)
        _taken(solver)
        return tonnes, prices

    def carry_on(
        self, path: Path, stage: Stage, foreseen: Foreseen, solver: HotSolver | WindowSolver
    ) -> Path:
        """Return the path with everything from a stage on as the best answer to what is foreseen.

        Raises:
            SolverError: If its rows contradict each other; the message names them.
            UnsettledError: If rates do not settle.
        """
        market, first, draft = self.market, stage.first_period, foreseen.draft
        settled = settle_rates(market, solver, foreseen.program, draft.rates, _past_of(path, first))
        self._held = held = program_at(market, foreseen.program, draft.rates, settled.rates)
        solution = _without_ranks(market, self._solved(solver, held), draft)
        self.records += _taken(solver)
        charges = [
            item
            for rate, low, high in zip(draft.rates, settled.rates, settled.from_above, strict=True)
            for item in levied(rate, low, high)
        ]
        day = stage.day if stage.is_news else None
        path = continue_path(path, solution, foreseen.open, draft, first, day)
        return replace(
            path,
            levied=join_charges(path.levied, charges, first),
            grants=tuple(draft.grants),
            instruments=foreseen.known,
            settlements=(*path.settlements, settled),
        )

    def _solver_of(self, first: int, held: Program) -> HotSolver | WindowSolver:
        """Return the solver for news of a period: that of the base run for the first scenario, and for later
        ones the period's own, ready to start from its reference.
        """
        if not self._references:
            return self._solver
        if first not in self._stages:
            self._open_stage(first, held)
        solver = self._stages[first]
        solver.start_from(self._starts[first])
        return solver

    def _open_stage(self, first: int, held: Program) -> None:
        """Make the solver of a period and find what scenarios start from in it: the first scenario's own
        basis, or what that of its last news before says of the periods left.
        """
        window = Window(self.market.program, first)
        earlier = [period for period in self._references if period <= first]
        reference = self._references[max(earlier)] if earlier else None
        basis = self._base_basis if reference is None else reference.basis
        here = reference is not None and max(earlier) == first
        first_program = reference.program if here and reference else held
        solver = WindowSolver(window, first_program, self.algorithm, self._money)
        self._starts[first] = window.cut_basis(basis)
        if here:
            solver.start_from(self._starts[first])
            solver.solve()
            self._starts[first] = solver.basis()
            _taken(solver)
        self._stages[first] = solver

    def _solved(self, solver: Solver, program: Program) -> Solution:
        """Solve a program and check that mass is kept; one without an answer says which rows contradict each
        other.
        """
        try:
            solution = solve_market(self.market, solver, program, intervals=self.intervals)
        except SolverError as error:
            if error.status != "infeasible":
                raise
            lines = explain_infeasible(self.market, HotSolver(program, self.algorithm), program)
            said = "\n".join(f"  {line}" for line in lines) or "  only the small amounts added for prices do"
            raise SolverError("infeasible", f"these cannot hold together:\n{said}") from None
        check_mass_balance(self.market, solution)
        return solution


@dataclass(frozen=True)
class Foreseen:
    """What agents see from a stage on."""

    open: Program
    """The whole program, its past free."""
    program: Program
    """The same with the past held at what was done."""
    draft: Draft
    known: tuple[Numbered, ...]
    """The instruments that are known, with their numbers in the scenario."""


@dataclass(frozen=True)
class Stage:
    """A period in which agents plan anew: its last day, by which news are known, and the first day with news;
    without news the first day of the period.
    """

    first_period: int
    last_day: dt.date
    day: dt.date
    is_news: bool = True

    @property
    def said(self) -> str:
        """What a progress bar says of it."""
        return f"{'news' if self.is_news else 'plans'} of {self.day}"


def stages(market: Market, scenario: Scenario) -> list[Stage]:
    """List the periods in which agents plan anew: those in which news of a scenario arrives, with rolling
    foresight every one from the first news on; with perfect foresight all is known in the first.
    """
    periods, days = market.structure.periods, news_days(scenario)
    if scenario.foresight == "perfect":
        return [Stage(0, dt.date.max, days[0])]
    found: dict[int, Stage] = {}
    for day in days:
        period = periods.index_of(day)
        if period < len(periods):
            last_day = periods.bounds[period + 1] - dt.timedelta(days=1)
            found.setdefault(period, Stage(period, last_day, day))
    if scenario.foresight == "rolling" and found:
        for period in range(min(found), len(periods)):
            last_day = periods.bounds[period + 1] - dt.timedelta(days=1)
            found.setdefault(period, Stage(period, last_day, periods.bounds[period], is_news=False))
    return [found[period] for period in sorted(found)]


def known_instruments(scenario: Scenario, day: dt.date) -> tuple[Numbered, ...]:
    """Return the instruments of which agents know on a day, as they are known then, with their numbers."""
    return tuple(
        (number, entry.known_on(day))
        for number, entry in numbered(scenario.instrument)
        if entry.known_from <= day
    )


def _known_by(scenario: Scenario, stage: Stage) -> str:
    """Return what a stage's answer depends on besides what came before it, as a text."""
    events = known_events(scenario, stage.last_day)
    instruments = known_instruments(scenario, stage.last_day)
    told = (
        (stage.first_period, scenario.foresight, scenario.belief_ends_in_months),
        [event.model_dump_json() for event in events],
        [(number, entry.model_dump_json()) for number, entry in instruments],
    )
    return repr(told)


def same_shape(one: Market, other: Market) -> bool:
    """Return whether two markets have the same blocks of columns and rows, so that one can follow the other
    in a solver.
    """

    def shape(market: Market) -> list[tuple[str, int, int]]:
        blocks = (*market.program.columns.values(), *market.program.rows.values())
        return [(block.name, block.count, block.periods) for block in blocks]

    return shape(one) == shape(other)


def same_market(one: Market, other: Market) -> bool:
    """Return whether two markets of one case have the same program and the same columns of instruments, so
    that either will do.
    """
    if not same_shape(one, other) or one.extras.keys() != other.extras.keys():
        return False
    if any(not _same_parties(one.extras[name], other.extras[name]) for name in one.extras):
        return False
    arrays = ("cost", "lower", "upper", "row_lower", "row_upper", "column_unit_t", "row_unit_t")
    first, second = one.program, other.program
    same = all(np.array_equal(getattr(first, name), getattr(second, name)) for name in arrays)
    return same and not (first.matrix != second.matrix).nnz


def _same_parties(one: Extra, other: Extra) -> bool:
    return (one.regions, one.party, one.materials) == (other.regions, other.party, other.materials)


def hold_past(market: Market, program: Program, tonnes: Floats, first_period: int) -> Program:
    """Return the program with every column before ``first_period`` held at what was done, and the rows
    before it free.
    """
    if first_period == 0:
        return program
    lower, upper = program.lower.copy(), program.upper.copy()
    past = np.arange(len(lower)) % market.balance.periods < first_period
    done = tonnes / program.column_unit_t
    lower[past] = upper[past] = done[past]
    row_lower = program.row_lower.copy()
    row_upper = left_already(market, program, np.where(past, done, 0.0))
    rows_past = np.arange(len(row_lower)) % market.balance.periods < first_period
    row_lower[rows_past], row_upper[rows_past] = -np.inf, np.inf
    return replace(program, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)


def _taken(solver: Solver) -> list[Record]:
    """Return how the solves of a solver went and let it forget them: thousands follow."""
    records = list(solver.records)
    solver.records.clear()
    return records


def _past_of(path: Path, first_period: int) -> Past:
    rates = {(item.number, item.label): item.rate_usd_per_kg for item in path.levied}
    return Past(first_period, path.duals, rates)


def _without_ranks(market: Market, solution: Solution, draft: Draft) -> Solution:
    """Take the ranks of an allocation by priority out of prices: where a rank decides who gets the last
    tonne there is no market price, and trades are booked at the highest that a use is worth.
    """
    highest = np.full(solution.duals.shape, np.inf)
    for rate in draft.rates:
        if rate.charges[0].item == "priority" and rate.fixed is not None:
            node = market.structure.node_index[rate.charges[0].payers[0][0], rate.material]
            ranked = rate.fixed > 0
            highest[node, ranked] = np.minimum(highest[node, ranked], rate.fixed[ranked])
    above = solution.duals > highest * (1.0 + 1e-6)
    prices = np.where(above, np.nan, solution.prices)
    return replace(solution, duals=np.minimum(solution.duals, highest), prices=prices)


def _base_path(market: Market, program: Program, solution: Solution) -> Path:
    unchanged = np.zeros_like(market.trade.base_t)
    return Path(
        market=market,
        tonnes=solution.tonnes,
        prices=solution.prices,
        duals=solution.duals,
        row_prices=solution.row_prices,
        bound_worth=solution.bound_worth,
        prices_low=solution.prices_low,
        program=program,
        arrivals={},
        cleared={},
        extra_freight=unchanged,
        rebate=unchanged,
        demand_factor=np.ones_like(market.use.base_t),
        limited=unchanged.astype(bool),
        licence_rent=licence_rents(market, program, solution.row_prices),
        records=(),
    )
