"""Fewer scenarios that stand for many: those whose probability must travel least to reach a chosen one.

Forward selection in the Kantorovich distance (Dupačová, Gröwe-Kuska and Römisch 2003; Heitsch and Römisch
2003), and their optimal redistribution of probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PROBABILITY_TOLERANCE = 1e-9
TIE = 1e-12
"""Scenarios whose distances differ by less than this share of them are equally good: the first one is chosen,
so that rounding, which differs between machines, decides nothing."""


@dataclass(frozen=True, eq=False)
class Reduction:
    """Which scenarios stand for all.

    ``chosen`` (count,) are their positions in the order of selection: the first is the best one alone, and
    the first m of them are the selection for a count of m. ``probabilities`` (count,) are theirs and add up
    to one. ``nearest`` (n,) is for each scenario the place in ``chosen`` of the one that stands for it.
    ``distance`` is the Kantorovich distance between the two: the mean distance that probability travels, in
    the unit of the features.
    """

    chosen: Integers
    probabilities: Floats
    nearest: Integers
    distance: float


def reduce_scenarios(
    features: Floats, probabilities: Floats, count: int, *, standardise: bool = False
) -> Reduction:
    """Choose the scenarios that stand for all, one after the other, each as the best next to those before.

    The first one is the best of all; with more, the choice one by one is a heuristic. Equally good ones are
    taken in their order. A scenario of probability zero has no weight and is chosen only when no other is
    left to bring the distance down.

    Args:
        features: What tells scenarios apart, shape (n, k). Their distance is the Euclidean one, so columns
            must be in comparable units.
        probabilities: Of the scenarios, adding up to one; shape (n,).
        count: How many to choose; with n or more all are.
        standardise: Divide each column by its standard deviation under the probabilities first. A column
            without any is left out.

    Raises:
        ValueError: If shapes do not fit, a number is not finite, probabilities are none, or ``count`` is not
            positive; all at once.
    """
    problems = _problems(features, probabilities, count)
    if problems:
        raise ValueError("; ".join(problems))
    scaled = _standardised(features, probabilities) if standardise else features
    between = _distances(scaled)
    chosen = _select(between, probabilities, min(count, len(probabilities)))
    return _redistributed(between, probabilities, chosen)


def _problems(features: Floats, probabilities: Floats, count: int) -> list[str]:
    problems = []
    if features.ndim != 2 or probabilities.ndim != 1 or len(features) != len(probabilities):
        problems.append(f"features have shape {features.shape}, probabilities {probabilities.shape}")
    elif not len(probabilities):
        problems.append("there are no scenarios to choose from")
    elif not (probabilities >= 0.0).all() or not abs(probabilities.sum() - 1.0) <= PROBABILITY_TOLERANCE:
        problems.append("the probabilities must be zero or more and add up to one")
    if not np.isfinite(features).all():
        problems.append("a feature is not a finite number")
    if count < 1:
        problems.append(f"count is {count}: at least one scenario must be chosen")
    return problems


def _standardised(features: Floats, probabilities: Floats) -> Floats:
    middle = probabilities @ features
    deviation = np.sqrt(probabilities @ (features - middle) ** 2)
    # Rounding leaves a tiny deviation in a column that is the same everywhere.
    real = deviation > TIE * np.maximum(1.0, np.abs(middle))
    return np.asarray((features[:, real] - middle[real]) / deviation[real], dtype=np.float64)


def _distances(features: Floats) -> Floats:
    """Return the distance of each scenario from each; shape (n, n)."""
    return np.stack([np.linalg.norm(features - one, axis=1) for one in features])


def _select(between: Floats, probabilities: Floats, count: int) -> Integers:
    """Choose one after the other the scenario that leaves the least mean distance to a chosen one."""
    to_chosen = np.full(len(probabilities), np.inf)
    free = np.ones(len(probabilities), dtype=bool)
    chosen = np.zeros(count, dtype=np.int64)
    for place in range(count):
        # Entry [i, u]: how far scenario i is from a chosen one if u is chosen too.
        left = probabilities @ np.minimum(to_chosen[:, None], between)
        best = float(left[free].min())
        good = free & (left <= best + TIE * abs(best))
        chosen[place] = int(np.flatnonzero(good)[0])
        free[chosen[place]] = False
        to_chosen = np.minimum(to_chosen, between[:, chosen[place]])
    return chosen


def _redistributed(between: Floats, probabilities: Floats, chosen: Integers) -> Reduction:
    """Give each scenario's probability to the nearest chosen one, the first of several as near."""
    nearest = np.argmin(between[:, chosen], axis=1).astype(np.int64)
    # A chosen scenario stands for itself, even where another chosen one is just like it.
    nearest[chosen] = np.arange(len(chosen))
    weights = np.zeros(len(chosen))
    np.add.at(weights, nearest, probabilities)
    travelled = between[np.arange(len(probabilities)), chosen[nearest]]
    return Reduction(chosen, weights, nearest, float(probabilities @ travelled))
