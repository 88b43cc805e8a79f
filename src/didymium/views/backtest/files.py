"""Backtests as files: tables as Parquet and CSV, charts as SVG and PNG, a report, JSON, a manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from didymium.files.sheets import harmless_table
from didymium.outcome.store import replace_folder
from didymium.views.answer.parts import render_answer
from didymium.views.backtest.charts import Drawing, drawing
from didymium.views.backtest.shown import by_case, show_backtests
from didymium.views.backtest.view import BacktestView
from didymium.views.chart_files import standalone
from didymium.views.wording import Words, words_for

ENDINGS = (".parquet", ".csv", ".json", ".svg", ".png", ".html")
"""Endings of the files that backtests write."""


def write_backtests(views: Sequence[BacktestView], folder: Path, language: str = "en") -> None:
    """Write the backtests of each case into a folder of its name, replacing what earlier ones left.

    Raises:
        OutcomeError: If a folder holds something else, or cannot be written to.
    """
    for name, own in by_case(views).items():
        write_case(own, folder / name, language)


def write_case(views: Sequence[BacktestView], folder: Path, language: str = "en") -> None:
    """Write the backtests of one case into a folder, all or nothing."""
    answer = show_backtests(views, language)
    words = words_for(views[0].case, language)
    page, drawn = render_answer(answer), _drawings(words, views)

    def fill(place: Path) -> None:
        for name, table in tables_of(views).items():
            table.write_parquet(place / f"{name}.parquet", compression="zstd", statistics=False)
            harmless_table(table).write_csv(place / f"{name}.csv", float_precision=6)
        for chart in (chart for part in answer.parts for chart in part.charts):
            (place / f"{chart.name}.svg").write_text(standalone(chart), encoding="utf-8")
        for one in drawn:
            (place / f"{one.name}.png").write_bytes(one.png())
        _write_json(place / "backtest.json", answer.data)
        _write_json(place / "manifest.json", {view.result.name: dict(view.result.manifest) for view in views})
        (place / "report.html").write_text(page, encoding="utf-8")

    replace_folder(folder, fill)


def tables_of(views: Sequence[BacktestView]) -> dict[str, pl.DataFrame]:
    """Return the tables of the backtests of a case: points, courses, scores, bars, each with the backtest."""
    found = {
        name: pl.concat([_named(view, getattr(view.result, name)) for view in views])
        for name in ("points", "paths", "scores")
    }
    bars = [row for view in views for row in _bars(view)]
    return {**found, "bars": pl.DataFrame(bars, schema=_BARS, orient="row")}


_BARS = {
    **dict.fromkeys(("backtest", "title", "test", "series"), pl.String),
    "met": pl.Boolean,
    **dict.fromkeys(("lowest", "highest", "missed_by"), pl.Float64),
    "counted": pl.Int64,
}


def _bars(view: BacktestView) -> list[tuple[Any, ...]]:
    return [
        (
            view.result.name, found.bar.title_en, found.bar.test, one.series, one.met,
            min(one.found, default=None), max(one.found, default=None), one.missed_by, one.counted,
        )
        for found in view.result.bars
        for one in found.series
    ]  # fmt: skip


def _named(view: BacktestView, table: pl.DataFrame) -> pl.DataFrame:
    return table.select(pl.lit(view.result.name).alias("backtest"), pl.all())


def _drawings(words: Words, views: Sequence[BacktestView]) -> list[Drawing]:
    found = [drawing(words, view, one) for view in views for one in view.result.definition.series]
    return [one for one in found if one is not None]


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8")
