"""What a project opens in the market once it is decided: room in the columns of its plants, from its first
product on and ramping up.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.project_schema import Project
from didymium.case.schema import Plant
from didymium.decisions.projects.timeline import MONTHS_PER_YEAR, after_months, step_days
from didymium.market.build import Market
from didymium.market.supply import capacities, segment_limits

Floats = NDArray[np.float64]


def ramp(project: Project, begins: dt.date, market: Market) -> Floats:
    """Return the share of full capacity that a project has in each period, once it has begun; shape (T,)."""
    periods, days = market.structure.periods, step_days(project, begins)
    shares = np.sum([periods.share_within(day, None) for day in days], axis=0) / len(days)
    ends = after_months(begins, MONTHS_PER_YEAR * project.life_years)
    return np.asarray(shares * periods.share_within(None, ends - dt.timedelta(days=1)))


def opened(market: Market, project: Project, begins: dt.date) -> Iterator[tuple[int, float]]:
    """Yield the columns whose upper bound a project lifts that begins on a day, and by how much, in the units
    of the columns.
    """
    structure, supply = market.structure, market.supply
    full = _full_capacities(market, project)
    capacity = full * (ramp(project, begins, market) if begins < structure.periods.bounds[-1] else 0.0)
    limits = segment_limits(structure, supply.segments, capacity)
    units = limits / supply.block.view(market.program.column_unit_t)
    positions = supply.block.index(np.arange(supply.block.count))
    for entity, period in zip(*np.nonzero(units), strict=True):
        yield int(positions[entity, period]), float(units[entity, period])


def _full_capacities(market: Market, project: Project) -> Floats:
    """Return the capacities of the plants of a project, tonnes, as if they ran from the first day; zero for
    all others; shape (plants, T).
    """
    structure, names = market.structure, project.plant_names
    case = structure.case

    def whole(row: Plant) -> Plant:
        full = {"start": None, "end": None, "capacity_t_per_year": full_capacity_t(case, row)}
        return row.model_copy(update=full) if row.plant in names else row

    tables = dict(case.tables)
    tables["plants"] = tuple(whole(row) for row in case.plants)
    tables["capacity_changes"] = tuple(row for row in case.capacity_changes if row.plant not in names)
    own = np.array([plant.plant in names for plant in structure.plants])
    running = dataclasses.replace(structure, case=dataclasses.replace(case, tables=tables))
    return np.asarray(np.where(own[:, None], capacities(running), 0.0))


def full_capacity_t(case: Case, plant: Plant) -> float:
    """Return what a plant of a project can make in a year once it has ramped up: with its expansions, as
    finance counts it.
    """
    later = [row.capacity_t_per_year for row in case.capacity_changes if row.plant == plant.plant]
    return max([plant.capacity_t_per_year, *later])
