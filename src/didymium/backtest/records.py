"""The files in which backtests are recorded, beside their definitions in the folder ``backtests`` of a case.

``scores.csv`` holds every record ever made, ``points/NAME.csv`` and ``paths/NAME.csv`` what the last one
predicted, ``bands/NAME.csv`` the range of an ensemble.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from didymium.backtest.points import SCORED
from didymium.backtest.predictions import Reason
from didymium.backtest.reading import FOLDER
from didymium.case.case import Case
from didymium.case.cell_types import Name
from didymium.files.csv_text import csv_text
from didymium.files.problems import InputError, Problem
from didymium.files.row import Row
from didymium.files.table_file import read_table
from didymium.outcome.recording import write_recorded

RowType = TypeVar("RowType", bound=Row)
Number = Annotated[int, Field(ge=1)]
Day = Annotated[dt.date, Field(alias="from")]

SCORES_FILE = "scores.csv"


class Score(Row):
    """One score of one record."""

    file = SCORES_FILE
    key = ("record", "backtest", "series", "part", "measure")

    record: Number
    """Number of the record, counted over all backtests of the case."""
    recorded: dt.date
    """Day of the record."""
    backtest: Name
    """The backtest."""
    series: Name
    """The series."""
    part: Literal["all", "before", "held_out"]
    """All points, those before the split, or those held out."""
    measure: str
    """What is measured."""
    value: float
    """The score."""
    note: str = ""
    """Why it was recorded: what had changed; in the first row of a backtest's record."""


class PointRow(Row):
    """One point of the last record."""

    file = "points"
    key = ("series", "number")

    series: Name
    """The series."""
    number: Number
    """Number of the point in its series."""
    from_: Day
    """First day."""
    until: dt.date
    """Last day."""
    predicted: float | None = None
    """What was predicted; blank: nothing."""
    actual: float
    """What happened."""
    base: float | None = None
    """What the base run says; blank: nothing."""
    status: str
    """``scored``, or why nothing is predicted."""
    source: str
    """Where the figure of what happened comes from."""


class PathRow(Row):
    """What the last record predicted for one period of the run."""

    file = "paths"
    key = ("series", "from_")

    series: Name
    """The series."""
    from_: Day
    """First day."""
    until: dt.date
    """Last day."""
    predicted: float | None = None
    """What was predicted; blank: nothing."""
    base: float | None = None
    """What the base run says; blank: nothing."""


class BandRow(Row):
    """The range of one point over the scenarios of an ensemble."""

    file = "bands"
    key = ("series", "number")

    series: Name
    """The series."""
    number: Number
    """Number of the point in its series."""
    from_: Day
    """First day."""
    until: dt.date
    """Last day."""
    low: float | None = None
    """Tenth of the scenarios that lie lower; blank: no scenario predicts anything."""
    median: float | None = None
    """Half of the scenarios lie lower."""
    high: float | None = None
    """Tenth of the scenarios lie higher."""
    with_value: Annotated[int, Field(ge=0)]
    """Scenarios that predict something."""
    scenarios: Number
    """Scenarios drawn."""
    seed: Annotated[int, Field(ge=0)]
    """Seed of the draws."""
    recorded: dt.date
    """Day of the record."""


def read_rows(case: Case, name: str, model: type[RowType]) -> tuple[RowType, ...]:
    """Read a recorded file of a case; nothing if it is not there. ``name`` is its path in ``backtests/``.

    Raises:
        InputError: With every problem in it.
    """
    if case.path is None or not (case.path / FOLDER / name).is_file():
        return ()
    file = f"{FOLDER}/{name}"
    table = read_table(case.path / file, file, model, model.key)
    problems = list(table.problems)
    for number, row in table.rows:
        problems += [Problem(file, message, number, column, value) for column, value, message in _wrong(row)]
    if problems:
        raise InputError(problems)
    return tuple(row for _, row in table.rows)


def _wrong(row: Row) -> Iterator[tuple[str, str | None, str]]:
    """Yield column, value and what is wrong where a row disagrees with itself."""
    if isinstance(row, PointRow | PathRow | BandRow) and row.until < row.from_:
        yield "until", str(row.until), f"is before from, {row.from_}"
    if isinstance(row, PointRow):
        yield from _wrong_status(row)
    if isinstance(row, BandRow):
        known = [value for value in (row.low, row.median, row.high) if value is not None]
        if known != sorted(known):
            yield "low", f"{row.low:g}", "does not lie below median and high"


def _wrong_status(row: PointRow) -> Iterator[tuple[str, str | None, str]]:
    if row.status not in (SCORED, *Reason):
        yield "status", row.status, f"is neither {SCORED} nor a reason ({', '.join(Reason)})"
    elif (row.status == SCORED) == (row.predicted is None):
        shown = None if row.predicted is None else f"{row.predicted:g}"
        yield "predicted", shown, f"does not go with the status {row.status}"


def write_rows(case: Case, name: str, model: type[RowType], rows: Iterable[RowType]) -> Path:
    """Write a recorded file of a case, whole or not at all.

    Raises:
        RecordError: If the place cannot be written.
    """
    return write_recorded(case, FOLDER, name, csv_text(model, rows))
