"""The part of the graph that a question needs: all that is upstream or downstream of some parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import breadth_first_order

from didymium.screening.ownership.graph import OwnershipGraph, slices

LEVELS = 64
"""Levels that are searched a whole level at a time; longer chains are followed party by party, in C."""


@dataclass(frozen=True, eq=False)
class Closure:
    """Some parties of a graph and all stakes among them, with indices of their own (0 … n-1)."""

    parties: NDArray[np.int32]
    """(n,) index in the graph, ascending."""
    owner: NDArray[np.int32]
    """(e,) owner, as an index into ``parties``."""
    owned: NDArray[np.int32]
    """(e,) owned party, as an index into ``parties``; ascending."""
    capital_low: NDArray[np.float64]
    capital_high: NDArray[np.float64]
    votes_low: NDArray[np.float64]
    votes_high: NDArray[np.float64]
    rights: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    """(n,)"""
    jurisdictions: NDArray[np.int16]
    """(n,)"""
    cut: NDArray[np.bool_]
    """(n,) whose owners are not all here: so little of the target is theirs (``near``)."""

    @property
    def count(self) -> int:
        """Number of parties."""
        return len(self.parties)

    def local(self, parties: Sequence[int] | NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the indices here of parties of the graph; those that are not here are left out."""
        wanted = np.unique(np.asarray(parties, dtype=np.int64))
        at = np.minimum(np.searchsorted(self.parties, wanted), max(0, self.count - 1))
        return at[self.parties[at] == wanted] if self.count else at[:0]


def upstream(graph: OwnershipGraph, parties: Sequence[int]) -> Closure:
    """Return parties, all who hold stakes in them however indirectly, and the stakes in all of these."""
    return closure_among(graph, _reached(graph.start, graph.owner, sources_of(graph, parties)))


def downstream(graph: OwnershipGraph, parties: Sequence[int]) -> Closure:
    """Return parties, all that they hold stakes in however indirectly, and the stakes among these."""
    inside = sources_of(graph, parties)
    seen = np.zeros(graph.party_count, dtype=bool)
    seen[inside] = True
    for _ in range(LEVELS):
        rows = graph.owned_row[slices(graph.owned_start, inside)]
        inside = _unseen(seen, graph.owned_of(rows))
        if not len(inside):
            return closure_among(graph, np.flatnonzero(seen))
    return closure_among(
        graph, _reached(graph.owned_start, graph.owned_of(graph.owned_row), sources_of(graph, parties))
    )


def reached(
    owner: NDArray[np.int32], owned: NDArray[np.int32], count: int, sources: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which of ``count`` parties are among ``sources`` or are held by them, however indirectly."""
    rows = np.concatenate([owner, np.full(len(sources), count)])
    columns = np.concatenate([owned, sources])
    matrix = sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=(count + 1, count + 1))
    found = breadth_first_order(matrix, count, return_predecessors=False)
    inside = np.zeros(count + 1, dtype=bool)
    inside[found] = True
    return inside[:count]


def sources_of(graph: OwnershipGraph, parties: Sequence[int]) -> NDArray[np.int64]:
    """Return parties, ascending, each once. Raises ``ValueError`` for one outside the graph."""
    sources = np.unique(np.asarray(parties, dtype=np.int64))
    if len(sources) and (sources[0] < 0 or sources[-1] >= graph.party_count):
        raise ValueError(f"a party is outside 0 to {graph.party_count - 1}")
    return sources


def _reached(
    start: NDArray[np.int32], neighbour: NDArray[np.int32], sources: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return all parties that are reached from some, ascending."""
    seen = np.zeros(len(start) - 1, dtype=bool)
    seen[sources] = True
    frontier = sources
    for _ in range(LEVELS):
        frontier = _unseen(seen, neighbour[slices(start, frontier)])
        if not len(frontier):
            return np.flatnonzero(seen)
    matrix = sp.csr_array((np.ones(len(neighbour)), neighbour, start), shape=(len(seen), len(seen)))
    for party in frontier:  # as many as stand on one level
        if (~seen[neighbour[start[party] : start[party + 1]]]).any():
            seen[breadth_first_order(matrix, int(party), return_predecessors=False)] = True
    return np.flatnonzero(seen)


def _unseen(seen: NDArray[np.bool_], found: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return which of the found were not seen before, each once, and mark them."""
    fresh = np.unique(found[~seen[found]])
    seen[fresh] = True
    return fresh.astype(np.int64)


def closure_among(
    graph: OwnershipGraph, parties: NDArray[np.int64], cut: NDArray[np.bool_] | None = None
) -> Closure:
    """Return parties, given ascending, and the stakes among them, none in those that are cut."""
    cut = np.zeros(len(parties), dtype=bool) if cut is None else cut
    counts = np.where(cut, 0, graph.start[parties + 1] - graph.start[parties])
    rows = slices(graph.start, parties[~cut])
    owned = np.repeat(np.arange(len(parties), dtype=np.int32), counts)
    at = np.searchsorted(parties, graph.owner[rows])
    inside = at < len(parties)
    inside[inside] = parties[at[inside]] == graph.owner[rows[inside]]
    rows = rows[inside]
    return Closure(
        parties.astype(np.int32),
        at[inside].astype(np.int32),
        owned[inside],
        graph.capital_low[rows],
        graph.capital_high[rows],
        graph.votes_low[rows],
        graph.votes_high[rows],
        graph.rights[rows],
        graph.holdings.kinds[parties],
        graph.holdings.jurisdictions[parties],
        cut,
    )
