"""Sections of an answer on the page: what they say, their charts, and their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from didymium.views.result_tables import Table
from didymium.views.wording import Words
from didymium.web.look.html import Tag, lines
from didymium.web.look.tables import view_table

Draw = Callable[[], None]


class Section(Protocol):
    """A part of an answer, as reports and the terminal show it too."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def said(self) -> tuple[str, ...]:
        """What it says."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Tables that are shown."""

    @property
    def folded(self) -> tuple[Table, ...]:
        """Tables that open when somebody wants them."""

    def heading(self, words: Words) -> str:
        """Its heading."""


def show_sections(words: Words, sections: Iterable[Section], charts: Mapping[str, Draw]) -> None:
    """Draw sections in order; ``charts`` draw what belongs to one, by its name."""
    for section in sections:
        Tag("h2", section.heading(words))
        lines(section.said)
        if section.name in charts:
            charts[section.name]()
        for table in section.tables:
            if table.rows:
                Tag("h3", table.title, classes="quantity")
                view_table(table)
        folded(section.folded)


def folded(tables: Iterable[Table]) -> None:
    """Draw tables that open when somebody wants them."""
    for table in tables:
        if table.rows:
            with Tag("details", classes="disagreement"):
                Tag("summary", table.title)
                view_table(table)
