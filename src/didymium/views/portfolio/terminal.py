"""What the terminal shows of an answer about a portfolio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from didymium.views.portfolio.sections import sections_of
from didymium.views.portfolio.view import PortfolioView
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table
from didymium.views.wording import Words, words_for

MOST_ROWS = 16
NARROW: Mapping[str, Sequence[int]] = {"chosen": (0, 2, 4, 5, 6, 7), "pairs": (0, 1, 3, 4, 5, 6)}
"""Columns for which there is room, by table."""


def print_portfolio(file: TextIO, view: PortfolioView, written: Path | None = None, lang: str = "en") -> None:
    """Print each part: what it says, and its tables with the columns for which there is room."""
    words, console = words_for(view.naming, lang), console_for(file)
    for section in sections_of(words, view, charts=False):
        heading(console, section.heading(words))
        say(console, section.said)
        for table in section.tables:
            if table.rows:
                heading(console, table.title)
                print_table(console, _narrow(words, table), MOST_ROWS, words)
                say(console, [table.note] if table.note else [])
    if written is not None:
        say(console, [words("term.written", path=written)])


def _narrow(words: Words, table: Table) -> Table:
    for name, columns in NARROW.items():
        if table.title == words(f"portfolio.table.{name}"):
            return table.pick(columns)
    return table
