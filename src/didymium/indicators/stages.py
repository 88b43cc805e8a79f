"""Dependence by stage of the chain: where a region's supply of each stage comes from, by value, and which
stage is the weakest.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium.case.case import Case
from didymium.indicators.dependence import origin_shares
from didymium.outcome.tables import Outcome

ORDER = ("mine", "separation", "processing", "metal", "magnet", "power")
"""Stages in the order of the chain; scrap and use have no origin of their own."""


def stage_origins(
    case: Case, outcome: Outcome, begin: dt.date | None = None, end: dt.date | None = None
) -> pl.DataFrame:
    """Return where each region's supply of each stage was shipped from, materials weighted by the value of
    the supply at the run's own mean price in the region.

    Columns: region, stage, origin, usd, share (of the stage's value), tonnes unlike in kind are not added up.
    A material without a price anywhere in the region does not count.
    """
    prices = (
        outcome["prices"]
        .drop_nulls("price_usd_per_kg")
        .group_by("region", "material")
        .agg(price=pl.col("price_usd_per_kg").mean())
    )
    valued = origin_shares(case, outcome, begin, end).join(prices, on=["region", "material"])
    return (
        valued.filter(pl.col("stage").is_in(ORDER))
        .with_columns(usd=pl.col("t") * 1000.0 * pl.col("price"))
        .group_by("region", "stage", "origin")
        .agg(pl.col("usd").sum())
        .filter(pl.col("usd") > 0)
        .with_columns(share=pl.col("usd") / pl.col("usd").sum().over("region", "stage"))
        .sort(
            pl.col("region"), pl.col("stage").cast(pl.Enum([*ORDER])), pl.col("share"), pl.col("origin"),
            descending=[False, False, True, False],
        )
    )  # fmt: skip


def weakest_stages(origins: pl.DataFrame) -> pl.DataFrame:
    """Return for each region and stage the largest origin abroad and the Herfindahl–Hirschman index of all
    origins, the weakest stage of a region first: the one with the largest share from one origin abroad.

    Columns: region, stage, largest_origin, largest_share, hhi, usd. ``origins`` is what :func:`stage_origins`
    returns.
    """
    whole = origins.group_by("region", "stage").agg(hhi=(pl.col("share") ** 2).sum(), usd=pl.col("usd").sum())
    abroad = (
        origins.filter(pl.col("origin") != pl.col("region"))
        .sort("share", "origin", descending=[True, False])
        .group_by("region", "stage", maintain_order=True)
        .agg(largest_origin=pl.col("origin").first(), largest_share=pl.col("share").first())
    )
    return (
        abroad.join(whole, on=["region", "stage"])
        .select("region", "stage", "largest_origin", "largest_share", "hhi", "usd")
        .sort("region", "largest_share", "stage", descending=[False, True, False])
    )
