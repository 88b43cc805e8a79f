"""Charts of a portfolio: its timeline, losses with and without it, what each project adds, money against
security.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from didymium.decisions.portfolio.answer import Risk
from didymium.decisions.projects.timeline import timeline_of
from didymium.views.portfolio.naming import future_name, project_name, shock_text
from didymium.views.portfolio.view import PortfolioView
from didymium.views.projects.chart_data import TimeBar
from didymium.views.wording import Words
from didymium.web.look.chart import DASHES, SERIES, SYMBOLS, Options
from didymium.web.pages.chain.words import tip
from didymium.web.pages.projects.axes import amounts, bar, lying

MILLION = 1e6


def chosen_bars(view: PortfolioView, language: str) -> list[TimeBar]:
    """Return the projects chosen in time, from the day on which the portfolio decides each."""
    bars = []
    for item in view.answer.best.fundings:
        project = item.build.choice.project
        found = timeline_of(project, item.build.decided)
        bars.append(
            TimeBar(
                project.project,
                project.name_in(language),
                project.status,
                found.decision,
                found.permitted.likely,
                found.first_product,
                found.full_output.likely,
            )
        )
    return sorted(bars, key=lambda one: (one.first_product.likely, one.project))


def loss_options(words: Words, view: PortfolioView) -> Options:
    """Return what is lost in each future without and with the portfolio."""
    labels = [future_name(words, place) for place in range(len(view.answer.futures))]
    heads = [words("web.projects.expected"), words("web.projects.worst_futures")]
    risks = (("without", view.answer.nothing.risk), ("with", view.answer.best.risk))
    series = []
    for place, (name, risk) in enumerate(risks):
        said = words(f"portfolio.column.{name}")
        values: list[object] = [
            risk.expected_usd_million,
            None if risk.tail_usd_million != risk.tail_usd_million else risk.tail_usd_million,
            *(
                {"value": lost, "tooltip": {"formatter": _future_tip(words, view, row, said, lost)}}
                for row, lost in enumerate(risk.by_future_usd_million)
            ),
        ]
        series.append(bar(said, place + 1, values))
    return lying([*heads, *labels], amounts(words("web.projects.usd_million_axis")), series)


def _future_tip(words: Words, view: PortfolioView, row: int, said: str, lost: float) -> str:
    return tip(
        future_name(words, row),
        shock_text(words, view, view.shocks[row]),
        f"{said}: {words.money(lost * MILLION)}",
    )


def loss_numbers(view: PortfolioView) -> pl.DataFrame:
    """Return what is lost in each future without and with the portfolio."""

    def column(risk: Risk) -> list[float | None]:
        tail = risk.tail_usd_million
        found = [risk.expected_usd_million, None if tail != tail else tail, *risk.by_future_usd_million]
        return [None if value is None else value * MILLION for value in found]

    names = ["expected", "worst futures", *view.answer.futures]
    return pl.DataFrame({
        "future": names,
        "without_usd": column(view.answer.nothing.risk),
        "with_usd": column(view.answer.best.risk),
    })  # fmt: skip


def adds_options(words: Words, view: PortfolioView) -> Options:
    """Return what each project chosen avoids alone, and as the last one of the portfolio."""
    found = view.answer.additions
    series = [
        bar(words("portfolio.column.alone"), 1, [one.alone_usd_million for one in found]),
        bar(words("portfolio.column.last"), 2, [one.last_usd_million for one in found]),
    ]
    labels = [project_name(words, view, one.project) for one in found]
    return lying(labels, amounts(words("web.projects.usd_million_axis")), series)


def adds_numbers(view: PortfolioView) -> pl.DataFrame:
    """Return what each project chosen avoids."""
    rows = [
        (one.project, one.alone_usd_million * MILLION, one.last_usd_million * MILLION)
        for one in view.answer.additions
    ]
    schema = {"project": pl.String, "alone_usd": pl.Float64, "last_usd": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def pair_options(words: Words, view: PortfolioView) -> Options:
    """Return pairs of which one makes what the other needs: each alone, and both."""
    found = view.answer.pairs
    columns: Sequence[tuple[str, list[float]]] = (
        ("maker_alone", [one.first_usd_million for one in found]),
        ("user_alone", [one.second_usd_million for one in found]),
        ("both", [one.both_usd_million for one in found]),
    )
    series = [
        bar(words(f"portfolio.column.{name}"), place, values) for place, (name, values) in enumerate(columns)
    ]
    labels = [
        f"{project_name(words, view, one.first)} + {project_name(words, view, one.second)}" for one in found
    ]
    return lying(labels, amounts(words("web.projects.usd_million_axis")), series)


def pair_numbers(view: PortfolioView) -> pl.DataFrame:
    """Return pairs of projects with what each and both avoid."""
    rows = [
        (
            one.first, one.second, one.material, one.first_usd_million * MILLION,
            one.second_usd_million * MILLION, one.both_usd_million * MILLION,
        )
        for one in view.answer.pairs
    ]  # fmt: skip
    schema = {
        **dict.fromkeys(("maker", "user", "material"), pl.String),
        **dict.fromkeys(("maker_alone_usd", "user_alone_usd", "both_usd"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def frontier_options(words: Words, view: PortfolioView) -> Options:
    """Return money against loss: the best portfolio under each budget, expected and in the worst futures."""
    series = []
    figures = (("expected", "expected_usd_million"), ("worst_futures", "tail_usd_million"))
    for place, (name, field) in enumerate(figures):
        points: list[Options] = [
            {
                "value": [one.portfolio.public_usd_million, getattr(one.portfolio.risk, field)],
                "tooltip": {
                    "formatter": tip(
                        words("web.projects.times_budget", factor=words.multiple(one.factor)),
                        words.money(getattr(one.portfolio.risk, field) * MILLION),
                        words("list.comma").join(
                            project_name(words, view, project) for project in one.portfolio.names
                        ),
                    )
                },
            }
            for one in view.answer.frontier
            if getattr(one.portfolio.risk, field) == getattr(one.portfolio.risk, field)
        ]
        series.append({
            "type": "line",
            "name": words(f"web.projects.{name}"),
            "symbol": SYMBOLS[place],
            "symbolSize": 9,
            "lineStyle": {"color": SERIES[place + 1], "width": 2, "type": DASHES[place]},
            "itemStyle": {"color": SERIES[place + 1]},
            "data": sorted(points, key=lambda point: point["value"][0]),
        })  # fmt: skip
    return {
        "grid": {"left": 16, "right": 28, "top": 64, "bottom": 44, "containLabel": True},
        "legend": {"top": 0, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "item"},
        "xAxis": amounts(words("web.projects.frontier_x")),
        "yAxis": {
            **amounts(words("web.projects.frontier_y")),
            "nameLocation": "end",
            "nameGap": 14,
            "nameTextStyle": {"align": "left", "color": "--quiet"},
        },
        "series": series,
    }


def frontier_numbers(view: PortfolioView) -> pl.DataFrame:
    """Return the best portfolio under each budget."""
    rows = [
        (
            f"{one.factor:g}",
            " ".join(one.portfolio.names),
            one.portfolio.public_usd_million * MILLION,
            one.portfolio.risk.expected_usd_million * MILLION,
            None if tail != tail else tail * MILLION,
        )
        for one in view.answer.frontier
        for tail in (one.portfolio.risk.tail_usd_million,)
    ]
    schema = {
        **dict.fromkeys(("times_budget", "projects"), pl.String),
        **dict.fromkeys(("paid_usd", "expected_loss_usd", "tail_loss_usd"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
