"""Designs: where in the unit cube the draws of an ensemble lie."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Method = Literal["monte_carlo", "latin_hypercube", "sobol"]
METHODS: tuple[str, ...] = get_args(Method)

MOST_SCENARIOS = 1_000_000


class DesignError(ValueError):
    """Raised when a design cannot be made; the message says what would be right."""


def scenario_seeds(seed: int, count: int) -> list[int]:
    """Return a seed for every scenario: the first ones are the same whatever the number of scenarios."""
    children = np.random.SeedSequence(seed).spawn(count)
    return [int(child.generate_state(1, np.uint64)[0]) for child in children]


def unit_shares(method: Method, count: int, width: int, seed: int) -> Floats:
    """Return shares from 0 to 1 for every scenario and input; shape (count, width).

    ``monte_carlo`` draws each scenario from its own seed; ``latin_hypercube`` (McKay, Beckman and Conover
    1979) and ``sobol`` (scrambled, Owen 1998) fill the cube evenly, so that a scenario depends on the whole
    design.

    Raises:
        DesignError: If the count is not possible.
    """
    if not 1 <= count <= MOST_SCENARIOS:
        raise DesignError(f"{count} scenarios: give a number from 1 to {MOST_SCENARIOS:,}")
    if method == "monte_carlo":
        seeds = scenario_seeds(seed, count)
        return np.array([np.random.default_rng(own).random(width) for own in seeds]).reshape(count, width)
    if width == 0:
        return np.zeros((count, 0))
    from scipy.stats import qmc  # it takes long to load

    if method == "latin_hypercube":
        return np.asarray(qmc.LatinHypercube(width, rng=np.random.default_rng(seed)).random(count))
    if count & (count - 1):
        nearest = 2 ** round(np.log2(count))
        raise DesignError(f"a Sobol design needs a power of two, {count} is none: give -n {nearest}")
    return np.asarray(qmc.Sobol(width, rng=np.random.default_rng(seed)).random(count))


def full_grid(levels: Mapping[str, Sequence[float]]) -> tuple[tuple[str, ...], Floats]:
    """Return the names of levers and every combination of their levels; shape (combinations, levers).

    Raises:
        DesignError: If there are too many combinations.
    """
    count = int(np.prod([float(len(values)) for values in levels.values()]))
    if count > MOST_SCENARIOS:
        raise DesignError(f"the grid has {count:,} points, more than {MOST_SCENARIOS:,}: leave levels out")
    return tuple(levels), np.array(list(itertools.product(*levels.values())), dtype=np.float64)
