"""Prices against the base run: peaks, and the gap between outside and inside the exporter."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from didymium.outcome.tables import Outcome

SMALLEST_PRICE = 1e-3
"""Base prices below this (US dollars per kg) give no meaningful multiple: a surplus by-product costs
nothing."""
_NODE = ["region", "material"]
_DIGITS = 9
"""What differs in later digits only is as high: of periods that differ by rounding the first one counts."""


def price_multiples(base: Outcome, outcome: Outcome) -> pl.DataFrame:
    """Return prices beside the base run's of the same period.

    Columns: region, material, period, base_usd_per_kg, price_usd_per_kg, multiple, status. The multiple is
    null where either price is null, the base price is about zero, or nothing is traded.
    """
    columns = [*_NODE, "period"]
    before = base["prices"].select(*columns, base_usd_per_kg=pl.col("price_usd_per_kg"))
    now = outcome["prices"].select(*columns, "price_usd_per_kg", "status")
    traded = pl.col("status") == "ok"
    multiple = pl.when((pl.col("base_usd_per_kg") > SMALLEST_PRICE) & traded).then(
        pl.col("price_usd_per_kg") / pl.col("base_usd_per_kg")
    )
    return (
        now.join(before, on=columns, how="left")
        .with_columns(multiple=multiple)
        .select(*columns, "base_usd_per_kg", "price_usd_per_kg", "multiple", "status")
        .sort(columns)
    )


def price_peaks(multiples: pl.DataFrame, regions: Sequence[str], materials: Sequence[str]) -> pl.DataFrame:
    """Return the highest multiple of each region and material, in the order given.

    Columns: region, material, base_usd_per_kg, peak_usd_per_kg, multiple, date, no_supply_from (first
    period without any price).
    """
    found = _chosen(multiples, regions, materials).sort("period")
    peak = pl.col("multiple").round_sig_figs(_DIGITS).arg_max()
    peaks = found.group_by(_NODE).agg(
        base_usd_per_kg=pl.col("base_usd_per_kg").get(peak),
        peak_usd_per_kg=pl.col("price_usd_per_kg").get(peak),
        multiple=pl.col("multiple").max(),
        date=pl.col("period").get(peak),
        no_supply_from=pl.col("period").filter(pl.col("status") == "no_supply").min(),
    )
    known = peaks.filter(pl.col("multiple").is_not_null() | pl.col("no_supply_from").is_not_null())
    return _ordered(known, regions, materials)


def price_gaps(
    multiples: pl.DataFrame, exporter: str, regions: Sequence[str], materials: Sequence[str]
) -> pl.DataFrame:
    """Return the widest gap between each region's price and the exporter's, and the base run's gap in that
    period.

    Columns: region, material, outside_usd_per_kg, inside_usd_per_kg, ratio, base_ratio, date.
    """
    outside = _chosen(multiples, [region for region in regions if region != exporter], materials)
    inside = multiples.filter(pl.col("region") == exporter).select(
        "material",
        "period",
        inside_usd_per_kg=pl.col("price_usd_per_kg"),
        inside_base=pl.col("base_usd_per_kg"),
    )
    both = outside.join(inside, on=["material", "period"]).sort("period")
    both = both.filter(pl.col("inside_usd_per_kg") > SMALLEST_PRICE, pl.col("price_usd_per_kg").is_not_null())
    both = both.with_columns(
        ratio=pl.col("price_usd_per_kg") / pl.col("inside_usd_per_kg"),
        base_ratio=pl.when(pl.col("inside_base") > SMALLEST_PRICE).then(
            pl.col("base_usd_per_kg") / pl.col("inside_base")
        ),
    )
    widest = pl.col("ratio").round_sig_figs(_DIGITS).arg_max()
    gaps = both.group_by(_NODE).agg(
        outside_usd_per_kg=pl.col("price_usd_per_kg").get(widest),
        inside_usd_per_kg=pl.col("inside_usd_per_kg").get(widest),
        ratio=pl.col("ratio").max(),
        base_ratio=pl.col("base_ratio").get(widest),
        date=pl.col("period").get(widest),
    )
    return _ordered(gaps, regions, materials)


def _chosen(table: pl.DataFrame, regions: Sequence[str], materials: Sequence[str]) -> pl.DataFrame:
    return table.filter(pl.col("region").is_in(list(regions)), pl.col("material").is_in(list(materials)))


def _ordered(table: pl.DataFrame, regions: Sequence[str], materials: Sequence[str]) -> pl.DataFrame:
    """Sort by material, then region, both in the order given."""
    place = {name: position for position, name in enumerate(materials)}
    site = {name: position for position, name in enumerate(regions)}
    rows = sorted(table.iter_rows(named=True), key=lambda row: (place[row["material"]], site[row["region"]]))
    return pl.DataFrame(rows, schema=table.schema)
