"""What is left of a program after a day says the same as the whole program that holds the past."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from didymium.case.settings import Profile
from didymium.market.build import Market
from didymium.market.program import Program
from didymium.market.solver import HotSolver
from didymium.market.window import Window, WindowSolver
from didymium.scenario.hot import hold_past
from market_cases import CaseBuilder, build, random_base_year, random_case

CUT = 3
"""April: three months are done."""
HALF_YEAR = Profile(months=6)


def cut_of(window: Window, program: Program) -> Program:
    """What is left of a program that holds the past."""
    here, behind = window.coefficients(program.matrix)
    return window.cut(program, here, window.brought(program, behind))


@pytest.fixture(scope="module")
def market() -> Market:
    """AAA sends 10 t a month to BBB, 45 days at sea, so that February's and half of March's goods arrive
    after the cut; BBB has traders with 15 t.
    """
    builder = CaseBuilder(discount_rate=0.05).source_of("oxide", "AAA", 130.0, 5.0)
    builder.source_of("oxide", "BBB", 30.0, 40.0).route("oxide", "AAA", "BBB", 1.0, 45.0)
    builder.demand(
        "cars", "BBB", "oxide", 120.0, elasticity=-0.3, base_price_usd_per_kg=10.0, loss_usd_per_kg=90.0
    )
    builder.holding("BBB", "oxide", 15.0, 4.0, fill_t_per_month=3.0, room_t=40.0)
    return build(builder.build(), HALF_YEAR)


def crisis(market: Market, program: Program, first: int = CUT) -> Program:
    """The past as the base run has it, and from the cut on a tenth of what may be shipped."""
    tonnes = HotSolver(program).solve().columns * program.column_unit_t
    held = hold_past(market, program, tonnes, first)
    upper = held.upper.copy()
    block = market.trade.more_block
    block.view(upper)[:, first:] *= 0.1
    return replace(held, upper=np.maximum(upper, held.lower))


def same_answer(market: Market, whole: Program, first: int = CUT) -> None:
    window = Window(market.program, first)
    full = HotSolver(whole).solve()
    part = WindowSolver(window, whole).solve()
    np.testing.assert_allclose(part.columns, full.columns, rtol=1e-8, atol=1e-8)
    assert part.objective == pytest.approx(full.objective, rel=1e-10, abs=1e-12)
    prices = market.balance.view(full.row_duals)[:, first:]
    found = market.balance.view(part.row_duals)[:, first:]
    np.testing.assert_allclose(found, prices, rtol=1e-7, atol=1e-9)


def test_a_cut_program_has_the_whole_ones_answer(market: Market) -> None:
    """With goods under way across the cut and stocks drawn before it: values, prices and objective agree,
    and the reduced costs of what is left do, to 1e-8.
    """
    whole = crisis(market, market.program)
    same_answer(market, whole)
    window = Window(market.program, CUT)
    full, part = HotSolver(whole).solve(), WindowSolver(window, whole).solve()
    left = window.columns
    np.testing.assert_allclose(part.column_duals[left], full.column_duals[left], atol=1e-9)
    assert not part.column_duals[window.past].any()


def test_goods_under_way_and_stocks_move_to_the_sides(market: Market) -> None:
    """The rows that are left ask for less by exactly what the past brings: in April BBB gets the rest of what
    left in February and half of what left in March; the stock begins with its level at the end of March.
    """
    whole = crisis(market, market.program)
    window = Window(market.program, CUT)
    cut = cut_of(window, whole)
    brought = (whole.matrix[:, window.past] @ whole.lower[window.past])[window.rows]
    np.testing.assert_allclose(cut.row_lower, whole.row_lower[window.rows] - brought)
    node = market.structure.node_index["BBB", "oxide"]
    april = np.flatnonzero(window.rows == market.balance.index(node)[CUT])[0]
    unit = market.structure.node_unit_t[node]
    shares, sent = market.trade.shares[0], market.trade.more_block.view(whole.lower * whole.column_unit_t)[0]
    arriving = (shares[:CUT, CUT] * sent[:CUT]).sum()
    assert arriving > 5.0
    pipeline = whole.row_lower[market.balance.index(node)[CUT]] * unit
    assert cut.row_lower[april] * unit == pytest.approx(pipeline - arriving)


def test_shapes_and_what_stays(market: Market) -> None:
    """Half of six months is half of the columns and rows; costs of the past are in the constant."""
    window = Window(market.program, CUT)
    rows, columns = market.program.shape
    assert (len(window.rows), len(window.columns), len(window.past)) == (rows / 2, columns / 2, columns / 2)
    whole = crisis(market, market.program)
    cut = cut_of(window, whole)
    assert cut.shape == (rows // 2, columns // 2)
    assert {name: block.periods for name, block in cut.columns.items()} == dict.fromkeys(cut.columns, 3)
    past = float(whole.cost[window.past] @ whole.lower[window.past])
    assert past != 0.0
    assert cut.constant == pytest.approx(whole.constant + past)
    counts = {name: block.count for name, block in cut.columns.items()}
    assert counts == {name: block.count for name, block in market.program.columns.items()}


def test_a_basis_maps_entity_by_entity(market: Market) -> None:
    """The part of a basis holds the status of each column and row left, in order; from the part of the
    optimal basis the window needs hardly an iteration and finds the same answer.
    """
    whole = crisis(market, market.program)
    window = Window(market.program, CUT)
    full = HotSolver(whole)
    answer = full.solve()
    basis, part = full.basis(), window.cut_basis(full.basis())
    assert part.col_status == [basis.col_status[n] for n in window.columns.tolist()]
    assert part.row_status == [basis.row_status[n] for n in window.rows.tolist()]
    solver = WindowSolver(window, whole)
    solver.start_from(part)
    np.testing.assert_allclose(solver.solve().columns, answer.columns, atol=1e-8)
    assert [record.path for record in solver.records] == ["hot"]
    assert solver.records[0].iterations <= 5


def test_changing_to_another_past(market: Market) -> None:
    """A solver that changes to a program with another past and other figures says what a fresh one says."""
    one, window = crisis(market, market.program), Window(market.program, CUT)
    dearer = replace(market.program, cost=market.program.cost * 1.5)
    other = crisis(market, dearer)
    lower, upper = other.lower.copy(), other.upper.copy()
    drawn = market.stocks.release.index(0)[:CUT]
    lower[drawn] = upper[drawn] = lower[drawn] + 1.0 / other.column_unit_t[drawn]
    other = replace(other, lower=lower, upper=upper)
    solver = WindowSolver(window, one)
    solver.solve()
    solver.change_to(other)
    changed, fresh = solver.solve(), WindowSolver(window, other).solve()
    np.testing.assert_allclose(changed.columns, fresh.columns, atol=1e-8)
    assert changed.objective == pytest.approx(fresh.objective, rel=1e-10)
    assert [record.path for record in solver.records] == ["cold", "hot"]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("first", [1, 4])
def test_random_markets(seed: int, first: int) -> None:
    """The same on random chains with by-products, ladders, stocks and losses at sea, cut early and late."""
    case = random_case(seed, calibrated=True)
    market = build(case, HALF_YEAR, random_base_year(case, seed))
    program = market.program
    asked = program.row_lower.copy()
    asked[market.balance.slice] += market.perturbation
    same_answer(market, crisis(market, replace(program, row_lower=asked), first), first)


def test_a_cut_at_the_first_period_is_the_whole(market: Market) -> None:
    """Nothing is done before the first period: the window is the program."""
    window = Window(market.program, 0)
    cut = cut_of(window, market.program)
    assert cut.shape == market.program.shape
    assert (cut.matrix != market.program.matrix).nnz == 0
    assert cut.constant == market.program.constant
