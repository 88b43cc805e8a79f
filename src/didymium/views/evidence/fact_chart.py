"""Facts as a chart: every source's figures by date, with their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from matplotlib.figure import Figure

from didymium.views.evidence.speaking import Speaker
from didymium.views.panels import style
from didymium.views.svg import Chart, draw

HEIGHT = 4.2
MOST_LINES = 8
LONGEST_LABEL = 60
_LINE = ["source", "basis", "detail"]


@dataclass(frozen=True)
class FigureLines:
    """The figures of one kind: what they are of, their unit, and a line for each source and basis."""

    title: str
    unit: str
    shown: pl.DataFrame
    """Every figure, by date."""
    lines: tuple[tuple[str, pl.DataFrame], ...]
    """Label and figures of each line, the longest first."""


def figure_lines(speaker: Speaker, facts: pl.DataFrame) -> FigureLines | None:
    """Return the figures of the kind that most facts have, one line a source and basis; None without
    figures.
    """
    numbers = facts.filter(pl.col("base").is_not_null(), pl.col("start").is_not_null())
    if not numbers.height:
        return None
    key = ["subject", "measure", "material", "partner", "unit"]
    commonest = (
        numbers.group_by(key, maintain_order=True).len().sort("len", descending=True).row(0, named=True)
    )
    shown = numbers.filter(*(pl.col(column) == commonest[column] for column in key)).sort("start", "fact")
    first = shown.row(0, named=True)
    title = f"{speaker.name(first['subject'])}: {speaker.about({**first, 'basis': '', 'detail': ''})}"
    counts = shown.group_by(_LINE, maintain_order=True).len().sort("len", descending=True)
    lines = tuple(
        (_label(speaker, line), shown.filter(*(pl.col(column) == line[column] for column in _LINE)))
        for line in counts.head(MOST_LINES).iter_rows(named=True)
    )
    return FigureLines(title, speaker.unit(commonest["unit"]), shown, lines)


def fact_chart(speaker: Speaker, facts: pl.DataFrame) -> Chart | None:
    """Draw :func:`figure_lines`; None without figures."""
    found = figure_lines(speaker, facts)
    if found is None:
        return None
    return draw(
        "facts",
        speaker.words("chart.facts", what=found.title),
        speaker.words("chart.facts_alt", count=found.shown.height, sources=found.shown["source"].n_unique()),
        HEIGHT,
        lambda figure: _paint(figure, found),
    )


def _paint(figure: Figure, found: FigureLines) -> None:
    axes = figure.subplots()
    for position, (label, rows) in enumerate(found.lines):
        _line(axes, rows.to_dicts(), label, position)
    axes.set_title(found.title)
    axes.set_ylabel(found.unit)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, fontsize=7.5)


def _label(speaker: Speaker, line: dict[str, Any]) -> str:
    """Name a line by its source, and by what its figures are counted in."""
    basis = [speaker.basis(line["basis"])] if line["basis"] else []
    variant = ", ".join([*basis, *([line["detail"].replace("_", " ")] if line["detail"] else [])])
    title = speaker.source(line["source"])
    short = title if len(title) <= LONGEST_LABEL else f"{title[:LONGEST_LABEL]}…"
    return f"{short} ({variant})" if variant else short


def _line(axes: Any, rows: Sequence[dict[str, Any]], label: str, position: int) -> None:
    middles = [row["start"] + (row["end"] - row["start"]) / 2 for row in rows]
    values = [row["number"] for row in rows]
    axes.plot(middles, values, label=label, **style(position))
    for middle, row in zip(middles, rows, strict=True):
        low, high = row["low"], row["high"]
        if low is not None and high is not None:
            axes.vlines(middle, low, high, color=style(position)["color"], linewidth=0.8)
