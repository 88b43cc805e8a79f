"""Deposits: their elements are elements, of a deposit that is there, and no more than the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from didymium.case.case import Case
from didymium.case.checks.at import problem_at, written
from didymium.case.elements import GROUPS, SYMBOLS
from didymium.case.project_schema import DepositElement
from didymium.files.problems import Problem
from didymium.files.suggestion import did_you_mean

_WHOLE = 1 + 1e-3
"""What the shares of a deposit may add up to: published splits are rounded."""


def check_deposits(case: Case) -> list[Problem]:
    """Return elements that no chemist knows, of deposits that are not there, counted twice, or that are
    together more than the whole; and ore whose class of knowledge nobody stated.
    """
    rows: dict[str, list[DepositElement]] = defaultdict(list)
    for row in case.deposit_elements:
        rows[row.deposit].append(row)
    problems = [problem for row in case.deposit_elements for problem in _element(case, row)]
    for of_deposit in rows.values():
        problems += [*_twice(case, of_deposit), *_too_much(case, of_deposit)]
    return problems + list(_unclassed(case))


def _element(case: Case, row: DepositElement) -> Iterator[Problem]:
    known = [deposit.deposit for deposit in case.deposits]
    if row.deposit not in known:
        remedy = did_you_mean(row.deposit, known)
        yield problem_at(case, row, "is not in deposits.csv", "deposit", row.deposit, remedy)
    if row.element not in SYMBOLS and row.element not in GROUPS:
        remedy = did_you_mean(row.element, [*GROUPS, *sorted(SYMBOLS)]) or f"or one of {', '.join(GROUPS)}"
        yield problem_at(case, row, "is no chemical symbol", "element", row.element, remedy)


def _twice(case: Case, rows: Sequence[DepositElement]) -> Iterator[Problem]:
    elements = {row.element for row in rows}
    for row in rows:
        inside = [name for name in GROUPS.get(row.element, ()) if name in elements]
        if row.element == "NdPr" and inside:
            message = f"counts {' and '.join(inside)} again, which have rows of their own"
            yield problem_at(case, row, message, "element", row.element, "keep the group or its elements")


def _too_much(case: Case, rows: Sequence[DepositElement]) -> Iterator[Problem]:
    """Find shares above 1; the elements of a group ``HRE`` that have rows of their own are part of it."""
    elements = {row.element for row in rows}
    inside = set(GROUPS["HRE"]) if "HRE" in elements else set()
    total = sum(row.share for row in rows if row.element not in inside)
    if total > _WHOLE:
        message = f"of {rows[-1].deposit}: shares add up to {written(total)}, more than 1"
        yield problem_at(case, rows[-1], message, "share", rows[-1].share)


def _unclassed(case: Case) -> Iterator[Problem]:
    for row in case.deposits:
        if row.ore_mt is None and row.knowledge != "unstated":
            message = "is the class of a tonnage that the row does not state"
            yield problem_at(case, row, message, "knowledge", row.knowledge, 'write "unstated"')
