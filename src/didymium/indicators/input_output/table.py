"""An input-output table: what industries sell to each other, to final demand, and what they add."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from didymium.files.cells import CellError, read_cell
from didymium.files.columns import Column, ColumnKind
from didymium.files.csv_file import CsvFile, parse_csv
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean

Floats = NDArray[np.float64]

INDUSTRY = "industry"
VALUE_ADDED = "value_added"
FINAL = ("final_demand", "consumption", "investment", "inventories", "exports")
"""Names of columns that are final demand; every other column is an industry."""
PRIMARY = (VALUE_ADDED, "imports", "taxes_and_margins")
"""Names of rows that are no industry's sales: what an industry adds, imports and pays besides."""
MAY_BE_NEGATIVE = frozenset({"inventories", "investment", VALUE_ADDED, "taxes_and_margins"})
"""Stocks may fall, used equipment may be sold, an industry may lose money, a subsidy is a negative tax."""
LARGEST = 1e15
"""Size of figures beyond which sums of them mean nothing."""
BALANCE = 1e-3
"""Part of an industry's output by which its row and its column may differ."""
ROUNDING = 0.5
"""What each figure of a table in whole numbers may have been rounded by."""


class InputOutputError(Exception):
    """A table or a shock for which there is no answer, said in words."""


@dataclass(frozen=True)
class InputOutputTable:
    """A table of n industries in one money unit. ``transactions`` (n, n) holds what the industry of the row
    sells to that of the column, ``final`` (n, parts) what it sells to final demand, ``primary`` (parts, n)
    what the industry of the column adds, imports and pays besides.
    """

    name: str
    industries: tuple[str, ...]
    transactions: Floats
    final: Mapping[str, Floats]
    primary: Mapping[str, Floats]

    @cached_property
    def final_demand(self) -> Floats:
        """What each industry sells to final demand in all, shape (n,)."""
        return np.asarray(sum(self.final.values(), np.zeros(len(self.industries))))

    @cached_property
    def output(self) -> Floats:
        """What each industry makes: all that it sells, shape (n,)."""
        return np.asarray(self.transactions.sum(axis=1) + self.final_demand)

    @property
    def value_added(self) -> Floats:
        """What each industry adds to what it buys, shape (n,)."""
        return self.primary[VALUE_ADDED]

    @cached_property
    def primary_inputs(self) -> Floats:
        """What each industry does not buy from the others, shape (n,): its output less what it buys, so that
        a column that was rounded closes.
        """
        return np.asarray(self.output - self.transactions.sum(axis=0))

    def position(self, industry: str) -> int:
        """Return the row and column of an industry.

        Raises:
            InputOutputError: If the table has none of this name.
        """
        if industry not in self.industries:
            meant = did_you_mean(industry, self.industries) or ""
            raise InputOutputError(f'{self.name} has no industry "{industry}" {meant}'.rstrip())
        return self.industries.index(industry)


def parse_input_output_table(content: bytes, file: str) -> InputOutputTable:
    """Read a table from the bytes of a CSV file.

    The first column, ``industry``, names the rows. Every industry has a row and a column; columns named as in
    ``FINAL`` are final demand, rows named as in ``PRIMARY`` what industries do not buy from each other, of
    which ``value_added`` must be there. Row and column totals of an industry must agree.

    Raises:
        InputError: With every problem of the file: what is no number, negative or missing, industries without
            their row or column, rows and columns that do not balance.
    """
    return _table_of(parse_csv(content, file), Path(file).stem)


def _table_of(content: CsvFile, name: str) -> InputOutputTable:
    cells, problems = _cells(content)
    problems = [*content.problems, *_shape_problems(content), *problems]
    if problems or not content.header:
        raise InputError(problems)
    table = _assembled(content, cells, name)
    unbalanced = list(_balance_problems(content, table))
    if unbalanced:
        raise InputError(unbalanced)
    return table


def _industries_of(content: CsvFile) -> list[str]:
    return [name for name in content.header[1:] if name not in FINAL]


