"""The section of a report on how well crises would have been called: from records, nothing is solved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from didymium.backtest.history import recorded
from didymium.case.case import Case
from didymium.files.problems import InputError
from didymium.validation.record import read_record
from didymium.views.backtest.charts import drawing
from didymium.views.backtest.shown import sources_behind
from didymium.views.backtest.standing import called, main_series, standing_sentence
from didymium.views.backtest.tables import bars_table, overview_table
from didymium.views.backtest.view import BacktestView, view_recorded
from didymium.views.page import Figure, Part, Section, section_of
from didymium.views.result_tables import Table
from didymium.views.wording import Words

MOST_CHARTS = 3
"""Charts of a backtest that a report shows."""


def validation_section(words: Words) -> Section:
    """Return the recorded backtests of the case with their bars, met and missed, and how many published
    figures are found.
    """
    said = [published_sentence(words)]
    try:
        views = _views(words.case)
    except InputError as error:
        return section_of(words, "validation", (*said, *map(str, error.problems)), ())
    opening = standing_sentence(words, views) if views else words("truth.no_backtest")
    tables = (table for view in views for table in _tables(words, view))
    return section_of(
        words,
        "validation",
        (opening, *said),
        list(dict.fromkeys(name for view in views for name in sources_behind(view))),
        parts=tuple(_part(words, view) for view in views),
        tables=tuple(tables),
        figures=tuple(_figures(words, views)),
    )


def published_sentence(words: Words) -> str:
    """Say how many published figures are found, as last recorded."""
    record = read_record()
    return words("truth.published", agree=int(record["agrees"].sum()), count=record.height)


def _views(case: Case) -> Sequence[BacktestView]:
    """Return the recorded backtests, that with the most series first."""
    views = [view_recorded(case, found) for found in recorded(case)]
    return sorted(views, key=lambda view: -len(view.result.definition.series))


def _part(words: Words, view: BacktestView) -> Part:
    assert view.recorded is not None
    title = view.result.definition.title_in(words.language)
    command = f"didymium backtest {view.result.case} --name {view.result.name}"
    day = words.date(view.recorded.recorded)
    return Part(title, (*called(words, view), words("truth.record", date=day, command=command)))


def _tables(words: Words, view: BacktestView) -> Iterator[Table]:
    """Yield bars and series of a backtest, under its name."""
    title = view.result.definition.title_in(words.language)
    for table in (bars_table(words, view), overview_table(words, view)):
        if table.rows:
            yield replace(table, title=f"{title} – {table.title}")


def _figures(words: Words, views: Sequence[BacktestView]) -> Iterator[Figure]:
    for view in views:
        for series in main_series(view, MOST_CHARTS):
            drawn = drawing(words, view, series)
            if drawn is not None:
                yield Figure(drawn.chart(), words(f"backtest.unit.{series.unit}") + ".")
