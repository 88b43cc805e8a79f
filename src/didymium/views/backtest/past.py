"""How the errors of a backtest moved from record to record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from didymium.backtest.definition import Series
from didymium.backtest.history import ROUNDING, read_scores
from didymium.backtest.records import Score
from didymium.backtest.scores import error_measure
from didymium.views.backtest.saying import error_said
from didymium.views.backtest.view import BacktestView
from didymium.views.result_tables import Table
from didymium.views.wording import Words

MOST_RECORDS = 8
"""Records that a table shows: the last ones."""
_PART = "all"

Moved = Literal["better", "worse", "same"]


@dataclass(frozen=True)
class Past:
    """The records of a backtest, oldest first, and the error of each series in each of them."""

    records: tuple[tuple[int, dt.date, str], ...]
    """Number, day and note."""
    errors: tuple[tuple[str, tuple[float | None, ...]], ...]
    """Name of a series, its errors over all its points; None: none was recorded."""


def past_of(view: BacktestView) -> Past:
    """Return every record of a backtest, of the series that it has now.

    Raises:
        InputError: With every problem in the file of scores.
    """
    own = [row for row in read_scores(view.case) if row.backtest == view.result.name]
    told = {row.record: row.note for row in own if row.note}
    records = tuple(sorted({(row.record, row.recorded, told.get(row.record, "")) for row in own}))
    series = view.result.definition.series
    return Past(records, tuple((one.name, _errors(own, one, records)) for one in series))


def _errors(
    rows: Sequence[Score], series: Series, records: Sequence[tuple[int, dt.date, str]]
) -> tuple[float | None, ...]:
    wanted = (series.name, _PART, error_measure(series))
    known = {row.record: row.value for row in rows if (row.series, row.part, row.measure) == wanted}
    return tuple(known.get(number) for number, *_ in records)


def moved_of(errors: Sequence[float | None]) -> Moved | None:
    """Say how the last error stands against the one before; None if there are no two of them."""
    known = [error for error in errors if error is not None]
    if len(known) < 2:
        return None
    change = known[-1] - known[-2]
    return "same" if abs(change) <= ROUNDING else ("worse" if change > 0 else "better")


def past_table(words: Words, view: BacktestView, past: Past) -> Table:
    """A row a series: its error in each of the last records, and whether the last change made it better."""
    shown = past.records[-MOST_RECORDS:]
    series = {one.name: one for one in view.result.definition.series}
    rows = tuple(
        (
            series[name].title_in(words.language),
            *(error_said(words, series[name], error) for error in errors[-MOST_RECORDS:]),
            _moved(words, errors),
        )
        for name, errors in past.errors
    )
    headers = (
        words("backtest.column.series"),
        *(f"{number} ({day})" for number, day, _ in shown),
        words("truth.moved"),
    )
    return Table(words("truth.past_table"), headers, rows, frozenset(range(1, len(shown) + 1)))


def _moved(words: Words, errors: Sequence[float | None]) -> str:
    moved = moved_of(errors)
    return "–" if moved is None else words(f"backtest.verdict.{moved}")


def past_sentences(words: Words, past: Past) -> list[str]:
    """Say of each record shown when it was made and what had changed."""
    return [
        words("truth.past", number=number, date=words.date(day), note=note or "–")
        for number, day, note in past.records[-MOST_RECORDS:]
    ]
