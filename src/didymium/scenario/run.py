"""Run a scenario: the base run, then at each news a new program from that day's state to the end (market.md
§6).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.market.base_year import BaseYear
from didymium.market.build import Market, build_market
from didymium.market.checks import check_mass_balance
from didymium.market.infeasible import explain_infeasible
from didymium.market.program import Program
from didymium.market.solution import Solution, solve_market
from didymium.market.solver import HotSolver, Record, SolverError
from didymium.market.structure import Options, Structure
from didymium.scenario.course import known_events, news_days, run_periods
from didymium.scenario.draft import Draft
from didymium.scenario.effects import apply_events, restrictions_on_users, without_news
from didymium.scenario.instruments.rates import Grant, Levied, Past, levied
from didymium.scenario.instruments.schema import CapitalGrant
from didymium.scenario.instruments.settle import Settlement, program_at, settle_rates
from didymium.scenario.instruments.toolbox import (
    Numbered,
    additions_of,
    built_by,
    numbered,
    sectors_apart,
)
from didymium.scenario.schema import Dumping, ProjectBuild, Scenario

Floats = NDArray[np.float64]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Path:
    """What happened, put together from the programs solved at each news: columns in tonnes, prices, and
    what left customs when.

    ``prices`` has shape (N, T), NaN where only the supply of last resort is left.
    """

    market: Market
    tonnes: Floats
    prices: Floats
    duals: Floats
    row_prices: Floats
    """What a kg less asked of each row would be worth, US dollars; as long as the rows."""
    bound_worth: Floats
    """What one kg more room at each column's upper bound would be worth, US dollars; as long as the
    columns."""
    prices_low: Floats | None
    program: Program
    arrivals: dict[int, Floats]
    """Arrival shares of routes that do not arrive as usual; shape (T, T + 1) each."""
    cleared: dict[int, Floats]
    """Shares of dispatch in t that leave the origin's customs in u, of routes that wait there; shape (T, T
    + 1) each."""
    extra_freight: Floats
    """What events add to the freight of each route, US dollars per kg; shape (routes, T)."""
    rebate: Floats
    """What a dumper gives on dispatch above the base flow, US dollars per kg; shape (routes, T)."""
    demand_factor: Floats
    """Factor of surges on the base use of each demand; shape (demands, T)."""
    limited: NDArray[np.bool_]
    """Where events limit a route; shape (routes, T)."""
    records: tuple[Record, ...]
    news: tuple[dt.date, ...] = ()
    levied: tuple[Levied, ...] = ()
    """What instruments charged and paid."""
    grants: tuple[Grant, ...] = ()
    instruments: tuple[Numbered, ...] = ()
    """The instruments known at the end, with their numbers in the scenario."""
    settlements: tuple[Settlement, ...] = ()
    """How the rates that follow prices settled at each news."""


@dataclass(frozen=True)
class ScenarioPaths:
    """The base run and the scenario's run on the same periods."""

    scenario: Scenario
    base: Path
    path: Path


def run_scenario(
    case: Case,
    base_year: BaseYear,
    scenario: Scenario,
    *,
    options: Options | None = None,
    algorithm: str = "ipm",
    intervals: bool = False,
    progress: Progress = lambda message: None,
) -> ScenarioPaths:
    """Run a scenario on a calibrated case.

    With ``surprise`` foresight agents learn of news in the period that holds its day, and believe that the
    last known course persists; what is done before stays done. With ``perfect`` foresight they know the
    whole course from the first period.
    """
    structure = scenario_structure(case, base_year, scenario, options or Options())
    market = build_market(structure, additions_of(scenario.instrument))
    solver = HotSolver(market.program, cold_algorithm=algorithm)
    progress("base run")
    base = _solve_base(market, solver, intervals)
    path = base
    if scenario.happens:
        path = _follow_news(market, solver, scenario, base, intervals, progress)
    return ScenarioPaths(scenario, base, path)


