"""The plants of a case as a reference price sees them: who makes what in the year, from which feed, and how
much the members use.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from didymium.case.case import Case
from didymium.case.recipes import Recipe, recipes_of
from didymium.case.schema import Plant, PlantCost, Process, Stage
from didymium.decisions.reference.terms import Terms, Use
from didymium.market.base_year import BaseYear


class MaterialLoop(ValueError):
    """Raised where a material is needed to make itself, so that no cost can be built up."""


@dataclass(frozen=True)
class Chain:
    """A case with its base year under the terms of a question."""

    case: Case
    base: BaseYear
    terms: Terms

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        """Stage of each material."""
        return {row.material: row.stage for row in self.case.materials}

    @cached_property
    def references(self) -> Mapping[str, str]:
        """Reference material of each process."""
        return {row.process: row.reference_material for row in self.case.processes}

    @cached_property
    def recipes(self) -> Mapping[str, Recipe]:
        """Recipe of each process on the day of the terms."""
        found: dict[str, Recipe] = {}
        for recipe in recipes_of(self.case):
            if recipe.from_ is None or recipe.from_ <= self.terms.day:
                found[recipe.process] = recipe
        return found

    @cached_property
    def plants(self) -> Mapping[str, Plant]:
        """Every plant by name."""
        return {row.plant: row for row in self.case.plants}

    @cached_property
    def costs(self) -> Mapping[str, PlantCost]:
        """Rows of plant_costs.csv by plant."""
        return {row.plant: row for row in self.case.plant_costs}

    @cached_property
    def suppliers(self) -> tuple[Plant, ...]:
        """Plants of the supplying regions that can run in the year, by name."""
        found = [plant for plant in self.case.plants if self._can_supply(plant)]
        return tuple(sorted(found, key=lambda plant: plant.plant))

    def _can_supply(self, plant: Plant) -> bool:
        runs = plant.status in ("operating", "ramping")
        if plant.status == "closed" or (self.terms.existing_only and not runs):
            return False
        within = (plant.start is None or plant.start <= self.terms.day) and (
            plant.end is None or plant.end > self.terms.day
        )
        return within and plant.region in self.terms.suppliers and plant.process in self.recipes

    def recipe(self, plant: Plant) -> Recipe:
        """Return the recipe of a plant."""
        return self.recipes[plant.process]

    @cached_property
    def makers(self) -> Mapping[str, tuple[Plant, ...]]:
        """Suppliers that make each material, by-products too."""
        found: dict[str, list[Plant]] = defaultdict(list)
        for plant in self.suppliers:
            for material in self.recipe(plant).outputs:
                found[material].append(plant)
        return {material: tuple(plants) for material, plants in found.items()}

    @cached_property
    def takers(self) -> Mapping[str, tuple[Plant, ...]]:
        """Suppliers that take each material."""
        found: dict[str, list[Plant]] = defaultdict(list)
        for plant in self.suppliers:
            for material in self.recipe(plant).inputs:
                found[material].append(plant)
        return {material: tuple(plants) for material, plants in found.items()}

    @cached_property
    def capacities(self) -> Mapping[str, float]:
        """Capacity of each supplier on the day of the terms, tonnes of its reference material a year."""
        years = self._years
        found = {
            plant.plant: plant.capacity_t_per_year * (1 + (plant.capacity_growth_per_year or 0.0)) ** years
            for plant in self.suppliers
        }
        for change in sorted(self.case.capacity_changes, key=lambda row: row.from_):
            if change.plant in found and change.from_ <= self.terms.day:
                found[change.plant] = change.capacity_t_per_year
        return found

    @property
    def _years(self) -> int:
        return self.terms.year - self.case.settings.base_year

    @property
    def _growth(self) -> float:
        return float((1 + self.case.settings.growth_per_year) ** self._years)

    def base_run(self, plant: Plant) -> float:
        """Return what a plant ran in the base year, tonnes of its reference material."""
        return self.base.run.get(plant.plant, plant.base_t_per_year or 0.0)

    def direct_use_t(self, material: str) -> float:
        """Return what sectors of members use of a material in the year, tonnes at base prices."""
        return float(
            sum(
                (self.base.use.get(row.identity, row.base_t_per_year or 0.0))
                * (1 + row.growth_per_year) ** self._years
                for row in self.case.demands
                if row.material == material and row.region in self.terms.members
            )
        )

    def derived_use_t(self, material: str) -> float:
        """Return what plants of members take of a material in the year, tonnes: what they took in the base
        year, grown with the whole chain.
        """
        found = 0.0
        for plant in self.case.plants:
            if plant.region in self.terms.members and plant.process in self.recipes:
                found += self.base_run(plant) * self.recipe(plant).inputs.get(material, 0.0)
        return found * self._growth

    def capacity_need_t(self, material: str) -> float:
        """Return what suppliers can take of a material at full capacity, tonnes a year."""
        return sum(
            self.capacities[plant.plant] * self.recipe(plant).inputs[material]
            for plant in self.takers.get(material, ())
        )

    def use_t(self, material: str) -> float:
        """Return the use that supply is held against, tonnes a year.

        Ores have no users but the plants that split them, most of them new: their use is what suppliers'
        plants can take.
        """
        if self.stages[material] == "mine":
            return self.capacity_need_t(material)
        return self.direct_use_t(material) + self.indirect_use_t(material)

    def indirect_use_t(self, material: str) -> float:
        """Return what members use of a material inside something else, in the sense of the terms, tonnes."""
        if self.terms.use is Use.EMBODIED:
            return self._embodied_t(material, ())
        return self.derived_use_t(material)

    def _embodied_t(self, material: str, path: tuple[str, ...]) -> float:
        """Return what is inside all that members use, made as suppliers' plants with known costs make it."""
        if material in path:
            return 0.0
        found = 0.0
        for product, makers in self.makers.items():
            known = [plant for plant in makers if plant.plant in self.costs]
            known = [plant for plant in known if self.references[plant.process] == product]
            made = sum(self.capacities[plant.plant] for plant in known)
            taken = sum(
                self.capacities[plant.plant] * self.recipe(plant).inputs.get(material, 0.0) for plant in known
            )
            if taken > 0 and self.stages[product] != "scrap":
                need = self.direct_use_t(product) + self._embodied_t(product, (*path, material))
                found += need * taken / made
        return found

    def base_price(self, material: str, region: str) -> float | None:
        """Return the price of the base year, US dollars per kg: the calibrated one of the region, else the
        quoted one of the exporter, else any quoted one.
        """
        found = self.base.price.get((region, material))
        if found is not None:
            return found
        year = self.case.settings.base_year
        rows = [row for row in self.case.prices if row.material == material and row.use == "calibration"]
        rows = [
            row for row in rows if row.from_ <= dt.date(year, 12, 31) and row.until >= dt.date(year, 1, 1)
        ]
        rows.sort(key=lambda row: (row.region != self.terms.exporter, row.region, row.from_, row.market))
        return rows[0].price_usd_per_kg if rows else None

    @cached_property
    def scrap(self) -> frozenset[str]:
        """Materials of the stage scrap."""
        return frozenset(material for material, stage in self.stages.items() if stage == "scrap")

    def returns_scrap(self, plant: Plant) -> bool:
        """Say whether a plant takes scrap that arises in making something: what it makes comes whatever its
        price, and the scrap's own price follows it.
        """
        return any(
            material in self.scrap and not any(row.reference_material == material for row in self.collecting)
            for material in self.recipe(plant).inputs
        )

    @cached_property
    def collecting(self) -> tuple[Process, ...]:
        """Processes that collect scrap: they take nothing."""
        return tuple(
            row
            for row in self.case.processes
            if row.stage == "scrap" and row.process in self.recipes and not self.recipes[row.process].inputs
        )

    def is_process_scrap(self, material: str, plant: Plant) -> bool:
        """Say whether a plant makes a scrap beside something else: its amount follows the base year."""
        return self.stages[material] == "scrap" and self.references[plant.process] != material

    def scrap_t(self, plant: Plant, material: str) -> float:
        """Return the process scrap that a plant makes in the year, tonnes."""
        return self.base_run(plant) * self.recipe(plant).outputs[material] * self._growth
