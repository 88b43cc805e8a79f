"""The highest value on a grid of levels when each value costs a market solve.

First each dial in turn is set to its best level, until no change of one dial helps. Then the moves that could
still be better are tried, the most promising first: as no dial is known to act more steeply than the
steepest step seen of it, a move that was not tried is worth at most

    min over tried y of  f(y) + Σ_d  L_d · |x_d − y_d|

with x and y in steps of the grid and L_d the largest change of f that one step of dial d was seen to make
(Piyavskii 1972, Shubert 1972; with slopes learnt, as Strongin's). The search ends when that bound falls to
the best value found, or when the evaluations are spent. A slope that was never seen may be steeper: the bound
is no proof without that condition, and the answer says so. A grid of no more points than may be tried is gone
through whole, and needs no bound.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Point = tuple[int, ...]
"""A level of every dial, counted from 0."""
Evaluate = Callable[[Point], float | None]
"""The value of a point; None where there is no answer."""

TOLERANCE = 1e-9
"""Values closer than this share of the largest value seen count as equal."""
MOST_POINTS = 50_000
"""A grid of more points is refused: the bound looks at each of them."""


@dataclass(frozen=True)
class Found:
    """The best point found, how many were tried, and what no other can exceed if no dial acts more steeply
    than was seen.
    """

    best: Point
    value: float
    values: dict[Point, float]
    refused: int
    count: int
    """Points of the grid, those that come to the same counted once."""
    bound: float
    no_single_change_is_better: bool

    is_proven: bool
    """Whether no untried point can be better under the bound's condition."""


def search(
    sizes: Sequence[int],
    evaluate: Evaluate,
    start: Point,
    evaluations: int,
    reduce: Callable[[Point], Point] = lambda point: point,
    first: Sequence[Point] = (),
    least_gain: float = 0.0,
) -> Found:
    """Return the best point of a grid.

    Args:
        sizes: Levels of each dial.
        evaluate: Value of a point, asked at most once for each.
        start: Point tried first; it must have a value.
        evaluations: Points tried at most.
        reduce: Takes every point to the one that stands for all that come to the same.
        first: Points tried next, such as the best of a search like this one; they count as tried.
        least_gain: A point is better than another only by more than this: what the solver's own rounding may
            make of equal ones.

    Raises:
        ValueError: If the grid has too many points, or the first has no value.
    """
    if np.prod([float(size) for size in sizes]) > MOST_POINTS:
        raise ValueError(f"more than {MOST_POINTS:,} points")
    work = _Work(tuple(sizes), evaluate, evaluations, reduce, least_gain)
    if work.value(reduce(start)) is None:
        raise ValueError("the first point has no value")
    for point in first:
        work.value(reduce(point))
    work.climb(work.best)
    while not work.is_spent:
        candidate = work.most_promising()
        if candidate is None:
            break
        before = work.best
        work.value(candidate)
        if work.best != before:
            work.climb(work.best)
    return work.found()


