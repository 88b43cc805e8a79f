"""What instruments came to: rates, tonnes and money by period."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from didymium.outcome.tables import SCHEMAS, make_table
from didymium.scenario.export_taxes import NO_INSTRUMENT
from didymium.scenario.instruments.rates import Levied
from didymium.scenario.instruments.release_terms import holding_of
from didymium.scenario.instruments.schema import Offtake
from didymium.scenario.path import Path, route_flows
from didymium.scenario.release_accounts import releases_of

Row = tuple[object, ...]


def measures_table(path: Path) -> pl.DataFrame:
    """Return what every instrument and export tax charged or paid, by item, region and period; what agencies
    bought, and what was released from stocks.
    """
    rows = [row for item in path.levied for row in _charged(path, item)]
    rows += [row for number, _ in path.instruments for row in _bought(path, number)]
    rows += [row for number, _ in path.instruments for row in _delivered(path, number)]
    rows += _released(path)
    rows += _granted(path)
    rows.sort(key=lambda row: tuple(map(str, row[:7])))
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(SCHEMAS["measures"])
    return make_table("measures", dict(zip(SCHEMAS["measures"], columns, strict=True)))


def _names(path: Path, number: int) -> tuple[str, str]:
    entry = dict(path.instruments)[number]
    return entry.title or entry.kind, entry.kind


def _names_of(path: Path, item: Levied) -> tuple[str, str]:
    """Return the title and the kind of the instrument behind a charge, or of the event."""
    if item.number == NO_INSTRUMENT:
        return item.label, item.charge.item.replace(" ", "_")
    return _names(path, item.number)


def _charged(path: Path, item: Levied) -> Iterator[Row]:
    """Yield one row for each region whose owners of columns pay, and each period in which they do; a rank
    that only decides who is served first is no money.
    """
    if item.charge.payers == item.charge.payees:
        return
    days = path.market.structure.periods.bounds[:-1]
    tonnes = path.tonnes[item.charge.columns]
    usd = tonnes * 1e3 * item.usd_per_kg
    regions = np.array([region for region, _ in item.charge.payers])
    for region in sorted(set(regions.tolist())):
        mine = regions == region
        bears = mine[:, None] & (item.charge.factor != 0.0)
        for period, day in enumerate(days):
            moved = float(tonnes[bears[:, period], period].sum())
            rate, above = item.rate_usd_per_kg[period], item.from_above_usd_per_kg[period]
            if rate or moved and above:
                money = float(usd[mine, period].sum())
                yield (
                    item.number, *_names_of(path, item), item.charge.item, region, item.material, day,
                    float(rate), float(above), moved, money,
                )  # fmt: skip


def _bought(path: Path, number: int) -> Iterator[Row]:
    """Yield what a public agency bought, at the market's price."""
    extra = path.market.extras.get(f"purchase {number}")
    if extra is None:
        return
    structure = path.market.structure
    bought = extra.block.view(path.tonnes)
    for entity, (region, material) in enumerate(zip(extra.regions, extra.materials, strict=True)):
        price = path.duals[structure.node_index[region, material]]
        for period in np.flatnonzero(bought[entity] > 0):
            tonnes, day = float(bought[entity, period]), structure.periods.bounds[period]
            paid = -tonnes * 1e3 * float(price[period])
            yield (
                number, *_names(path, number), "purchase", region, material, day, float(price[period]),
                float(price[period]), tonnes, paid,
            )  # fmt: skip


def _released(path: Path) -> Iterator[Row]:
    """Yield what a strategic stock released to each member, in the period in which it left, with the money
    that it fetches within the run, and the mean price of that; releases of a confidential holding are left
    out.
    """
    structure = path.market.structure
    days = structure.periods.bounds
    for item in releases_of(path):
        row = holding_of(structure.case, item.entry)
        if row is not None and structure.case.is_confidential("holdings", row.identity):
            continue
        fetched, sold = item.fetched_usd(path), item.tonnes * item.arrivals[:, :, :-1].sum(axis=2)
        for leg, period in zip(*np.nonzero(item.tonnes > 0), strict=True):
            usd, t = float(fetched[leg, period]), float(sold[leg, period])
            price = usd / t / 1e3 if t > 0 else None
            yield (
                item.number, *_names(path, item.number), "release", item.legs[leg].destination,
                item.entry.material, days[period], price, price, float(item.tonnes[leg, period]), usd,
            )  # fmt: skip


def _delivered(path: Path, number: int) -> Iterator[Row]:
    """Yield what plants' regions sent to the buyer of an offtake, and of how much it has first refusal."""
    entry = dict(path.instruments)[number]
    if not isinstance(entry, Offtake) or entry.priority_t_per_year is None:
        return
    structure = path.market.structure
    regions = {plant.region for plant in structure.plants if plant.plant in entry.plants}
    sent = [
        position
        for position, row in enumerate(structure.routes)
        if (row.material, row.destination) == (entry.material, entry.buyer) and row.origin in regions
    ]
    tonnes = route_flows(path.market, path.tonnes)[sent].sum(axis=0)
    within = structure.periods.share_within(entry.from_, entry.until)
    refusal = entry.priority_t_per_year * structure.periods.years * within
    for period in np.flatnonzero(within > 0):
        day = structure.periods.bounds[period]
        for item, t in (("delivered", tonnes[period]), ("first refusal", refusal[period])):
            named = (number, *_names(path, number), item, entry.buyer, entry.material)
            yield (*named, day, None, None, float(t), 0.0)


def _granted(path: Path) -> list[Row]:
    days = path.market.structure.periods.bounds
    return [
        (item.number, *_names(path, item.number), "grant", item.payer[0], "", days[item.period], None, None,
         None, -item.usd)
        for item in path.grants
    ]  # fmt: skip
