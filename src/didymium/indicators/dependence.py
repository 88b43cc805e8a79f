"""Import dependence and concentration by stage of the chain.

Apparent consumption is domestic output − exports + imports, as the US Geological Survey defines it, here
without stock changes. Shares by origin count shipments in tonnes: the country that shipped, not the one
where the ore was mined (``measure`` says so). Concentration is the Herfindahl–Hirschman index, the sum of
squared shares (Hirschman 1945, Herfindahl 1950), from 0 to 1.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium.case.case import Case
from didymium.outcome.tables import Outcome

MEASURE = "shipment"
_NODE = ["region", "material"]


def consumption(
    case: Case, outcome: Outcome, begin: dt.date | None = None, end: dt.date | None = None
) -> pl.DataFrame:
    """Return apparent consumption by region and material over the periods from ``begin`` to before ``end``.

    Columns: region, material, stage, output_t, exports_t, imports_t, consumption_t, and net_import_reliance
    = (imports − exports) / consumption, null where consumption is not positive. Exports count when
    dispatched, imports when they arrive.
    """
    made = (
        _within(outcome["output"], begin, end)
        .filter(pl.col("t") > 0)
        .group_by(_NODE)
        .agg(output_t=pl.col("t").sum())
    )
    flows = _within(outcome["flows"], begin, end)
    out = flows.group_by(pl.col("origin").alias("region"), "material").agg(exports_t=pl.col("t").sum())
    into = flows.group_by(pl.col("destination").alias("region"), "material").agg(
        imports_t=pl.col("arrived_t").sum()
    )
    joined = (
        made.join(out, on=_NODE, how="full", coalesce=True)
        .join(into, on=_NODE, how="full", coalesce=True)
        .fill_null(0.0)
    )
    used = pl.col("output_t") - pl.col("exports_t") + pl.col("imports_t")
    reliance = (pl.col("imports_t") - pl.col("exports_t")) / pl.col("consumption_t")
    return (
        joined.with_columns(consumption_t=used)
        .with_columns(net_import_reliance=pl.when(pl.col("consumption_t") > 0).then(reliance))
        .join(_stages(case), on="material", how="left")
        .select(
            "region",
            "material",
            "stage",
            "output_t",
            "exports_t",
            "imports_t",
            "consumption_t",
            "net_import_reliance",
        )
        .sort(_NODE)
    )


def origin_shares(
    case: Case, outcome: Outcome, begin: dt.date | None = None, end: dt.date | None = None
) -> pl.DataFrame:
    """Return where each region's supply of each material was shipped from.

    Columns: region, material, stage, origin, t, share, measure. Domestic supply is output less exports, not
    below zero; where exports exceed output, the region passes imports on, and its shares are those of its
    imports.
    """
    flows = _within(outcome["flows"], begin, end)
    imported = flows.group_by(pl.col("destination").alias("region"), "material", "origin").agg(
        t=pl.col("arrived_t").sum()
    )
    home = consumption(case, outcome, begin, end).select(
        "region",
        "material",
        origin=pl.col("region"),
        t=(pl.col("output_t") - pl.col("exports_t")).clip(lower_bound=0.0),
    )
    supply = (
        pl.concat([imported, home])
        .group_by("region", "material", "origin")
        .agg(pl.col("t").sum())
        .filter(pl.col("t") > 0)
    )
    return (
        supply.with_columns(share=pl.col("t") / pl.col("t").sum().over(_NODE), measure=pl.lit(MEASURE))
        .join(_stages(case), on="material", how="left")
        .select("region", "material", "stage", "origin", "t", "share", "measure")
        .sort(["region", "material", "share", "origin"], descending=[False, False, True, False])
    )


def origin_concentration(shares: pl.DataFrame) -> pl.DataFrame:
    """Return the Herfindahl–Hirschman index of origins by region and material, with the largest origin and
    its share.

    ``shares`` is what :func:`origin_shares` returns; its rows must be sorted by falling share.
    """
    return (
        shares.group_by("region", "material", "stage", "measure", maintain_order=True)
        .agg(
            hhi=(pl.col("share") ** 2).sum(),
            largest_origin=pl.col("origin").first(),
            largest_share=pl.col("share").first(),
        )
        .sort(_NODE)
    )


def world_concentration(
    case: Case, outcome: Outcome, begin: dt.date | None = None, end: dt.date | None = None
) -> pl.DataFrame:
    """Return the Herfindahl–Hirschman index of world output by region of the plants, for each material.

    Columns: material, stage, output_t, hhi, largest_region, largest_share.
    """
    made = (
        _within(outcome["output"], begin, end)
        .filter(pl.col("t") > 0)
        .group_by("material", "region")
        .agg(pl.col("t").sum())
        .with_columns(share=pl.col("t") / pl.col("t").sum().over("material"))
        .sort(["material", "share", "region"], descending=[False, True, False])
    )
    return (
        made.group_by("material", maintain_order=True)
        .agg(
            output_t=pl.col("t").sum(),
            hhi=(pl.col("share") ** 2).sum(),
            largest_region=pl.col("region").first(),
            largest_share=pl.col("share").first(),
        )
        .join(_stages(case), on="material", how="left")
        .select("material", "stage", "output_t", "hhi", "largest_region", "largest_share")
    )


def _within(table: pl.DataFrame, begin: dt.date | None, end: dt.date | None) -> pl.DataFrame:
    if begin is not None:
        table = table.filter(pl.col("period") >= begin)
    return table if end is None else table.filter(pl.col("period") < end)


def _stages(case: Case) -> pl.DataFrame:
    rows = [(row.material, row.stage) for row in case.materials]
    return pl.DataFrame(rows, schema={"material": pl.String, "stage": pl.String}, orient="row")
