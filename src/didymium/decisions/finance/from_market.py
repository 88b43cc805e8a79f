"""What a project earns and spends at the prices of solved markets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.finance.operation import Operation
from didymium.decisions.long_run.prices import PricePaths
from didymium.decisions.projects.pipeline import Candidate
from didymium.market.base_year import Node

Floats = NDArray[np.float64]

KG_PER_T = 1000.0
EARLY_STAGES = ("mine", "separation")
"""Stages whose products are priced by what they hold: a floor on an oxide reaches them by content."""
CALM = "calm"
PRICE_WAR = "price war"


@dataclass(frozen=True)
class PriceWar:
    """A rival that sells below cost: all that a project sells fetches ``price_share`` of its market price
    for ``years`` from ``first_year`` on. Assumed: after 2011 prices of rare earths fell much further, but
    from a peak.
    """

    price_share: float = 0.6
    first_year: int = 2030
    years: int = 5


def nodes_of(candidate: Candidate) -> set[Node]:
    """Return the places whose prices a candidate needs: of its products and of what it buys."""
    regions = {plant.region for plant in candidate.plants}
    materials = {*candidate.capacity_t_per_year, *candidate.bought_t_per_year}
    return {(region, material) for region in regions for material in materials}


def operation_of(
    case: Case, candidate: Candidate, paths: PricePaths, floor_material: str, draws_each: int = 1
) -> Operation:
    """Return what a candidate earns and spends in each future, every future ``draws_each`` times.

    What it sells fetches what one tonne more would; what it buys costs what one tonne more would. Where a
    material that it needs is not to be had, it stands still for the year.
    """
    region = candidate.plants[0].region
    unit = np.ones((len(paths.shocks), len(paths.years)))
    bought, stands = _bought(candidate, paths, region)
    running = np.where(stands, 0.0, unit)
    sold = {name: running * t * KG_PER_T for name, t in candidate.capacity_t_per_year.items()}
    price = {name: _known(paths.fetches[region, name]) for name in sold}
    contained = _contained(case, candidate, floor_material)
    reference = _reference_price(paths, floor_material, region) if contained > 0.0 else None
    whole = Operation(
        years=paths.years,
        sold_kg=sold,
        price_usd_per_kg=price if reference is None else {**price, floor_material: reference},
        bought_usd=np.where(stands, 0.0, bought),
        operating_usd=running * candidate.operating_usd_per_year.mode,
        contained_kg={} if reference is None else {floor_material: running * contained},
        scenario=tuple(shock or CALM for shock in paths.shocks),
    )
    return repeated(whole, draws_each)


def repeated(operation: Operation, times: int) -> Operation:
    """Return an operation with every draw so many times in a row."""

    def tables(mapping: Mapping[str, Floats]) -> dict[str, Floats]:
        return {name: np.repeat(table, times, axis=0) for name, table in mapping.items()}

    return replace(
        operation,
        sold_kg=tables(operation.sold_kg),
        price_usd_per_kg=tables(operation.price_usd_per_kg),
        bought_usd=np.repeat(operation.bought_usd, times, axis=0),
        operating_usd=np.repeat(operation.operating_usd, times, axis=0),
        contained_kg=tables(operation.contained_kg),
        scenario=tuple(name for name in operation.scenario for _ in range(times)),
    )


def in_price_war(operation: Operation, war: PriceWar) -> Operation:
    """Return an operation in which a rival holds down the price of all that is sold."""
    struck = (operation.years >= war.first_year) & (operation.years < war.first_year + war.years)
    factor = np.where(struck, war.price_share, 1.0)
    prices = {name: table * factor for name, table in operation.price_usd_per_kg.items()}
    return replace(operation, price_usd_per_kg=prices, scenario=(PRICE_WAR,) * operation.draws)


def main_product(operation: Operation) -> str:
    """Return the product that earns most on average."""
    earned = {
        name: float(np.mean(operation.sold_kg[name] * operation.price_usd_per_kg[name]))
        for name in operation.sold_kg
    }
    return max(earned, key=lambda name: earned[name])


def _known(prices: Floats) -> Floats:
    """Return prices with those that nobody would pay as zero."""
    return np.nan_to_num(prices, nan=0.0)


def _bought(candidate: Candidate, paths: PricePaths, region: str) -> tuple[Floats, NDArray[np.bool_]]:
    """Return what materials cost a year, US dollars, and where one of them is not to be had; shapes (futures,
    years).
    """
    total = np.zeros((len(paths.shocks), len(paths.years)))
    for name, tonnes in candidate.bought_t_per_year.items():
        total = total + paths.costs[region, name] * tonnes * KG_PER_T
    stands = np.isnan(total)
    return np.where(stands, 0.0, total), stands


def _contained(case: Case, candidate: Candidate, floor_material: str) -> float:
    """Return kg a year of a reference product in what early plants sell, less what is in what they buy; zero
    where it is sold as such.
    """
    if floor_material in candidate.capacity_t_per_year:
        return 0.0
    stages = {row.material: row.stage for row in case.materials}
    held = contents_of(case, floor_material)
    sold = _held(candidate.capacity_t_per_year, held, stages)
    return max(sold - _held(candidate.bought_t_per_year, held, stages), 0.0) * KG_PER_T


def contents_of(case: Case, reference: str) -> dict[str, float]:
    """Return how much of a reference product a tonne of each material holds: the sum of its elements."""
    elements = {row.element for row in case.contents if row.material == reference}
    held: dict[str, float] = {}
    for row in case.contents:
        if row.element in elements and row.material != reference:
            held[row.material] = held.get(row.material, 0.0) + row.t_oxide_per_t
    return held


def _held(tonnes: Mapping[str, float], held: Mapping[str, float], stages: Mapping[str, str]) -> float:
    return sum(
        amount * held.get(name, 0.0) for name, amount in tonnes.items() if stages.get(name) in EARLY_STAGES
    )


def _reference_price(paths: PricePaths, material: str, region: str) -> Floats | None:
    """Return the price of the reference product that is contained: at home, else the median of the places
    where it is worth something in every future and year; None if there is no such place.
    """
    worth = {
        where: path
        for (where, name), path in paths.fetches.items()
        if name == material and np.isfinite(path).all() and (path > 0.0).all()
    }
    if region in worth:
        return worth[region]
    return np.asarray(np.median(list(worth.values()), axis=0)) if worth else None
