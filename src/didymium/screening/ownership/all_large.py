"""All pairs of a register whose integrated ownership reaches a share, each with bounds on it.

The register is gone through once at the least stakes, from the top of each pyramid downwards, and parties
below a stake that is not stated exactly once more at the largest ones (``descent``). Pairs that only what was
left out on the way keeps open are worked out by themselves if their owned parties are few.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.columns import Store
from didymium.screening.ownership.descent import Descent, Limits, State
from didymium.screening.ownership.graph import OwnershipGraph, slices
from didymium.screening.ownership.integrated import owners_of
from didymium.screening.ownership.order import Order, order_of
from didymium.screening.ownership.pairs import Pairs, joined, pairs_of, split
from didymium.screening.ownership.solve import Bounds
from didymium.screening.ownership.spread import SLACK

LEAST = 2e-4
"""Share below which an entry of a long column is left out."""
FAINT = 0.01
"""Least share from which a pair's lower bound is kept where its upper one is worked out later."""
RESOLVED = 500
"""Owned parties with pairs kept open by what was left out up to which they are solved one by one."""


@dataclass(frozen=True, eq=False)
class LargeHoldings:
    """Pairs of owner and owned party whose integrated ownership reaches a share, by what is stated."""

    threshold: float
    sure: Pairs
    """Pairs that reach it, with bounds on their shares."""
    borderline: Pairs
    """Pairs that may: the threshold lies between their bounds."""
    undecided: NDArray[np.int32]
    """Owned parties in which others than the pairs here might reach it: so much could not be followed."""


def large_holdings(graph: OwnershipGraph, threshold: float = 0.25, *, least: float = LEAST) -> LargeHoldings:
    """Return all pairs whose integrated ownership is at least ``threshold`` (0 to 1, above 0).

    ``least``: share of a party below which an owner may be left out on the way, where it has many owners;
    what that leaves open widens the bounds. Raises ``ValueError`` for figures outside 0 to 1.
    """
    if not 0 < threshold <= 1 or not 0 < least <= 1:
        raise ValueError("the threshold and the least share lie above 0 and at most at 1")
    order = order_of(graph, graph.capital_low)
    banded = _below_bands(graph, order)
    count = graph.party_count
    state = State(Store(count), np.zeros(count), Bounds(np.ones(count), np.ones(count)))
    limits = Limits(least, np.where(banded, min(FAINT, threshold), threshold))
    low = Descent(graph, order, limits, state, at_least=True).follow(np.ones(count, dtype=bool))
    pairs, high = low.where(~banded[low.owned]), low
    if banded.any():
        high = _at_most(graph, state, replace(limits, wanted=np.full(count, threshold)), banded)
        pairs = pairs_of([pairs, joined(low.where(banded[low.owned]), high)])
    sure, borderline = split(pairs, threshold)
    undecided = np.flatnonzero(state.missing >= threshold - SLACK).astype(np.int32)
    loose = np.unique(np.concatenate([_loose(low, threshold), _loose(high, threshold), undecided]))
    return _resolved(graph, LargeHoldings(threshold, sure, borderline, undecided), loose)


def _below_bands(graph: OwnershipGraph, order: Order) -> NDArray[np.bool_]:
    """Return the parties in which, or above which, a stake has bounds that differ."""
    banded = np.zeros(graph.party_count, dtype=bool)
    owned = graph.owned_of(np.flatnonzero(graph.capital_low < graph.capital_high).astype(np.int32))
    front = np.unique(owned)
    while len(front):
        banded[front] = True
        below = graph.owned_of(graph.owned_row[slices(graph.owned_start, front)])
        front = np.unique(below[~banded[below]])
    return banded


def _at_most(graph: OwnershipGraph, state: State, limits: Limits, banded: NDArray[np.bool_]) -> Pairs:
    """Return the pairs of parties below bands at the largest stakes."""
    order = order_of(graph, graph.capital_high)
    state.found = []
    return Descent(graph, order, limits, state, at_least=False).follow(banded)


def _loose(pairs: Pairs, threshold: float) -> NDArray[np.int32]:
    """Return the owned parties of pairs that what was left out keeps open."""
    reach = threshold - SLACK
    return np.unique(pairs.owned[(pairs.low < reach) & (pairs.high >= reach)])


def _resolved(graph: OwnershipGraph, rough: LargeHoldings, loose: NDArray[np.int32]) -> LargeHoldings:
    """Solve the parties whose pairs are not settled by themselves, if they are few."""
    if not len(loose) or len(loose) > RESOLVED:
        return rough
    solved = [pairs for party in loose if (pairs := _solved(graph, int(party))) is not None]
    sure, borderline = split(pairs_of(solved), rough.threshold)
    gone = np.array([pairs.owned[0] for pairs in solved], dtype=np.int32)
    return replace(
        rough,
        sure=pairs_of([rough.sure.where(~np.isin(rough.sure.owned, gone)), sure]),
        borderline=pairs_of([rough.borderline.where(~np.isin(rough.borderline.owned, gone)), borderline]),
        undecided=rough.undecided[~np.isin(rough.undecided, gone)],
    )


def _solved(graph: OwnershipGraph, party: int) -> Pairs | None:
    """Return all owners of a party; None where its circles are too large and dense to solve."""
    owners = owners_of(graph, party)
    if not owners.complete or not len(owners.parties):
        return None
    owned = np.full(len(owners.parties), party, dtype=np.int32)
    return Pairs(owners.parties, owned, owners.integrated_low, owners.integrated_high)
