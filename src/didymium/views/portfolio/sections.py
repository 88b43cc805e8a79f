"""The parts of an answer as sections of sentences, charts and tables, which page and terminal share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from didymium.views.answered.portfolios import answered_sentences, answered_table
from didymium.views.portfolio.charts import frontier_chart, future_chart, payment_chart, timeline_chart
from didymium.views.portfolio.comparing_charts import (
    addition_chart,
    grid_chart,
    held_chart,
    pair_chart,
    regret_chart,
)
from didymium.views.portfolio.comparing_tables import (
    addition_table,
    frontier_table,
    held_table,
    linked_table,
    near_table,
    pair_table,
    regret_table,
)
from didymium.views.portfolio.sentences import (
    answer_sentences,
    assumed_sentences,
    held_sentences,
    left_sentences,
    linked_sentence,
    near_sentence,
    pair_sentences,
)
from didymium.views.portfolio.tables import (
    budget_table,
    chosen_table,
    excluded_table,
    future_table,
    loss_table,
    payment_table,
)
from didymium.views.portfolio.view import PortfolioView
from didymium.views.result_tables import Table
from didymium.views.svg import Chart
from didymium.views.wording import Words


@dataclass(frozen=True)
class PortfolioSection:
    """One part of an answer. ``tables`` are shown, ``folded`` ones stand behind a click or in files only."""

    name: str
    said: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()

    def heading(self, words: Words) -> str:
        """Return its heading."""
        return words(f"portfolio.section.{self.name}")


def sections_of(words: Words, view: PortfolioView, *, charts: bool = True) -> list[PortfolioSection]:
    """Return the sections of an answer in order; without ``charts`` none is drawn."""
    return list(_sections(words, view, charts))


def _sections(words: Words, view: PortfolioView, charts: bool) -> Iterator[PortfolioSection]:
    answer = view.answer
    yield _answer(words, view, charts)
    yield _losses(words, view, charts)
    left = tuple(left_sentences(words, view))
    if left:
        yield PortfolioSection("left", left, folded=(excluded_table(words, view),))
    if answer.additions or answer.pairs:
        yield _adds(words, view, charts)
    if answer.best.fundings and view.request.alternatives:
        yield _near(words, view, charts)
    if answer.frontier:
        drawn = _drawn(frontier_chart(words, view)) if charts else ()
        yield PortfolioSection("frontier", (), (frontier_table(words, view),), charts=drawn)
    if answer.linked is not None:
        linked = (linked_sentence(words, answer.linked),)
        yield PortfolioSection("linked", linked, (linked_table(words, view, answer.linked),))
    if answer.held is not None:
        drawn = _drawn(held_chart(words, answer.held)) if charts else ()
        held = tuple(held_sentences(words, view, answer.held))
        yield PortfolioSection("held", held, (held_table(words, answer.held),), charts=drawn)
    if answer.answered is not None:
        said = tuple(answered_sentences(words, answer.answered))
        yield PortfolioSection("rival", said, (answered_table(words, view, answer.answered),))
    yield PortfolioSection("assumed", tuple(assumed_sentences(words, view)))


def _drawn(*charts: Chart | None) -> tuple[Chart, ...]:
    return tuple(chart for chart in charts if chart is not None)


def _answer(words: Words, view: PortfolioView, charts: bool) -> PortfolioSection:
    drawn = _drawn(timeline_chart(words, view), payment_chart(words, view)) if charts else ()
    tables = (chosen_table(words, view), budget_table(words, view))
    said = tuple(answer_sentences(words, view))
    return PortfolioSection("answer", said, tables, (payment_table(words, view),), drawn)


def _losses(words: Words, view: PortfolioView, charts: bool) -> PortfolioSection:
    drawn = (future_chart(words, view),) if charts else ()
    return PortfolioSection("losses", (), (loss_table(words, view),), (future_table(words, view),), drawn)


def _adds(words: Words, view: PortfolioView, charts: bool) -> PortfolioSection:
    drawn = _drawn(addition_chart(words, view), pair_chart(words, view)) if charts else ()
    tables = (addition_table(words, view), pair_table(words, view))
    return PortfolioSection("adds", tuple(pair_sentences(words, view)), tables, charts=drawn)


def _near(words: Words, view: PortfolioView, charts: bool) -> PortfolioSection:
    said = (near_sentence(words, view),)
    if not view.answer.near:
        return PortfolioSection("near", said)
    drawn = _drawn(grid_chart(words, view), regret_chart(words, view)) if charts else ()
    return PortfolioSection("near", said, (regret_table(words, view),), (near_table(words, view),), drawn)
