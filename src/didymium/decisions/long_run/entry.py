"""Capacity that others add over the years: without it a market of today's plants would be short of everything
once demand has grown.

What is made today can be made in larger amounts where it is made today. For each process and region that ran
in the base year one plant is added whose capacity follows, year by year, from ``lead_years`` after the first
day on,

    base activity · ((1 + growth)^(years since the base year) − 1)

at the cost at which it only just pays: the larger of what a kg of its activity is worth at base prices and
its full cost, capital included, where plant_costs.csv states it. So in the long run real prices stay near
those of the base year where capacity may follow demand, and rise where it may not.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.recipes import Recipe, recipes_of
from didymium.case.schema import CapacityChange, Plant
from didymium.decisions.reference.costs import Level, capital_usd_per_kg, operating_usd_per_kg
from didymium.market.base_year import BaseYear

PREFIX = "later_"
SOURCE = "assumed: capacity that others add in the long run, decisions/long_run/entry.py"
SMALLEST_T = 1.0
"""Less activity in the base year than this, tonnes a year, starts nothing."""


@dataclass(frozen=True)
class Entry:
    """How fast others add capacity. ``growth_per_year`` is the most by which a process grows in a region:
    the Chinese mining quota rose by 14.5 % a year from 2018 to 2024 [cn_quota_mine_2018,
    cn_quota_mine_2024]; that every process of the chain may grow by as much as 12 % is assumed.
    """

    growth_per_year: float = 0.12
    lead_years: int = 2
    """Years until the first new capacity can run; assumed, the shorter of building times in China."""
    required_return: float = 0.10
    """Real return that an investor without support asks for; assumed."""


def with_entry(case: Case, base: BaseYear, entry: Entry, until: int) -> Case:
    """Return the case with one more plant for each process and region that ran in the base year, up to the
    end of the year ``until``.
    """
    plants: list[Plant] = []
    changes: list[CapacityChange] = []
    recipes = {recipe.process: recipe for recipe in recipes_of(case)}
    for (process, region), incumbents in _incumbents(case, base).items():
        activity = sum(base.run[plant.plant] for plant in incumbents)
        name = f"{PREFIX}{process}_{region}"
        cost = _cost(case, base, recipes[process], incumbents, entry)
        plants.append(_plant(name, incumbents[0], cost))
        changes += _changes(case, name, activity, entry, until)
    tables = dict(case.tables)
    tables["plants"] = (*case.plants, *plants)
    tables["capacity_changes"] = (*case.capacity_changes, *changes)
    return dataclasses.replace(case, tables=tables)


def is_entry(plant: str) -> bool:
    """Return whether a plant stands for capacity that others add."""
    return plant.startswith(PREFIX)


def _incumbents(case: Case, base: BaseYear) -> dict[tuple[str, str], list[Plant]]:
    found: dict[tuple[str, str], list[Plant]] = {}
    for plant in case.plants:
        if base.run.get(plant.plant, 0.0) >= SMALLEST_T and plant.capacity_growth_per_year is None:
            found.setdefault((plant.process, plant.region), []).append(plant)
    return found


def _plant(name: str, like: Plant, cost_usd_per_kg: float) -> Plant:
    return like.model_copy(
        update={
            "plant": name,
            "name_en": name,
            "capacity_t_per_year": 0.0,
            "base_t_per_year": None,
            "cost_usd_per_kg": cost_usd_per_kg,
            "cost_at_capacity_usd_per_kg": None,
            "start": None,
            "end": None,
            "status": "operating",
            "owners": "",
            "source": SOURCE,
        }
    )


def _changes(case: Case, name: str, activity: float, entry: Entry, until: int) -> Iterator[CapacityChange]:
    settings = case.settings
    for year in range(settings.start.year + entry.lead_years, until + 1):
        grown = activity * ((1.0 + entry.growth_per_year) ** (year - settings.base_year) - 1.0)
        yield CapacityChange.model_validate({
            "plant": name, "from": dt.date(year, 1, 1), "capacity_t_per_year": grown, "source": SOURCE
        })  # fmt: skip


def _cost(case: Case, base: BaseYear, recipe: Recipe, incumbents: list[Plant], entry: Entry) -> float:
    region = incumbents[0].region
    worth = sum(t_per_t * base.price.get((region, name), 0.0) for name, t_per_t in recipe.t_per_t.items())
    reference = next(row.reference_material for row in case.processes if row.process == recipe.process)
    return max(worth, *(_full_cost(case, recipe, reference, plant, entry) for plant in incumbents[:1]), 0.0)


def _full_cost(case: Case, recipe: Recipe, reference: str, plant: Plant, entry: Entry) -> float:
    """Return operating cost and capital of a kg of activity; without a stated one what the plant costs."""
    cost = next((row for row in case.plant_costs if row.plant == plant.plant), None)
    if cost is None or cost.inputs == "included" or cost.by_products == "net":
        return plant.cost_usd_per_kg
    operating = operating_usd_per_kg(cost, recipe, reference, Level.CENTRAL)
    return operating + (capital_usd_per_kg(cost, plant.capacity_t_per_year, entry.required_return) or 0.0)
