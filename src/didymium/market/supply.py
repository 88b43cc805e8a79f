"""Plants as columns: steps from observed unit cost over the base margin towards capacity (market.md §5.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from didymium.case.schema import Plant
from didymium.market.program import Block, Pen
from didymium.market.structure import Structure

Floats = NDArray[np.float64]

BELOW_BASE = ((0.55, 0.3), (0.4, 0.8), (0.05, 1.0))
"""Segments below the base activity: share of it, and the point of the way from the cost of the first tonne
to base value at which they run."""
ABOVE_BASE = ((0.05, 0.0), (0.3, 0.2), (0.65, 0.675))
"""Segments of the spare capacity: share of it, and the point of the way to full capacity that their cost
stands for; the first costs what the base activity is worth, a kink more."""
COST_STEPS = 3
"""Steps of a plant of a calibrated case whose cost rises from the first to the last tonne and which has no
base activity."""
AVOIDABLE_SHARE = 0.3
"""A plant that ran in the base year would have run at a price lower by this share of its revenue: part of
its stated cost is sunk (assumed)."""
SMALL_SHARE = 0.01
SMALL_BELOW = ((0.9, 0.6), (0.1, 1.0))
SMALL_ABOVE = ((0.2, 0.0), (0.8, 0.6))
"""Segments of plants that make less than 1 % of the world's use of their reference material."""


@dataclass(frozen=True)
class Segment:
    """One step of a plant's supply: share of base activity and of the capacity above it, and its unit cost
    in US dollars per kg.
    """

    plant: int
    base_share: float
    spare_share: float
    cost_usd_per_kg: float


@dataclass(frozen=True)
class Supply:
    """The columns of plants: one entity per segment."""

    block: Block
    segments: tuple[Segment, ...]
    upper_t: Floats
    """Largest activity of each segment in tonnes; shape (segments, T)."""

    @property
    def plant_of(self) -> NDArray[np.int64]:
        """Plant of each segment; shape (segments,)."""
        return np.array([segment.plant for segment in self.segments], dtype=np.int64)


def add_supply(structure: Structure, pen: Pen, balance: Block) -> Supply:
    """Add the columns of all plants and their entries in the balances."""
    segments = tuple(
        segment
        for position, plant in enumerate(structure.plants)
        for segment in _segments(structure, position, plant)
    )
    # Counted within the plant: names must not depend on the order of rows, for their hashes perturb costs.
    steps = [
        step
        for _, of_plant in groupby(segments, key=lambda segment: segment.plant)
        for step, _ in enumerate(of_plant, 1)
    ]
    unit = np.array([_unit(structure, segment.plant) for segment in segments])
    upper = segment_limits(structure, segments, capacities(structure))
    cost = np.array([[segment.cost_usd_per_kg] for segment in segments])
    block = pen.add_columns(
        "run",
        lambda entity: f"{structure.plants[segments[entity].plant].plant} (step {steps[entity]})",
        unit,
        cost=structure.money(unit, cost),
        upper=upper / unit[:, None],
    )
    supply = Supply(block, segments, upper)
    _put_recipes(structure, pen, balance, supply)
    return supply


def base_value(structure: Structure, plant: Plant) -> float:
    """Return what a kg of activity is worth at base prices: its products less the materials bought, in US
    dollars.
    """
    recipe = structure.recipe(plant.process)
    return sum(t_per_t * structure.base.price[plant.region, material] for material, t_per_t in recipe.items())


def _revenue(structure: Structure, plant: Plant) -> float:
    recipe = structure.recipe(plant.process)
    return sum(
        t_per_t * structure.base.price[plant.region, material]
        for material, t_per_t in recipe.items()
        if t_per_t > 0
    )


def _segments(structure: Structure, position: int, plant: Plant) -> list[Segment]:
    activity = structure.base.run.get(plant.plant, 0.0)
    if not structure.base.calibrated or activity <= 0.0:
        return _uncalibrated_segments(structure, position, plant)
    value = base_value(structure, plant)
    kink = structure.options.kink * abs(_revenue(structure, plant))
    first = min(plant.cost_usd_per_kg, value - AVOIDABLE_SHARE * _revenue(structure, plant))
    small = activity < SMALL_SHARE * structure.world_use_t[structure.reference_material[plant.process]]
    below = [
        Segment(position, share, 0.0, min(value - kink, first + point * (value - first)))
        for share, point in (SMALL_BELOW if small else BELOW_BASE)
    ]
    return below + [
        Segment(position, 0.0, share, cost + kink) for share, cost in _above(structure, plant, value, small)
    ]


def _above(structure: Structure, plant: Plant, value: float, small: bool) -> list[tuple[float, float]]:
    floor = max(value, plant.cost_usd_per_kg)
    activity = structure.base.run[plant.plant]
    spare = max(plant.capacity_t_per_year / activity - 1.0, 0.0)
    elasticity = plant.supply_elasticity or structure.case.settings.defaults.supply_elasticity
    rise = _revenue(structure, plant) * spare / elasticity
    if plant.cost_at_capacity_usd_per_kg is not None:
        rise = max(plant.cost_at_capacity_usd_per_kg - floor, 0.0)
    return [(share, floor + point * rise) for share, point in (SMALL_ABOVE if small else ABOVE_BASE)]


