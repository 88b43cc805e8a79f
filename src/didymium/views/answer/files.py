"""An answer as files: report, tables as CSV, the whole as JSON, charts, a manifest; all or
nothing.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from didymium.files.sheets import harmless_table
from didymium.outcome.identity import code_hash, text_hash
from didymium.outcome.store import replace_folder
from didymium.views.answer.parts import ShownAnswer, render_answer
from didymium.views.chart_files import standalone
from didymium.views.result_tables import Table

ENDINGS = (".csv", ".json", ".svg", ".html", ".toml")
"""Endings of the files that an answer writes."""


def write_answer(answer: ShownAnswer, folder: Path) -> None:
    """Write an answer into a folder, replacing what an earlier one left.

    Raises:
        OutcomeError: If the folder holds something else, or cannot be written to.
    """
    page = render_answer(answer)
    tables = {
        f"{part.name}_{number}": table
        for part in answer.parts
        for number, table in enumerate((*part.tables, *part.folded), start=1)
        if table.rows
    }

    def fill(place: Path) -> None:
        for name, table in tables.items():
            harmless_table(_frame(table)).write_csv(place / f"{name}.csv")
        for name, make in answer.frames.items():
            harmless_table(make()).write_csv(place / f"{name}.csv")
        for name, text in answer.files.items():
            (place / name).write_text(text, encoding="utf-8")
        _write_json(place / f"{answer.name}.json", answer.data)
        _write_json(place / "manifest.json", manifest_of(answer))
        for part in answer.parts:
            for chart in part.charts:
                (place / f"{chart.name}.svg").write_text(standalone(chart), encoding="utf-8")
        (place / "report.html").write_text(page, encoding="utf-8")

    replace_folder(folder, fill)


def manifest_of(answer: ShownAnswer) -> dict[str, Any]:
    """Return what is needed to repeat an answer: what was asked, the rules by their hash, and versions."""
    rules = "".join(rule.model_dump_json() for _, rule in sorted(answer.evidence.rules.items()))
    return {
        "asked": dict(answer.asked),
        "rules_sha256": text_hash(rules),
        "code_sha256": code_hash(),
        "didymium": importlib.metadata.version("didymium"),
    }


def _frame(table: Table) -> pl.DataFrame:
    """Return a table of text; of headers that stand twice the later one is numbered."""
    names: list[str] = []
    for header in table.headers:
        names.append(header if header not in names else f"{header} {len(names) + 1}")
    columns: Mapping[str, list[str]] = {
        name: [row[place] for row in table.rows] for place, name in enumerate(names)
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8")
