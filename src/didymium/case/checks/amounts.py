"""Amounts of one row agree with each other."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at, written
from didymium.files.problems import Problem


def check_amounts(case: Case) -> list[Problem]:
    """Return plants above capacity, costs that fall, stocks above their room, flows above their limit."""
    return [*_plants(case), *_routes(case), *_holdings(case)]


def _plants(case: Case) -> Iterator[Problem]:
    for row in case.plants:
        base, capacity = row.base_t_per_year, row.capacity_t_per_year
        if base is not None and base > capacity:
            message = f"is above the capacity of {written(capacity)} t a year"
            yield problem_at(case, row, message, "base_t_per_year", base)
        last = row.cost_at_capacity_usd_per_kg
        if last is not None and last < row.cost_usd_per_kg:
            message = f"is below cost_usd_per_kg, {written(row.cost_usd_per_kg)}: costs rise towards capacity"
            yield problem_at(case, row, message, "cost_at_capacity_usd_per_kg", last)


def _routes(case: Case) -> Iterator[Problem]:
    for row in case.routes:
        if row.origin == row.destination:
            yield problem_at(case, row, "is the origin too", "destination", row.destination, "delete the row")
        limit = row.limit_t_per_year
        if row.base_t_per_year is not None and limit is not None and row.base_t_per_year > limit:
            message = f"is above the limit of {written(limit)} t a year"
            yield problem_at(case, row, message, "base_t_per_year", row.base_t_per_year)


def _holdings(case: Case) -> Iterator[Problem]:
    for row in case.holdings:
        if row.room_t is not None and row.level_t > row.room_t:
            yield problem_at(
                case, row, f"is above the room of {written(row.room_t)} t", "level_t", row.level_t
            )