def scenario_structure(case: Case, base_year: BaseYear, scenario: Scenario, options: Options) -> Structure:
    """Return the structure that a scenario needs: its periods, the plants that it builds, the users that it
    restricts.
    """
    restricted = restrictions_on_users(case, scenario.event)
    built = frozenset(
        plant for event in scenario.event if isinstance(event, ProjectBuild) for plant in event.plants
    )
    built |= {
        plant
        for entry in scenario.instrument
        if isinstance(entry, CapitalGrant)
        for plant in built_by(case, entry)
    }
    apart = frozenset(sector for _, _, _, sectors in restricted for sector in sectors)
    apart |= sectors_apart(scenario.instrument)
    offers = tuple(
        sorted({(event.origin, event.material) for event in scenario.event if isinstance(event, Dumping)})
    )
    needed = replace(options, built=built, apart=apart, restricted=restricted, offers=offers)
    return Structure(case, base_year, run_periods(case, scenario), needed)


def _solve_base(market: Market, solver: HotSolver, intervals: bool) -> Path:
    program = without_news(market)
    solution = _solved(market, solver, program, intervals)
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
        records=tuple(solver.records),
    )


def _solved(market: Market, solver: HotSolver, program: Program, intervals: bool) -> Solution:
    """Solve a program and check that mass is kept; one without an answer says which rows contradict each
    other.
    """
    try:
        solution = solve_market(market, solver, program, intervals=intervals)
    except SolverError as error:
        if error.status != "infeasible":
            raise
        lines = explain_infeasible(market, solver, program)
        said = "\n".join(f"  {line}" for line in lines) or "  only the small amounts added for prices do"
        raise SolverError("infeasible", f"these cannot hold together:\n{said}") from None
    check_mass_balance(market, solution)
    return solution


def _follow_news(
    market: Market, solver: HotSolver, scenario: Scenario, base: Path, intervals: bool, progress: Progress
) -> Path:
    flows = reference_flows(market, base.tonnes)
    instruments = numbered(scenario.instrument)
    path = base
    for first_period, last_day, day in _stages(market, scenario):
        progress(f"news of {day}")
        known = [item for item in instruments if item[1].known_from <= last_day]
        events = known_events(scenario, last_day)
        program, draft = apply_events(market, flows, events, known, base.tonnes)
        held = hold_past(market, program, path.tonnes, first_period)
        settled = settle_rates(market, solver, held, draft.rates, _past_of(path, first_period))
        held = program_at(market, held, draft.rates, settled.rates)
        solution = _without_ranks(market, _solved(market, solver, held, intervals), draft)
        charges = [
            item
            for rate, low, high in zip(draft.rates, settled.rates, settled.from_above, strict=True)
            for item in levied(rate, low, high)
        ]
        path = _continue(path, solution, program, draft, first_period, day)
        path = replace(
            path,
            levied=_join_charges(path.levied, charges, first_period),
            grants=tuple(draft.grants),
            instruments=tuple(known),
            settlements=(*path.settlements, settled),
        )
    return replace(path, records=tuple(solver.records))


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


def _stages(market: Market, scenario: Scenario) -> list[tuple[int, dt.date, dt.date]]:
    """List the periods in which news arrives, with the last day of each (what is known in it) and the first
    news day in it.
    """
    periods = market.structure.periods
    days = news_days(scenario)
    if scenario.foresight == "perfect":
        return [(0, dt.date.max, days[0])]
    stages: dict[int, tuple[int, dt.date, dt.date]] = {}
    for day in days:
        period = periods.index_of(day)
        if period < len(periods):
            last_day = periods.bounds[period + 1] - dt.timedelta(days=1)
            stages.setdefault(period, (period, last_day, day))
    return [stages[period] for period in sorted(stages)]


def hold_past(market: Market, program: Program, tonnes: Floats, first_period: int) -> Program:
    """Return the program with every column before ``first_period`` held at what was done, and the rows
    before it free.
    """
    if first_period == 0:
        return program
    lower, upper = program.lower.copy(), program.upper.copy()
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    past = np.arange(len(lower)) % market.balance.periods < first_period
    done = tonnes / program.column_unit_t
    lower[past] = upper[past] = done[past]
    rows_past = np.arange(len(row_lower)) % market.balance.periods < first_period
    row_lower[rows_past], row_upper[rows_past] = -np.inf, np.inf
    return replace(program, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)