@dataclass
class _Work:
    sizes: Point
    evaluate: Evaluate
    evaluations: int
    reduce: Callable[[Point], Point]
    least_gain: float
    values: dict[Point, float] = field(default_factory=dict)
    refused: set[Point] = field(default_factory=set)

    @property
    def is_spent(self) -> bool:
        return len(self.values) + len(self.refused) >= self.evaluations

    @cached_property
    def can_try_all(self) -> bool:
        return len(self.points) <= self.evaluations

    @property
    def best(self) -> Point:
        """The best point tried; of those as good as it the one tried first."""
        top = max(self.values.values())
        return next(point for point, value in self.values.items() if value >= top - self.slack)

    @property
    def slack(self) -> float:
        """The difference below which two values count as equal."""
        return max(TOLERANCE * max(map(abs, self.values.values()), default=0.0), self.least_gain)

    def value(self, point: Point) -> float | None:
        """Return the value of a reduced point, worked out if it was not yet and may be."""
        if point not in self.values and point not in self.refused and not self.is_spent:
            found = self.evaluate(point)
            if found is None:
                self.refused.add(point)
            else:
                self.values[point] = found
        return self.values.get(point)

    def climb(self, point: Point) -> None:
        """Set each dial in turn to its best level until none helps."""
        while True:
            before = point
            for dial, size in enumerate(self.sizes):
                for level in range(size):
                    other = self.reduce((*point[:dial], level, *point[dial + 1 :]))
                    value = self.value(other)
                    if value is not None and value > self.values[point] + self.slack:
                        point = other
            if point == before:
                return

    def _has_tried_around(self, point: Point) -> bool:
        known = self.values.keys() | self.refused
        return all(
            self.reduce((*point[:dial], level, *point[dial + 1 :])) in known
            for dial, size in enumerate(self.sizes)
            for level in range(size)
        )

    def most_promising(self) -> Point | None:
        """Return the untried point with the highest bound, or None if none is left that may be better."""
        bounds = self.bounds()
        enough = -np.inf if self.can_try_all else self.values[self.best] + self.slack
        if bounds.max(initial=-np.inf) <= enough:
            return None
        return tuple(int(level) for level in self.points[int(np.argmax(bounds))])

    def bounds(self) -> Floats:
        """Return what each reduced point is worth at most, minus infinity where it was tried; shape
        (points,).
        """
        tried = np.array(list(self.values), dtype=np.int64).reshape(-1, len(self.sizes))
        values, slopes = np.array(list(self.values.values())), self.slopes(tried)
        bounds = np.full(len(self.points), np.inf)
        for point, value in zip(tried, values, strict=True):
            away = np.abs(self.points - point).astype(np.float64)
            # A dial that never moved says nothing: ∞ where it would have to, and never ∞ × 0.
            reach = np.multiply(away, slopes, out=np.zeros_like(away), where=away > 0.0)
            np.minimum(bounds, value + reach.sum(axis=1), out=bounds)
        bounds[[self.places[point] for point in (*self.values, *self.refused)]] = -np.inf
        return bounds

    def slopes(self, tried: Integers) -> Floats:
        """Return the largest change of value that a step of each dial was seen to make, infinite where the
        dial alone never moved; shape (dials,).
        """
        values = np.array(list(self.values.values()))
        found = np.full(len(self.sizes), np.inf)
        for dial in range(len(self.sizes)):
            steepest = _steepest(tried, values, dial)
            if steepest is not None:
                found[dial] = steepest
        return found

    @cached_property
    def places(self) -> dict[Point, int]:
        """Every reduced point of the grid, in order, with its place in it."""
        every = itertools.product(*(range(size) for size in self.sizes))
        return {point: place for place, point in enumerate(sorted({self.reduce(one) for one in every}))}

    @cached_property
    def points(self) -> Integers:
        """The same points; shape (points, dials)."""
        return np.array(list(self.places), dtype=np.int64).reshape(-1, len(self.sizes))

    def found(self) -> Found:
        """Return what is known now."""
        bounds, best = self.bounds(), self.best
        bound = max(float(bounds.max(initial=-np.inf)), self.values[best])
        count = len(self.points)
        return Found(
            best=best,
            value=self.values[best],
            values=dict(self.values),
            refused=len(self.refused),
            count=count,
            bound=bound,
            is_proven=bound <= self.values[best] + self.slack,
            no_single_change_is_better=self._has_tried_around(best),
        )


def _steepest(tried: Integers, values: Floats, dial: int) -> float | None:
    """Return the largest change a step between points that differ in one dial alone; None if there are no
    two.
    """
    groups: dict[tuple[int, ...], list[int]] = {}
    for position, point in enumerate(tried.tolist()):
        groups.setdefault((*point[:dial], *point[dial + 1 :]), []).append(position)
    found = []
    for members in groups.values():
        order = sorted(members, key=lambda position: int(tried[position, dial]))
        for one, other in itertools.pairwise(order):
            steps = int(tried[other, dial] - tried[one, dial])
            found.append(abs(float(values[other] - values[one])) / steps)
    return max(found, default=None)
