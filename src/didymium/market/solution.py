"""The answer of a market: unique prices from the perturbed program, flows from the true one (market.md
§4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.market.backstop import BACKSTOP_FACTOR
from didymium.market.build import Market
from didymium.market.program import Program
from didymium.market.solver import Answer, Solver

Floats = NDArray[np.float64]

BACKSTOP_TOLERANCE = 1e-6
WORTH_TOLERANCE = 0.01


@dataclass(frozen=True)
class Solution:
    """Column values in tonnes, prices in US dollars per kg (NaN where only the backstop supplies), the
    objective in million US dollars.

    ``prices`` has shape (N, T); ``tonnes`` is as long as the program's columns.
    """

    tonnes: Floats
    prices: Floats
    duals: Floats
    """Prices before those without supply are taken out; shape (N, T)."""
    row_prices: Floats
    """What a kg less asked of each row would be worth, US dollars, not discounted; as long as the rows."""
    bound_worth: Floats
    """What one kg more room at each column's upper bound would be worth, US dollars, not discounted; as
    long as the columns."""
    objective_million_usd: float
    program: Program
    prices_low: Floats | None = None


def solve_market(market: Market, solver: Solver, program: Program, *, intervals: bool = False) -> Solution:
    """Solve a program of a market: prices from its perturbed right-hand sides, flows and objective from the
    true ones. With ``intervals`` the price of one tonne less is found too, at the cost of another solve.
    """
    upward = _priced(market, solver, program, 1.0)
    downward = _priced(market, solver, program, -1.0) if intervals else None
    solver.change_to(program)
    true = solver.solve(duals=False)
    tonnes = true.columns * program.column_unit_t
    duals = _prices(market, upward)
    return Solution(
        tonnes,
        _mask(market, program, true, upward, duals),
        duals,
        _row_prices(market, program, upward),
        _bound_worth(market, program, upward),
        true.objective,
        program,
        None if downward is None else _mask(market, program, true, downward, _prices(market, downward)),
    )


def price_program(market: Market, solver: Solver, program: Program) -> tuple[Floats, Floats, Floats]:
    """Return the tonnes of every column, the prices (N, T) and what a kg less asked of each row would be
    worth, for a program as its balances ask for a little more: half a solution, for searches that need no
    more.
    """
    answer = _priced(market, solver, program, 1.0)
    rows = _row_prices(market, program, answer)
    return answer.columns * program.column_unit_t, _prices(market, answer), rows


def _priced(market: Market, solver: Solver, program: Program, sign: float) -> Answer:
    row_lower = program.row_lower.copy()
    row_lower[market.balance.slice] += sign * market.perturbation
    solver.change_to(replace(program, row_lower=row_lower))
    return solver.solve()


def _prices(market: Market, answer: Answer) -> Floats:
    """Turn duals of the balances (million US dollars per unit, discounted) into US dollars per kg."""
    duals = market.balance.view(answer.row_duals)
    structure = market.structure
    return np.asarray(duals * 1e3 / structure.node_unit_t[:, None] / structure.discount)


def _row_prices(market: Market, program: Program, answer: Answer) -> Floats:
    discount = np.tile(market.structure.discount, len(program.row_lower) // market.balance.periods)
    return np.asarray(answer.row_duals * 1e3 / program.row_unit_t / discount)


def _bound_worth(market: Market, program: Program, answer: Answer) -> Floats:
    discount = np.tile(market.structure.discount, len(program.cost) // market.balance.periods)
    return np.asarray(np.maximum(-answer.column_duals, 0.0) * 1e3 / program.column_unit_t / discount)


def _mask(market: Market, program: Program, true: Answer, priced: Answer, prices: Floats) -> Floats:
    """Take out prices where the backstop supplies, or would supply the one tonne more that the price stands
    for, here or upstream: such a price stands above all that the material could be worth.
    """
    running = np.maximum(market.backstop.view(true.columns), market.backstop.view(priced.columns))
    structure = market.structure
    cost = market.backstop.view(program.cost) * 1e3 / structure.node_unit_t[:, None] / structure.discount
    worthless = prices > cost / BACKSTOP_FACTOR * (1.0 + WORTH_TOLERANCE)
    return np.where((running > BACKSTOP_TOLERANCE) | worthless, np.nan, prices)
