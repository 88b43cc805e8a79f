"""What part of each party a set of parties holds, directly and through others, each euro counted once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.closure import Closure, reached
from didymium.screening.ownership.solve import Bounds, System, circles, closed, rounded, solve, sweep


def held_at_least(
    closure: Closure, weight: NDArray[np.float64], holders: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the least share of each party, (n,), that comes from holders: 1 for each holder itself.

    It is the least solution of ``s = A's`` with ``s = 1`` for holders: what is in circles that the holders
    have no part in is not theirs.
    """
    near = weight > 0
    touched = reached(closure.owner[near], closure.owned[near], closure.count, np.flatnonzero(holders))
    return _held(closure, weight, holders, touched & ~holders, loose=0.0).low


def held_at_most(
    closure: Closure, weight: NDArray[np.float64], holders: NDArray[np.bool_], nobody: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the largest share of each party, (n,), that may come from holders; 0 for ``nobody``.

    Circles that hold all of themselves may be anybody's: 1. So may parties whose owners are not followed.
    """
    anybody = holders | (closure.cut & ~nobody)
    return _held(closure, weight, anybody, ~anybody & ~nobody, loose=1.0).high


def _held(
    closure: Closure,
    weight: NDArray[np.float64],
    holders: NDArray[np.bool_],
    free: NDArray[np.bool_],
    loose: float,
) -> Bounds:
    """Solve for the free parties; those in closed circles are taken as ``loose``, the others as they are."""
    value = np.where(holders, 1.0, 0.0)
    system = _system(closure, weight, value, free)
    circle = circles(system)
    stuck = closed(system, circle)
    if stuck.any():
        at = np.flatnonzero(free)[stuck]
        value[at] = loose
        free = free.copy()
        free[at] = False
        system = _system(closure, weight, value, free)
        circle = circles(system)
    found = solve(system, circle) or sweep(system)
    found = rounded(np.clip(found.low, 0.0, 1.0), np.clip(found.high, 0.0, 1.0))
    return Bounds(_put(value, free, found.low), _put(value, free, found.high))


def _put(
    value: NDArray[np.float64], free: NDArray[np.bool_], found: NDArray[np.float64]
) -> NDArray[np.float64]:
    whole = value.copy()
    whole[free] = found
    return whole


def _system(
    closure: Closure, weight: NDArray[np.float64], value: NDArray[np.float64], free: NDArray[np.bool_]
) -> System:
    """Return the system of the free parties, given the values of the others."""
    asked = free[closure.owned] & (weight > 0)
    number = np.cumsum(free, dtype=np.int32) - 1
    count = int(free.sum())
    owner, owned, share = closure.owner[asked], number[closure.owned[asked]], weight[asked]
    inner = free[owner]
    known = np.bincount(owned[~inner], share[~inner] * value[owner[~inner]], count)
    constant = np.asarray(known, dtype=np.float64)
    return System(owned[inner], number[owner[inner]], share[inner], constant, owned_is_row=True)
