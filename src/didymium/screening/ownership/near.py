"""The part of what is upstream of a party that matters to it: big owners first, until next to none is left.

Upstream of a listed company may be a quarter of a register, nearly all of it with less than a millionth of a
millionth of the company. So shares are pushed upwards from the company, wherever most of them wait, as local
methods for personalised PageRank do (Andersen, Chung and Lang 2006; Berkhin 2006). Parties where less than
the tolerance waits in all are ``cut``: they are owners, but their own owners are not followed. Bounds take
what ends there as anybody's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.closure import Closure, closure_among, sources_of, upstream
from didymium.screening.ownership.graph import OwnershipGraph, slices

NEAR = 20_000
"""Stakes upstream of a party up to which all of them are taken."""
TOLERANCE = 5e-13
"""Share of a party that may end at owners who are not followed: below the decimals that are given."""
LOOSEST = 1e-6
"""The same where so many are followed that it cannot be kept; beyond it everybody upstream is taken."""
MOST_PASSED = 2_000_000
"""Stakes that are passed at most until everybody upstream is taken instead."""
MOST_ROUNDS = 500
"""Rounds at most, likewise."""
LEVELS = 300
"""Levels that are searched for all who are upstream, before shares are pushed upwards."""
_FIRST, _FINER = 1e-6, 0.1


def near(graph: OwnershipGraph, party: int) -> Closure:
    """Return a party, those upstream of it who matter, and the stakes in all of them that are not cut.

    Raises ``ValueError`` for a party outside the graph.
    """
    front = sources_of(graph, [party])
    seen = np.zeros(graph.party_count, dtype=bool)
    seen[front] = True
    levels, stakes = [front], 0
    for _ in range(LEVELS):
        rows = slices(graph.start, front)
        stakes += len(rows)
        if stakes > NEAR:
            break
        owner = graph.owner[rows]
        front = np.unique(owner[~seen[owner]]).astype(np.int64)
        seen[front] = True
        levels.append(front)
        if not len(front):
            return closure_among(graph, np.sort(np.concatenate(levels)))
    return _pushed(graph, party) or upstream(graph, [party])


def _pushed(graph: OwnershipGraph, party: int) -> Closure | None:
    """Follow owners with most of a party first; None if too much is left after too much work."""
    waiting, followed = np.zeros(graph.party_count), np.zeros(graph.party_count, dtype=bool)
    waiting[party] = 1.0
    known, least, passed = np.array([party], dtype=np.int64), _FIRST, 0
    for _ in range(MOST_ROUNDS):
        left = waiting[known]
        if left.sum() <= TOLERANCE or (passed > MOST_PASSED and left.sum() <= LOOSEST):
            return _cut(graph, known, followed)
        if passed > MOST_PASSED:
            break
        front = known[left >= least]
        if not len(front):
            least *= _FINER
            continue
        found, stakes = _push(graph, waiting, front)
        passed, followed[front] = passed + stakes, True
        known = np.union1d(known, found)
    return None


def _push(
    graph: OwnershipGraph, waiting: NDArray[np.float64], front: NDArray[np.int64]
) -> tuple[NDArray[np.int32], int]:
    """Pass what waits at some parties on to their owners; return those who have owners, and the stakes."""
    counts = graph.start[front + 1] - graph.start[front]
    rows = slices(graph.start, front)
    owner = graph.owner[rows]
    flow = np.repeat(waiting[front], counts) * graph.capital_high[rows]
    waiting[front] = 0.0
    held = (graph.start[owner + 1] > graph.start[owner]) & (flow > 0)
    np.add.at(waiting, owner[held], flow[held])
    return np.unique(owner[held]), len(rows)


def _cut(graph: OwnershipGraph, known: NDArray[np.int64], followed: NDArray[np.bool_]) -> Closure:
    """Return the closure of all parties followed and their owners."""
    inside = known[followed[known]]
    parties = np.union1d(known, graph.owner[slices(graph.start, inside)]).astype(np.int64)
    cut = ~followed[parties] & (graph.start[parties + 1] > graph.start[parties])
    return closure_among(graph, parties, cut)
