"""Who supplied a purchase: what arrived more, was made more, shipped out less, used less and drawn from
stocks, against the run without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

Tables = Mapping[str, pl.DataFrame]

TABLES = ("flows", "output", "served", "stocks")
"""Tables of a path that the supply of a purchase is read from."""
LEAST_T = 1e-6


@dataclass(frozen=True)
class SupplySource:
    """Tonnes that one way brought more than without the purchase; negative: less.

    ``kind`` is ``imports`` (``region`` is the origin), ``own_output``, ``exports`` (shipped out less),
    ``plants_use`` and ``sectors_use`` (used less), or ``stocks`` (drawn more). They add up to what was
    bought, but for what would have been thrown away, and for what replaces another material.
    """

    kind: str
    region: str
    tonnes: float


def supply_sources(
    after: Tables, before: Tables, member: str, material: str, end: dt.date
) -> tuple[SupplySource, ...]:
    """Return where a member's additional tonnes came from in periods that begin before a day, the largest
    first.
    """
    found = [
        SupplySource(kind, region, gained)
        for kind, region, gained in _changes(_until(after, end), _until(before, end), member, material)
        if abs(gained) > LEAST_T
    ]
    return tuple(sorted(found, key=lambda source: (-source.tonnes, source.kind, source.region)))


def output_gained(after: Tables, before: Tables, material: str, end: dt.date) -> Mapping[str, float]:
    """Return by region how much more of a material was made in the world, tonnes, the largest first."""
    made = [
        tables["output"].filter(pl.col("material") == material, pl.col("t") > 0, pl.col("period") < end)
        for tables in (after, before)
    ]
    gained = _gained(_sums(made[0], "region", "t"), _sums(made[1], "region", "t"))
    kept = {region: t for region, t in gained.items() if abs(t) > LEAST_T}
    return dict(sorted(kept.items(), key=lambda item: -item[1]))


def _until(tables: Tables, end: dt.date) -> Tables:
    return {name: tables[name].filter(pl.col("period") < end) for name in TABLES}


def _changes(after: Tables, before: Tables, member: str, material: str) -> Iterator[tuple[str, str, float]]:
    """Yield kind, region and tonnes gained at the member's market of a material."""
    here, goods = pl.col("region") == member, pl.col("material") == material
    arriving, leaving = pl.col("destination") == member, pl.col("origin") == member
    arrived = [
        _sums(tables["flows"].filter(goods, arriving), "origin", "arrived_t") for tables in (after, before)
    ]
    for origin, gained in _gained(arrived[0], arrived[1]).items():
        yield "imports", origin, gained
    for kind, table, column, rows, sign in (
        ("own_output", "output", "t", here & goods & (pl.col("t") > 0), 1.0),
        ("exports", "flows", "t", leaving & goods, -1.0),
        ("plants_use", "output", "t", here & goods & (pl.col("t") < 0), 1.0),
        ("sectors_use", "served", "served_t", here & goods, -1.0),
    ):
        totals = [float(tables[table].filter(rows)[column].sum()) for tables in (after, before)]
        yield kind, member, sign * (totals[0] - totals[1])
    # The stock that is bought for stands in the later run only: it is what was bought, not where from.
    holders = before["stocks"].filter(here, goods)["holder"].unique().to_list()
    held = here & goods & pl.col("holder").is_in(holders)
    levels = [_last_levels(tables["stocks"].filter(held)) for tables in (after, before)]
    yield "stocks", member, levels[1] - levels[0]


def _last_levels(stocks: pl.DataFrame) -> float:
    """Return what all holders have together at the end of the last period."""
    return float(stocks.filter(pl.col("period") == pl.col("period").max())["level_t"].sum())


def _sums(rows: pl.DataFrame, by: str, column: str) -> dict[str, float]:
    summed = rows.group_by(by).agg(pl.col(column).sum()).sort(by)
    return {str(name): float(t) for name, t in summed.iter_rows()}


def _gained(after: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    names = sorted({*after, *before})
    return {name: after.get(name, 0.0) - before.get(name, 0.0) for name in names}
