"""Charts about alliances: value by number of members, fair shares, what each adds to the founders, and what
members lose alone, apart, joined and after payments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from didymium.views.coalition.data import best_data, joining_data, shares_data, stability_data
from didymium.views.coalition.naming import member_name, millions, money, set_name
from didymium.views.coalition.view import CoalitionView
from didymium.views.svg import HATCHES, PALETTE, Chart, draw
from didymium.views.wording import Words

FILLS = (HATCHES[0], HATCHES[1], HATCHES[4], HATCHES[5])
"""Lines only: dots make a file large."""
DETAILED = 4
"""Rows that a description in words names."""


@dataclass(frozen=True)
class Bars:
    """Bars side by side for each member, million US dollars."""

    name: str
    """Of the chart's messages."""
    members: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    """Name of each message in the legend, with a value for every member."""


def share_bars(view: CoalitionView) -> Bars:
    """Return Shapley's value of each member, and what it adds to all others."""
    return _bars("shares", shares_data(view.answer), ("shapley", "adds_to_all"))


def candidate_bars(view: CoalitionView) -> Bars:
    """Return what each who is no founder adds to them, and its share."""
    return _bars("candidates", stability_data(view.answer.founders)["outside"], ("adds", "share"))


def loss_bars(view: CoalitionView) -> Bars:
    """Return what founders and newcomer lose alone, with the founders together, joined, after payments."""
    found = [] if view.answer.joining is None else joining_data(view.answer.joining)["losses"]
    return _bars("losses", found, ("alone", "founders", "joined", "after_payments"))


def _bars(name: str, rows: Sequence[dict[str, object]], series: Sequence[str]) -> Bars:
    values = tuple((part, tuple(float(str(row[f"{part}_usd_million"])) for row in rows)) for part in series)
    return Bars(name, tuple(str(row["member"]) for row in rows), values)


def joining_charts(words: Words, view: CoalitionView) -> tuple[Chart, ...]:
    """Draw what members lose, and what each outsider adds; none where nobody is left to come."""
    found = (loss_bars(view), candidate_bars(view))
    return tuple(bar_chart(words, bars) for bars in found if bars.members)


def bar_chart(words: Words, bars: Bars) -> Chart:
    """Draw bars side by side for each member."""
    count = len(bars.series)
    width = 0.8 / count

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        places = np.arange(len(bars.members))
        for position, (name, values) in enumerate(bars.series):
            at = places + (position - (count - 1) / 2) * width
            axis.barh(
                at, values, width, label=words(f"coalition.chart.{bars.name}_{name}"),
                color=PALETTE[position + 1], hatch=FILLS[position], edgecolor="white", linewidth=0.0,
            )  # fmt: skip
            for place, value in zip(at, values, strict=True):
                axis.annotate(
                    millions(value), (max(value, 0.0), place), xytext=(3, 0), textcoords="offset points",
                    fontsize=7.5, va="center",
                )  # fmt: skip
        axis.set_yticks(places, [member_name(words, name) for name in bars.members])
        axis.invert_yaxis()
        axis.axvline(0, color="black", linewidth=0.8)
        axis.set_xlabel(words("coalition.chart.unit"))
        axis.set_axisbelow(True)
        axis.grid(axis="y", visible=False)
        figure.legend(loc="outside upper left", ncols=count, fontsize=8)

    height = 1.2 + (0.14 + 0.18 * count) * len(bars.members)
    title = words(f"coalition.chart.{bars.name}")
    return draw(f"coalition-{bars.name}", title, _told(words, bars), height, paint)


def _told(words: Words, bars: Bars) -> str:
    details = []
    for place, member in enumerate(bars.members[:DETAILED]):
        parts = [
            words(
                "coalition.chart.part",
                what=words(f"coalition.chart.{bars.name}_{name}"),
                money=money(words, values[place]),
            )
            for name, values in bars.series
        ]
        told = words("list.comma").join(parts)
        details.append(words("coalition.chart.detail", who=member_name(words, member), list=told))
    return words(f"coalition.chart.{bars.name}_alt", detail=" ".join(details))


def size_chart(words: Words, view: CoalitionView) -> Chart:
    """Draw the value of the best and of the least set of each number of members."""
    rows = best_data(view.answer)
    sizes = [row["size"] for row in rows]

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        for position, name in enumerate(("value", "least_value")):
            axis.plot(
                sizes, [row[f"{name}_usd_million"] for row in rows], color=PALETTE[2 - position],
                marker="os"[position], linestyle=("-", "--")[position],
                label=words(f"coalition.chart.sizes_{name}"),
            )  # fmt: skip
        for row in rows:
            axis.annotate(
                millions(row["value_usd_million"]), (row["size"], row["value_usd_million"]), xytext=(0, 6),
                textcoords="offset points", fontsize=7.5, ha="center",
            )  # fmt: skip
        axis.set_xticks(sizes)
        axis.set_xlabel(words("coalition.chart.sizes_x"))
        axis.set_ylabel(words("coalition.chart.unit"))
        axis.margins(x=0.06, y=0.14)
        figure.legend(loc="outside upper left", ncols=2, fontsize=8)

    details = [
        words(
            "coalition.chart.detail",
            who=set_name(words, row["members"]),
            list=money(words, row["value_usd_million"]),
        )
        for row in rows
    ]
    described = words("coalition.chart.sizes_alt", detail=" ".join(details))
    return draw("coalition-sizes", words("coalition.chart.sizes"), described, 3.4, paint)
