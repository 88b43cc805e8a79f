"""What members have, need and can do, read from a solved run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.schema import Holding, Plant
from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.regrid import Regrid
from didymium.decisions.allocation.situation import Lane, Need, Node, Offer, Situation, Stock, Works
from didymium.market.periods import Periods
from didymium.market.stocks import DAYS_PER_MONTH, levels_t
from didymium.market.supply import coefficient_courses
from didymium.scenario.names import expand_materials
from didymium.scenario.path import Path, ScenarioPaths, route_flows
from didymium.scenario.readout import served_table
from didymium.scenario.schema import Ban, ExportRestriction

Floats = NDArray[np.float64]
Days = Callable[[str], float]
"""Days that something takes for a material."""

NEGLIGIBLE_T = 1e-9
LEAST_WORTH_USD_PER_KG = 0.01
"""What a stock without a base price is worth, so that nobody draws it for nothing."""
CONFIDENTIAL = "confidential"
"""Name of holders and plants whose rows are confidential: what they can do counts, who they are is not
said."""


@dataclass(frozen=True)
class Delays:
    """Days that things take, by material: from a plant's input to its output, and from a declared emergency
    to the first tonne out of a public stock.
    """

    work_in_process_days: Days
    release_lead_days: Days


@dataclass(frozen=True, eq=False)
class SituationReader:
    """Reads the situation of members from the paths of a scenario, over periods within its horizon.

    ``declared`` is the day on which the emergency is declared: public stocks open so many days later.
    """

    case: Case
    paths: ScenarioPaths
    members: tuple[str, ...]
    means: Means
    delays: Delays
    periods: Periods
    declared: dt.date
    counted: Mapping[tuple[str, ...], tuple[dt.date, float]] = field(default_factory=dict)
    """Levels that were counted on a day, tonnes, by holder, region and material: from that day on the level
    is off from the run's by so much."""

    def read(self) -> Situation:
        """Return the situation."""
        return Situation(
            self.periods,
            self.case.settings.discount_rate,
            self.members,
            self.needs(),
            self.stocks(),
            self.works(),
            self.lanes(),
            (*self.diversions(), *self.purchases()),
            self.prices,
        )

    @cached_property
    def path(self) -> Path:
        """The scenario's run."""
        return self.paths.path

    @cached_property
    def grid(self) -> Regrid:
        """From the run's periods to those of the situation."""
        return Regrid(self.path.market.structure.periods, self.periods)

    @cached_property
    def prices(self) -> dict[Node, float]:
        """Base prices, US dollars per kg."""
        return dict(self.path.market.structure.base.price)

    @cached_property
    def flows_t(self) -> Floats:
        """What each route dispatches, over the situation's periods; shape (routes, T)."""
        return self.grid.flows(route_flows(self.path.market, self.path.tonnes))

    @cached_property
    def activity_t(self) -> Floats:
        """What each plant runs over the run's own periods; shape (plants, S)."""
        return self._by_plant(self.path.tonnes)

    def _by_plant(self, tonnes: Floats) -> Floats:
        supply = self.path.market.supply
        total = np.zeros((len(self.path.market.structure.plants), supply.block.periods))
        np.add.at(total, supply.plant_of, supply.block.view(tonnes))
        return total

    def needs(self) -> tuple[Need, ...]:
        """Return the needs of members' sectors that state a loss."""
        now = _courses(served_table(self.path))
        usual = _courses(served_table(self.paths.base))
        found = []
        for row in self.case.demands:
            if row.region not in self.members or not row.loss_usd_per_kg or row.identity not in now:
                continue
            demanded, met, own = now[row.identity]
            base_demanded, base_met, _ = usual[row.identity]
            share = np.divide(base_met, base_demanded, out=np.zeros_like(base_met), where=base_demanded > 0)
            expected = demanded * share
            found.append(
                Need(
                    row.sector,
                    row.region,
                    row.material,
                    self.grid.flows(expected),
                    self.grid.flows(own),
                    self.grid.flows(np.maximum(expected - met, 0.0)),
                    row.loss_usd_per_kg,
                    row.priority,
                )
            )
        return tuple(found)

    def stocks(self) -> tuple[Stock, ...]:
        """Return what holders could draw beyond what they draw in the run."""
        stocks = self.path.market.stocks
        if stocks is None:
            return ()
        levels = levels_t(stocks, self.path.tonnes)
        release = stocks.release.view(self.path.tonnes)
        found = []
        for position, row in enumerate(self.path.market.structure.holdings):
            if row.region not in self.members:
                continue
            course = self.grid.levels(row.level_t, levels[position]) + self._off_t(row, levels[position])
            if row.kind == "public":
                # The market draws on none; instruments do, by columns of their own.
                fall = -np.diff(levels[position], prepend=row.level_t)
                stock = self._public(row, course, self.grid.flows(np.clip(fall, 0.0, None)))
            else:
                stock = self._commercial(row, course, self.grid.flows(release[position]))
            # Of what turns out to be less than was thought, something may have been drawn already.
            if row.identity in self.counted or stock.free_t.max(initial=0.0) > NEGLIGIBLE_T:
                found.append(stock)
        return tuple(found)

    def _off_t(self, row: Holding, levels: Floats) -> Floats:
        """Return by how much what was counted differs from the run, from the day of the count on."""
        if row.identity not in self.counted:
            return np.zeros(len(self.periods))
        day, level_t = self.counted[row.identity]
        off = level_t - self.grid.level_on(day, row.level_t, levels)
        return np.where(self.periods.ends > self.periods.position(day), off, 0.0)

    def _public(self, row: Holding, course: Floats, drawn: Floats) -> Stock:
        lead = self.means.release_lead_days
        days = self.delays.release_lead_days(row.material) if lead is None else lead
        opened = self.periods.share_within(self.declared + dt.timedelta(days=int(np.ceil(days))), None)
        most = row.draw_t_per_month * self.periods.days / DAYS_PER_MONTH * opened * self.means.public_stocks
        return self._stock(row, _kept_free(course), np.clip(most - drawn, 0.0, None))

    def _commercial(self, row: Holding, course: Floats, drawn: Floats) -> Stock:
        kept = self.means.minimum_cover_days * self.use_t_per_day((row.region, row.material))
        free = np.clip(course - kept, 0.0, None) * self.means.commercial_share
        most = row.draw_t_per_month * self.periods.days / DAYS_PER_MONTH
        return self._stock(row, _kept_free(free), np.clip(most - drawn, 0.0, None))

    def _stock(self, row: Holding, free: Floats, rate: Floats) -> Stock:
        price = max(self.prices.get((row.region, row.material), 0.0), LEAST_WORTH_USD_PER_KG)
        holder = CONFIDENTIAL if self.case.is_confidential("holdings", row.identity) else row.holder
        return Stock(holder, row.region, row.material, row.kind, free, rate, price)

    def use_t_per_day(self, node: Node) -> float:
        """Return what plants and sectors of a node use a day in the base run, from the first period of the
        situation on.
        """
        return self._daily_use.get(node, 0.0)

    @cached_property
    def _daily_use(self) -> dict[Node, float]:
        structure, base = self.path.market.structure, self.paths.base
        use: dict[Node, float] = {}
        for key, (_, _, own) in _courses(served_table(base)).items():
            use[key[1], key[2]] = use.get((key[1], key[2]), 0.0) + self._daily(own)
        supply = self.path.market.supply
        activity = np.zeros((len(structure.plants), supply.block.periods))
        np.add.at(activity, supply.plant_of, supply.block.view(base.tonnes))
        for position, plant in enumerate(structure.plants):
            for material, course in coefficient_courses(structure, plant.process).items():
                taken = self._daily(activity[position] * np.maximum(-course, 0.0))
                use[plant.region, material] = use.get((plant.region, material), 0.0) + taken
        return use

    def _daily(self, tonnes: Floats) -> float:
        return float(self.grid.flows(tonnes).sum() / self.periods.days.sum())

    def works(self) -> tuple[Works, ...]:
        """Return members' plants that could make more."""
        structure = self.path.market.structure
        supply = self.path.market.supply
        room = np.zeros_like(self.activity_t)
        limits = supply.block.view(self.path.program.upper * self.path.program.column_unit_t)
        np.add.at(room, supply.plant_of, limits)
        spare = np.clip(room * (1.0 + self.means.surge_share) - self.activity_t, 0.0, None)
        return tuple(
            self._works(plant, spare[position])
            for position, plant in enumerate(structure.plants)
            if plant.region in self.members and spare[position].max(initial=0.0) > NEGLIGIBLE_T
        )

    def _works(self, plant: Plant, spare: Floats) -> Works:
        structure = self.path.market.structure
        courses = coefficient_courses(structure, plant.process)
        recipe = {material: self.grid.rates(course) for material, course in courses.items()}
        product = structure.reference_material[plant.process]
        delay = self.delays.work_in_process_days(product)
        name = self.shown_plant(plant)
        return Works(name, plant.region, recipe, self.grid.flows(spare), delay, plant.cost_usd_per_kg)

    def shown_plant(self, plant: Plant) -> str:
        """Return the name under which a plant may be shown."""
        return CONFIDENTIAL if self.case.is_confidential("plants", plant.identity) else plant.plant

    def lanes(self) -> tuple[Lane, ...]:
        """Return the ways between members, of every material that one of them has or needs."""
        if not self.means.swaps:
            return ()
        materials = self._materials()
        return tuple(
            Lane(material, origin, destination, *self._way(material, origin, destination))
            for material in sorted(materials)
            for origin in self.members
            for destination in self.members
            if origin != destination
        )

    def _materials(self) -> set[str]:
        found = {row.material for row in self.case.demands if row.region in self.members}
        found |= {row.material for row in self.case.holdings if row.region in self.members}
        structure = self.path.market.structure
        for plant in structure.plants:
            if plant.region in self.members:
                found |= set(structure.recipe(plant.process))
        return found

    def _way(self, material: str, origin: str, destination: str) -> tuple[float, float]:
        known = self._ways.get((material, origin, destination))
        return known or (self.means.swap_transit_days, self.means.swap_freight_usd_per_kg)

    @cached_property
    def _ways(self) -> Mapping[tuple[str, str, str], tuple[float, float]]:
        found: dict[tuple[str, str, str], tuple[float, float]] = {}
        for row in self.case.routes:
            if self.case.is_confidential("routes", row.identity):
                continue
            key = (row.material, row.origin, row.destination)
            way = (row.transit_days, row.freight_usd_per_kg)
            found[key] = min(found.get(key, way), way)
        return found

    @cached_property
    def spared(self) -> frozenset[str]:
        """Regions from which nothing is kept back or bought away."""
        names = self.means.spared
        return frozenset(region for name in names for region in self.case.regions_of(name, self.declared))

    def diversions(self) -> tuple[Offer, ...]:
        """Return what members would send to others and could keep for themselves."""
        if self.means.diversion_share == 0.0:
            return ()
        found: dict[tuple[str, str, str], Floats] = {}
        for position, row in enumerate(self.path.market.structure.routes):
            if self.case.is_confidential("routes", row.identity):
                continue
            spared = row.destination in self.spared
            if row.origin in self.members and row.destination not in self.members and not spared:
                key = (row.material, row.destination, row.origin)
                found[key] = found.get(key, np.zeros(len(self.periods))) + self.flows_t[position]
        return tuple(
            Offer(
                "diversion",
                *key,
                0.0,
                self.means.diversion_share * tonnes,
                self.means.diversion_premium * self._price(key[2], key[0]),
            )
            for key, tonnes in sorted(found.items())
            if tonnes.max(initial=0.0) > NEGLIGIBLE_T
        )

    def purchases(self) -> tuple[Offer, ...]:
        """Return what could be bought from others who are not restricted, outside of the market's usual
        ways.
        """
        if self.means.purchase_share == 0.0:
            return ()
        supply = self._on_sale()
        wanted = {(need.region, need.material) for need in self.needs()}
        wanted |= {(works.region, name) for works in self.works() for name in works.recipe}
        return tuple(
            self._purchase(material, seller, member, tonnes)
            for (seller, material), tonnes in sorted(supply.items())
            if seller not in self.spared
            for member in self.members
            if (member, material) in wanted and tonnes.max(initial=0.0) > NEGLIGIBLE_T
            # What nobody knows the price of cannot be weighed.
            if max(self._price(member, material), self._price(seller, material)) > 0.0
        )

    def _purchase(self, material: str, seller: str, member: str, tonnes: Floats) -> Offer:
        transit_days, freight = self._way(material, seller, member)
        price = max(self._price(member, material), self._price(seller, material))
        return Offer(
            "purchase",
            material,
            seller,
            member,
            transit_days,
            self.means.purchase_share * tonnes,
            price * (1.0 + self.means.purchase_premium) + freight,
        )

    def _supply_outside(self) -> dict[Node, Floats]:
        """Return what regions outside the alliance make and get of each material; shape (T,) each."""
        market, structure = self.path.market, self.path.market.structure
        found: dict[Node, Floats] = {}
        for position, plant in enumerate(structure.plants):
            if plant.region in self.members:
                continue
            for material, course in coefficient_courses(structure, plant.process).items():
                made = self.grid.flows(self.activity_t[position] * np.maximum(course, 0.0))
                _add(found, (plant.region, material), made)
        dispatched = route_flows(market, self.path.tonnes)
        for position, row in enumerate(structure.routes):
            if row.destination not in self.members:
                shares = self.path.arrivals.get(position, market.trade.shares[position])
                arrived = dispatched[position] @ shares[:, :-1] + market.trade.pipeline_t[position]
                _add(found, (row.destination, row.material), self.grid.flows(arrived))
        return found

    def _on_sale(self) -> dict[Node, Floats]:
        """Return that supply but for the time in which an event restricts it; shape (T,) each."""
        found = self._supply_outside()
        for event in self.paths.scenario.event:
            if isinstance(event, Ban | ExportRestriction):
                free = 1.0 - self.periods.share_within(event.from_, event.until)
                for material in expand_materials(self.case, event.materials):
                    node = (event.origin, material)
                    if node in found:
                        found[node] = found[node] * free
        return found

    def _price(self, region: str, material: str) -> float:
        return self.prices.get((region, material), 0.0)


