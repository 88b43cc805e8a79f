"""For how many days the stocks that are known last for each sector, and what scenarios make of it.

Only stocks of what a sector itself uses count: oxide in a warehouse is not counted as the magnets that it
could become, since the plants, the other inputs and the time for that are questions of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from didymium.decisions.stocks.cover.base_flows import DAYS_PER_YEAR
from didymium.decisions.stocks.cover.cover import NEGLIGIBLE_T, Cover
from didymium.indicators.spans import spans_of_outcome
from didymium.indicators.survival import survival
from didymium.outcome.tables import Outcome

MATERIAL_COLUMNS = {
    "member": pl.String,
    "sector": pl.String,
    "material": pl.String,
    "use_t_per_year": pl.Float64,
    "share_of_use": pl.Float64,
    "held_t": pl.Float64,
    "alone_days": pl.Float64,
    "shared_days": pl.Float64,
}
"""Columns of :func:`cover_by_sector_material`.

- ``use_t_per_year``: what the sector uses; ``share_of_use``: of what plants and sectors of the member use.
- ``held_t``: what is known to be held in the member, commercial and public; null where nothing is.
- ``alone_days``: days for which that lasts if only this sector is served; ``shared_days`` if all that use
  the material are served in proportion.
"""

SECTOR_COLUMNS = {
    "member": pl.String,
    "sector": pl.String,
    "materials": pl.Int64,
    "unknown": pl.String,
    "alone_material": pl.String,
    "alone_days": pl.Float64,
    "shared_material": pl.String,
    "shared_days": pl.Float64,
}
"""Columns of :func:`cover_by_sector`.

- ``materials``: how many the sector uses; ``unknown``: those of which no stock is known, separated by
  spaces. Where there are some, the days are at most what is stated.
- ``alone_material``, ``alone_days``: the material that ends first, and when, if only this sector is served;
  ``shared_…`` if all are served in proportion. Null where no stock is known of any.
"""

AGAINST_COLUMNS = {
    "scenario": pl.String,
    "member": pl.String,
    "sector": pl.String,
    "alone_days": pl.Float64,
    "shared_days": pl.Float64,
    "short": pl.Boolean,
    "first_material": pl.String,
    "from": pl.Date,
    "until": pl.Date,
    "worst_share": pl.Float64,
    "missing_t": pl.Float64,
    "survive_days": pl.Int64,
    "recover_days": pl.Int64,
    "gap_days": pl.Int64,
    "horizon_days": pl.Int64,
    "quarter_days": pl.Int64,
}
"""Columns of :func:`cover_against_scenarios`.

- ``alone_days``, ``shared_days``: as in :func:`cover_by_sector`.
- ``short``: whether the sector ever falls short in the run; the columns up to ``recover_days`` are those of
  :func:`didymium.indicators.survival.survival`, null where it does not. Periods are the resolution, and
  a sector that cuts back because prices rise counts as short before any stock is empty.
- ``gap_days``: time to recover less time to survive; null where the run ends before recovery.
- ``horizon_days``: from the start of the restriction to the end of the run; a sector that is never short
  survives at least so long. Null without a start.
- ``quarter_days``: days until more than a quarter of what the sector would get is missing, which price alone
  seldom does; null where it never is.
"""
QUARTER_LEFT = 0.75
"""Share that is met when a quarter is missing."""


@dataclass(frozen=True, eq=False)
class SolvedScenario:
    """A solved scenario beside its base run; ``start`` is the first day of the restriction, as
    :func:`didymium.indicators.roles.restriction_start` finds it, None where nothing restricts.
    """

    name: str
    base: Outcome
    outcome: Outcome
    start: dt.date | None


def cover_by_sector_material(cover: Cover) -> pl.DataFrame:
    """Return one row for each member, sector and material that it uses, columns :data:`MATERIAL_COLUMNS`."""
    rows = [
        (region, sector, material, tonnes, *_days(cover, (region, material), tonnes))
        for (sector, region, material), tonnes in cover.flows.sector_use_t_per_year.items()
        if region in cover.members and tonnes > NEGLIGIBLE_T
    ]
    table = pl.DataFrame(rows, schema=MATERIAL_COLUMNS, orient="row")
    return _in_order(cover, table, "member", "sector", "material")


def cover_by_sector(cover: Cover) -> pl.DataFrame:
    """Return one row for each member and sector, by the material that ends first; columns
    :data:`SECTOR_COLUMNS`.
    """
    found = (
        cover_by_sector_material(cover)
        .group_by("member", "sector", maintain_order=True)
        .agg(
            materials=pl.len().cast(pl.Int64),
            unknown=pl.col("material").filter(pl.col("held_t").is_null()).str.join(" "),
            alone_material=_first("alone_days"),
            alone_days=pl.col("alone_days").min(),
            shared_material=_first("shared_days"),
            shared_days=pl.col("shared_days").min(),
        )
    )
    return found.select(*SECTOR_COLUMNS)


def cover_against_scenarios(cover: Cover, scenarios: Iterable[SolvedScenario]) -> pl.DataFrame:
    """Return, for each scenario, member and sector, days of cover beside the days that the sector survives
    and takes to recover in the run; columns :data:`AGAINST_COLUMNS`, in the order of the scenarios.
    """
    sectors = cover_by_sector(cover).select("member", "sector", "alone_days", "shared_days")
    parts = [_against(sectors, scenario) for scenario in scenarios]
    return pl.concat(parts) if parts else pl.DataFrame(schema=AGAINST_COLUMNS)


def _against(sectors: pl.DataFrame, scenario: SolvedScenario) -> pl.DataFrame:
    key = ["member", "sector"]
    failing, deep = (
        survival(scenario.base, scenario.outcome, scenario.start, *threshold).rename({"region": "member"})
        for threshold in ((), (QUARTER_LEFT,))
    )
    joined = sectors.join(failing, on=key, how="left", maintain_order="left").join(
        deep.select(*key, quarter_days="survive_days"), on=key, how="left", maintain_order="left"
    )
    return joined.with_columns(
        scenario=pl.lit(scenario.name),
        short=pl.col("from").is_not_null(),
        gap_days=pl.col("recover_days") - pl.col("survive_days"),
        horizon_days=pl.lit(_horizon_days(scenario), dtype=pl.Int64),
    ).select(pl.col(name).cast(kind) for name, kind in AGAINST_COLUMNS.items())


def _horizon_days(scenario: SolvedScenario) -> int | None:
    last = max(spans_of_outcome(scenario.outcome).values(), default=None)
    return None if last is None or scenario.start is None else (last - scenario.start).days


def _days(
    cover: Cover, node: tuple[str, str], tonnes: float
) -> tuple[float, float | None, float | None, float | None]:
    all_use, held = cover.flows.use_t_per_year[node], cover.held_t(node)
    if held is None:
        return tonnes / all_use, None, None, None
    return tonnes / all_use, held, held / tonnes * DAYS_PER_YEAR, held / all_use * DAYS_PER_YEAR


def _first(column: str) -> pl.Expr:
    """Return the material of the smallest value; null where all are null."""
    return pl.col("material").get(pl.col(column).arg_min())


def _in_order(cover: Cover, table: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Sort by members as given, then sectors and materials in the order of the case."""
    case = cover.case
    orders = {
        "member": list(cover.members),
        "sector": [row.sector for row in case.sectors],
        "material": [row.material for row in case.materials],
    }
    ranks = [
        pl.col(key).replace_strict(orders[key], list(range(len(orders[key]))), return_dtype=pl.Int64)
        for key in keys
    ]
    return table.sort(ranks)
