"""Tables of a backtest: overview of the series, bars, points, scores by part."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.backtest.bars import BarResult, Cleared
from didymium.backtest.definition import (
    AtLeastBar,
    AtMostBar,
    BetweenBar,
    InsideBar,
    Series,
    Unit,
    WithinBar,
)
from didymium.backtest.points import SCORED
from didymium.backtest.scores import PARTS, error_measure
from didymium.views.backtest.saying import Record, days, error_text, figure, share, signed
from didymium.views.backtest.view import BacktestView, of_series
from didymium.views.result_tables import Table, message_table
from didymium.views.wording import Words, number


def overview_table(words: Words, view: BacktestView) -> Table:
    """A row a series: its error, that of the points held out, that of 'nothing changes', direction, the share
    that a band holds if there is one, and the change since the last record if one was compared.
    """
    rows = [_overview(words, view, one) for one in view.result.definition.series]
    columns = ["series", "points", "error", "held_error", "naive", "direction", "coverage", "since"]
    left_out = {"coverage"} if view.bands is None else set()
    left_out |= set() if view.changes else {"since"}
    right = [name for name in columns if name not in {"series", "since", *left_out}]
    kept = [name for name in columns if name not in left_out]
    cells = [[row[columns.index(name)] for name in kept] for row in rows]
    return message_table(words, "backtest", "overview", kept, cells, right, words("backtest.note.overview"))


def _overview(words: Words, view: BacktestView, series: Series) -> tuple[str, ...]:
    changes = of_series(view.changes, series.name)
    found = next((one.verdict for one in changes if one.measure == error_measure(series)), None)
    return (
        series.title_in(words.language),
        f"{view.result.score(series.name, 'points') or 0:.0f}",
        error_text(words, view, series),
        error_text(words, view, series, "held_out"),
        error_text(words, view, series, naive="naive_"),
        share(words, view.result.score(series.name, "direction")),
        share(words, view.result.score(series.name, "coverage")),
        "–" if found is None else words(f"backtest.verdict.{found}"),
    )


def bars_table(words: Words, view: BacktestView) -> Table:
    """A row a bar and series: what is asked, what was found, whether it is met or by how much not."""
    rows = [
        (
            found.bar.title_in(words.language),
            view.result.definition.one(one.series).title_in(words.language),
            wanted(words, view, found, one),
            found_text(words, view, one),
            verdict(words, view, one),
        )
        for found in view.result.bars
        for one in found.series
    ]
    return message_table(words, "backtest", "bars", ("bar", "series", "wanted", "found", "met"), rows)


def wanted(words: Words, view: BacktestView, found: BarResult, one: Cleared) -> str:
    """Say what a bar asks of a series."""
    bar, unit = found.bar, _unit(view, one)
    if isinstance(bar, WithinBar):
        fields = {"least": bar.at_least, "share": words.percent(bar.share)}
        return words("backtest.wanted.within", **fields)
    if isinstance(bar, BetweenBar | InsideBar):
        limits = {"low": _limit(words, unit, bar.low), "high": _limit(words, unit, bar.high)}
        return words(f"backtest.wanted.{bar.test}", **limits)
    assert isinstance(bar, AtMostBar | AtLeastBar)
    return words(f"backtest.wanted.{bar.test}", value=_limit(words, unit, bar.value))


def _limit(words: Words, unit: Unit, value: float) -> str:
    """Write what a bar asks for in full: ×1.15 is not ×1.1."""
    return (
        f"×{value:g}"
        if unit == "multiple"
        else (f"{value:g}" if unit == "days" else figure(words, unit, value))
    )


def found_text(words: Words, view: BacktestView, one: Cleared) -> str:
    """Say what was found."""
    if one.never:
        return words("backtest.status.never")
    if not one.found:
        return "–"
    if one.counted:
        return words("backtest.found.within", near=f"{one.found[0]:.0f}", counted=one.counted)
    unit = _unit(view, one)
    return " – ".join(dict.fromkeys(figure(words, unit, value) for value in one.found))


def verdict(words: Words, view: BacktestView, one: Cleared) -> str:
    """Say whether a bar is met, or by how much it is missed."""
    if one.met is None:
        return words("backtest.bar.unknown")
    if one.met:
        return words("backtest.bar.met")
    if one.never:
        return words("backtest.bar.missed")
    by = f"{one.missed_by:.0f}" if one.counted else figure(words, _plain(_unit(view, one)), one.missed_by)
    return words("backtest.bar.missed_by", by=by)


def _plain(unit: Unit) -> Unit:
    """Return the unit in which a difference is written: one of multiples is a plain number."""
    return "usd_per_kg" if unit == "multiple" else unit


def _unit(view: BacktestView, one: Cleared) -> Unit:
    return view.result.definition.one(one.series).unit


def points_table(words: Words, view: BacktestView, series: Series) -> Table:
    """Every point of a series: predicted, actual, error, what 'nothing changes' says, band, held out."""
    rows = [_point(words, series, row) for row in view.points_of(series.name).to_dicts()]
    columns = ("days", "predicted", "actual", "error", "base", "band", "held_out")
    right = ("predicted", "actual", "error", "base", "band")
    note = words(f"backtest.unit.{series.unit}")
    return message_table(words, "backtest", "points", columns, rows, right, note)


def _point(words: Words, series: Series, row: Record) -> tuple[str, ...]:
    scored = row["status"] == SCORED
    return (
        days(row["from"], row["until"]),
        figure(words, series.unit, row["predicted"]) if scored else words(f"backtest.status.{row['status']}"),
        figure(words, series.unit, row["actual"]),
        signed(words, row["error"]),
        figure(words, series.unit, row["base"]),
        _band(words, series, row),
        words("backtest.held_out") if row["held_out"] else "",
    )


def _band(words: Words, series: Series, row: Record) -> str:
    if row["low"] is None and row["high"] is None:
        return "–"
    return f"{figure(words, series.unit, row['low'])} – {figure(words, series.unit, row['high'])}"


def scores_table(words: Words, view: BacktestView, series: Series) -> Table:
    """Scores of all points of a series, of those before the split, and of those held out."""
    rows = [
        _scores(words, view, series, part) for part in PARTS if view.result.score(series.name, "points", part)
    ]
    right = ("points", "error", "bias", "log_error", "direction", "rank", "coverage", "naive", "skill")
    return message_table(words, "backtest", "scores", ("part", *right), rows, right)


def _scores(words: Words, view: BacktestView, series: Series, part: str) -> tuple[str, ...]:
    def score(measure: str) -> float | None:
        return view.result.score(series.name, measure, part)

    return (
        words(f"backtest.part.{part}"),
        f"{score('points') or 0:.0f}",
        error_text(words, view, series, part),
        signed(words, score("bias")),
        number(score("log_error"), 2),
        share(words, score("direction")),
        number(score("rank_correlation"), 2),
        share(words, score("coverage")),
        error_text(words, view, series, part, "naive_"),
        number(score("skill"), 2),
    )


def changes_table(words: Words, view: BacktestView) -> Table:
    """Scores that are better or worse than in the last record."""
    names = {one.name: one.title_in(words.language) for one in view.result.definition.series}
    rows = [
        (
            names.get(one.series, one.series),
            words(f"backtest.part.{one.part}"),
            words(f"backtest.measure.{one.measure}"),
            number(one.before),
            number(one.now),
            words(f"backtest.verdict.{one.verdict}"),
        )
        for one in view.changes
        if one.verdict != "same"
    ]
    right = ("before", "now")
    return message_table(
        words, "backtest", "changes", ("series", "part", "measure", *right, "since"), rows, right
    )


def sources_of(view: BacktestView) -> Sequence[str]:
    """Return the references of what happened, each once."""
    return list(dict.fromkeys(view.result.points["source"].to_list()))
