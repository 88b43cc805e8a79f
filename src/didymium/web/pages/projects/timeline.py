"""The timeline of projects: permits, building and the rise to full output, with the first product early and
late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from didymium.views.projects.chart_data import TimeBar
from didymium.views.projects.naming import month
from didymium.views.wording import Words
from didymium.web.look.chart import Options
from didymium.web.pages.chain.words import tip
from didymium.web.pages.projects.axes import bar, lying, marks, ranges, years

PHASES = ("permits", "building", "ramp")


def timeline_options(words: Words, bars: Sequence[TimeBar]) -> Options:
    """Return the timeline, a row for each project."""
    begins = [_year(one.decision) for one in bars]
    ends = [_year(max(one.full_output, one.first_product.late)) for one in bars]
    lengths = {
        "permits": [_year(one.permitted) - _year(one.decision) for one in bars],
        "building": [_year(one.first_product.likely) - _year(one.permitted) for one in bars],
        "ramp": [_year(one.full_output) - _year(one.first_product.likely) for one in bars],
    }
    hidden = {
        **bar("", 0, begins, "time"),
        "itemStyle": {"color": "transparent"},
        "silent": True,
        "tooltip": {"show": False},
    }
    phases = [
        bar(
            words(f"projects.phase.{name}"),
            place + 4,
            [
                {"value": value, "tooltip": {"formatter": _tip(words, one)}}
                for value, one in zip(lengths[name], bars, strict=True)
            ],
            "time",
        )
        for place, name in enumerate(PHASES)
    ]
    likely = [
        {"value": [_year(one.first_product.likely), row], "tooltip": {"formatter": _tip(words, one)}}
        for row, one in enumerate(bars)
    ]
    name = words("projects.phase.first_product")
    spans = [(_year(one.first_product.early), _year(one.first_product.late)) for one in bars]
    found = lying(
        [one.label for one in bars],
        years(min(begins, default=2025.0), max(ends, default=2040.0)),
        [hidden, *phases, ranges(name, spans, "--ink"), marks(name, "diamond", "--ink", likely)],
    )
    found["legend"] |= {"type": "plain"}
    found["grid"] |= {"top": 72}
    found["legend"]["data"] = [*(words(f"projects.phase.{one}") for one in PHASES), name]
    return found


def timeline_numbers(bars: Sequence[TimeBar]) -> pl.DataFrame:
    """Return the days of the bars."""
    rows = [
        (
            one.project,
            one.label,
            one.status,
            *(
                day.isoformat()
                for day in (
                    one.decision,
                    one.permitted,
                    one.first_product.early,
                    one.first_product.likely,
                    one.first_product.late,
                    one.full_output,
                )
            ),
        )
        for one in bars
    ]
    columns = (
        "project", "name", "status", "decision", "permitted_likely", "first_product_early",
        "first_product_likely", "first_product_late", "full_output_likely",
    )  # fmt: skip
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _tip(words: Words, one: TimeBar) -> str:
    first = one.first_product
    return tip(
        one.label,
        words(f"projects.status.{one.status}"),
        words(
            "web.projects.comes",
            decision=month(one.decision),
            permitted=month(one.permitted),
            early=month(first.early),
            likely=month(first.likely),
            late=month(first.late),
            full=month(one.full_output),
        ),
    )


def _year(day: dt.date) -> float:
    """Return a day as a decimal year."""
    begin, end = dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1)
    return day.year + (day - begin).days / (end - begin).days
