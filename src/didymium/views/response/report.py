"""The report of a response: sections of words, charts and tables, in a page of their own or in another."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.decisions.response.metrics import NodeRisk
from didymium.views.page import Figure, Section, render_page
from didymium.views.response.changes import changes_table, update_sentences
from didymium.views.response.finding_tables import (
    assumed_table,
    failing_sectors_table,
    failing_stages_table,
    mends_table,
    priorities_table,
    savings_table,
    short_table,
    single_sources_table,
)
from didymium.views.response.gantt import gantt_chart
from didymium.views.response.nodes_table import nodes_table
from didymium.views.response.sentences import (
    assumed_sentences,
    fallback_sentences,
    order_sentence,
    plan_sentences,
    short_sentences,
    situation_sentences,
)
from didymium.views.response.tables import (
    decisions_table,
    plan_table,
    reallocation_table,
    swaps_table,
    this_week_table,
)
from didymium.views.response.view import ResponseView
from didymium.views.result_tables import Table
from didymium.views.sources_view import cited_in_scenario, cited_in_tables
from didymium.views.wording import Words

RESTS_ON = ("holdings", "routes", "demands", "plants", "stock_terms")
"""Tables of the case on which a plan rests most."""


def render_response(words: Words, view: ResponseView, risks: Sequence[NodeRisk] = ()) -> str:
    """Return the report of a response as a page of HTML, with the nodes that were surveyed, if any."""
    response = view.response
    title = words("response.title", scenario=response.known.title)
    return render_page(words, title, lead(words, view), response_sections(words, view, risks))


def lead(words: Words, view: ResponseView) -> str:
    """Say whose plan it is, from when, and for how long."""
    request = view.response.request
    members = words.listed([words.region(name) for name in view.response.members])
    date, days = words.date(request.as_of), words.days(request.days)
    return words("response.lead", date=date, members=members, days=days)


def response_sections(words: Words, view: ResponseView, risks: Sequence[NodeRisk] = ()) -> list[Section]:
    """Return the sections of the report of a response."""
    sections = [
        *_changes(words, view),
        _section(words, "situation", situation_sentences(words, view)),
        _plan(words, view),
        _section(words, "decisions", [order_sentence(words, view)], [decisions_table(words, view)]),
        _section(words, "savings", (), [savings_table(words, view)]),
        _section(words, "priorities", (), [priorities_table(words, view)]),
        _vulnerabilities(words, view),
        _section(
            words, "short", short_sentences(words, view), [short_table(words, view), mends_table(words, view)]
        ),
        *([_section(words, "metrics", (), [nodes_table(words, risks)])] if risks else []),
        _section(words, "assumed", assumed_sentences(words, view), [assumed_table(words, view)]),
        sources_section(words, view),
    ]
    return sections


def _changes(words: Words, view: ResponseView) -> list[Section]:
    if view.update is None:
        return []
    said, table = update_sentences(words, view.update), changes_table(words, view.update)
    if not table.rows:
        said = [*said, words("response.change.none")]
    return [Section("changes", table.title, tuple(said), tables=(table,) if table.rows else ())]


def _section(
    words: Words, name: str, said: Sequence[str], tables: Sequence[Table] = (), *,
    figures: tuple[Figure, ...] = (), folded: Sequence[Table] = (),
) -> Section:  # fmt: skip
    shown = tuple(table for table in tables if table.rows)
    behind = tuple(table for table in folded if table.rows)
    heading = words(f"response.section.{name}")
    paragraphs = tuple(text for text in said if text)
    return Section(name, heading, paragraphs, figures=figures, tables=shown, folded=behind)


def _plan(words: Words, view: ResponseView) -> Section:
    chart = gantt_chart(words, view)
    figures = (Figure(chart),) if chart is not None else ()
    said = [*plan_sentences(words, view), *fallback_sentences(words, view)]
    folded = [plan_table(words, view), swaps_table(words, view), reallocation_table(words, view)]
    return _section(words, "plan", said, [this_week_table(words, view)], figures=figures, folded=folded)


def _vulnerabilities(words: Words, view: ResponseView) -> Section:
    tables = [
        single_sources_table(words, view),
        failing_stages_table(words, view),
        failing_sectors_table(words, view),
    ]
    return _section(words, "vulnerabilities", (), tables)


def cited(view: ResponseView) -> list[str]:
    """Return the ids of the sources of a response: first those of the scenario as known on the day, then
    those of the tables on which a plan rests.
    """
    case = view.response.case
    found = [*cited_in_scenario(case, view.response.known), *cited_in_tables(case, RESTS_ON)]
    return list(dict.fromkeys(found))


def sources_section(words: Words, view: ResponseView) -> Section:
    """Return the list of sources."""
    case = view.response.case
    listed = tuple(case.sources[name] for name in cited(view))
    return Section("sources", words("response.section.sources"), listed=listed)
