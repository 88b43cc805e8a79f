"""Tables of what a run rests on: calibration, dependence, assumptions, rows not used, versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from didymium.evidence.provenance import Kind
from didymium.indicators.dependence import (
    consumption,
    origin_concentration,
    origin_shares,
    world_concentration,
)
from didymium.indicators.roles import critical_materials
from didymium.views.conjecture_view import conjecture_table
from didymium.views.result_tables import Table, table_of
from didymium.views.run_view import ScenarioRun
from didymium.views.sources_view import case_assumptions, figure_counts, scenario_assumptions
from didymium.views.wording import Words, number

Report = Mapping[str, Any]

YEAR = 12
"""Periods of the base run over which dependence is counted."""


def calibration_tables(words: Words, report: Report) -> list[Table]:
    """Return facts moved, quotes, wedges, market power, losses and unreported flows; those without rows are
    left out.
    """
    tables = [
        _moved(words, report),
        _quotes(words, report),
        _wedges(words, report),
        conjecture_table(words, report),
        _losses(words, report),
        _prior(words, report),
    ]
    return [table for table in tables if table.rows]


def _count_note(words: Words, report: Report, part: str, message: str = "") -> str:
    shown, count = len(report[part]), report["counts"].get(part, 0)
    cut = words("note.short_rows", shown=shown, count=count) if shown < count else ""
    return " ".join(text for text in (words(message) if message else "", cut) if text)


def _moved(words: Words, report: Report) -> Table:
    rows = [
        (
            row["label"],
            row["place"],
            number(row["stated_t"]),
            number(row["reconciled_t"]),
            deviation(row["deviations"]),
        )
        for row in report["moved"]
    ]
    columns = ("figure", "where", "stated", "reconciled", "deviations")
    note = _count_note(words, report, "moved", "note.moved")
    return table_of(words, "report.moved", columns, rows, ("stated", "reconciled", "deviations"), note)


def _prior(words: Words, report: Report) -> Table:
    rows = [
        (row["label"], number(row["t_per_year"]), words.percent(row["share_of_world"]))
        for row in report["prior"]
    ]
    note = _count_note(words, report, "prior", "note.prior")
    return table_of(
        words, "report.prior", ("flow", "t_per_year", "share"), rows, ("t_per_year", "share"), note
    )


def _wedges(words: Words, report: Report) -> Table:
    rows = [
        (
            words.material(row["material"]),
            f"{words.region(row['origin'])} → {words.region(row['destination'])}",
            number(row["t_per_year"]),
            number(row["wedge_usd_per_kg"]),
            words.signed(row["share_of_price"]),
        )
        for row in report["wedges"]
    ]
    columns = ("material", "flow", "t_per_year", "wedge", "wedge_share")
    note = _count_note(words, report, "wedges", "note.wedges")
    return table_of(words, "report.wedges", columns, rows, ("t_per_year", "wedge", "wedge_share"), note)


def _losses(words: Words, report: Report) -> Table:
    rows = [
        (words.plant(row["plant"]), words.region(row["region"]), number(row["loss_usd_per_kg"]))
        for row in report["losses"]
    ]
    note = _count_note(words, report, "losses")
    return table_of(words, "report.plant_losses", ("plant", "region", "loss"), rows, ("loss",), note)


def _quotes(words: Words, report: Report) -> Table:
    rows = [
        (
            words.material(row["material"]),
            words.region(row["region"]),
            row["market"],
            number(row["quote_usd_per_kg"]),
            number(row["calibrated_usd_per_kg"]),
            deviation(row["deviations"]),
        )
        for row in report["quotes"]
    ]
    columns = ("material", "region", "market", "quote", "calibrated", "deviations")
    note = _count_note(words, report, "quotes")
    return table_of(words, "report.quotes", columns, rows, ("quote", "calibrated", "deviations"), note)


def deviation(value: float) -> str:
    """Write a move in standard deviations with its sign."""
    return "0" if abs(value) < 0.05 else f"{value:+.1f}".replace("-", "−")


def dependence_tables(words: Words, run: ScenarioRun) -> list[Table]:
    """Return where the members shown get the critical materials from, and how concentrated world output
    is.
    """
    periods = sorted(run.base["flows"]["period"].unique())
    end = periods[YEAR] if len(periods) > YEAR else None
    return [_origins(words, run, end), _world(words, run, end)]


def _origins(words: Words, run: ScenarioRun, end: Any) -> Table:
    shares = _critical(words, origin_shares(words.case, run.base, end=end))
    homes = run.outcome.summary["home_regions"]
    joined = (
        origin_concentration(shares)
        .join(consumption(words.case, run.base, end=end), on=["region", "material"], how="left")
        .filter(pl.col("region").is_in(homes), pl.col("consumption_t") > 0)
        .with_columns(
            place=pl.col("region").replace_strict({name: place for place, name in enumerate(homes)})
        )
        .sort("place", "stage", "material")
    )
    rows = [
        (
            words.region(row["region"]),
            words.material(row["material"]),
            words(f"stage.{row['stage']}"),
            number(row["consumption_t"]),
            "–"
            if row["net_import_reliance"] is None
            else words.percent(max(row["net_import_reliance"], 0.0)),
            words.region(row["largest_origin"]),
            words.percent(row["largest_share"]),
            f"{row['hhi']:.2f}",
        )
        for row in joined.iter_rows(named=True)
    ]
    columns = ("region", "material", "stage", "consumption", "reliance", "largest", "share", "hhi")
    right = ("consumption", "reliance", "share", "hhi")
    return table_of(words, "report.table_dependence", columns, rows, right, words("note.dependence"))


def _world(words: Words, run: ScenarioRun, end: Any) -> Table:
    rows = [
        (
            words.material(row["material"]),
            words(f"stage.{row['stage']}"),
            number(row["output_t"]),
            words.region(row["largest_region"]),
            words.percent(row["largest_share"]),
            f"{row['hhi']:.2f}",
        )
        for row in _critical(words, world_concentration(words.case, run.base, end=end)).iter_rows(named=True)
    ]
    columns = ("material", "stage", "output", "largest", "share", "hhi")
    return table_of(words, "report.table_world", columns, rows, ("output", "share", "hhi"))


def _critical(words: Words, table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(pl.col("material").is_in(list(critical_materials(words.case))))


def provenance_table(words: Words) -> Table:
    """Count cited, derived and assumed figures by table of the case."""
    rows = []
    for table, counts in figure_counts(words.case).items():
        total = sum(counts.values())
        rows.append((f"{table}.csv", *(_share(words, counts[kind], total) for kind in Kind), f"{total:,}"))
    columns = ("table", "cited", "derived", "assumed", "total")
    return table_of(words, "report.assumed_share", columns, rows, ("cited", "derived", "assumed", "total"))


def _share(words: Words, count: int, total: int) -> str:
    return f"{count:,} ({words.percent(count / total)})" if count else "0"


def scenario_assumption_table(words: Words, run: ScenarioRun) -> Table:
    """List what a scenario assumes."""
    found = scenario_assumptions(run.scenario)
    rows = [(item.place, item.column.replace("_", " "), item.reason) for item in found]
    title = f"{words('report.assumptions')}: {run.scenario.title}"
    table = table_of(words, "report.assumptions", ("item", "figure", "assumption"), rows)
    return Table(title, table.headers, table.rows, note="" if rows else words("note.no_assumptions"))


def case_assumption_table(words: Words) -> Table:
    """List what the case assumes, the same reason gathered."""
    found = case_assumptions(words.case)
    rows = [(item.place, item.column.replace("_", " "), item.reason, f"{item.count:,}") for item in found]
    columns = ("table", "figure", "assumption", "count")
    return table_of(words, "report.case_assumptions", columns, rows, ("count",))


def unused_table(words: Words, run: ScenarioRun) -> Table:
    """List the rows of the case that took no part, and why."""
    rows = [(row["table"], row["row"], row["reason"]) for row in run.outcome["unused"].iter_rows(named=True)]
    note = words("note.unused") if rows else words("note.no_unused")
    return table_of(words, "report.unused", ("table", "row", "reason"), rows, note=note)


def computed_table(words: Words, runs: Sequence[ScenarioRun]) -> Table:
    """List versions, solver, options and the size of each program; nothing in it depends on the clock."""
    manifest = runs[0].outcome.manifest if runs else {}
    rows = [(key.replace("_", " "), _flat(value)) for key, value in manifest.items() if key not in _PER_RUN]
    rows += [(run.scenario.title, _flat(run.outcome.manifest.get("program", {}))) for run in runs]
    return table_of(words, "report.computed", ("item", "value"), rows)


_PER_RUN = (
    *("scenario", "scenario_sha256", "program", "periods", "news"),
    *("foresight", "belief_ends_in_months"),
)
"""Parts of a manifest that differ from run to run."""


def _flat(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key.replace('_', ' ')} {item}" for key, item in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
