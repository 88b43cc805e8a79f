"""Backtests as they were recorded: all series at a glance, and each backtest whole. Nothing is solved."""

from __future__ import annotations

import shlex
from dataclasses import replace

from didymium.views.answer.parts import ShownAnswer, ShownPart
from didymium.views.backtest.shown import show_backtests
from didymium.views.backtest.standing import main_series, standing_sentence
from didymium.views.backtest.tables import bars_table, overview_table
from didymium.views.backtest.view import BacktestView
from didymium.views.result_tables import Table
from didymium.views.wording import words_for
from didymium.web.engine.recorded import RecordedCase
from didymium.web.look.answer import show_shown
from didymium.web.look.html import Tag, link
from didymium.web.look.tables import Cell, Row, linked_table
from didymium.web.look.visit import Visit
from didymium.web.pages.validation.asked import PATH, backtest_address, series_id
from didymium.web.pages.validation.figures import show_series
from didymium.web.pages.validation.past import show_past

MOST_MAIN = 4
"""Charts of a backtest that stand on the page of all."""


def show_all(visit: Visit, cases: tuple[RecordedCase, ...]) -> None:
    """Draw every backtest at a glance: its bars, each of its series, the main ones as charts."""
    words = visit.words
    views = [view for one in cases for view in one.views]
    if views:
        Tag("p", standing_sentence(words, views), classes="notice", role="status")
    for one in cases:
        _wrong(visit, one)
        for view in one.views:
            with Tag("section", classes="whole", aria_label=view.result.definition.title_in(visit.language)):
                _glance(visit, one, view)
        for name in one.unrecorded:
            Tag("h2", name)
            command = shlex.join(["didymium", "backtest", _case_argument(visit, one), "--name", name])
            Tag("p", words("web.validation.unrecorded", command=command), classes="quiet")
    if not views and not any(one.problems or one.unrecorded for one in cases):
        Tag("p", words("web.validation.none"), role="status")


def show_one(visit: Visit, one: RecordedCase, view: BacktestView) -> None:
    """Draw a backtest whole: every series with its chart, its points, its scores, and why it misses."""
    words = visit.words
    with Tag("p"):
        link(words("web.validation.all"), PATH)
    known = {f"{view.result.name}-{one.name}": one for one in view.result.definition.series}

    def draw(part: ShownPart) -> None:
        if part.name in known:
            show_series(visit, view, known[part.name])
        else:
            _command(visit, one, view)

    places = {name: series_id(series.name) for name, series in known.items()}
    with Tag("div", classes="whole"):
        show_shown(visit, _answer(visit, view), draw, places)
        show_past(visit, view, one.pasts[view.result.name])


def _answer(visit: Visit, view: BacktestView) -> ShownAnswer:
    """Return what is shown of a backtest, how it did before everything else."""
    answer = show_backtests([view], visit.language, charts=False)
    first, *others = answer.parts
    said = (standing_sentence(visit.words, [view]), *first.said)
    return replace(answer, parts=(replace(first, said=said), *others))


def _glance(visit: Visit, one: RecordedCase, view: BacktestView) -> None:
    words, result = visit.words, view.result
    Tag("h2", result.definition.title_in(visit.language), id=f"backtest-{result.name}")
    title = words_for(one.case, visit.language).case.settings.title
    Tag(
        "p",
        words("web.validation.of_case", case=title, series=len(result.definition.series)),
        classes="quiet",
    )
    if result.bars:
        met = sum(bar.met is True for bar in result.bars)
        Tag("p", words("backtest.say.bars", met=met, count=len(result.bars)))
        _plain(bars_table(words, view))
    _series_table(visit, view)
    with Tag("p"):
        link(words("web.validation.whole"), backtest_address(visit, result.name), "button")
    shown = main_series(view, MOST_MAIN)
    with Tag("div", classes="two"):
        for series in shown:
            show_series(visit, view, series)
    _repeat(visit, one, view)
    with Tag("details", classes="disagreement"):
        Tag("summary", words("web.validation.past", count=len(one.pasts[result.name].records)))
        show_past(visit, view, one.pasts[result.name])


def _plain(table: Table) -> None:
    Tag("h3", table.title, classes="quantity")
    linked_table(table.title, table.headers, table.rows, table.right)


def _series_table(visit: Visit, view: BacktestView) -> None:
    """Draw a row a series; each leads to its points."""
    table = overview_table(visit.words, view)
    Tag("h3", table.title, classes="quantity")
    rows: list[Row] = [
        (Cell(row[0], backtest_address(visit, view.result.name, series.name)), *row[1:])
        for row, series in zip(table.rows, view.result.definition.series, strict=True)
    ]
    linked_table(table.title, table.headers, rows, table.right)
    if table.note:
        Tag("p", table.note, classes="quiet")


def _repeat(visit: Visit, one: RecordedCase, view: BacktestView) -> None:
    """Say when it was recorded and how to repeat it."""
    words = visit.words
    if view.recorded is not None:
        fields = {"number": view.recorded.number, "date": words.date(view.recorded.recorded)}
        Tag("p", words("backtest.say.record", **fields, note=view.recorded.note or "–"), classes="quiet")
    _command(visit, one, view)


def _command(visit: Visit, one: RecordedCase, view: BacktestView) -> None:
    words = visit.words
    parts = ["didymium", "backtest", _case_argument(visit, one), "--name", view.result.name]
    with Tag("p", words("web.validation.repeat") + " ", classes="quiet"):
        Tag("code", shlex.join(parts))


def _case_argument(visit: Visit, one: RecordedCase) -> str:
    server = visit.server
    return server.case_argument if one.case is server.case else one.case.settings.name


def _wrong(visit: Visit, one: RecordedCase) -> None:
    if one.problems:
        listed = "\n".join(str(problem) for problem in one.problems)
        Tag(
            "p",
            visit.words("web.refused.input", problems=listed),
            classes="notice bad problems",
            role="alert",
        )
