"""Facts as rows of a table with links, grouped by what they are of, and sources as cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from didymium.views.evidence.facts_view import is_confidential
from didymium.views.evidence.speaking import Speaker
from didymium.web.look.html import Tag
from didymium.web.look.tables import Cell, linked_table, pairs
from didymium.web.look.tables import Row as Cells
from didymium.web.look.visit import Visit
from didymium.web.pages.evidence.asked import PATH

Row = Mapping[str, Any]
QUANTITY = ["subject", "measure", "material", "stage", "region", "partner", "basis", "detail"]
"""Columns that say what a fact is of."""
A_PAGE = 50
"""Facts on a page, and a few more where those of one quantity would be parted."""
HEADERS = ("date", "said", "source", "published", "kind", "locator")


@dataclass(frozen=True)
class Quantity:
    """What several facts speak of, and the facts by date."""

    title: str
    facts: tuple[Row, ...]


def pages_of(facts: pl.DataFrame) -> list[list[dict[str, Any]]]:
    """Return the quantities of facts, those of which most sources speak first, cut into pages."""
    counts = facts.group_by(QUANTITY, maintain_order=True).agg(
        sources=pl.col("source").n_unique(), count=pl.len()
    )
    pages: list[list[dict[str, Any]]] = [[]]
    room = A_PAGE
    for row in counts.sort("sources", "count", descending=True, maintain_order=True).iter_rows(named=True):
        if room <= 0:
            pages.append([])
            room = A_PAGE
        pages[-1].append(row)
        room -= row["count"]
    return pages


def quantity(speaker: Speaker, facts: pl.DataFrame, key: Mapping[str, Any]) -> Quantity:
    """Return the facts of a quantity."""
    rows = facts.filter(*(pl.col(name) == key[name] for name in QUANTITY)).to_dicts()
    return Quantity(title_of(speaker, key), tuple(rows))


def title_of(speaker: Speaker, row: Row) -> str:
    """Say what a fact is of."""
    return f"{speaker.name(row['subject'])}: {speaker.about(row)}"


def fact_cells(visit: Visit, row: Row) -> Cells:
    """Return a fact as cells: date, figure with its warnings, source, its date and kind, and where in it."""
    speaker, source = visit.speaker, visit.speaker.evidence.sources[row["source"]]
    notes = speaker.warnings(row)
    if is_confidential(speaker, row["fact"]):
        notes.append(visit.words("word.confidential"))
    said = visit.words("list.comma").join(notes)
    return (
        speaker.date(row),
        Cell(speaker.value(row), visit.address(PATH, fact=row["fact"]), said),
        Cell(source.title, visit.address(PATH, source=row["source"]), source.publisher),
        source.published,
        visit.words(f"source_kind.{source.kind}"),
        Cell(row["locator"], source.url),
    )


def fact_table(visit: Visit, label: str, rows: Sequence[Row]) -> None:
    """Draw facts on one thing: what every source says."""
    headers = [visit.words(f"label.{name}") for name in HEADERS]
    linked_table(label, headers, [fact_cells(visit, row) for row in rows], numbers_at(rows), {0, 3})


def numbers_at(rows: Sequence[Row]) -> set[int]:
    """Return the columns of facts that hold numbers: that of the figures, unless they are words."""
    return {1} if any(row["number"] is not None for row in rows) else set()


def source_card(visit: Visit, identifier: str, level: str = "h2") -> None:
    """Draw a source: title, publisher, date, kind, licence, and where it is to be read."""
    words, source = visit.words, visit.speaker.evidence.sources[identifier]
    with Tag("div", classes="card source"):
        Tag(level, source.title)
        pairs(
            [
                (words("web.evidence.publisher"), source.publisher),
                (words("label.published"), source.published),
                (words("label.kind"), words(f"source_kind.{source.kind}")),
                (words("label.licence"), source.licence),
                (words("label.language"), source.language),
                (words("web.evidence.address"), Cell(source.url, source.url)),
                (words("label.source"), Cell(identifier, visit.address(PATH, source=identifier))),
            ]
        )
