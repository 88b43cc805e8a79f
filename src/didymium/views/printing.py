"""How the terminal shows headings, sentences and tables: plain text of one width, without automatic
colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from didymium.views.result_tables import Table
from didymium.views.wording import Words

WIDTH = 100
LONGEST = 18
"""Columns of text stay wide enough for words up to this length."""


def console_for(file: TextIO) -> Console:
    """Return a console of fixed width, without automatic colours."""
    return Console(file=file, width=WIDTH, highlight=False)


def heading(console: Console, text: str) -> None:
    """Print a heading."""
    console.print()
    console.print(Text(text, style="bold cyan"))


def say(console: Console, sentences: Sequence[str]) -> None:
    """Print sentences, one a paragraph, set in a little."""
    for sentence in sentences:
        console.print(Padding(Text(sentence), (0, 0, 0, 2)))


def print_table(console: Console, table: Table, most: int | None = None, words: Words | None = None) -> None:
    """Print a table, of long ones the first ``most`` rows."""
    shown = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for position, header in enumerate(table.headers):
        cells = [row[position] for row in table.rows[:most]]
        right = position in table.right
        longest = max((_longest(cell, whole=right) for cell in cells), default=1)
        shown.add_column(header, justify="right" if right else "left", min_width=longest, overflow="fold")
    for row in table.rows[:most]:
        shown.add_row(*(Text(cell) for cell in row))
    console.print(Padding(shown, (0, 0, 0, 2)))
    left = len(table.rows) - most if most is not None else 0
    if left > 0 and words is not None:
        say(console, [words("term.more", count=left)])


def _longest(cell: str, *, whole: bool) -> int:
    """Return the width of a cell of figures, or of the longest word of one of text."""
    parts = [cell] if whole else cell.split() or [""]
    return min(max(cell_len(part) for part in parts), LONGEST)
