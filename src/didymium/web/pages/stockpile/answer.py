"""What is shown of stockpiles: cover at once, and each part that was asked for with its chart."""

from __future__ import annotations

from collections.abc import Iterable

from didymium.decisions.stocks.cover.cover import Cover
from didymium.views.result_tables import Table
from didymium.views.sources_view import cited_in_tables
from didymium.views.stocks.charts import cover_bars, pool_bars
from didymium.views.stocks.cover_tables import scenario_table, survival_table
from didymium.views.stocks.report import RESTS_ON, assumed_sentences
from didymium.views.stocks.sections import StockSection, sections_of
from didymium.views.stocks.view import StockpileView
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.html import Tag, lines
from didymium.web.look.tables import view_table
from didymium.web.look.visit import Visit
from didymium.web.pages.stockpile.charts import (
    cover_numbers,
    cover_options,
    frontier_numbers,
    frontier_options,
    lying_height_rem,
    pool_numbers,
    pool_options,
)

MOST_CITED = 4


def show_cover(visit: Visit, view: StockpileView) -> None:
    """Draw what stocks are worth now."""
    assert view.cover is not None
    (section,) = sections_of(visit.words, view, charts=False)
    Tag("h2", section.heading(visit.words))
    lines(section.said)
    _cover_figure(visit, view, view.cover.cover)
    _tables(visit, section)


def show_answer(visit: Visit, view: StockpileView) -> None:
    """Draw the parts of an answer but for cover, which stands above it."""
    words = visit.words
    _frontier_figure(visit, view)
    for section in sections_of(words, view, charts=False):
        if section.name == "cover":
            continue
        Tag("h2", section.heading(words))
        lines(section.said)
        _figure(visit, view, section)
        _tables(visit, section)
    Tag("h2", words("stocks.section.assumed"))
    lines(assumed_sentences(words))


def show_survival(visit: Visit, view: StockpileView) -> None:
    """Draw how long sectors last in each scenario."""
    assert view.cover is not None and view.cover.against is not None
    words, against = visit.words, view.cover.against
    Tag("h2", words("web.stockpile.survival"))
    view_table(scenario_table(words, against, view.titles))
    _folded([survival_table(words, against, view.titles)])


def _figure(visit: Visit, view: StockpileView, section: StockSection) -> None:
    """Draw the chart that belongs to a section, if any."""
    if section.name == "pool" and view.pool is not None:
        words, shares = visit.words, view.pool.shares
        bars = pool_bars(words, shares)
        FigureCard(
            visit,
            "stock_pool",
            words("stocks.chart.pool"),
            pool_options(words, bars),
            pool_numbers(words, shares),
            note=words("stocks.say.share_note"),
            sources=sources_of(visit, view),
            height_rem=lying_height_rem(len(bars), 3.2),
        )


def _cover_figure(visit: Visit, view: StockpileView, cover: Cover) -> None:
    words = visit.words
    bars = cover_bars(words, cover, view.shown_materials) or cover_bars(words, cover)
    if bars:
        FigureCard(
            visit,
            "stock_cover",
            words("stocks.chart.cover"),
            cover_options(words, bars),
            cover_numbers(cover, bars),
            note=words("web.stockpile.cover_note"),
            sources=sources_of(visit, view),
            height_rem=lying_height_rem(len(bars)),
        )


def _frontier_figure(visit: Visit, view: StockpileView) -> None:
    """Draw cost against risk of all members in one chart; their tables stand with their sizes."""
    words = visit.words
    found = {member: part.frontier for member, part in view.sizes.items() if part.frontier is not None}
    if found:
        FigureCard(
            visit,
            "stock_frontier",
            words("web.stockpile.frontier"),
            frontier_options(words, found),
            frontier_numbers(found),
            note=words("web.stockpile.frontier_note"),
            sources=sources_of(visit, view),
            height_rem=20.0,
            level="h2",
        )


def sources_of(visit: Visit, view: StockpileView) -> list[From]:
    """Say what figures rest on: the model, and the sources that the case cites most for stocks."""
    known = visit.speaker.evidence.sources
    names = [name for name in cited_in_tables(view.case, RESTS_ON) if name in known][:MOST_CITED]
    return [
        From(visit.words("web.floor.model")),
        *(From(known[name].title, visit.address("/evidence", source=name)) for name in names),
    ]


def _tables(visit: Visit, section: StockSection) -> None:
    """Draw the tables of a section; numbers that a chart shows already are folded."""
    charted = visit.words("stocks.table.frontier")
    for table in section.tables:
        if table.rows and table.title != charted:
            Tag("h3", table.title, classes="quantity")
            view_table(table)
    _folded([*(table for table in section.tables if table.title == charted), *section.folded])


def _folded(tables: Iterable[Table]) -> None:
    """Tables that open when somebody wants them."""
    for table in tables:
        if table.rows:
            with Tag("details", classes="disagreement"):
                Tag("summary", table.title)
                view_table(table)
