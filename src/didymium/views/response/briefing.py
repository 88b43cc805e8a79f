"""The briefing: two pages that a minister can read, as one file of HTML that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from didymium.evidence.sources import Source
from didymium.views.page import page_environment
from didymium.views.response.finding_tables import assumed_table, priorities_table, short_table
from didymium.views.response.gantt import gantt_chart
from didymium.views.response.report import cited, lead
from didymium.views.response.sentences import (
    assumed_sentences,
    fallback_sentences,
    mend_sentence,
    order_sentence,
    plan_sentences,
    short_sentences,
    situation_sentences,
)
from didymium.views.response.tables import decisions_table, plan_table
from didymium.views.response.view import ResponseView
from didymium.views.result_tables import Table
from didymium.views.svg import Chart
from didymium.views.wording import Words

MOST_TASKS, MOST_BARS, MOST_DECISIONS, MOST_SHORT, MOST_PRIORITIES, MOST_SOURCES = 7, 9, 9, 6, 3, 9
"""Rows for which two pages have room."""
LONGEST_TITLE = 110


@dataclass(frozen=True)
class Block:
    """A part of the briefing under a heading."""

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    chart: Chart | None = None
    sources: tuple[str, ...] = ()


def render_briefing(words: Words, view: ResponseView) -> str:
    """Return the briefing of a response as HTML; printed it has two pages of A4."""
    template = page_environment().get_template("briefing.html.j2")
    return template.render(
        words=words,
        lang=words.language,
        title=words("response.briefing.title"),
        scenario=view.response.known.title,
        lead=lead(words, view),
        made=words("response.briefing.made", case=view.response.case.settings.name),
        pages=(_first(words, view), _second(words, view)),
    )


def _first(words: Words, view: ResponseView) -> tuple[Block, ...]:
    plan = plan_table(words, view, most=MOST_TASKS).pick((0, 1, 2, 3, 4, 6))
    chart = gantt_chart(words, view, MOST_BARS)
    fallback = tuple(fallback_sentences(words, view))
    return (
        _block(words, "situation", situation_sentences(words, view)[1:]),
        _block(words, "plan", plan_sentences(words, view), (_bare(plan),), chart),
        Block(words("response.section.fallback"), fallback),
        _block(words, "priorities", (), (_priorities(words, view),)),
    )


def _second(words: Words, view: ResponseView) -> tuple[Block, ...]:
    decisions = _bare(decisions_table(words, view, MOST_DECISIONS))
    short = _bare(short_table(words, view, MOST_SHORT))
    return (
        _block(words, "decisions", [order_sentence(words, view)], (decisions,)),
        _block(words, "short", _short(words, view), (short,)),
        _block(words, "assumed", [*assumed_sentences(words, view)[:1], _assumed(words, view)]),
        Block(words("response.section.sources"), sources=_sources(words, view)),
    )


def _priorities(words: Words, view: ResponseView) -> Table:
    """Return the first priority minerals: what, what a day's delay costs, who gains."""
    table = priorities_table(words, view)
    first = Table(table.title, table.headers, table.rows[:MOST_PRIORITIES], table.right)
    return first.pick((1, 2, 4, 5))


def _short(words: Words, view: ResponseView) -> list[str]:
    return [mend_sentence(words, view)] if view.shorts else short_sentences(words, view)


def _assumed(words: Words, view: ResponseView) -> str:
    """Say the figures in one paragraph; the basis of those that are not assumed beside them."""
    usual = words("response.basis.assumed")
    return "; ".join(
        f"{what}: {value}" if basis == usual else f"{what}: {value} ({basis})"
        for what, value, basis in assumed_table(words, view).rows
    )


def _sources(words: Words, view: ResponseView) -> tuple[str, ...]:
    case, names = view.response.case, cited(view)
    said = [_source(case.sources[name]) for name in names[:MOST_SOURCES]]
    left = len(names) - len(said)
    return (*said, words("response.briefing.more_sources", count=left)) if left > 0 else tuple(said)


def _source(source: Source) -> str:
    title = source.title if len(source.title) <= LONGEST_TITLE else source.title[: LONGEST_TITLE - 1] + "…"
    parts = [source.publisher, title, source.published]
    return ", ".join(part for part in parts if part)


def _block(
    words: Words,
    name: str,
    sentences: Sequence[str],
    tables: tuple[Table, ...] = (),
    chart: Chart | None = None,
) -> Block:
    shown = tuple(table for table in tables if table.rows)
    said = tuple(text for text in sentences if text)
    return Block(words(f"response.section.{name}"), said, shown, chart)


def _bare(table: Table) -> Table:
    return Table(table.title, table.headers, table.rows, table.right)
