"""How long things take in a case, from its stock_terms.csv."""

from __future__ import annotations

from didymium.case.case import Case
from didymium.case.schema import StockTerms
from didymium.decisions.allocation.reading import Delays


def delays_of(case: Case) -> Delays:
    """Return the days that the case states for each material; what no row states takes none, and
    :func:`stages_without_terms` names it.
    """
    terms = {row.material or row.stage: row for row in case.stock_terms}
    stages = {row.material: row.stage for row in case.materials}

    def row_of(material: str) -> StockTerms | None:
        return terms.get(material) or terms.get(stages.get(material, ""))

    def work(material: str) -> float:
        row = row_of(material)
        return 0.0 if row is None or row.work_in_process_days is None else row.work_in_process_days

    def release(material: str) -> float:
        row = row_of(material)
        return 0.0 if row is None or row.release_lead_days is None else row.release_lead_days

    return Delays(work, release)


def stages_without_terms(case: Case) -> tuple[str, ...]:
    """Return the stages of the case's materials for which no row of stock_terms.csv says how long work takes
    or how soon a stock is released.
    """
    stated = {
        row.stage
        for row in case.stock_terms
        if row.work_in_process_days is not None and row.release_lead_days is not None
    }
    return tuple(sorted({row.stage for row in case.materials} - stated))
