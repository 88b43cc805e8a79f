"""Charts of the finance of projects: ranges of present value, mixes of support by funder, gaps closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from didymium.decisions.finance.assessment import Worth
from didymium.views.projects.chart_data import gap_lines
from didymium.views.projects.finance_tables import assessed, mix_text
from didymium.views.projects.naming import yes_no
from didymium.views.projects.view import ProjectsView
from didymium.views.wording import number
from didymium.web.look.chart import Options
from didymium.web.pages.chain.words import tip
from didymium.web.pages.projects.axes import amounts, bar, lying, marks, ranges

MOST_SHARE = 2.0
"""Twice the gap: where its axis ends."""
SETTINGS: dict[str, tuple[str, str]] = {
    "market": ("circle", "--series-1"),
    "floor": ("diamond", "--series-3"),
    "war": ("triangle", "--series-2"),
}
"""Mark and colour of each setting."""


def worth_options(view: ProjectsView, language: str) -> Options:
    """Return the present value of each project from its worst to its best decile: at market prices, with the
    floor, and the median in a price war.
    """
    words = view.speaker(language).words
    found = sorted((one for _, one in assessed(view)), key=lambda one: -one.market.npv_usd_million)
    series: list[Options] = []
    verdicts: dict[str, Callable[[int], str]] = {
        "market": lambda row: yes_no(words, found[row].verdict),
        "floor": lambda row: yes_no(words, found[row].floor_verdict),
        "war": lambda row: yes_no(words, found[row].war_verdict),
    }
    for name, (symbol, colour) in SETTINGS.items():
        worths: list[tuple[int, Worth]] = [
            (row, worth)
            for row, one in enumerate(found)
            if (worth := {"market": one.market, "floor": one.floor, "war": one.war}[name]) is not None
        ]
        said = words(f"web.projects.at_{name}")
        points = [
            {
                "value": [worth.npv_usd_million, row],
                "tooltip": {
                    "formatter": tip(
                        view.project_name(found[row].name, language),
                        said,
                        words(
                            "web.projects.npv_said",
                            low=number(worth.npv_low_usd_million),
                            middle=number(worth.npv_usd_million),
                            high=number(worth.npv_high_usd_million),
                        ),
                        verdicts[name](row),
                    )
                },
            }
            for row, worth in worths
        ]
        if name != "war" and points:
            ends = [(row, worth.npv_low_usd_million, worth.npv_high_usd_million) for row, worth in worths]
            line = ranges(said, [], colour)
            for row, low, high in ends:
                line["data"] += [[low, row], [high, row], [None, None]]
            line["lineStyle"] = {"color": colour, "width": 5 if name == "market" else 2, "opacity": 0.6}
            series.append(line)
        if points:
            series.append(marks(said, symbol, colour, points, 11))
    labels = [view.project_name(one.name, language) for one in found]
    options = lying(labels, amounts(words("web.projects.npv_axis")), series)
    options["legend"]["data"] = list(dict.fromkeys(one["name"] for one in series))
    return options


def worth_numbers(view: ProjectsView) -> pl.DataFrame:
    """Return present values, and whether projects are bankable."""
    rows = []
    for _, one in assessed(view):
        for name, worth, verdict in (
            ("market", one.market, one.verdict),
            ("floor", one.floor, one.floor_verdict),
            ("price_war", one.war, one.war_verdict),
        ):
            if worth is not None and verdict is not None:
                values = (worth.npv_low_usd_million, worth.npv_usd_million, worth.npv_high_usd_million)
                told = "yes" if verdict.bankable else "no"
                rows.append((one.name, name, told, *(value * 1e6 for value in values)))
    schema = {
        **dict.fromkeys(("project", "setting", "bankable"), pl.String),
        **dict.fromkeys(("npv_p10_usd", "npv_p50_usd", "npv_p90_usd"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


@dataclass(frozen=True)
class MixRow:
    """What the cheapest mix of a funder is expected to cost it for a project."""

    project: str
    funder: str
    usd_million: float
    place: int
    """Of the row of the answer, to say the mix."""
    which: int


def mix_rows(view: ProjectsView) -> list[MixRow]:
    """Return the mixes that suffice and cost something or nothing; none for projects that need none."""
    return [
        MixRow(row.placed.name, one.funder, one.mix.expected_usd_million, place, which)
        for place, row in enumerate(view.answered)
        for which, one in enumerate(row.mixes)
        if one.mix is not None and one.mix.supports
    ]


def mix_options(view: ProjectsView, language: str) -> Options:
    """Return the expected public cost of the cheapest mix of each funder, by project."""
    words, rows = view.speaker(language).words, mix_rows(view)
    projects = list(dict.fromkeys(row.project for row in rows))
    series = []
    for place, funder in enumerate(dict.fromkeys(row.funder for row in rows)):
        own = {row.project: row for row in rows if row.funder == funder}
        values = [
            None
            if name not in own
            else {
                "value": own[name].usd_million,
                "tooltip": {
                    "formatter": tip(
                        view.project_name(name, language),
                        words.region(funder),
                        words("web.projects.usd_million", amount=number(own[name].usd_million)),
                        mix_text(words, view.answered[own[name].place].mixes[own[name].which]),
                    )
                },
            }
            for name in projects
        ]
        series.append(bar(words.region(funder), place, values))
    labels = [view.project_name(name, language) for name in projects]
    return lying(labels, amounts(words("web.projects.mixes_axis")), series)


def mix_numbers(view: ProjectsView) -> pl.DataFrame:
    """Return the expected public cost of mixes."""
    rows = [(row.project, row.funder, row.usd_million * 1e6) for row in mix_rows(view)]
    schema = {"project": pl.String, "funder": pl.String, "expected_public_cost_usd": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def gap_options(view: ProjectsView, language: str) -> Options:
    """Return for each material the gap of the last year, and what projects would make by then."""
    words, found = view.speaker(language).words, gap_lines(view, language)
    shares = [line.made_t[-1] / line.gap_t[-1] if line.gap_t[-1] > 0 else None for line in found]
    year = found[0].years[-1]
    values = [
        None
        if share is None
        else {
            "value": share,
            "tooltip": {
                "formatter": tip(
                    line.label,
                    words(
                        "web.projects.gap_said",
                        year=year,
                        gap=words.tonnes(line.gap_t[-1]),
                        made=words.tonnes(line.made_t[-1]),
                    ),
                )
            },
        }
        for line, share in zip(found, shares, strict=True)
    ]
    axis = amounts(words("web.projects.gap_axis", year=year))
    axis["axisLabel"] = {**axis["axisLabel"], "formatter": "@percent"}
    axis["max"] = MOST_SHARE
    series = bar(words("web.projects.gap_share"), 2, values)
    options = lying([line.label for line in found], axis, [series])
    series["markLine"] = {
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": "--ink", "type": "dashed"},
        "label": {"show": False},
        "data": [{"xAxis": 1.0}],
    }
    return options


def gap_numbers(view: ProjectsView) -> pl.DataFrame:
    """Return gaps and what projects would make of them, by year."""
    rows = [
        (line.material, str(year), gap, made)
        for line in gap_lines(view, "en")
        for year, gap, made in zip(line.years, line.gap_t, line.made_t, strict=True)
    ]
    schema = {
        "material": pl.String, "year": pl.String, "gap_t": pl.Float64, "projects_make_t": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")
