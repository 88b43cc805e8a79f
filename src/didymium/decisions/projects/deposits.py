"""What lies in the ground: tonnes by element, what a kilogram of it would fetch, how well it is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.case.elements import GROUPS, HEAVY_RARE_EARTHS, RARE_EARTHS
from didymium.case.project_schema import Deposit

Prices = Mapping[str, float]
"""US dollars per kg of an element's oxide (of the metal for other ores), by chemical symbol or group."""

MAGNET = ("Nd", "Pr", "NdPr", "Dy", "Tb")
"""What goes into NdFeB magnets."""


@dataclass(frozen=True)
class DepositValue:
    """A deposit at given prices. What is not stated is missing from a mapping, or None: never zero."""

    deposit: Deposit
    shares: Mapping[str, float]
    """Share of each element in what the deposit yields, as its studies state it."""
    contained_t: Mapping[str, float]
    """Tonnes of each element in the ore at that split, before losses; empty if the ore or its grade is
    unknown. Where the product is richer in an element than the ore is, this is too much."""
    planned_t_per_year: Mapping[str, float]
    """Tonnes of each element in the planned product; empty if nothing is planned."""
    value_usd_per_kg: Mapping[str, float]
    """What each priced element adds to the basket, US dollars per kg of product."""
    heavy_share: float | None
    """Share of heavy rare earths, at least; None if the split names none."""

    @property
    def basket_usd_per_kg(self) -> float | None:
        """Value of a kilogram of product (rare earth oxide), at least: elements without a share or a price
        add nothing. None if there is none with both.
        """
        return sum(self.value_usd_per_kg.values()) if self.value_usd_per_kg else None

    @property
    def known_share(self) -> float:
        """How much of the product the split covers; elements inside a stated group count once."""
        return sum(share for element, share in self.shares.items() if not _in_group(element, self.shares))

    @property
    def priced_share(self) -> float:
        """How much of the product has both a share and a price."""
        return sum(self.shares[element] for element in self.value_usd_per_kg)

    @property
    def magnet_value_share(self) -> float | None:
        """Share of the basket's value that is neodymium, praseodymium, dysprosium and terbium; None without a
        basket, or if it is worth nothing.
        """
        basket = self.basket_usd_per_kg
        if not basket:
            return None
        return sum(self.value_usd_per_kg.get(element, 0.0) for element in MAGNET) / basket


def value_deposits(case: Case, prices: Prices) -> tuple[DepositValue, ...]:
    """Return every deposit of a case at prices by element, in the order of its table.

    ``prices`` names elements by their symbol; a group of elements (``NdPr``) has a price of its own or none.
    See :func:`element_prices` and :func:`solved_prices`.
    """
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for row in case.deposit_elements:
        shares[row.deposit][row.element] = row.share
    return tuple(_valued(deposit, shares[deposit.deposit], prices) for deposit in case.deposits)


def element_prices(price_usd_per_kg: Mapping[str, float]) -> dict[str, float]:
    """Return prices by element from prices of materials named after them: ``dy_oxide`` speaks for ``Dy``.

    Neodymium-praseodymium (``ndpr_oxide``) speaks for both elements and for the group, unless an element has
    an oxide of its own. Materials of another kind are passed over.
    """
    found: dict[str, float] = {}
    group = price_usd_per_kg.get("ndpr_oxide")
    if group is not None:
        found |= {"Nd": group, "Pr": group, "NdPr": group}
    for material, price in price_usd_per_kg.items():
        element = material.removesuffix("_oxide").capitalize()
        if material.endswith("_oxide") and element in RARE_EARTHS:
            found[element] = price
    return found


def solved_prices(prices: pl.DataFrame, region: str) -> dict[str, float]:
    """Return prices by element in a region: the mean over the periods of an outcome's table ``prices``.

    Periods without a price (no supply) are left out; an element without any is missing.
    """
    table = prices.filter(pl.col("region") == region, pl.col("price_usd_per_kg").is_not_null())
    means = table.group_by("material").agg(pl.col("price_usd_per_kg").mean()).sort("material")
    return element_prices(dict(means.iter_rows()))


def _valued(deposit: Deposit, shares: Mapping[str, float], prices: Prices) -> DepositValue:
    return DepositValue(
        deposit=deposit,
        shares=shares,
        contained_t=_contained(deposit, shares),
        planned_t_per_year=_planned(deposit, shares),
        value_usd_per_kg={
            element: share * prices[element]
            for element, share in shares.items()
            if element in prices and not _in_group(element, shares.keys() & prices.keys())
        },
        heavy_share=_heavy_share(shares),
    )


def _contained(deposit: Deposit, shares: Mapping[str, float]) -> dict[str, float]:
    """Rare earths are shares of the oxide in the ore, other elements of the ore itself."""
    contained: dict[str, float] = {}
    for element, share in shares.items():
        if deposit.ore_mt is None:
            continue
        if not _is_rare_earth(element):
            contained[element] = deposit.ore_mt * 1e6 * share
        elif deposit.grade_percent is not None:
            contained[element] = deposit.ore_mt * 1e6 * deposit.grade_percent / 100 * share
    return contained


def _planned(deposit: Deposit, shares: Mapping[str, float]) -> dict[str, float]:
    planned = deposit.output_t_per_year
    return {} if planned is None else {element: planned * share for element, share in shares.items()}


def _heavy_share(shares: Mapping[str, float]) -> float | None:
    if "HRE" in shares:
        return shares["HRE"]
    heavy = [share for element, share in shares.items() if element in HEAVY_RARE_EARTHS]
    return sum(heavy) if heavy else None


def _is_rare_earth(element: str) -> bool:
    return element in RARE_EARTHS or element in GROUPS


def _in_group(element: str, names: Collection[str]) -> bool:
    """Say whether an element is part of a group that stands among ``names``."""
    return any(element in elements for group, elements in GROUPS.items() if group in names)
