"""What the terminal shows of an answer about stockpiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table
from didymium.views.stocks.sections import sections_of
from didymium.views.stocks.view import StockpileView
from didymium.views.wording import Words, words_for

MOST_ROWS = 12
NARROW: Mapping[str, Sequence[int]] = {
    "cover": (0, 1, 5, 6, 7, 8, 9),
    "targets": (0, 1, 2, 3, 5, 6),
    "sizes": (0, 1, 2, 3, 4, 5, 6),
    "shares": (0, 1, 2, 3, 4, 6),
    "purchases": (0, 1, 2, 3, 5, 6, 7, 9),
    "pools": (0, 1, 2, 3),
    "survival": (0, 1, 2, 3, 5, 6, 8),
    "shortfall": (0, 1, 2, 4, 5, 6, 7),
    "published_shortfall": (0, 1, 2, 3, 5, 6),
    "release": (0, 2, 3, 4, 5),
    "rotation": (0, 1, 2, 3, 4, 6),
}
"""Columns for which there is room, by table."""


def print_stockpile(file: TextIO, view: StockpileView, written: Path | None = None, lang: str = "en") -> None:
    """Print each part: what it says, and its tables with the columns for which there is room."""
    words, console = words_for(view.case, lang), console_for(file)
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
        if table.title.startswith(words(f"stocks.table.{name}")) and len(table.headers) > max(columns):
            return table.pick(columns)
    return table
