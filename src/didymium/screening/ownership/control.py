"""Control: a majority of the votes, held directly and by controlled parties together, or a special right.

A party controls another if it, and those that it controls, hold more than half of its votes together, and
so on until nobody joins. Chains do not dilute control: 51 % of 51 % controls, whereas 50 % alone does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.screening.answer import Holds
from didymium.screening.ownership.aggregate import open_stakes
from didymium.screening.ownership.closure import Closure, upstream
from didymium.screening.ownership.graph import OwnershipGraph
from didymium.screening.ownership.holdings import Right
from didymium.screening.ownership.integrated import Share
from didymium.screening.ownership.spread import spread

MAJORITY = 0.5
"""Votes must pass it: half of them are no majority."""
CONTROLLING = Right.BOARD_MAJORITY | Right.CONTROL
"""Rights that are control in fact."""
DOUBTFUL = Right.GOLDEN_SHARE | Right.INFLUENCE | Right.BOARD_SEAT
"""Rights that may be control: to block, to influence, to appoint nobody says how many."""


@dataclass(frozen=True, eq=False)
class Control:
    """Whether some parties together control another."""

    holds: Holds
    votes: Share
    """Votes of the target that they and the parties they control hold."""
    rights: Right
    """Special rights that they and the parties they control have in the target."""
    through: NDArray[np.int32]
    """Owners of the target, direct or not, that they surely control."""
    possible: NDArray[np.int32]
    """Owners that they may control."""


@dataclass(frozen=True, eq=False)
class VoteWeights:
    """What each stake counts for control, (e,), and what of each party anybody may hold, (n,)."""

    sure: NDArray[np.float64]
    stated: NDArray[np.float64]
    open: NDArray[np.float64]
    free: NDArray[np.float64]


def controls(
    graph: OwnershipGraph,
    holders: Sequence[int],
    target: int,
    *,
    counting: Right = CONTROLLING,
    unstated: bool = True,
) -> Control:
    """Return whether parties, acting together, control another.

    ``counting``: the special rights that are control; other ``DOUBTFUL`` ones leave the answer open.
    ``unstated``: whether votes that nobody states may be theirs. Raises ``ValueError`` for a party outside.
    """
    closure = upstream(graph, [target])
    first = np.zeros(closure.count, dtype=bool)
    first[closure.local(holders)] = True
    return control_within(closure, first, int(closure.local([target])[0]), counting, unstated)


def control_within(
    closure: Closure, first: NDArray[np.bool_], target: int, counting: Right, unstated: bool
) -> Control:
    """Return whether the parties ``first``, (n,), of an upstream closure control one of it."""
    weights = vote_weights(closure, counting)
    none = np.zeros(closure.count)
    sure, stated, unsure = (
        spread(closure, weight, base, first, MAJORITY, included=False).inside
        for weight, base in ((weights.sure, none), (weights.stated, none), (weights.open, weights.free))
    )
    most = unsure if unstated else stated
    holds = Holds.YES if sure[target] else Holds.UNKNOWN if most[target] else Holds.NO
    others = np.arange(closure.count) != target
    return Control(
        holds,
        _votes(closure, sure, stated, unsure, target),
        _rights(closure, sure, target),
        closure.parties[sure & ~first & others],
        closure.parties[most & ~sure & others],
    )


def vote_weights(closure: Closure, counting: Right) -> VoteWeights:
    """Return what stakes count: votes, or everything for a right that is control."""
    decisive = (closure.rights & int(counting)) > 0
    doubtful = (closure.rights & int((CONTROLLING | DOUBTFUL) & ~counting)) > 0
    named, free = open_stakes(closure, closure.votes_low)
    return VoteWeights(
        np.where(decisive, 1.0, closure.votes_low),
        np.where(decisive | doubtful, 1.0, closure.votes_high),
        np.where(decisive | doubtful, 1.0, named),
        free,
    )


def _votes(
    closure: Closure,
    sure: NDArray[np.bool_],
    stated: NDArray[np.bool_],
    unsure: NDArray[np.bool_],
    target: int,
) -> Share:
    """Return the votes of the target that each of the three sets holds."""
    into = closure.owned == target
    owner = closure.owner[into]
    low = float(closure.votes_low[into] @ sure[owner])
    high = float(closure.votes_high[into] @ stated[owner])
    named, free = open_stakes(closure, closure.votes_low)
    open_high = float(named[into] @ unsure[owner] + free[target])
    low, high, open_high = (round(min(value, 1.0), 12) for value in (low, high, open_high))
    open_high = max(low, open_high)
    return Share(low, min(max(low, high), open_high), open_high)


def _rights(closure: Closure, sure: NDArray[np.bool_], target: int) -> Right:
    having = (closure.owned == target) & sure[closure.owner] & (closure.owner != target)
    return Right(int(np.bitwise_or.reduce(closure.rights[having], initial=0)))
