"""What a club mines, processes and recycles itself of what it uses, and its largest single supplier, beside
the benchmarks for 2030 of the Critical Raw Materials Act (Regulation (EU) 2024/1252, article 5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from didymium.case.case import Case
from didymium.outcome.tables import Outcome

EXTRACTION, PROCESSING, RECYCLING, SINGLE_ORIGIN = 0.10, 0.40, 0.25, 0.65
"""At least these shares of use mined, processed and recycled in the club; at most this share of use from one
country outside."""
COLUMNS = {
    "club": pl.String, "element": pl.String, "year": pl.Int32, "what": pl.String, "t": pl.Float64,
    "use_t": pl.Float64, "share": pl.Float64, "benchmark": pl.Float64, "met": pl.Boolean,
}  # fmt: skip


def benchmarks(case: Case, outcome: Outcome, club: str, on: dt.date) -> pl.DataFrame:
    """Return for each element and calendar year of a run what a club mines, processes and recycles of it, and
    what the largest country outside sends of it at any one stage.

    Columns: club, element, year, what (``mined``, ``processed``, ``recycled``, ``largest_origin``), t of the
    element counted as oxide, use_t, share of use, benchmark, met. Use is what is in all that sectors of the
    club use. ``largest_origin`` is taken over the stages, each by itself. Only elements that the case's
    contents state and sectors use have rows.
    """
    members = sorted(case.regions_of(club, on))
    content = pl.DataFrame(
        [(row.material, row.element, row.t_oxide_per_t) for row in case.contents],
        schema={"material": pl.String, "element": pl.String, "held": pl.Float64},
        orient="row",
    )
    use = _by_element(outcome["served"].filter(pl.col("region").is_in(members)), "served_t", content)
    made = outcome["output"].filter(pl.col("region").is_in(members), pl.col("t") > 0)
    parts = [
        _by_element(made.filter(pl.col("process").is_in(processes)), "t", content).with_columns(
            what=pl.lit(what), benchmark=pl.lit(wanted)
        )
        for what, processes, wanted in (
            ("mined", _processes(case, "mine"), EXTRACTION),
            ("processed", _processes(case, "separation"), PROCESSING),
            ("recycled", _recyclers(case), RECYCLING),
        )
    ]
    parts.append(_largest_origin(case, outcome, members, content))
    shares = pl.concat(parts).join(use.select("element", "year", use_t="t"), on=["element", "year"])
    share = pl.col("t") / pl.col("use_t")
    met = pl.when(pl.col("what") == "largest_origin").then(share <= pl.col("benchmark")).otherwise(
        share >= pl.col("benchmark")
    )  # fmt: skip
    return (
        shares.filter(pl.col("use_t") > 0)
        .with_columns(club=pl.lit(club), share=share, met=met)
        .select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())
        .sort("element", "year", "what")
    )


def no_benchmarks() -> pl.DataFrame:
    """Return the table without a row."""
    return pl.DataFrame(schema=COLUMNS)


def _by_element(table: pl.DataFrame, tonnes: str, content: pl.DataFrame) -> pl.DataFrame:
    """Add up tonnes of materials by the elements that they hold and by calendar year: element, year, t."""
    return (
        table.join(content, on="material")
        .group_by("element", year=pl.col("period").dt.year())
        .agg(t=(pl.col(tonnes) * pl.col("held")).sum())
    )


def _largest_origin(
    case: Case, outcome: Outcome, members: Iterable[str], content: pl.DataFrame
) -> pl.DataFrame:
    """Return what the largest country outside sends of each element at the stage where it sends most."""
    stages = pl.DataFrame(
        [(row.material, row.stage) for row in case.materials],
        schema={"material": pl.String, "stage": pl.String},
        orient="row",
    )
    inside = list(members)
    sent = outcome["flows"].filter(pl.col("destination").is_in(inside), ~pl.col("origin").is_in(inside))
    by_origin = (
        sent.join(stages, on="material")
        .join(content, on="material")
        .group_by("element", "origin", "stage", year=pl.col("period").dt.year())
        .agg(t=(pl.col("arrived_t") * pl.col("held")).sum())
    )
    return by_origin.group_by("element", "year").agg(pl.col("t").max()).with_columns(
        what=pl.lit("largest_origin"), benchmark=pl.lit(SINGLE_ORIGIN)
    )  # fmt: skip


def _processes(case: Case, stage: str) -> list[str]:
    """Return the processes of a stage that do not begin with scrap."""
    recyclers = set(_recyclers(case))
    return [row.process for row in case.processes if row.stage == stage and row.process not in recyclers]


def _recyclers(case: Case) -> list[str]:
    """Return the processes that turn scrap into something that is no scrap."""
    scrap = {row.material for row in case.materials if row.stage == "scrap"}
    takes = {row.process for row in case.coefficients if row.material in scrap and row.t_per_t < 0}
    gives = {row.process for row in case.coefficients if row.material not in scrap and row.t_per_t > 0}
    return sorted(takes & gives)
