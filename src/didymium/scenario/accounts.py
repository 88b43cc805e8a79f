"""Who receives and who pays: every trade at node prices on both sides, and what each pays besides
(market.md §8, Accounts).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.market.build import Market
from didymium.market.program import Block
from didymium.outcome.tables import make_table
from didymium.scenario.run import Path

Floats = NDArray[np.float64]

TRADE_ITEMS = ("sales", "purchases")
"""The items that book trades at node prices; over all parties they sum to zero."""


def accounts_table(path: Path) -> pl.DataFrame:
    """Return the accounts of a path.

    Parties are producers, traders, users, holders of stocks, treasuries (duties), the supply of last
    resort, and what was under way at the opening. Trades are booked at node prices in the period in which
    the goods change hands; freight, processing, wedges and penalties are lines of their own.
    """
    owners = _owners(path.market)
    parts = [_trades(path, owners), _opening(path), *_own_lines(path, owners)]
    table = pl.concat([_lines(path, [], [], [], np.zeros(0, dtype=int), np.zeros(0)), *parts]).group_by(
        "region", "party", "item", "period", maintain_order=True
    )
    summed = (
        table.agg(pl.col("usd").sum()).filter(pl.col("usd") != 0.0).sort("region", "party", "item", "period")
    )
    return make_table("accounts", {name: summed[name] for name in summed.columns})


class _Owners:
    """Region and party of every column."""

    def __init__(self, market: Market) -> None:
        structure = market.structure
        self.region: list[str] = []
        self.party: list[str] = []
        entities: dict[str, list[str]] = {
            "run": [structure.plants[segment.plant].region for segment in market.supply.segments],
            "ship": [structure.routes[position].destination for position in market.trade.used],
            "ship more": [route.destination for route in structure.routes],
            "offer": [structure.routes[position].destination for position in market.trade.offered],
            "serve": [structure.groups[step.group].region for step in market.use.steps],
            "swap": [structure.groups[position].region for position, _ in market.use.swaps],
            "backstop": [region for region, _ in structure.nodes],
        }
        held = [row.region for row in structure.holdings]
        entities |= {name: held for name in ("store", "release")}
        growing = [] if market.stocks is None else market.stocks.growing.tolist()
        entities["store more"] = [held[position] for position in growing]
        for name, block in market.program.columns.items():
            self.region += np.repeat(entities[name], block.periods).tolist()
            self.party += [_PARTY[name]] * block.size


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
}


def _owners(market: Market) -> _Owners:
    return _Owners(market)


def _trades(path: Path, owners: _Owners) -> pl.DataFrame:
    """Book every entry of the balances at the node's price."""
    market, program = path.market, path.program
    balance = market.balance
    entries = program.matrix[balance.slice, :].tocoo()
    tonnes = (
        entries.data * program.row_unit_t[entries.row] * (path.tonnes / program.column_unit_t)[entries.col]
    )
    usd = tonnes * 1e3 * path.duals.reshape(-1)[entries.row]
    moved = usd != 0.0
    rows, columns, usd = entries.row[moved], entries.col[moved], usd[moved]
    return _lines(
        path,
        [owners.region[column] for column in columns],
        [owners.party[column] for column in columns],
        np.where(usd > 0, *TRADE_ITEMS).tolist(),
        rows % balance.periods,
        usd,
    )


def _opening(path: Path) -> pl.DataFrame:
    """Book what was under way before the first period, sold where it arrives."""
    market, structure = path.market, path.market.structure
    regions: list[str] = []
    periods: list[int] = []
    usd: list[float] = []
    for position, route in enumerate(structure.routes):
        node = structure.node_index[route.destination, route.material]
        value = market.trade.pipeline_t[position] * 1e3 * path.duals[node]
        for period in np.flatnonzero(value):
            regions.append(route.destination)
            periods.append(int(period))
            usd.append(float(value[period]))
    count = len(usd)
    return _lines(
        path,
        regions,
        ["goods under way"] * count,
        ["sales"] * count,
        np.array(periods, dtype=int),
        np.array(usd),
    )


