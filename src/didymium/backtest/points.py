"""Points: what was predicted and what happened side by side, and the course of each prediction."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import polars as pl

from didymium.backtest.actuals import Actual, points_of
from didymium.backtest.definition import PRICES, FirstShortSeries, Series
from didymium.backtest.predictions import Reason, days_until_short, predict
from didymium.case.case import Case
from didymium.outcome.tables import Outcome

POINTS = {
    "series": pl.String,
    **dict.fromkeys(("from", "until"), pl.Date),
    **dict.fromkeys(
        ("predicted", "actual", "base", "error", "log_error", "low", "median", "high"), pl.Float64
    ),
    "held_out": pl.Boolean,
    "status": pl.String,
    "source": pl.String,
}
"""Columns of points. ``error`` is predicted / actual − 1, ``log_error`` ln(predicted / actual) of prices;
``low``, ``median`` and ``high`` are the quantiles 0.1, 0.5 and 0.9 where bands were recorded. ``status`` is
``scored``, or why nothing is predicted (:class:`didymium.backtest.predictions.Reason`)."""
PATHS = {
    "series": pl.String,
    **dict.fromkeys(("from", "until"), pl.Date),
    **dict.fromkeys(("predicted", "base"), pl.Float64),
}
"""Columns of courses: a row a period of the run. ``base`` is what the base run says in the same unit."""
SCORED = "scored"
_DIGITS = 6
"""Significant digits of recorded figures; what differs beyond is what a solver leaves open."""


def points_and_paths(
    case: Case, series: Sequence[Series], base: Outcome, outcome: Outcome
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the points and the courses of some series, by series and date."""
    points: list[tuple[Any, ...]] = []
    paths: list[tuple[Any, ...]] = []
    for one in series:
        if isinstance(one, FirstShortSeries):
            points += _days_points(case, one, base, outcome)
        else:
            said, before = predict(case, one, base, outcome), predict(case, one, base, base)
            points += [
                point(
                    one,
                    actual,
                    said.value(actual.from_, actual.until),
                    before.value(actual.from_, actual.until),
                )
                for actual in points_of(case, one)
            ]
            paths += [(one.name, *now, then[2]) for now, then in zip(said.path(), before.path(), strict=True)]
    return (
        pl.DataFrame(points, schema=POINTS, orient="row"),
        pl.DataFrame(paths, schema=PATHS, orient="row"),
    )


def _days_points(
    case: Case, series: FirstShortSeries, base: Outcome, outcome: Outcome
) -> list[tuple[Any, ...]]:
    """Return the points of a series of days: the base run, in which nobody runs short, says nothing."""
    return [
        point(series, actual, days_until_short(case, series, base, outcome, actual.from_), Reason.NEVER)
        for actual in points_of(case, series)
    ]


def point(series: Series, actual: Actual, predicted: float | Reason, base: float | Reason) -> tuple[Any, ...]:
    """Return the row of a point, without a band."""
    status = predicted.value if isinstance(predicted, Reason) else SCORED
    value = None if isinstance(predicted, Reason) else predicted
    return (
        series.name,
        actual.from_,
        actual.until,
        value,
        actual.value,
        None if isinstance(base, Reason) else base,
        error_of(value, actual.value),
        log_error_of(value, actual.value) if series.quantity in PRICES else None,
        *(None, None, None),
        is_held_out(series, actual.from_),
        status,
        actual.source,
    )


def is_held_out(series: Series, first: dt.date) -> bool:
    """Say whether a point that begins on a day is held out."""
    return series.split is not None and first >= series.split


def error_of(predicted: float | None, actual: float) -> float | None:
    """Return predicted / actual − 1; None without a prediction, or where nothing was reported."""
    return None if predicted is None or actual <= 0 else predicted / actual - 1.0


def log_error_of(predicted: float | None, actual: float) -> float | None:
    """Return ln(predicted / actual); None without a prediction, or where either is zero."""
    return None if not predicted or predicted <= 0 or actual <= 0 else math.log(predicted / actual)


def significant(value: float | None) -> float | None:
    """Round to the digits that are recorded, so that records of the same run have the same bytes."""
    return None if value is None else float(f"{value:.{_DIGITS}g}")


def uncovered(points: pl.DataFrame) -> pl.DataFrame:
    """Return the points for which nothing is predicted: series, from, until, actual, status, source."""
    left = points.filter(pl.col("status") != SCORED)
    return left.select("series", "from", "until", "actual", "status", "source")
