"""An answer about an alliance as files: tables as CSV and Parquet, the whole as JSON, charts, the report and
a manifest, all or nothing.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from didymium.files.sheets import harmless_table
from didymium.outcome.identity import case_hash, code_hash, text_hash
from didymium.outcome.store import replace_folder
from didymium.scenario.reading import read_scenario
from didymium.views.chart_files import standalone
from didymium.views.coalition.data import Record, coalition_data
from didymium.views.coalition.report import render_coalition
from didymium.views.coalition.sections import sections_of
from didymium.views.coalition.view import CoalitionView
from didymium.views.wording import words_for

ENDINGS = (".csv", ".parquet", ".json", ".svg", ".html")
"""Endings of the files that an answer writes."""


def write_coalition(view: CoalitionView, folder: Path, lang: str = "en") -> None:
    """Write an answer into a folder, replacing what an earlier one left.

    Raises:
        OutcomeError: If the folder holds something else, or cannot be written to.
    """
    words, data = words_for(view.case, lang), coalition_data(view)
    tables = coalition_tables(data)
    drawn = [chart for section in sections_of(words, view) for chart in section.charts]
    page, manifest = render_coalition(words, view), manifest_of(view)

    def fill(place: Path) -> None:
        for name, table in tables.items():
            harmless_table(table).write_csv(place / f"{name}.csv")
            table.write_parquet(place / f"{name}.parquet", compression="zstd", statistics=False)
        _write_json(place / "coalition.json", data)
        _write_json(place / "manifest.json", manifest)
        for chart in drawn:
            (place / f"{chart.name}.svg").write_text(standalone(chart), encoding="utf-8")
        (place / "report.html").write_text(page, encoding="utf-8")

    replace_folder(folder, fill)


def coalition_tables(data: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """Return the tables that are written: every set, shares, candidates, losses, futures, sets worked out on
    all futures, and the floor if there is one. Members of a set stand in one cell, joined by ``+``.
    """
    rows: dict[str, list[Record]] = {
        "sets": data["sets"],
        "shares": data["shares"],
        "candidates": data["founders"]["outside"],
        "losses": (data["joining"] or {}).get("losses", []),
        "futures": data["futures"]["list"],
        "verified": data["verified"],
        "floor": data["floor"] or [],
    }
    return {
        name: pl.DataFrame([_flat(row) for row in found], infer_schema_length=None)
        for name, found in rows.items()
        if found
    }


def _flat(row: Record) -> Record:
    """Return a row with its lists as text; what is nested deeper stands in the JSON only."""
    found = {}
    for name, value in row.items():
        if isinstance(value, list) and name != "in_force_in":
            found[name] = "+".join(value)
        elif not isinstance(value, list | dict):
            found[name] = value
    return found


def manifest_of(view: CoalitionView) -> Record:
    """Return what is needed to repeat an answer: hashes of its inputs, versions, and the request. Nothing in
    it depends on the clock.
    """
    return {
        "case": view.case.settings.name,
        "case_sha256": case_hash(view.case),
        "scenarios_sha256": {
            name: text_hash(read_scenario(view.case, name).model_dump_json()) for name in view.titles
        },
        "code_sha256": code_hash(),
        "didymium": importlib.metadata.version("didymium"),
        "solver": {"name": "HiGHS", "version": importlib.metadata.version("highspy")},
        "request": view.answer.request.model_dump(mode="json"),
        "confidential_overlay": bool(view.case.confidential),
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
