"""What happened is told in one unit a series, and no share is above one."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.files.problems import Problem


def check_history(case: Case) -> list[Problem]:
    """Return rows of history.csv whose unit differs from their series', and shares that are none."""
    return [*_units(case), *_shares(case)]


def _units(case: Case) -> Iterator[Problem]:
    units: dict[str, str] = {}
    for row in case.history:
        unit = units.setdefault(row.series, row.unit)
        if row.unit != unit:
            message = f"is not the unit of the series {row.series}, {unit}"
            yield problem_at(case, row, message, "unit", row.unit, "give the row a series of its own")


def _shares(case: Case) -> Iterator[Problem]:
    for row in case.history:
        if row.unit == "share" and row.value > 1.0:
            yield problem_at(case, row, "is above 1", "value", row.value, "write 0.85 for 85 %")
