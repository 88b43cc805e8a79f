"""Every name that a row uses is there."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.case.names import Names, Target, names_of
from didymium.files.problems import Problem
from didymium.files.row import Row

_SINGLE: dict[str, dict[str, Target]] = {
    "clubs": {"region": Target.REGION},
    "material_groups": {"material": Target.MATERIAL},
    "market_units": {"material": Target.MATERIAL},
    "contents": {"material": Target.MATERIAL},
    "processes": {"reference_material": Target.MATERIAL},
    "coefficients": {"process": Target.PROCESS, "material": Target.MATERIAL},
    "plants": {"process": Target.PROCESS, "region": Target.REGION},
    "capacity_changes": {"plant": Target.PLANT},
    "routes": {"material": Target.MATERIAL, "origin": Target.REGION, "destination": Target.REGION},
    "demands": {"sector": Target.SECTOR, "region": Target.REGION, "material": Target.MATERIAL},
    "demand_steps": {"sector": Target.SECTOR, "region": Target.REGION, "material": Target.MATERIAL},
    "substitutes": {"from_material": Target.MATERIAL, "to_material": Target.MATERIAL},
    "holdings": {"region": Target.REGION, "material": Target.MATERIAL},
    "stock_terms": {"material": Target.MATERIAL},
    "market_power": {"exporter": Target.REGION_OR_CLUB, "material": Target.MATERIAL_OR_GROUP},
    "prices": {"material": Target.MATERIAL, "region": Target.REGION},
    "plant_costs": {"plant": Target.PLANT, "product": Target.MATERIAL},
    "cost_advantages": {"region": Target.REGION},
    "projects": {"region": Target.REGION},
    "project_stakes": {"project": Target.PROJECT, "region": Target.REGION},
    "deposits": {"project": Target.PROJECT, "region": Target.REGION},
    "lifetimes": {"sector": Target.SECTOR},
    "use_history": {"sector": Target.SECTOR, "region": Target.REGION, "material": Target.MATERIAL_OR_GROUP},
    "use_places": {"sector": Target.SECTOR, "region": Target.REGION},
    "sectors": {"counted": Target.MATERIAL_OR_GROUP},
    "totals": {"material": Target.MATERIAL_OR_GROUP},
    "observed": {"material": Target.MATERIAL_OR_GROUP, "origin": Target.REGION_OR_CLUB},
}
_LISTS: dict[str, dict[str, Target]] = {
    "substitutes": {"sectors": Target.SECTOR},
    "totals": {
        "process": Target.PROCESS,
        "sector": Target.SECTOR,
        "origins": Target.REGION_OR_CLUB,
        "destinations": Target.REGION_OR_CLUB,
    },
    "observed": {"destinations": Target.REGION_OR_CLUB},
    "market_power": {"destinations": Target.REGION_OR_CLUB},
    "projects": {
        "plants": Target.PLANT,
        "participants": Target.REGION_OR_CLUB,
        "funders": Target.REGION_OR_CLUB,
    },
}
"""Columns that hold several names separated by spaces."""


def check_references(case: Case) -> list[Problem]:
    """Return the names in tables that no table defines, and names that mean two things."""
    names = names_of(case)
    problems = [
        problem
        for table, rows in case.tables.items()
        for row in rows
        for column, target, name in _references(table, row)
        if (problem := _problem(case, names, row, column, target, name))
    ]
    return problems + _ambiguous(case)


def _references(table: str, row: Row) -> Iterator[tuple[str, Target, str]]:
    for column, target in _SINGLE.get(table, {}).items():
        if name := getattr(row, column):
            yield column, target, name
    for column, target in _LISTS.get(table, {}).items():
        for name in getattr(row, column).split():
            if name != "*":
                yield column, target, name


def _problem(case: Case, names: Names, row: Row, column: str, target: Target, name: str) -> Problem | None:
    file, number = case.places.get((row.file.removesuffix(".csv"), row.identity), (row.file, None))
    return names.problem(target, name, file, number, column)


def _ambiguous(case: Case) -> list[Problem]:
    """Return clubs and groups named like a region or a material, and rows named ``all``."""
    regions = {row.region for row in case.regions}
    materials = {row.material for row in case.materials}
    remedy = "give it another name"
    problems = [
        Problem("clubs.csv", "is the name of a region too", column="club", value=name, remedy=remedy)
        for name in sorted(regions & set(case.clubs))
    ]
    problems += [
        Problem(
            "material_groups.csv", "is the name of a material too", column="group", value=name, remedy=remedy
        )
        for name in sorted(materials & set(case.groups))
    ]
    for row in (*case.regions, *case.materials, *case.sectors):
        if row.identity == ("all",):
            problems.append(problem_at(case, row, "stands for everything", row.key[0], "all", remedy))
    return problems
