"""What is shown of any answer in parts: what it says, its tables with their sources, its drawings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from didymium.evidence.sources import Source
from didymium.views.answer.parts import ShownAnswer, ShownPart
from didymium.views.result_tables import Table
from didymium.web.look.drawing import show_drawing
from didymium.web.look.html import Tag, lines
from didymium.web.look.tables import Cell, Row, linked_table
from didymium.web.look.visit import Visit

EVIDENCE = "/evidence"
LONGEST_VERDICT = 140
"""Letters of a first sentence that is set apart."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def show_shown(
    visit: Visit,
    answer: ShownAnswer,
    draw: Callable[[ShownPart], None] | None = None,
    places: Mapping[str, str] | None = None,
) -> None:
    """Draw an answer. ``draw`` adds to a part what it has no chart of, above its tables; ``places`` are the
    ids of headings by the name of a part, for links to it.
    """
    Tag("h2", answer.title)
    Tag("p", answer.lead, classes="quiet")
    for number, part in enumerate(answer.parts):
        if part.said or part.charts or any(table.rows for table in (*part.tables, *part.folded)):
            _part(visit, answer, part, draw, (places or {}).get(part.name), is_first=number == 0)
    _sources(visit, answer)


def _part(
    visit: Visit,
    answer: ShownAnswer,
    part: ShownPart,
    draw: Callable[[ShownPart], None] | None,
    place: str | None,
    *,
    is_first: bool,
) -> None:
    Tag("h2", part.heading, id=place)
    said = list(part.said)
    if is_first and said and len(said[0]) <= LONGEST_VERDICT:
        Tag("p", said.pop(0), classes="notice verdict")
    lines(said)
    for chart in part.charts:
        show_drawing(visit, chart, (*part.tables, *part.folded), answer.frames.get(chart.name))
    if draw is not None:
        draw(part)
    for table in part.tables:
        if table.rows:
            Tag("h3", table.title, classes="quantity")
            _table(visit, answer, table)
    for table in part.folded:
        if table.rows:
            with Tag("details", classes="disagreement"):
                Tag("summary", f"{table.title} ({len(table.rows):,})")
                _table(visit, answer, table)


def _table(visit: Visit, answer: ShownAnswer, table: Table) -> None:
    header = visit.words("screen.column.source")
    places = {place for place, name in enumerate(table.headers) if name == header}
    rows: list[Row] = [
        tuple(_cited(visit, answer, cell) if place in places else cell for place, cell in enumerate(row))
        for row in table.rows
    ]
    linked_table(table.title, table.headers, rows, table.right, _dates(table))
    if table.note:
        Tag("p", table.note, classes="quiet")


def _dates(table: Table) -> set[int]:
    """Return the columns of dates, which stay on a line."""
    return {
        place
        for place, cells in enumerate(zip(*table.rows, strict=True))
        if all(cell == "" or _DATE.fullmatch(cell) for cell in cells)
    }


def _cited(visit: Visit, answer: ShownAnswer, cell: str) -> str | Cell:
    """Return a source and the place in it with a link to what is known of it."""
    name, _, locator = cell.partition(", ")
    source = answer.evidence.sources.get(name)
    if source is None:
        return cell
    return Cell(source.title, source_address(visit, source), locator)


def source_address(visit: Visit, source: Source) -> str:
    """Return where more is known of a source: on the page of the evidence, if the case served has it, else
    where it was published.
    """
    if source.source in visit.speaker.evidence.sources:
        return visit.address(EVIDENCE, source=source.source)
    return source.url


def _sources(visit: Visit, answer: ShownAnswer) -> None:
    known = answer.evidence.sources
    listed = [known[name] for name in dict.fromkeys(answer.sources) if name in known]
    if not listed:
        return
    words = visit.words
    headers = [words(f"web.screening.{name}") for name in ("source", "publisher", "published")]
    with Tag("details", classes="disagreement"):
        Tag("summary", words("web.screening.sources", count=len(listed)))
        rows: list[Row] = [
            (
                Cell(source.title, source_address(visit, source), source.source),
                source.publisher,
                source.published,
            )
            for source in listed
        ]
        linked_table(words("web.screening.sources", count=len(listed)), headers, rows, tight={2})
