"""The report of an answer about a portfolio: a page of its own, or sections for another."""

from __future__ import annotations

from didymium.views.page import Figure, Section, render_page
from didymium.views.portfolio.sections import PortfolioSection, sections_of
from didymium.views.portfolio.view import PortfolioView
from didymium.views.several_cases import cited_sources
from didymium.views.wording import Words

RESTS_ON = ("projects", "plants", "plant_costs", "coefficients", "demands", "exchange_rates")
"""Tables of the cases on which a portfolio rests most."""


def render_portfolio(words: Words, view: PortfolioView) -> str:
    """Return the report of an answer as a page of HTML."""
    cases = words.listed([case.settings.title for case in view.cases])
    lead = words("portfolio.lead", cases=cases, first=view.horizon.first, last=view.horizon.last)
    return render_page(words, words("portfolio.title"), lead, portfolio_sections(words, view))


def portfolio_sections(words: Words, view: PortfolioView) -> list[Section]:
    """Return the sections of the report of an answer."""
    listed = cited_sources(view.cases, RESTS_ON)
    sources = Section("sources", words("portfolio.section.sources"), listed=listed)
    return [*(_section(words, one) for one in sections_of(words, view)), sources]


def _section(words: Words, one: PortfolioSection) -> Section:
    return Section(
        one.name,
        one.heading(words),
        one.said,
        figures=tuple(Figure(chart) for chart in one.charts),
        tables=tuple(table for table in one.tables if table.rows),
        folded=tuple(table for table in one.folded if table.rows),
    )
