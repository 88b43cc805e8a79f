"""Everything about one project: terms, time, owners, gaps, where sources disagree, every fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from didymium.decisions.projects.pipeline import Candidate
from didymium.evidence.provenance import parse_references
from didymium.views.projects.finance_tables import closes_table, verdict_table
from didymium.views.projects.naming import material_list, millions, month, share, span
from didymium.views.projects.pipeline_tables import (
    disagreement_table,
    fact_tables,
    provision_table,
    who_table,
)
from didymium.views.projects.view import Listed, ProjectsView
from didymium.views.result_tables import Table
from didymium.views.wording import Words, number
from didymium.web.look.html import Tag
from didymium.web.look.tables import Cell, linked_table, pairs, view_table
from didymium.web.look.visit import Visit
from didymium.web.pages.projects.sections import folded


def show_project(visit: Visit, view: ProjectsView, row: Listed, answered: ProjectsView | None) -> None:
    """Draw a card of a project; ``answered`` holds its finance and gaps if they were worked out."""
    one, language = replace(view, rows=(row,)), visit.language
    words, project = one.speaker(language).words, row.candidate.project
    with Tag("div", classes="card"):
        Tag("h2", project.name_in(language))
        pairs(_terms(visit, words, row.candidate))
        for table in (
            who_table(one, language),
            _finance(answered, row, language),
            _gaps(answered, row, language),
        ):
            _shown(table, project.name_in(language))
        if answered is None:
            address = visit.address(visit.path, part="finance", cases=row.case.settings.name)
            pairs([(words("web.projects.gaps"), Cell(words("web.projects.gaps_hint"), address))])
        _shown(disagreement_table(one, language), project.name_in(language))
        _source_table(visit, words, project.source)
        folded([provision_table(one, language), *fact_tables(one, language, row)])


def _terms(visit: Visit, words: Words, found: Candidate) -> Iterator[tuple[str, str | Cell]]:
    """Yield what a project is and on which terms, as its case states it."""
    project, times = found.project, found.timeline
    months = found.lead_months
    lead = f"{number(months.mode)} ({number(months.low)}–{number(months.high)})"
    debt = words(
        "web.projects.debt_said",
        share=share(project.debt_share),
        rate=share(project.debt_rate),
        years=number(project.debt_years, 2),
    )
    comma = words("list.comma")
    cells: dict[str, str] = {
        "region": words.region(project.region),
        "status": words(f"projects.status.{project.status}"),
        "makes": material_list(words, found.capacity_t_per_year),
        "buys": material_list(words, found.bought_t_per_year),
        "capital": words("web.projects.usd_million", amount=millions(found.capital_usd)),
        "operating": words("web.projects.usd_million", amount=millions(found.operating_usd_per_year)),
        "lead": words("web.projects.months", months=lead, permits=share(project.permitting_share)),
        "decision": month(times.decision),
        "permitted": span(times.permitted),
        "first_product": span(times.first_product),
        "full_output": span(times.full_output),
        "life": words("web.projects.years", years=number(project.life_years)),
        "success": share(project.success_share),
        "tax": words(
            "web.projects.tax_said", tax=share(project.tax_rate), royalty=share(project.royalty_rate)
        ),
        "debt": debt,
        "participants": comma.join(words.region(name) for name in project.participants.split()),
        "funders": comma.join(words.region(name) for name in project.funders.split()),
    }
    for name, text in cells.items():
        yield words(f"web.projects.term_{name}"), text


def _source_table(visit: Visit, words: Words, source: str) -> None:
    """Draw where each figure comes from: a source or a fact of the evidence leads there."""
    case, known = words.case, visit.speaker.evidence.sources
    rows: list[tuple[str | Cell, ...]] = []
    for one in parse_references(source):
        named = case.sources_behind([one])
        first = next((name for name in named if name in known), "")
        address = visit.address("/evidence", source=first) if first else ""
        titles = "; ".join(known[name].title if name in known else name for name in named)
        said = f"{one.kind}: {one.explanation}" if one.explanation else titles
        below = titles if one.explanation else ""
        rows.append(((one.column or "").replace("_", " "), Cell(said, address, below)))
    with Tag("details", classes="disagreement"):
        Tag("summary", words("web.projects.term_source"))
        headers = (words("web.projects.source_of"), words("web.projects.source_said"))
        linked_table(words("web.projects.term_source"), headers, rows)


def _finance(answered: ProjectsView | None, row: Listed, language: str) -> Table | None:
    return None if answered is None else verdict_table(_only(answered, row), language)


def _gaps(answered: ProjectsView | None, row: Listed, language: str) -> Table | None:
    return None if answered is None else closes_table(_only(answered, row), language)


def _only(answered: ProjectsView, row: Listed) -> ProjectsView:
    return replace(answered, rows=tuple(one for one in answered.rows if one.name == row.name))


def _shown(table: Table | None, name: str) -> None:
    """Draw a table that stands below for all projects too: its label names the one."""
    if table is not None and table.rows:
        Tag("h3", table.title, classes="quantity")
        view_table(replace(table, title=f"{name}: {table.title}"))
