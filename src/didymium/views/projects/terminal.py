"""What the terminal shows of an answer about projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.projects.sections import sections_of
from didymium.views.projects.view import ProjectsView
from didymium.views.result_tables import Table
from didymium.views.wording import Words

MOST_ROWS = 40
NARROW: Mapping[str, Sequence[int]] = {
    "pipeline": (0, 1, 2, 4, 5, 7),
    "who": (0, 1, 2, 4, 6),
    "timing": (0, 1, 2, 4, 5, 7),
    "deposits": (0, 1, 2, 4, 5, 6, 8, 9),
    "mixes": (0, 1, 2, 3),
    "verdicts": (0, 2, 3, 4, 5, 6),
    "candidates": (0, 1, 2, 3, 5),
    "scores": (0, 1, 2, 3),
    "project_scores": (0, 1, 2, 3),
    "losses": (0, 1, 2, 3, 4, 5),
    "worth_market": (0, 1, 2, 3, 4, 5, 6, 7),
}
"""Columns for which there is room, by table."""
DOLLARS_SHOWN = (0, 1, 3, 4, 5, 6, 9)


def print_projects(file: TextIO, view: ProjectsView, written: Path | None = None, lang: str = "en") -> None:
    """Print each part: what it says, and its tables with the columns for which there is room."""
    words, console = view.speaker(lang).words, console_for(file)
    for section in sections_of(view, lang, charts=False):
        heading(console, section.heading(words))
        say(console, section.said)
        for table in section.tables:
            if table.rows:
                heading(console, table.title)
                print_table(console, narrow(words, section.name, table), MOST_ROWS, words)
                say(console, [table.note] if table.note else [])
    if written is not None:
        say(console, [words("term.written", path=written)])


def narrow(words: Words, section: str, table: Table) -> Table:
    """Return a table with the columns for which the terminal has room."""
    if section == "dollars":
        return table.pick(DOLLARS_SHOWN)
    for name, columns in NARROW.items():
        if table.title == words(f"projects.table.{name}"):
            return table.pick(columns)
    return table
