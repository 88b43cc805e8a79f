"""Fewer scenarios: by hand on few points, against all choices, and what must hold for any."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from didymium.ensemble.sampling.reduction import reduce_scenarios

LINE = np.array([[0.0], [1.0], [2.0], [10.0]])
EVEN = np.full(4, 0.25)


def random_points(seed: int, count: int, features: int = 3) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.normal(size=(count, features)), random.dirichlet(np.ones(count))


def test_four_points_on_a_line() -> None:
    """Alone, 1 is left by distances 1, 0, 1 and 9: a quarter of 11, and so is 2 (2, 1, 0, 8). The first of
    equals is 1. Next to it 10 leaves 1 + 0 + 1 + 0, the best; it stands for itself, 1 for three.
    """
    one, two = reduce_scenarios(LINE, EVEN, 1), reduce_scenarios(LINE, EVEN, 2)
    assert one.chosen.tolist() == [1]
    assert one.distance == 2.75
    assert two.chosen.tolist() == [1, 3]
    assert two.probabilities.tolist() == [0.75, 0.25]
    assert two.nearest.tolist() == [0, 0, 0, 1]
    assert two.distance == 0.5


def test_probability_decides() -> None:
    """With more than half of the probability at 10, the median of the line is there: (10 + 9 + 8)/7."""
    weights = np.array([1, 1, 1, 4]) / 7
    alone = reduce_scenarios(LINE, weights, 1)
    assert alone.chosen.tolist() == [3]
    assert alone.distance == pytest.approx(27 / 7)


def test_scenario_of_probability_zero_is_chosen_last() -> None:
    """The point at 10 does not count, and is chosen after all others only."""
    weights = np.array([0.4, 0.3, 0.3, 0.0])
    found = reduce_scenarios(LINE, weights, 4)
    assert found.chosen[-1] == 3
    assert found.probabilities[-1] == 0.0
    assert reduce_scenarios(LINE, weights, 3).distance == 0.0


@pytest.mark.parametrize("count", [12, 13, 1000])
def test_all_are_chosen(count: int) -> None:
    """With as many as there are each stands for itself, even two that are alike, and nothing travels."""
    points, weights = random_points(1, 12)
    points[5] = points[2]
    found = reduce_scenarios(points, weights, count)
    assert sorted(found.chosen.tolist()) == list(range(12))
    assert np.array_equal(found.chosen[found.nearest], np.arange(12))
    assert np.array_equal(found.probabilities, weights[found.chosen])
    assert found.distance == 0.0


@pytest.mark.parametrize("seed", range(10))
def test_one_is_the_best_of_all(seed: int) -> None:
    """The choice of one is exact. Of two or three it is the best next to those before, so never better than
    the best of all choices; on these points it is within a fifth of it.
    """
    points, weights = random_points(seed, 9)
    between = np.linalg.norm(points[:, None] - points[None], axis=2)
    for count in (1, 2, 3):
        best = min(
            float(weights @ between[:, list(choice)].min(axis=1)) for choice in combinations(range(9), count)
        )
        found = reduce_scenarios(points, weights, count)
        if count == 1:
            assert found.distance == pytest.approx(best, rel=1e-12)
        assert best - 1e-12 <= found.distance <= 1.2 * best


def test_distance_is_the_least_transport() -> None:
    """Kantorovich's distance is the least cost of moving one distribution onto the other: as a transport
    program it comes out the same, and no other weights on the chosen are nearer.
    """
    points, weights = random_points(3, 8)
    found = reduce_scenarios(points, weights, 3)
    cost = np.linalg.norm(points[:, None] - points[found.chosen][None], axis=2)
    leave, arrive = np.kron(np.eye(8), np.ones(3)), np.kron(np.ones(8), np.eye(3))
    moved = linprog(
        cost.ravel(), A_eq=np.vstack([leave, arrive]), b_eq=np.concatenate([weights, found.probabilities])
    )
    free = linprog(cost.ravel(), A_eq=leave, b_eq=weights)
    assert found.distance == pytest.approx(moved.fun)
    assert found.distance == pytest.approx(free.fun)


def test_more_scenarios_are_never_farther() -> None:
    """Each next one brings the distance down or leaves it, and begins with those chosen before."""
    points, weights = random_points(4, 60)
    found = [reduce_scenarios(points, weights, count) for count in (1, 2, 5, 20, 40, 60)]
    distances = [one.distance for one in found]
    assert distances == sorted(distances, reverse=True)
    for fewer, more in zip(found, found[1:], strict=False):
        assert np.array_equal(more.chosen[: len(fewer.chosen)], fewer.chosen)
    assert all(one.probabilities.sum() == pytest.approx(1.0, abs=1e-12) for one in found)


def test_five_hundred_to_fifty() -> None:
    """Every scenario goes to its nearest chosen one, and the means of features stay where they were within
    the distance that probability travels.
    """
    points, weights = random_points(5, 500, 6)
    found = reduce_scenarios(points, weights, 50)
    between = np.linalg.norm(points[:, None] - points[found.chosen][None], axis=2)
    assert np.array_equal(found.nearest, between.argmin(axis=1))
    assert found.probabilities.min() > 0.0
    shift = np.linalg.norm(found.probabilities @ points[found.chosen] - weights @ points)
    assert shift <= found.distance


def test_units_do_not_matter_when_standardised() -> None:
    """Tonnes or kilograms, and a column that is the same everywhere: the choice is the same."""
    points, weights = random_points(6, 40)
    other = np.column_stack([points * [1000.0, 1.0, 0.01] + 5.0, np.full(40, 0.1)])
    plain, turned = (reduce_scenarios(one, weights, 7, standardise=True) for one in (points, other))
    assert np.array_equal(plain.chosen, turned.chosen)
    assert plain.distance == pytest.approx(turned.distance)


def test_everything_wrong_is_said_at_once() -> None:
    """In words, not as an error of arrays."""
    with pytest.raises(ValueError, match=r"add up to one; a feature is not.*; count is 0"):
        reduce_scenarios(np.array([[1.0], [np.nan]]), np.array([0.5, 0.6]), 0)
    with pytest.raises(ValueError, match=r"shape \(3, 1\), probabilities \(2,\)"):
        reduce_scenarios(np.zeros((3, 1)), np.full(2, 0.5), 1)
    with pytest.raises(ValueError, match="no scenarios"):
        reduce_scenarios(np.zeros((0, 1)), np.zeros(0), 1)
