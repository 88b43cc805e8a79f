"""What moved from summit to summit, field by field, computed from the provisions."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from didymium.evidence.questions.trend import FieldTrend, trends
from didymium.views.evidence.programmes_view import trend_record, trend_table
from didymium.web.look.chart import DASHES, SERIES, SYMBOLS, Options
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag
from didymium.web.look.tables import Cell, linked_table, view_table
from didymium.web.look.visit import Visit
from didymium.web.pages.agreements.asked import EVIDENCE, Asked


def show_summits(visit: Visit, asked: Asked) -> None:
    """Draw level and breadth of every field at every summit, and the provisions that they rest on."""
    words, speaker = visit.words, visit.speaker
    found = trends(speaker.evidence)
    if not found:
        return
    shown = trend_table(speaker, found)
    Tag("h2", shown.title)
    Tag("p", words("say.trend_rule"))
    view_table(shown)
    _figure(visit, found)
    for trend in found:
        record = trend_record(speaker, trend)
        with Tag("details", classes="disagreement"):
            Tag("summary", f"{record['name']}: {words(f'trend.{trend.direction}')}")
            _agenda(visit, trend, record["name"])


def _agenda(visit: Visit, trend: FieldTrend, name: str) -> None:
    words = visit.words
    rows = [
        (
            str(stand.summit.signed),
            provision.number,
            provision.title.in_language(visit.language),
            Cell(
                visit.speaker.source(provision.source),
                visit.address(EVIDENCE, source=provision.source),
                provision.locator,
            ),
        )
        for stand in trend.stands
        for provision in stand.provisions
    ]
    headers = [words(f"label.{column}") for column in ("date", "number", "promise", "source")]
    linked_table(name, headers, rows, tight={0})


def _figure(visit: Visit, found: Sequence[FieldTrend]) -> None:
    words, speaker = visit.words, visit.speaker
    records = [trend_record(speaker, trend) for trend in found]
    numbers = pl.DataFrame(
        [
            {
                words("label.field"): record["name"],
                words("label.date"): str(summit["date"]),
                words("web.agreements.level"): summit["level"],
                words("web.agreements.breadth"): summit["breadth"],
            }
            for record in records
            for summit in record["summits"]
        ]
    )
    names = list(dict.fromkeys(stand.summit.source[0] for trend in found for stand in trend.stands))
    FigureCard(
        visit,
        "summits",
        words("web.agreements.trend_chart"),
        _options(visit, found, [record["name"] for record in records]),
        numbers,
        note=words("say.trend_rule"),
        sources=[From(speaker.source(name), visit.address(EVIDENCE, source=name)) for name in names],
        height_rem=24,
    )


def _options(visit: Visit, found: Sequence[FieldTrend], names: Sequence[str]) -> Options:
    dates = [stand.summit.signed.isoformat() for stand in found[0].stands]
    series = [
        {
            "type": "line",
            "name": name,
            "data": [round(stand.level, 2) if stand.provisions else None for stand in trend.stands],
            "symbol": SYMBOLS[place % len(SYMBOLS)],
            "symbolSize": 9,
            "itemStyle": {"color": SERIES[place % len(SERIES)]},
            "lineStyle": {"color": SERIES[place % len(SERIES)], "type": DASHES[place % len(DASHES)]},
        }
        for place, (trend, name) in enumerate(zip(found, names, strict=True))
    ]
    return {
        "grid": {"left": 8, "right": 40, "top": 32, "bottom": 84, "containLabel": True},
        "legend": {"bottom": 0, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "axis", "valueFormatter": "@number"},
        "xAxis": {"type": "category", "data": dates, "axisLabel": {"color": "--quiet"}},
        "yAxis": {
            "type": "value",
            "min": 0,
            "max": 4,
            "name": visit.words("web.agreements.level"),
            "nameTextStyle": {"color": "--quiet", "align": "left"},
            "axisLabel": {"color": "--quiet"},
            "splitLine": {"lineStyle": {"color": "--line"}},
        },
        "series": series,
    }
