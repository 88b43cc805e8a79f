"""Charts of a portfolio as SVG: what is spent by year and funder, when the projects come, what is lost in
each future, and money against loss.
"""

from __future__ import annotations

import datetime as dt

import matplotlib.dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from didymium.decisions.portfolio.model import Funding
from didymium.decisions.projects.timeline import timeline_of
from didymium.views.portfolio.bars import grouped_bars, height_of, label_rows
from didymium.views.portfolio.data import payments_by_year
from didymium.views.portfolio.naming import funder_name, future_name, month, project_name, shock_text, usd
from didymium.views.portfolio.view import PortfolioView
from didymium.views.svg import HATCHES, PALETTE, Chart, draw
from didymium.views.wording import Words

DETAILED = 4
"""Rows that a description in words names."""


def payment_chart(words: Words, view: PortfolioView) -> Chart | None:
    """Draw what each funder pays in each year, one on top of the other; None if nobody pays anything."""
    found = payments_by_year(view)
    if not found:
        return None

    def paint(figure: Figure) -> None:
        axis, below = figure.subplots(), dict[int, float]()
        for number, (funder, years) in enumerate(found.items()):
            bottoms = [below.get(year, 0.0) for year in years]
            axis.bar(
                list(years), list(years.values()), 0.76, bottom=bottoms, label=funder_name(words, funder),
                color=PALETTE[number % len(PALETTE)], hatch=HATCHES[number % len(HATCHES)],
                edgecolor="white", linewidth=0.0,
            )  # fmt: skip
            for year, paid in years.items():
                below[year] = below.get(year, 0.0) + paid
        axis.axvline(view.horizon.last + 0.5, color="black", linestyle="--", linewidth=0.9)
        axis.set_ylabel(words("portfolio.chart.usd_million"))
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.grid(axis="x", visible=False)
        axis.set_axisbelow(True)
        figure.legend(loc="outside upper left", ncols=5, fontsize=8)

    details = [
        words(
            "portfolio.chart.payments_detail",
            who=funder_name(words, funder),
            money=usd(words, sum(years.values())),
        )
        for funder, years in found.items()
    ]
    description = words("portfolio.chart.payments_alt", detail=" ".join(details))
    return draw("portfolio-payments", words("portfolio.chart.payments"), description, 3.2, paint)


def timeline_chart(words: Words, view: PortfolioView) -> Chart | None:
    """Draw for each project chosen the time from its decision to the first product, early to late, and the
    years in which it runs; None if none is chosen.
    """
    chosen = view.answer.best.fundings
    if not chosen:
        return None

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        for place, item in enumerate(chosen):
            line = timeline_of(item.build.choice.project, item.build.decided)
            begin, likely = _number(line.decision), _number(line.first_product.likely)
            late = _number(line.first_product.late)
            end = _number(dt.date(view.horizon.last + 1, 1, 1))
            _bar(axis, place, begin, likely, 0, words("portfolio.chart.building"))
            _bar(axis, place, likely, max(end, likely), 1, words("portfolio.chart.running"))
            early = _number(line.first_product.early)
            axis.plot(
                [early, late], [place, place], color="black", marker="|", linewidth=1.2,
                label=words("portfolio.chart.span") if not place else "",
            )  # fmt: skip
        label_rows(axis, [project_name(words, view, item.build.choice.name) for item in chosen])
        axis.set_xlim(_number(view.horizon.begin), _number(dt.date(view.horizon.last + 1, 1, 1)))
        axis.xaxis_date()
        axis.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))  # type: ignore[no-untyped-call]
        handles, labels = axis.get_legend_handles_labels()
        unique = dict(zip(labels, handles, strict=True))
        figure.legend(list(unique.values()), list(unique), loc="outside upper left", ncols=3, fontsize=8)

    details = " ".join(_when(words, view, item) for item in chosen[: 2 * DETAILED])
    description = words("portfolio.chart.timeline_alt", detail=details)
    name = words("portfolio.chart.timeline")
    return draw("portfolio-timeline", name, description, height_of(len(chosen)), paint)


