"""Backtests as answers that terminal, report, page and files show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from didymium.backtest.definition import Series
from didymium.evidence.provenance import parse_references
from didymium.views.answer.parts import ShownAnswer, ShownPart, print_answer
from didymium.views.backtest.charts import drawing
from didymium.views.backtest.data import backtest_data
from didymium.views.backtest.saying import overview_sentences, series_sentences
from didymium.views.backtest.tables import (
    bars_table,
    changes_table,
    overview_table,
    points_table,
    scores_table,
    sources_of,
)
from didymium.views.backtest.view import BacktestView
from didymium.views.printing import console_for, heading, say
from didymium.views.wording import Words, words_for


def show_backtests(
    views: Sequence[BacktestView], language: str = "en", *, charts: bool = True
) -> ShownAnswer:
    """Return everything that is shown of the backtests of one case; without ``charts`` none is drawn."""
    case = views[0].case
    words = words_for(case, language)
    assert case.evidence is not None
    return ShownAnswer(
        name="backtest",
        words=words,
        title=words("backtest.title", case=case.settings.title),
        lead=words("backtest.lead"),
        parts=tuple(part for view in views for part in backtest_parts(words, view, charts=charts)),
        data={"backtests": [backtest_data(view, language) for view in views]},
        evidence=case.evidence,
        sources=tuple(dict.fromkeys(name for view in views for name in sources_behind(view))),
        asked={"case": case.settings.name, "backtests": [view.result.name for view in views]},
    )


def backtest_parts(words: Words, view: BacktestView, *, charts: bool = True) -> Iterator[ShownPart]:
    """Yield the parts of a backtest: its scores and bars, then every series."""
    result = view.result
    yield ShownPart(
        result.name,
        result.definition.title_in(words.language),
        tuple(overview_sentences(words, view)),
        (overview_table(words, view), bars_table(words, view)),
        (changes_table(words, view),),
    )
    for series in result.definition.series:
        yield _series_part(words, view, series, charts)


def _series_part(words: Words, view: BacktestView, series: Series, charts: bool) -> ShownPart:
    drawn = drawing(words, view, series) if charts else None
    return ShownPart(
        f"{view.result.name}-{series.name}",
        series.title_in(words.language),
        tuple(series_sentences(words, view, series)),
        (points_table(words, view, series), scores_table(words, view, series)),
        charts=() if drawn is None else (drawn.chart(),),
    )


def sources_behind(view: BacktestView) -> list[str]:
    """Return the ids of the sources behind what happened, each once."""
    references = [one for text in sources_of(view) for one in parse_references(text)]
    return list(dict.fromkeys(view.case.sources_behind(references)))


def by_case(views: Sequence[BacktestView]) -> dict[str, list[BacktestView]]:
    """Return views by the name of their case."""
    found: dict[str, list[BacktestView]] = {}
    for view in views:
        found.setdefault(view.case.settings.name, []).append(view)
    return found


def print_backtests(
    file: TextIO, views: Sequence[BacktestView], language: str = "en", out: Path | None = None
) -> None:
    """Print the backtests of every case."""
    for own in by_case(views).values():
        answer = show_backtests(own, language, charts=False)
        console = console_for(file)
        heading(console, answer.title)
        say(console, [answer.lead])
        print_answer(file, answer, None if out is None else out / own[0].case.settings.name)
