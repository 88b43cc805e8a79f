"""An answer about a portfolio as files: tables as CSV and Parquet, the whole as JSON, what it was made from,
charts and the report, all or nothing.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import polars as pl

from didymium.files.sheets import harmless_table
from didymium.outcome.identity import case_hash, code_hash
from didymium.outcome.store import replace_folder
from didymium.views.chart_files import standalone
from didymium.views.portfolio.data import Record, flat_tables, portfolio_data
from didymium.views.portfolio.report import render_portfolio
from didymium.views.portfolio.sections import sections_of
from didymium.views.portfolio.view import PortfolioView
from didymium.views.wording import words_for

ENDINGS = (".csv", ".parquet", ".json", ".svg", ".html")
"""Endings of the files that an answer writes."""


def write_portfolio(view: PortfolioView, folder: Path, lang: str = "en") -> None:
    """Write an answer into a folder, replacing what an earlier one left.

    Raises:
        OutcomeError: If the folder holds something else, or cannot be written to.
    """
    words, data = words_for(view.naming, lang), portfolio_data(view)
    tables = portfolio_tables(data)
    charts = [chart for section in sections_of(words, view) for chart in section.charts]
    page, manifest = render_portfolio(words, view), manifest_of(view, lang)

    def fill(place: Path) -> None:
        for name, table in tables.items():
            harmless_table(table).write_csv(place / f"{name}.csv")
            table.write_parquet(place / f"{name}.parquet", compression="zstd", statistics=False)
        _write_json(place / "portfolio.json", data)
        _write_json(place / "manifest.json", manifest)
        for chart in charts:
            (place / f"{chart.name}.svg").write_text(standalone(chart), encoding="utf-8")
        (place / "report.html").write_text(page, encoding="utf-8")

    replace_folder(folder, fill)


def portfolio_tables(data: Record) -> dict[str, pl.DataFrame]:
    """Return the tables of an answer's data that have rows, by name."""
    return {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in flat_tables(data) if rows}


def manifest_of(view: PortfolioView, lang: str = "en") -> Record:
    """Return what an answer was made from: the same manifest means the same answer."""
    held = view.answer.answered
    return {
        "question": "portfolio",
        "code_sha256": code_hash(),
        "didymium": version("didymium"),
        "solver": {"name": "HiGHS", "version": version("highspy")},
        "cases": [{"case": case.settings.name, "case_sha256": case_hash(case)} for case in view.cases],
        "request": view.request.model_dump(mode="json"),
        "rival": None if held is None else held.rival.model_dump(mode="json"),
        "language": lang,
    }


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8")
