"""A comparison of floors as files: tables, the report as JSON, and the chart."""

from __future__ import annotations

import json
from pathlib import Path

from didymium.case.case import Case
from didymium.decisions.floors.answered import FloorAnswered
from didymium.decisions.floors.compare import Comparison
from didymium.files.sheets import harmless_table
from didymium.outcome.store import replace_folder
from didymium.views.answered.floors import answered_data
from didymium.views.chart_files import standalone
from didymium.views.charts_floor import floor_chart
from didymium.views.floor_report import floor_report, floor_tables


def write_floor(
    case: Case,
    comparison: Comparison,
    folder: Path,
    lang: str = "en",
    answered: FloorAnswered | None = None,
) -> None:
    """Write designs, who_pays, plants and prices as CSV, the whole as floor.json and the chart as floor.svg,
    all or nothing; where a rival has answered, floor.json holds that too, under ``rival``.
    """
    chart = floor_chart(case, comparison, lang)
    report = floor_report(case, comparison)
    if answered is not None:
        report["rival"] = answered_data(answered)

    def fill(place: Path) -> None:
        for name, table in floor_tables(comparison).items():
            harmless_table(table).write_csv(place / f"{name}.csv")
        text = json.dumps(report, ensure_ascii=False, indent=1)
        (place / "floor.json").write_text(text + "\n", encoding="utf-8")
        (place / "floor.svg").write_text(standalone(chart), encoding="utf-8")

    replace_folder(folder, fill)
