"""Small multiples of lines over time: one panel a material, one line a region, the same style for a region
everywhere.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from didymium.views.svg import LINES, MARKERS, PALETTE

COLUMNS = 3
PANEL_HEIGHT = 2.1
MOST_TICKS = 5
LOWEST = 0.2
"""Multiples below this are off the chart: a price that falls to nothing would flatten all others."""


@dataclass(frozen=True)
class Line:
    """A named line of a panel: values by the middle of each period; None is a gap."""

    name: str
    style: int
    points: tuple[tuple[float, float | None], ...]


@dataclass(frozen=True)
class Panel:
    """A small chart with its title and lines."""

    title: str
    lines: tuple[Line, ...]


def style(position: int) -> dict[str, Any]:
    """Return colour, line style and marker of the nth series, all three different from its neighbours'."""
    return {
        "color": PALETTE[position % len(PALETTE)],
        "linestyle": LINES[position % len(LINES)],
        "marker": MARKERS[position % len(MARKERS)],
    }


def height_of(panels: Sequence[Panel]) -> float:
    """Return the height in inches that the panels need."""
    return 0.6 + PANEL_HEIGHT * math.ceil(len(panels) / COLUMNS)


def paint_panels(
    figure: Figure,
    panels: Sequence[Panel],
    y_label: str,
    prepare: Callable[[Axes], object],
    start: dt.date | None,
) -> None:
    """Draw panels on a common scale, with one legend for all and a line on the first day of the
    restriction.
    """
    columns = min(COLUMNS, len(panels))
    rows = math.ceil(len(panels) / columns)
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    shown = list(axes.flat)[: len(panels)]
    for axis, panel in zip(shown, panels, strict=True):
        _paint(axis, panel, start)
    for axis in list(axes.flat)[len(panels) :]:
        axis.set_visible(False)
    for axis in shown[-columns:]:
        axis.tick_params(labelbottom=True)
    prepare(shown[0])
    dates_below(shown[0])
    figure.supylabel(y_label, fontsize=9)
    handles, labels = _legend(panels)
    figure.legend(handles, labels, loc="outside upper left", ncols=min(len(labels), 7), fontsize=9)


def _paint(axis: Axes, panel: Panel, start: dt.date | None) -> None:
    axis.set_title(panel.title)
    for line in panel.lines:
        values = [math.nan if value is None else value for _, value in line.points]
        axis.plot([day for day, _ in line.points], values, **style(line.style), markevery=2)
    if start is not None:
        axis.axvline(start.toordinal(), color="#555555", linewidth=0.8, linestyle=(0, (2, 2)))


def dates_below(axis: Axes) -> None:
    """Label the horizontal axis, in days, with months in figures, which every language reads."""
    low, high = (dt.date.fromordinal(int(limit)) for limit in axis.get_xlim())
    months = (high.year - low.year) * 12 + high.month - low.month
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if months <= MOST_TICKS * step), 120)
    every = range(low.year * 12, (high.year + 1) * 12, step)
    days = [day for count in every if low <= (day := dt.date(count // 12, count % 12 + 1, 1)) <= high]
    axis.set_xticks([day.toordinal() for day in days], [f"{day:%Y-%m}" for day in days], fontsize=8)


def _legend(panels: Sequence[Panel]) -> tuple[list[Line2D], list[str]]:
    found = {line.name: line.style for panel in panels for line in panel.lines}
    ordered = sorted(found.items(), key=lambda item: item[1])
    return [Line2D([], [], **style(position)) for _, position in ordered], [name for name, _ in ordered]


def middle(first: dt.date, spans: Mapping[dt.date, dt.date]) -> float:
    """Return the middle of a period on a scale of days."""
    return (first.toordinal() + spans.get(first, first).toordinal()) / 2


def multiples_axis(axis: Axes) -> None:
    """Make the vertical axis one of multiples: logarithmic, with marks such as ×2 and ×5."""
    axis.set_yscale("log")
    low, high = axis.get_ylim()
    axis.set_ylim(max(min(low, 0.8), LOWEST), max(high, 1.25))
    axis.yaxis.set_major_locator(LogLocator(10, subs=(1.0, 2.0, 5.0)))
    axis.yaxis.set_minor_locator(NullLocator())
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"×{value:g}"))
