"""Parts of a network: its nodes by number, what passes between them, and what comes in from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.screening.tracing.movements import BEFORE, Movements

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

ROUNDING = 1e-7
"""Share of what passes a node that counts as rounding, in tables as in coefficients with six decimals."""
NOTHING_T = 1e-9
"""Tonnes below which nothing moved."""

ENTERS = "enters"
"""Mined: comes into the chain at a plant that takes in none of the element."""
IN_USE_STOCK = "in_use_stock"
"""Collected at the end of its life."""
OPENING_STOCK = "opening_stock"
UNDER_WAY = "under_way"
"""On its way since before the first period."""
UNEXPLAINED = "unexplained"
"""In no table: supply of last resort, confidential rows, coefficients that make more than they take."""


GOES_ROUND = "goes_round"
"""Goods that only go round, and never came in from anywhere."""


@dataclass(frozen=True)
class Entries:
    """Tonnes of the element that come into the network from outside."""

    node: Numbers
    kind: NDArray[np.str_]
    region: NDArray[np.str_]
    t: Floats


@dataclass(frozen=True)
class Edges:
    """Tonnes of the element that pass from node to node."""

    source: Numbers
    target: Numbers
    t: Floats
    shipped: Booleans
    """Whether they cross a border on a route."""


def size_of(moved: Movements) -> int:
    """Return how many nodes there are: pools first, then plants, then stocks, each by period."""
    return moved.periods * (len(moved.pools) + len(moved.plants) + len(moved.holdings))


def plant_nodes(moved: Movements) -> Numbers:
    """Return the node of each plant in each period; shape (plants, T)."""
    first = moved.periods * len(moved.pools)
    count = len(moved.plants)
    return np.asarray(first + np.arange(count)[:, None] + count * np.arange(moved.periods)[None, :])


def stock_nodes(moved: Movements) -> Numbers:
    """Return the node of each holding at the end of each period; shape (holdings, T)."""
    first = moved.periods * (len(moved.pools) + len(moved.plants))
    count = len(moved.holdings)
    return np.asarray(first + np.arange(count)[:, None] + count * np.arange(moved.periods)[None, :])


def sums(node: Numbers, t: Floats, size: int) -> Floats:
    """Return tonnes added up by node; shape (size,)."""
    return np.bincount(node, weights=t, minlength=size).astype(np.float64)


def edges_of(moved: Movements, held: Floats) -> Edges:
    """Return all that passes between nodes. ``held`` is the element's tonnes in a tonne of each pool's
    material; shape (pools,).
    """
    parts = [_plant_edges(moved, held), _shipped_edges(moved, held), _stock_edges(moved, held)]
    source, target, t, shipped = (np.concatenate([part[column] for part in parts]) for column in range(4))
    there = t > NOTHING_T
    return Edges(source[there].astype(np.int64), target[there].astype(np.int64), t[there], shipped[there] > 0)


Part = tuple[Floats, Floats, Floats, Floats]


def _part(source: NDArray[np.generic], target: NDArray[np.generic], t: Floats, shipped: float) -> Part:
    return (
        np.asarray(source, dtype=np.float64), np.asarray(target, dtype=np.float64), t,
        np.full(len(t), shipped),
    )  # fmt: skip


def _plant_edges(moved: Movements, held: Floats) -> Part:
    plant, pool, period, t = moved.output
    pools, plants = period * len(moved.pools) + pool, plant_nodes(moved)[plant, period]
    made = t > 0.0
    return _part(np.where(made, plants, pools), np.where(made, pools, plants), np.abs(t) * held[pool], 0.0)


def _shipped_edges(moved: Movements, held: Floats) -> Part:
    way = moved.shipped
    own = way.sent != BEFORE
    count = len(moved.pools)
    return _part(
        (way.sent * count + way.origin)[own],
        (way.arrived * count + way.destination)[own],
        (way.t * held[way.destination])[own],
        1.0,
    )


def _stock_edges(moved: Movements, held: Floats) -> Part:
    """Return what stocks take in and release, and what stays in them from period to period."""
    nodes, count = stock_nodes(moved), len(moved.pools)
    source: list[float] = []
    target: list[float] = []
    tonnes: list[float] = []
    for number, one in enumerate(moved.holdings):
        drawn, filled, content = one.drawn_t, one.filled_t, held[one.pool]
        for period in range(moved.periods) if content > 0.0 else ():
            pool, stock = period * count + one.pool, nodes[number, period]
            source.append(pool)
            target.append(stock)
            tonnes.append(filled[period] * content)
            if period:
                before = nodes[number, period - 1]
                source.extend((before, before))
                target.extend((pool, stock))
                tonnes.extend((drawn[period] * content, (one.kept_t - drawn)[period] * content))
    return _part(np.array(source), np.array(target), np.array(tonnes, dtype=np.float64), 0.0)


def entries_of(moved: Movements, held: Floats, edges: Edges, kinds: Mapping[str, str]) -> Entries:
    """Return what comes in from outside: what was there at the start, and what plants make beyond what they
    take in.
    """
    rows: list[tuple[int, str, str, float]] = []
    way, count = moved.shipped, len(moved.pools)
    for place in np.flatnonzero(way.sent == BEFORE):
        pool = int(way.destination[place])
        region = moved.pools[int(way.origin[place])][0]
        rows.append((int(way.arrived[place]) * count + pool, UNDER_WAY, region, way.t[place] * held[pool]))
    nodes = stock_nodes(moved)
    for number, one in enumerate(moved.holdings):
        content, region = held[one.pool], moved.pools[one.pool][0]
        drawn, kept = one.drawn_t[0], one.kept_t[0]
        rows.append((one.pool, OPENING_STOCK, region, drawn * content))
        rows.append((int(nodes[number, 0]), OPENING_STOCK, region, (kept - drawn) * content))
    rows.extend(_entries_at_plants(moved, edges, kinds))
    rows = [row for row in rows if row[3] > NOTHING_T]
    return _as_entries(rows)


def _as_entries(rows: list[tuple[int, str, str, float]]) -> Entries:
    return Entries(
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.str_),
        np.array([row[2] for row in rows], dtype=np.str_),
        np.array([row[3] for row in rows], dtype=np.float64),
    )


def _entries_at_plants(
    moved: Movements, edges: Edges, kinds: Mapping[str, str]
) -> list[tuple[int, str, str, float]]:
    """Return what plants make beyond what they take in: mined, collected, or made by wrong coefficients."""
    size, nodes = size_of(moved), plant_nodes(moved)
    taken, made = sums(edges.target, edges.t, size), sums(edges.source, edges.t, size)
    rows = []
    for number, plant in enumerate(moved.plants):
        for node in nodes[number]:
            beyond = made[node] - taken[node]
            if beyond <= max(ROUNDING * made[node], NOTHING_T):
                continue
            kind = UNEXPLAINED if taken[node] > 0.0 else kinds.get(plant.process, UNEXPLAINED)
            rows.append((int(node), kind, plant.region, float(beyond)))
    return rows
