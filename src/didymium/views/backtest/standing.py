"""How well crises would have been called, over all series: for the first lines of pages and reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from didymium.backtest.bars import Cleared
from didymium.backtest.definition import Series
from didymium.backtest.scores import error_measure
from didymium.views.backtest.tables import found_text, verdict
from didymium.views.backtest.view import BacktestView
from didymium.views.wording import Words


@dataclass(frozen=True)
class Standing:
    """Counts over the series and bars of some backtests."""

    series: int
    points: int
    met: int
    bars: int
    closer: int
    """Series whose error is smaller than that of the run without events."""
    compared: int
    """Series of which both errors are known."""


def standing_of(views: Sequence[BacktestView]) -> Standing:
    """Count what some backtests came to."""
    pairs = [
        (
            view.result.score(one.name, error_measure(one)),
            view.result.score(one.name, f"naive_{error_measure(one)}"),
        )
        for view in views
        for one in view.result.definition.series
    ]
    known = [(error, naive) for error, naive in pairs if error is not None and naive is not None]
    bars = [bar for view in views for bar in view.result.bars]
    return Standing(
        len(pairs),
        sum(view.result.points.height for view in views),
        sum(bar.met is True for bar in bars),
        len(bars),
        sum(error < naive for error, naive in known),
        len(known),
    )


def standing_sentence(words: Words, views: Sequence[BacktestView]) -> str:
    """Say how many bars are met, and in how many series the model beats 'nothing changes'."""
    found = standing_of(views)
    fields = {"closer": found.closer, "compared": found.compared}
    said = words("truth.closer", **fields, series=found.series, points=found.points)
    return f"{words('truth.bars', met=found.met, bars=found.bars)} {said}" if found.bars else said


def main_series(view: BacktestView, most: int) -> list[Series]:
    """Return the series that bars are about, of each bar the first before the second ones, then the others;
    days until something happens have no course and are left out.
    """
    definition = view.result.definition
    turns = zip_longest(*(bar.series for bar in definition.bar))
    named = [name for turn in turns for name in turn if name is not None]
    known = dict.fromkeys([*named, *(one.name for one in definition.series)])
    return [one for one in map(definition.one, known) if one.unit != "days"][:most]


def bar_lines(words: Words, view: BacktestView) -> list[tuple[str, str, bool | None]]:
    """Return of each bar and series a line: what was asked, what was found, whether it is met."""
    return [
        (found.bar.title_in(words.language), _line(words, view, one), one.met)
        for found in view.result.bars
        for one in found.series
    ]


def _line(words: Words, view: BacktestView, one: Cleared) -> str:
    series = view.result.definition.one(one.series).title_in(words.language)
    fields = {"series": series, "found": found_text(words, view, one), "met": verdict(words, view, one)}
    return words("truth.bar", **fields)
