"""A problem at a row of a case, with the row's file and number."""

from __future__ import annotations

from didymium.case.case import Case
from didymium.files.problems import Problem
from didymium.files.row import Row


def problem_at(
    case: Case,
    row: Row,
    message: str,
    column: str | None = None,
    value: object = None,
    remedy: str | None = None,
) -> Problem:
    """Return a problem at ``row``; a value is written as a person would."""
    file, number = case.places.get((row.file.removesuffix(".csv"), row.identity), (row.file, None))
    return Problem(file, message, number, column, None if value is None else written(value), remedy)


def written(value: object) -> str:
    """Write a value: numbers without trailing zeros, everything else as text."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
