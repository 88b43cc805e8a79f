"""Who uses how much of an element in which pool: sectors, and plants that make something else of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.screening.tracing.network import Network
from didymium.screening.tracing.request import Asked

PLANTS = "(plants)"
"""Stands for the plants of a region that make something of a material."""
ALL = "(all)"
"""Stands for all users of a region."""


@dataclass(frozen=True)
class Use:
    """What somebody uses of a material in a period, tonnes of the element, and the node it is taken from."""

    region: str
    sector: str
    material: str
    period: int
    node: int
    t: float


def uses_of(case: Case, network: Network, asked: Asked) -> list[Use]:
    """Return what regions use of the materials asked for, by sector if sectors are asked for, else in all.

    What plants take in counts as use, unless they make another of the materials asked for of it, so that
    nothing is counted twice along the chain.
    """
    taken: dict[tuple[int, int, str], float] = defaultdict(float)
    sectors, pool, period, t = network.moved.served
    for place, sector in enumerate(sectors):
        name = sector if asked.sectors else ALL
        if not asked.sectors or sector in asked.sectors:
            taken[int(pool[place]), int(period[place]), name] += float(t[place])
    if not asked.sectors:
        _add_plants(case, network, asked, taken)
    return _asked_for(network, asked, taken)


def _add_plants(case: Case, network: Network, asked: Asked, taken: dict[tuple[int, int, str], float]) -> None:
    inside = {
        row.process
        for row in case.coefficients
        if row.t_per_t > 0 and row.material in asked.materials and _holds(case, network, row.material)
    }
    plant, pool, period, t = network.moved.output
    for place in np.flatnonzero(t < 0.0):
        if network.moved.plants[int(plant[place])].process not in inside:
            taken[int(pool[place]), int(period[place]), ALL] -= float(t[place])


def _holds(case: Case, network: Network, material: str) -> bool:
    return any(
        row.material == material and row.element == network.element and row.t_oxide_per_t > 0
        for row in case.contents
    )


def _asked_for(network: Network, asked: Asked, taken: dict[tuple[int, int, str], float]) -> list[Use]:
    moved, periods = network.moved, set(asked.periods)
    found = []
    for (pool, period, sector), tonnes in sorted(taken.items()):
        region, material = moved.pools[pool]
        t = tonnes * float(network.content[pool])
        wanted = region in asked.regions and material in asked.materials and moved.bounds[period] in periods
        if t > 0.0 and wanted:
            node = period * len(moved.pools) + pool
            found.append(Use(region, sector, material, period, node, t))
    return found


def weights(uses: list[Use]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return node and tonnes of each use."""
    return np.array([use.node for use in uses], dtype=np.int64), np.array([use.t for use in uses])
