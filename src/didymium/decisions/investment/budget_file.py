"""Budgets from a CSV file: a ceiling in each row, or everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from didymium.decisions.investment.request import BudgetAsked
from didymium.files.problems import InputError, Problem
from didymium.files.row import Row
from didymium.files.table_file import read_table


class BudgetRow(Row):
    """One ceiling on what funders spend together."""

    file = "budgets.csv"
    key = ("funders", "first_year", "last_year")

    funders: str = ""
    """Regions whose treasuries spend it, separated by spaces; blank: all."""
    first_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    """First year; blank: the first of the horizon."""
    last_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    """Last year; blank: none, every payment to come counts."""
    amount_million: Annotated[float, Field(ge=0, le=1e7)]
    """Ceiling in millions of the currency."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    """ISO 4217 code; any but US dollars needs a rate in exchange_rates.csv."""


@dataclass(frozen=True)
class BudgetFile:
    """The budgets of a file, and the rows of the spreadsheet in which they stand."""

    name: str
    budgets: tuple[BudgetAsked, ...]
    rows: tuple[int, ...]

    def located(self, problem: Problem) -> Problem:
        """Return a problem that names a budget by its number as one that names its row in the file."""
        if problem.file != "budgets" or problem.row is None:
            return problem
        place = self.rows[problem.row - 1]
        return Problem(self.name, problem.message, place, problem.column, problem.value, problem.remedy)


def read_budgets(path: Path) -> BudgetFile:
    """Read budgets from a CSV file. Whether its years, funders and currencies make sense is for
    :func:`check_projects`, as with budgets that come another way.

    Raises:
        InputError: With every cell that cannot be read.
    """
    table = read_table(path, path.name, BudgetRow, BudgetRow.key)
    problems = [*table.problems]
    if not problems and not table.rows:
        problems = [Problem(path.name, "has no rows", remedy="write a row for each budget")]
    if problems:
        raise InputError(problems)
    return BudgetFile(
        path.name,
        tuple(_asked(row) for _, row in table.rows),
        tuple(number for number, _ in table.rows),
    )


def _asked(row: BudgetRow) -> BudgetAsked:
    return BudgetAsked(
        funders=tuple(row.funders.split()),
        first_year=row.first_year,
        last_year=row.last_year,
        amount_million=row.amount_million,
        currency=row.currency,
    )
