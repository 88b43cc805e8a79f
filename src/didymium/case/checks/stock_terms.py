"""Terms of stocks that contradict each other, or that speak of a material of another stage."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.case.schema import StockTerms
from didymium.files.problems import Problem


def check_stock_terms(case: Case) -> list[Problem]:
    """Return materials that are of another stage than their row, and shelf lives without the cost of
    rotation or the other way round.
    """
    return [problem for row in case.stock_terms for problem in _problems(case, row)]


def _problems(case: Case, row: StockTerms) -> Iterator[Problem]:
    stages = {of.material: of.stage for of in case.materials}
    found = stages.get(row.material or "")
    if found is not None and found != row.stage:
        message = f"is not the stage of {row.material}"
        yield problem_at(case, row, message, "stage", row.stage, f"write {found}, as in materials.csv")
    if row.shelf_life_years is not None and row.rotation_cost_share is None:
        message = "is blank, though the row states a shelf life"
        yield problem_at(case, row, message, "rotation_cost_share", None, "say what rotation costs")
    if row.shelf_life_years is None and row.rotation_cost_share is not None:
        message = "is blank, though the row states what rotation costs"
        remedy = "say after how many years goods are rotated, or leave both blank"
        yield problem_at(case, row, message, "shelf_life_years", None, remedy)
