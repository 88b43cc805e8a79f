"""Predictions held against customs: what left the exporter in the run, beside what was reported."""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium.case.case import Case
from didymium.case.schema import Observed
from didymium.indicators.spans import Spans, overlap_days, spans_of_outcome
from didymium.outcome.tables import Outcome

SCHEMA = {
    **dict.fromkeys(("series", "material", "origin", "destinations"), pl.String),
    **dict.fromkeys(("from", "until"), pl.Date),
    **dict.fromkeys(("predicted_t", "base_t", "reported_t", "error_share"), pl.Float64),
    "source": pl.String,
}
"""Columns of the comparison: ``base_t`` is what the base run says, ``error_share`` is predicted / reported
− 1."""


def customs_comparison(case: Case, base: Outcome, outcome: Outcome) -> pl.DataFrame:
    """Hold what cleared the exporter's customs against every row of observed.csv that lies wholly within
    the run.

    What clears in a period is spread evenly over its days, so that a reported month that is part of a
    quarter gets its share. The error is null where nothing was reported. Confidential rows are left out.
    """
    rows = []
    for row in case.observed:
        if case.is_confidential("observed", row.identity):
            continue
        predicted, before = cleared_t(case, outcome, row), cleared_t(case, base, row)
        if predicted is not None:
            error = predicted / row.t - 1.0 if row.t > 0 else None
            place = (row.series, row.material, row.origin, row.destinations, row.from_, row.until)
            rows.append((*place, predicted, before, row.t, error, row.source))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("series", "from")


def cleared_t(case: Case, outcome: Outcome, row: Observed) -> float | None:
    """Return the tonnes that cleared the exporter's customs within the dates of a row; None if the run does
    not cover them.
    """
    flows = outcome["flows"]
    spans = spans_of_outcome(outcome)
    after = row.until + dt.timedelta(days=1)
    if not spans or row.from_ < min(spans) or after > max(spans.values()):
        return None
    wanted = flows.filter(
        pl.col("material").is_in(list(case.materials_of(row.material))),
        pl.col("origin").is_in(list(case.regions_of(row.origin))),
    )
    if row.destinations:
        names = {region for name in row.destinations.split() for region in case.regions_of(name)}
        wanted = wanted.filter(pl.col("destination").is_in(sorted(names)))
    by_period = wanted.group_by("period").agg(pl.col("cleared_t").sum()).iter_rows()
    return float(
        sum(tonnes * _share(spans, period, row.from_, after) for period, tonnes in sorted(by_period))
    )


def _share(spans: Spans, period: dt.date, first: dt.date, after: dt.date) -> float:
    end = spans[period]
    return overlap_days(first, after, period, end) / (end - period).days


def customs_totals(comparison: pl.DataFrame) -> pl.DataFrame:
    """Add up each series. Columns: series, periods, predicted_t, base_t, reported_t, error_share,
    mean_absolute_error_share.

    The last is the sum of absolute misses over the sum reported, so that small months do not count like
    large ones.
    """
    miss = (pl.col("predicted_t") - pl.col("reported_t")).abs().sum()
    base_miss = (pl.col("base_t") - pl.col("reported_t")).abs().sum()
    reported = pl.col("reported_t").sum()
    return (
        comparison.group_by("series")
        .agg(
            pl.len().alias("periods"), pl.col("predicted_t").sum(), pl.col("base_t").sum(),
            reported_t=reported, miss=miss, base_miss=base_miss,
        )
        .with_columns(
            error_share=_over(pl.col("predicted_t") - pl.col("reported_t")),
            mean_absolute_error_share=_over(pl.col("miss")),
            base_mean_absolute_error_share=_over(pl.col("base_miss")),
        )
        .drop("miss", "base_miss")
        .sort("series")
    )  # fmt: skip


def _over(quantity: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("reported_t") > 0).then(quantity / pl.col("reported_t"))
