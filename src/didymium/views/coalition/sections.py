"""The parts of an answer as sections of sentences, charts and tables, which page and terminal share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from didymium.views.coalition.charts import bar_chart, joining_charts, share_bars, size_chart
from didymium.views.coalition.sentences import (
    assumed_sentences,
    counted_sentences,
    floor_sentences,
    joining_sentences,
    share_sentences,
    stability_sentences,
)
from didymium.views.coalition.tables import (
    best_table,
    candidates_table,
    floor_table,
    futures_table,
    losses_table,
    objections_table,
    sets_table,
    shares_table,
    verified_table,
)
from didymium.views.coalition.view import CoalitionView
from didymium.views.result_tables import Table
from didymium.views.svg import Chart
from didymium.views.wording import Words


@dataclass(frozen=True)
class CoalitionSection:
    """One part of an answer. ``tables`` are shown, ``folded`` ones stand behind a click or in files only."""

    name: str
    said: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()

    def heading(self, words: Words) -> str:
        """Return its heading."""
        return words(f"coalition.section.{self.name}")


def sections_of(words: Words, view: CoalitionView, *, charts: bool = True) -> list[CoalitionSection]:
    """Return the sections of an answer in order; without ``charts`` none is drawn."""
    return list(_sections(words, view, charts))


def _sections(words: Words, view: CoalitionView, charts: bool) -> Iterator[CoalitionSection]:
    yield CoalitionSection(
        "joining",
        tuple(joining_sentences(words, view)),
        (losses_table(words, view), candidates_table(words, view)),
        charts=joining_charts(words, view) if charts else (),
    )
    yield CoalitionSection(
        "shares",
        tuple(share_sentences(words, view)),
        (shares_table(words, view),),
        charts=(bar_chart(words, share_bars(view)),) if charts else (),
    )
    yield CoalitionSection(
        "stability", tuple(stability_sentences(words, view)), (objections_table(words, view),)
    )
    yield CoalitionSection(
        "sets",
        (),
        (best_table(words, view),),
        (sets_table(words, view),),
        (size_chart(words, view),) if charts else (),
    )
    if view.answer.floor is not None:
        yield CoalitionSection("floor", tuple(floor_sentences(words, view)), (floor_table(words, view),))
    yield CoalitionSection(
        "counted",
        tuple(counted_sentences(words, view)),
        (verified_table(words, view),),
        (futures_table(words, view),),
    )
    yield CoalitionSection("assumed", tuple(assumed_sentences(words, view)))
