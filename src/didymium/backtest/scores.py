"""Scores of predictions: errors, direction, rank, coverage of the band, and skill against 'nothing changes'.

Spearman (1904) for the rank correlation; skill after Murphy (1988), 1 − error / error of the benchmark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from didymium.backtest.definition import PRICES, Series
from didymium.backtest.points import SCORED, error_of, log_error_of, significant

Record = Mapping[str, Any]
Floats = NDArray[np.float64]

PARTS = ("all", "before", "held_out")
"""All points, those before the split, and those held out."""
MEASURES = (
    "points", "relative_error", "bias", "log_error", "absolute_error", "direction", "rank_correlation",
    "coverage", "naive_relative_error", "naive_log_error", "naive_absolute_error", "skill", "log_skill",
)  # fmt: skip
"""What is measured of each part."""
SCORES = {"series": pl.String, "part": pl.String, "measure": pl.String, "value": pl.Float64}
"""Columns of scores; a measure that cannot be taken has no row."""
ABSOLUTE = frozenset({"share", "days"})
"""Units of series that are judged by the difference itself: of a share near zero every part is large."""
FLAT = 0.01
"""A change by less than this part counts as none."""
LEAST_FOR_RANK = 3
"""Points from which on a rank correlation is given."""
BAND = 0.8
"""Share of what happens that the band should cover."""


def scores_of(series: Sequence[Series], points: pl.DataFrame) -> pl.DataFrame:
    """Return the scores of every series: columns series, part, measure, value. A series without a split has
    one part.
    """
    rows = []
    for one in series:
        own = points.filter(pl.col("series") == one.name, pl.col("status") == SCORED).to_dicts()
        moves = _moves(one, own)
        for part, keep in _PARTS.items():
            if one.split is None and part != "all":
                continue
            chosen = [place for place, row in enumerate(own) if keep(row)]
            found = _measures(one, [own[place] for place in chosen], [moves[place] for place in chosen])
            rows += [(one.name, part, name, found[name]) for name in MEASURES if found.get(name) is not None]
    return pl.DataFrame(rows, schema=SCORES, orient="row")


_PARTS: Mapping[str, Callable[[Record], bool]] = {
    "all": lambda row: True,
    "before": lambda row: not row["held_out"],
    "held_out": lambda row: bool(row["held_out"]),
}
assert tuple(_PARTS) == PARTS


def _measures(
    series: Series, rows: Sequence[Record], moves: Sequence[bool | None]
) -> dict[str, float | None]:
    if not rows:
        return {}
    found: dict[str, float | None] = {
        "points": float(len(rows)),
        "bias": mean([error for row in rows if (error := row["error"]) is not None]),
        "direction": mean([float(move) for move in moves if move is not None]),
        "rank_correlation": rank_correlation(rows),
        "coverage": coverage(rows),
        "skill": _skill(error_measure(series), rows),
    }
    for kind in _kinds(series):
        found[kind], found[f"naive_{kind}"] = (_mean_error(kind, rows, who) for who in ("predicted", "base"))
    if "log_error" in found:
        found["log_skill"] = _skill("log_error", rows)
    return found


def mean(values: Sequence[float]) -> float | None:
    """Return the mean; None of nothing."""
    return sum(values) / len(values) if values else None


def _off_by(predicted: float | None, actual: float) -> float | None:
    return None if predicted is None else predicted - actual


_ERRORS: Mapping[str, Callable[[float | None, float], float | None]] = {
    "relative_error": error_of,
    "absolute_error": _off_by,
    "log_error": log_error_of,
}


def _kinds(series: Series) -> list[str]:
    """Return the errors that are taken of a series."""
    kinds = ["relative_error"]
    if series.unit in ABSOLUTE:
        kinds.append("absolute_error")
    if series.quantity in PRICES:
        kinds.append("log_error")
    return kinds


def error_measure(series: Series) -> str:
    """Return the error by which a series is judged first: the difference of shares and days, the relative
    error of all else.
    """
    return "absolute_error" if series.unit in ABSOLUTE else "relative_error"


def _mean_error(kind: str, rows: Sequence[Record], who: str) -> float | None:
    errors = (_ERRORS[kind](row[who], row["actual"]) for row in rows)
    return mean([abs(error) for error in errors if error is not None])


def _skill(kind: str, rows: Sequence[Record]) -> float | None:
    """Return the skill over the points at which both the prediction and 'nothing changes' have an error."""
    both = [
        row
        for row in rows
        if all(_ERRORS[kind](row[who], row["actual"]) is not None for who in ("predicted", "base"))
    ]
    return skill(_mean_error(kind, both, "predicted"), _mean_error(kind, both, "base"))


def skill(error: float | None, naive: float | None) -> float | None:
    """Return 1 − error / naive: 1 is perfect, 0 no better than 'nothing changes'; None without a benchmark
    that errs.
    """
    return None if error is None or not naive else 1.0 - error / naive


def rank_correlation(rows: Sequence[Record]) -> float | None:
    """Return Spearman's rank correlation of what was predicted and what happened; None of fewer than three
    points, or where either is the same throughout. Figures rank by the digits that are recorded: the last
    ones of a solver say nothing.
    """
    if len(rows) < LEAST_FOR_RANK:
        return None
    predicted, actual = (
        np.array([significant(row[name]) for row in rows]) for name in ("predicted", "actual")
    )
    if np.ptp(predicted) == 0 or np.ptp(actual) == 0:
        return None
    return float(stats.spearmanr(predicted, actual).statistic)


def coverage(rows: Sequence[Record]) -> float | None:
    """Return the share of points with a band whose band holds what happened; None without bands."""
    banded = [row for row in rows if row["low"] is not None and row["high"] is not None]
    return mean([float(row["low"] <= row["actual"] <= row["high"]) for row in banded])


def _moves(series: Series, rows: Sequence[Record]) -> list[bool | None]:
    """Say of each point whether prediction and history move the same way: against the point before, the
    first one against the reference; None where there is nothing to hold it against.
    """
    then = (1.0, 1.0) if series.reference is not None else None
    found: list[bool | None] = []
    for row in rows:
        now = _rate(series, row, "predicted"), _rate(series, row, "actual")
        found.append(None if then is None else direction(then[0], now[0]) == direction(then[1], now[1]))
        then = now
    return found


def _rate(series: Series, row: Record, name: str) -> float:
    """Return a figure, of tonnes those a day: points may differ in length."""
    days = (row["until"] - row["from"]).days + 1 if series.unit == "t" else 1
    return float(row[name]) / days


def direction(before: float, after: float) -> int:
    """Return 1 for up, −1 for down, 0 for a change of less than one per cent."""
    if abs(after - before) < FLAT * abs(before):
        return 0
    return int(np.sign(after - before))
