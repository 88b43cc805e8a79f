"""A chart of every series: what was predicted, what happened, what 'nothing changes' says, and the band."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

from didymium.backtest.definition import PRICES, Series
from didymium.backtest.points import SCORED
from didymium.views.backtest.saying import Record, days, figure
from didymium.views.backtest.view import BacktestView
from didymium.views.panels import dates_below, multiples_axis
from didymium.views.svg import HATCHES, PALETTE, Chart, draw, picture
from didymium.views.wording import Words

HEIGHT = 3.0
BAR_ROW = 0.36
MOST_TOLD = 4
"""Points told in the words that stand for a chart."""
PREDICTED, HAPPENED, NOTHING = PALETTE[2], PALETTE[1], PALETTE[7]


@dataclass(frozen=True)
class Drawing:
    """A chart that can be had as SVG or as a picture of pixels."""

    name: str
    title: str
    description: str
    height: float
    paint: Callable[[Figure], None]

    def chart(self) -> Chart:
        """Return the chart as SVG."""
        return draw(self.name, self.title, self.description, self.height, self.paint)

    def png(self) -> bytes:
        """Return the chart as PNG."""
        return picture(self.height, self.paint)


def drawing(words: Words, view: BacktestView, series: Series) -> Drawing | None:
    """Return the chart of a series: a course over time, bars of tonnes, or None for days."""
    rows = view.points_of(series.name).to_dicts()
    shown = [row for row in rows if row["status"] == SCORED]
    if series.unit == "days" or not shown:
        return None
    name = f"backtest-{view.result.name}-{series.name}".replace("_", "-")
    title = series.title_in(words.language)
    told = words("backtest.chart.alt", detail=_told(words, series, rows))
    if series.unit == "t":
        height = 1.0 + BAR_ROW * len(shown)
        return Drawing(name, title, told, height, lambda page: _paint_bars(words, page, shown))
    return Drawing(name, title, told, HEIGHT, lambda page: _paint_course(words, page, view, series, rows))


def _told(words: Words, series: Series, rows: Sequence[Record]) -> str:
    scored = [row for row in rows if row["status"] == SCORED]
    worst = sorted(scored, key=lambda row: -abs(row["error"] or 0.0))[:MOST_TOLD]
    return " ".join(
        words(
            "backtest.chart.detail",
            days=days(row["from"], row["until"]),
            predicted=figure(words, series.unit, row["predicted"]),
            actual=figure(words, series.unit, row["actual"]),
        )
        for row in worst
    )


def _paint_course(
    words: Words, page: Figure, view: BacktestView, series: Series, rows: Sequence[Record]
) -> None:
    axis = page.subplots()
    path = view.path_of(series.name).to_dicts()
    first, last = _window(rows, path)
    shown = [row for row in path if row["until"].toordinal() >= first and row["from"].toordinal() <= last]
    for column, colour, style, label in (
        ("base", NOTHING, "--", "nothing"), ("predicted", PREDICTED, "-", "predicted"),
    ):  # fmt: skip
        _steps(axis, shown, column, colour, style, words(f"backtest.chart.{label}"))
    _bands(words, axis, rows, _middle)
    axis.plot(
        [_middle(row) for row in rows], [row["actual"] for row in rows], "D", color=HAPPENED, markersize=4.5,
        linestyle="none", label=words("backtest.chart.actual"), zorder=4,
    )  # fmt: skip
    for row in rows:
        ends = [row["from"].toordinal(), row["until"].toordinal() + 1]
        axis.plot(ends, [row["actual"]] * 2, color=HAPPENED, linewidth=1.0, marker=None, zorder=4)
    _held_out(words, axis, series, (first, last))
    axis.set_xlim(first, last)
    _value_axis(axis, series)
    dates_below(axis)
    axis.set_ylabel(words(f"backtest.axis.{series.unit}"), fontsize=9)
    page.legend(loc="outside upper left", ncols=5, fontsize=8)


def _value_axis(axis: Axes, series: Series) -> None:
    if series.quantity in PRICES and series.unit == "multiple":
        multiples_axis(axis)
        return
    axis.set_ylim(bottom=0)
    if series.unit == "multiple":
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"×{value:g}"))
    if series.unit == "share":
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=None))


def _window(rows: Sequence[Record], path: Sequence[Record]) -> tuple[int, int]:
    """Return the days shown: of the course what lies up to half a year after the last point."""
    last = max(row["until"].toordinal() for row in rows) + 1
    starts = [row["from"].toordinal() for row in (path or rows)]
    ends = [row["until"].toordinal() + 1 for row in (path or rows)]
    scored = [row["from"].toordinal() for row in rows if row["status"] != "outside"]
    return min([*starts[:1], *scored]), max(min(max(ends), last + 183), last)


def _middle(row: Record) -> float:
    return float(row["from"].toordinal() + row["until"].toordinal() + 1) / 2.0


def _steps(axis: Axes, path: Sequence[Record], column: str, colour: str, style: str, label: str) -> None:
    places: list[float] = []
    values: list[float] = []
    for row in path:
        value = np.nan if row[column] is None else row[column]
        places += [row["from"].toordinal(), row["until"].toordinal() + 1]
        values += [value, value]
    axis.plot(places, values, color=colour, linestyle=style, label=label, marker=None)


def _bands(words: Words, axis: Axes, rows: Sequence[Record], place: Callable[[Record], float]) -> None:
    banded = [row for row in rows if row["low"] is not None and row["high"] is not None]
    for position, row in enumerate(banded):
        label = words("backtest.chart.band") if position == 0 else None
        axis.plot(
            [place(row)] * 2, [row["low"], row["high"]], color=PREDICTED, linewidth=6, alpha=0.3,
            solid_capstyle="butt", marker=None, label=label, zorder=2,
        )  # fmt: skip


def _held_out(words: Words, axis: Axes, series: Series, limits: tuple[int, int]) -> None:
    if series.split is not None and series.split.toordinal() < limits[1]:
        begin = max(series.split.toordinal(), limits[0])
        axis.axvspan(
            begin, limits[1], color="#000000", alpha=0.05, linewidth=0, label=words("backtest.chart.held_out")
        )


def _paint_bars(words: Words, page: Figure, rows: Sequence[Record]) -> None:
    axis = page.subplots()
    places = np.arange(len(rows), dtype=float)
    for position, (column, colour) in enumerate((("predicted", PREDICTED), ("actual", HAPPENED))):
        at = places + (position - 0.5) * 0.38
        axis.barh(
            at, [row[column] for row in rows], 0.38, color=colour, hatch=HATCHES[position], edgecolor="white",
            linewidth=0.0, label=words(f"backtest.chart.{column}"),
        )  # fmt: skip
    based = [(place, row["base"]) for place, row in zip(places, rows, strict=True) if row["base"] is not None]
    axis.plot(
        [value for _, value in based], [place for place, _ in based], "|", color="black", markersize=12,
        linestyle="none", label=words("backtest.chart.nothing"),
    )  # fmt: skip
    _bar_bands(words, axis, rows)
    marks = [" *" if row["held_out"] else "" for row in rows]
    names = [days(row["from"], row["until"]) + mark for row, mark in zip(rows, marks, strict=True)]
    axis.set_yticks(places, names, fontsize=8)
    axis.invert_yaxis()
    axis.set_axisbelow(True)
    axis.grid(axis="y", visible=False)
    starred = "  " + words("backtest.chart.starred") if any(marks) else ""
    axis.set_xlabel(words("backtest.unit.t") + starred, fontsize=8)
    page.legend(loc="outside upper left", ncols=4, fontsize=8)


def _bar_bands(words: Words, axis: Axes, rows: Sequence[Record]) -> None:
    banded = [
        (place, row) for place, row in enumerate(rows) if row["low"] is not None and row["high"] is not None
    ]
    for position, (place, row) in enumerate(banded):
        label = words("backtest.chart.band") if position == 0 else None
        axis.plot(
            [row["low"], row["high"]], [place - 0.19] * 2, color="black", linewidth=1.2, marker="|",
            markersize=6, label=label,
        )  # fmt: skip
