"""A response as files: plan, priorities and vulnerabilities as CSV, the whole as JSON, the Gantt chart, the
report and the briefing, all or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from didymium.decisions.response.metrics import NodeRisk
from didymium.files.sheets import harmless_table
from didymium.outcome.store import replace_folder
from didymium.views.chart_files import standalone
from didymium.views.response.briefing import render_briefing
from didymium.views.response.data import Record, flat, response_data
from didymium.views.response.gantt import gantt_chart
from didymium.views.response.report import render_response
from didymium.views.response.view import ResponseView
from didymium.views.wording import words_for

ENDINGS = (".csv", ".json", ".svg", ".html", ".pdf")
"""Endings of the files that a response writes."""
_PLAN = {
    "kind": pl.String, "who": pl.String, "material": pl.String, "origin": pl.String,
    "destination": pl.String, "branch": pl.String, "probability": pl.Float64, "from": pl.String,
    "until": pl.String, "first_arrival": pl.String, "arrives_by": pl.String, "delay_days": pl.Float64,
    "t": pl.Float64, "cost_usd": pl.Float64, "value_usd": pl.Float64,
}  # fmt: skip
_WEEKS = {"week_from": pl.String, **{name: _PLAN[name] for name in list(_PLAN)[:7]}, "t": pl.Float64}
_PRIORITIES = {
    "material": pl.String, "loss_usd_per_day": pl.Float64, "acted_t": pl.Float64, "missing_usd": pl.Float64,
    "sectors": pl.String,
}  # fmt: skip
_VULNERABILITIES = {
    "kind": pl.String, "member": pl.String, "material": pl.String, "stage": pl.String, "sector": pl.String,
    "origin": pl.String, "share": pl.Float64, "supply_t": pl.Float64, "usd": pl.Float64, "days": pl.Int64,
    "days_with_plan": pl.Int64, "lowest_share": pl.Float64, "missing_usd": pl.Float64,
    "left_usd": pl.Float64,
}  # fmt: skip
_NODES = {
    "kind": pl.String, "name": pl.String, "material": pl.String, "recover_days": pl.Int64,
    "recover_basis": pl.String, "survive_days": pl.Float64, "gap_days": pl.Float64, "impact_usd": pl.Float64,
    "cost_usd": pl.Float64, "fails_first_sector": pl.String, "fails_first_member": pl.String,
    "fails_first_material": pl.String, "first_loss_day": pl.Float64,
}  # fmt: skip

_CHANGES = {"block": pl.String, "label": pl.String, "before_t": pl.Float64, "after_t": pl.Float64}


def write_response(
    view: ResponseView,
    folder: Path,
    lang: str = "en",
    *,
    risks: Sequence[NodeRisk] = (),
    saved: Mapping[str, Any] | None = None,
) -> None:
    """Write a response into a folder, replacing what an earlier one left.

    Args:
        view: The response.
        folder: Where to; new, or with nothing in it but what a response writes.
        lang: Language of report, chart and briefing.
        risks: Time to survive and to recover of nodes, if they were surveyed.
        saved: The plan as an update reads it, written as plan.json.

    Raises:
        OutcomeError: If the folder holds something else, or cannot be written to.
    """
    words = words_for(view.response.case, lang)
    data = response_data(view, risks)
    chart = gantt_chart(words, view)
    pages = {
        f"briefing_{lang}.html": render_briefing(words, view),
        "report.html": render_response(words, view, risks),
    }
    tables = response_tables(data)

    def fill(place: Path) -> None:
        for name, table in tables.items():
            harmless_table(table).write_csv(place / f"{name}.csv")
        _write_json(place / "response.json", data)
        if saved is not None:
            _write_json(place / "plan.json", saved)
        if chart is not None:
            (place / "gantt.svg").write_text(standalone(chart), encoding="utf-8")
        for name, text in pages.items():
            (place / name).write_text(text, encoding="utf-8")

    replace_folder(folder, fill)


def response_tables(data: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """Return the tables that are written as CSV: plan, plan_weeks, priorities, vulnerabilities, nodes if they
    were surveyed, and changes if the plan was made again.
    """
    nodes = {"nodes": _table(data["nodes"], _NODES)} if data["nodes"] else {}
    changes = {"changes": _table(data["update"]["changes"], _CHANGES)} if "update" in data else {}
    return {
        **nodes,
        **changes,
        "plan": _table(flat(data["plan"]), _PLAN),
        "plan_weeks": _table(_weeks(data["plan"]), _WEEKS),
        "priorities": _table(
            [{**row, "sectors": " ".join(row["sectors"])} for row in data["priorities"]], _PRIORITIES
        ),
        "vulnerabilities": _table(_vulnerabilities(data["vulnerabilities"]), _VULNERABILITIES),
    }


def _weeks(plan: Sequence[Record]) -> list[Record]:
    rows = [
        {**{name: task[name] for name in list(_PLAN)[:7]}, "week_from": week["from"], "t": week["t"]}
        for task in plan
        for week in task["weeks"]
    ]
    return sorted(rows, key=lambda row: str(row["week_from"]))


def _vulnerabilities(found: Mapping[str, Sequence[Record]]) -> list[Record]:
    kinds = {
        "single_source": "single_sources",
        "failing_stage": "failing_stages",
        "failing_sector": "failing_sectors",
    }
    return [{"kind": kind, **row} for kind, name in kinds.items() for row in found[name]]


def _table(rows: Sequence[Record], schema: Mapping[str, Any]) -> pl.DataFrame:
    columns = {name: [row.get(name) for row in rows] for name in schema}
    return pl.DataFrame(columns, schema=dict(schema), strict=False)


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8")
