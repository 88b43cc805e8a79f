"""All pairs of a register whose integrated ownership reaches a share, each with bounds on it.

For a block of owned parties at a time, chains of holdings are followed upwards as products of sparse
matrices. The least chains are left out, up to a ``budget`` for each owned party, and what may still
come is bounded:

    share of i in j ≤ found[i, j] + sum over k of still to follow[k, j] · most[k]
    most[k] ≤ max over l of a[l, k]·(1 - most[l])  +  sum over l of a[l, k]·most[l]

``most[k]`` bounds what any one owner has of k. A party is settled once nobody who is short of the threshold
can reach it any more. Where the bounds of a pair enclose the threshold the owned party is gone through
again with a smaller budget, and in the end solved by itself if few are left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from didymium.screening.ownership.chains import own_stakes
from didymium.screening.ownership.climb import Climb, OwnClimb, Tables
from didymium.screening.ownership.graph import OwnershipGraph, sums_by_owned
from didymium.screening.ownership.integrated import owners_of
from didymium.screening.ownership.pairs import Pairs, joined, pairs_of, split
from didymium.screening.ownership.solve import Bounds, System, circles, closed

BUDGETS = (1e-2, 1e-3, 1e-5)
"""Share of an owned party that may be left out, in the first pass and in those over what it leaves open."""
OWN_BUDGET = 1e-3
"""Share that may be left out of what a party holds of itself, for parties in large circles."""
WIDTH = 0.02
"""Chains to parties with a pair above the threshold are followed until its bounds are as close as this."""
BLOCK = 1_000_000
"""Direct stakes that are worked on at once; it decides about memory."""
SWEEPS = 6
"""Times that the bound on the largest owner of every party is tightened."""
RESOLVED = 100
"""Owned parties with open pairs up to which they are solved one by one."""


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


def large_holdings(
    graph: OwnershipGraph, threshold: float = 0.25, *, width: float = WIDTH, block: int = BLOCK
) -> LargeHoldings:
    """Return all pairs whose integrated ownership is at least ``threshold`` (0 to 1, above 0).

    ``width``: how far apart the bounds of a pair may be. Raises ``ValueError`` for a threshold or a width
    outside 0 to 1.
    """
    if not 0 < threshold <= 1 or not 0 < width <= 1:
        raise ValueError("the threshold and the width lie above 0 and at most at 1")
    own, stuck = _circles(graph, graph.capital_low)
    tables = _tables(graph, graph.capital_low, own, stuck, threshold, width)
    _tighten(graph, tables, block)
    low, left = _all_pairs(graph, tables, block)
    if not np.array_equal(graph.capital_low, graph.capital_high):
        _, loose = _circles(graph, graph.capital_high)
        tables = _tables(graph, graph.capital_high, own, loose, threshold, width)
        high, left = _all_pairs(graph, tables, block)
        low = joined(low, high)
    sure, borderline = split(low, threshold)
    undecided = np.flatnonzero(left >= threshold).astype(np.int32)
    return _resolved(graph, LargeHoldings(threshold, sure, borderline, undecided))


def _circles(graph: OwnershipGraph, weight: NDArray[np.float64]) -> tuple[Bounds, NDArray[np.bool_]]:
    """Return what each party holds of itself (bounds on ``1 + Y[i, i]``), and who is in a closed circle."""
    owned = np.repeat(np.arange(graph.party_count, dtype=np.int32), np.diff(graph.start))
    stated = weight > 0
    system = System(graph.owner[stated], owned[stated], weight[stated], np.zeros(graph.party_count), False)
    circle = circles(system)
    stuck = closed(system, circle)
    inside = (circle[system.row] == circle[system.column]) & ~stuck[system.column]
    within = System(system.row[inside], system.column[inside], system.weight[inside], system.constant, False)
    own = own_stakes(within, circle)
    own.high[stuck] = np.inf
    return own, stuck


def _tighten(graph: OwnershipGraph, tables: Tables, block: int) -> None:
    """Narrow the bounds on what parties in large circles hold of themselves."""
    own = tables.own
    wide = np.flatnonzero((own.high > own.low) & ~tables.stuck).astype(np.int32)
    for some in _blocks(graph, wide, block):
        climb = OwnClimb(tables, some, OWN_BUDGET)
        climb.follow()
        own.low[some] = np.maximum(own.low[some], climb.low)
        own.high[some] = np.maximum(np.minimum(own.high[some], climb.high), own.low[some])


def _tables(
    graph: OwnershipGraph,
    weight: NDArray[np.float64],
    own: Bounds,
    stuck: NDArray[np.bool_],
    threshold: float,
    width: float,
) -> Tables:
    shape = (graph.party_count, graph.party_count)
    direct = sp.csc_array((weight, graph.owner, graph.start), shape=shape)
    follow = direct
    if stuck.any():
        inside = np.repeat(stuck, np.diff(graph.start))
        follow = sp.csc_array((np.where(inside, 0.0, weight), graph.owner, graph.start), shape=shape)
    return Tables(direct, follow, _largest(graph, weight, stuck), stuck, own, threshold, width)


def _largest(
    graph: OwnershipGraph, weight: NDArray[np.float64], stuck: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return bounds on what any one owner has of each party, (N,); each sweep keeps them bounds."""
    most = np.where(stuck, 1.0, np.minimum(sums_by_owned(weight, graph.start), 1.0))
    filled = np.diff(graph.start) > 0
    for _ in range(SWEEPS):
        through = weight * most[graph.owner]
        bound = sums_by_owned(through, graph.start)
        if filled.any():
            bound[filled] += np.maximum.reduceat(weight - through, graph.start[:-1][filled])
        most = np.where(stuck, 1.0, np.minimum(most, bound))
    return most


def _all_pairs(graph: OwnershipGraph, tables: Tables, block: int) -> tuple[Pairs, NDArray[np.float64]]:
    """Return the pairs that may reach the threshold, and what was left out of each owned party, (N,)."""
    left = np.zeros(graph.party_count)
    parties = np.flatnonzero(np.diff(graph.start) > 0).astype(np.int32)
    settled: list[Pairs] = []
    pairs = pairs_of([])
    for budget in BUDGETS:
        found = []
        for some in _blocks(graph, parties, block):
            climb = Climb(tables, some, budget)
            climb.follow()
            found += climb.found
            left[some] = climb.left_out
        pairs = pairs_of(found)
        _, borderline = split(pairs, tables.threshold)
        parties = np.unique(borderline.owned)
        if len(parties) <= RESOLVED:
            break
        settled.append(pairs.where(~np.isin(pairs.owned, parties)))
        pairs = pairs.where(np.isin(pairs.owned, parties))
    return pairs_of([*settled, pairs]), left


def _blocks(graph: OwnershipGraph, parties: NDArray[np.int32], block: int) -> list[NDArray[np.int32]]:
    """Cut parties into parts of about so many direct stakes each."""
    stakes = np.cumsum(graph.start[parties + 1] - graph.start[parties], dtype=np.int64)
    return np.split(parties, np.flatnonzero(np.diff(stakes // block)) + 1) if len(parties) else []


def _resolved(graph: OwnershipGraph, rough: LargeHoldings) -> LargeHoldings:
    """Solve the parties whose pairs are not settled by themselves, if they are few."""
    open_ = np.unique(np.concatenate([rough.borderline.owned, rough.undecided]))
    if not len(open_) or len(open_) > RESOLVED:
        return rough
    solved = [pairs for party in open_ if (pairs := _solved(graph, int(party))) is not None]
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
