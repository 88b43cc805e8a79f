"""Why a market has no answer: statements that contradict each other, in the case's words (market.md §4).

A sound case always has an answer, because of the supply of last resort. Rows that contradict each other (a
stock above its room that may not be released, an obligation that a ban forbids) do not; HiGHS then finds an
irreducible infeasible set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import highspy

from didymium.files.row import Row
from didymium.market.build import Market
from didymium.market.program import Block, Program
from didymium.market.solver import HotSolver, SolverError

_STRATEGY = int(highspy.IisStrategy.kIisStrategyFromLp) | int(highspy.IisStrategy.kIisStrategyIrreducible)


def explain_infeasible(market: Market, solver: HotSolver, program: Program | None = None) -> list[str]:
    """Name the limits that cannot hold together, one line each: what, from which day, how many tonnes,
    which row.

    ``program`` is the one that failed, with its true right-hand sides (not those perturbed for prices);
    None stands for the market's own. Who drops any one of the lines finds that the others agree. The list
    is empty if the program has an answer.
    """
    failed = market.program if program is None else program
    solver.change_to(failed)
    if not _is_infeasible(solver):
        return []
    rows, columns = _irreducible_set(solver.highs)
    return [*_row_lines(market, failed, rows), *_column_lines(market, failed, columns)]


def _is_infeasible(solver: HotSolver) -> bool:
    try:
        solver.solve()
    except SolverError as error:
        return error.status == "infeasible"
    return False


def _irreducible_set(highs: highspy.Highs) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the rows and the columns of an irreducible set, each with the side that takes part."""
    if highs.setOptionValue("iis_strategy", _STRATEGY) != highspy.HighsStatus.kOk:
        raise SolverError("failed", "the solver refuses to look for contradictions")
    _, found = highs.getIis()
    rows = zip(found.row_index_, found.row_bound_, strict=True)
    columns = zip(found.col_index_, found.col_bound_, strict=True)
    return _with_sides(rows), _with_sides(columns)


def _with_sides(members: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    status = highspy.IisBoundStatus
    without = {int(status.kIisBoundStatusNull), int(status.kIisBoundStatusFree)}
    return [(int(index), int(side)) for index, side in members if int(side) not in without]


def _row_lines(market: Market, program: Program, rows: Sequence[tuple[int, int]]) -> Iterator[str]:
    for position, side in rows:
        unit = program.row_unit_t[position]
        limits = _limits_text(side, program.row_lower[position] * unit, program.row_upper[position] * unit)
        yield f"{program.row_label(position)} {_origin(market, program.rows, position)}: {limits}"


def _column_lines(market: Market, program: Program, columns: Sequence[tuple[int, int]]) -> Iterator[str]:
    for position, side in columns:
        unit = program.column_unit_t[position]
        limits = _limits_text(side, program.lower[position] * unit, program.upper[position] * unit)
        yield f"{program.column_label(position)} {_origin(market, program.columns, position)}: {limits}"


def _limits_text(side: int, lower: float, upper: float) -> str:
    lower, upper = lower + 0.0, upper + 0.0  # −0 is written as 0
    if lower == upper:
        return f"exactly {lower:,.6g} t"
    if side == int(highspy.IisBoundStatus.kIisBoundStatusLower):
        return f"at least {lower:,.6g} t"
    if side == int(highspy.IisBoundStatus.kIisBoundStatusUpper):
        return f"at most {upper:,.6g} t"
    return f"from {lower:,.6g} to {upper:,.6g} t"


def _origin(market: Market, blocks: Mapping[str, Block], position: int) -> str:
    """Say from which day a limit holds, which rows of the case it comes from, and their sources."""
    name, entity, period = _locate(blocks, position)
    parts = [f"from {market.structure.periods.bounds[period]}"]
    rows_of = _ROWS_OF.get(name)
    for row in rows_of(market, entity) if rows_of else ():
        source = getattr(row, "source", "")
        parts.append(market.structure.case.place(row) + (f", source: {source}" if source else ""))
    return f"({'; '.join(parts)})"


def _locate(blocks: Mapping[str, Block], position: int) -> tuple[str, int, int]:
    block = next(block for block in blocks.values() if block.offset <= position < block.offset + block.size)
    entity, period = divmod(position - block.offset, block.periods)
    return block.name, entity, period


def _of_plant(market: Market, entity: int) -> tuple[Row, ...]:
    plant = market.structure.plants[market.supply.segments[entity].plant]
    changes = market.structure.case.capacity_changes
    return (plant, *(row for row in changes if row.plant == plant.plant))


def _of_used_route(market: Market, entity: int) -> tuple[Row, ...]:
    return (market.structure.routes[int(market.trade.used[entity])],)


def _of_route(market: Market, entity: int) -> tuple[Row, ...]:
    return (market.structure.routes[entity],)


def _of_step(market: Market, entity: int) -> tuple[Row, ...]:
    step = market.use.steps[entity]
    group = market.structure.groups[step.group]
    if group.curve == "steps":
        return _of_stated_step(market, group.members[0], step.worth_usd_per_kg)
    members = group.members if step.demand is None else (step.demand,)
    return tuple(market.structure.demands[member] for member in members)


def _of_stated_step(market: Market, member: int, worth_usd_per_kg: float) -> tuple[Row, ...]:
    demand, steps = market.structure.demands[member], market.structure.case.demand_steps
    of_demand = (row for row in steps if row.identity[:3] == demand.identity)
    return tuple(row for row in of_demand if row.worth_usd_per_kg == worth_usd_per_kg)


def _of_ladder(market: Market, entity: int) -> tuple[Row, ...]:
    members = market.structure.groups[market.use.with_ladder[entity]].members
    return tuple(market.structure.demands[member] for member in members)


def _of_swap(market: Market, entity: int) -> tuple[Row, ...]:
    return (market.structure.rungs[market.use.swaps[entity][1]],)


def _of_growing_holding(market: Market, entity: int) -> tuple[Row, ...]:
    assert market.stocks is not None
    return _of_holding(market, int(market.stocks.growing[entity]))


def _of_holding(market: Market, entity: int) -> tuple[Row, ...]:
    return (market.structure.holdings[entity],)


_ROWS_OF: Mapping[str, Callable[[Market, int], tuple[Row, ...]]] = {
    "run": _of_plant,
    "ship": _of_used_route,
    "ship more": _of_route,
    "serve": _of_step,
    "use": _of_ladder,
    "swap": _of_swap,
    "store": _of_holding,
    "store more": _of_growing_holding,
    "release": _of_holding,
    "stock": _of_holding,
}
"""Where the limits of each block come from; balances and supply of last resort come from no single row."""
