"""Contradictions are told in the case's words: what, when, how many tonnes, which row, which source."""

from dataclasses import replace

import pytest

from didymium.market.build import Market
from didymium.market.infeasible import explain_infeasible
from didymium.market.program import Program
from didymium.market.solution import solve_market
from didymium.market.solver import HotSolver, SolverError
from market_cases import CaseBuilder, Profile, build

FOUR_MONTHS = Profile(months=4)


def with_stock(room: float) -> Market:
    """A stock of 90 t that may release one tonne a month, beside a mine of 100 t a year."""
    case = (
        CaseBuilder()
        .source_of("metal", "AAA", 100, 1)
        .steps("cars", "AAA", "metal", (300, 100))
        .holding("AAA", "metal", 90, 1, room_t=room)
        .build()
    )
    return build(case, FOUR_MONTHS)


def without_last_resort(market: Market, at_least_t: float) -> Program:
    """Close the supply of last resort, and force every step of demand to ``at_least_t`` tonnes in every
    period.
    """
    program, serve = market.program, market.use.serve.slice
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[serve] = at_least_t / program.column_unit_t[serve]
    upper[market.backstop.slice] = 0.0
    return replace(program, lower=lower, upper=upper)


def test_stock_above_its_room() -> None:
    """90 t cannot lie where 60 t fit when one tonne a month may leave: level, room, draw (1.02 t in 31
    days) and nothing else.
    """
    market = with_stock(room=60)
    solver = HotSolver(market.program)
    with pytest.raises(SolverError) as failure:
        solve_market(market, solver, market.program)
    assert failure.value.status == "infeasible"
    lines = explain_infeasible(market, solver)
    assert (
        "stock traders AAA metal, period 0 "
        "(from 2025-01-01; holdings.csv row 2, source: assumed: test): exactly 90 t" in lines
    )
    assert any(line.startswith("store traders") and line.endswith("at most 60 t") for line in lines)
    assert any(line.startswith("release traders") and line.endswith("at most 1.01848 t") for line in lines)
    assert all("holdings.csv row 2" in line for line in lines)


def test_demand_that_nothing_can_meet() -> None:
    """20 t a month from a mine of 8.49 t (31/365 of 100) and a stock that gives 1.02 t: the mine, the draw
    and the demand are named.
    """
    market = with_stock(room=90)
    solver = HotSolver(market.program)
    lines = explain_infeasible(market, solver, without_last_resort(market, 20.0))
    text = "\n".join(lines)
    assert "plants.csv row 2, source: assumed: test): at most 8.49315 t" in text
    assert "demand_steps.csv row 2, source: assumed: test): at least 20 t" in text
    assert "balance metal AAA, period 0 (from 2025-01-01): at least 0 t" in text
    assert "backstop metal AAA, period 0 (from 2025-01-01): exactly 0 t" in text


@pytest.mark.parametrize("dropped", range(5))
def test_the_set_is_irreducible(dropped: int) -> None:
    """Whoever loosens any one statement of the set gets an answer: here each limit of the first
    contradiction in turn.
    """
    market = with_stock(room=60)
    program, stocks = market.program, market.stocks
    assert stocks is not None
    loosened = [stocks.low, stocks.high, stocks.release, stocks.rows, None][dropped]
    upper, row_upper, row_lower = program.upper.copy(), program.row_upper.copy(), program.row_lower.copy()
    if loosened is stocks.rows:
        row_lower[stocks.rows.slice] = -float("inf")
    elif loosened is not None:
        upper[loosened.slice] = float("inf")
    patched = replace(program, upper=upper, row_lower=row_lower, row_upper=row_upper)
    lines = explain_infeasible(market, HotSolver(program), patched)
    assert bool(lines) == (loosened is None)


def test_a_sound_market_has_nothing_to_explain() -> None:
    """With the supply of last resort, any demand can be met."""
    market = with_stock(room=90)
    assert explain_infeasible(market, HotSolver(market.program)) == []
