"""An answer about stockpiles as files: tables as CSV, the whole as JSON, charts and the report, all or
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from didymium.decisions.stocks.cover.sector_cover import cover_by_sector
from didymium.files.sheets import harmless_table
from didymium.outcome.store import replace_folder
from didymium.views.chart_files import standalone
from didymium.views.stocks.answer_data import stockpile_data
from didymium.views.stocks.data import Record
from didymium.views.stocks.report import render_stockpile
from didymium.views.stocks.sections import sections_of
from didymium.views.stocks.view import StockpileView
from didymium.views.wording import words_for

ENDINGS = (".csv", ".json", ".svg", ".html")
"""Endings of the files that an answer writes."""


def write_stockpile(view: StockpileView, folder: Path, lang: str = "en") -> None:
    """Write an answer into a folder, replacing what an earlier one left.

    Raises:
        OutcomeError: If the folder holds something else, or cannot be written to.
    """
    words, data = words_for(view.case, lang), stockpile_data(view)
    tables = dict(csv_tables(view, data))
    drawn = [chart for section in sections_of(words, view) for chart in section.charts]
    page = render_stockpile(words, view)

    def fill(place: Path) -> None:
        for name, table in tables.items():
            harmless_table(table).write_csv(place / f"{name}.csv")
        text = json.dumps(data, ensure_ascii=False, indent=1)
        (place / "stockpile.json").write_text(text + "\n", encoding="utf-8")
        for chart in drawn:
            (place / f"{chart.name}.svg").write_text(standalone(chart), encoding="utf-8")
        (place / "report.html").write_text(page, encoding="utf-8")

    replace_folder(folder, fill)


def csv_tables(view: StockpileView, data: Record) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the tables of an answer by name; figures are those of its data, without what is nested."""
    if view.cover is not None:
        yield "cover", view.cover.cover.table
        yield "cover_by_sector", cover_by_sector(view.cover.cover)
        if view.cover.against is not None:
            yield "cover_against_scenarios", view.cover.against
    yield from _listed(data)


def _listed(data: Record) -> Iterator[tuple[str, pl.DataFrame]]:
    pool, buy, sizes = data.get("pool") or {}, data.get("buy") or {}, data.get("sizes") or []
    rows: dict[str, list[Any]] = {
        "sizes": [row for one in sizes for row in one["places"]],
        "futures": [{"member": one["member"], **row} for one in sizes for row in one["futures"]],
        "frontier": [
            {"member": one["member"], **row}
            for one in sizes
            for row in (one.get("frontier") or {}).get("points", [])
        ],
        "stages": data.get("stages") or [],
        "pool_shares": pool.get("shares", []),
        "purchases": [
            {"member": need["member"], "material": need["material"], **period}
            for need in (buy.get("plan") or {}).get("needs", [])
            for period in need["periods"]
        ],
        "rotation": buy.get("rotations", []),
        "release": (data.get("release") or {}).get("best_by_future", []),
        "shortfall": [
            {"member": one["member"], **row}
            for one in (data.get("shortfall") or {}).get("members", [])
            for row in one["materials"]
        ],
        "sizes_after_reply": (data.get("rival") or {}).get("sizes", []),
        "shortfall_2013": (data.get("shortfall") or {}).get("published_2013", []),
    }
    for name, found in rows.items():
        flat = [
            {key: value for key, value in row.items() if not isinstance(value, list | dict)} for row in found
        ]
        if flat:
            yield name, pl.DataFrame(flat, infer_schema_length=None)
