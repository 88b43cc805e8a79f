"""Cover: for how many days a stock lasts at the usual rate of use."""

from __future__ import annotations

import polars as pl

from didymium.case.case import Case
from didymium.indicators.spans import spans_table
from didymium.outcome.tables import Outcome

_NODE = ["region", "material"]
_DIGITS = 6
"""Levels that differ by less than a gram are the same: of empty periods the first one counts."""


def daily_use(outcome: Outcome) -> pl.DataFrame:
    """Return what plants and sectors of a region use of a material in each period, tonnes a day.

    Columns: region, material, period, use_t_per_day.
    """
    plants = outcome["output"].filter(pl.col("t") < 0).select(*_NODE, "period", t=-pl.col("t"))
    sectors = outcome["served"].select(*_NODE, "period", t=pl.col("served_t"))
    used = pl.concat([plants, sectors]).group_by(*_NODE, "period").agg(pl.col("t").sum())
    days = spans_table(outcome).select("period", "days")
    return used.join(days, on="period").select(*_NODE, "period", use_t_per_day=pl.col("t") / pl.col("days"))


def cover(case: Case, base: Outcome, outcome: Outcome) -> pl.DataFrame:
    """Return levels and cover days at the end of each period, by region, material and kind of holder.

    Columns: region, material, kind, period, level_t, use_t_per_day, cover_days. Use is the base run's: the
    days that the stock would have lasted had nobody cut back. Cover is null where the base run uses
    nothing; holders that are not in holdings.csv hold for an instrument, and count as public.
    """
    kinds = _kinds(case)
    levels = (
        outcome["stocks"]
        .join(kinds, on=["holder", *_NODE], how="left")
        .with_columns(pl.col("kind").fill_null("public"))
        .group_by(*_NODE, "kind", "period")
        .agg(pl.col("level_t").sum())
    )
    use = daily_use(base).filter(pl.col("use_t_per_day") > 0)
    return (
        levels.join(use, on=[*_NODE, "period"], how="left")
        .with_columns(cover_days=pl.col("level_t") / pl.col("use_t_per_day"))
        .select(*_NODE, "kind", "period", "level_t", "use_t_per_day", "cover_days")
        .sort([*_NODE, "kind", "period"])
    )


def stock_minima(cover_table: pl.DataFrame) -> pl.DataFrame:
    """Return the first level and the lowest one of each stock that :func:`cover` lists, with its date (the
    period's first day).

    Columns: region, material, kind, first_t, lowest_t, lowest_days, first_days, date.
    """
    ordered = cover_table.sort("period")
    lowest = pl.col("level_t").round(_DIGITS).arg_min()
    return (
        ordered.group_by(*_NODE, "kind", maintain_order=True)
        .agg(
            first_t=pl.col("level_t").first(),
            first_days=pl.col("cover_days").first(),
            lowest_t=pl.col("level_t").min(),
            lowest_days=pl.col("cover_days").get(lowest),
            date=pl.col("period").get(lowest),
        )
        .sort(*_NODE, "kind")
    )


def _kinds(case: Case) -> pl.DataFrame:
    rows = [(row.holder, row.region, row.material, row.kind) for row in case.holdings]
    schema = dict.fromkeys(("holder", *_NODE, "kind"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")
