"""Facts: what every source says of each quantity, with a chart of what most facts found speak of."""

from __future__ import annotations

import polars as pl

from didymium.evidence.questions.querying import find_facts
from didymium.views.evidence.fact_chart import figure_lines
from didymium.views.evidence.facts_view import corrections_of, facts_csv
from didymium.web.look.chart import DASHES, SERIES, SYMBOLS, Options
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag, button, download, link
from didymium.web.look.tables import page_number, pager
from didymium.web.look.visit import Visit
from didymium.web.pages.evidence.asked import PATH, Asked, asked_by
from didymium.web.pages.evidence.form import examples, search_form
from didymium.web.pages.evidence.rows import fact_table, pages_of, quantity, source_card

MOST_CITED = 4
"""Sources named below the chart; the table names all."""
DAY_MILLISECONDS = 86_400_000
DATES = {"year": "{yyyy}", "month": "{yyyy}-{MM}", "day": "{yyyy}-{MM}-{dd}"}
FILE = "didymium_facts.csv"


def show_facts(visit: Visit) -> None:
    """Draw the form, and the facts that it asks for."""
    asked = asked_by(visit)
    search_form(visit, asked)
    if not asked.filters:
        examples(visit)
    if asked.query is None:
        return
    source = asked.filters.get("source", "")
    if source in visit.speaker.evidence.sources:
        source_card(visit, source)
    _show_found(visit, asked, find_facts(visit.speaker.evidence, asked.query))


def _show_found(visit: Visit, asked: Asked, found: pl.DataFrame) -> None:
    words = visit.words
    if not found.height:
        total = f"{visit.speaker.evidence.facts.height:,}"
        Tag("p", words("say.no_facts", total=total), classes="notice", role="status")
        return
    with Tag("div", classes="row"):
        Tag("h2", words("say.facts", count=f"{found.height:,}", sources=found["source"].n_unique()))
        content = b"\xef\xbb\xbf" + facts_csv(found).encode()
        button(words("web.evidence.csv"), lambda _: download(content, FILE), "button small")
    if asked.filters:
        figure_of(visit, found)
    pages = pages_of(found)
    page = page_number(visit, len(pages))
    on_page = [quantity(visit.speaker, found, key) for key in pages[page - 1]]
    for item in on_page:
        first = item.facts[0]
        with Tag("h3", classes="quantity"):
            alone = {name: first[name] for name in ("subject", "measure", "material")}
            link(item.title, visit.address(PATH, **alone))
        fact_table(visit, item.title, item.facts)
    shown = pl.DataFrame({"fact": [row["fact"] for item in on_page for row in item.facts]})
    for sentence in corrections_of(visit.speaker, shown):
        Tag("p", sentence, classes="notice")
    pager(visit, page, len(pages), **asked.filters)


def figure_of(visit: Visit, facts: pl.DataFrame) -> None:
    """Draw the figures of the quantity that most facts speak of, if there are enough to compare."""
    lines = figure_lines(visit.speaker, facts)
    if lines is None or not _can_be_compared(lines.shown):
        return
    words, sources = visit.words, lines.shown["source"].unique(maintain_order=True).to_list()
    cited = [
        From(visit.speaker.source(name), visit.address(PATH, source=name)) for name in sources[:MOST_CITED]
    ]
    FigureCard(
        visit,
        "facts",
        lines.title,
        _options(lines.unit, [(label, rows) for label, rows in lines.lines]),
        _numbers(visit, lines.shown, lines.unit),
        note=words("chart.facts_alt", count=lines.shown.height, sources=len(sources)),
        sources=cited,
        level="h3",
    )


def _can_be_compared(shown: pl.DataFrame) -> bool:
    """Say whether a chart shows anything: figures of several dates, or of several sources."""
    return shown["start"].n_unique() > 1 or shown["source"].n_unique() > 1


def _options(unit: str, lines: list[tuple[str, pl.DataFrame]]) -> Options:
    """Return a chart over time: a line for each source, with the ranges that it states as strokes."""
    return {
        "grid": {"left": 8, "right": 44, "top": 32, "bottom": 56, "containLabel": True},
        "legend": {"type": "scroll", "bottom": 0, "textStyle": {"color": "--ink"}},
        "tooltip": {"trigger": "item", "valueFormatter": "@number"},
        "xAxis": {
            "type": "time",
            "minInterval": DAY_MILLISECONDS,
            "axisLabel": {"color": "--quiet", "formatter": DATES, "hideOverlap": True},
        },
        "yAxis": {
            "type": "value",
            "name": unit,
            "scale": True,
            "nameTextStyle": {"color": "--quiet", "align": "left"},
            "axisLabel": {"color": "--quiet", "formatter": "@compact"},
            "splitLine": {"lineStyle": {"color": "--line"}},
        },
        "series": [_series(place, label, rows) for place, (label, rows) in enumerate(lines)],
    }


def _series(place: int, label: str, rows: pl.DataFrame) -> Options:
    colour = SERIES[place % len(SERIES)]
    middles = [row["start"] + (row["end"] - row["start"]) / 2 for row in rows.iter_rows(named=True)]
    strokes = [
        [{"coord": [day.isoformat(), row["low"]]}, {"coord": [day.isoformat(), row["high"]]}]
        for day, row in zip(middles, rows.iter_rows(named=True), strict=True)
        if row["low"] is not None and row["high"] is not None
    ]
    return {
        "type": "line",
        "name": label,
        "data": [[day.isoformat(), value] for day, value in zip(middles, rows["number"], strict=True)],
        "symbol": SYMBOLS[place % len(SYMBOLS)],
        "symbolSize": 8,
        "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "type": DASHES[place % len(DASHES)], "width": 2},
        "markLine": {
            "symbol": "none",
            "silent": True,
            "lineStyle": {"color": colour, "type": "solid", "width": 1},
            "data": strokes,
        },
    }


def _numbers(visit: Visit, shown: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Return the figures of the chart with their sources, under names in words."""
    words, sources = visit.words, visit.speaker.evidence.sources
    titles = [sources[name] for name in shown["source"]]
    return pl.DataFrame(
        {
            words("label.date"): shown["as_of"],
            f"{words('label.said')} ({unit})" if unit else words("label.said"): shown["number"],
            words("web.evidence.low"): shown["low"],
            words("web.evidence.high"): shown["high"],
            words("label.source"): [row.title for row in titles],
            words("web.evidence.publisher"): [row.publisher for row in titles],
            words("label.published"): [row.published for row in titles],
            words("web.evidence.address"): [row.url for row in titles],
            words("label.locator"): shown["locator"],
            words("label.fact"): shown["fact"],
        }
    )
