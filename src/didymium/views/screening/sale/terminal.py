"""What the terminal shows of a review."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.screening.sale.sections import sections_of
from didymium.views.screening.sale.view import SaleView
from didymium.views.wording import words_for

MOST_ROWS = 12


def print_sale(file: TextIO, view: SaleView, written: Path | None = None, lang: str = "en") -> None:
    """Print each part: what it says, and its tables."""
    words, console = words_for(view.case, lang), console_for(file)
    for section in sections_of(words, view, charts=False):
        heading(console, section.heading(words))
        say(console, section.said)
        for table in section.tables:
            if table.rows:
                heading(console, table.title)
                print_table(console, table, MOST_ROWS, words)
                say(console, [table.note] if table.note else [])
    if written is not None:
        say(console, [words("term.written", path=written)])
