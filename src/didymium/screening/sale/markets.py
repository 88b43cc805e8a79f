"""The markets that a plant sells into: who makes how much of each of its products, and of its stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from didymium.case.case import Case
from didymium.case.schema import Plant
from didymium.market.base_year import BaseYear
from didymium.market.structure import Options, Structure
from didymium.market.supply import capacities
from didymium.scenario.course import run_periods
from didymium.scenario.schema import Scenario

Measure = Literal["output", "capacity"]
"""What shares are taken of: output of the base year, or capacity on a day."""
MEASURES: tuple[Measure, ...] = ("output", "capacity")
Level = Literal["product", "stage"]


@dataclass(frozen=True)
class Supply:
    """Who makes how much of something."""

    level: Level
    what: str
    """The material, or the stage of the chain."""
    measure: Measure
    unit: str
    """``t`` of the material a year; ``usd`` of the stage's products a year at prices of the base year."""
    amounts: Mapping[str, float]
    """Amount a year by plant; those above zero only."""
    unknown: tuple[str, ...] = ()
    """Plants that cannot be counted, for want of output or price."""


def products_of(case: Case, plant: Plant) -> tuple[str, ...]:
    """Return what a plant makes to be sold; scrap counts only where the process is about scrap."""
    stages = {row.material: row.stage for row in case.materials}
    own = stage_of(case, plant)
    return tuple(
        material
        for material, t_per_t in recipe_of(case, plant.process).items()
        if t_per_t > 0 and (stages[material] != "scrap" or own == "scrap")
    )


def stage_of(case: Case, plant: Plant) -> str:
    """Return the stage of the chain at which a plant works."""
    return next(row.stage for row in case.processes if row.process == plant.process)


def recipe_of(case: Case, process: str) -> dict[str, float]:
    """Return the tonnes of each material per tonne of activity on the first day of the case."""
    rows = [row for row in case.coefficients if row.process == process]
    rows.sort(key=lambda row: row.from_ or dt.date.min)
    return {
        row.material: row.t_per_t for row in rows if row.from_ is None or row.from_ <= case.settings.start
    }


def activities(case: Case, base_year: BaseYear) -> dict[str, float | None]:
    """Return the activity of each plant in the base year, tonnes a year: as reconciled, else as observed;
    None where nobody knows.
    """
    return {row.plant: base_year.run.get(row.plant, row.base_t_per_year) for row in case.plants}


def capacity_on(case: Case, base_year: BaseYear, day: dt.date, profile: str) -> dict[str, float | None]:
    """Return the capacity of each plant that works on a day, tonnes of activity a year; planned and closed
    ones have none.
    """
    begins = Scenario(title="", profile=profile, begin=day)
    structure = Structure(case, base_year, run_periods(case, begins), Options())
    found: dict[str, float | None] = dict.fromkeys((row.plant for row in case.plants), 0.0)
    first_t = capacities(structure)[:, 0] / structure.periods.years[0]
    found.update({row.plant: float(t) for row, t in zip(structure.plants, first_t, strict=True)})
    return found


def supplies_of(
    case: Case, base_year: BaseYear, plant: Plant, measure: Measure, activity: Mapping[str, float | None]
) -> list[Supply]:
    """Return the supply of each product of a plant, then that of its stage by value."""
    found = [_product(case, material, measure, activity) for material in products_of(case, plant)]
    return [*found, _stage(case, base_year, stage_of(case, plant), measure, activity)]


def _product(case: Case, material: str, measure: Measure, activity: Mapping[str, float | None]) -> Supply:
    yields = _yields(case)
    makers = [row for row in case.plants if yields[row.process].get(material, 0.0) > 0]
    amounts = {row.plant: (activity[row.plant] or 0.0) * yields[row.process][material] for row in makers}
    unknown = tuple(row.plant for row in makers if activity[row.plant] is None and _works(row))
    return Supply("product", material, measure, "t", _above_zero(amounts), unknown)


def _stage(
    case: Case, base_year: BaseYear, stage: str, measure: Measure, activity: Mapping[str, float | None]
) -> Supply:
    """Products unlike in kind are added up by value at the plant's own region's price."""
    yields, at_stage = _yields(case), {row.process for row in case.processes if row.stage == stage}
    amounts, unknown = {}, []
    for row in case.plants:
        if row.process not in at_stage or not _works(row):
            continue
        made = {material: t for material, t in yields[row.process].items() if t > 0}
        prices = {material: base_year.price.get((row.region, material)) for material in made}
        run = activity[row.plant]
        if run is None or (run > 0 and any(price is None for price in prices.values())):
            unknown.append(row.plant)
            continue
        amounts[row.plant] = run * sum(t * 1000.0 * (prices[one] or 0.0) for one, t in made.items())
    return Supply("stage", stage, measure, "usd", _above_zero(amounts), tuple(unknown))


def _yields(case: Case) -> dict[str, dict[str, float]]:
    return {row.process: recipe_of(case, row.process) for row in case.processes}


def _works(plant: Plant) -> bool:
    return plant.status not in ("planned", "closed")


def _above_zero(amounts: Mapping[str, float]) -> dict[str, float]:
    return {plant: amount for plant, amount in amounts.items() if amount > 0.0}
