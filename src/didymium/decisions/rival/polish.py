"""Figures between the levels of a grid: a bounded line search on each dial that allows it."""

from __future__ import annotations

from collections.abc import Callable

from didymium.decisions.rival.moves import idle_levers
from didymium.decisions.rival.results import Dial, Move

ROUNDS = 2
"""Times that all dials are gone through."""
STEPS = 14
"""Values tried at most on one dial in one round."""


def polished(
    dials: tuple[Dial, ...],
    best: Move,
    value: Callable[[Move], float | None],
    least_gain: float = 0.0,
) -> Move:
    """Return the best move found around a move, each dial that allows it between its neighbouring levels and
    within its limits.

    Brent's bounded method, dial by dial, so that a move is better only where it was tried and is, by more
    than ``least_gain``.
    """
    for _ in range(ROUNDS):
        before = best
        for dial in dials:
            if dial.between and (dial.neutral is not None or dial.lever not in idle_levers(dials, best)):
                best = _along(dial, best, value, least_gain)
        if best == before:
            break
    return best


def _along(dial: Dial, best: Move, value: Callable[[Move], float | None], least_gain: float) -> Move:
    from scipy.optimize import minimize_scalar  # it takes long to load

    low, high = _neighbours(dial, best[dial.name])
    if low >= high:
        return best
    seen = {best: value(best) or 0.0}

    def loss(level: float) -> float:
        move = Move({**best.levels, dial.name: float(level)})
        found = value(move)
        if found is None:
            return float("inf")
        seen[move] = found
        return -found

    minimize_scalar(loss, bounds=(low, high), method="bounded", options={"maxiter": STEPS})
    top = max(seen, key=lambda move: seen[move])
    return top if seen[top] > seen[best] + least_gain else best


def _neighbours(dial: Dial, level: float) -> tuple[float, float]:
    below = max((one for one in dial.levels if one < level), default=level)
    above = min((one for one in dial.levels if one > level), default=level)
    least, most = dial.limits
    return max(below, least), min(above, most)
