"""An answer as parts of sentences, tables and charts, which terminal, report and page share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import polars as pl

from didymium.evidence.evidence import Evidence
from didymium.views.page import Figure, Section, render_page
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table
from didymium.views.svg import Chart
from didymium.views.wording import Words

MOST_ROWS = 40
"""Rows of a table that the terminal shows."""


@dataclass(frozen=True)
class ShownPart:
    """One part of an answer. ``tables`` are shown, ``folded`` ones stand behind a click or in files only."""

    name: str
    heading: str
    said: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, eq=False)
class ShownAnswer:
    """An answer with everything that terminal, report, page and files show of it."""

    name: str
    """Of its files: ``export``, ``ownership``, ``origin`` …"""
    words: Words
    title: str
    lead: str
    parts: tuple[ShownPart, ...]
    data: Mapping[str, Any]
    """The whole answer as plain data."""
    evidence: Evidence
    sources: tuple[str, ...]
    """Ids of the sources that it names."""
    asked: Mapping[str, Any] = field(default_factory=dict)
    """What was asked, for the manifest."""
    frames: Mapping[str, Callable[[], pl.DataFrame]] = field(default_factory=dict)
    """Whole tables that are too long to show, made only when files are written; by the name of the file."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Texts that are written as they are, such as scenarios; by the name of the file."""


def print_answer(file: TextIO, answer: ShownAnswer, written: Path | None = None) -> None:
    """Print what each part says, and its tables."""
    console = console_for(file)
    for part in answer.parts:
        heading(console, part.heading)
        say(console, part.said)
        for table in part.tables:
            if table.rows:
                heading(console, table.title)
                print_table(console, table, MOST_ROWS, answer.words)
                say(console, [table.note] if table.note else [])
    if written is not None:
        say(console, [answer.words("term.written", path=written)])


def sections_of_answer(answer: ShownAnswer) -> list[Section]:
    """Return the sections of a report, the last of them with the sources that the answer names."""
    known = answer.evidence.sources
    listed = tuple(known[name] for name in dict.fromkeys(answer.sources) if name in known)
    heading = answer.words("stocks.section.sources")
    return [*(_section(part) for part in answer.parts), Section("sources", heading, listed=listed)]


def render_answer(answer: ShownAnswer) -> str:
    """Return an answer as a page of HTML that needs nothing but itself."""
    return render_page(answer.words, answer.title, answer.lead, sections_of_answer(answer))


def _section(part: ShownPart) -> Section:
    return Section(
        part.name,
        part.heading,
        part.said,
        figures=tuple(Figure(chart) for chart in part.charts),
        tables=tuple(table for table in part.tables if table.rows),
        folded=tuple(table for table in part.folded if table.rows),
    )
