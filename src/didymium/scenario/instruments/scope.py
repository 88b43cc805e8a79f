"""What instruments concern: members, routes across a club's border, plants, users, and calendar years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.schema import Plant
from didymium.market.additions import Extra, Parts
from didymium.market.backstop import BACKSTOP_FACTOR
from didymium.market.build import Market
from didymium.market.periods import Periods
from didymium.market.program import Pen
from didymium.market.structure import Structure
from didymium.market.supply import coefficient_courses
from didymium.market.trade import Trade, columns_of_route
from didymium.scenario.draft import Draft
from didymium.scenario.entry import Entry
from didymium.scenario.instruments.rates import Party, unit_costs

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def members_of(case: Case, club: str, entry: Entry) -> frozenset[str]:
    """Return the regions of a club, or the region itself, on the first day of an entry."""
    return frozenset(case.regions_of(club, entry.from_))


def in_force(entry: Entry, periods: Periods) -> Floats:
    """Return the share of each period in which an entry holds; shape (T,)."""
    return periods.share_within(entry.from_, entry.until)


def imports_into(structure: Structure, members: frozenset[str], materials: set[str]) -> list[int]:
    """Return the positions of routes that bring materials into a club from outside."""
    return [
        position
        for position, route in enumerate(structure.routes)
        if route.material in materials and route.destination in members and route.origin not in members
    ]


def route_columns(trade: Trade, routes: Sequence[int]) -> tuple[Integers, list[int]]:
    """Return every column of some routes, shape (n, T), and the route of each."""
    stacked = [(columns, route) for route in routes for columns in columns_of_route(trade, route)]
    owners = [route for _, route in stacked]
    return np.array([columns for columns, _ in stacked], dtype=np.int64), owners


def makers_of(
    structure: Structure, material: str, plants: Sequence[str], regions: frozenset[str]
) -> list[Plant]:
    """Return the plants that take part and make a material: those named, or without names all in regions."""
    return [
        plant
        for plant in structure.plants
        if structure.recipe(plant.process).get(material, 0.0) > 0.0
        and (plant.plant in plants if plants else plant.region in regions)
    ]


def output_columns(parts: Parts | Market, plants: Sequence[Plant], material: str) -> tuple[Integers, Floats]:
    """Return the columns in which plants run, and what each makes of a material a tonne; shapes (n, T)."""
    structure, supply = parts.structure, parts.supply
    position = {plant.plant: number for number, plant in enumerate(structure.plants)}
    wanted = {position[plant.plant] for plant in plants}
    entities = [n for n, segment in enumerate(supply.segments) if segment.plant in wanted]
    courses = [
        coefficient_courses(structure, structure.plants[supply.segments[n].plant].process)[material]
        for n in entities
    ]
    shape = (len(entities), len(structure.periods))
    return supply.block.index(np.array(entities, dtype=np.int64)), np.array(courses).reshape(shape)


def use_columns(
    parts: Parts | Market, material: str, members: frozenset[str]
) -> tuple[Integers, Floats, list[Party]]:
    """Return the columns that use a material in some regions, with tonnes used a tonne (n, T) and their
    owners.
    """
    structure = parts.structure
    found = [*_plants_that_use(parts, material, members), *_sectors_that_use(parts, material, members)]
    shape = (len(found), len(structure.periods))
    columns = np.array([item[0] for item in found], dtype=np.int64).reshape(shape)
    return columns, np.array([item[1] for item in found]).reshape(shape), [item[2] for item in found]


def _plants_that_use(
    parts: Parts | Market, material: str, members: frozenset[str]
) -> Iterator[tuple[Integers, Floats, Party]]:
    structure = parts.structure
    for entity, segment in enumerate(parts.supply.segments):
        plant = structure.plants[segment.plant]
        course = coefficient_courses(structure, plant.process).get(material)
        if plant.region in members and course is not None and np.any(course < 0):
            yield parts.supply.block.index(entity), np.maximum(-course, 0.0), (plant.region, "producers")


def _sectors_that_use(
    parts: Parts | Market, material: str, members: frozenset[str]
) -> Iterator[tuple[Integers, Floats, Party]]:
    """Yield steps of demand (used), and what substitutes save of the material (not used) or take (used)."""
    structure, use = parts.structure, parts.use
    every = np.ones(len(structure.periods))
    for entity, step in enumerate(use.steps):
        group = structure.groups[step.group]
        if group.material == material and group.region in members:
            yield use.serve.index(entity), every, (group.region, "users")
    if use.swap is None:
        return
    for entity, (position, rung) in enumerate(use.swaps):
        group, row = structure.groups[position], structure.rungs[rung]
        tonnes = row.t_per_t * (row.to_material == material) - 1.0 * (group.material == material)
        if group.region in members and tonnes:
            yield use.swap.index(entity), tonnes * every, (group.region, "users")


def calendar_years(periods: Periods) -> list[NDArray[np.int64]]:
    """Return the periods of each calendar year, a period counting to the year of its first day."""
    years = np.array([day.year for day in periods.bounds[:-1]])
    return [np.flatnonzero(years == year) for year in sorted(set(years.tolist()))]


def year_totals(values: Floats, periods: Periods) -> Floats:
    """Return for every period the sum of values over its calendar year; shape (T,)."""
    result = np.zeros_like(values)
    for year in calendar_years(periods):
        result[year] = values[year].sum()
    return result


def settlement_means(values: Floats, periods: Periods, settlement: str) -> Floats:
    """Return values averaged over settlement periods by days: as they are, or by calendar quarter; shape
    (T,).
    """
    if settlement == "monthly":
        return values
    quarters = np.array([(day.year, (day.month - 1) // 3) for day in periods.bounds[:-1]])
    result = values.copy()
    for quarter in {tuple(row) for row in quarters.tolist()}:
        inside = np.all(quarters == quarter, axis=1)
        result[inside] = np.average(values[inside], weights=periods.days[inside])
    return result


def add_yearly_cap(
    pen: Pen, name: str, columns: Integers, allowance_t: Floats, unit_t: Floats, periods: Periods
) -> None:
    """Add rows that keep columns (n, T) within the allowances (T,) of each calendar year, in tonnes.

    The row of a year stands at its last period, so that a program that begins anew within the year still
    holds it.
    """
    years = calendar_years(periods)
    upper = np.full((1, len(periods)), np.inf)
    for year in years:
        upper[0, year[-1]] = allowance_t[year].sum() / unit_t[0]
    rows = pen.add_rows(name, lambda _: name, unit_t, lower=-np.inf, upper=upper)
    for year in years:
        pen.put(rows.index(0, year[-1]), columns[:, year], 1.0)


def open_columns(draft: Draft, name: str, limit_t: Floats | float = np.inf) -> Extra | None:
    """Open the columns of an addition up to a limit in tonnes, shape (n, T) or less; None if it has none."""
    extra = draft.market.extras.get(name)
    if extra is not None:
        unit = extra.block.view(draft.market.program.column_unit_t)
        extra.block.view(draft.upper)[:] = np.broadcast_to(limit_t, unit.shape) / unit
    return extra


def keep_last_resort_dearer(draft: Draft, nodes: Sequence[int], usd_per_kg: float) -> None:
    """Raise the cost of last resort everywhere where an instrument pays more at some nodes than any user
    would: nobody must be paid for goods that nobody makes.
    """
    market = draft.market
    if not len(nodes):
        return
    cost = unit_costs(market, draft.cost)[market.backstop.index(np.array(nodes))]
    factor = float(np.max(BACKSTOP_FACTOR * usd_per_kg / cost))
    market.backstop.view(draft.cost)[:] *= max(factor, 1.0)
