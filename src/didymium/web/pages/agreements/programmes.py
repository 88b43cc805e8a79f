"""Investment programmes as money on a day: committed, announced, remaining, by tranche and by year."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from didymium.evidence.questions.programmes import Programme, programmes_on
from didymium.views.evidence.programmes_view import (
    average_sentences,
    programme_sentences,
    programmes_table,
    rate_sentences,
    tranches_table,
    years_table,
)
from didymium.web.look.chart import Options
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag, table
from didymium.web.look.tables import view_table
from didymium.web.look.visit import Visit
from didymium.web.pages.agreements.asked import EVIDENCE, Asked

BILLION = 1e9
BARS = {"committed": ("--series-1", "none"), "announced": ("--series-2", "rect")}


def show_programmes(visit: Visit, asked: Asked) -> None:
    """Draw the programmes known on the day."""
    words, speaker = visit.words, visit.speaker
    found = programmes_on(speaker.evidence, asked.day)
    Tag("p", words("say.as_of_day", date=words.date(asked.day)), role="status")
    if not found:
        return
    _figure(visit, found)
    side_by_side = programmes_table(speaker, found)
    Tag("h2", side_by_side.title)
    view_table(side_by_side)
    for programme in found:
        Tag("h2", speaker.name(programme.subject))
        for sentence in programme_sentences(speaker, programme):
            Tag("p", sentence)
        if programme.tranches:
            table(tranches_table(speaker, programme))
        if programme.tranches and programme.years:
            table(years_table(speaker, programme))
    sentences = [*average_sentences(speaker, asked.day), *rate_sentences(speaker, asked.day)]
    if sentences:
        Tag("h2", words("title.investment_average"))
        for sentence in sentences:
            Tag("p", sentence)


def _figure(visit: Visit, found: Sequence[Programme]) -> None:
    words, speaker = visit.words, visit.speaker
    names = list(dict.fromkeys(item.committed["source"] for item in found))
    FigureCard(
        visit,
        "programmes",
        words("web.agreements.programmes_chart"),
        _options(visit, found),
        pl.DataFrame(
            {
                words("label.programme"): [speaker.name(item.subject) for item in found],
                f"{words('label.committed')} (USD)": [item.committed_usd for item in found],
                f"{words('label.announced')} (USD)": [item.announced_usd for item in found],
                f"{words('label.remaining')} (USD)": [item.remaining_usd for item in found],
            },
            schema_overrides={
                f"{words(f'label.{name}')} (USD)": pl.Float64 for name in ("announced", "remaining")
            },
        ),
        note=words("web.agreements.programmes_note"),
        sources=[From(speaker.source(name), visit.address(EVIDENCE, source=name)) for name in names],
        height_rem=6 + 3.5 * len(found),
        level="h2",
    )


def _options(visit: Visit, found: Sequence[Programme]) -> Options:
    values = {
        "committed": [item.committed_usd / BILLION for item in found],
        "announced": [None if item.announced_usd is None else item.announced_usd / BILLION for item in found],
    }
    series = [
        {
            "type": "bar",
            "name": visit.words(f"label.{name}"),
            "data": values[name],
            "itemStyle": {"color": colour, "decal": {"symbol": decal, "symbolSize": 0.5}},
            "label": {"show": True, "position": "right", "formatter": "@number", "color": "--ink"},
        }
        for name, (colour, decal) in BARS.items()
    ]
    return {
        "grid": {"left": 8, "right": 48, "top": 36, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}, "valueFormatter": "@number"},
        "xAxis": {
            "type": "value",
            "axisLabel": {"color": "--quiet", "formatter": "@number"},
            "splitLine": {"lineStyle": {"color": "--line"}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [visit.speaker.name(item.subject) for item in found],
            "axisLabel": {"color": "--ink", "width": 150, "overflow": "break"},
        },
        "series": series,
    }
