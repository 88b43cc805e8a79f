"""The report of an answer about stockpiles: a page of its own, or sections for another."""

from __future__ import annotations

from didymium.views.page import Figure, Section, render_page
from didymium.views.sources_view import cited_in_tables
from didymium.views.stocks.sections import StockSection, sections_of
from didymium.views.stocks.view import StockpileView
from didymium.views.wording import Words

RESTS_ON = ("holdings", "stock_terms", "demands", "routes", "plants", "uncertain")
"""Tables of the case on which stocks rest most."""


def render_stockpile(words: Words, view: StockpileView) -> str:
    """Return the report of an answer as a page of HTML."""
    members = words.listed([words.region(name) for name in view.members])
    title = words("stocks.title", case=view.case.settings.title)
    return render_page(words, title, words("stocks.lead", members=members), stockpile_sections(words, view))


def stockpile_sections(words: Words, view: StockpileView) -> list[Section]:
    """Return the sections of the report of an answer."""
    found = [_section(words, number, one) for number, one in enumerate(sections_of(words, view))]
    assumed = Section("assumed", words("stocks.section.assumed"), tuple(assumed_sentences(words)))
    return [*found, assumed, sources_section(words, view)]


def _section(words: Words, number: int, one: StockSection) -> Section:
    return Section(
        f"{one.name}-{number}",
        one.heading(words),
        one.said,
        figures=tuple(Figure(chart) for chart in one.charts),
        tables=tuple(table for table in one.tables if table.rows),
        folded=tuple(table for table in one.folded if table.rows),
    )


def assumed_sentences(words: Words) -> list[str]:
    """Say what the answers rest on that nobody published."""
    return [words(f"stocks.assumed.{name}") for name in ("levels", "terms", "given", "planner", "rules")]


def sources_section(words: Words, view: StockpileView) -> Section:
    """Return the list of sources."""
    cited = cited_in_tables(view.case, RESTS_ON)
    listed = tuple(view.case.sources[name] for name in cited)
    return Section("sources", words("stocks.section.sources"), listed=listed)
