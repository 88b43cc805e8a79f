"""The coefficients of a process as they stand on a date."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.schema import Coefficient


@dataclass(frozen=True)
class Recipe:
    """Tonnes of each material per tonne of activity from a date on: inputs negative, outputs positive."""

    process: str
    from_: dt.date | None
    """First day; None: from the start."""
    t_per_t: Mapping[str, float]

    @property
    def inputs(self) -> dict[str, float]:
        """Tonnes used, positive."""
        return {material: -tonnes for material, tonnes in self.t_per_t.items() if tonnes < 0}

    @property
    def outputs(self) -> dict[str, float]:
        """Tonnes made."""
        return {material: tonnes for material, tonnes in self.t_per_t.items() if tonnes > 0}


def recipes_of(case: Case) -> list[Recipe]:
    """Return the recipes of every process, one for each date on which a coefficient changes."""
    rows: dict[str, list[Coefficient]] = defaultdict(list)
    for row in case.coefficients:
        rows[row.process].append(row)
    return [recipe for process, of_process in rows.items() for recipe in _recipes(process, of_process)]


def _recipes(process: str, rows: list[Coefficient]) -> list[Recipe]:
    dates = sorted({row.from_ or dt.date.min for row in rows})
    ordered = sorted(rows, key=lambda row: row.from_ or dt.date.min)
    recipes = []
    for date in dates:
        known = {row.material: row.t_per_t for row in ordered if (row.from_ or dt.date.min) <= date}
        recipes.append(Recipe(process, None if date == dt.date.min else date, known))
    return recipes
