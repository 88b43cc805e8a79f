"""Cost against risk: what stocks cost that keep the loss within tighter and tighter bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.stocks.futures.emergencies import Futures
from didymium.decisions.stocks.sizing.losses import Loss
from didymium.decisions.stocks.sizing.places import Place, places_of
from didymium.decisions.stocks.sizing.sizes import Sizing
from didymium.decisions.stocks.sizing.sizing import SizingError, losses_of, size_by_losses
from didymium.ensemble.two_stage.bounds import MeanBound, TailBound
from didymium.ensemble.two_stage.risk import conditional_value_at_risk
from didymium.files.problems import InputError, Problem

USUAL_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Bounds as shares of the loss without the stocks."""


@dataclass(frozen=True)
class FrontierPoint:
    """The least-cost stocks for one bound; ``sizing`` is None where no stocks keep it."""

    share: float
    """The bound as a share of the loss without stocks."""
    limit_musd: float
    """The bound, million US dollars."""
    sizing: Sizing | None


@dataclass(frozen=True)
class Frontier:
    """Cost against risk, the tightest bound first."""

    alpha: float | None
    """The bound is on the mean of the worst ``1 − alpha``; None: on the expected loss."""
    before_musd: float
    """The loss without the stocks, million US dollars."""
    points: tuple[FrontierPoint, ...]


def frontier(
    case: Case,
    futures: Futures,
    *,
    alpha: float | None = None,
    shares: Sequence[float] = USUAL_SHARES,
    places: Sequence[Place] | None = None,
    capital_rate: float | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] = lambda done, count: None,
) -> Frontier:
    """Return the least cost of stocks for several bounds on the expected loss or its tail.

    The programs of all futures are built once and stay hot. Bounds are loosened one after the other, and each
    search starts from the stocks of the bound before, which keep the looser one as well.

    Args:
        case: The case.
        futures: What may happen.
        alpha: Bound the mean of the worst ``1 − alpha`` of the loss; None: the expected loss.
        shares: The bounds, as shares of the loss without the stocks.
        places: Where stocks may lie; by default wherever they are of use.
        capital_rate: Share a year; None: the case's discount rate.
        workers: Threads.
        progress: Told after each bound.

    Raises:
        InputError: If a share is not from 0 to 1, or the case does not say what keeping a material costs.
    """
    _refuse_wrong(shares, alpha)
    if places is None:
        places = places_of(case, futures, capital_rate=capital_rate)
    losses = losses_of(case, futures, places)
    before = _risk_without(futures, losses, len(places), alpha)
    points: list[FrontierPoint] = []
    start: NDArray[np.float64] | None = None
    for number, share in enumerate(sorted(set(shares)), start=1):
        limit = share * before
        bound = MeanBound(limit) if alpha is None else TailBound(limit, alpha)
        sizing: Sizing | None = None
        try:
            sizing = size_by_losses(
                futures, bound, places, losses, losses, bound, futures.probabilities,
                workers=workers, start=start,
            )  # fmt: skip
            start = np.array([place.t for place in sizing.places])
        except SizingError:
            pass
        points.append(FrontierPoint(share, limit, sizing))
        progress(number, len(set(shares)))
    return Frontier(alpha, before, tuple(points))


def _risk_without(futures: Futures, losses: Sequence[Loss], places: int, alpha: float | None) -> float:
    """Return the mean or the tail of the loss with the best use of what there is anyway."""
    nothing = np.zeros(places)
    before = np.array([one.value_and_slope(nothing)[0] for one in losses])
    if alpha is None:
        return float(futures.probabilities @ before)
    return conditional_value_at_risk(before, futures.probabilities, alpha)


def _refuse_wrong(shares: Sequence[float], alpha: float | None) -> None:
    problems = [
        Problem("shares", "must be from 0 to 1", value=f"{share:g}", remedy="write 0.5 for 50 %")
        for share in shares
        if not 0.0 <= share <= 1.0
    ]
    if not shares:
        problems.append(Problem("shares", "are missing", remedy="name at least one"))
    if alpha is not None and not 0.0 <= alpha < 1.0:
        problems.append(Problem("alpha", "must be from 0 to below 1", value=f"{alpha:g}"))
    if problems:
        raise InputError(problems)
