"""How the terminal shows headings, sentences and tables: plain text of one width, without automatic
colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TextIO

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
GAP = 3
"""Room between two columns."""


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
    for position, (header, width) in enumerate(zip(table.headers, _widths(table, most), strict=True)):
        justify: Literal["left", "right"] = "right" if position in table.right else "left"
        shown.add_column(header, justify=justify, width=width, overflow="fold")
    for row in table.rows[:most]:
        shown.add_row(*(Text(cell) for cell in row))
    console.print(Padding(shown, (0, 0, 0, 2)))
    left = len(table.rows) - most if most is not None else 0
    if left > 0 and words is not None:
        say(console, [words("term.more", count=left)])


def _widths(table: Table, most: int | None) -> list[int]:
    """Return the widths of columns. Where not all fit, the widest gives way, never below its longest word or
    figure: a figure that is cut off would read as another one.
    """
    widths, least = [], []
    for position, header in enumerate(table.headers):
        cells = [row[position] for row in table.rows[:most]]
        widths.append(max(_lines_width(text) for text in [header, *cells, " "]))
        least.append(max((_longest(cell, whole=position in table.right) for cell in cells), default=1))
    excess = sum(widths) + GAP * (len(widths) - 1) - (WIDTH - 2)
    for _ in range(excess):
        wide = [place for place, width in enumerate(widths) if width > least[place]] or range(len(widths))
        widths[max(wide, key=widths.__getitem__)] -= 1
    return [max(1, width) for width in widths]


def _lines_width(text: str) -> int:
    return max((cell_len(line) for line in text.splitlines()), default=0)


def _longest(cell: str, *, whole: bool) -> int:
    """Return the width of a cell of figures, or of the longest word of one of text."""
    parts = [cell] if whole else cell.split() or [""]
    return min(max(cell_len(part) for part in parts), LONGEST)
