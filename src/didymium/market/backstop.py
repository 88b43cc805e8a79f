"""Supply of last resort: dearer than anything it could be turned into, so that every sound program has an
answer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.market.program import Block, Pen
from didymium.market.structure import Structure
from didymium.market.use import Use

Floats = NDArray[np.float64]

BACKSTOP_FACTOR = 2.0
ROUNDS = 30


def add_backstop(structure: Structure, pen: Pen, balance: Block, use: Use) -> Block:
    """Add a column of last resort at every node, at twice the highest worth that can be reached from it."""
    unit = structure.node_unit_t
    cost = BACKSTOP_FACTOR * reachable_worth(structure, use)[:, None]
    names = [f"{material} {region}" for region, material in structure.nodes]
    block = pen.add_columns(
        "backstop", lambda entity: names[entity], unit, cost=structure.money(unit, cost), upper=np.inf
    )
    nodes = np.arange(len(structure.nodes))
    pen.put(balance.index(nodes), block.index(nodes), 1.0)
    return block


def reachable_worth(structure: Structure, use: Use) -> Floats:
    """Return the most that a kg at each node can fetch after any shipment and processing, US dollars; shape
    (N,).

    Joint products add up. Worth spreads against the direction of the goods until it no longer rises.
    """
    worth = _worth_in_use(structure, use)
    edges = _edges(structure)
    for _ in range(ROUNDS):
        before = worth.copy()
        for node, outputs in edges:
            worth[node] = max(worth[node], sum(share * before[target] for target, share in outputs))
        if np.allclose(before, worth):
            break
    return np.maximum(worth, 1e-3)


def _worth_in_use(structure: Structure, use: Use) -> Floats:
    worth = np.zeros(len(structure.nodes))
    for step in use.steps:
        group = structure.groups[step.group]
        node = structure.node_index[group.region, group.material]
        worth[node] = max(worth[node], step.worth_usd_per_kg)
    prices = structure.node_price
    return np.maximum(worth, np.where(np.isfinite(prices), prices, 0.0))


def _edges(structure: Structure) -> list[tuple[int, list[tuple[int, float]]]]:
    """List for each node what a tonne of it can become: a tonne elsewhere, or the products of a process."""
    index = structure.node_index
    edges = [
        (index[route.origin, route.material], [(index[route.destination, route.material], 1.0)])
        for route in structure.routes
    ]
    for group in structure.groups:
        source = index[group.region, group.material]
        targets = (
            (structure.rungs[rung].to_material, structure.rungs[rung].t_per_t) for rung in group.ladder
        )
        edges += [
            (index[group.region, material], [(source, 1.0 / t_per_t)])
            for material, t_per_t in targets
            if material and t_per_t
        ]
    for plant in structure.plants:
        recipe = structure.recipe(plant.process)
        outputs = [(index[plant.region, material], value) for material, value in recipe.items() if value > 0]
        edges += [
            (index[plant.region, material], [(target, share / -value) for target, share in outputs])
            for material, value in recipe.items()
            if value < 0
        ]
    return edges
