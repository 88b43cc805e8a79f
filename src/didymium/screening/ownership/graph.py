"""Holdings sorted once, so that the owners and the stakes of a party are found at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.holdings import Holdings

ROUNDING = 0.01
"""By how much the stakes in a party may pass 100 % and still be taken as rounded figures: our choice."""
TOLERANCE = 1e-9
"""By how much a sum of shares may pass 1 through rounding in binary."""


@dataclass(frozen=True, eq=False)
class OwnershipGraph:
    """Stakes sorted by owned party and by owner, one row for each pair, shares made consistent.

    Where the stakes in a party pass 100 % even at their least, the figures contradict each other. By at most
    ``ROUNDING``: each may be too large by the excess. By more: no stake has a least share.
    """

    holdings: Holdings
    """What was read."""
    start: NDArray[np.int32]
    """(N+1,) where the rows of each owned party begin."""
    owner: NDArray[np.int32]
    """(R,) owners, by owned party and then by owner."""
    owned_start: NDArray[np.int32]
    """(N+1,) where the stakes of each owner begin in ``owned_row``."""
    owned_row: NDArray[np.int32]
    """(R,) row of each stake, by owner."""
    capital_low: NDArray[np.float64]
    capital_high: NDArray[np.float64]
    votes_low: NDArray[np.float64]
    votes_high: NDArray[np.float64]
    rights: NDArray[np.uint8]

    @property
    def party_count(self) -> int:
        """Number of parties."""
        return self.holdings.party_count

    def owned_of(self, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the owned party of each row."""
        return (np.searchsorted(self.start, rows, side="right") - 1).astype(np.int32)


def make_graph(holdings: Holdings) -> OwnershipGraph:
    """Sort holdings and make their shares consistent; seconds for thirty million of them."""
    order, first = _sorted_pairs(holdings)
    owned, owner = holdings.owned[order[first]], holdings.owner[order[first]]
    start = _starts(owned, holdings.party_count)
    capital = _consistent(*_merged(holdings.capital_low, holdings.capital_high, order, first), start)
    votes = _consistent(*_merged(holdings.votes_low, holdings.votes_high, order, first), start)
    rights = np.bitwise_or.reduceat(holdings.rights[order], first) if len(first) else holdings.rights
    by_owner = np.argsort(owner, kind="stable").astype(np.int32)
    owned_start = _starts(owner[by_owner], holdings.party_count)
    return OwnershipGraph(holdings, start, owner, owned_start, by_owner, *capital, *votes, rights)


def is_share(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which bounds are bounds of a share: 0 ≤ low ≤ high ≤ 1."""
    return (low >= 0) & (low <= high) & (high <= 1 + TOLERANCE)


def sums_by_owned(values: NDArray[np.float64], start: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the sum of the rows of each owned party, (N,)."""
    counts = np.diff(start)
    sums = np.zeros(len(counts))
    filled = counts > 0
    if filled.any():
        sums[filled] = np.add.reduceat(values, start[:-1][filled])
    return sums


def slices(start: NDArray[Any], parties: NDArray[Any]) -> NDArray[np.int64]:
    """Return the places from ``start[p]`` to ``start[p + 1]`` of each party, one after the other."""
    first = start[parties].astype(np.int64)
    counts = start[parties + 1] - first
    before = np.cumsum(counts) - counts
    return np.repeat(first - before, counts) + np.arange(int(counts.sum()))


def _sorted_pairs(holdings: Holdings) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows by owned party and owner, and where each pair of the two begins."""
    key = holdings.owned.astype(np.int64) * max(1, holdings.party_count) + holdings.owner
    order = np.argsort(key)
    key = key[order]
    return order, np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])[: len(key)])


def _starts(values: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum(np.bincount(values, minlength=count))]).astype(np.int32)


def _merged(
    low: NDArray[np.float64], high: NDArray[np.float64], order: NDArray[np.int64], first: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the bounds of each pair; what is no share is 0 to 1."""
    stated = is_share(low, high)
    least, most = np.where(stated, low, 0.0)[order], np.where(stated, np.minimum(high, 1.0), 1.0)[order]
    if len(first) == len(order):
        return least, most
    return np.maximum.reduceat(least, first), np.minimum(np.add.reduceat(most, first), 1.0)


def _consistent(
    low: NDArray[np.float64], high: NDArray[np.float64], start: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bounds that leave room for each other: no party is held by more than 100 %."""
    counts = np.diff(start)
    excess = sums_by_owned(low, start) - 1.0
    if (excess > TOLERANCE).any():
        less = np.where(excess <= TOLERANCE, 0.0, np.where(excess <= ROUNDING, excess, 1.0))
        low = np.maximum(low - np.repeat(less, counts), 0.0)
    room = np.repeat(1.0 - sums_by_owned(low, start), counts) + low
    return low, np.minimum(high, np.maximum(room, low))