def _shape_problems(content: CsvFile) -> Iterator[Problem]:
    """Yield industries without row or column, names that stand twice, and parts that every table has."""
    if not content.header:
        return
    if content.header[0] != INDUSTRY:
        remedy = f'name it "{INDUSTRY}"'
        yield Problem(content.file, "is not the first column", 1, content.header[0], remedy=remedy)
    columns, rows = _industries_of(content), [cells[0] for _, cells in content.rows]
    yield from _twice(content, [*content.header[1:]], lambda name: (1, name))
    yield from _twice(content, rows, lambda name: (_row_number(content, name), INDUSTRY))
    sold = [name for name in rows if name not in PRIMARY]
    if not columns:
        yield Problem(content.file, "has no industry", 1, remedy="give every industry a row and a column")
    if "" in sold:
        remedy = "every row and every column has a name"
        yield Problem(content.file, "is blank", _row_number(content, ""), INDUSTRY, remedy=remedy)
    for name in sold:
        if name not in columns:
            remedy = did_you_mean(name, columns, limit=0) or "give every industry a row and a column"
            place = _row_number(content, name)
            yield Problem(content.file, "is a row without a column", place, INDUSTRY, name, remedy)
    for name in columns:
        if name not in sold:
            remedy = did_you_mean(name, sold, limit=0) or "give every industry a row and a column"
            yield Problem(content.file, "is a column without a row", 1, name, remedy=remedy)
    if VALUE_ADDED not in rows:
        remedy = "value added is output less all that is bought"
        yield Problem(content.file, f'has no row "{VALUE_ADDED}"', remedy=remedy)
    if not set(content.header) & set(FINAL):
        yield Problem(content.file, "has no column of final demand", 1, remedy=f"one of {', '.join(FINAL)}")


def _twice(
    content: CsvFile, names: list[str], place: Callable[[str], tuple[int | None, str]]
) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            row, column = place(name)
            yield Problem(content.file, f"stands {count} times", row, column, name)


def _row_number(content: CsvFile, name: str) -> int | None:
    return next((number for number, cells in content.rows if cells[0] == name), None)


def _cells(content: CsvFile) -> tuple[dict[tuple[str, str], float], list[Problem]]:
    """Return every figure by row and column, and what is no figure or must not be negative."""
    figures: dict[tuple[str, str], float] = {}
    problems: list[Problem] = []
    for number, cells in content.rows:
        row = cells[0]
        for column, text in zip(content.header[1:], cells[1:], strict=True):
            if row in PRIMARY and column in FINAL:
                continue
            try:
                figure = _figure(row, column, text)
            except CellError as error:
                problems.append(
                    Problem(content.file, error.message, number, column, text or None, error.remedy)
                )
                continue
            figures[row, column] = figure
    return figures, problems


def _figure(row: str, column: str, text: str) -> float:
    """Return the figure of a cell.

    Raises:
        CellError: If it is blank, no number, too large, or negative where nothing can be.
    """
    if not text:
        raise CellError("is blank", "write 0 where nothing is sold")
    figure = float(str(read_cell(_column(column), text)))
    if abs(figure) > LARGEST:
        raise CellError("is too large", "write the whole table in thousands or millions")
    if figure < 0 and not {row, column} & MAY_BE_NEGATIVE:
        raise CellError("is negative", "only inventories, investment, value added and taxes can be")
    return figure


def _column(name: str) -> Column:
    return Column(name, name, ColumnKind.NUMBER, True, False, (), None, None, None, None, "")


def _assembled(content: CsvFile, cells: Mapping[tuple[str, str], float], name: str) -> InputOutputTable:
    industries = _industries_of(content)
    rows = [cells_of_row[0] for _, cells_of_row in content.rows]

    def column(part: str) -> Floats:
        return np.array([cells[row, part] for row in industries])

    def line(part: str) -> Floats:
        return np.array([cells[part, industry] for industry in industries])

    return InputOutputTable(
        name,
        tuple(industries),
        np.array([line(industry) for industry in industries]),
        {part: column(part) for part in content.header[1:] if part in FINAL},
        {part: line(part) for part in rows if part in PRIMARY},
    )


def _balance_problems(content: CsvFile, table: InputOutputTable) -> Iterator[Problem]:
    """Yield industries that sell another amount than they buy and add."""
    primary = np.array(list(table.primary.values()))
    bought = table.transactions.sum(axis=0) + primary.sum(axis=0)
    allowed = BALANCE * np.maximum(table.output, bought) + _rounding(table)
    for industry, sells, buys, slack in zip(table.industries, table.output, bought, allowed, strict=True):
        if abs(sells - buys) > slack:
            message = f"sells {sells:,.6g} but buys and adds {buys:,.6g}: row and column do not balance"
            remedy = "look for a figure in the wrong place, or rows and columns changed over"
            yield Problem(content.file, message, _row_number(content, industry), INDUSTRY, industry, remedy)


def _rounding(table: InputOutputTable) -> Floats:
    """Return what rounding alone can put between an industry's row and its column; 0 unless all figures are
    whole numbers.
    """
    final, primary = np.array(list(table.final.values())), np.array(list(table.primary.values()))
    parts = (table.transactions, final, primary)
    if any(np.any(part != np.round(part)) for part in parts):
        return np.zeros(len(table.industries))
    count = np.count_nonzero(table.transactions, axis=1) + np.count_nonzero(table.transactions, axis=0)
    return np.asarray(
        ROUNDING * (count + np.count_nonzero(final, axis=0) + np.count_nonzero(primary, axis=0))
    )
