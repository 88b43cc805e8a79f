"""A review as files: tables as CSV and Parquet, the whole as JSON, charts, the report and a manifest, all or
nothing.
"""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path

from didymium.files.sheets import harmless_table
from didymium.outcome.identity import case_hash, code_hash, text_hash
from didymium.outcome.store import replace_folder
from didymium.views.answer.parts import render_answer
from didymium.views.chart_files import standalone
from didymium.views.screening.sale.data import Record, sale_tables
from didymium.views.screening.sale.shown import show_sale
from didymium.views.screening.sale.view import SaleView
from didymium.views.wording import words_for

ENDINGS = (".csv", ".parquet", ".json", ".svg", ".html")
"""Endings of the files that a review writes."""


def write_sale(view: SaleView, folder: Path, lang: str = "en") -> None:
    """Write a review into a folder, replacing what an earlier one left.

    Raises:
        OutcomeError: If the folder holds something else, or cannot be written to.
    """
    answer, manifest = show_sale(words_for(view.case, lang), view), manifest_of(view)
    tables, page = sale_tables(answer.data), render_answer(answer)
    drawn = [chart for part in answer.parts for chart in part.charts]

    def fill(place: Path) -> None:
        for name, table in tables.items():
            harmless_table(table).write_csv(place / f"{name}.csv")
            table.write_parquet(place / f"{name}.parquet", compression="zstd", statistics=False)
        _write_json(place / "sale.json", answer.data)
        _write_json(place / "manifest.json", manifest)
        for chart in drawn:
            (place / f"{chart.name}.svg").write_text(standalone(chart), encoding="utf-8")
        (place / "report.html").write_text(page, encoding="utf-8")

    replace_folder(folder, fill)


def manifest_of(view: SaleView) -> Record:
    """Return what is needed to repeat a review: hashes of its inputs, versions, and the request."""
    market = view.review.market
    scenario = None if market is None else text_hash(market.scenario.model_dump_json())
    return {
        "case": view.case.settings.name,
        "case_sha256": case_hash(view.case),
        "scenario_sha256": scenario,
        "code_sha256": code_hash(),
        "didymium": importlib.metadata.version("didymium"),
        "solver": {"name": "HiGHS", "version": importlib.metadata.version("highspy")},
        "request": view.review.request.model_dump(mode="json"),
        "confidential_overlay": bool(view.case.confidential),
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
