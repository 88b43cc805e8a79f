"""Units of a sector's product that say of what they take so many kilograms."""

from __future__ import annotations

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.case.counted import used_materials
from didymium.files.problems import Problem


def check_sectors(case: Case) -> list[Problem]:
    """Return sectors that state kilograms a unit of several materials without saying which of them count."""
    remedy = "name the material or group of which kg_per_unit speaks"
    return [
        problem_at(case, row, "is blank, though the sector uses several materials", "counted", None, remedy)
        for row in case.sectors
        if row.kg_per_unit is not None and not row.counted and len(used_materials(case, row.sector)) > 1
    ]
