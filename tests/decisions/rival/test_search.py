"""The search on grids: values known by hand, and a bound that holds where its condition does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from didymium.decisions.rival.search import Found, Point, search


def searched(
    sizes: tuple[int, ...], value: Callable[[Point], float | None], evaluations: int = 10_000
) -> Found:
    return search(sizes, value, (0,) * len(sizes), evaluations)


def random_values(seed: int, sizes: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=sizes)


@pytest.mark.parametrize("seed", range(5))
def test_with_moves_enough_the_best_of_all_is_found(seed: int) -> None:
    """On values without any shape nothing can be left out, and nothing better is."""
    values = random_values(seed, (4, 3, 5))
    found = searched((4, 3, 5), lambda point: float(values[point]))
    assert found.value == values.max()
    assert found.is_proven
    assert found.count == 60


@pytest.mark.parametrize("seed", range(5))
def test_the_bound_is_never_too_low_where_steps_are_as_steep_as_seen(seed: int) -> None:
    """f(x) = Σ_d slope_d · |x_d − top_d|, falling on both sides: every step of a dial is as steep as any
    other, so the condition of the bound holds and whatever is said to be proven is the top.
    """
    random = np.random.default_rng(seed)
    sizes, slope = (6, 5, 4), random.uniform(0.5, 2.0, 3)
    top = tuple(int(random.integers(0, size)) for size in sizes)

    def value(point: Point) -> float:
        return -float(np.abs(np.subtract(point, top)) @ slope)

    for evaluations in (16, 20, 40):
        found = searched(sizes, value, evaluations)
        assert found.bound >= 0.0 - 1e-9
        if found.is_proven:
            assert found.best == top


def test_a_separable_aim_is_proven_after_few_moves() -> None:
    """Each dial acts alone and evenly: one sweep finds the top, and the bound shows it with a part of the
    300 moves.
    """
    found = searched((6, 5, 10), lambda point: float(sum(point)), 299)
    assert found.best == (5, 4, 9)
    assert found.is_proven
    assert len(found.values) < 100


def test_a_search_cut_short_says_what_it_does_not_know() -> None:
    """Two dials that hurt alone, by 10, 1 and 1 on their levels, and help together. A sweep stays at the
    start, having seen steps of 10: three of them away from (3, 0), which is worth −1, up to 29 may wait. With
    more moves that corner is tried first, and holds 6.
    """
    alone = (0.0, -10.0, -1.0, -1.0)

    def value(point: Point) -> float:
        x, y = point
        return float(x + y) if x and y else alone[x] + alone[y]

    short, long = searched((4, 4), value, 7), searched((4, 4), value, 8)
    assert (short.value, short.bound, short.is_proven) == (0.0, 29.0, False)
    assert short.no_single_change_is_better
    assert (long.best, long.value) == ((3, 3), 6.0)


def test_only_so_many_moves_are_tried_and_each_once() -> None:
    """Moves cost solves: none is asked for twice, and no more than allowed."""
    values, asked = random_values(3, (5, 5)), list[Point]()

    def value(point: Point) -> float:
        asked.append(point)
        return float(values[point])

    found = searched((5, 5), value, 9)
    assert len(asked) == len(set(asked)) == len(found.values) == 9
    assert not found.no_single_change_is_better or found.value >= max(found.values.values())


def test_points_that_come_to_the_same_are_tried_once() -> None:
    """A price says nothing where no tonne is sold: of 3 × 4 points 2 × 4 + 1 differ."""

    def reduce(point: Point) -> Point:
        return point if point[0] else (0, 0)

    found = search((3, 4), lambda point: -float(sum(point)), (0, 2), 100, reduce)
    assert found.count == 9
    assert found.best == (0, 0)
    assert all(point[0] or not point[1] for point in found.values)


def test_moves_without_an_answer_are_left_out_and_counted() -> None:
    """A move against which the market has no answer is no best reply, whatever stands around it."""
    values = np.arange(12.0).reshape(3, 4)
    found = searched((3, 4), lambda point: None if point[1] == 3 else float(values[point]))
    assert found.best == (2, 2)
    assert found.refused == 3
    assert len(found.values) == 9


def test_what_is_known_to_be_good_is_tried_first() -> None:
    """With no moves left for a sweep, a point from another search is still looked at."""
    found = search((9, 9), lambda point: float(point == (7, 7)), (0, 0), 2, first=[(7, 7)])
    assert found.best == (7, 7)


def test_the_order_of_levels_reversed_changes_nothing() -> None:
    """Where all is tried, naming levels the other way round leads to the same best."""
    values = random_values(8, (3, 4))
    one = searched((3, 4), lambda point: float(values[point]))
    other = searched((3, 4), lambda point: float(values[2 - point[0], 3 - point[1]]))
    assert one.best == (2 - other.best[0], 3 - other.best[1])


def test_a_grid_beyond_measure_is_refused() -> None:
    """Nobody waits for a bound over a million moves."""
    with pytest.raises(ValueError, match="more than 50,000 points"):
        searched((100, 100, 100), lambda point: 0.0)


def test_what_rounding_leaves_open_is_no_gain() -> None:
    """Moves that differ by less than the least gain are as good: the rival stays with the first of them."""

    def value(point: Point) -> float:
        return 5.0 + 1e-4 * point[0]

    found = search((6,), value, (0,), 100, least_gain=1e-2)
    assert found.best == (0,)
    assert found.is_proven
    assert search((6,), value, (0,), 100).best == (5,)


def test_what_is_said_of_single_changes_is_said_of_the_best() -> None:
    """A sweep ends at (2, 0), worth 10.006. (1, 0) was tried before it and is as good within 0.01, so it is
    the best; with four moves spent its own neighbour (1, 1) was never tried, and nothing is claimed.
    """
    row = (9.995, 10.004, 10.006)
    found = search((3, 2), lambda point: row[point[0]] - point[1], (0, 0), 4, least_gain=0.01)
    assert found.best == (1, 0)
    assert not found.no_single_change_is_better
