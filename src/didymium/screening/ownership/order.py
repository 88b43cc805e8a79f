"""In which order owners can be worked out: whoever holds a party comes before it, circles as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from didymium.screening.ownership.graph import OwnershipGraph, slices
from didymium.screening.ownership.solve import System, closed

RANKS = 2_000
"""Levels of holdings that are ordered; parties below so many stay without a rank."""


@dataclass(frozen=True, eq=False)
class Order:
    """The rank of every party: above all ranks of its owners, the same within a circle."""

    rank: NDArray[np.int32]
    """(N,) 0: nobody holds it; -1: below ``RANKS`` levels of holdings."""
    circle: NDArray[np.int32]
    """(N,) number of the circle that a party is in."""
    circular: NDArray[np.bool_]
    """(N,) whether it is in a circle, or holds a part of itself."""
    stuck: NDArray[np.bool_]
    """(N,) whether its circle holds all of itself, so that nobody's shares in it are known."""

    def levels(self, chosen: NDArray[np.bool_]) -> Iterator[NDArray[np.int32]]:
        """Give the chosen parties that somebody holds, rank by rank, ascending."""
        parties = np.flatnonzero(chosen & (self.rank > 0)).astype(np.int32)
        parties = parties[np.argsort(self.rank[parties], kind="stable")]
        yield from np.split(parties, np.flatnonzero(np.diff(self.rank[parties])) + 1) if len(parties) else ()


def order_of(graph: OwnershipGraph, weight: NDArray[np.float64]) -> Order:
    """Order the parties of a graph by the stakes above 0."""
    counts = np.diff(graph.start)
    stated = (weight > 0) & (counts[graph.owner] > 0)
    owner = graph.owner[stated]
    owned = np.repeat(np.arange(graph.party_count, dtype=np.int32), counts)[stated]
    shape = (graph.party_count, graph.party_count)
    links = sp.csr_array((np.ones(len(owner), np.int8), (owner, owned)), shape=shape)
    circle = connected_components(links, connection="strong")[1].astype(np.int32)
    inside = circle[owner] == circle[owned]
    circular = np.zeros(graph.party_count, dtype=bool)
    circular[owned[inside]] = True
    within = System(
        owner[inside], owned[inside], weight[stated][inside], np.zeros(graph.party_count), owned_is_row=False
    )
    stuck = closed(within, circle) if inside.any() else np.zeros(graph.party_count, dtype=bool)
    above = _ranks(circle[owner[~inside]], circle[owned[~inside]], int(circle.max(initial=-1)) + 1)[circle]
    rank = np.where(counts == 0, 0, np.where(above < 0, -1, above + 1)).astype(np.int32)
    return Order(rank, circle, circular, stuck)


def _ranks(above: NDArray[np.int32], below: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """Return the longest way down to each node of a graph without circles; -1 where it is too long."""
    by_above = np.argsort(above, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(above, minlength=count))])
    waits = np.bincount(below, minlength=count)
    rank = np.full(count, -1, dtype=np.int32)
    front = np.flatnonzero(waits == 0)
    for level in range(RANKS):
        rank[front] = level
        if not len(front):
            break
        passed = below[by_above[slices(start, front)]]
        np.subtract.at(waits, passed, 1)
        front = np.unique(passed[waits[passed] == 0])
    return rank