def _continue(
    path: Path, solution: Solution, program: Program, draft: Draft, first_period: int, day: dt.date
) -> Path:
    """Return the path with everything from ``first_period`` on replaced by the new solution."""
    market = path.market
    prices, duals = path.prices.copy(), path.duals.copy()
    prices[:, first_period:] = solution.prices[:, first_period:]
    duals[:, first_period:] = solution.duals[:, first_period:]
    later = np.arange(len(path.bound_worth)) % market.balance.periods >= first_period
    worth = np.where(later, solution.bound_worth, path.bound_worth)
    rows_later = np.arange(len(path.row_prices)) % market.balance.periods >= first_period
    low = None
    if solution.prices_low is not None:
        low = prices.copy() if path.prices_low is None else path.prices_low.copy()
        low[:, first_period:] = solution.prices_low[:, first_period:]
    cleared = {
        position: _clearing_from(
            path.cleared.get(position), shares, first_period, len(market.structure.periods)
        )
        for position, shares in draft.cleared.items()
    }
    return replace(
        path,
        tonnes=solution.tonnes,
        prices=prices,
        duals=duals,
        row_prices=np.where(rows_later, solution.row_prices, path.row_prices),
        bound_worth=worth,
        prices_low=low,
        program=program,
        arrivals=draft.arrivals,
        cleared={**path.cleared, **cleared},
        extra_freight=_joined(path.extra_freight, draft.extra_freight, first_period),
        rebate=_joined(path.rebate, draft.rebate, first_period),
        demand_factor=_joined(path.demand_factor, draft.demand_factor, first_period),
        news=(*path.news, day),
        limited=_joined(path.limited, np.isfinite(draft.limit_t), first_period),
    )


def _join_charges(before: Sequence[Levied], after: Sequence[Levied], first_period: int) -> tuple[Levied, ...]:
    """Return the charges known now, with what they came to before the news that led to them."""
    earlier = dict(_told_apart(before))
    joined = []
    for key, item in _told_apart(after):
        old = earlier.get(key)
        zeros = np.zeros_like(item.usd_per_kg)
        usd, rate, above = (
            (zeros, zeros[0], zeros[0])
            if old is None
            else (old.usd_per_kg, old.rate_usd_per_kg, old.from_above_usd_per_kg)
        )
        joined.append(
            replace(
                item,
                usd_per_kg=_joined(usd, item.usd_per_kg, first_period),
                rate_usd_per_kg=_joined(rate, item.rate_usd_per_kg, first_period),
                from_above_usd_per_kg=_joined(above, item.from_above_usd_per_kg, first_period),
            )
        )
    return tuple(joined)


def _told_apart(charges: Sequence[Levied]) -> list[tuple[tuple[int, str, str, int], Levied]]:
    """Return charges with keys: a rate may have several of one item, such as one for each route, which come
    in the same order after every news.
    """
    seen: Counter[tuple[int, str, str]] = Counter()
    found = []
    for item in charges:
        name = (item.number, item.label, item.charge.item)
        found.append(((*name, seen[name]), item))
        seen[name] += 1
    return found


def _joined(before: NDArray[Any], after: NDArray[Any], first_period: int) -> NDArray[Any]:
    """Return ``after`` with its entries before a period, along the last axis, taken from ``before``."""
    result = after.copy()
    result[..., :first_period] = before[..., :first_period]
    return result


def _clearing_from(before: Floats | None, after: Floats, first_period: int, count: int) -> Floats:
    result = after.copy()
    result[:first_period] = (np.eye(count, count + 1) if before is None else before)[:first_period]
    return result


REFERENCE_WINDOW = 2
"""Periods before and after over which the base run's flow is averaged before restrictions refer to it."""


def reference_flows(market: Market, tonnes: Floats) -> Floats:
    """Return the base run's flows with their timing smoothed, tonnes; shape (routes, T).

    When a shipment leaves within a few months hardly matters to cost, so its month in the base run says
    little; a licence for a share of the usual flow refers to the rate around it.
    """
    flows, years = route_flows(market, tonnes), market.structure.periods.years
    window = [slice(max(t - REFERENCE_WINDOW, 0), t + REFERENCE_WINDOW + 1) for t in range(len(years))]
    rates = [flows[:, around].sum(axis=1) / years[around].sum() for around in window]
    return np.stack(rates, axis=1) * years


def route_flows(market: Market, tonnes: Floats) -> Floats:
    """Return what each route dispatches, tonnes; shape (routes, T)."""
    flows = market.trade.more_block.view(tonnes).copy()
    flows[market.trade.used] += market.trade.base_block.view(tonnes)
    if market.trade.offer_block is not None:
        flows[list(market.trade.offered)] += market.trade.offer_block.view(tonnes)
    return flows
