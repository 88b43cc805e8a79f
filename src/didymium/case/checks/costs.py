"""Costs of plants that contradict each other, or that say nothing about what the plant makes."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at, written
from didymium.case.schema import CostAdvantage, PlantCost
from didymium.files.problems import Problem

_WHOLE = 1 + 1e-9
"""What the shares of an advantage may add up to."""


def check_costs(case: Case) -> list[Problem]:
    """Return ranges out of order, products that a plant neither makes nor counts in, capital without a life,
    and shares that add up to more than the whole.
    """
    problems = [problem for row in case.plant_costs for problem in _plant_cost(case, row)]
    return problems + [problem for row in case.cost_advantages for problem in _advantage(case, row)]


def _plant_cost(case: Case, row: PlantCost) -> Iterator[Problem]:
    low, central, high = (
        row.operating_low_usd_per_kg,
        row.operating_usd_per_kg,
        row.operating_high_usd_per_kg,
    )
    if low > central:
        message = f"is above operating_usd_per_kg, {written(central)}"
        yield problem_at(case, row, message, "operating_low_usd_per_kg", low)
    if high < central:
        message = f"is below operating_usd_per_kg, {written(central)}"
        yield problem_at(case, row, message, "operating_high_usd_per_kg", high)
    if row.capital_million_usd is not None and row.life_years is None:
        yield problem_at(case, row, "is blank, though the row states capital", "life_years")
    if row.product is not None and row.product not in _countable(case, row.plant):
        message = f"is neither an output nor the reference material of the process of {row.plant}"
        yield problem_at(case, row, message, "product", row.product)


def _countable(case: Case, plant: str) -> set[str]:
    processes = {row.process for row in case.plants if row.plant == plant}
    made = {row.material for row in case.coefficients if row.process in processes and row.t_per_t > 0}
    return made | {row.reference_material for row in case.processes if row.process in processes}


def _advantage(case: Case, row: CostAdvantage) -> Iterator[Problem]:
    total = row.environment_share + row.labour_share + row.energy_share + row.scale_share
    if total > _WHOLE:
        yield problem_at(case, row, f"shares add up to {written(total)}, more than 1", "scale_share")
