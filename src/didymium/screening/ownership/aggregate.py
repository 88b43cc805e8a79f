"""Rules on what listed parties hold together: 50 % rules and their like.

Two ways to count what is held through others, and they differ. Of a listed party's 50 % of A, which holds
50 % of B,

- **as listed** (``aggregate_as_listed``): A is as good as listed, so that B is held by 50 % (frequently asked
  question 401 of the US Office of Foreign Assets Control; the affiliates rule of the Bureau of Industry and
  Security counts the same way);
- **by shares** (``aggregate_by_shares``): B is held by 50 % of 50 %, a quarter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.screening.answer import Holds, any_of
from didymium.screening.ownership.closure import Closure, upstream
from didymium.screening.ownership.graph import OwnershipGraph
from didymium.screening.ownership.holdings import Kind
from didymium.screening.ownership.integrated import Share, share_within
from didymium.screening.ownership.near import near
from didymium.screening.ownership.spread import Spread, spread


@dataclass(frozen=True, eq=False)
class Aggregate:
    """Whether listed parties together hold enough of a party, and what they hold."""

    holds: Holds
    share: Share
    """What listed parties, and those that count as listed, hold of it."""
    through: NDArray[np.int32]
    """Owners of the target, direct or not, that are not listed but surely count as listed."""
    possible: NDArray[np.int32]
    """Owners that may count as listed, for all that is stated."""


def aggregate_as_listed(
    graph: OwnershipGraph,
    listed: Sequence[int],
    target: int,
    threshold: float,
    *,
    included: bool = True,
    unstated: bool = True,
) -> Aggregate:
    """Return whether listed parties hold a share of a party, who is held so counting as listed too.

    ``unstated``: whether stakes that nobody states, and those of unidentified owners, may be theirs; then
    they keep the answer open. Raises ``ValueError`` for a party outside the graph.
    """
    closure = upstream(graph, [target])
    first = np.zeros(closure.count, dtype=bool)
    first[closure.local(listed)] = True
    at = int(closure.local([target])[0])
    sure, stated, unsure = _spreads(closure, first, threshold, included)
    most = unsure if unstated else stated
    return Aggregate(
        Holds.YES if sure.inside[at] else Holds.UNKNOWN if most.inside[at] else Holds.NO,
        _share(first[at], sure.held[at], stated.held[at], unsure.held[at]),
        _members(closure, sure.inside & ~first, at),
        _members(closure, most.inside & ~sure.inside, at),
    )


def aggregate_by_shares(
    graph: OwnershipGraph,
    listed: Sequence[int],
    target: int,
    threshold: float,
    *,
    included: bool = True,
    unstated: bool = True,
) -> Aggregate:
    """Return whether listed parties hold a share of a party, shares multiplied along each chain."""
    closure = near(graph, target)
    share = share_within(closure, closure.local(listed), int(closure.local([target])[0]))
    nobody = closure.parties[:0]
    holds = share.reaches(threshold, included=included, unstated=unstated)
    itself = Holds.YES if target in set(listed) else Holds.NO
    return Aggregate(any_of((holds, itself)), share, nobody, nobody)


def open_stakes(
    closure: Closure, low: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each stake counts, (e,), and what of each party, (n,), anybody may hold.

    Stakes of unidentified owners are anybody's. Nobody holds a part of a person or a state.
    """
    named = np.where(closure.kinds[closure.owner] == Kind.UNKNOWN, 0.0, low)
    free = np.maximum(1.0 - np.bincount(closure.owned, named, closure.count), 0.0)
    return named, np.where((closure.kinds == Kind.PERSON) | (closure.kinds == Kind.STATE), 0.0, free)


def _spreads(
    closure: Closure, first: NDArray[np.bool_], threshold: float, included: bool
) -> tuple[Spread, Spread, Spread]:
    """Return the sets at the least stakes, at the largest stated, and with all that nobody states."""
    none = np.zeros(closure.count)
    named, free = open_stakes(closure, closure.capital_low)
    sure = spread(closure, closure.capital_low, none, first, threshold, included=included)
    stated = spread(closure, closure.capital_high, none, first, threshold, included=included)
    return sure, stated, spread(closure, named, free, first, threshold, included=included)


def _share(is_listed: bool, low: float, high: float, open_high: float) -> Share:
    if is_listed:
        return Share(1.0, 1.0, 1.0)
    low, high, open_high = (round(float(value), 12) for value in (low, high, open_high))
    open_high = max(open_high, low)
    return Share(low, min(max(high, low), open_high), open_high)


def _members(closure: Closure, inside: NDArray[np.bool_], target: int) -> NDArray[np.int32]:
    inside = inside.copy()
    inside[target] = False
    return closure.parties[inside]
