"""Which rows of a case take part in a market, and how they hang together: nodes, groups of users, units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.market_power_schema import Conduct
from didymium.case.schema import Demand, Holding, Plant, Route, Substitute
from didymium.market.base_year import BaseYear, Node
from didymium.market.periods import Periods

UNITS_PER_YEAR = 1000.0
"""Each material is counted in thousandths of its world use, so that every perturbation stands clear of the
solver's tolerance."""


@dataclass(frozen=True)
class DemandGroup:
    """Demands of one region and material with the same curve, base price and ladder: they share columns."""

    region: str
    material: str
    curve: str
    elasticity: float
    members: tuple[int, ...]
    ladder: tuple[int, ...]


@dataclass(frozen=True)
class Options:
    """Choices that change the shape of a program.

    ``price_perturbation`` and ``cost_perturbation`` are the ε of market.md §4; ``linear_steps`` the number
    of steps that a linear curve is cut into; ``built`` the planned plants that take part; ``apart`` the
    sectors whose demands get columns of their own because a scenario restricts them; ``restricted`` the
    (origin, region, material, sectors) for which rows of restricted use exist; ``qualifying_from`` the day
    on which buyers begin to qualify new routes and to climb ladders, ``openings`` the same by material where
    it differs; ``offers`` the (origin, material) on whose export routes a dumper may offer;
    ``export_quotas`` the (origin, materials, destinations) whose exports a quota may count, one for each
    quota.
    """

    price_perturbation: float = 1e-4
    cost_perturbation: float = 1e-6
    linear_steps: int = 100
    kink: float = 3e-4
    built: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    restricted: tuple[tuple[str, str, str, tuple[str, ...]], ...] = ()
    qualifying_from: dt.date | None = None
    openings: tuple[tuple[str, dt.date], ...] = ()
    offers: tuple[tuple[str, str], ...] = ()
    export_quotas: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    conduct: Conduct = "price_taking"
    """Whether the exporters of market_power.csv take prices as they are or know their weight."""
    cuts: tuple[tuple[tuple[str, ...], float], ...] = ()
    """Elasticities by whose size demand curves are cut into steps, by the identity of the demand, where that
    is not their own: so that a case with another elasticity keeps its columns."""

    def cut_of(self, demand: tuple[str, ...], elasticity: float) -> float:
        """Return the elasticity by whose size a demand curve is cut."""
        return dict(self.cuts).get(demand, elasticity) if self.cuts else elasticity

    def opening_of(self, material: str) -> dt.date | None:
        """Return the day on which buyers begin to look for ways out of a shortage of a material."""
        return dict(self.openings).get(material) if self.openings else self.qualifying_from


