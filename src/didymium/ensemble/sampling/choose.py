"""Every way of sampling by name: designs that fill the cube, and those made for sensitivity indices."""

from __future__ import annotations

from typing import cast

from didymium.ensemble.inputs import Inputs
from didymium.ensemble.sampling.designs import METHODS, Method
from didymium.ensemble.sampling.draws import Draws, draw
from didymium.ensemble.sensitivity.designs import SENSITIVITY_DESIGNS, SensitivityDesign, sensitivity_draws

SAMPLINGS = (*METHODS, *SENSITIVITY_DESIGNS)


def draw_by(inputs: Inputs, sampling: str, count: int, seed: int) -> Draws:
    """Draw values for every input by the named way of sampling. For a sensitivity design ``count`` is the
    number of base samples or trajectories, each of which takes several scenarios.

    Raises:
        DesignError, CorrelationError: If the design or the correlations are not possible.
    """
    if sampling in SENSITIVITY_DESIGNS:
        return sensitivity_draws(inputs, cast(SensitivityDesign, sampling), count, seed)
    return draw(inputs, cast(Method, sampling), count, seed)
