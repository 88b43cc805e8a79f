"""A series as a chart: what was predicted, what happened, what 'nothing changes' says, and the band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from didymium.backtest.definition import Series
from didymium.backtest.points import SCORED
from didymium.views.backtest.saying import days
from didymium.views.backtest.view import BacktestView
from didymium.views.wording import Words
from didymium.web.look.chart import Options

Record = Mapping[str, Any]
PREDICTED, HAPPENED, NOTHING = "--series-1", "--series-2", "--quiet"
_DAY_MS = 86_400_000
_AXES = {"multiple": "@number", "usd_per_kg": "@number", "share": "@percent", "t": "@compact"}
_VALUES = {"multiple": "@number", "usd_per_kg": "@number", "share": "@percent", "t": "@number"}
BEFORE_DAYS, AHEAD_DAYS = 122, 183
"""Of the course what lies so many days before the first point and after the last one is shown too."""


def is_drawn(view: BacktestView, series: Series) -> bool:
    """Say whether a series has a chart: days until something happens are a number, no course."""
    return series.unit != "days" and bool(view.points_of(series.name).height)


def series_options(words: Words, view: BacktestView, series: Series) -> Options:
    """Return the chart of a series: bars of tonnes side by side, all else as a course over time."""
    rows = view.points_of(series.name).to_dicts()
    if series.unit == "t":
        return _bars(words, [row for row in rows if row["status"] == SCORED])
    return _course(words, view, series, rows)


def series_numbers(view: BacktestView, series: Series) -> pl.DataFrame:
    """Return the points of a series with the unit in the names of columns."""
    own = view.points_of(series.name)
    told = {
        name: f"{name}_{series.unit}" for name in ("predicted", "actual", "base", "low", "median", "high")
    }
    kept = ("from", "until", *told, "error", "held_out", "status")
    return own.select(kept).rename({**told, "error": "error_share"})


def _course(words: Words, view: BacktestView, series: Series, rows: Sequence[Record]) -> Options:
    last = max(row["until"] for row in rows).toordinal() + AHEAD_DAYS
    first = min(row["from"] for row in rows).toordinal() - BEFORE_DAYS
    path = [
        row
        for row in view.path_of(series.name).to_dicts()
        if row["from"].toordinal() <= last and row["until"].toordinal() >= first
    ]
    drawn = [
        _step(words("backtest.chart.nothing"), path, "base", NOTHING, "dashed"),
        _step(words("backtest.chart.predicted"), path, "predicted", PREDICTED, "solid"),
        *_band(words, rows),
        _spans(words, rows),
        _happened(words, rows),
    ]
    if series.split is not None:
        drawn[1]["markArea"] = _held_out(words, series)
    return {
        "grid": {"left": 8, "right": 20, "top": 16, "bottom": 44, "containLabel": True},
        "legend": {"bottom": 0, "type": "scroll", "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "item", "valueFormatter": _VALUES[series.unit]},
        "xAxis": {
            "type": "time",
            "axisLabel": {"formatter": "@month", "color": "--quiet", "hideOverlap": True},
            "axisLine": {"lineStyle": {"color": "--line"}},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "axisLabel": {"formatter": _AXES[series.unit], "color": "--quiet"},
            "splitLine": {"lineStyle": {"color": "--line"}},
        },
        "series": drawn,
    }


def _step(name: str, path: Sequence[Record], column: str, colour: str, dash: str) -> Options:
    data: list[list[Any]] = [[_at(row["from"]), row[column]] for row in path]
    if path:
        data.append([_at(path[-1]["until"]) + _DAY_MS, path[-1][column]])
    return {
        "type": "line",
        "name": name,
        "step": "end",
        "symbol": "none",
        "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "width": 2.5 if dash == "solid" else 1.5, "type": dash},
        "data": data,
    }


def _happened(words: Words, rows: Sequence[Record]) -> Options:
    return {
        "type": "scatter",
        "name": words("backtest.chart.actual"),
        "symbol": "diamond",
        "symbolSize": 11,
        "itemStyle": {"color": HAPPENED},
        "data": [[_middle(row), row["actual"]] for row in rows],
        "z": 5,
    }


def _spans(words: Words, rows: Sequence[Record]) -> Options:
    """Return the days that a figure is about as lines, of which the legend says nothing."""
    return _pieces(
        words("backtest.chart.actual"),
        [((_at(row["from"]), row["actual"]), (_at(row["until"]) + _DAY_MS, row["actual"])) for row in rows],
        {"color": HAPPENED, "width": 1.5},
    )


def _band(words: Words, rows: Sequence[Record]) -> list[Options]:
    known = [row for row in rows if row["low"] is not None and row["high"] is not None]
    if not known:
        return []
    ends = [((_middle(row), row["low"]), (_middle(row), row["high"])) for row in known]
    look = {"color": PREDICTED, "width": 7, "opacity": 0.35}
    return [_pieces(words("backtest.chart.band"), ends, look)]


def _pieces(name: str, ends: Sequence[tuple[tuple[float, float], ...]], look: Options) -> Options:
    """Return lines from point to point, with gaps between them."""
    data = [place for pair in ends for place in ([*pair[0]], [*pair[1]], [pair[1][0], None])]
    return {
        "type": "line",
        "name": name,
        "symbol": "none",
        "silent": True,
        "itemStyle": {"color": look["color"]},
        "lineStyle": look,
        "data": data,
    }


def _held_out(words: Words, series: Series) -> Options:
    assert series.split is not None
    name = words("backtest.chart.held_out")
    look = {"color": "--line", "opacity": 0.45}
    label = {"position": "insideTopLeft", "color": "--quiet", "fontSize": 10}
    data = [[{"name": name, "xAxis": _at(series.split)}, {"xAxis": "max"}]]
    return {"silent": True, "itemStyle": look, "label": label, "data": data}


def _bars(words: Words, rows: Sequence[Record]) -> Options:
    names = [days(row["from"], row["until"]) + (" *" if row["held_out"] else "") for row in rows]
    looks = (("predicted", PREDICTED, "none"), ("actual", HAPPENED, "rect"))
    drawn = [
        {
            "type": "bar",
            "name": words(f"backtest.chart.{column}"),
            "barMaxWidth": 16,
            "itemStyle": {"color": colour, "decal": {"symbol": decal, "symbolSize": 0.5, "color": "--paper"}},
            "data": [row[column] for row in rows],
        }
        for column, colour, decal in looks
    ]
    nothing = {
        "type": "scatter",
        "name": words("backtest.chart.nothing"),
        "symbol": "rect",
        "symbolSize": [26, 2.5],
        "itemStyle": {"color": "--ink"},
        "data": [row["base"] for row in rows],
        "z": 5,
    }
    return {
        "grid": {"left": 8, "right": 20, "top": 16, "bottom": 44, "containLabel": True},
        "legend": {"bottom": 0, "type": "scroll", "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}, "valueFormatter": "@number"},
        "xAxis": {
            "type": "category",
            "data": names,
            "axisLabel": {"color": "--quiet", "rotate": 40},
            "axisLine": {"lineStyle": {"color": "--line"}},
        },
        "yAxis": {
            "type": "value",
            "axisLabel": {"formatter": "@compact", "color": "--quiet"},
            "splitLine": {"lineStyle": {"color": "--line"}},
        },
        "series": [*drawn, nothing],
    }


def _at(day: Any) -> int:
    """Return a day as an axis of time takes it."""
    return int((day.toordinal() - 719_163) * _DAY_MS)


def _middle(row: Record) -> float:
    return (_at(row["from"]) + _at(row["until"]) + _DAY_MS) / 2
