"""The names that a case knows, by what they stand for, and other spellings that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from didymium.case.case import Case
from didymium.files.problems import Problem
from didymium.files.suggestion import did_you_mean


class Target(Enum):
    """What a name in a table or a scenario refers to; the value says so in messages."""

    REGION = "in regions.csv"
    REGION_OR_CLUB = "in regions.csv or clubs.csv"
    MATERIAL = "in materials.csv"
    MATERIAL_OR_GROUP = "in materials.csv or material_groups.csv"
    PROCESS = "in processes.csv"
    SECTOR = "in sectors.csv"
    PLANT = "in plants.csv"
    PROJECT = "in projects.csv"
    CHOKE_POINT = "in column via of routes.csv"


@dataclass(frozen=True)
class Names:
    """For each target, the spellings that lead to a name: ``{"JPN": "JPN", "Japan": "JPN"}``."""

    spellings: Mapping[Target, Mapping[str, str]]
    known: Mapping[Target, frozenset[str]]

    def problem(
        self, target: Target, name: str, file: str, row: int | None, column: str | None
    ) -> Problem | None:
        """Return the problem that a name is unknown, or None."""
        if name in self.known[target]:
            return None
        spellings = self.spellings[target]
        remedy = did_you_mean(name, spellings, stands_for=spellings)
        return Problem(file, f"is not {target.value}", row, column, name, remedy)


def names_of(case: Case) -> Names:
    """Collect the names of a case."""
    regions = _spelt((row.region, row.region, row.name_en, row.name_ko, row.name_ja) for row in case.regions)
    materials = _spelt((row.material, row.material, row.name_en) for row in case.materials)
    spellings = {
        Target.REGION: regions,
        Target.REGION_OR_CLUB: regions | {club: club for club in case.clubs},
        Target.MATERIAL: materials,
        Target.MATERIAL_OR_GROUP: materials | {group: group for group in case.groups},
        Target.PROCESS: _spelt((row.process, row.process, row.name_en) for row in case.processes),
        Target.SECTOR: _spelt((row.sector, row.sector, row.name_en) for row in case.sectors),
        Target.PLANT: _spelt((row.plant, row.plant, row.name_en) for row in case.plants),
        Target.PROJECT: _spelt((row.project, row.project, row.name_en) for row in case.projects),
        Target.CHOKE_POINT: {name: name for row in case.routes for name in row.via.split()},
    }
    return Names(spellings, {target: frozenset(names.values()) for target, names in spellings.items()})


def _spelt(rows: Iterable[tuple[str, ...]]) -> dict[str, str]:
    return {spelling: name for name, *spellings in rows for spelling in spellings}
