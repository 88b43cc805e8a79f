"""Figures and sentences about backtests in the words of a language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from didymium.backtest.definition import Series, Unit
from didymium.backtest.points import SCORED
from didymium.backtest.scores import PARTS, error_measure
from didymium.views.backtest.view import BacktestView, of_series
from didymium.views.wording import Words, number

Record = Mapping[str, Any]


def figure(words: Words, unit: Unit, value: float | None) -> str:
    """Write a figure of a series for a table: multiples as ×2.5, shares in per cent, all else as numbers."""
    if value is None:
        return "–"
    if unit == "multiple":
        return words.multiple(value)
    return words.percent(value, 3) if unit == "share" else number(value)


def days(first: dt.date, last: dt.date) -> str:
    """Write the days of a point: one day, a whole month, or two days."""
    if first == last:
        return f"{first}"
    next_day = last + dt.timedelta(days=1)
    if first.day == 1 and next_day.day == 1 and (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first} – {last}"


def share(words: Words, value: float | None) -> str:
    """Write an error or another share, or a dash."""
    return "–" if value is None else words.percent(value)


def error_text(words: Words, view: BacktestView, series: Series, part: str = "all", naive: str = "") -> str:
    """Write the mean error of a series: of shares in percentage points, of days in days, else in per cent.
    ``naive`` is ``naive_`` for that of the run without events.
    """
    return error_said(words, series, view.result.score(series.name, f"{naive}{error_measure(series)}", part))


def error_said(words: Words, series: Series, value: float | None) -> str:
    """Write an error of the kind by which a series is judged."""
    if value is None:
        return "–"
    if series.unit == "share":
        return words("backtest.off.share", number=number(100 * value, 2))
    return words.days(value) if series.unit == "days" else words.percent(value)


def signed(words: Words, value: float | None) -> str:
    """Write a deviation with its sign, or a dash."""
    return "–" if value is None else words.signed(value)


def overview_sentences(words: Words, view: BacktestView) -> list[str]:
    """Say what is run, what was held out, how many bars are met, and what changed since the last record."""
    definition, result = view.result.definition, view.result
    said = [words("backtest.say.scenario", scenario=definition.scenario)]
    if result.paths.height:
        first, last = result.paths["from"].min(), result.paths["until"].max()
        assert isinstance(first, dt.date) and isinstance(last, dt.date)
        said.append(words("backtest.say.run", first=words.date(first), last=words.date(last)))
    said.append(words("backtest.say.split", text=definition.split_in(words.language)))
    if result.bars:
        met = sum(one.met is True for one in result.bars)
        said.append(words("backtest.say.bars", met=met, count=len(result.bars)))
    said.append(_bands(words, view))
    return [*said, *_record(words, view)]


def _bands(words: Words, view: BacktestView) -> str:
    if view.bands is None:
        return words("backtest.say.no_bands")
    note = view.bands
    fields = {"count": f"{note.scenarios:,}", "seed": note.seed, "date": words.date(note.recorded)}
    return words("backtest.say.bands", **fields)


def _record(words: Words, view: BacktestView) -> list[str]:
    if not view.before:
        return [words("backtest.say.no_record")]
    last = view.before[0]
    said = [
        words(
            "backtest.say.record", number=last.record, date=words.date(last.recorded), note=last.note or "–"
        )
    ]
    if view.recorded is None:
        counts = {
            verdict: sum(change.verdict == verdict for change in view.changes)
            for verdict in ("better", "worse", "same")
        }
        said.append(words("backtest.say.changed", **counts))
    return said


def series_sentences(words: Words, view: BacktestView, series: Series) -> list[str]:
    """Say how a series did, which points are not scored, what changed, and why it misses."""
    said = [_errors(words, view, series, part) for part in PARTS if _has(view, series, part)]
    left = view.points_of(series.name).to_dicts()
    left = [row for row in left if row["status"] != SCORED]
    if left:
        reasons = dict.fromkeys(words(f"backtest.status.{row['status']}") for row in left)
        said.append(words("backtest.say.uncovered", count=len(left), list=words.listed([*reasons])))
    kind = error_measure(series)
    change = next((one for one in of_series(view.changes, series.name) if one.measure == kind), None)
    if change is not None:
        before, now = (error_said(words, series, error) for error in (change.before, change.now))
        fields = {"before": before, "now": now}
        said.append(words(f"backtest.say.{change.verdict}", **fields))
    why = series.why_in(words.language)
    return [*said, *([words("backtest.say.why", text=why)] if why else [])]


def _has(view: BacktestView, series: Series, part: str) -> bool:
    """Say whether a part is worth a sentence: the points before the split are most of all of them."""
    return part != "before" and view.result.score(series.name, "points", part) is not None


def _errors(words: Words, view: BacktestView, series: Series, part: str) -> str:
    result, kind = view.result, error_measure(series)
    count = f"{result.score(series.name, 'points', part) or 0:.0f}"
    if result.score(series.name, kind, part) is None:
        return words("backtest.say.no_error", count=count)
    fields = {"count": count, "error": error_text(words, view, series, part)}
    if result.score(series.name, f"naive_{kind}", part) is None:
        return words(f"backtest.say.error_only_{part}", **fields)
    naive = error_text(words, view, series, part, "naive_")
    return words(f"backtest.say.error_{part}", **fields, naive=naive)
