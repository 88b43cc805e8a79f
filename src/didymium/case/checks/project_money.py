"""Capital, currency, debt and ownership of projects make sense."""

from __future__ import annotations

import math
from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at, written
from didymium.case.checks.projects import ordered
from didymium.case.project_schema import Project, ProjectStake
from didymium.files.problems import Problem

_WHOLE = 1 + 1e-9
"""What the stakes in a project may add up to."""


def check_project_money(case: Case) -> list[Problem]:
    """Return ranges of capital out of order, currencies without a rate, debt that outlives its project, and
    stakes of more than the whole.
    """
    problems = [problem for row in case.projects for problem in _project(case, row)]
    return [*problems, *_rates(case), *_stakes(case)]


def _project(case: Case, row: Project) -> Iterator[Problem]:
    yield from ordered(case, row, "capital_low_million", "capital_million", "capital_high_million")
    for column in ("capital_low_million", "capital_high_million"):
        if row.capital_million is None and getattr(row, column) is not None:
            message = f"is blank, though the row states {column}"
            yield problem_at(case, row, message, "capital_million", remedy="say what is most likely")
    rates = {rate.currency for rate in case.exchange_rates} | {"USD"}
    if row.currency not in rates:
        remedy = "add a row with its units per US dollar"
        yield problem_at(case, row, "has no row in exchange_rates.csv", "currency", row.currency, remedy)
    if row.debt_share > 0 and row.debt_years > row.life_years:
        message = f"is more than life_years, {written(row.life_years)}"
        yield problem_at(case, row, message, "debt_years", row.debt_years, "debt ends with the production")


def _rates(case: Case) -> Iterator[Problem]:
    for row in case.exchange_rates:
        if row.currency == "USD" and row.per_usd != 1:
            yield problem_at(case, row, "is not 1", "per_usd", row.per_usd, "a dollar is worth a dollar")


def _stakes(case: Case) -> Iterator[Problem]:
    held: dict[str, list[ProjectStake]] = {}
    for row in case.project_stakes:
        held.setdefault(row.project, []).append(row)
    for project, rows in held.items():
        total = math.fsum(row.share for row in rows)
        if total > _WHOLE:
            holders = " + ".join(f"{row.holder} {written(100 * row.share)} %" for row in rows)
            message = (
                f"brings the stakes in {project} to {written(100 * total)} %, more than 100 % ({holders})"
            )
            remedy = "lower a stake, or take out one that is only expected"
            yield problem_at(case, rows[-1], message, "share", rows[-1].share, remedy)
