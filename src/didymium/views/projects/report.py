"""The report of an answer about projects: a page of its own, or sections for another."""

from __future__ import annotations

from didymium.views.page import Figure, Section, render_page
from didymium.views.projects.sections import ProjectsSection, sections_of
from didymium.views.projects.view import ProjectsView
from didymium.views.sources_view import cited_in_tables
from didymium.views.wording import Words

RESTS_ON = ("projects", "project_stakes", "plant_costs", "deposits", "deposit_elements", "exchange_rates")
"""Tables of a case on which projects rest most."""


def render_projects(view: ProjectsView, language: str = "en") -> str:
    """Return the report of an answer as a page of HTML."""
    words = view.speaker(language).words
    titles = words("list.comma").join(case.settings.title for case in view.cases)
    lead = words("projects.lead_listed" if view.answer is None else "projects.lead", count=len(view.rows))
    return render_page(words, words("projects.title", case=titles), lead, projects_sections(view, language))


def projects_sections(view: ProjectsView, language: str = "en") -> list[Section]:
    """Return the sections of the report of an answer."""
    words = view.speaker(language).words
    found = [_section(words, one) for one in sections_of(view, language)]
    return [*found, sources_section(words, view)]


def _section(words: Words, one: ProjectsSection) -> Section:
    return Section(
        f"projects-{one.name}",
        one.heading(words),
        one.said,
        figures=tuple(Figure(chart) for chart in one.charts),
        tables=tuple(table for table in one.tables if table.rows),
        folded=tuple(table for table in one.folded if table.rows),
    )


def sources_section(words: Words, view: ProjectsView) -> Section:
    """Return the list of sources."""
    listed = {
        name: case.sources[name] for case in view.cases for name in cited_in_tables(case, RESTS_ON)
    }  # fmt: skip
    return Section("sources", words("projects.section.sources"), listed=tuple(listed.values()))