def _uncalibrated_segments(structure: Structure, position: int, plant: Plant) -> list[Segment]:
    first = plant.cost_usd_per_kg
    last = plant.cost_at_capacity_usd_per_kg
    if last is None or last == first:
        return [Segment(position, 0.0, 1.0, _idle_cost(structure, plant))]
    steps = COST_STEPS if structure.base.calibrated else structure.options.linear_steps
    points = (np.arange(steps) + 0.5) / steps
    return [Segment(position, 0.0, 1.0 / steps, float(first + point * (last - first))) for point in points]


def _idle_cost(structure: Structure, plant: Plant) -> float:
    """Return the cost of a plant without base activity: one that stood idle through the base year was not
    worth running.
    """
    stood_idle = plant.base_t_per_year == 0.0 and (
        plant.start is None or plant.start.year < structure.case.settings.base_year
    )
    if not (structure.base.calibrated and stood_idle):
        return plant.cost_usd_per_kg
    value = base_value(structure, plant)
    return max(plant.cost_usd_per_kg, value + structure.options.kink * abs(_revenue(structure, plant)))


def capacities(structure: Structure) -> Floats:
    """Return the capacity of each plant in tonnes a period; shape (plants, T).

    Capacity grows with the chain where the row says so; later capacities hold from their day.
    """
    periods = structure.periods
    changes: dict[str, list[tuple[dt.date, float]]] = {}
    for row in structure.case.capacity_changes:
        changes.setdefault(row.plant, []).append((row.from_, row.capacity_t_per_year))
    result = np.zeros((len(structure.plants), len(periods)))
    for position, plant in enumerate(structure.plants):
        growth = (
            structure.growth_at(plant.capacity_growth_per_year) if plant.capacity_growth_per_year else 1.0
        )
        result[position] = _capacity_course(structure, plant, changes.get(plant.plant, [])) * growth
    return result * periods.years[None, :]


def _capacity_course(structure: Structure, plant: Plant, changes: list[tuple[dt.date, float]]) -> Floats:
    """Return the capacity in tonnes a year: the latest known one, on the days on which the plant works;
    shape (T,).
    """
    course = sorted([(dt.date.min, plant.capacity_t_per_year), *changes])
    nexts = [first_day - dt.timedelta(days=1) for first_day, _ in course[1:]] + [dt.date.max]
    start, end = plant.start or dt.date.min, plant.end or dt.date.max
    result = np.zeros(len(structure.periods))
    for (first_day, capacity), last_day in zip(course, nexts, strict=True):
        result += capacity * structure.periods.share_within(max(first_day, start), min(last_day, end))
    return result


def segment_limits(structure: Structure, segments: tuple[Segment, ...], capacity_t: Floats) -> Floats:
    """Return the largest activity of each segment in tonnes, given the plants' capacities; shapes
    (segments, T) and (plants, T).
    """
    activity = np.array([structure.base.run.get(plant.plant, 0.0) for plant in structure.plants])
    if not structure.base.calibrated:
        activity = np.zeros_like(activity)
    base_t = np.minimum(activity[:, None] * structure.growth * structure.periods.years, capacity_t)
    spare_t = capacity_t - base_t
    plant = np.array([segment.plant for segment in segments], dtype=np.int64)
    base_share = np.array([[segment.base_share] for segment in segments])
    spare_share = np.array([[segment.spare_share] for segment in segments])
    return np.asarray(base_share * base_t[plant] + spare_share * spare_t[plant])


def _unit(structure: Structure, plant: int) -> float:
    return structure.unit_t[structure.reference_material[structure.plants[plant].process]]


def _put_recipes(structure: Structure, pen: Pen, balance: Block, supply: Supply) -> None:
    by_process: dict[str, list[int]] = {}
    for entity, segment in enumerate(supply.segments):
        by_process.setdefault(structure.plants[segment.plant].process, []).append(entity)
    for process, entities in by_process.items():
        regions = [structure.plants[supply.segments[entity].plant].region for entity in entities]
        for material, course in coefficient_courses(structure, process).items():
            nodes = [structure.node_index[region, material] for region in regions]
            pen.put(balance.index(nodes), supply.block.index(entities), course)


def coefficient_courses(structure: Structure, process: str) -> dict[str, Floats]:
    """Return each coefficient of a process over time, weighted by days where it changes within a period;
    shape (T,) each.
    """
    dated: dict[str, list[tuple[dt.date, float]]] = {}
    for material, t_per_t, first_day in structure.recipes[process]:
        dated.setdefault(material, []).append((first_day or dt.date.min, t_per_t))
    courses = {}
    for material, values in dated.items():
        values.sort()
        course = np.zeros(len(structure.periods))
        for first_day, t_per_t in values:
            share = structure.periods.share_within(None if first_day == dt.date.min else first_day, None)
            course = course * (1 - share) + t_per_t * share
        courses[material] = course
    return courses
