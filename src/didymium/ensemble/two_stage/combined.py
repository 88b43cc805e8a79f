"""Several recourses on one decision: what they cost together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.problem import Recourse

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SumOfRecourses:
    """The recourse of a scenario in which several things follow a decision side by side, such as markets that
    do not touch each other: a sum of convex functions is convex, and its slopes add.
    """

    parts: tuple[Recourse, ...]

    def value_and_slope(self, decision: Floats) -> tuple[float, Floats]:
        """Return the sum of the least costs at a decision of shape (n,), and of their slopes, shape (n,).

        Raises:
            NoRecourse: As the first part that has no way out; its cut holds for the sum too.
        """
        value, slope = 0.0, np.zeros(len(decision))
        for part in self.parts:
            of_part, slope_of_part = part.value_and_slope(decision)
            value, slope = value + of_part, slope + slope_of_part
        return value, slope


def parts_of(recourse: Recourse) -> Iterator[Recourse]:
    """Yield the recourses that a recourse is a sum of; itself if it is none."""
    if isinstance(recourse, SumOfRecourses):
        for part in recourse.parts:
            yield from parts_of(part)
    else:
        yield recourse
