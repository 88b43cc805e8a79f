"""A portfolio run through markets made anew: plants open in the tables of the case, not by the links of the
search, and every market is solved by a solver of its own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.project_schema import Project
from didymium.case.schema import CapacityChange
from didymium.decisions.long_run.futures import LongFuture
from didymium.decisions.long_run.markets import FutureMarket, Setting
from didymium.decisions.long_run.opening import full_capacity_t
from didymium.decisions.long_run.shocks import course_program
from didymium.decisions.portfolio.model import Funding
from didymium.decisions.projects.timeline import MONTHS_PER_YEAR, after_months, first_product, step_days
from didymium.market.solver import HotSolver
from didymium.scenario.schema import ProjectBuild

Floats = NDArray[np.float64]
SOURCE = "assumed: the ramp and the life of projects.csv"


def losses_again(setting: Setting, futures: Sequence[LongFuture], fundings: Sequence[Funding]) -> Floats:
    """Return what each future loses with a portfolio, million US dollars; shape (futures,).

    Raises:
        SolverError: If a market has no answer.
    """
    return np.array([
        sum(_loss(setting.market(place, item), future, place, fundings)
            for place, item in enumerate(future.markets))
        for future in futures
    ])  # fmt: skip


def _loss(ready: FutureMarket, future: LongFuture, place: int, fundings: Sequence[Funding]) -> float:
    case, builds = ready.run.case, list[ProjectBuild]()
    for item in fundings:
        choice = item.build.choice
        fate = future.fates[choice.name]
        if choice.market == place and fate.built:
            begins = first_product(choice.project, item.build.decided, fate.lead_months)
            case = _ramped(case, choice.project, begins)
            builds.append(_build(choice.project, begins))
    run = dataclasses.replace(ready.run, case=case)
    shock = future.markets[place].events
    program = course_program(run, run.market, ready.calm.path, shock, builds)
    answer = HotSolver(program).solve(duals=False)
    return answer.objective - ready.calm.cost_usd_million


def _ramped(case: Case, project: Project, begins: dt.date) -> Case:
    """Return the case with the ramp of a project's plants, and the end of its life, as later capacities."""
    rows = [row for row in case.capacity_changes if row.plant not in project.plant_names]
    for plant in case.plants:
        if plant.plant in project.plant_names:
            rows += _steps(plant.plant, full_capacity_t(case, plant), project, begins)
    return dataclasses.replace(case, tables={**case.tables, "capacity_changes": tuple(rows)})


def _steps(plant: str, capacity: float, project: Project, begins: dt.date) -> Iterator[CapacityChange]:
    days = step_days(project, begins)
    ends = after_months(begins, MONTHS_PER_YEAR * project.life_years)
    for number, day in enumerate(days, start=1):
        yield _change(plant, day, capacity * number / len(days))
    yield _change(plant, ends, 0.0)


def _change(plant: str, day: dt.date, capacity: float) -> CapacityChange:
    return CapacityChange.model_validate(
        {"plant": plant, "from": day, "capacity_t_per_year": capacity, "source": SOURCE}
    )


def _build(project: Project, begins: dt.date) -> ProjectBuild:
    return ProjectBuild.model_validate(
        {"kind": "project_build", "plants": project.plant_names, "from": begins, "source": SOURCE}
    )
