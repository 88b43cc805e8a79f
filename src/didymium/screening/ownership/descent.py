"""What owners have of every party of a register, worked out from the top of each pyramid downwards.

The column of a party is the sum of its owners' columns, each times the stake, and of the stakes themselves:
so everybody above is gone through once, however many are below. Least entries of long columns are left out,
and what any one owner may be missing of a party through that is carried along:

    missing[j] ≤ sum over k of A[k, j]·missing[k] + the largest entry left out of j,   and at most 1
    share of i in j lies between  found[i, j] / (1 + Y[i, i])  and that plus  missing[j]
    1 + found[i, i]  ≤  1 + Y[i, i]  ≤  (1 + found[i, i]) / (1 - missing[i])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.circle_columns import work_out_circles
from didymium.screening.ownership.columns import Columns, Entries, Store, pruned, summed
from didymium.screening.ownership.graph import OwnershipGraph, slices
from didymium.screening.ownership.order import Order
from didymium.screening.ownership.pairs import Pairs, pairs_of
from didymium.screening.ownership.solve import Bounds, rounded
from didymium.screening.ownership.spread import SLACK

FEW = 50
"""Entries of a column up to which none is left out."""
AT_ONCE = 4_000_000
"""Entries that are added up at once; it decides about memory."""
MOST_ENTRIES = 200_000_000
"""Entries that are kept at most, 12 bytes each, a pair that is listed counting as four; parties that come
later stay open."""


@dataclass(frozen=True, eq=False)
class Limits:
    """What is looked for, and how closely."""

    least: float
    """Share below which an entry of a long column is left out."""
    wanted: NDArray[np.float64]
    """(N,) share of each party from which pairs are listed."""


@dataclass(eq=False)
class State:
    """What is known of every party so far."""

    store: Store
    missing: NDArray[np.float64]
    """(N,) bound on what any one owner may have of a party beyond what was found."""
    own: Bounds
    """(N,) bounds on ``1 + Y[i, i]``."""
    found: list[Pairs] = field(default_factory=list)


class Descent:
    """One way down through a register, at the least or at the largest stakes."""

    def __init__(
        self, graph: OwnershipGraph, order: Order, limits: Limits, state: State, *, at_least: bool
    ) -> None:
        self.graph, self.order, self.limits, self.state = graph, order, limits, state
        self.at_least = at_least
        self.weight = graph.capital_low if at_least else graph.capital_high
        self._holds = np.diff(graph.owned_start) > 0
        self._done = np.zeros(graph.party_count, dtype=bool)
        self._listed = 0

    def follow(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Work out the chosen parties, all those below each of them being among the chosen too."""
        self.state.own.high[chosen & self.order.circular] = np.inf
        self._done = self.order.rank == 0
        for parties in self.order.levels(chosen):
            stuck, circular = self.order.stuck[parties], self.order.circular[parties]
            for some in self.blocks(parties[~circular]):
                if not self.full:
                    self.finish(some, *self.from_above(some))
            self.leave_open(parties[stuck])
            work_out_circles(self, parties[circular & ~stuck])
            if self.full:
                break
        self.leave_open(np.flatnonzero(chosen & ~self._done).astype(np.int32))
        return pairs_of(self.state.found)

    @property
    def full(self) -> bool:
        """Whether no more entries are to be kept."""
        return self.state.store.used + 4 * self._listed > MOST_ENTRIES

    def rows_of(self, parties: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of all stakes in parties, and the number of the party of each."""
        counts = self.graph.start[parties + 1] - self.graph.start[parties]
        return slices(self.graph.start, parties), np.repeat(np.arange(len(parties)), counts)

    def from_above(self, parties: NDArray[np.int32]) -> tuple[Columns, NDArray[np.float64]]:
        """Return the columns of parties by the stakes of all outside their circles, and what they miss."""
        rows, column = self.rows_of(parties)
        owner, weight = self.graph.owner[rows], self.weight[rows]
        outer = (weight > 0) & (self.order.circle[owner] != self.order.circle[parties[column]])
        owner, weight, column = owner[outer], weight[outer], column[outer]
        missing = np.bincount(column, weight * self.state.missing[owner], len(parties)).astype(np.float64)
        beyond = self.state.store.passed_on(owner, column, weight)
        return summed(len(parties), Entries(column, owner, weight), beyond), missing

    def entries(self, parties: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return how many entries are added up for each party."""
        rows, column = self.rows_of(parties)
        entries = 1 + self.state.store.length[self.graph.owner[rows]]
        return np.bincount(column, entries, len(parties)).astype(np.int64)

    def blocks(self, parties: NDArray[np.int32]) -> Iterator[NDArray[np.int32]]:
        """Cut parties into parts with about so many entries each."""
        sums = np.cumsum(self.entries(parties))
        yield from np.split(parties, np.flatnonzero(np.diff(sums // AT_ONCE)) + 1) if len(parties) else ()

    def leave_open(self, parties: NDArray[np.int32]) -> None:
        """Take only the direct stakes in parties: anybody may have the rest.

        Since nothing is followed through them, no chain comes to one of them twice.
        """
        self.state.own.high[parties] = 1.0
        for some in self.blocks(parties):
            rows, column = self.rows_of(some)
            stated = self.weight[rows] > 0
            entries = Entries(column[stated], self.graph.owner[rows][stated], self.weight[rows][stated])
            self.finish(some, summed(len(some), entries), np.ones(len(some)))

    def finish(self, parties: NDArray[np.int32], columns: Columns, missing: NDArray[np.float64]) -> None:
        """List the pairs of parties, and keep the columns of those who own others."""
        share = np.minimum(columns.share, self.state.own.high[columns.owner])
        columns = Columns(columns.start, columns.owner, share)
        missing = np.minimum(missing, 1.0)
        found = self._pairs(parties, columns, missing)
        self.state.found.append(found)
        self._listed += len(found)
        self._done[parties] = True
        columns, dropped = pruned(columns, self.limits.least, FEW)
        self.state.missing[parties] = np.minimum(missing + dropped, 1.0)
        kept = np.flatnonzero(self._holds[parties])
        self.state.store.put(parties[kept], columns.take(kept))

    def _pairs(self, parties: NDArray[np.int32], columns: Columns, missing: NDArray[np.float64]) -> Pairs:
        """Return the pairs that may reach the share wanted, with bounds.

        Where anybody may reach it for all that is missing, only pairs that do by what was found.
        """
        column, own = columns.column, self.state.own
        found, missed = columns.share / own.low[columns.owner], missing[column]
        wanted = self.limits.wanted[parties][column] - SLACK
        reaches = (found >= wanted) | ((missed < wanted) & (found + missed >= wanted))
        kept = np.flatnonzero(reaches & (columns.owner != parties[column]))
        owner, column = columns.owner[kept], column[kept]
        low = self._at_least_direct(owner, parties[column], columns.share[kept] / own.high[owner])
        bounds = rounded(np.minimum(low, 1.0), np.minimum((found + missed)[kept], 1.0))
        return Pairs(owner, parties[column], bounds.low, bounds.high)

    def _at_least_direct(
        self, owner: NDArray[np.int32], owned: NDArray[np.int32], low: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return ``low``, or the direct stake of an owner in a circle where that is more."""
        asked = np.flatnonzero(self.order.circular[owner])
        if not len(asked):
            return low
        parties, number = np.unique(owned[asked], return_inverse=True)
        rows, column = self.rows_of(parties)
        key = column << 32 | self.graph.owner[rows]
        wanted = number << 32 | owner[asked]
        place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        stakes = np.where(key[place] == wanted, self.weight[rows[place]], 0.0)
        low[asked] = np.maximum(low[asked], stakes)
        return low
