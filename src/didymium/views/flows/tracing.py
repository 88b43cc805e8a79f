"""Who made what whom uses: the goods of each pool (a material in a region) are traced to their makers.

A pool holds what is made there, what arrives and what stocks release. Whoever takes from it takes of every
maker's goods in proportion (the proportional sharing of Bialek 1996, which traces electricity in a grid), so
that goods keep their maker when a region passes them on. What is taken adds up to what is put in, exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.views.flows.columns import USE, column_of_process
from didymium.views.flows.movements import Movements

Floats = NDArray[np.float64]

STOCKS = "stocks"
"""Goods from stocks or on their way since before the period; into stocks or still on their way after it."""
LOST = "lost"
"""Lost in processes and on the way, or thrown away because nobody wants it."""
UNEXPLAINED = "unexplained"
"""What the tables do not explain: the supply of last resort, and rows that are confidential."""

_NOTHING = 1e-9
"""Tonnes a year below this are rounding."""


@dataclass(frozen=True)
class Actor:
    """Who puts in or takes out: the plants of a column in a region, the users of a region, or one of the
    words above (with the region in which it happens).
    """

    column: str
    region: str


@dataclass(frozen=True)
class Traced:
    """Tonnes of the element a year from its maker to its taker, by material."""

    maker: Actor
    taker: Actor
    material: str
    t: float


Amounts = defaultdict[str, defaultdict[Actor, float]]


def _amounts() -> Amounts:
    return defaultdict(lambda: defaultdict(float))


@dataclass(frozen=True)
class _Pools:
    """The pools of a material by region: who puts in, who takes out, and what passes from pool to pool."""

    put: Amounts = field(default_factory=_amounts)
    taken: Amounts = field(default_factory=_amounts)
    passed: defaultdict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions in whose pool there is something."""
        ends = {region for pair in self.passed for region in pair}
        return tuple(sorted({*self.put, *self.taken, *ends}))

    def left(self, region: str) -> float:
        """Return what is put into a pool less what is taken out."""
        inward = sum(t for (_, destination), t in self.passed.items() if destination == region)
        outward = sum(t for (origin, _), t in self.passed.items() if origin == region)
        return sum(self.put[region].values()) + inward - sum(self.taken[region].values()) - outward


def traced(case: Case, moved: Movements) -> list[Traced]:
    """Return what became of each maker's goods, largest first."""
    found = [item for material, pools in _pools(case, moved).items() for item in _traced(pools, material)]
    return sorted(found, key=lambda item: (-item.t, item.material, item.maker.region, item.taker.region))


def _pools(case: Case, moved: Movements) -> Mapping[str, _Pools]:
    """Return the pools of each material."""
    pools, column = {row.material: _Pools() for row in case.materials}, column_of_process(case)
    for material, process, region, t in moved.output.select("material", "process", "region", "t").iter_rows():
        side = pools[material].put if t > 0 else pools[material].taken
        side[region][Actor(column[process], region)] += abs(t)
    for material, region, t in moved.released.select("material", "region", "t").iter_rows():
        side = pools[material].put if t > 0 else pools[material].taken
        side[region][Actor(STOCKS, region)] += abs(t)
    for material, region, t in moved.served.select("material", "region", "t").iter_rows():
        pools[material].taken[region][Actor(USE, region)] += t
    _ship(case, moved, pools)
    replacing = {row.to_material for row in case.substitutes}
    for material, found in pools.items():
        _close(found, replaces=material in replacing)
    return pools


def _ship(case: Case, moved: Movements, pools: Mapping[str, _Pools]) -> None:
    """Pass on what arrives of what was dispatched; more than that was on its way before, less still is."""
    loss_share = {row.identity: row.loss_share for row in case.routes}
    columns = ("material", "origin", "destination", "via", "t", "arrived_t")
    for *route, sent, arrived in moved.shipments.select(columns).iter_rows():
        material, origin, destination, _ = route
        lost = sent * loss_share.get(tuple(route), 0.0)
        passed = min(arrived, sent - lost)
        found = pools[material]
        found.passed[origin, destination] += passed
        found.taken[origin][Actor(LOST, origin)] += lost
        found.taken[origin][Actor(STOCKS, origin)] += sent - lost - passed
        found.put[destination][Actor(STOCKS, destination)] += arrived - passed


def _close(pools: _Pools, *, replaces: bool) -> None:
    """Account for what is left: used in another material's place where it can be, else thrown away; where
    something is missing, the tables do not explain it.
    """
    for region in pools.regions:
        left = pools.left(region)
        if left > 0:
            pools.taken[region][Actor(USE if replaces else LOST, region)] += left
        else:
            pools.put[region][Actor(UNEXPLAINED, region)] -= left


def _traced(pools: _Pools, material: str) -> Iterator[Traced]:
    """Yield what each maker's goods became: shares of makers in each pool solve
    (total of the pool) · shares = put in + passed from other pools · their shares.
    """
    regions = pools.regions
    makers = list(dict.fromkeys(maker for region in regions for maker in pools.put[region]))
    place = {region: number for number, region in enumerate(regions)}
    put = np.array([[pools.put[region].get(maker, 0.0) for maker in makers] for region in regions])
    put = put.reshape(len(regions), len(makers))
    passed = np.zeros((len(regions), len(regions)))
    for (origin, destination), t in pools.passed.items():
        passed[place[destination], place[origin]] += t
    total = put.sum(axis=1) + passed.sum(axis=1)
    shares = _shares(put, passed, total)
    for region in regions:
        for taker, taken in pools.taken[region].items():
            for number, maker in enumerate(makers):
                t = taken * shares[place[region], number]
                if t > _NOTHING:
                    yield Traced(maker, taker, material, float(t))


def _shares(put: Floats, passed: Floats, total: Floats) -> Floats:
    """Return the share of each maker in each pool; shape (pools, makers). An empty pool has none."""
    if not put.size:
        return put
    system = np.diag(np.where(total > 0, total, 1.0)) - passed
    return np.asarray(np.linalg.solve(system, put))
