"""An answer as Markdown, for pages of the docs that are written by the product."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.views.answer.parts import ShownAnswer, ShownPart
from didymium.views.result_tables import Table


def markdown_of(answer: ShownAnswer, level: int = 2) -> str:
    """Return the parts of an answer as Markdown: headings of a level, sentences as lists, tables."""
    return "\n".join(line for part in answer.parts for line in _part(part, level))


def _part(part: ShownPart, level: int) -> Iterator[str]:
    yield f"{'#' * level} {part.heading}\n"
    if part.said:
        yield "\n".join(f"- {_plain(said)}" for said in part.said) + "\n"
    for table in (*part.tables, *part.folded):
        if table.rows:
            yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"**{table.title}**\n"
    rules = ["---:" if place in table.right else "---" for place in range(len(table.headers))]
    rows = [table.headers, tuple(rules), *table.rows]
    yield "\n".join("| " + " | ".join(_plain(cell) or " " for cell in row) + " |" for row in rows) + "\n"
    if table.note:
        yield f"{_plain(table.note)}\n"


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
