"""What is asked of stocks: how much may be lost in an emergency, or who must be served for how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.stocks.sizing.losses import Named
from didymium.ensemble.two_stage.bounds import ChanceBound, LossBound, MeanBound, TailBound
from didymium.indicators.survival import THRESHOLD

Floats = NDArray[np.float64]

NOTHING_MISSED = 1e-5
"""Named sectors count as served if they miss no more than this share of what they would without a stock."""
LEAST_KG = 1e-3
"""And less than a gram is nothing."""


@dataclass(frozen=True)
class Served:
    """Named sectors are served in every future: at least ``share`` of what they would get had nothing
    happened, in each period of the first ``days``.
    """

    sectors: tuple[str, ...]
    days: int
    share: float = THRESHOLD

    @property
    def named(self) -> Named:
        """The sectors that count."""
        return Named(self.sectors, self.days, self.share)


@dataclass(frozen=True)
class ServedButFor:
    """Named sectors are served as :class:`Served` says, but for a ``chance``, from 0 to 1, of failing."""

    sectors: tuple[str, ...]
    days: int
    chance: float
    share: float = THRESHOLD

    @property
    def named(self) -> Named:
        """The sectors that count."""
        return Named(self.sectors, self.days, self.share)


Criterion = MeanBound | TailBound | Served | ServedButFor
"""What is asked of stocks. Bounds on the mean or the tail are in million US dollars of loss."""


def tolerated_kg(worst_kg: float) -> float:
    """Return what named sectors may miss and still count as served, if they miss so much in the worst future
    when nobody acts.
    """
    return max(LEAST_KG, NOTHING_MISSED * worst_kg)


def bound_of(criterion: Criterion, tolerated: float, probabilities: Floats) -> tuple[LossBound, Floats]:
    """Return the bound that a criterion stands for and the probabilities to which it applies. What must hold
    in every future does so whatever their probabilities: the worst of equals is bounded.

    Args:
        criterion: What is asked.
        tolerated: What named sectors may miss and still count as served, kilograms.
        probabilities: Of the futures; shape (futures,).
    """
    if isinstance(criterion, MeanBound | TailBound):
        return criterion, probabilities
    if isinstance(criterion, ServedButFor):
        return ChanceBound(criterion.chance, tolerated), probabilities
    count = len(probabilities)
    return TailBound(tolerated, 1.0 - 0.5 / count), np.full(count, 1.0 / count)