def _kept_free(free: Floats) -> Floats:
    """Return what is free by the end of each period and stays so later on: the run itself draws on it."""
    return np.asarray(np.minimum.accumulate(np.clip(free, 0.0, None)[::-1])[::-1])


def _add(found: dict[Node, Floats], node: Node, tonnes: Floats) -> None:
    found[node] = found[node] + tonnes if node in found else tonnes


def _courses(served: pl.DataFrame) -> dict[tuple[str, str, str], tuple[Floats, Floats, Floats]]:
    """Return what each demand wants, what it gets in any form and what of the material itself; shape (S,)
    each.
    """
    count = served["period"].n_unique()
    if not count:
        return {}
    # The table has a row for each demand and period, a demand's periods one after the other.
    demanded, own, replaced = (
        served[name].to_numpy().reshape(-1, count) for name in ("demanded_t", "served_t", "substituted_t")
    )
    keys = served.select("sector", "region", "material").gather_every(count).iter_rows()
    return {
        (str(key[0]), str(key[1]), str(key[2])): (demanded[row], own[row] + replaced[row], own[row])
        for row, key in enumerate(keys)
    }


def members_named(case: Case, names: Sequence[str], on: dt.date) -> tuple[str, ...]:
    """Return the regions that names of clubs and regions stand for on a day, in the order named."""
    return tuple(dict.fromkeys(region for name in names for region in case.regions_of(name, on)))
