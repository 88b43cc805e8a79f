"""Every way of sampling by name: designs that fill the cube, and those made for sensitivity indices."""

from __future__ import annotations

from didymium.ensemble.inputs import Inputs
from didymium.ensemble.sampling.designs import METHODS
from didymium.ensemble.sampling.draws import Draws, draw

SAMPLINGS = METHODS


def draw_by(inputs: Inputs, sampling: str, count: int, seed: int) -> Draws:
    """Draw values for every input by the named way of sampling.

    Raises:
        DesignError, CorrelationError: If the design or the correlations are not possible.
    """
    return draw(inputs, sampling, count, seed)  # type: ignore[arg-type]
