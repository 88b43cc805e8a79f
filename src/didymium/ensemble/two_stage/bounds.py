"""How much risk of loss is allowed: its mean, the mean of its worst part, or the chance that it is high."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.risk import conditional_value_at_risk, expected_cost

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MeanBound:
    """The expected loss stays at or below ``bound``, in the money of the loss."""

    bound: float


@dataclass(frozen=True)
class TailBound:
    """The mean loss of the worst ``1 − alpha`` of probability (CVaR) stays at or below ``bound``, in the
    money of the loss; ``alpha`` from 0 to below 1.
    """

    bound: float
    alpha: float


@dataclass(frozen=True)
class ChanceBound:
    """The probability of a loss above ``tolerance``, in the money of the loss, stays at or below
    ``chance``.
    """

    chance: float
    tolerance: float


LossBound = MeanBound | TailBound | ChanceBound


@dataclass(frozen=True)
class Slack:
    """By how much a bound may be passed: ``absolute``, or ``relative`` to its size if that is more.

    With a :class:`ChanceBound` it is the tolerated loss that may be passed, the chance only by rounding.
    """

    relative: float
    absolute: float

    def of(self, limit: float) -> float:
        """Return what is allowed beyond a limit."""
        return max(self.absolute, self.relative * abs(limit))


CHANCE_ROUNDING = 1e-9
"""By so much may the sum of probabilities pass a chance: 0.1 + 0.2 passes 0.3 in binary."""


def limit_of(bound: LossBound) -> float:
    """Return the number that the risk must not pass."""
    return bound.chance if isinstance(bound, ChanceBound) else bound.bound


def risk_of(bound: LossBound, losses: Floats, probabilities: Floats, slack: Slack) -> float:
    """Return the risk that a bound speaks of, for losses of shape (scenarios,); an infinite loss is a
    scenario without a way out.
    """
    if isinstance(bound, MeanBound):
        return expected_cost(losses, probabilities)
    if isinstance(bound, TailBound):
        return conditional_value_at_risk(losses, probabilities, bound.alpha)
    return float(probabilities[losses > bound.tolerance + slack.of(bound.tolerance)].sum())


def holds(bound: LossBound, losses: Floats, probabilities: Floats, slack: Slack) -> bool:
    """Say whether losses keep a bound within the slack."""
    risk = risk_of(bound, losses, probabilities, slack)
    allowed = CHANCE_ROUNDING if isinstance(bound, ChanceBound) else slack.of(bound.bound)
    return risk <= limit_of(bound) + allowed


def problems_of_bound(bound: LossBound) -> Iterator[str]:
    """Yield what is wrong with a bound, one line each."""
    if isinstance(bound, ChanceBound):
        if not 0.0 <= bound.chance <= 1.0:
            yield f"bound: the chance is {bound.chance}; it must lie between 0 and 1"
        if not np.isfinite(bound.tolerance):
            yield f"bound: the tolerated loss is {bound.tolerance}, not a finite number"
        return
    if not np.isfinite(bound.bound):
        yield f"bound: the bound on the loss is {bound.bound}, not a finite number"
    if isinstance(bound, TailBound) and not 0.0 <= bound.alpha < 1.0:
        yield f"bound: alpha is {bound.alpha}; it must be at least 0 and below 1"
