"""A chart of an export case: the verdict through time, one bar a reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import matplotlib.dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from didymium.screening.export.timeline import Stretch
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.export.view import ExportView
from didymium.views.svg import HATCHES, PALETTE, Chart, draw

_FILLS = {
    "permitted": (PALETTE[3], HATCHES[0]),
    "licence": (PALETTE[5], HATCHES[1]),
    "prohibited": (PALETTE[1], HATCHES[3]),
    "unknown": (PALETTE[7], HATCHES[4]),
}
_AFTER = dt.timedelta(days=120)
"""How far the chart goes on after the last change."""


def timeline_charts(speaker: Speaker, view: ExportView) -> tuple[Chart, ...]:
    """Draw the verdicts under each reading; nothing if no day changes any."""
    rows = [(reading, stretches) for reading, stretches in view.timelines.items() if stretches]
    if not rows:
        return ()
    words = speaker.words
    end = max(stretch.first for _, stretches in rows for stretch in stretches) + _AFTER
    end = max(end, view.day + _AFTER)

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        for place, (_, stretches) in enumerate(rows):
            _bars(axis, place, stretches, end)
        _dress(axis, speaker, view.day, [reading for reading, _ in rows])

    title = words("screen.export.chart.timeline")
    description = words("screen.export.chart.timeline_alt", detail=_detail(speaker, rows[0][1]))
    return (draw("screen-timeline", title, description, 1.2 + 0.4 * len(rows), paint),)


def _bars(axis: Axes, place: int, stretches: Sequence[Stretch], end: dt.date) -> None:
    for stretch in stretches:
        colour, hatch = _FILLS[stretch.verdict.value]
        last = end if stretch.last is None else stretch.last + dt.timedelta(days=1)
        first = mdates.date2num(stretch.first)  # type: ignore[no-untyped-call]
        width = (last - stretch.first).days
        axis.barh(place, width, left=first, height=0.6, color=colour, hatch=hatch, edgecolor="white")


def _dress(axis: Axes, speaker: Speaker, day: dt.date, readings: Sequence[str]) -> None:
    words = speaker.words
    axis.set_yticks(range(len(readings)), [words(f"screen.reading.{reading}") for reading in readings])
    axis.invert_yaxis()
    axis.xaxis_date()
    axis.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m"))  # type: ignore[no-untyped-call]
    axis.grid(visible=False, axis="y")
    axis.axvline(mdates.date2num(day), color="black", linewidth=1.0)  # type: ignore[no-untyped-call]
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=words(f"screen.verdict.{name}"))
        for name, (colour, hatch) in _FILLS.items()
    ]
    axis.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.15), ncol=4)


def _detail(speaker: Speaker, stretches: Sequence[Stretch]) -> str:
    words = speaker.words
    said = [f"{stretch.first}: {words(f'screen.verdict.{stretch.verdict.value}')}" for stretch in stretches]
    return words("list.comma").join(said)