def _bar(axis: Axes, place: int, begin: float, end: float, number: int, label: str) -> None:
    axis.barh(
        place, end - begin, left=begin, height=0.56, color=("#d9d9d9", PALETTE[2])[number],
        hatch=("////", "")[number], edgecolor="white", linewidth=0.0, label=label if not place else "",
    )  # fmt: skip


def _when(words: Words, view: PortfolioView, item: Funding) -> str:
    line = timeline_of(item.build.choice.project, item.build.decided)
    return words(
        "portfolio.chart.timeline_detail",
        project=project_name(words, view, item.build.choice.name),
        decided=month(line.decision),
        likely=month(line.first_product.likely),
        early=month(line.first_product.early),
        late=month(line.first_product.late),
    )


def _number(day: dt.date) -> float:
    return float(mdates.date2num(dt.datetime(day.year, day.month, day.day)))  # type: ignore[no-untyped-call]


def future_chart(words: Words, view: PortfolioView) -> Chart:
    """Draw what is lost in each future without and with the portfolio."""
    without = view.answer.nothing.risk.by_future_usd_million
    with_ = view.answer.best.risk.by_future_usd_million
    labels = [
        words("portfolio.chart.future", future=future_name(words, place), shock=shock_text(words, view, seen))
        for place, seen in enumerate(view.shocks)
    ]
    # Whole titles of several shocks would lie upon each other: they stand in the description and the table.
    names = [future_name(words, place) for place in range(len(view.shocks))]

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        series = ((words("portfolio.column.without"), without), (words("portfolio.column.with"), with_))
        grouped_bars(axis, names, series)
        axis.set_xlabel(words("portfolio.chart.usd_million"))
        figure.legend(loc="outside upper left", ncols=2, fontsize=8)

    ranked = sorted(range(len(labels)), key=lambda place: -without[place])[:DETAILED]
    details = " ".join(
        words(
            "portfolio.chart.futures_detail",
            future=labels[place],
            without=usd(words, without[place]),
            with_=usd(words, with_[place]),
        )
        for place in ranked
    )
    description = words("portfolio.chart.futures_alt", detail=details)
    name = words("portfolio.chart.futures")
    return draw("portfolio-futures", name, description, height_of(len(labels), 2), paint)


def frontier_chart(words: Words, view: PortfolioView) -> Chart | None:
    """Draw what is lost, expected and in the worst futures, against the money that may be spent, from
    nothing on; None if no other budget was tried.
    """
    points = view.answer.frontier
    if len(points) < 2:
        return None
    factors = [0.0, *(one.factor for one in points)]
    risks = [view.answer.nothing.risk, *(one.portfolio.risk for one in points)]

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        expected = [risk.expected_usd_million for risk in risks]
        tail = [risk.tail_usd_million for risk in risks]
        name = words("portfolio.column.expected")
        axis.plot(factors, expected, color=PALETTE[2], marker="o", label=name)
        name = words("portfolio.column.tail")
        axis.plot(factors, tail, color=PALETTE[1], marker="s", linestyle="--", label=name)
        axis.set_xlabel(words("portfolio.chart.frontier_x"))
        axis.set_ylabel(words("portfolio.chart.usd_million"))
        axis.set_xlim(left=0)
        figure.legend(loc="outside upper left", ncols=2, fontsize=8)

    details = " ".join(
        words(
            "portfolio.chart.frontier_detail",
            factor=words.multiple(one.factor),
            paid=usd(words, one.portfolio.public_usd_million),
            expected=usd(words, one.portfolio.risk.expected_usd_million),
        )
        for one in points
    )
    description = words("portfolio.chart.frontier_alt", detail=details)
    return draw("portfolio-frontier", words("portfolio.chart.frontier"), description, 3.4, paint)
