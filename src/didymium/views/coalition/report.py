"""The report of an answer about an alliance: a page of its own, or sections for another."""

from __future__ import annotations

from didymium.scenario.reading import read_scenario
from didymium.views.coalition.naming import named
from didymium.views.coalition.sections import CoalitionSection, sections_of
from didymium.views.coalition.view import CoalitionView
from didymium.views.page import Figure, Section, render_page
from didymium.views.sources_view import cited_in_scenario, cited_in_tables
from didymium.views.wording import Words

RESTS_ON = ("holdings", "stock_terms", "demands", "routes", "plants")
"""Tables of the case on which an alliance rests most."""


def render_coalition(words: Words, view: CoalitionView) -> str:
    """Return the report of an answer as a page of HTML."""
    title = words("coalition.title", case=view.case.settings.title)
    lead = words("coalition.lead", members=named(words, view.answer.names))
    return render_page(words, title, lead, coalition_sections(words, view))


def coalition_sections(words: Words, view: CoalitionView) -> list[Section]:
    """Return the sections of the report of an answer."""
    return [*(_section(words, one) for one in sections_of(words, view)), sources_section(words, view)]


def _section(words: Words, one: CoalitionSection) -> Section:
    return Section(
        one.name,
        one.heading(words),
        one.said,
        figures=tuple(Figure(chart) for chart in one.charts),
        tables=tuple(table for table in one.tables if table.rows),
        folded=tuple(table for table in one.folded if table.rows),
    )


def sources_section(words: Words, view: CoalitionView) -> Section:
    """Return the sources of the scenarios, then of the tables on which values rest most."""
    case = view.case
    of_scenarios = [name for one in view.titles for name in cited_in_scenario(case, read_scenario(case, one))]
    cited = dict.fromkeys([*of_scenarios, *cited_in_tables(case, RESTS_ON)])
    listed = tuple(case.sources[name] for name in cited)
    return Section("sources", words("stocks.section.sources"), listed=listed)
