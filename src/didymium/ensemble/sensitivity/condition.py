"""What is asked of an outcome: the scenarios in which a measure is true, above or below a limit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Side = Literal["true", "above", "below"]

_WRITTEN = re.compile(r"(above|below)\s+(-?[0-9.]+(?:e-?[0-9]+)?)\s*(%?)", re.IGNORECASE)


class ConditionError(ValueError):
    """Raised for a condition that is not understood, or that holds in all scenarios or none."""


@dataclass(frozen=True)
class Condition:
    """A condition on a measure: ``true`` (1 and not 0), ``above`` or ``below`` a limit.

    ``limit`` is in the unit of the measure, or a share of the scenarios if ``of_scenarios``: above the value
    that this share of them stay below.
    """

    side: Side
    limit: float = 0.5
    of_scenarios: bool = False

    def value(self, measure: Floats) -> float:
        """Return the limit in the unit of the measure; NaN values do not count."""
        return float(np.nanquantile(measure, self.limit)) if self.of_scenarios else self.limit

    def holds(self, measure: Floats) -> Flags:
        """Return where it holds; shape as the measure. It never holds where there is no value."""
        limit = self.value(measure)
        return np.asarray(measure < limit if self.side == "below" else measure > limit)


def read_condition(text: str) -> Condition:
    """Read a condition: ``true``, ``above 5``, ``below 0.8``, ``above 90 %`` (of the scenarios).

    Raises:
        ConditionError: If it is none of these.
    """
    if text.strip().lower() == "true":
        return Condition("true")
    found = _WRITTEN.fullmatch(text.strip())
    try:
        limit = float(found[2]) if found else np.nan
    except ValueError:
        limit = np.nan
    if found is None or np.isnan(limit):
        raise ConditionError(f'"{text}" is no condition: write true, above 5, below 0.8, or above 90 %')
    side: Side = "above" if found[1].lower() == "above" else "below"
    if not found[3]:
        return Condition(side, limit)
    if not 0.0 < limit < 100.0:
        raise ConditionError(f'"{text}": write a share of the scenarios between 0 % and 100 %')
    return Condition(side, limit / 100.0, True)
