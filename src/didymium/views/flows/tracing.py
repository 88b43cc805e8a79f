"""Who made what whom uses: the goods of each pool (a material in a region) are traced to their makers.

A pool holds what is made there, what arrives and what stocks release. Whoever takes from it takes of every
maker's goods in proportion (the proportional sharing of Bialek 1996, which traces electricity in a grid), so
that goods keep their maker when a region passes them on. What is taken adds up to what is put in, exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
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
    materials = [row.material for row in case.materials]
    found = [item for material in materials for item in _traced(_pools(case, moved, material), material)]
    return sorted(found, key=lambda item: (-item.t, item.material, item.maker.region, item.taker.region))


def _pools(case: Case, moved: Movements, material: str) -> _Pools:
    pools, column = _Pools(), column_of_process(case)
    for process, region, t in _rows(moved.output, material, "process", "region", "t"):
        (pools.put if t > 0 else pools.taken)[region][Actor(column[process], region)] += abs(t)
    for region, t in _rows(moved.released, material, "region", "t"):
        (pools.put if t > 0 else pools.taken)[region][Actor(STOCKS, region)] += abs(t)
    for region, t in _rows(moved.served, material, "region", "t"):
        pools.taken[region][Actor(USE, region)] += t
    _ship(case, moved, material, pools)
    _close(case, material, pools)
    return pools


def _rows(table: pl.DataFrame, material: str, *columns: str) -> list[tuple[Any, ...]]:
    return table.filter(pl.col("material") == material).select(columns).rows()


def _ship(case: Case, moved: Movements, material: str, pools: _Pools) -> None:
    """Pass on what arrives of what was dispatched; more than that was on its way before, less still is."""
    loss_share = {row.identity: row.loss_share for row in case.routes}
    columns = ("origin", "destination", "via", "t", "arrived_t")
    for origin, destination, via, sent, arrived in _rows(moved.shipments, material, *columns):
        lost = sent * loss_share.get((material, origin, destination, via), 0.0)
        passed = min(arrived, sent - lost)
        pools.passed[origin, destination] += passed
        pools.taken[origin][Actor(LOST, origin)] += lost
        pools.taken[origin][Actor(STOCKS, origin)] += sent - lost - passed
        pools.put[destination][Actor(STOCKS, destination)] += arrived - passed


def _close(case: Case, material: str, pools: _Pools) -> None:
    """Account for what is left: used in another material's place where it can be, else thrown away; where
    something is missing, the tables do not explain it.
    """
    replaces = any(row.to_material == material for row in case.substitutes)
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
