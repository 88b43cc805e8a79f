"""A linked program as a function of the decision: its slopes, and its cuts where it has no solution."""

import numpy as np
import pytest

from didymium.ensemble.two_stage import Decisions, LinkedProgram, NoRecourse, TwoStageError, make_links
from two_stage_cases import array_program, random_problem, random_recourse

ONE = Decisions(("stock",), cost=[1.0], lower=[0.0], upper=[100.0])


@pytest.mark.parametrize("seed", range(12))
def test_slope_is_the_finite_difference(seed: int) -> None:
    """Row duals and column duals together are the derivative; decisions move rows with one and two sides,
    an upper bound and a lower one.
    """
    random = np.random.default_rng(seed)
    recourse = random_recourse(random, 3, complete=True)
    decision, step = random.uniform(0.5, 4.0, 3), 1e-5
    _, slope = recourse.value_and_slope(decision)
    for number in range(3):
        move = step * np.eye(3)[number]
        up, down = (recourse.value_and_slope(decision + sign * move)[0] for sign in (1, -1))
        assert slope[number] == pytest.approx((up - down) / (2 * step), abs=1e-5)


@pytest.mark.parametrize("seed", range(6))
def test_slope_never_overestimates(seed: int) -> None:
    """The minimum is convex in the decision, so a tangent lies below it everywhere: else cuts would be
    wrong."""
    random = np.random.default_rng(seed)
    recourse = random_recourse(random, 3, complete=True)
    for _ in range(10):
        here, there = random.uniform(0, 5, (2, 3))
        value, slope = recourse.value_and_slope(here)
        assert recourse.value_and_slope(there)[0] >= value + slope @ (there - here) - 1e-7


@pytest.mark.parametrize(
    ("sides", "bounds", "part", "shift", "slope"),
    [
        # At least 5 + x at 3 a unit: each unit of x costs 3.
        (([5.0], [np.inf]), ([0.0], [100.0]), "rows", 1.0, 3.0),
        # At least 5 − 2x: each unit of x saves 6.
        (([5.0], [np.inf]), ([0.0], [100.0]), "rows", -2.0, -6.0),
        # At least x of the column itself.
        (([-np.inf], [200.0]), ([2.0], [100.0]), "column_lower", 1.0, 3.0),
    ],
)
def test_signs_by_hand(sides: tuple, bounds: tuple, part: str, shift: float, slope: float) -> None:
    """One column at 3 a unit, one row that counts it."""
    program = array_program([3.0], [[1.0]], *sides, *bounds)
    recourse = LinkedProgram(program, make_links(program, ONE, **{part: [(0, "stock", shift)]}), "simplex")
    value, found = recourse.value_and_slope(np.array([1.0]))
    assert found == pytest.approx([slope])
    assert value == pytest.approx(3.0 * (program.lower[0] if part == "column_lower" else 5.0) + slope)


def test_upper_bound_of_what_earns() -> None:
    """A column that earns 4 a unit up to x: each unit of x saves 4."""
    program = array_program([-4.0], [[1.0]], [-np.inf], [50.0], [0.0], [2.0])
    recourse = LinkedProgram(program, make_links(program, ONE, column_upper=[(0, "stock", 1.0)]), "simplex")
    assert recourse.value_and_slope(np.array([3.0])) == (pytest.approx(-20.0), pytest.approx([-4.0]))


@pytest.mark.parametrize("algorithm", ["ipm", "simplex"])
@pytest.mark.parametrize("warm", [False, True])
def test_ray_cut_by_hand(algorithm: str, warm: bool) -> None:
    """y ≤ 2 must cover 5 − x: there is a way out exactly for x of 3 and more, and the cut says so."""
    program = array_program([1.0], [[1.0]], [5.0], [np.inf], [0.0], [2.0])
    recourse = LinkedProgram(program, make_links(program, ONE, rows=[(0, "stock", -1.0)]), algorithm)
    if warm:
        recourse.value_and_slope(np.array([4.0]))
    with pytest.raises(NoRecourse) as caught:
        recourse.value_and_slope(np.array([1.0]))
    cut = caught.value.cut
    assert cut is not None
    assert cut.bound / cut.slope[0] == pytest.approx(3.0)
    assert cut.slope[0] < 0.0
    assert recourse.value_and_slope(np.array([3.5]))[0] == pytest.approx(1.5)


def test_bounds_that_cross_are_cut_without_a_solve() -> None:
    """At least x of a column that holds 10 at most: x may be 10 at most."""
    program = array_program([1.0], [[1.0]], [-np.inf], [50.0], [0.0], [10.0])
    recourse = LinkedProgram(program, make_links(program, ONE, column_lower=[(0, "stock", 1.0)]), "simplex")
    with pytest.raises(NoRecourse) as caught:
        recourse.value_and_slope(np.array([12.0]))
    assert caught.value.cut is not None
    assert caught.value.cut.bound / caught.value.cut.slope[0] == pytest.approx(10.0)
    assert recourse.value_and_slope(np.array([10.0]))[0] == pytest.approx(10.0)


@pytest.mark.parametrize("seed", range(10))
def test_ray_cuts_exclude_no_decision_with_a_way_out(seed: int) -> None:
    """A cut holds at every decision that the scenario can live with, and fails where it was made."""
    random = np.random.default_rng(seed)
    recourse = random_problem(seed, complete=False).scenarios[0].recourse
    good, cuts = [], []
    for decision in random.uniform(0, 15, (40, 3)):
        try:
            recourse.value_and_slope(decision)
            good.append(decision)
        except NoRecourse as error:
            assert error.cut is not None
            assert error.cut.slope @ decision > error.cut.bound
            cuts.append(error.cut)
    assert all(cut.slope @ decision <= cut.bound + 1e-6 for cut in cuts for decision in good)


def test_all_wrong_links_are_named_at_once() -> None:
    """An unknown decision, a row that does not exist, a side that nothing moves."""
    program = array_program([1.0], [[1.0]], [0.0], [np.inf], [0.0], [np.inf])
    with pytest.raises(TwoStageError) as caught:
        make_links(program, ONE, rows=[(0, "stok", 1.0), (4, "stock", 1.0)], column_upper=[(0, "stock", 1.0)])
    assert caught.value.problems == (
        "link to row 0: there is no decision 'stok' among stock",
        "link of stock to row 4: the program has 0 to 0",
        "link of stock to upper bound of column 0: it is infinite, and nothing moves it",
    )
