"""Every demand has a curve that can be drawn, and a highest price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from didymium.case.caps import ladder_caps
from didymium.case.case import Case
from didymium.case.checks.at import problem_at, written
from didymium.case.schema import DemandStep
from didymium.files.problems import Problem

_FASTEST_GROWTH = 1.0


def check_demand(case: Case) -> list[Problem]:
    """Return demands whose steps, growth or highest price do not fit."""
    steps: dict[tuple[str, ...], list[DemandStep]] = defaultdict(list)
    for row in case.demand_steps:
        steps[row.sector, row.region, row.material].append(row)
    return [*_steps(case, steps), *_falling(case, steps), *_growth(case), *_unlimited(case)]


def _steps(case: Case, steps: dict[tuple[str, ...], list[DemandStep]]) -> Iterator[Problem]:
    demands = {row.identity: row for row in case.demands}
    for row in case.demands:
        if row.curve == "steps" and row.identity not in steps:
            remedy = "add its steps to demand_steps.csv, or give another curve"
            yield problem_at(case, row, "has no steps", "curve", row.curve, remedy)
        if row.curve == "steps" and row.elasticity:
            yield problem_at(
                case, row, "is not used with steps", "elasticity", row.elasticity, "leave it blank"
            )
    for key, of_demand in steps.items():
        demand = demands.get(key)
        if demand is None:
            yield problem_at(case, of_demand[0], "belongs to no row of demands.csv", value=", ".join(key))
        elif demand.curve != "steps":
            remedy = "write steps, or delete the steps in demand_steps.csv"
            yield problem_at(case, demand, "does not use its steps", "curve", demand.curve, remedy)


def _falling(case: Case, steps: dict[tuple[str, ...], list[DemandStep]]) -> Iterator[Problem]:
    for of_demand in steps.values():
        for before, row in pairwise(sorted(of_demand, key=lambda row: row.step)):
            if row.worth_usd_per_kg >= before.worth_usd_per_kg:
                message = (
                    f"is not below step {before.step}, {written(before.worth_usd_per_kg)}: worth must fall"
                )
                yield problem_at(case, row, message, "worth_usd_per_kg", row.worth_usd_per_kg)


def _growth(case: Case) -> Iterator[Problem]:
    for row in case.demands:
        if row.growth_per_year > _FASTEST_GROWTH:
            remedy = f"for {written(row.growth_per_year)} % write {written(row.growth_per_year / 100)}"
            message = "is more than a doubling a year"
            yield problem_at(case, row, message, "growth_per_year", row.growth_per_year, remedy)


def _unlimited(case: Case) -> Iterator[Problem]:
    """Find demands that would pay any price: no elasticity, no loss, no ladder that covers them."""
    capped = {(cap.sector, cap.material) for cap in ladder_caps(case) if cap.penalty_usd_per_kg is not None}
    for row in case.demands:
        flat = row.curve != "steps" and row.elasticity == 0
        if flat and row.loss_usd_per_kg is None and (row.sector, row.material) not in capped:
            message = "is blank, and neither an elasticity nor a full ladder limits the price"
            yield problem_at(case, row, message, "loss_usd_per_kg", remedy="give a loss or an elasticity")
