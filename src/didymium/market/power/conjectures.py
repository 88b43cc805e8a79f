"""How much power exporters have: read from the wedges of the base year, or as the case states it.

Where inverse demand falls by s a tonne, an exporter sells q until P_dest − θ·s·q = P_orig + freight + duty.
θ, its conjecture, is by how much it believes total sales to rise with its own. The wedge of a calibrated
base year is read as θ·s·q.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from didymium.case.market_power import sales_of
from didymium.case.market_power_schema import MarketPower
from didymium.case.schema import Demand
from didymium.market.base_year import Node
from didymium.market.structure import Structure

COURNOT = 1.0
"""Conjecture of an exporter who takes the sales of all others as given."""


class Reading(StrEnum):
    """Where a conjecture comes from, or why there is none."""

    STATED = "stated"
    CALIBRATED = "calibrated"
    ABOVE_COURNOT = "above_cournot"
    """The wedge holds more than Cournot power: what is beyond it stays a constant wedge."""
    NO_WEDGE = "no_wedge"
    """The wedge is nil or negative: no power."""
    NO_SALES = "no_sales"
    """Nothing is sold in the base year, and no conjecture is stated."""
    NO_CURVE = "no_curve"
    """Nobody uses the material there, or no price or elasticity is known: no slope to hold sales against."""


@dataclass(frozen=True)
class Buyers:
    """Those who use a material in a region in the base year, by sectors and plants; tonnes a year, US dollars
    per kg.
    """

    sectors_t: float = 0.0
    plants_t: float = 0.0
    elasticity: float = 0.0
    """Mean of the sectors' elasticities by their use."""
    price_usd_per_kg: float = 0.0

    @property
    def use_t(self) -> float:
        """All that is used."""
        return self.sectors_t + self.plants_t


@dataclass(frozen=True)
class SalesTotal:
    """All that an exporter sells of a material at a destination, and what it believes about it."""

    row: MarketPower
    material: str
    destination: str
    routes: tuple[int, ...]
    """Positions of the routes that count."""
    base_t: float
    """Sold in the base year, tonnes."""
    buyers: Buyers
    elasticity: float
    """Elasticity of demand that the exporter believes to face; 0: none is known."""
    wedge_usd_per_kg: float
    """Mean of the positive wedges of the routes in use, by their flow; 0 without a base year."""
    conjecture: float = 0.0
    """θ."""
    reading: Reading = Reading.STATED

    @property
    def label(self) -> str:
        """The total in the case's words."""
        return f"{self.material} {self.row.exporter} → {self.destination}"

    @cached_property
    def slope(self) -> float:
        """By how much the price falls with a tonne a year more, US dollars per kg; 0 where it is unknown."""
        known = self.elasticity < 0.0 and self.buyers.use_t > 0.0
        return -self.buyers.price_usd_per_kg / (self.elasticity * self.buyers.use_t) if known else 0.0

    @property
    def reference_t(self) -> float:
        """Quantity in whose shares sales are counted: those of the base year, else all use; tonnes a year."""
        return self.base_t or self.buyers.use_t

    @property
    def markup_usd_per_kg(self) -> float:
        """θ·s·q at the reference quantity."""
        return self.conjecture * self.slope * self.reference_t

    @property
    def held(self) -> float | None:
        """θ that the whole wedge would stand for; None where it cannot be told."""
        cournot = self.slope * self.base_t
        return self.wedge_usd_per_kg / cournot if cournot > 0.0 else None


def sales_totals(structure: Structure) -> tuple[SalesTotal, ...]:
    """Return what every exporter of market_power.csv sells where, with its conjecture, in the order of the
    rows.
    """
    buyers = _buyers(structure)
    return tuple(
        _with_conjecture(_total(structure, row, material, destination, routes, buyers))
        for row in structure.case.market_power
        for material, destination, routes in sales_of(structure.case, row)
    )


def _total(
    structure: Structure,
    row: MarketPower,
    material: str,
    destination: str,
    routes: tuple[int, ...],
    buyers: dict[Node, Buyers],
) -> SalesTotal:
    here = buyers.get((destination, material), Buyers())
    flows = [structure.base.flow.get(structure.routes[position].identity, 0.0) for position in routes]
    wedges = [max(wedge_usd_per_kg(structure, position), 0.0) for position in routes]
    sold = sum(flows)
    wedge = sum(flow * each for flow, each in zip(flows, wedges, strict=True)) / sold if sold else 0.0
    elasticity = here.elasticity if row.perceived_elasticity is None else row.perceived_elasticity
    return SalesTotal(row, material, destination, routes, sold, here, elasticity, wedge)


def _with_conjecture(total: SalesTotal) -> SalesTotal:
    conjecture, reading = _conjecture(total)
    return replace(total, conjecture=conjecture, reading=reading)


def _conjecture(total: SalesTotal) -> tuple[float, Reading]:
    if total.slope <= 0.0:
        return 0.0, Reading.NO_CURVE
    if total.row.conjecture is not None:
        return total.row.conjecture, Reading.STATED
    if total.held is None:
        return 0.0, Reading.NO_SALES
    if total.held <= 0.0:
        return 0.0, Reading.NO_WEDGE
    return (total.held, Reading.CALIBRATED) if total.held <= COURNOT else (COURNOT, Reading.ABOVE_COURNOT)


def wedge_usd_per_kg(structure: Structure, position: int) -> float:
    """Return what a kg fetches at base prices when it arrives, beyond what it costs to send it; 0 without a
    base year.
    """
    if not structure.base.calibrated:
        return 0.0
    route, price = structure.routes[position], structure.base.price
    at_origin = price.get((route.origin, route.material), 0.0)
    at_end = price.get((route.destination, route.material), 0.0)
    late = float((1.0 + structure.case.settings.discount_rate) ** (-route.transit_days / 365.25))
    arriving = late * (1.0 - route.loss_share) * at_end
    return arriving - (1.0 + route.tariff) * at_origin - route.freight_usd_per_kg


def _buyers(structure: Structure) -> dict[Node, Buyers]:
    demands: dict[Node, list[Demand]] = {}
    for row in structure.demands:
        demands.setdefault((row.region, row.material), []).append(row)
    taken = _taken_by_plants(structure)
    return {
        node: _buyers_of(structure, node, demands.get(node, ()), taken.get(node, 0.0))
        for node in sorted({*demands, *taken})
    }


def _buyers_of(structure: Structure, node: Node, demands: Sequence[Demand], plants_t: float) -> Buyers:
    uses = [structure.use_at_base(row) for row in demands]
    total = sum(uses)
    if total <= 0.0:
        return Buyers(0.0, plants_t, 0.0, structure.base.price.get(node, 0.0))
    responses = (use * row.elasticity for use, row in zip(uses, demands, strict=True))
    stated = sum(use * (row.base_price_usd_per_kg or 0.0) for use, row in zip(uses, demands, strict=True))
    price = structure.base.price.get(node, stated / total)
    return Buyers(total, plants_t, sum(responses) / total, price)


def _taken_by_plants(structure: Structure) -> dict[Node, float]:
    taken: dict[Node, float] = {}
    for plant in structure.plants:
        activity = structure.base.run.get(plant.plant, plant.base_t_per_year or 0.0)
        for material, t_per_t in structure.recipe(plant.process).items():
            if t_per_t < 0.0 < activity:
                node = plant.region, material
                taken[node] = taken.get(node, 0.0) - t_per_t * activity
    return taken
