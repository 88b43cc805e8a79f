"""Time to survive and time to recover of sectors (after Simchi-Levi, Schmidt and Wei 2014), against the
base run.

A sector is short of a material in a period when the share of its wants that is met, by the material or a
substitute, falls below 95 % of the base run's share. Periods are the resolution: a shortage begins on the
first day of a period.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium.outcome.tables import Outcome

THRESHOLD = 0.95
"""A sector is short where the met share falls below this part of the base run's."""
NEGLIGIBLE_T = 1e-3
"""Shortfalls below a kilogram in a period are rounding."""
USER = ["sector", "region", "material"]


def met_shares(base: Outcome, outcome: Outcome) -> pl.DataFrame:
    """Return what each user of each material misses in each period against the base run.

    Columns: sector, region, material, period, demanded_t, met_t, expected_t (what would have been met at
    the base run's share), missing_t (not below zero) and share (met / expected; 1 where nothing is
    expected).
    """
    now, then = _met(outcome), _met(base).rename({"demanded_t": "base_demanded_t", "met_t": "base_met_t"})
    joined = now.join(then, on=[*USER, "period"], how="left")
    base_share = pl.col("base_met_t") / pl.col("base_demanded_t")
    expected = pl.when(pl.col("base_demanded_t") > 0).then(pl.col("demanded_t") * base_share).otherwise(0.0)
    share = pl.when(pl.col("expected_t") > 0).then(pl.col("met_t") / pl.col("expected_t")).otherwise(1.0)
    return (
        joined.with_columns(expected_t=expected)
        .with_columns(share=share, missing_t=(pl.col("expected_t") - pl.col("met_t")).clip(lower_bound=0.0))
        .select(*USER, "period", "demanded_t", "met_t", "expected_t", "missing_t", "share")
        .sort(*USER, "period")
    )


def first_short(
    base: Outcome, outcome: Outcome, start: dt.date | None, threshold: float = THRESHOLD
) -> pl.DataFrame:
    """Return who was short of what: one row for each user and material that was ever short, the earliest
    first, and of those in the same period the one that misses most by value.

    Columns: region, sector, material, from (first day of the first short period), until (first day of the
    first period after the last short one; null: still short at the end), periods_short, worst_share,
    worst_period, missing_t and missing_usd (over the short periods, at the base run's prices), expected_t
    (over all periods), survive_days and recover_days from ``start`` (null without a start; survive_days is
    0 where the shortage began before it). A user is short below ``threshold``.
    """
    prices = base["prices"].select("region", "material", "period", "price_usd_per_kg")
    shares = met_shares(base, outcome).join(prices, on=["region", "material", "period"], how="left")
    short = shares.filter(pl.col("share") < threshold, pl.col("missing_t") > NEGLIGIBLE_T).sort(
        *USER, "period"
    )
    worst = pl.col("share").round(9).arg_min()  # of periods that differ by rounding the first
    found = short.group_by(USER, maintain_order=True).agg(
        pl.col("period").min().alias("from"),
        last=pl.col("period").max(),
        periods_short=pl.len(),
        worst_share=pl.col("share").min(),
        worst_period=pl.col("period").get(worst),
        missing_t=pl.col("missing_t").sum(),
        missing_usd=(pl.col("missing_t") * pl.col("price_usd_per_kg")).sum() * 1000.0,
    )
    expected = shares.group_by(USER).agg(pl.col("expected_t").sum())
    found = found.join(expected, on=USER, how="left").join(_next_periods(shares), on="last", how="left")
    down = {"missing_usd", "missing_t"}
    order = ["from", "missing_usd", "missing_t", "region", "sector", "material"]
    return (
        _with_days(found, start)
        .sort(order, descending=[column in down for column in order])
        .select(
            *(
                "region",
                "sector",
                "material",
                "from",
                "until",
                "periods_short",
                "worst_share",
                "worst_period",
            ),
            *("missing_t", "missing_usd", "expected_t", "survive_days", "recover_days"),
        )
    )


def survival(
    base: Outcome, outcome: Outcome, start: dt.date | None, threshold: float = THRESHOLD
) -> pl.DataFrame:
    """Return time to survive and to recover of each sector and region that fails, with the material that
    fails first.

    Of materials that fail in the same period the one with the lowest share counts. Recovery waits for the
    last material. Columns: region, sector, first_material, from, until, worst_share, missing_t,
    survive_days, recover_days.
    """
    rows = first_short(base, outcome, start, threshold).sort("from", "worst_share")
    still_short = pl.col("until").is_null().any()
    found = rows.group_by("region", "sector", maintain_order=True).agg(
        pl.col("material").first().alias("first_material"),
        pl.col("from").first(),
        until=pl.when(still_short).then(None).otherwise(pl.col("until").max()),
        worst_share=pl.col("worst_share").min(),
        missing_t=pl.col("missing_t").sum(),
    )
    return _with_days(found, start).sort("from", "region", "sector")


def _met(outcome: Outcome) -> pl.DataFrame:
    served = outcome["served"].with_columns(met_t=pl.col("served_t") + pl.col("substituted_t"))
    return served.group_by(*USER, "period").agg(pl.col("demanded_t").sum(), pl.col("met_t").sum())


def _next_periods(shares: pl.DataFrame) -> pl.DataFrame:
    periods = shares.select("period").unique().sort("period")
    return periods.select(last=pl.col("period"), until=pl.col("period").shift(-1))


def _with_days(table: pl.DataFrame, start: dt.date | None) -> pl.DataFrame:
    if start is None:
        empty = pl.lit(None, dtype=pl.Int64)
        return table.with_columns(survive_days=empty, recover_days=empty)
    since = pl.lit(start)
    return table.with_columns(
        survive_days=(pl.col("from") - since).dt.total_days().clip(lower_bound=0),
        recover_days=(pl.col("until") - since).dt.total_days(),
    )