@dataclass(frozen=True)
class Structure:
    """A case, its base year and its periods, with the index from rows to entities of a program."""

    case: Case
    base: BaseYear
    periods: Periods
    options: Options

    @cached_property
    def plants(self) -> tuple[Plant, ...]:
        """Plants that take part: all but closed ones, planned ones that nobody builds, and those that start
        after the last period or ended before the first.
        """
        return tuple(row for row in self.case.plants if self.why_not(row) is None)

    def why_not(self, plant: Plant) -> str | None:
        """Return why a plant takes no part, or None if it does."""
        built = plant.plant in self.options.built
        if plant.status in ("planned", "closed") and not built:
            return f"status is {plant.status}"
        if plant.start is not None and plant.start >= self.periods.bounds[-1] and not built:
            return f"starts on {plant.start}, after the last period"
        if plant.end is not None and plant.end < self.periods.bounds[0]:
            return f"ended on {plant.end}"
        return None

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Routes, in the order of the case."""
        return self.case.routes

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """Demands, in the order of the case."""
        return self.case.demands

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """Holdings, in the order of the case."""
        return self.case.holdings

    @cached_property
    def rungs(self) -> tuple[Substitute, ...]:
        """Rungs of the ladders."""
        return self.case.substitutes

    @cached_property
    def recipes(self) -> Mapping[str, tuple[tuple[str, float, dt.date | None], ...]]:
        """Coefficients of each process: material, tonnes per tonne of activity, first day."""
        recipes: dict[str, tuple[tuple[str, float, dt.date | None], ...]] = {}
        for row in self.case.coefficients:
            recipes[row.process] = (*recipes.get(row.process, ()), (row.material, row.t_per_t, row.from_))
        return recipes

    def recipe(self, process: str) -> dict[str, float]:
        """Return the coefficients of a process on the first day of the case, by material."""
        dated = sorted(self.recipes.get(process, ()), key=lambda item: item[2] or dt.date.min)
        recipe: dict[str, float] = {}
        for material, t_per_t, first_day in dated:
            if first_day is None or first_day <= self.case.settings.start:
                recipe[material] = t_per_t
        return recipe

    @cached_property
    def reference_material(self) -> Mapping[str, str]:
        """Reference material of each process."""
        return {row.process: row.reference_material for row in self.case.processes}

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every region and material that a plant, route, demand, ladder or holding touches, in alphabetical
        order.
        """
        touched: set[Node] = set()
        for plant in self.plants:
            touched.update((plant.region, material) for material, _, _ in self.recipes[plant.process])
        for route in self.routes:
            touched.update(((route.origin, route.material), (route.destination, route.material)))
        touched.update((row.region, row.material) for row in self.demands)
        touched.update((row.region, row.material) for row in self.holdings)
        for group in self.groups:
            targets = (self.rungs[rung].to_material for rung in group.ladder)
            touched.update((group.region, material) for material in targets if material)
        return tuple(sorted(touched))

    @cached_property
    def node_index(self) -> Mapping[Node, int]:
        """Position of each node."""
        return {node: position for position, node in enumerate(self.nodes)}

    @cached_property
    def groups(self) -> tuple[DemandGroup, ...]:
        """Demands gathered by region, material, curve, elasticity, base price and ladder, in alphabetical
        order.
        """
        gathered: dict[tuple[object, ...], list[int]] = {}
        for position, row in enumerate(self.demands):
            apart = (
                position if row.curve == "steps" else row.sector if row.sector in self.options.apart else ""
            )
            loss = row.loss_usd_per_kg if row.curve == "linear" else 0.0
            price = row.base_price_usd_per_kg
            key = (
                row.region,
                row.material,
                row.curve,
                row.elasticity,
                self._ladder_of(row),
                str(apart),
                loss,
                price,
            )
            gathered.setdefault(key, []).append(position)
        groups = [
            DemandGroup(str(key[0]), str(key[1]), str(key[2]), float(key[3]), tuple(members), key[4])  # type: ignore[arg-type]
            for key, members in gathered.items()
        ]
        return tuple(
            sorted(groups, key=lambda group: (group.region, group.material, self._first_sector(group)))
        )

    def _first_sector(self, group: DemandGroup) -> str:
        return min(self.demands[member].sector for member in group.members)

    def _ladder_of(self, demand: Demand) -> tuple[int, ...]:
        return tuple(
            position
            for position, rung in enumerate(self.rungs)
            if rung.from_material == demand.material
            and (rung.sectors == "*" or demand.sector in rung.sectors.split())
        )

    @cached_property
    def world_use_t(self) -> Mapping[str, float]:
        """World use of each material in the base year, tonnes: the largest of its demand, input, output and
        shipments.
        """
        totals: dict[str, list[float]] = {row.material: [0.0, 0.0, 0.0, 0.0] for row in self.case.materials}
        for demand in self.demands:
            totals[demand.material][0] += self.use_at_base(demand)
        for plant in self.plants:
            activity = self.base.run.get(plant.plant, plant.base_t_per_year or 0.0)
            for material, t_per_t in self.recipe(plant.process).items():
                totals[material][1 if t_per_t < 0 else 2] += abs(t_per_t) * activity
        for route in self.routes:
            totals[route.material][3] += self.base.flow.get(route.identity, route.base_t_per_year or 0.0)
        largest = {material: max(values) for material, values in totals.items()}
        return {material: value or self._capacity_of(material) for material, value in largest.items()}

    def use_at_base(self, demand: Demand) -> float:
        """Return what a demand wants in the base year in tonnes: the sum of its steps, the base year's use,
        or the row's.
        """
        if demand.curve == "steps":
            key = demand.identity
            return sum(step.t_per_year for step in self.case.demand_steps if step.identity[:3] == key)
        return self.base.use.get(demand.identity, demand.base_t_per_year or 0.0)

    def _capacity_of(self, material: str) -> float:
        capacity = sum(
            abs(self.recipe(plant.process).get(material, 0.0)) * plant.capacity_t_per_year
            for plant in self.plants
        )
        return capacity or 1.0

    @cached_property
    def unit_t(self) -> Mapping[str, float]:
        """Tonnes in the unit of each material."""
        return {material: use / UNITS_PER_YEAR for material, use in self.world_use_t.items()}

    @cached_property
    def node_unit_t(self) -> NDArray[np.float64]:
        """Tonnes in the unit of each node; shape (N,)."""
        return np.array([self.unit_t[material] for _, material in self.nodes])

    @cached_property
    def node_price(self) -> NDArray[np.float64]:
        """Base price of each node in US dollars per kg, NaN where there is none; shape (N,)."""
        return np.array([self.base.price.get(node, np.nan) for node in self.nodes])

    @cached_property
    def growth(self) -> NDArray[np.float64]:
        """Factor by which base flows have grown since the middle of the base year; shape (T,)."""
        return self.growth_at(self.case.settings.growth_per_year)

    def growth_at(self, rate: float) -> NDArray[np.float64]:
        """Return growth factors at ``rate`` a year from the middle of the base year to the middle of each
        period; shape (T,).
        """
        middle = self.periods.position(dt.date(self.case.settings.base_year, 7, 1))
        return np.asarray((1.0 + rate) ** ((self.periods.middles - middle) / 365.25))

    @cached_property
    def discount(self) -> NDArray[np.float64]:
        """Discount factor of each period; shape (T,)."""
        return self.periods.discount_factors(self.case.settings.discount_rate)

    @cached_property
    def end_discount(self) -> float:
        """Discount factor of the day after the last period."""
        return self.periods.discount_at(float(self.periods.ends[-1]), self.case.settings.discount_rate)

    def money(self, unit_t: NDArray[np.float64], usd_per_kg: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn US dollars per kg into discounted million US dollars per unit; shapes (n,) and (n, T) or (n,
        1).
        """
        return np.asarray(usd_per_kg * unit_t[:, None] * 1e-3 * self.discount[None, :])
