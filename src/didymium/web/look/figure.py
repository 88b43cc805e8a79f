"""A figure: a chart with its title, what it says in words, its sources, its numbers as a table, and
downloads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from nicegui import ui
from nicegui.events import GenericEventArguments

from didymium.files.sheets import harmless_table
from didymium.views.wording import number
from didymium.web.look.chart import Chart, Options
from didymium.web.look.html import Tag, button, download, link, table_html
from didymium.web.look.visit import Visit

MOST_ROWS = 150


@dataclass(frozen=True)
class From:
    """What a figure rests on: a text, and where more of it stands."""

    text: str
    address: str = ""


class FigureCard:
    """A figure on a page; :meth:`show` draws it anew, :meth:`stale` greys it until then."""

    def __init__(
        self,
        visit: Visit,
        name: str,
        title: str,
        options: Options,
        numbers: pl.DataFrame,
        *,
        note: str = "",
        sources: Sequence[From] = (),
        maps: dict[str, str] | None = None,
        height_rem: float = 20.0,
        level: str = "h3",
    ) -> None:
        """``name`` names the files that are saved; ``numbers`` are those that the chart shows, for the table
        below it and the CSV.
        """
        self._visit, self._name, self._numbers = visit, re.sub(r"[^\w-]+", "_", name), numbers
        words = visit.words
        with Tag("figure", classes="figure", id=f"figure-{self._name}") as self._frame:
            with Tag("figcaption"):
                self._title = Tag(level, title)
            self._note = Tag("p", note, classes="note")
            self.chart = Chart(options, _label(title, note), maps=maps)
            self.chart.style(f"height:{height_rem}rem")
            self._open = False
            with Tag("details", classes="quiet") as details:
                Tag("summary", words("web.figure.numbers"))
                self._table = Tag("div", classes="scroll", tabindex="0", role="region", aria_label=title)
            details.on("toggle", self._turn, js_handler="(e) => emit(e.target.open)")
            with Tag("div", classes="foot"):
                self._sources = Tag("span", classes="from")
                self._cite(sources)
                button(
                    words("web.figure.png"),
                    lambda _: self._save_picture(),
                    "button small",
                    aria_label=f"PNG: {title}",
                )
                button(
                    words("web.figure.csv"),
                    lambda _: self._save_numbers(),
                    "button small",
                    aria_label=f"CSV: {title}",
                )

    def show(
        self,
        options: Options,
        numbers: pl.DataFrame,
        *,
        title: str | None = None,
        note: str | None = None,
        sources: Sequence[From] | None = None,
    ) -> None:
        """Draw something else."""
        self._numbers = numbers
        if title is not None:
            self._title.say(title)
        if note is not None:
            self._note.say(note)
        self.chart.show(options, _label(self._title._text or "", self._note._text or ""))
        self._fill()
        if sources is not None:
            self._sources.clear()
            self._cite(sources)
        self.stale(False)

    def stale(self, stale: bool = True) -> None:
        """Grey the figure, or no more."""
        self._frame.classes(add="stale") if stale else self._frame.classes(remove="stale")
        self._frame.set(aria_busy="true" if stale else None)

    def _turn(self, event: GenericEventArguments) -> None:
        self._open = bool(event.args)
        self._fill()

    def _fill(self) -> None:
        """Write the table of numbers, only while somebody looks at it."""
        self._table.clear()
        if not self._open:
            return
        shown = self._numbers.head(MOST_ROWS)
        numbers = [place for place, kind in enumerate(shown.dtypes) if kind.is_numeric()]
        rows = [[_cell(cell) for cell in row] for row in shown.iter_rows()]
        with self._table:
            ui.html(table_html("", shown.columns, rows, numbers), sanitize=False)

    def _cite(self, sources: Sequence[From]) -> None:
        words = self._visit.words
        with self._sources:
            if sources:
                Tag("span", words("web.figure.sources") + " ")
            for position, source in enumerate(sources):
                if position:
                    Tag("span", "; ")
                link(source.text, source.address) if source.address else Tag("span", source.text)

    def _save_picture(self) -> None:
        self.chart.save_picture(f"didymium_{self._name}.png")

    def _save_numbers(self) -> None:
        download(csv_of(self._numbers), f"didymium_{self._name}.csv")


def csv_of(table: pl.DataFrame) -> bytes:
    """Return a table as CSV that a spreadsheet opens as it is: UTF-8 with its mark, no cell a formula."""
    return b"\xef\xbb\xbf" + harmless_table(table).write_csv().encode()


def _label(title: str, note: str) -> str:
    return f"{title}. {note}" if note else title


def _cell(value: object) -> str:
    """Write a cell: numbers in full with thousands set apart, never in powers of ten."""
    if value is None:
        return "–"
    return number(value, 5) if isinstance(value, float) else str(value)
