"""What could be had again of the scrap to come, and what a run collects of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from didymium.case.case import Case
from didymium.indicators.in_use.inflows import shares_of_years
from didymium.indicators.in_use.stocks import InUse, sums_by
from didymium.outcome.tables import Outcome


def scrap_materials(case: Case) -> frozenset[str]:
    """Return the materials that are collected from goods at the end of their life: what processes of the
    stage scrap make out of nothing that the case knows.
    """
    stages = {row.process: row.stage for row in case.processes}
    takes = {row.process for row in case.coefficients if row.t_per_t < 0}
    return frozenset(
        row.material
        for row in case.coefficients
        if row.t_per_t > 0 and stages.get(row.process) == "scrap" and row.process not in takes
    )


def collection_processes(case: Case) -> frozenset[str]:
    """Return the processes that collect goods at the end of their life."""
    scrap = scrap_materials(case)
    return frozenset(row.process for row in case.coefficients if row.material in scrap and row.t_per_t > 0)


def recovery_yields(case: Case) -> Mapping[str, float]:
    """Return the share of each element in collected scrap that comes out as product, of the best process that
    takes such scrap: tonnes of oxide out over tonnes of oxide in, by contents.csv.
    """
    contents = {(row.material, row.element): row.t_oxide_per_t for row in case.contents}
    found: dict[str, float] = {}
    for material in sorted(scrap_materials(case)):
        held = {element: t for (holder, element), t in contents.items() if holder == material and t}
        for process in _takers(case, material):
            for element, t in held.items():
                found[element] = max(found.get(element, 0.0), _yield(case, process, material, element, t))
    return found


def _takers(case: Case, material: str) -> list[str]:
    return sorted({row.process for row in case.coefficients if row.material == material and row.t_per_t < 0})


def _yield(case: Case, process: str, scrap: str, element: str, content: float) -> float:
    contents = {row.material: row.t_oxide_per_t for row in case.contents if row.element == element}
    of_process = [row for row in case.coefficients if row.process == process and row.from_ is None]
    used = -sum(row.t_per_t for row in of_process if row.material == scrap) * content
    made = sum(row.t_per_t * contents.get(row.material, 0.0) for row in of_process if row.t_per_t > 0)
    return min(made / used, 1.0) if used else 0.0


def recycling_potential(case: Case, found: InUse) -> pl.DataFrame:
    """Return what could be had of the scrap of each year: columns region, element, year, scrap_t (in what is
    scrapped), recoverable_t (of goods that could be collected and taken apart), recovered_t (what recycling
    would make of it), in tonnes of oxide. Goods without a recoverable share count nothing towards it, and an
    element that no process recovers has no recovered_t.
    """
    shares = pl.DataFrame(
        [(row.sector, row.product, row.recoverable_share or 0.0) for row in case.lifetimes],
        schema={"sector": pl.String, "product": pl.String, "recoverable": pl.Float64},
        orient="row",
    )
    yields = recovery_yields(case)
    scrap = found.elements.join(shares, on=["sector", "product"]).select(
        "region",
        "element",
        "year",
        scrap_t="outflow_t",
        recoverable_t=pl.col("outflow_t") * pl.col("recoverable"),
    )
    recovered = pl.col("element").replace_strict(yields, default=None, return_dtype=pl.Float64)
    return sums_by(scrap, "region", "element", "year").with_columns(
        recovered_t=pl.col("recoverable_t") * recovered
    )


def collected_in_run(
    case: Case, outcome: Outcome, found: InUse, regions: Iterable[str] | None = None
) -> pl.DataFrame:
    """Return what a run does with the scrap of the years that it covers whole, in tonnes of goods' material:
    columns year, scrap_t (to come, from ``found``), collected_t, recycled_t, sent_t and received_t (scrap
    crossing the border of ``regions``), collected_share.

    ``regions`` are taken together, for instance the members of a club; None is the world.
    """
    names = [row.region for row in case.regions] if regions is None else sorted(regions)
    scrap = _scrap(found, names)
    worked = _worked(case, outcome, names).join(_shipped(case, outcome, names), on="year", how="left")
    return (
        scrap.join(worked, on="year")
        .with_columns(pl.col("sent_t", "received_t").fill_null(0.0))
        .with_columns(collected_share=pl.col("collected_t") / pl.col("scrap_t"))
        .sort("year")
    )


def _scrap(found: InUse, regions: list[str]) -> pl.DataFrame:
    here = found.table.filter(pl.col("region").is_in(regions))
    return here.group_by("year").agg(scrap_t=pl.col("outflow_t").sum())


def _worked(case: Case, outcome: Outcome, regions: list[str]) -> pl.DataFrame:
    """Return what plants of the regions collect and take in of scrap, by year."""
    years, scrap = shares_of_years(outcome), sorted(scrap_materials(case))
    collects = pl.col("process").is_in(sorted(collection_processes(case)))
    t = pl.col("t") * pl.col("share")
    output = outcome["output"].filter(pl.col("region").is_in(regions), pl.col("material").is_in(scrap))
    found = (
        output.join(years, on="period")
        .group_by("year")
        .agg(collected_t=t.filter(collects).sum(), recycled_t=t.filter(pl.col("t") < 0).sum().abs())
    )
    every = years.select("year").unique()
    return every.join(found, on="year", how="left").with_columns(
        pl.col("collected_t", "recycled_t").fill_null(0.0)
    )


def _shipped(case: Case, outcome: Outcome, regions: list[str]) -> pl.DataFrame:
    """Return the scrap that crosses the border of the regions, by year of dispatch."""
    flows = outcome["flows"].filter(pl.col("material").is_in(sorted(scrap_materials(case))))
    inside = pl.col("origin").is_in(regions), pl.col("destination").is_in(regions)
    t = pl.col("t") * pl.col("share")
    return (
        flows.join(shares_of_years(outcome), on="period")
        .group_by("year")
        .agg(sent_t=t.filter(inside[0] & ~inside[1]).sum(), received_t=t.filter(~inside[0] & inside[1]).sum())
    )
