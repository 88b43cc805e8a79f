"""A trace as files: tables as CSV and Parquet, the whole as JSON, charts, the report and a manifest, all or
nothing.
"""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path

from didymium.files.sheets import harmless_table
from didymium.outcome.identity import case_hash, code_hash
from didymium.outcome.store import replace_folder
from didymium.views.answer.parts import render_answer
from didymium.views.chart_files import standalone
from didymium.views.screening.trace.data import Record, trace_tables
from didymium.views.screening.trace.parts import shown_trace
from didymium.views.screening.trace.view import TraceView

ENDINGS = (".csv", ".parquet", ".json", ".svg", ".html")
"""Endings of the files that a trace writes."""


def write_trace(view: TraceView, folder: Path, lang: str = "en") -> None:
    """Write a trace into a folder, replacing what an earlier one left.

    Raises:
        OutcomeError: If the folder holds something else, or cannot be written to.
    """
    shown, tables, manifest = shown_trace(view, lang), trace_tables(view), manifest_of(view)
    page = render_answer(shown)

    def fill(place: Path) -> None:
        for name, table in tables.items():
            harmless_table(table).write_csv(place / f"{name}.csv")
            table.write_parquet(place / f"{name}.parquet", compression="zstd", statistics=False)
        _write_json(place / "trace.json", shown.data)
        _write_json(place / "manifest.json", manifest)
        for chart in (chart for part in shown.parts for chart in part.charts):
            (place / f"{chart.name}.svg").write_text(standalone(chart), encoding="utf-8")
        (place / "report.html").write_text(page, encoding="utf-8")

    replace_folder(folder, fill)


def manifest_of(view: TraceView) -> Record:
    """Return what is needed to repeat a trace. Nothing in it depends on the clock."""
    return {
        "case": view.case.settings.name,
        "case_sha256": case_hash(view.case),
        "scenario": view.scenario,
        "code_sha256": code_hash(),
        "didymium": importlib.metadata.version("didymium"),
        "request": view.request.model_dump(mode="json"),
        "confidential_overlay": bool(view.case.confidential),
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
