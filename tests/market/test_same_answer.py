"""One case, one answer: whatever the algorithm, the basis, the order of the rows or the unit of mass
(market.md §4).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.market.solution import solve_market
from didymium.market.solver import HotSolver
from market_cases import (
    BaseYear,
    Options,
    Profile,
    Solved,
    build,
    random_base_year,
    random_case,
    rescaled,
    rescaled_base,
    shuffled,
    solve,
)

HALF_YEAR = Profile(months=4, quarters=1)
NEWS = Options(qualifying_from=dt.date(2025, 2, 1), linear_steps=20)
TOLERANCE = 1e-6


def flows_of(solved: Solved) -> Mapping[object, np.ndarray]:
    """Every quantity of an answer by name, as shares of the world use of its order of magnitude."""
    stock = {(kind, *key): rows for kind, of in solved.stock.items() for key, rows in of.items()}
    return {**solved.made, **solved.shipped, **solved.served, **solved.swapped, **stock}


def assert_same(one: Solved, other: Solved, factor: float = 1.0) -> None:
    """Prices agree to 1e-6, flows to 1e-6 of the largest flow."""
    np.testing.assert_allclose(one.solution.prices, other.solution.prices, rtol=TOLERANCE, atol=1e-6)
    mine, its = flows_of(one), flows_of(other)
    assert mine.keys() == its.keys()
    largest = max(float(np.max(rows)) for rows in mine.values())
    for key, rows in mine.items():
        np.testing.assert_allclose(its[key] / factor, rows, atol=TOLERANCE * largest, err_msg=str(key))


def base_years(seed: int) -> list[BaseYear]:
    return [BaseYear(), random_base_year(random_case(seed), seed)]


@pytest.mark.parametrize("seed", range(6))
def test_interior_point_and_simplex_agree(seed: int) -> None:
    """Perturbed rows make prices unique and perturbed costs make flows unique, so the way to the optimum
    does not show.
    """
    for base in base_years(seed):
        by_interior_point = solve(random_case(seed), HALF_YEAR, base, NEWS, "ipm")
        by_simplex = solve(random_case(seed), HALF_YEAR, base, NEWS, "simplex")
        assert_same(by_interior_point, by_simplex)


@pytest.mark.parametrize("seed", range(6))
def test_a_detour_leaves_no_trace(seed: int) -> None:
    """A hot solver that solved another program in between gives the cold answer: nothing of the patch
    remains, nor does its basis matter.
    """
    case, base = random_case(seed), random_base_year(random_case(seed), seed)
    cold = solve(case, HALF_YEAR, base, NEWS)
    market = build(case, HALF_YEAR, base, NEWS)
    solver = HotSolver(market.program)
    half = market.program.upper * 0.5
    narrow = replace(
        market.program,
        upper=np.where(
            np.arange(len(market.program.cost)) < market.use.serve.offset, half, market.program.upper
        ),
        cost=market.program.cost * 1.25,
    )
    first = solve_market(market, solver, market.program)
    detour = solve_market(market, solver, narrow)
    assert not np.allclose(first.tonnes, detour.tonnes)
    assert_same(cold, Solved(market, solve_market(market, solver, market.program), solver))
    assert solver.records[-1].path == "hot"


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), order=st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int, order: int) -> None:
    """Hashes are taken of names, not of positions: a case whose tables are shuffled gives the same prices
    and flows.
    """
    case = random_case(seed)
    for base in base_years(seed):
        one = solve(case, HALF_YEAR, base, NEWS)
        other = solve(shuffled(case, order), HALF_YEAR, base, NEWS)
        np.testing.assert_allclose(one.solution.prices, other.solution.prices, rtol=TOLERANCE, atol=1e-6)
        assert one.cost == pytest.approx(other.cost, rel=1e-9)
        mine, its = {**one.made, **one.shipped, **one.served}, {**other.made, **other.shipped, **other.served}
        largest = max(float(np.max(rows)) for rows in mine.values())
        for key, rows in mine.items():
            np.testing.assert_allclose(its[key], rows, atol=TOLERANCE * largest, err_msg=str(key))


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), factor=st.sampled_from([1e-3, 1e3]))
def test_prices_do_not_depend_on_the_unit_of_mass(seed: int, factor: float) -> None:
    """A case a thousand times larger has the same prices and a thousand times the flows: each material is
    scaled by its world use.
    """
    case = random_case(seed)
    for base in base_years(seed):
        small = solve(case, HALF_YEAR, base, NEWS)
        large = solve(rescaled(case, factor), HALF_YEAR, rescaled_base(base, factor), NEWS)
        assert_same(small, large, factor)
        assert large.cost == pytest.approx(small.cost * factor, rel=1e-9)
