"""Units of reading that say what only quantities can."""

from __future__ import annotations

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.files.problems import Problem


def check_market_units(case: Case) -> list[Problem]:
    """Return units of prices that say over which time flows are read."""
    return [
        problem_at(case, row, "is said of a price", "per", row.per, "leave it blank, or read quantities")
        for row in case.market_units
        if row.reads == "price" and row.per is not None
    ]
