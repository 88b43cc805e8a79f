"""Designs for sensitivity indices: what Saltelli's and Morris' estimators need, in the unit cube.

The indices of both are defined for independent inputs only, so these designs leave correlations out
(:func:`correlated` names the inputs concerned).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.inputs import Inputs
from didymium.ensemble.sampling.designs import MOST_SCENARIOS, DesignError
from didymium.ensemble.sampling.draws import Draws, draws_at

Floats = NDArray[np.float64]
SensitivityDesign = Literal["saltelli", "morris"]
SENSITIVITY_DESIGNS: tuple[str, ...] = get_args(SensitivityDesign)

LEVELS = 4
"""Levels of an input in a Morris design; a step is two thirds of the way from the lowest to the highest."""
OUTER = 0.05
"""Lowest and highest level of an input in a Morris design: its 5 % and its 95 % quantile. A distribution
without bounds has no value at 0 and 1."""
TINY = 2.0**-32
"""Shares of a Saltelli design stay this far from 0 and 1."""


def rows_in_block(design: SensitivityDesign, width: int) -> int:
    """Return how many scenarios belong together: an estimator needs all of them or none.

    Saltelli: a point, another one, and the first with each input of the second; Morris: a walk that moves
    each input once.
    """
    return width + 2 if design == "saltelli" else width + 1


def scenarios_needed(design: SensitivityDesign, base: int, width: int) -> int:
    """Return the number of scenarios of a design with ``base`` blocks over ``width`` inputs."""
    return base * rows_in_block(design, width)


def sensitivity_shares(design: SensitivityDesign, width: int, base: int, seed: int) -> Floats:
    """Return a design in the unit cube, block after block; shape (scenarios, inputs).

    Args:
        design: ``saltelli`` (Saltelli et al. 2010, over a Sobol sequence scrambled as by Owen 1998) or
            ``morris`` (Morris 1991).
        width: Number of inputs.
        base: Number of points that Saltelli's design starts from, a power of two; or of Morris' walks.
        seed: Seed of the design.

    Raises:
        DesignError: If the design cannot be made.
    """
    _check(design, width, base)
    problem = salib_problem(width)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if design == "saltelli":
            from SALib.sample import sobol

            shares = sobol.sample(problem, base, calc_second_order=False, seed=np.random.default_rng(seed))
            return np.clip(np.asarray(shares, dtype=np.float64), TINY, 1.0 - TINY)
        from SALib.sample import morris

        levels = morris.sample(problem, base, num_levels=LEVELS, seed=np.random.default_rng(seed))
    return OUTER + (1.0 - 2.0 * OUTER) * np.asarray(levels, dtype=np.float64)


def sensitivity_draws(inputs: Inputs, design: SensitivityDesign, base: int, seed: int) -> Draws:
    """Return the draws of a design for the inputs that move something, as if they were independent.

    Raises:
        DesignError: If the design cannot be made.
    """
    shares = sensitivity_shares(design, len(inputs.moving), base, seed)
    return draws_at(inputs, shares, design, seed, independent=True)


def correlated(inputs: Inputs) -> tuple[str, ...]:
    """Return the names of the moving inputs that are correlated with another moving one."""
    groups = [item.row.correlation_group for item in inputs.moving if item.row.correlation]
    return tuple(
        item.name
        for item in inputs.moving
        if item.row.correlation and groups.count(item.row.correlation_group) > 1
    )


def _check(design: str, width: int, base: int) -> None:
    if design not in SENSITIVITY_DESIGNS:
        raise DesignError(f'"{design}" is no design for sensitivity: take {" or ".join(SENSITIVITY_DESIGNS)}')
    if width < 1:
        raise DesignError(
            f"a {design} design needs an input that moves something in this scenario, there is none"
        )
    least = 2 if design == "morris" else 1
    if base < least:
        raise DesignError(f"{base} base samples: a {design} design needs at least {least}")
    if design == "saltelli" and base & (base - 1):
        lower = 2 ** (base.bit_length() - 1)
        raise DesignError(
            f"a saltelli design starts from a power of two, {base} is none: take {lower} or {2 * lower}"
        )
    count = base * (width + 2 if design == "saltelli" else width + 1)
    if count > MOST_SCENARIOS:
        raise DesignError(
            f"{base} base samples of {width} inputs make {count:,} scenarios, more than {MOST_SCENARIOS:,}"
        )


def salib_problem(width: int) -> Mapping[str, Any]:
    """Return the inputs as SALib wants them, under names of its own kind: it refuses some of ours."""
    return {
        "num_vars": width,
        "names": [f"x{number}" for number in range(width)],
        "bounds": [[0.0, 1.0]] * width,
    }
