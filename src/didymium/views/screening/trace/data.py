"""A trace as data: the same numbers for files, JSON and pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from didymium.screening.tracing.trace import summed
from didymium.views.screening.trace.view import TraceView

Record = dict[str, Any]


def trace_tables(view: TraceView) -> Mapping[str, pl.DataFrame]:
    """Return the tables of a trace by name, as they are written."""
    found = view.trace
    return {
        "use": found.use,
        "origins": found.origins,
        "pairs": found.pairs,
        "hidden": found.hidden,
        "processes": found.processes,
        "pools": found.pools,
        "balance": found.balance,
    }


def trace_data(view: TraceView) -> Record:
    """Return a trace as plain data: periods and materials added up, the tables by period are in the files."""
    found, user = view.trace, ["region", "sector", "element"]
    ends = ["first_stage", "second_stage", "first_kind", "first_region", "second_kind", "second_region"]
    return {
        "case": view.case.settings.name,
        "scenario": view.scenario,
        "request": view.request.model_dump(mode="json"),
        "materials": list(found.asked.materials),
        "elements": list(found.asked.elements),
        "counted_as": dict(found.asked.counted_as),
        "periods": [str(day) for day in found.asked.periods],
        "use": found.use.group_by(user).agg(pl.col("t").sum()).sort(user).to_dicts(),
        "origins": summed(found.origins, [*user, "stage", "kind", "origin_region", "plant"]).to_dicts(),
        "pairs": summed(found.pairs, [*user, *ends]).to_dicts(),
        "hidden": found.hidden.to_dicts(),
        "created": found.processes.filter(pl.col("created_t") > 0).to_dicts(),
        "unexplained": [
            {**row, "period": str(row["period"])}
            for row in found.pools.filter(pl.col("unexplained_t") > 0).to_dicts()
        ],
        "balance": found.balance.to_dicts(),
    }
