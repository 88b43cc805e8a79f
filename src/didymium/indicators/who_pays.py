"""Who gains and who pays between two runs, from their accounts: the parts add up to the change in welfare."""

from __future__ import annotations

import polars as pl

from didymium.outcome.tables import Outcome

STOCK_ITEMS = ("closing stock", "goods under way at the end", "public stock")
"""Items that value what is left at the end of a run."""
_GROUPS = {
    "users": "buyers",
    "producers": "producers",
    "treasuries": "treasuries",
    "traders": "traders",
    "holders": "traders",
    "licence holders": "licence_holders",
    "exporters": "exporters",
}


def who_pays(base: Outcome, outcome: Outcome, members: frozenset[str]) -> pl.DataFrame:
    """Return what each group gains (positive) or pays (negative) against the base run.

    Columns: side (``member`` or ``outside``), region, group, sector, usd, discounted_usd. Groups are buyers
    by sector, producers, traders with holders of stocks, treasuries, licence holders, exporters with market
    power, stock_value (what is left at the end) and others. The sum over all rows is the change in welfare.
    """
    change = pl.concat([_grouped(outcome), _grouped(base).with_columns(-pl.col("usd", "discounted_usd"))])
    side = (
        pl.when(pl.col("region").is_in(sorted(members))).then(pl.lit("member")).otherwise(pl.lit("outside"))
    )
    summed = change.group_by("region", "group", "sector").agg(pl.col("usd", "discounted_usd").sum())
    return (
        summed.with_columns(side=side)
        .select("side", "region", "group", "sector", "usd", "discounted_usd")
        .filter(pl.col("usd") != 0.0)
        .sort("side", "region", "group", "sector")
    )


def totals(table: pl.DataFrame) -> pl.DataFrame:
    """Add up over regions and sectors: side, group, usd, discounted_usd."""
    return table.group_by("side", "group").agg(pl.col("usd", "discounted_usd").sum()).sort("side", "group")


def _grouped(outcome: Outcome) -> pl.DataFrame:
    group = (
        pl.when(pl.col("item").is_in(STOCK_ITEMS))
        .then(pl.lit("stock_value"))
        .otherwise(pl.col("party").replace_strict(_GROUPS, default="others"))
    )
    return outcome["accounts"].select("region", "sector", "usd", "discounted_usd", group=group)
