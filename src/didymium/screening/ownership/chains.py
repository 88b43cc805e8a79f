"""The sum over all chains of holdings from each owner to one party."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.closure import Closure, reached
from didymium.screening.ownership.solve import Bounds, System, circles, closed, rounded, solve

DENSE_CIRCLE = 400
"""Parties of a circle up to which what each holds of itself is worked out; for larger ones it is bounded."""


@dataclass(frozen=True, eq=False)
class Chains:
    """Shares in one party by owner, (n,), for one set of stakes."""

    direct: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    stuck: NDArray[np.bool_]
    """(n,) whether a party is in a circle that holds all of itself."""
    complete: bool = True
    """Whether all circles could be solved; if not, shares of those upstream of them are bounded only."""
    remainder: float = 0.0
    """Share that ends at owners whose own owners are not followed: it is in ``high``, since it may be
    anybody's."""


def chains_to(closure: Closure, weight: NDArray[np.float64], target: int) -> Chains:
    """Return each owner's share of a party of an upstream closure, what it holds of itself counted once.

    Where a circle holds all of itself, or is too large and dense to solve, its members' shares are bounded:
    below by the chains that do not run within such circles.
    """
    into = np.where(closure.owned == target, weight, 0.0)
    direct = np.asarray(np.bincount(closure.owner, into, closure.count), dtype=np.float64)
    system = _system(closure, weight, direct, np.ones(len(weight), dtype=bool))
    circle = circles(system)
    stuck = closed(system, circle)
    found = _solved(closure, weight, direct, circle, stuck)
    if found is None:
        return _outside_circles(closure, weight, direct, circle, stuck)
    return Chains(direct, found.low, found.high, stuck, True, found.remainder)


@dataclass(frozen=True, eq=False)
class _Found:
    """Bounds on shares, the remainder among them."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    remainder: float


def _system(
    closure: Closure, weight: NDArray[np.float64], direct: NDArray[np.float64], kept: NDArray[np.bool_]
) -> System:
    kept = kept & (weight > 0)
    return System(closure.owner[kept], closure.owned[kept], weight[kept], direct, owned_is_row=False)


def _solved(
    closure: Closure,
    weight: NDArray[np.float64],
    direct: NDArray[np.float64],
    circle: NDArray[np.int32],
    loose: NDArray[np.bool_],
) -> _Found | None:
    """Solve without the stakes inside circles that are loose; whoever is upstream may hold their part."""
    within = circle[closure.owner] == circle[closure.owned]
    kept = ~(within & loose[closure.owner])
    system = _system(closure, weight, direct, kept)
    found = solve(system, circle)
    if found is None:
        return None
    own = own_stakes(system, np.where(loose, np.arange(len(circle)) + len(circle), circle))
    low, high = np.maximum(found.low / own.high, direct), found.high / own.low
    far, into = _far(closure, weight, loose), float(found.high[loose].sum())
    remainder = float(found.high[closure.cut].sum()) + into * bool(far[closure.cut].any())
    high = np.where(loose, into, np.where(far, high + into, high)) + remainder
    bounds = rounded(np.minimum(low, 1.0), np.minimum(high, 1.0))
    return _Found(bounds.low, bounds.high, min(remainder, 1.0))


def _far(closure: Closure, weight: NDArray[np.float64], loose: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return who is in loose circles or upstream of them: what comes into these may be theirs in the end."""
    if not loose.any():
        return loose
    near = weight > 0
    return reached(closure.owned[near], closure.owner[near], closure.count, np.flatnonzero(loose))


def _outside_circles(
    closure: Closure,
    weight: NDArray[np.float64],
    direct: NDArray[np.float64],
    circle: NDArray[np.int32],
    stuck: NDArray[np.bool_],
) -> Chains:
    loose = (np.bincount(circle)[circle] > 1) | stuck
    found = _solved(closure, weight, direct, circle, loose)
    if found is None:
        return Chains(direct, direct, np.ones(len(direct)), stuck, False, float(closure.cut.any()))
    return Chains(direct, found.low, found.high, stuck, False, found.remainder)


def own_stakes(system: System, circle: NDArray[np.int32]) -> Bounds:
    """Return bounds on ``1 + Y[i, i]``, (n,): 1 for parties in no circle."""
    own = Bounds(np.ones(system.count), np.ones(system.count))
    inside = np.flatnonzero(circle[system.row] == circle[system.column])
    inside = inside[np.argsort(circle[system.row[inside]], kind="stable")]
    for rows in np.split(inside, np.flatnonzero(np.diff(circle[system.row[inside]])) + 1):
        if len(rows):
            _own_in_circle(system, rows, own)
    return own


def _own_in_circle(system: System, rows: NDArray[np.int64], own: Bounds) -> None:
    """Put the figures of one circle: the diagonal of its inverse, or bounds on it."""
    members, at = np.unique(np.concatenate([system.row[rows], system.column[rows]]), return_inverse=True)
    first, second = at[: len(rows)], at[len(rows) :]
    if len(members) > DENSE_CIRCLE:
        own.high[members] = _row_sums(system, rows, first, second, len(members))
        return
    matrix = np.eye(len(members))
    np.subtract.at(matrix, (first, second), system.weight[rows])
    diagonal = np.diag(np.linalg.inv(matrix))
    own.low[members], own.high[members] = np.maximum(diagonal, 1.0), np.maximum(diagonal, 1.0)


def _row_sums(
    system: System, rows: NDArray[np.int64], first: NDArray[np.intp], second: NDArray[np.intp], count: int
) -> NDArray[np.float64]:
    """Return the sums of the rows of a circle's inverse: each is at least the diagonal."""
    block = System(
        first.astype(np.int32),
        second.astype(np.int32),
        system.weight[rows],
        np.ones(count),
        owned_is_row=False,
    )
    found = solve(block, np.zeros(count, dtype=np.int32))
    return np.full(count, np.inf) if found is None else np.maximum(found.high, 1.0)
