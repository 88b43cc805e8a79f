"""The history of scores: what was recorded when and why, and whether today's scores are better or worse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from didymium.backtest.bands import BandsNote, bands_note, numbered, read_bands
from didymium.backtest.definition import PRICES, Definition, Series
from didymium.backtest.points import PATHS, POINTS, error_of, is_held_out, log_error_of, significant
from didymium.backtest.reading import FOLDER, Backtest, read_backtests
from didymium.backtest.records import (
    SCORES_FILE,
    BandRow,
    PathRow,
    PointRow,
    Score,
    read_rows,
    write_rows,
)
from didymium.backtest.run import BacktestResult, scored
from didymium.backtest.scores import BAND, MEASURES, PARTS
from didymium.case.case import Case
from didymium.files.problems import InputError, Problem
from didymium.files.row import Row
from didymium.outcome.recording import refuse_unwritable

ROUNDING = 1e-3
"""Scores that differ by no more are the same."""

Verdict = Literal["better", "worse", "same", "new", "gone"]

_WORSENING = {
    "relative_error": 1.0, "log_error": 1.0, "absolute_error": 1.0, "direction": -1.0,
    "rank_correlation": -1.0, "coverage": 1.0, "skill": -1.0, "log_skill": -1.0,
}  # fmt: skip
"""Scores that say how good a prediction is: 1 if more is worse, −1 if less is."""


@dataclass(frozen=True)
class Recorded:
    """The last record of a backtest: its day, the reason given, its number, and how the backtest did, with
    the bands that were recorded.
    """

    recorded: dt.date
    note: str
    number: int
    result: BacktestResult
    bands: BandsNote | None = None


@dataclass(frozen=True)
class Change:
    """A score beside that of the last record."""

    series: str
    part: str
    measure: str
    before: float | None
    now: float | None
    verdict: Verdict


def read_scores(case: Case) -> tuple[Score, ...]:
    """Return every score ever recorded of a case, in the order of the file.

    Raises:
        InputError: With every problem in the file.
    """
    return read_rows(case, SCORES_FILE, Score)


def record_problems(case: Case, names: Sequence[str]) -> list[Problem]:
    """Return every problem in the history of scores and in the recorded bands of some backtests: what must be
    read before anything can be recorded or compared.
    """
    found: list[Problem] = []
    files: list[tuple[str, type[Row]]] = [(SCORES_FILE, Score)]
    files += [(f"bands/{name}.csv", BandRow) for name in names]
    for file, row in files:
        try:
            read_rows(case, file, row)
        except InputError as error:
            found += error.problems
    return found


def last_record(case: Case, name: str) -> tuple[Score, ...]:
    """Return the scores of the last record of a backtest; none if it has none.

    Raises:
        InputError: With every problem in the file of scores.
    """
    own = [row for row in read_scores(case) if row.backtest == name]
    last = max((row.record for row in own), default=0)
    return tuple(row for row in own if row.record == last)


def compare(result: BacktestResult, before: Sequence[Score]) -> tuple[Change, ...]:
    """Hold the scores of a result against those of a record, in the order of the series; empty without a
    record.
    """
    if not before:
        return ()
    then = {(row.series, row.part, row.measure): row.value for row in before}
    now = {(series, part, measure): value for series, part, measure, value in result.scores.iter_rows()}
    known = [one.name for one in result.definition.series]
    keys = [key for key in {**now, **then} if key[2] in _WORSENING]
    keys.sort(key=lambda key: (_place(known, key[0]), _place(PARTS, key[1]), _place(MEASURES, key[2]), key))
    return tuple(_change(key, then.get(key), now.get(key)) for key in keys)


def _place(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else len(names)


def _change(key: tuple[str, str, str], before: float | None, now: float | None) -> Change:
    if before is None or now is None:
        return Change(*key, before, now, "new" if before is None else "gone")
    worse = _WORSENING[key[2]] * (_compared(key[2], now) - _compared(key[2], before))
    verdict: Verdict = "same" if abs(worse) <= ROUNDING else ("worse" if worse > 0 else "better")
    return Change(*key, before, now, verdict)


def _compared(measure: str, value: float) -> float:
    """Return a score as it is compared: of coverage how far it is from what the band should cover."""
    return abs(value - BAND) if measure == "coverage" else value


def record(case: Case, results: Sequence[BacktestResult], note: str, today: dt.date) -> int:
    """Append the scores of some results to the history of their case, and put their points and courses in
    the place of those recorded before; each file is written whole or not at all. Return the record's number.

    Raises:
        RecordError: If the place cannot be written.
        InputError: If the history that is there is damaged.
    """
    refuse_unwritable(case, FOLDER)
    before = read_scores(case)
    number = max((row.record for row in before), default=0) + 1
    added = [
        Score(
            record=number, recorded=today, backtest=result.name, series=series, part=part, measure=measure,
            value=float(significant(value) or 0.0), note="" if place else note,
        )
        for result in results
        for place, (series, part, measure, value) in enumerate(result.scores.iter_rows())
    ]  # fmt: skip
    for result in results:
        write_rows(case, f"points/{result.name}.csv", PointRow, _point_rows(result.points))
        write_rows(case, f"paths/{result.name}.csv", PathRow, _path_rows(result.paths))
    write_rows(case, SCORES_FILE, Score, [*before, *added])
    return number


def recorded(case: Case) -> list[Recorded]:
    """Return the last record of every backtest of a case that has one, without running anything: what was
    predicted then, scored with the bands that are recorded.

    Raises:
        InputError: With every problem in the files of the backtests and their records.
    """
    return [found for backtest in read_backtests(case) if (found := recorded_one(case, backtest)) is not None]


def recorded_one(case: Case, backtest: Backtest) -> Recorded | None:
    """Return the last record of a backtest; None if it has none, or none of its series is recorded.

    Raises:
        InputError: With every problem in the recorded files.
    """
    last = last_record(case, backtest.name)
    points = _read_points(case, backtest)
    if not last or not points.height:
        return None
    bands = read_bands(case, backtest.name)
    result = scored(case.settings.name, backtest, points, _read_paths(case, backtest), bands)
    return Recorded(last[0].recorded, last[0].note, last[0].record, result, bands_note(case, backtest.name))


def _point_rows(points: pl.DataFrame) -> list[PointRow]:
    return [
        PointRow.model_validate(
            {
                **{name: row[name] for name in ("series", "number", "from", "until", "status", "source")},
                **{name: significant(row[name]) for name in ("predicted", "actual", "base")},
            }
        )
        for row in numbered(points).to_dicts()
    ]


def _path_rows(paths: pl.DataFrame) -> list[PathRow]:
    return [
        PathRow.model_validate(
            {
                **{name: row[name] for name in ("series", "from", "until")},
                **{name: significant(row[name]) for name in ("predicted", "base")},
            }
        )
        for row in paths.to_dicts()
    ]


def _read_points(case: Case, backtest: Backtest) -> pl.DataFrame:
    """Return the recorded points of those series that the definition has."""
    series = {one.name: one for one in backtest.definition.series}
    rows = [row for row in read_rows(case, f"points/{backtest.name}.csv", PointRow) if row.series in series]
    return pl.DataFrame([_point(series[row.series], row) for row in rows], schema=POINTS)


def _point(series: Series, row: PointRow) -> dict[str, object]:
    is_price = series.quantity in PRICES
    return {
        **row.model_dump(include={"series", "until", "predicted", "actual", "base", "status", "source"}),
        "from": row.from_,
        "error": error_of(row.predicted, row.actual),
        "log_error": log_error_of(row.predicted, row.actual) if is_price else None,
        "held_out": is_held_out(series, row.from_),
    }


def _read_paths(case: Case, backtest: Backtest) -> pl.DataFrame:
    known = _names(backtest.definition)
    rows = [
        (row.series, row.from_, row.until, row.predicted, row.base)
        for row in read_rows(case, f"paths/{backtest.name}.csv", PathRow)
        if row.series in known
    ]
    return pl.DataFrame(rows, schema=PATHS, orient="row")


def _names(definition: Definition) -> frozenset[str]:
    return frozenset(one.name for one in definition.series)
