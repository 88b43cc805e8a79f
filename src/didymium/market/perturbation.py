"""Small, reproducible changes that make prices and flows unique (market.md §4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from didymium.market.program import Block, Program
from didymium.market.structure import Structure

Floats = NDArray[np.float64]

SMALLEST_UNITS = 1e-5
"""No balance asks for less than this more, in units of its row: a hundred times the solver's tolerance."""


def hash_factors(names: Iterable[str]) -> Floats:
    """Return a number from ½ to 1½ for each name, the same on every machine (blake2b)."""
    digests = (hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.array([0.5 + int.from_bytes(digest, "big") / 2**64 for digest in digests])


@lru_cache(maxsize=64)
def _factors_of(entities: tuple[str, ...], periods: tuple[str, ...]) -> Floats:
    """Return the factors of a rectangle of names, entity by entity; they are the same for every program with
    such a block, so that the next one need not hash them again.
    """
    factors = hash_factors(f"{entity}|{period}" for entity in entities for period in periods)
    factors.flags.writeable = False
    return factors


def row_perturbation(structure: Structure, balance: Block) -> Floats:
    """Return by how much each balance asks for more, in units of the row: 10⁻⁴ of the node's throughput
    times a hash; shape (N·T,).
    """
    if structure.options.price_perturbation == 0.0:
        return np.zeros(balance.size)
    throughput = (
        node_throughput(structure)[:, None] * structure.periods.years / structure.node_unit_t[:, None]
    )
    nodes = tuple(f"{region}|{material}" for region, material in structure.nodes)
    days = tuple(str(day) for day in structure.periods.bounds[:-1])
    size = np.maximum(structure.options.price_perturbation * throughput, SMALLEST_UNITS)
    return np.asarray(size.reshape(-1) * _factors_of(nodes, days))


def node_throughput(structure: Structure) -> Floats:
    """Return what passes through each node in the base year, in tonnes: all that arrives or is made there;
    shape (N,).
    """
    result = np.zeros(len(structure.nodes))
    for plant in structure.plants:
        activity = structure.base.run.get(plant.plant, plant.base_t_per_year or 0.0)
        for material, t_per_t in structure.recipe(plant.process).items():
            result[structure.node_index[plant.region, material]] += max(t_per_t, 0.0) * activity
    for route in structure.routes:
        flow = structure.base.flow.get(route.identity, route.base_t_per_year or 0.0)
        result[structure.node_index[route.destination, route.material]] += flow
    return result


def perturb_costs(structure: Structure, program: Program) -> Floats:
    """Return the program's costs, each raised by 10⁻⁶ of its size (at least of the mean base price) times a
    hash of the column's name; shape (columns,).
    """
    size = structure.options.cost_perturbation
    if size == 0.0:
        return program.cost
    factors = [
        _factors_of(
            tuple(f"{block.name}|{block.label(entity)}" for entity in range(block.count)),
            tuple(str(period) for period in range(block.periods)),
        )
        for block in program.columns.values()
    ]
    return np.asarray(program.cost + size * _typical_cost(structure, program) * np.concatenate(factors))


def _typical_cost(structure: Structure, program: Program) -> Floats:
    """Return the value of a unit of each column at the mean base price, or its own cost, or the median cost
    of all columns, whichever is largest; million US dollars.

    The solver counts costs in about the median one: columns of small markets, whose costs are far below it,
    would otherwise differ by less than the solver's tolerance.
    """
    own = np.abs(program.cost)
    median = float(np.median(own[own > 0.0])) if (own > 0.0).any() else 1e-9
    unit_value = program.column_unit_t * 1e-3 * _mean_price(structure, program)
    return np.maximum(own, np.maximum(unit_value, median))


def _mean_price(structure: Structure, program: Program) -> float:
    """Return the mean base price, or for want of base prices the median cost or worth of the columns, US
    dollars per kg.
    """
    known = structure.node_price[np.isfinite(structure.node_price)]
    if len(known):
        return float(known.mean())
    priced = program.cost != 0.0
    return (
        float(np.median(np.abs(program.cost / program.column_unit_t)[priced])) * 1e3 if priced.any() else 1.0
    )
