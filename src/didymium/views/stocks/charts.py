"""Charts about stocks, as data that the web draws and as SVG: days of cover held against targets, cost
against risk, and what each member pays alone and in a pool.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from didymium.decisions.pooling.fair_shares import FairShares
from didymium.decisions.stocks.cover.cover import Cover
from didymium.decisions.stocks.sizing.frontier import Frontier
from didymium.views.stocks.cover_tables import rows_of
from didymium.views.stocks.naming import MILLION
from didymium.views.svg import HATCHES, PALETTE, Chart, draw
from didymium.views.wording import Words, number

KINDS = ("commercial", "public", "pipeline", "in_process")
"""Parts of a bar of cover, from the left."""
DETAILED = 4
"""Rows that a description in words names."""


@dataclass(frozen=True)
class CoverBar:
    """Days of cover of a member and material, by part; parts that nobody knows are 0."""

    member: str
    material: str
    label: str
    days: tuple[float, ...]
    """By :data:`KINDS`."""
    known: bool
    """Whether anything is known to be held."""
    target_days: float | None


@dataclass(frozen=True)
class PoolBar:
    """What a member, or all of them, pays a year alone and in the pool, US dollars."""

    member: str
    """Blank for all."""
    label: str
    alone_usd_per_year: float
    pooled_usd_per_year: float


def cover_bars(words: Words, cover: Cover, materials: Sequence[str] | None = None) -> tuple[CoverBar, ...]:
    """Return the bars of members and materials that are used."""
    return tuple(
        CoverBar(
            row["member"],
            row["material"],
            words("stocks.row", material=words.material(row["material"]), region=words.region(row["member"])),
            tuple(row[f"{kind}_days"] or 0.0 for kind in KINDS),
            row["held_t"] is not None,
            row["target_days"],
        )
        for row in rows_of(cover.table, materials)
        if row["total_days"] is not None or row["pipeline_days"] is not None
    )


def cover_chart(words: Words, cover: Cover, materials: Sequence[str] | None = None) -> Chart | None:
    """Draw days of cover as bars with a mark at each target; None if nothing is used."""
    bars = cover_bars(words, cover, materials)
    if not bars:
        return None

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _paint_cover(words, axis, bars)
        handles, labels = axis.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=5, fontsize=8)

    details = [
        words("stocks.chart.cover_detail", row=bar.label, days=words.days(bar.days[0] + bar.days[1]))
        for bar in sorted(bars, key=lambda bar: bar.days[0] + bar.days[1])
        if bar.known
    ]
    description = words("stocks.chart.cover_alt", detail=" ".join(details[:DETAILED]))
    return draw("stock-cover", words("stocks.chart.cover"), description, 1.0 + 0.24 * len(bars), paint)


def _paint_cover(words: Words, axis: Axes, bars: Sequence[CoverBar]) -> None:
    places, left = np.arange(len(bars)), np.zeros(len(bars))
    for position, kind in enumerate(KINDS):
        values = np.array([bar.days[position] for bar in bars])
        axis.barh(
            places, values, 0.66, left=left, color=PALETTE[position + 1], hatch=HATCHES[position],
            edgecolor="white", linewidth=0.0, label=words(f"stocks.kind.{kind}"),
        )  # fmt: skip
        left = left + values
    aimed = [(place, bar.target_days) for place, bar in enumerate(bars) if bar.target_days is not None]
    if aimed:
        axis.scatter(
            [days for _, days in aimed], [place for place, _ in aimed], marker="|", s=140, linewidths=2.0,
            color="black", zorder=3, label=words("stocks.kind.target"),
        )  # fmt: skip
    for place, bar in enumerate(bars):
        if not bar.known:
            axis.annotate(
                words("stocks.none_known"), (left[place], place), xytext=(4, 0), textcoords="offset points",
                fontsize=7.5, va="center",
            )  # fmt: skip
    axis.set_yticks(places, [bar.label for bar in bars], fontsize=8)
    axis.invert_yaxis()
    axis.set_xlabel(words("stocks.chart.cover_x"))
    axis.set_axisbelow(True)
    axis.grid(axis="y", visible=False)


def frontier_chart(words: Words, frontier: Frontier, member: str = "") -> Chart | None:
    """Draw the yearly cost of stocks against the loss that they leave; None with fewer than two points. The
    name of a member makes that of the chart its own.
    """
    found = [(point.limit_musd, point.sizing) for point in frontier.points if point.sizing is not None]
    if len(found) < 2:
        return None

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        costs = [sizing.usd_per_year / MILLION for _, sizing in found]
        axis.plot([loss for loss, _ in found], costs, color=PALETTE[2], marker="o")
        kind = "expected" if frontier.alpha is None else "tail"
        axis.set_xlabel(words(f"stocks.chart.frontier_x_{kind}"))
        axis.set_ylabel(words("stocks.chart.frontier_y"))
        axis.set_xlim(left=0)
        axis.set_ylim(bottom=0)

    details = [
        words(
            "stocks.chart.frontier_detail",
            loss=words.money(loss * MILLION),
            cost=words.money(sizing.usd_per_year),
        )
        for loss, sizing in found[:DETAILED]
    ]
    description = words("stocks.chart.frontier_alt", detail=" ".join(details))
    name = f"stock-frontier-{member}" if member else "stock-frontier"
    return draw(name, words("stocks.chart.frontier"), description, 3.2, paint)


def pool_bars(words: Words, shares: FairShares) -> tuple[PoolBar, ...]:
    """Return what each member pays alone and in the pool, and all of them."""
    bars = [
        PoolBar(one.member, words.region(one.member), one.alone_usd_per_year, one.shapley_usd_per_year)
        for one in shares.members
    ]
    alone = sum(bar.alone_usd_per_year for bar in bars)
    return (*bars, PoolBar("", words("stocks.all"), alone, shares.together_usd_per_year))


def pool_chart(words: Words, shares: FairShares) -> Chart:
    """Draw what each member pays alone and in the pool, and what all pay."""
    bars = pool_bars(words, shares)

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        places = np.arange(len(bars))
        series = (
            ("alone", [bar.alone_usd_per_year / MILLION for bar in bars]),
            ("pooled", [bar.pooled_usd_per_year / MILLION for bar in bars]),
        )
        for position, (name, values) in enumerate(series):
            axis.barh(
                places + (position - 0.5) * 0.38, values, 0.38, label=words(f"stocks.chart.pool_{name}"),
                color=PALETTE[position + 1], hatch=HATCHES[position], edgecolor="white", linewidth=0.0,
            )  # fmt: skip
            for place, value in zip(places, values, strict=True):
                axis.annotate(
                    number(value), (max(value, 0.0), place + (position - 0.5) * 0.38), xytext=(3, 0),
                    textcoords="offset points", fontsize=7.5, va="center",
                )  # fmt: skip
        axis.set_yticks(places, [bar.label for bar in bars])
        axis.invert_yaxis()
        axis.axvline(0, color="black", linewidth=0.8)
        axis.set_xlabel(words("stocks.chart.pool_x"))
        axis.set_axisbelow(True)
        axis.grid(axis="y", visible=False)
        figure.legend(loc="outside upper left", ncols=2, fontsize=8)

    details = [
        words(
            "stocks.chart.pool_detail",
            who=bar.label,
            alone=words.money(bar.alone_usd_per_year),
            pooled=words.money(bar.pooled_usd_per_year),
        )
        for bar in bars
    ]
    description = words("stocks.chart.pool_alt", detail=" ".join(details))
    return draw("stock-pool", words("stocks.chart.pool"), description, 1.2 + 0.5 * len(bars), paint)
