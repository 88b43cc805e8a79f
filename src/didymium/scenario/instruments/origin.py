"""Where the element in a material was mined: the share from outside a club, mixed in proportion."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from didymium.market.base_year import Node
from didymium.market.build import Market
from didymium.market.program import Block
from didymium.market.structure import Structure

Floats = NDArray[np.float64]

ROUNDS = 200


def outside_content(
    market: Market, tonnes: Floats, members: frozenset[str], material: str
) -> Mapping[Node, float]:
    """Return for each node the share of the element of ``material`` that was mined outside the club.

    Goods mix in proportion at every node and in every process, over the whole of a run whose column values
    are ``tonnes``; stocks at the opening are left out. What holds nothing of the element has no entry.
    """
    structure = market.structure
    content = _contents(structure, material)
    sources: list[tuple[int, float, int]] = []
    runs = _runs(market, tonnes)
    index = structure.node_index
    mixes = [_mix_of(structure, plant.process, plant.region, content) for plant in structure.plants]
    for position, route in enumerate(structure.routes):
        moved = sum(float(block.view(tonnes)[entity].sum()) for block, entity in _blocks_of(market, position))
        held = moved * content.get(route.material, 0.0)
        if held > 0:
            sources.append(
                (index[route.destination, route.material], held, index[route.origin, route.material])
            )
    shares = np.zeros(len(structure.nodes))
    total = np.zeros_like(shares)
    for _ in range(ROUNDS):
        total, outside = np.zeros_like(shares), np.zeros_like(shares)
        for node, amount, origin in sources:
            total[node] += amount
            outside[node] += amount * shares[origin]
        for plant, run, (inputs, outputs) in zip(structure.plants, runs, mixes, strict=True):
            put_in = sum(amount for _, amount in inputs)
            share = (
                sum(amount * shares[node] for node, amount in inputs) / put_in
                if put_in > 0
                else float(plant.region not in members)
            )
            for node, amount in outputs:
                total[node] += run * amount
                outside[node] += run * amount * share
        updated = np.divide(outside, total, out=np.zeros_like(total), where=total > 0)
        if np.allclose(updated, shares, atol=1e-9):
            break
        shares = updated
    return {node: float(shares[position]) for node, position in index.items() if total[position] > 0}


def _contents(structure: Structure, material: str) -> dict[str, float]:
    """Return the content of the element of which a material holds most, by material; where nothing is stated
    every tonne counts alike.
    """
    stated = {(row.material, row.element): row.t_oxide_per_t for row in structure.case.contents}
    own = {element: held for (name, element), held in stated.items() if name == material}
    if not own:
        return {row.material: 1.0 for row in structure.case.materials}
    element = max(sorted(own), key=lambda name: own[name])
    return {name: held for (name, of), held in stated.items() if of == element}


def _runs(market: Market, tonnes: Floats) -> list[float]:
    activity = market.supply.block.view(tonnes).sum(axis=1)
    plants = range(len(market.structure.plants))
    return [float(activity[market.supply.plant_of == plant].sum()) for plant in plants]


def _blocks_of(market: Market, route: int) -> list[tuple[Block, int]]:
    trade = market.trade
    found = [(trade.more_block, route)]
    if route in trade.base_position:
        found.append((trade.base_block, trade.base_position[route]))
    return found


def _mix_of(
    structure: Structure, process: str, region: str, content: Mapping[str, float]
) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """Return what a tonne of activity puts in and takes out of the element, by node."""
    amounts = [
        (structure.node_index[region, material], t_per_t * content.get(material, 0.0))
        for material, t_per_t in structure.recipe(process).items()
    ]
    return (
        [(node, -amount) for node, amount in amounts if amount < 0],
        [(node, amount) for node, amount in amounts if amount > 0],
    )
