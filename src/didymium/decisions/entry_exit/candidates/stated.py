"""What the tables of a case say of costs, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from didymium.case.case import Case
from didymium.case.recipes import Recipe, recipes_of
from didymium.case.schema import Plant, PlantCost
from didymium.decisions.reference.costs import KG_PER_T, USD_PER_MILLION, Level, operating_usd_per_kg


@dataclass(frozen=True, eq=False)
class Stated:
    """Recipes and costs of a case, by process and by plant."""

    case: Case

    @cached_property
    def recipes(self) -> Mapping[str, Recipe]:
        """Recipe of each process on the first day of the case."""
        begun = (
            row for row in recipes_of(self.case) if not row.from_ or row.from_ <= self.case.settings.start
        )
        return {row.process: row for row in begun}

    @cached_property
    def references(self) -> Mapping[str, str]:
        """Reference material of each process."""
        return {row.process: row.reference_material for row in self.case.processes}

    @cached_property
    def costs(self) -> Mapping[str, PlantCost]:
        """Rows of plant_costs.csv that state the cost of running a plant alone, by plant; of several the
        first that states capital.
        """
        alone = [
            row for row in self.case.plant_costs if (row.inputs, row.by_products) == ("bought", "credited")
        ]
        ordered = sorted(alone, key=lambda row: row.capital_million_usd is not None)
        return {row.plant: row for row in ordered}

    def operating_usd_per_kg(self, plant: Plant) -> float:
        """Return what a kg of activity costs to run, without the materials bought."""
        cost = self.costs.get(plant.plant)
        if cost is None:
            return plant.cost_usd_per_kg
        recipe, reference = self.recipes[plant.process], self.references[plant.process]
        return operating_usd_per_kg(cost, recipe, reference, Level.CENTRAL)

    def capital_usd_per_kg(self, plant: Plant) -> float | None:
        """Return the capital that a kg of yearly activity takes, where it is stated."""
        cost = self.costs.get(plant.plant)
        if cost is None or cost.capital_million_usd is None:
            return None
        tonnes = cost.capital_capacity_t_per_year or plant.capacity_t_per_year
        return cost.capital_million_usd * USD_PER_MILLION / (tonnes * KG_PER_T) if tonnes > 0 else None
