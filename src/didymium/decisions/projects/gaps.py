"""Which gap of the chain a project closes, by material and year.

A gap is what members use of a material less what they would have without their rivals:

    gap = use − (own output − shipped outside + arrived from regions that are neither members nor rivals)

all of it in a solved run; below a kilogram, or a thousandth of the use, it counts as zero. Use is what
sectors of members want at base prices and what plants of members take in. Origins are those of the shipment:
a friendly region that works up a rival's material counts as friendly at its own stage, and its dependence
shows at the stage before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from didymium.case.case import Case
from didymium.decisions.projects.pipeline import Candidate
from didymium.decisions.projects.timeline import output_shares
from didymium.indicators.spans import Spans, overlap_days, spans_of_outcome
from didymium.outcome.tables import Outcome

_KEY = ["material", "year"]
_GAPS = {
    "material": pl.String,
    "stage": pl.String,
    "year": pl.Int64,
    "use_t": pl.Float64,
    "supplied_t": pl.Float64,
    "gap_t": pl.Float64,
}
_CLOSED = {
    "project": pl.String,
    "material": pl.String,
    "stage": pl.String,
    "year": pl.Int64,
    "gap_t": pl.Float64,
    "output_t": pl.Float64,
    "share": pl.Float64,
    "in_run": pl.Boolean,
}
_LEAST_GAP_T = 1e-3
"""A gap below a kilogram is rounding."""
_LEAST_GAP_SHARE = 1e-3
"""So is one below a thousandth of the use."""


def gaps(
    case: Case, outcome: Outcome, members: Collection[str], rivals: Collection[str] | None = None
) -> pl.DataFrame:
    """Return what members lack of each material in each calendar year that the run covers as a whole.

    Without ``rivals`` the region that exports most by value is the only one
    (:func:`largest_exporter`). Columns: material, stage, year, use_t, supplied_t, gap_t; materials that
    members neither use nor make are left out.
    """
    if rivals is None:
        largest = largest_exporter(outcome, members)
        rivals = () if largest is None else (largest,)
    years = yearly_weights(outcome)
    used = _by_year(_use(outcome, members), years).rename({"t": "use_t"})
    supplied = _by_year(_supply(outcome, members, rivals), years).rename({"t": "supplied_t"})
    stages = pl.DataFrame(
        [(row.material, row.stage) for row in case.materials],
        schema={"material": pl.String, "stage": pl.String},
        orient="row",
    )
    difference = pl.col("use_t") - pl.col("supplied_t")
    least = pl.max_horizontal(pl.lit(_LEAST_GAP_T), pl.col("use_t") * _LEAST_GAP_SHARE)
    lacking = pl.when(difference >= least).then(difference).otherwise(0.0)
    return (
        used.join(supplied, on=_KEY, how="full", coalesce=True)
        .with_columns(pl.col("use_t", "supplied_t").fill_null(0.0))
        .with_columns(gap_t=lacking)
        .join(stages, on="material", how="left")
        .sort(_KEY)
        .select(pl.col(name).cast(kind) for name, kind in _GAPS.items())
    )


def closed_gaps(
    candidates: Sequence[Candidate],
    lacking: pl.DataFrame,
    *,
    begins: Mapping[str, dt.date] | None = None,
    running: Collection[str] = (),
) -> pl.DataFrame:
    """Return what each project makes of each of its products, beside the gap of that year.

    ``lacking`` is what :func:`gaps` returns, ``begins`` gives the first product of projects by name; for the
    others it is the most likely day if they are decided as soon as they can be. ``running`` names the
    projects that the run has already (:func:`running_projects`): the gap is what is left beside their output.

    Columns: project, material, stage, year, gap_t, output_t, share = output_t / gap_t (above 1 where the
    project makes more than is missing, null where nothing is), and in_run. Years without output are left out.
    """
    made = pl.DataFrame(
        [row for candidate in candidates for row in _output(candidate, lacking, begins or {})],
        schema={name: _CLOSED[name] for name in ("project", "material", "year", "output_t")},
        orient="row",
    )
    share = pl.when(pl.col("gap_t") > 0).then(pl.col("output_t") / pl.col("gap_t"))
    return (
        made.join(lacking.select("material", "stage", "year", "gap_t"), on=_KEY, how="inner")
        .with_columns(share=share, in_run=pl.col("project").is_in(list(running)))
        .sort("project", "material", "year")
        .select(pl.col(name).cast(kind) for name, kind in _CLOSED.items())
    )


def running_projects(outcome: Outcome, candidates: Sequence[Candidate]) -> frozenset[str]:
    """Return the projects of which some plant makes something in a run."""
    made = outcome["output"].filter(pl.col("t") > 0)["plant"].unique().to_list()
    return frozenset(
        candidate.project.project
        for candidate in candidates
        if any(plant.plant in made for plant in candidate.plants)
    )


def _output(
    candidate: Candidate, lacking: pl.DataFrame, begins: Mapping[str, dt.date]
) -> Iterator[tuple[str, str, int, float]]:
    project = candidate.project
    day = begins.get(project.project, candidate.timeline.first_product.likely)
    years = sorted(set(lacking["year"].to_list()))
    shares = output_shares(project, day, years)
    for material, tonnes in candidate.capacity_t_per_year.items():
        for year, share in zip(years, shares, strict=True):
            if share > 0:
                yield project.project, material, year, tonnes * float(share)


def largest_exporter(outcome: Outcome, members: Collection[str]) -> str | None:
    """Return the region outside the members whose exports are worth most over the run, at the run's own mean
    prices where they are shipped; None if nobody else exports anything that has a price.
    """
    prices = (
        outcome["prices"]
        .drop_nulls("price_usd_per_kg")
        .group_by(pl.col("region").alias("origin"), "material")
        .agg(price=pl.col("price_usd_per_kg").mean())
    )
    worth = (
        outcome["flows"]
        .filter(~pl.col("origin").is_in(list(members)))
        .join(prices, on=["origin", "material"])
        .group_by("origin")
        .agg(usd=(pl.col("t") * pl.col("price")).sum())
        .filter(pl.col("usd") > 0)
        .sort("usd", "origin", descending=[True, False])
    )
    return str(worth["origin"][0]) if len(worth) else None


def _use(outcome: Outcome, members: Collection[str]) -> pl.DataFrame:
    inside = pl.col("region").is_in(list(members))
    taken = outcome["output"].filter(inside, pl.col("t") < 0).select("material", "period", t=-pl.col("t"))
    wanted = outcome["served"].filter(inside).select("material", "period", t=pl.col("demanded_t"))
    return pl.concat([taken, wanted])


def _supply(outcome: Outcome, members: Collection[str], rivals: Collection[str]) -> pl.DataFrame:
    own = list(members)
    made = outcome["output"].filter(pl.col("region").is_in(own), pl.col("t") > 0)
    flows = outcome["flows"]
    sent = flows.filter(pl.col("origin").is_in(own), ~pl.col("destination").is_in(own))
    friendly = ~pl.col("origin").is_in([*own, *rivals]) & pl.col("destination").is_in(own)
    return pl.concat([
        made.select("material", "period", "t"),
        sent.select("material", "period", t=-pl.col("t")),
        flows.filter(friendly).select("material", "period", t=pl.col("arrived_t")),
    ])  # fmt: skip


def yearly_weights(outcome: Outcome) -> pl.DataFrame:
    """Return which share of each period falls in which calendar year, for years that the run covers from
    their first to their last day.

    Columns: period, year, weight.
    """
    spans = spans_of_outcome(outcome)
    rows = [row for year in _whole_years(spans) for row in _weights(spans, year)]
    schema = {"period": pl.Date, "year": pl.Int64, "weight": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _weights(spans: Spans, year: int) -> Iterator[tuple[dt.date, int, float]]:
    begin, end = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    for first, after in spans.items():
        days = overlap_days(first, after, begin, end)
        if days:
            yield first, year, days / (after - first).days


def _whole_years(spans: Spans) -> range:
    if not spans:
        return range(0)
    first, after = min(spans), max(spans.values())
    return range(first.year + (first > dt.date(first.year, 1, 1)), after.year)


def _by_year(tonnes: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """Add up tonnes of periods by material and calendar year, as though they were spread evenly."""
    return tonnes.join(weights, on="period").group_by(_KEY).agg(t=(pl.col("t") * pl.col("weight")).sum())
