"""Charts of the finance of projects as SVG: present values, cash by year of one project, gaps."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from didymium.views.projects.chart_data import (
    STACKED,
    CashYears,
    GapLine,
    WorthBar,
    cash_years,
    gap_lines,
    worth_bars,
)
from didymium.views.projects.view import ProjectsView
from didymium.views.svg import HATCHES, PALETTE, Chart, draw
from didymium.views.wording import Words, number

DETAILED = 6
MOST_GAPS = 9
COLUMNS = 3


def worth_chart(view: ProjectsView, language: str) -> Chart | None:
    """Draw the present value of each project from its worst to its best decile; None without any."""
    words, bars = view.speaker(language).words, worth_bars(view, language)
    if not bars:
        return None

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _paint_worth(words, axis, bars)
        figure.legend(loc="outside upper left", ncols=4, fontsize=8)

    detail = words("list.comma").join(
        words("finance.chart.worth_item", project=bar.label, usd=number(bar.middle))
        for bar in bars[:DETAILED]
    )
    title, description = words("finance.chart.worth"), words("finance.chart.worth_alt", detail=detail)
    return draw("projects-worth", title, description, 1.2 + 0.26 * len(bars), paint)


def _paint_worth(words: Words, axis: Axes, bars: tuple[WorthBar, ...]) -> None:
    axis.use_sticky_edges = False
    said: set[str] = set()

    def once(name: str) -> str | None:
        label = None if name in said else words(f"finance.chart.{name}")
        said.add(name)
        return label

    for place, bar in enumerate(bars):
        kind, colour = ("bankable", PALETTE[3]) if bar.bankable else ("not_bankable", PALETTE[1])
        axis.barh(
            place, bar.high - bar.low, left=bar.low, height=0.55, color=colour, label=once(kind),
            hatch="" if bar.bankable else "////", edgecolor="white", linewidth=0.0,
        )  # fmt: skip
        axis.plot([bar.middle], [place], color="black", marker="|", markersize=12, linestyle="",
                  label=once("median"))  # fmt: skip
        if bar.floor_middle is not None:
            axis.plot([bar.floor_middle], [place], color="black", marker="D", markersize=4, linestyle="",
                      label=once("median_floor"))  # fmt: skip
    axis.axvline(0.0, color="black", linewidth=0.8)
    axis.set_yticks(range(len(bars)), [bar.label for bar in bars], fontsize=8)
    axis.invert_yaxis()
    axis.set_xlabel(words("finance.chart.worth_x"))
    axis.grid(axis="y", visible=False)
    axis.set_axisbelow(True)


def cash_chart(view: ProjectsView, project: str, language: str) -> Chart | None:
    """Draw the cash of a project by year; None if nothing can be said of it."""
    words, cash = view.speaker(language).words, cash_years(view, project, language)
    if cash is None:
        return None

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _paint_cash(words, axis, cash)
        figure.legend(loc="outside upper left", ncols=5, fontsize=8)

    flow = dict(cash.parts)["project"]
    title = words("finance.chart.cash", project=cash.label)
    description = words(
        "finance.chart.cash_alt",
        first=cash.years[0],
        last=cash.years[-1],
        least=number(min(flow)),
        most=number(max(flow)),
    )
    return draw(f"projects-cash-{project.replace('_', '-')}", title, description, 3.6, paint)


def _paint_cash(words: Words, axis: Axes, cash: CashYears) -> None:
    parts, years = dict(cash.parts), np.array(cash.years)
    above, below = np.zeros(len(years)), np.zeros(len(years))
    for place, name in enumerate(STACKED):
        values = np.array(parts[name])
        over, under = np.clip(values, 0.0, None), np.clip(values, None, 0.0)
        colour, hatch = PALETTE[(place + 3) % 8], HATCHES[place % 8]
        if not np.any(values):
            continue
        axis.bar(years, over, 0.8, bottom=above, color=colour, hatch=hatch, edgecolor="white", linewidth=0.0,
                 label=words(f"finance.cash.{name}"))  # fmt: skip
        axis.bar(years, under, 0.8, bottom=below, color=colour, hatch=hatch, edgecolor="white", linewidth=0.0)
        above, below = above + over, below + under
    axis.plot(years, parts["project"], color="black", marker="o", label=words("finance.cash.project"))
    axis.axhline(0.0, color="black", linewidth=0.8)
    axis.set_ylabel(words("finance.chart.cash_y"))
    axis.grid(axis="x", visible=False)
    axis.set_axisbelow(True)


def gaps_chart(view: ProjectsView, language: str) -> Chart | None:
    """Draw what members lack of each material that projects make, and what these make; None without any."""
    words, lines = view.speaker(language).words, gap_lines(view, language)[:MOST_GAPS]
    if not lines:
        return None
    rows = -(-len(lines) // COLUMNS)

    def paint(figure: Figure) -> None:
        axes = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
        for axis, line in zip(axes, lines, strict=False):
            _paint_gap(words, axis, line)
        for axis in axes[len(lines) :]:
            axis.set_axis_off()
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=2, fontsize=8)

    detail = words("list.comma").join(line.label for line in lines)
    title, description = words("finance.chart.gaps"), words("finance.chart.gaps_alt", detail=detail)
    return draw("projects-gaps", title, description, 0.6 + 2.1 * rows, paint)


def _paint_gap(words: Words, axis: Axes, line: GapLine) -> None:
    axis.fill_between(line.years, line.gap_t, color=PALETTE[1], alpha=0.35, label=words("finance.chart.gap"))
    axis.plot(line.years, line.made_t, color=PALETTE[2], marker="o", label=words("finance.chart.made"))
    axis.set_title(words("finance.chart.gap_title", material=line.label))
    axis.set_ylim(bottom=0)
    axis.tick_params(labelsize=7)
