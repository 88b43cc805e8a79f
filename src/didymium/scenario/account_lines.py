"""Lines of the accounts: amounts by column, with the region, sector and party that each column belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.market.build import Market
from didymium.market.program import Block
from didymium.outcome.tables import SCHEMAS
from didymium.scenario.instruments.rates import Party
from didymium.scenario.path import Path
from didymium.scenario.sharing import demanded_t, member_shares

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_PARTY = {
    "run": "producers",
    "ship": "traders",
    "ship more": "traders",
    "offer": "traders",
    "serve": "users",
    "swap": "users",
    "backstop": "last resort",
    "store": "holders",
    "store more": "holders",
    "release": "holders",
    "sell": "exporters",
}


@dataclass(frozen=True)
class Owners:
    """Who owns every column: one entry per column, several where a column serves several sectors.

    ``first`` and ``count`` lead from a column to its entries; ``weight`` shares its amounts among them.
    """

    regions: NDArray[np.object_]
    sectors: NDArray[np.object_]
    parties: NDArray[np.object_]
    weight: Floats
    first: Integers
    count: Integers


@dataclass(frozen=True)
class Line:
    """Amounts of one item: who, when and how much, US dollars; a discount factor where it is not the
    period's.
    """

    item: str
    regions: NDArray[np.object_]
    sectors: NDArray[np.object_]
    parties: NDArray[np.object_]
    periods: Integers
    usd: Floats
    discount: float | None = None

    def discounted_at(self, factor: float) -> Line:
        """Return the line with its own discount factor."""
        return replace(self, discount=factor)


def owners_of(path: Path) -> Owners:
    """Return the owners of a market's columns; what a group of sectors uses is shared among them."""
    market, demanded = path.market, demanded_t(path)
    return market.memory.recall("owners", demanded.tobytes(), lambda: _owners_of(market, demanded))


def _owners_of(market: Market, demanded: Floats) -> Owners:
    parts = [_owners_of_block(market, block, demanded) for block in market.program.columns.values()]
    count = np.concatenate([part.count for part in parts])
    return Owners(
        np.concatenate([part.regions for part in parts]),
        np.concatenate([part.sectors for part in parts]),
        np.concatenate([part.parties for part in parts]),
        np.concatenate([part.weight for part in parts]),
        np.concatenate([[0], np.cumsum(count)[:-1]]).astype(np.int64),
        count,
    )


def _owners_of_block(market: Market, block: Block, demanded: Floats) -> Owners:
    if block.name in ("serve", "swap"):
        return _users_of_block(market, block, demanded)
    extra = market.extras.get(block.name)
    regions = extra.regions if extra else _regions(market, block.name)
    party = extra.party if extra else _PARTY[block.name]
    size = block.size
    named = np.repeat(np.array(regions, dtype=object), block.periods)
    blank = np.full(size, "", dtype=object)
    return Owners(
        named, blank, np.full(size, party, dtype=object), np.ones(size), np.zeros(0, dtype=np.int64),
        np.ones(size, dtype=np.int64),
    )  # fmt: skip


def _regions(market: Market, name: str) -> list[str]:
    structure = market.structure
    held = [row.region for row in structure.holdings]
    if name == "run":
        return [structure.plants[segment.plant].region for segment in market.supply.segments]
    if name == "backstop":
        return [region for region, _ in structure.nodes]
    if name == "ship":
        return [structure.routes[position].destination for position in market.trade.used]
    if name == "offer":
        return [structure.routes[position].destination for position in market.trade.offered]
    if name == "ship more":
        return [route.destination for route in structure.routes]
    if name == "sell" and market.sales is not None:
        totals = [market.sales.power.totals[total] for total in market.sales.total_of_step]
        return [structure.routes[total.routes[0]].origin for total in totals]
    if name == "store more" and market.stocks is not None:
        return [held[position] for position in market.stocks.growing]
    return held


def _users_of_block(market: Market, block: Block, demanded: Floats) -> Owners:
    """Share each step, and each substitute, among the sectors of its group by what they want."""
    structure, use = market.structure, market.use
    if block.name == "serve":
        groups = [(step.group, step.demand) for step in use.steps]
    else:
        groups = [(group, None) for group, _ in use.swaps]
    regions, sectors, weights, counts = [], [], [], []
    for position, demand in groups:
        group = structure.groups[position]
        members = list(group.members) if demand is None else [demand]
        weights.append(member_shares(demanded, members).T.reshape(-1))
        sectors += [structure.demands[member].sector for member in members] * block.periods
        regions += [group.region] * (len(members) * block.periods)
        counts += [len(members)] * block.periods
    parties = np.full(len(sectors), "users", dtype=object)
    return Owners(
        np.array(regions, dtype=object), np.array(sectors, dtype=object), parties,
        np.concatenate(weights) if weights else np.zeros(0), np.zeros(0, dtype=np.int64),
        np.array(counts, dtype=np.int64),
    )  # fmt: skip


def column_line(
    owners: Owners, item: str, columns: Integers, periods: Integers, usd: Floats, party: str | None = None
) -> Line:
    """Return amounts by column, shape (n,) each, as a line of their owners, or of another party there."""
    moved = usd != 0.0
    columns, periods, usd = columns[moved], periods[moved], usd[moved]
    count = owners.count[columns]
    entry = np.repeat(owners.first[columns], count) + _within(count)
    parties = owners.parties[entry] if party is None else np.full(len(entry), party, dtype=object)
    return Line(
        item, owners.regions[entry], owners.sectors[entry], parties, np.repeat(periods, count),
        np.repeat(usd, count) * owners.weight[entry],
    )  # fmt: skip


def _within(count: Integers) -> Integers:
    """Return 0 … count − 1 for each count, one after the other."""
    ends = np.cumsum(count)
    return np.asarray(np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - count, count))


def plain_line(item: str, parties: Sequence[Party], usd: Floats) -> Line:
    """Return amounts (n, T) as a line of the given parties, one a row."""
    row, period = np.nonzero(usd)
    regions = np.array([region for region, _ in parties], dtype=object)
    names = np.array([party for _, party in parties], dtype=object)
    blank = np.full(len(row), "", dtype=object)
    return Line(item, regions[row], blank, names[row], period, usd[row, period])


def lines_table(path: Path, lines: Sequence[Line]) -> pl.DataFrame:
    """Return lines as one table, with the first day of each period and discounted amounts."""
    structure = path.market.structure
    days = pl.Series("period", structure.periods.bounds[:-1])
    period = np.concatenate([line.periods for line in lines]) if lines else np.zeros(0, dtype=np.int64)
    usd = np.concatenate([line.usd for line in lines]) if lines else np.zeros(0)
    factors = [
        structure.discount[line.periods] if line.discount is None else np.full(len(line.usd), line.discount)
        for line in lines
    ]
    texts = {
        "region": [name for line in lines for name in line.regions.tolist()],
        "sector": [name for line in lines for name in line.sectors.tolist()],
        "party": [name for line in lines for name in line.parties.tolist()],
        "item": [line.item for line in lines for _ in range(len(line.usd))],
    }
    discounted = usd * np.concatenate(factors) if lines else usd
    return pl.DataFrame(
        {**texts, "period": days.gather(period), "usd": usd, "discounted_usd": discounted},
        schema=dict(SCHEMAS["accounts"]),
    )
