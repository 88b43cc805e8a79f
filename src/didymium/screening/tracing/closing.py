"""Closing a network: what left a pool and never came in, what is left over, and goods that only go round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order

from didymium.screening.tracing.movements import Movements
from didymium.screening.tracing.parts import (
    GOES_ROUND,
    NOTHING_T,
    ROUNDING,
    UNEXPLAINED,
    Edges,
    Entries,
    size_of,
    sums,
)

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Closed:
    """A network that is closed."""

    edges: Edges
    round: Edges
    """Edges of goods that only go round; entries of their own stand for them."""
    entries: Entries
    surplus_t: Floats
    """What is left over in each node; shape (nodes,)."""


def close(moved: Movements, held: Floats, edges: Edges, entries: Entries) -> Closed:
    """Account for what leaves a pool and never came in, for goods that go round without ever having come in,
    and for what is left over in each pool.
    """
    size, count = size_of(moved), moved.periods * len(moved.pools)
    inward = sums(edges.target, edges.t, size) + sums(entries.node, entries.t, size)
    outward = _outward(moved, held, edges)
    left = (inward - outward)[:count]
    short = -left > ROUNDING * np.maximum(inward, outward)[:count] + NOTHING_T
    regions = np.array([moved.pools[node % len(moved.pools)][0] for node in range(count)])
    nodes = np.flatnonzero(short)
    entries = _joined(entries, nodes, UNEXPLAINED, regions[nodes], -left[nodes])
    surplus = np.zeros(size)
    surplus[:count] = np.clip(left, 0.0, None)
    ghost = _ghosts(size, edges, entries)
    kept, went_round = _chosen(edges, ~ghost), _chosen(edges, ghost)
    return Closed(kept, went_round, _standing_for(moved, went_round, entries, regions), surplus)


def _joined(entries: Entries, nodes: Numbers, kind: str, region: NDArray[np.str_], t: Floats) -> Entries:
    return Entries(
        np.concatenate([entries.node, nodes]),
        np.concatenate([entries.kind, np.full(len(nodes), kind)]),
        np.concatenate([entries.region, region.astype(np.str_)]),
        np.concatenate([entries.t, t]),
    )


def _outward(moved: Movements, held: Floats, edges: Edges) -> Floats:
    """Return what leaves each pool: into plants and stocks, to users, and on routes when it is dispatched."""
    size, count = size_of(moved), len(moved.pools)
    stays = ~edges.shipped
    out = sums(edges.source[stays], edges.t[stays], size)
    pool, period, t = moved.dispatched
    out += sums(period * count + pool, t * held[pool], size)
    _, pool, period, t = moved.served
    return out + sums(period * count + pool, t * held[pool], size)


def _ghosts(size: int, edges: Edges, entries: Entries) -> Booleans:
    """Return which edges lead to nodes that nothing from outside ever reaches; shape (edges,)."""
    sources = np.concatenate([edges.source, np.full(len(entries.node), size)])
    targets = np.concatenate([edges.target, entries.node])
    graph = sparse.csr_array((np.ones(len(sources)), (sources, targets)), shape=(size + 1, size + 1))
    reached = np.zeros(size + 1, dtype=np.bool_)
    reached[breadth_first_order(graph, size, return_predecessors=False)] = True
    return np.asarray(~reached[edges.target])


def _chosen(edges: Edges, which: Booleans) -> Edges:
    return Edges(edges.source[which], edges.target[which], edges.t[which], edges.shipped[which])


def _standing_for(
    moved: Movements, went_round: Edges, entries: Entries, regions: NDArray[np.str_]
) -> Entries:
    """Return entries with those that stand for goods that only go round: they have no origin."""
    nodes = np.unique(went_round.target)
    t = sums(went_round.target, went_round.t, size_of(moved))[nodes]
    where = np.array([_region_of(moved, int(node), regions) for node in nodes], dtype=np.str_)
    return _joined(entries, nodes, GOES_ROUND, where, t)


def _region_of(moved: Movements, node: int, regions: NDArray[np.str_]) -> str:
    if node < len(regions):
        return str(regions[node])
    place = node - len(regions)
    if place < moved.periods * len(moved.plants):
        return moved.plants[place % len(moved.plants)].region
    holding = (place - moved.periods * len(moved.plants)) % len(moved.holdings)
    return moved.pools[moved.holdings[holding].pool][0]
