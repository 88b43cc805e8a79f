"""Charts that hold projects and portfolios against each other: what each adds, pairs, alternatives as a
grid, regret, greedy and random portfolios.
"""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from didymium.decisions.portfolio.answer import Held
from didymium.views.portfolio.bars import grouped_bars, height_of, label_rows
from didymium.views.portfolio.naming import compared_name, project_name, project_names, usd
from didymium.views.portfolio.view import PortfolioView
from didymium.views.svg import PALETTE, Chart, draw
from didymium.views.wording import Words

DETAILED = 4
"""Rows that a description in words names."""


def addition_chart(words: Words, view: PortfolioView) -> Chart | None:
    """Draw what each project chosen avoids alone and as the last one; None if none is chosen."""
    found = view.answer.additions
    if not found:
        return None
    labels = [project_name(words, view, one.project) for one in found]
    series = (
        (words("portfolio.column.alone"), [one.alone_usd_million for one in found]),
        (words("portfolio.column.last"), [one.last_usd_million for one in found]),
    )
    details = [
        words(
            "portfolio.chart.additions_detail",
            project=label,
            alone=usd(words, one.alone_usd_million),
            last=usd(words, one.last_usd_million),
        )
        for label, one in zip(labels, found, strict=True)
    ]
    return _bars(words, "additions", labels, series, details)


def pair_chart(words: Words, view: PortfolioView) -> Chart | None:
    """Draw what the projects of each pair avoid alone and together; None without pairs."""
    found = view.answer.pairs
    if not found:
        return None
    labels = [
        f"{project_name(words, view, one.first)} → {project_name(words, view, one.second)}" for one in found
    ]
    series = (
        (words("portfolio.column.maker_alone"), [one.first_usd_million for one in found]),
        (words("portfolio.column.user_alone"), [one.second_usd_million for one in found]),
        (words("portfolio.column.both"), [one.both_usd_million for one in found]),
    )
    details = [
        words(
            "portfolio.chart.pairs_detail",
            pair=label,
            first=usd(words, one.first_usd_million),
            second=usd(words, one.second_usd_million),
            both=usd(words, one.both_usd_million),
        )
        for label, one in zip(labels, found, strict=True)
    ]
    return _bars(words, "pairs", labels, series, details)


def regret_chart(words: Words, view: PortfolioView) -> Chart | None:
    """Draw the largest regret of the best portfolio and of those nearly as good; None without these. That of
    doing nothing would dwarf them.
    """
    if not view.answer.near:
        return None
    labels = [compared_name(words, key) for key, _ in view.compared[:-1]]
    worst = view.answer.regret.worst_usd_million[:-1]
    details = [
        words("portfolio.chart.regret_detail", portfolio=label, money=usd(words, value))
        for label, value in zip(labels, worst, strict=True)
    ]
    return _bars(words, "regret", labels, ((words("portfolio.column.worst"), worst),), details)


def _bars(
    words: Words,
    name: str,
    labels: list[str],
    series: tuple[tuple[str, list[float] | tuple[float, ...]], ...],
    details: list[str],
) -> Chart:
    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        grouped_bars(axis, labels, series)
        axis.set_xlabel(words("portfolio.chart.usd_million"))
        figure.legend(loc="outside upper left", ncols=3, fontsize=8)

    description = words(f"portfolio.chart.{name}_alt", detail=" ".join(details[:DETAILED]))
    height = height_of(len(labels), len(series))
    return draw(f"portfolio-{name}", words(f"portfolio.chart.{name}"), description, height, paint)


def grid_chart(words: Words, view: PortfolioView) -> Chart | None:
    """Draw which projects stand in which portfolio, with the year of the decision; None without
    alternatives.
    """
    if not view.answer.near:
        return None
    portfolios = view.compared[:-1]
    names = list(dict.fromkeys(name for _, one in portfolios for name in one.names))
    years = [
        {item.build.choice.name: item.build.decided.year for item in one.fundings} for _, one in portfolios
    ]
    grid = np.array([[float(found.get(name, math.nan)) for found in years] for name in names])

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        edges = np.arange(len(portfolios) + 1) - 0.5, np.arange(len(names) + 1) - 0.5
        chosen = np.where(np.isnan(grid), 0.0, 1.0)
        axis.pcolormesh(*edges, chosen, cmap="Greys", vmin=0, vmax=1.6, edgecolors="white", linewidth=1.2)
        label_rows(axis, [project_name(words, view, name) for name in names])
        headers = [compared_name(words, key) for key, _ in portfolios]
        axis.set_xticks(range(len(portfolios)), headers, fontsize=8)
        axis.xaxis.tick_top()
        axis.tick_params(length=0)
        axis.grid(False)
        for row, column in np.argwhere(~np.isnan(grid)):
            year = f"{grid[row, column]:.0f}"
            axis.text(column, row, year, ha="center", va="center", fontsize=8, color="white")

    everywhere = [name for name, row in zip(names, grid, strict=True) if not np.isnan(row).any()]
    in_all = project_names(words, view, everywhere)
    description = words("portfolio.chart.grid_alt", count=len(view.answer.near), projects=in_all)
    name = words("portfolio.chart.grid")
    return draw("portfolio-grid", name, description, height_of(len(names)), paint)


def held_chart(words: Words, held: Held) -> Chart | None:
    """Draw the weighed loss of the best and the greedy portfolio beside those of random ones; None without
    random ones.
    """
    if not held.random_usd_million:
        return None
    ranked = sorted(held.random_usd_million)

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        places = range(1, len(ranked) + 1)
        axis.plot(
            places, ranked, linestyle="", marker="o", color=PALETTE[7], label=words("portfolio.chart.random")
        )
        axis.axhline(held.best_usd_million, color=PALETTE[2], label=words("portfolio.held.best"))
        axis.axhline(
            held.greedy_usd_million, color=PALETTE[1], linestyle="--", label=words("portfolio.held.greedy")
        )
        axis.set_xlabel(words("portfolio.chart.held_x"))
        axis.set_ylabel(words("portfolio.chart.usd_million"))
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        figure.legend(loc="outside upper left", ncols=3, fontsize=8)

    description = words(
        "portfolio.chart.held_alt",
        best=usd(words, held.best_usd_million),
        greedy=usd(words, held.greedy_usd_million),
        count=len(ranked),
        first=usd(words, ranked[0]),
        last=usd(words, ranked[-1]),
    )
    return draw("portfolio-held", words("portfolio.chart.held"), description, 3.0, paint)
