"""What the shock lab shows of a run beside its base run: prices, missing use, who gains and who pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from didymium.indicators.peaks import price_multiples
from didymium.indicators.survival import met_shares
from didymium.views.run_view import ScenarioRun

GROUPS = (
    "buyers",
    "producers",
    "traders",
    "treasuries",
    "licence_holders",
    "exporters",
    "stock_value",
    "others",
)
"""Groups of the table ``who_pays``, in the order in which they are shown."""


def price_courses(run: ScenarioRun, material: str, regions: Sequence[str]) -> pl.DataFrame:
    """Return prices of a material in some regions over time.

    Columns: region, period, price_usd_per_kg, base_usd_per_kg; null where there is no market price.
    """
    chosen = (pl.col("material") == material) & pl.col("region").is_in(list(regions))
    base = run.base["prices"].filter(chosen).select("region", "period", base_usd_per_kg="price_usd_per_kg")
    return (
        run.outcome["prices"]
        .filter(chosen)
        .select("region", "period", "price_usd_per_kg")
        .join(base, on=["region", "period"], how="left")
        .sort("region", "period")
    )


def missing_shares(run: ScenarioRun, region: str) -> pl.DataFrame:
    """Return the share of each sector's use that is missing in each period, its materials weighted by their
    base prices.

    Columns: sector, period, share, missing_usd.
    """
    prices = run.base["prices"].select("region", "material", "period", "price_usd_per_kg")
    worth = pl.col("price_usd_per_kg") * 1000.0
    return (
        met_shares(run.base, run.outcome)
        .filter(region=region)
        .join(prices, on=["region", "material", "period"], how="left")
        .drop_nulls("price_usd_per_kg")
        .group_by("sector", "period")
        .agg(
            missing_usd=(pl.col("missing_t") * worth).sum(), expected_usd=(pl.col("expected_t") * worth).sum()
        )
        .filter(pl.col("expected_usd") > 0)
        .with_columns(share=pl.col("missing_usd") / pl.col("expected_usd"))
        .select("sector", "period", "share", "missing_usd")
        .sort("sector", "period")
    )


def paid_by_side(run: ScenarioRun, region: str, club: frozenset[str], exporter: str | None) -> pl.DataFrame:
    """Return what groups gain (positive) or pay (negative) against the base run, on four sides: ``member``
    (the region), ``club`` (its other members), ``exporter`` and ``others``.

    Columns: side, group, usd.
    """
    side = (
        pl.when(pl.col("region") == region)
        .then(pl.lit("member"))
        .when(pl.col("region").is_in(sorted(club)))
        .then(pl.lit("club"))
        .when(pl.col("region") == (exporter or ""))
        .then(pl.lit("exporter"))
        .otherwise(pl.lit("others"))
    )
    table = run.outcome["who_pays"].with_columns(side=side)
    return table.group_by("side", "group").agg(pl.col("usd").sum()).sort("side", "group")


@dataclass(frozen=True)
class KeyFigures:
    """What is compared side by side; None where nothing is known or nothing happens."""

    value_added_usd: float | None
    missing_t: dict[str, float]
    """What is missing, by what counts: a material or a group."""
    sectors_short: int
    peaks: dict[str, float | None]
    """Highest multiple of the base price of each material in the region."""


def key_figures(run: ScenarioRun, region: str, materials: Sequence[str]) -> KeyFigures:
    """Return the figures of a region that scenarios are compared by."""
    lost = run.outcome["losses"].filter(region=region)
    known = lost["value_added_usd"].drop_nulls()
    short = run.outcome["survival"].filter(region=region)
    multiples = price_multiples(run.base, run.outcome).filter(region=region)
    highest = dict(multiples.group_by("material").agg(pl.col("multiple").max()).iter_rows())
    return KeyFigures(
        value_added_usd=float(known.sum()) if len(known) or not lost.height else None,
        missing_t={row["goods"]: row["missing_t"] for row in _missing(run, region)},
        sectors_short=short["sector"].n_unique(),
        peaks={material: highest.get(material) for material in materials},
    )


def _missing(run: ScenarioRun, region: str) -> Sequence[Mapping[str, Any]]:
    members = run.outcome.summary["losses_by_member"]
    return next((row["goods"] for row in members if row["region"] == region), [])
