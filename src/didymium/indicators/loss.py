"""What missing tonnes mean in plain units: things not made, value added, work."""

from __future__ import annotations

import polars as pl

from didymium.case.case import Case
from didymium.case.counted import counted_materials
from didymium.indicators.survival import NEGLIGIBLE_T, met_shares
from didymium.outcome.tables import SCHEMAS, Outcome

_KEY = ["region", "sector", "period"]


def losses(case: Case, base_outcome: Outcome, outcome: Outcome) -> pl.DataFrame:
    """Return the ``losses`` table: what each sector misses against the base run, in plain units; see
    :func:`losses_of`.
    """
    return losses_of(case, met_shares(base_outcome, outcome))


def losses_of(case: Case, shares: pl.DataFrame) -> pl.DataFrame:
    """Return the ``losses`` table from what each user misses
    (:func:`didymium.indicators.survival.met_shares`).

    ``missing_t`` adds up what counts in the sector (``counted`` in sectors.csv, of which ``kg_per_unit``
    speaks; else all that it uses). Units are missing kg / kg per unit, as though what is left were shared so
    that the least possible number of units goes unmade. Value added is units × value added per unit; jobs are
    years of work, value added × jobs per million dollars of value added a year. Where sectors.csv has no
    intensity the column is null, which is not zero (:func:`without_intensity` names those sectors).
    """
    missing = counting(case, shares).filter(pl.col("missing_t") > NEGLIGIBLE_T)
    by_sector = missing.group_by(_KEY).agg(pl.col("missing_t").sum())
    return (
        by_sector.join(_intensities(case), on="sector", how="left")
        .with_columns(units=pl.col("missing_t") * 1000.0 / pl.col("kg_per_unit"))
        .with_columns(value_added_usd=pl.col("units") * pl.col("usd_per_unit"))
        .with_columns(jobs=pl.col("value_added_usd") / 1e6 * pl.col("jobs_per_million_usd"))
        .sort(_KEY)
        .select(pl.col(name).cast(kind) for name, kind in SCHEMAS["losses"].items())
    )


def counting(case: Case, table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a table of users (sector, material) whose material counts in the sector."""
    counted = counted_materials(case)
    pairs = [(sector, material) for sector, materials in counted.items() for material in sorted(materials)]
    schema = {"sector": pl.String, "material": pl.String}
    return table.join(
        pl.DataFrame(pairs, schema=schema, orient="row"), on=["sector", "material"], how="semi",
        maintain_order="left",
    )  # fmt: skip


def missing_goods(case: Case, shares: pl.DataFrame) -> pl.DataFrame:
    """Return what each region misses by material, or by the group that counts where sectors.csv names one.

    Columns: region, goods, missing_t, most first.
    """
    rows = [(row.sector, row.counted) for row in case.sectors if row.counted]
    named = pl.DataFrame(rows, schema={"sector": pl.String, "counted": pl.String}, orient="row")
    return (
        counting(case, shares)
        .filter(pl.col("missing_t") > NEGLIGIBLE_T)
        .join(named, on="sector", how="left")
        .with_columns(goods=pl.coalesce("counted", "material"))
        .group_by("region", "goods")
        .agg(pl.col("missing_t").sum())
        .sort("region", "missing_t", "goods", descending=[False, True, False])
    )


def without_intensity(case: Case, table: pl.DataFrame) -> list[str]:
    """Return the sectors of a losses table whose missing tonnes cannot be counted in units, for want of a
    figure.
    """
    known = {row.sector for row in case.sectors if row.kg_per_unit is not None}
    return sorted(set(table["sector"].unique()) - known)


def losses_by_region(table: pl.DataFrame) -> pl.DataFrame:
    """Add up a losses table by region and sector.

    Columns: region, sector, unit, missing_t, units, value_added_usd, jobs. A sum is null where every part
    of it is.
    """

    def total(column: str) -> pl.Expr:
        return pl.when(pl.col(column).is_not_null().any()).then(pl.col(column).sum())

    return (
        table.group_by("region", "sector", "unit")
        .agg(
            pl.col("missing_t").sum(),
            *(total(column).alias(column) for column in ("units", "value_added_usd", "jobs")),
        )
        .sort(["region", "missing_t", "sector"], descending=[False, True, False])
    )


def _intensities(case: Case) -> pl.DataFrame:
    schema = {
        "sector": pl.String, "unit": pl.String, "kg_per_unit": pl.Float64, "usd_per_unit": pl.Float64,
        "jobs_per_million_usd": pl.Float64,
    }  # fmt: skip
    rows = [
        (
            row.sector,
            row.unit_en or None,
            row.kg_per_unit,
            row.value_added_usd_per_unit,
            row.jobs_per_million_usd,
        )
        for row in case.sectors
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")
