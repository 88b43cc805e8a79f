"""A rate that depends on prices that depend on the rate: the common fixed point of many (market.md §8).

All components move at once. A rule on a stepped market is a step function, so the search takes three kinds of
step: the rule's own answer (exact once the market stays on its steps), an accelerated one that combines the
last answers (Anderson 1965, J. ACM 12:547; type II as in Walker and Ni 2011, SIAM J. Numer. Anal. 49:1715),
and the middle of a component's bracket. Where several components move each other across steps of the market,
no rates need fit exactly; then the best ones found count, if they fit within ``COARSE``.

Rules here either rise with their rate by less than it (a levy, a contract) or fall (an ad valorem duty), so
that what the rule asks for minus the rate falls: above the answer it is negative, below it positive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_ROUNDS = 50
TOLERANCE = 1e-4
"""A component has settled when its rule asks for this much more or less, as a share of its scale."""
DEPTH = 5
"""Answers that the accelerated step combines."""
COARSE = 0.01
PATIENCE = 15
"""After so many rounds the best rates found count if their rules ask for no more than ``COARSE`` of the scale
more or less: about a step of a market's curves."""
STILL = 10.0
"""An end of a bracket counts while no other component has moved by more than this many tolerances since."""


class NotSettledError(Exception):
    """Raised when a fixed point is not found; ``moving`` are the positions of the components that still
    move.
    """

    def __init__(self, moving: NDArray[np.int64], rounds: int) -> None:
        self.moving = moving
        self.rounds = rounds
        super().__init__(f"{len(moving)} rates have not settled after {rounds} rounds")


@dataclass(frozen=True)
class FixedPoint:
    """Rates at which the rules ask for what they got.

    ``on_step`` marks components whose rule jumps across them: the market stands between two of its steps
    there, and the rate lies between what the rule asks for on either side. ``residual`` is what the rules
    ask for more or less at these rates: within the tolerance but on a step.
    """

    rates: Floats
    rounds: int
    on_step: NDArray[np.bool_]
    residual: Floats


def find_fixed_point(
    rule: Callable[[Floats], Floats],
    start: Floats,
    scale: Floats,
    *,
    most_rounds: int = MOST_ROUNDS,
    tolerance: float = TOLERANCE,
) -> FixedPoint:
    """Return rates x with rule(x) = x, every component within ``tolerance`` × ``scale``.

    ``rule`` maps rates (n,) to what is asked for (n,); it is called once a round. ``start`` and ``scale``
    have shape (n,).

    Raises:
        NotSettledError: If some component still moves after ``most_rounds`` calls.
    """
    small = tolerance * scale
    rates, search = start.copy(), _Search(small, [], [])
    for done in range(1, most_rounds + 1):
        residual = rule(rates) - rates
        search.asked.append(rates)
        search.residuals.append(residual)
        settled = np.abs(residual) <= small
        below, above = search.brackets()
        on_step = ~settled & (above - below <= small)
        if np.all(settled | on_step):
            return FixedPoint(rates, done, on_step, residual)
        if done >= PATIENCE and (best := search.best(COARSE * scale)) is not None:
            asked, left = best
            return FixedPoint(asked, done, np.abs(left) > small, left)
        rates = _next(search, settled | on_step, below, above)
    raise NotSettledError(np.flatnonzero(~(settled | on_step)), most_rounds)


@dataclass
class _Search:
    """What was asked and what the rules answered, in order."""

    small: Floats
    asked: list[Floats]
    residuals: list[Floats]

    def best(self, allowed: Floats) -> tuple[Floats, Floats] | None:
        """Return the rates whose largest residual is smallest, with their residuals; None if beyond what is
        allowed.
        """
        worst = [float(np.max(np.abs(residual) / allowed)) for residual in self.residuals]
        at = int(np.argmin(worst))
        return (self.asked[at], self.residuals[at]) if worst[at] <= 1.0 else None

    def brackets(self) -> tuple[Floats, Floats]:
        """Return for each component the highest rate at which its rule asked for more and the lowest at
        which it asked for less, as far as the others stood where they stand now; ±∞ where there is none.
        """
        moved = np.abs(np.array(self.asked) - self.asked[-1]) / self.small
        others = _largest_of_others(moved)
        below, above = np.full_like(self.small, -np.inf), np.full_like(self.small, np.inf)
        for rates, residual, away in zip(self.asked, self.residuals, others, strict=True):
            still = away <= STILL
            below = np.where(still & (residual > 0), np.maximum(below, rates), below)
            above = np.where(still & (residual < 0), np.minimum(above, rates), above)
        crossed = below >= above
        return np.where(crossed, -np.inf, below), np.where(crossed, np.inf, above)


def _largest_of_others(moved: Floats) -> Floats:
    """Return the largest entry of each row without the column itself; shapes (rounds, n)."""
    if moved.shape[1] == 1:
        return np.zeros_like(moved)
    ordered = np.sort(moved, axis=1)
    largest, second = ordered[:, -1:], ordered[:, -2:-1]
    return np.asarray(np.where(moved == largest, second, largest))


def _next(search: _Search, resting: NDArray[np.bool_], below: Floats, above: Floats) -> Floats:
    """Return the next rates: the rule's own answer and accelerated steps in turn, kept inside brackets."""
    own = search.asked[-1] + search.residuals[-1]
    proposal = own if len(search.asked) % 3 == 1 else _accelerated(search)
    bracketed = np.isfinite(below) & np.isfinite(above)
    outside = bracketed & ((proposal <= below) | (proposal >= above))
    with np.errstate(invalid="ignore"):
        middle = (below + above) / 2
    proposal = np.where(outside, middle, proposal)
    # What is at rest stays with its rule, unless the rule jumps there: others still move.
    return np.where(resting, np.where(bracketed & outside, search.asked[-1], own), proposal)


def _accelerated(search: _Search) -> Floats:
    """Return the combination of the last answers whose residuals cancel best, in units of the tolerance."""
    count = min(len(search.asked) - 1, DEPTH)
    asked = np.array(search.asked[-count - 1 :]) / search.small
    residuals = np.array(search.residuals[-count - 1 :]) / search.small
    differences = np.diff(residuals, axis=0).T
    weights = np.linalg.lstsq(differences, residuals[-1], rcond=1e-6)[0]
    steps = np.diff(asked + residuals, axis=0).T
    return np.asarray((asked[-1] + residuals[-1] - steps @ weights) * search.small)
