"""Who controls a party in the end: control followed upwards until nobody controls the controller."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from didymium.screening.answer import Holds
from didymium.screening.ownership.closure import Closure, upstream
from didymium.screening.ownership.control import CONTROLLING, MAJORITY, control_within, vote_weights
from didymium.screening.ownership.graph import OwnershipGraph
from didymium.screening.ownership.holdings import Right
from didymium.screening.ownership.spread import SLACK

ROUNDS = 200
"""Rounds of joining groups; control that needs more is left undecided."""
CANDIDATES = 50
"""Owners at most of whom it is asked one by one whether they may control."""


@dataclass(frozen=True, eq=False)
class Controllers:
    """Who controls a party in the end."""

    target: int
    ultimate: tuple[int, ...]
    """Those who surely control it and are surely controlled by nobody; several control it jointly."""
    possible: tuple[int, ...]
    """Further owners who may control it, for all that is stated."""
    circular: bool
    """Whether the parties that control it control each other in a circle."""
    decided: bool
    """Whether control was followed to its end and every owner was asked about."""


@dataclass(frozen=True, eq=False)
class Groups:
    """Parties under the head that controls them, by index of a closure."""

    head: NDArray[np.int64]
    """(n,) the head of each party; a party that nobody controls is its own."""
    circular: NDArray[np.bool_]
    """(n,) whether a head stands for a circle of parties that control each other."""
    decided: bool


def controllers_of(
    graph: OwnershipGraph, target: int, *, counting: Right = CONTROLLING, unstated: bool = True
) -> Controllers:
    """Return who controls a party in the end. Raises ``ValueError`` for a party outside the graph."""
    closure = upstream(graph, [target])
    at = int(closure.local([target])[0])
    weight = vote_weights(closure, counting).sure
    groups = control_groups(closure, weight)
    heads = _tops(closure, weight, groups, at)
    circular = bool(groups.circular[heads].any()) or at in heads.tolist()
    heads = heads[~groups.circular[heads] & (heads != at)]
    possible, asked_all = _possible(closure, groups, heads, at, counting, unstated)
    return Controllers(
        target,
        tuple(int(closure.parties[head]) for head in heads),
        possible,
        circular and bool(groups.circular.any()),
        groups.decided and asked_all,
    )


def control_groups(closure: Closure, weight: NDArray[np.float64]) -> Groups:
    """Put every party under its head: whoever's group holds a majority of it, round by round.

    Where two heads have control of one party at once, by special rights, it stays its own head.
    """
    head = np.arange(closure.count)
    circular = np.zeros(closure.count, dtype=bool)
    for _ in range(ROUNDS):
        owned, group = _majorities(closure, weight, head)
        once = np.bincount(owned, minlength=closure.count) == 1
        owned, group = owned[once[owned]], group[once[owned]]
        if not len(owned):
            return Groups(head, circular, True)
        parent = np.arange(closure.count)
        parent[owned] = group
        head = _roots(parent, circular)[head]
    return Groups(head, circular, False)


def _majorities(
    closure: Closure, weight: NDArray[np.float64], head: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the heads of groups that another group holds a majority of, and that other group's head."""
    group = head[closure.owner]
    asked = (head[closure.owned] == closure.owned) & (group != closure.owned)
    key = closure.owned[asked].astype(np.int64) * closure.count + group[asked]
    pairs, at = np.unique(key, return_inverse=True)
    sums = np.bincount(at, weight[asked], len(pairs))
    held = pairs[sums > MAJORITY + SLACK]
    return held // max(1, closure.count), held % max(1, closure.count)


def _roots(parent: NDArray[np.int64], circular: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Follow every parent to its end; one of each circle is made its end and marked in ``circular``."""
    found = _followed(parent)
    endless = np.unique(found[parent[found] != found])
    if len(endless):
        count = len(parent)
        links = csr_array((np.ones(count), (np.arange(count), parent)), shape=(count, count))
        part = connected_components(links, directed=False)[1]
        chosen = endless[np.unique(part[endless], return_index=True)[1]]
        parent = parent.copy()
        parent[chosen] = chosen
        circular[chosen] = True
        found = _followed(parent)
    return found


def _followed(parent: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each party's parents lead after at least as many steps as there are parties."""
    found = parent
    for _ in range(len(parent).bit_length()):
        further = found[found]
        if np.array_equal(further, found):
            break
        found = further
    return found


def _tops(closure: Closure, weight: NDArray[np.float64], groups: Groups, target: int) -> NDArray[np.int64]:
    """Return the head of the target's group, or all that hold that head jointly, followed to their ends."""
    owned, group = _majorities(closure, weight, groups.head)
    waiting, seen, tops = [int(groups.head[target])], set[int](), set[int]()
    while waiting:
        head = waiting.pop()
        if head in seen:
            continue
        seen.add(head)
        above = group[owned == head].tolist()
        waiting += above
        if not above:
            tops.add(head)
    return np.array(sorted(tops), dtype=np.int64)


def _possible(
    closure: Closure,
    groups: Groups,
    sure: NDArray[np.int64],
    target: int,
    counting: Right,
    unstated: bool,
) -> tuple[tuple[int, ...], bool]:
    """Return owners without a sure controller that may control the target, and whether all were asked."""
    heads = np.unique(groups.head)
    heads = heads[~np.isin(heads, sure) & (heads != target)]
    direct = np.bincount(
        groups.head[closure.owner], np.where(closure.owned == target, closure.votes_high, 0.0), closure.count
    )
    heads = heads[np.argsort(-direct[heads], kind="stable")]
    found = []
    for head in heads[:CANDIDATES].tolist():
        first = np.zeros(closure.count, dtype=bool)
        first[head] = True
        if control_within(closure, first, target, counting, unstated).holds is not Holds.NO:
            found.append(int(closure.parties[head]))
    return tuple(found), len(heads) <= CANDIDATES
