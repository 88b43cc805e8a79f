"""Whether an element's mass is kept: at every process, at every pool, and over the whole run."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.screening.tracing.movements import BEFORE
from didymium.screening.tracing.network import Network
from didymium.screening.tracing.parts import ENTERS, IN_USE_STOCK, UNEXPLAINED, sums

PROCESSES = {
    "element": pl.String, "process": pl.String, "region": pl.String, "plant": pl.String,
    "taken_t": pl.Float64, "made_t": pl.Float64, "lost_t": pl.Float64, "created_t": pl.Float64,
}  # fmt: skip
"""What each plant took in and made of the element over the run. ``lost_t`` went into tailings and waste,
``created_t`` came of coefficients that make more than they take in; what mines and collectors bring in is
neither."""
POOLS = {
    "element": pl.String, "region": pl.String, "material": pl.String, "period": pl.Date,
    "inflow_t": pl.Float64, "surplus_t": pl.Float64, "unexplained_t": pl.Float64,
}  # fmt: skip
"""Pools where more comes in than leaves (thrown away, or used in another material's place), or less."""
BALANCE = {"element": pl.String, "item": pl.String, "t": pl.Float64}
"""The element's account over the run, in (positive) and out (negative); it sums to zero."""

Floats = NDArray[np.float64]


def process_checks(network: Network) -> pl.DataFrame:
    """Return what plants lose and create of the element; columns as :data:`PROCESSES`."""
    both = (network.edges, network.round)
    taken = np.add(*(sums(edges.target, edges.t, network.size) for edges in both))
    made = np.add(*(sums(edges.source, edges.t, network.size) for edges in both))
    created = _entered(network, UNEXPLAINED)
    brought = _entered(network, ENTERS) + _entered(network, IN_USE_STOCK)
    rows = []
    for number, plant in enumerate(network.moved.plants):
        nodes = network.plant_nodes[number]
        into, out, new = (float(part[nodes].sum()) for part in (taken, made, created))
        lost = into + new + float(brought[nodes].sum()) - out
        if into > 0.0 or out > 0.0:
            rows.append((network.element, plant.process, plant.region, plant.plant, into, out, lost, new))
    return pl.DataFrame(rows, schema=PROCESSES, orient="row")


def pool_checks(network: Network) -> pl.DataFrame:
    """Return where more or less comes into a pool than leaves it; columns as :data:`POOLS`."""
    moved, count = network.moved, len(network.moved.pools)
    unexplained = _entered(network, UNEXPLAINED)
    rows = []
    for node in np.flatnonzero((network.surplus_t + unexplained)[: count * moved.periods] > 0.0):
        region, material = moved.pools[node % count]
        surplus, missing = float(network.surplus_t[node]), float(unexplained[node])
        day, inflow = moved.bounds[node // count], float(network.inflow_t[node])
        rows.append((network.element, region, material, day, inflow, surplus, missing))
    return pl.DataFrame(rows, schema=POOLS, orient="row")


def balance(network: Network) -> pl.DataFrame:
    """Return the element's account over the run; columns as :data:`BALANCE`."""
    moved, held = network.moved, network.content
    _, pool, _, used = moved.served
    processes = process_checks(network)
    stocks = [(one, float(held[one.pool])) for one in moved.holdings]
    spoilt = sum(
        content * float((np.concatenate([[one.opening_t], one.level_t[:-1]]) - one.kept_t).sum())
        for one, content in stocks
    )
    way = moved.shipped
    before = way.sent == BEFORE
    items = {
        "mined": float(_entered(network, ENTERS).sum()),
        "collected": float(_entered(network, IN_USE_STOCK).sum()),
        "opening stocks": sum(content * one.opening_t for one, content in stocks),
        "under way at the start": float((way.t * held[way.destination])[before].sum()),
        "unexplained": float(_entered(network, UNEXPLAINED).sum()),
        "used": -float((used * held[pool]).sum()),
        "lost in processes": -float(processes["lost_t"].sum()),
        "lost on the way": -float(moved.lost_t @ held),
        "spoilt in stocks": -spoilt,
        "closing stocks": -sum(content * float(one.level_t[-1]) for one, content in stocks),
        "under way at the end": -float(moved.still_under_way_t @ held),
        "surplus": -float(network.surplus_t.sum()),
    }
    rows = [(network.element, item, t) for item, t in items.items()]
    return pl.DataFrame(rows, schema=BALANCE, orient="row")


def _entered(network: Network, kind: str) -> Floats:
    """Return what entered each node from outside under a kind; shape (nodes,)."""
    entries = network.entries
    chosen = entries.kind == kind
    return sums(entries.node[chosen], entries.t[chosen], network.size)
