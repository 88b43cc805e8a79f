"""How well crises would have been called, over all series: for the first lines of pages and reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from didymium.backtest.bars import BarResult, Cleared
from didymium.backtest.definition import Series, WithinBar
from didymium.backtest.points import SCORED
from didymium.backtest.scores import error_measure
from didymium.views.backtest.saying import days, figure
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


def called(words: Words, view: BacktestView) -> list[str]:
    """Say of each bar's first series what was predicted and what happened: how many points are near, or the
    point at which most happened in the days that the bar is about.
    """
    said = [_called(words, view, found, found.series[0]) for found in view.result.bars]
    return [sentence for sentence in dict.fromkeys(said) if sentence]


def _called(words: Words, view: BacktestView, found: BarResult, one: Cleared) -> str:
    series = view.result.definition.one(one.series)
    title = series.title_in(words.language)
    if isinstance(found.bar, WithinBar):
        near, share = f"{one.found[0]:.0f}" if one.found else "0", words.percent(found.bar.share)
        return words("truth.near", series=title, near=near, count=one.counted, share=share)
    rows = [row for row in view.points_of(series.name).to_dicts() if row["status"] == SCORED]
    if not rows:
        return ""
    first, last = found.bar.from_ or dt.date.min, found.bar.until or dt.date.max
    about = [row for row in rows if row["from"] <= last and row["until"] >= first]
    row = max(about or rows, key=lambda row: float(row["actual"]))
    fields = {name: _figure(words, series, row[name]) for name in ("predicted", "actual")}
    return words("truth.called", series=title, days=days(row["from"], row["until"]), **fields)


def _figure(words: Words, series: Series, value: float) -> str:
    if series.unit == "days":
        return words.days(value)
    return words.tonnes(value) if series.unit == "t" else figure(words, series.unit, value)
