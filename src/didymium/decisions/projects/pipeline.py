"""The candidates of a case: what each project would make, what it costs and when it could begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.project_schema import Project, ProjectStake
from didymium.case.recipes import Recipe, recipes_of
from didymium.case.schema import Plant, PlantCost
from didymium.decisions.finance.draws import Triangle, capital_triangle
from didymium.decisions.projects.timeline import Timeline, after_months, first_product, timeline_of
from didymium.decisions.reference.costs import KG_PER_T, Level, operating_usd_per_kg

_LEAST_T = 1e-9
"""Tonnes a year below which a material that plants pass on to each other counts as used up."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A project with what its plants make of it.

    What one of its plants makes and another one uses is neither sold nor bought.
    """

    project: Project
    plants: tuple[Plant, ...]
    stages: tuple[str, ...]
    """Stages of the chain at which it works, each once."""
    capacity_t_per_year: Mapping[str, float]
    """Tonnes a year of each product at full capacity, with the expansions of capacity_changes.csv."""
    bought_t_per_year: Mapping[str, float]
    """Tonnes a year of each material that it buys at full capacity."""
    capital_usd: Triangle | None
    """Capital to build it, US dollars; None: unknown, which is not zero."""
    operating_usd_per_year: Triangle
    """Operating cost of a year at full capacity, US dollars, without the materials bought."""
    timeline: Timeline
    """When it comes if it is decided as soon as it can be."""
    stakes: tuple[ProjectStake, ...]

    @property
    def products(self) -> tuple[str, ...]:
        """What it sells."""
        return tuple(self.capacity_t_per_year)

    @property
    def lead_months(self) -> Triangle:
        """Months from the decision to the first product."""
        return Triangle(self.project.lead_months_low, self.project.lead_months, self.project.lead_months_high)

    def first_product(self, decision: dt.date, lead_months: float | None = None) -> dt.date:
        """Return the day of the first product if it is decided on a day; without ``lead_months`` after the
        most likely lead time.
        """
        return first_product(self.project, decision, lead_months)

    def decided(self, day: dt.date) -> Timeline:
        """Return when it comes if it is decided on a day."""
        return timeline_of(self.project, day)


def candidates(case: Case) -> tuple[Candidate, ...]:
    """Return every project of a case as a candidate, in the order of projects.csv.

    Raises:
        FinanceError: If capital is in a currency without a rate, which ``didymium check`` names too.
    """
    reader = _Reader(case)
    return tuple(reader.candidate(project) for project in case.projects)


class _Reader:
    """The tables of a case by name, read once for all projects."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._plants = {plant.plant: plant for plant in case.plants}
        self._processes = {process.process: process for process in case.processes}
        self._costs = _plant_costs(case.plant_costs)
        self._per_usd = {rate.currency: rate.per_usd for rate in case.exchange_rates}
        self._recipes = recipes_of(case)

    def candidate(self, project: Project) -> Candidate:
        plants = tuple(self._at_full_capacity(self._plants[name]) for name in project.plant_names)
        timeline = timeline_of(project, _first_decision(project, plants))
        recipes = [self._recipe(plant, timeline.first_product.likely) for plant in plants]
        net = _net_tonnes(plants, recipes)
        return Candidate(
            project=project,
            plants=plants,
            stages=tuple(dict.fromkeys(self._processes[plant.process].stage for plant in plants)),
            capacity_t_per_year={name: tonnes for name, tonnes in net.items() if tonnes > _LEAST_T},
            bought_t_per_year={name: -tonnes for name, tonnes in net.items() if tonnes < -_LEAST_T},
            capital_usd=self._capital(project, plants),
            operating_usd_per_year=self._operating(plants, recipes),
            timeline=timeline,
            stakes=tuple(row for row in self._case.project_stakes if row.project == project.project),
        )

    def _at_full_capacity(self, plant: Plant) -> Plant:
        later = [row.capacity_t_per_year for row in self._case.capacity_changes if row.plant == plant.plant]
        return plant.model_copy(update={"capacity_t_per_year": max([plant.capacity_t_per_year, *later])})

    def _recipe(self, plant: Plant, day: dt.date) -> Recipe:
        """Return what a plant's process takes and makes on a day: the last recipe that has begun by then."""
        begun = [
            recipe
            for recipe in self._recipes
            if recipe.process == plant.process and (recipe.from_ is None or recipe.from_ <= day)
        ]
        return begun[-1]

    def _capital(self, project: Project, plants: Sequence[Plant]) -> Triangle | None:
        costs = [self._costs.get(plant.plant) for plant in plants]
        if project.capital_million is None and any(
            cost is None or cost.capital_million_usd is None for cost in costs
        ):
            return None
        return capital_triangle(project, plants, self._costs, self._per_usd)

    def _operating(self, plants: Sequence[Plant], recipes: Sequence[Recipe]) -> Triangle:
        totals = [
            sum(
                self._operating_usd(plant, recipe, level)
                for plant, recipe in zip(plants, recipes, strict=True)
            )
            for level in (Level.LOW, Level.CENTRAL, Level.HIGH)
        ]
        return Triangle(*totals)

    def _operating_usd(self, plant: Plant, recipe: Recipe, level: Level) -> float:
        """Return a plant's operating cost of a year, US dollars: its row of plant_costs.csv, else what
        plants.csv says of the first tonne.
        """
        cost = self._costs.get(plant.plant)
        if cost is None:
            per_kg = plant.cost_usd_per_kg
        else:
            reference = self._processes[plant.process].reference_material
            per_kg = operating_usd_per_kg(cost, recipe, reference, level)
        return per_kg * KG_PER_T * plant.capacity_t_per_year


def _plant_costs(rows: Sequence[PlantCost]) -> dict[str, PlantCost]:
    """Return the costs by plant; of several rows of a plant the one that states capital."""
    costs: dict[str, PlantCost] = {}
    for row in rows:
        if row.plant not in costs or costs[row.plant].capital_million_usd is None:
            costs[row.plant] = row
    return costs


def _net_tonnes(plants: Sequence[Plant], recipes: Sequence[Recipe]) -> dict[str, float]:
    """Return what plants make (positive) and use (negative) together in a year at full capacity, tonnes."""
    net: dict[str, float] = {}
    for plant, recipe in zip(plants, recipes, strict=True):
        for material, t_per_t in recipe.t_per_t.items():
            net[material] = net.get(material, 0.0) + t_per_t * plant.capacity_t_per_year
    return net


def _first_decision(project: Project, plants: Sequence[Plant]) -> dt.date:
    """Return the first day on which a project can be decided; where only a start of its plants is stated, the
    day that the most likely lead time puts before the first of them.
    """
    if project.earliest_decision is not None:
        return project.earliest_decision
    return after_months(min(plant.start for plant in plants if plant.start), -project.lead_months)
