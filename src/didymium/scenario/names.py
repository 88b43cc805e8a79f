"""What the names in a scenario stand for."""

from __future__ import annotations

import datetime as dt

from didymium.case.case import Case
from didymium.scenario.schema import Names


def expand_regions(case: Case, names: Names, on: dt.date) -> set[str]:
    """Return the regions that names of regions and clubs stand for on a day."""
    listed = ("all",) if names == "all" else names
    return {region for name in listed for region in case.regions_of(name, on)}


def expand_materials(case: Case, names: Names) -> set[str]:
    """Return the materials that names of materials and groups stand for."""
    listed = ("all",) if names == "all" else names
    return {material for name in listed for material in case.materials_of(name)}