def _own_lines(path: Path, owners: _Owners) -> list[pl.DataFrame]:
    """Return processing, freight and duty, wedges, penalties, storage, convenience and what use is worth."""
    market, structure = path.market, path.market.structure
    lines = [
        _block_lines(
            path, owners, market.supply.block, "processing", -_unit_costs(path, market.supply.block)
        ),
        *_route_lines(path, owners, market.trade.base_block, market.trade.used),
        *_route_lines(path, owners, market.trade.more_block, np.arange(len(structure.routes))),
        _block_lines(path, owners, market.use.serve, "value of use", -_unit_costs(path, market.use.serve)),
        _block_lines(path, owners, market.backstop, "last resort", -_unit_costs(path, market.backstop)),
    ]
    if market.trade.offer_block is not None:
        which = np.array(market.trade.offered)
        lines += _route_lines(path, owners, market.trade.offer_block, which)
    if market.use.swap is not None:
        lines.append(
            _block_lines(path, owners, market.use.swap, "substitution", -_unit_costs(path, market.use.swap))
        )
    if market.stocks is not None:
        storage = (
            np.array([[row.storage_usd_per_t_year * 1e-3] for row in structure.holdings])
            * structure.periods.years
        )
        lines.append(_block_lines(path, owners, market.stocks.low, "storage", -storage))
        lines.append(
            _block_lines(path, owners, market.stocks.high, "storage", -storage[market.stocks.growing])
        )
        lines.append(
            _block_lines(path, owners, market.stocks.low, "convenience", market.stocks.convenience_usd_per_kg)
        )
    return lines


def _unit_costs(path: Path, block: Block) -> Floats:
    """Return the undiscounted cost of a block's columns in US dollars per kg; shape (count, T)."""
    cost = block.view(path.program.cost) / block.view(path.program.column_unit_t) * 1e3
    return np.asarray(cost / path.market.structure.discount)


def _route_lines(path: Path, owners: _Owners, block: Block, routes: NDArray[np.int64]) -> list[pl.DataFrame]:
    structure = path.market.structure
    rows = [structure.routes[position] for position in routes]
    price = np.array([[structure.base.price.get((row.origin, row.material), 0.0)] for row in rows]).reshape(
        -1, 1
    )
    freight = np.array([[row.freight_usd_per_kg] for row in rows]).reshape(-1, 1)
    duty = np.array([[row.tariff] for row in rows]).reshape(-1, 1) * price
    wedge = path.market.trade.wedge_usd_per_kg[routes]
    if block is not path.market.trade.base_block:
        wedge = np.maximum(wedge, 0.0) + np.array([[row.premium_usd_per_kg] for row in rows]).reshape(-1, 1)
    every = np.ones((len(rows), block.periods))
    rebate = path.rebate[routes] if block is path.market.trade.offer_block else 0.0 * every
    return [
        _block_lines(path, owners, block, "freight", -(freight * every + path.extra_freight[routes])),
        _block_lines(path, owners, block, "rebate", rebate),
        _block_lines(path, owners, block, "duty", -duty * every),
        _block_lines(path, owners, block, "duty", duty * every, party="treasuries"),
        _block_lines(path, owners, block, "wedge", -wedge),
    ]


def _block_lines(
    path: Path, owners: _Owners, block: Block, item: str, usd_per_kg: Floats, party: str | None = None
) -> pl.DataFrame:
    usd = (block.view(path.tonnes) * 1e3 * usd_per_kg).reshape(-1)
    moved = np.flatnonzero(usd)
    columns = block.offset + moved
    regions = [owners.region[column] for column in columns]
    parties = [party or owners.party[column] for column in columns]
    return _lines(path, regions, parties, [item] * len(moved), moved % block.periods, usd[moved])


def _lines(
    path: Path,
    regions: list[str],
    parties: list[str],
    items: list[str],
    periods: NDArray[np.int64],
    usd: Floats,
) -> pl.DataFrame:
    first_days = path.market.structure.periods.bounds[:-1]
    return pl.DataFrame(
        {
            "region": regions,
            "party": parties,
            "item": items,
            "period": [first_days[period] for period in periods],
            "usd": usd,
        },
        schema={
            "region": pl.String,
            "party": pl.String,
            "item": pl.String,
            "period": pl.Date,
            "usd": pl.Float64,
        },
    )
