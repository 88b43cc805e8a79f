"""An answer about projects as files: tables as CSV and Parquet, the whole as JSON, charts, the report and a
manifest, all or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from didymium import __version__
from didymium.files.sheets import harmless_table
from didymium.outcome.identity import case_hash, code_hash
from didymium.outcome.store import replace_folder
from didymium.views.chart_files import standalone
from didymium.views.projects.data import Record, projects_data
from didymium.views.projects.report import render_projects
from didymium.views.projects.sections import sections_of
from didymium.views.projects.view import ProjectsView

ENDINGS = (".csv", ".parquet", ".json", ".svg", ".html")
"""Endings of the files that an answer writes."""
FORMAT = 1


def write_projects(view: ProjectsView, folder: Path, lang: str = "en") -> None:
    """Write an answer into a folder, replacing what an earlier one left.

    Raises:
        OutcomeError: If the folder holds something else, or cannot be written to.
    """
    data = projects_data(view, lang)
    tables = dict(projects_tables(data))
    drawn = [chart for section in sections_of(view, lang) for chart in section.charts]
    page = render_projects(view, lang)

    def fill(place: Path) -> None:
        for name, table in tables.items():
            harmless_table(table).write_csv(place / f"{name}.csv")
            table.write_parquet(place / f"{name}.parquet", compression="zstd", statistics=False)
        for chart in drawn:
            (place / f"{chart.name}.svg").write_text(standalone(chart), encoding="utf-8")
        (place / "report.html").write_text(page, encoding="utf-8")
        _write_json(place / "projects.json", data)
        _write_json(place / "manifest.json", manifest(view, data, sorted(tables)))

    replace_folder(folder, fill)


def manifest(view: ProjectsView, data: Record, tables: list[str]) -> Record:
    """Return what an answer was made from: version, code, cases and the question."""
    return {
        "format": FORMAT,
        "kind": "projects",
        "version": __version__,
        "code_sha256": code_hash(),
        "cases": {case.settings.name: case_hash(case) for case in view.cases},
        "request": data["request"],
        "programme": None
        if view.programme is None
        else {name: data["programme"][name] for name in ("member", "day")},
        "tables": tables,
    }


def projects_tables(data: Mapping[str, Any]) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the tables of an answer by name; figures are those of its data, without what is nested."""
    for name, rows in _listed(data).items():
        if rows:
            yield name, pl.DataFrame([_flat(row) for row in rows], infer_schema_length=None)


def _listed(data: Mapping[str, Any]) -> dict[str, list[Record]]:
    finance = [row for row in data["finance"] or [] if row["assessed"]]
    gaps, programme = data["gaps"] or {}, data["programme"] or {}
    return {
        "projects": data["projects"],
        "capacities": [
            {"project": row["project"], "material": name, "t_per_year": t}
            for row in data["projects"]
            for name, t in row["capacity_t_per_year"].items()
        ],
        "stakes": [
            {"project": row["project"], **stake} for row in data["projects"] for stake in row["stakes"]
        ],
        "finance": data["finance"] or [],
        "needs": [
            {"project": row["project"], "setting": setting, "instrument": name, **least}
            for row in finance
            for setting, key in (("market", "needs"), ("war", "war_needs"))
            for name, least in row[key].items()
        ],
        "mixes": [{"project": row["project"], **mix} for row in finance for mix in row["mixes"]],
        "supports": [
            {"project": row["project"], "funder": mix["funder"], **support}
            for row in finance
            for mix in row["mixes"]
            for support in mix["supports"]
        ],
        "payers": [
            {"project": row["project"], "funder": mix["funder"], **payer}
            for row in finance
            for mix in row["mixes"]
            for payer in mix["payers"]
        ],
        "cash_by_year": [
            {"project": row["project"], **year} for row in finance for year in row["cash_by_year"]
        ],
        "gaps": [{"case": one["case"], **row} for one in gaps.get("by_case", []) for row in one["rows"]],
        "gaps_closed": gaps.get("closed", []),
        "deposits": data["deposits"] or [],
        "supply_curves": [
            {"element": name, **step}
            for name, curve in (data["supply_curves"] or {}).items()
            for step in curve["steps"]
        ],
        "programme_candidates": programme.get("candidates", []),
        "programme_dollars": [
            {"schedule": sheet["schedule"], "income_case": sheet["income_case"], **line}
            for sheet in programme.get("dollars", [])
            for line in sheet["lines"]
        ],
        "programme_recoveries": programme.get("recoveries", []),
        "programme_steps": [
            {"tranche": chain["tranche"], **step}
            for chain in programme.get("chains", [])
            for step in chain["steps"]
        ],
        "programme_scores": [
            {"of": of, **row}
            for of, key in (("candidate", "scores"), ("project", "project_scores"))
            for row in programme.get(key, [])
        ],
    }  # fmt: skip


def _flat(row: Mapping[str, Any], prefix: str = "") -> Record:
    """Return a row with nested figures as columns of their own, without lists of records; lists of words are
    joined.
    """
    found: Record = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            if not _is_by_name(name):
                found |= _flat(value, f"{prefix}{name}_")
        elif isinstance(value, list):
            if all(isinstance(item, str) for item in value):
                found[f"{prefix}{name}"] = "; ".join(value)
        else:
            found[f"{prefix}{name}"] = value
    return found


def _is_by_name(name: str) -> bool:
    """Whether a mapping has a key for each material, element or instrument, which would be columns."""
    return name in (
        "capacity_t_per_year", "bought_t_per_year", "shares", "contained_t", "planned_t_per_year",
        "value_usd_per_kg", "needs", "war_needs", "facts",
    )  # fmt: skip


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
