"""A backtest as plain data, for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import polars as pl

from didymium.backtest.bars import BarResult
from didymium.backtest.definition import Series
from didymium.backtest.scores import PARTS
from didymium.views.backtest.view import BacktestView


def backtest_data(view: BacktestView, language: str = "en") -> dict[str, Any]:
    """Return everything about a backtest: series with points and scores, bars, what changed, what is not
    covered.
    """
    result, definition = view.result, view.result.definition
    return {
        "case": result.case,
        "backtest": result.name,
        "title": definition.title_in(language),
        "scenario": definition.scenario,
        "split": definition.split_in(language),
        "recorded": _recorded(view),
        "bands": None if view.bands is None else asdict(view.bands),
        "series": [_series(view, one, language) for one in definition.series],
        "bars": [_bar(one, language) for one in result.bars],
        "uncovered": result.uncovered.to_dicts(),
        "changes": [asdict(change) for change in view.changes],
    }


def _recorded(view: BacktestView) -> dict[str, Any] | None:
    """Return the last record: its number, day and note."""
    if not view.before:
        return None
    last = view.before[0]
    return {"number": last.record, "day": last.recorded, "note": last.note}


def _series(view: BacktestView, series: Series, language: str) -> dict[str, Any]:
    points = view.points_of(series.name).drop("series")
    return {
        "series": series.name,
        "title": series.title_in(language),
        "quantity": series.quantity,
        "unit": series.unit,
        "reference": series.reference,
        "split": series.split,
        "why": series.why_in(language),
        "points": points.to_dicts(),
        "scores": {part: _scores(view, series, part) for part in PARTS},
    }


def _scores(view: BacktestView, series: Series, part: str) -> dict[str, float]:
    own = view.result.scores.filter(pl.col("series") == series.name, pl.col("part") == part)
    return dict(own.select("measure", "value").iter_rows())


def _bar(found: BarResult, language: str) -> dict[str, Any]:
    told = found.bar.model_dump(by_alias=True, exclude={"title_en", "title_ko", "title_ja", "series"})
    return {
        "title": found.bar.title_in(language),
        "met": found.met,
        "series": [asdict(one) for one in found.series],
        **told,
    }
