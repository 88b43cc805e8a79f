"""Who receives and who pays: every trade at node prices on both sides, and what each pays besides
(market.md §8, Accounts).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.market.program import Block
from didymium.market.trade import END_HAIRCUT
from didymium.outcome.tables import SCHEMAS, make_table
from didymium.scenario.account_lines import Line, Owners, column_line, lines_table, owners_of, plain_line
from didymium.scenario.instruments.rates import unit_costs
from didymium.scenario.instruments.schema import MinimumProcurementPrice
from didymium.scenario.instruments.supports import bought_row
from didymium.scenario.markups import markups_usd_per_kg
from didymium.scenario.path import Path
from didymium.scenario.release_accounts import release_lines

Floats = NDArray[np.float64]

TRADE_ITEMS = ("sales", "purchases")
"""The items that book trades at node prices; over all parties they sum to zero."""
TRANSFER_ITEMS = (
    "duty", "levy", "tariff", "export tax", "contract", "contract upside", "offtake", "offtake upside",
    "price gap", "procurement premium", "subsidy", "tax credit", "grant", "fine", "waiver", "fixed price",
    "licence rent", "mark-up", "rule",
)  # fmt: skip
"""The items that one party pays another; over all parties each sums to zero."""

OPEN_SHARE = 1e-6
"""A rule weighs parties against each other if its two sides differ by less than this share."""


def accounts_table(path: Path) -> pl.DataFrame:
    """Return the accounts of a path.

    Parties are producers, traders, users by sector, holders of stocks, treasuries, those that instruments
    bring, the supply of last resort, and what was under way at the opening. Trades are booked at node prices
    in the period in which the goods change hands; freight, processing, wedges and penalties are lines of
    their own, and so are charges, rents and what is left at the end.
    """
    owners = owners_of(path)
    lines = [
        *_trades(path, owners),
        *_own_lines(path, owners),
        *_charges(path),
        *_rents(path, owners),
        *_markups(path, owners),
        *_rules(path, owners),
        *release_lines(path, owners),
    ]
    table = lines_table(path, [*lines, _under_way_at_opening(path), *_left_at_end(path, owners)])
    summed = table.group_by("region", "sector", "party", "item", "period").agg(
        pl.col("usd").sum(), pl.col("discounted_usd").sum()
    )
    kept = summed.filter(pl.col("usd") != 0.0).sort("region", "sector", "party", "item", "period")
    return make_table("accounts", {name: kept[name] for name in SCHEMAS["accounts"]})


def _trades(path: Path, owners: Owners) -> Iterator[Line]:
    """Book every entry of the balances at the node's price: what a column brings, and what it takes."""
    market, program = path.market, path.program
    entries = program.matrix[market.balance.slice, :].tocoo()
    tonnes = (
        entries.data * program.row_unit_t[entries.row] * (path.tonnes / program.column_unit_t)[entries.col]
    )
    usd = tonnes * 1e3 * path.duals.reshape(-1)[entries.row]
    period = entries.row % market.balance.periods
    for item, side in zip(TRADE_ITEMS, (usd > 0, usd < 0), strict=True):
        yield column_line(owners, item, entries.col[side], period[side], usd[side])


def _own_lines(path: Path, owners: Owners) -> Iterator[Line]:
    """Return processing, freight and duty, wedges, penalties, storage, convenience and what use is worth."""
    market = path.market
    own = unit_costs(market, market.program.cost)
    for item, block in (
        ("processing", market.supply.block),
        ("value of use", market.use.serve),
        ("last resort", market.backstop),
        ("substitution", market.use.swap),
    ):
        if block is not None:
            yield _block_line(path, owners, block, item, -block.view(own))
    routes = market.trade
    every = np.arange(len(market.structure.routes))
    for block, which in ((routes.base_block, routes.used), (routes.more_block, every)):
        yield from _route_lines(path, owners, block, which)
    if routes.offer_block is not None:
        yield from _route_lines(path, owners, routes.offer_block, np.array(routes.offered))
    yield from _stock_lines(path, owners)


def _stock_lines(path: Path, owners: Owners) -> Iterator[Line]:
    stocks, structure = path.market.stocks, path.market.structure
    if stocks is None:
        return
    yearly = np.array([[row.storage_usd_per_t_year * 1e-3] for row in structure.holdings])
    storage = yearly * structure.periods.years
    yield _block_line(path, owners, stocks.low, "storage", -storage)
    yield _block_line(path, owners, stocks.high, "storage", -storage[stocks.growing])
    yield _block_line(path, owners, stocks.low, "convenience", stocks.convenience_usd_per_kg)


def _route_lines(path: Path, owners: Owners, block: Block, routes: NDArray[np.int64]) -> Iterator[Line]:
    """Book freight and duty; all else that the program counts on a route is its wedge."""
    market, structure, trade = path.market, path.market.structure, path.market.trade
    rows = [structure.routes[position] for position in routes]
    price = _column([structure.base.price.get((row.origin, row.material), 0.0) for row in rows])
    duty = _column([row.tariff for row in rows]) * price * np.ones((1, block.periods))
    freight = _column([row.freight_usd_per_kg for row in rows]) * np.ones((1, block.periods))
    late = np.array([trade.shares[route][:, -1] for route in routes]).reshape(duty.shape)
    credit = late * _end_worth(path, routes, block)[:, None] * structure.end_discount / structure.discount
    wedge = block.view(unit_costs(market, market.program.cost)) + credit - freight - duty
    yield _block_line(path, owners, block, "freight", -(freight + path.extra_freight[routes]))
    yield _block_line(path, owners, block, "duty", -duty)
    yield _block_line(path, owners, block, "duty", duty, "treasuries")
    yield _block_line(path, owners, block, "wedge", -wedge)
    if block is trade.offer_block:
        yield _block_line(path, owners, block, "rebate", path.rebate[routes])


def _end_worth(path: Path, routes: NDArray[np.int64], block: Block) -> Floats:
    """Return what a kg that arrives after the last period counts, US dollars; shape (routes,)."""
    structure = path.market.structure
    part = 1.0 if block is path.market.trade.base_block else END_HAIRCUT
    ends = [(structure.routes[n].destination, structure.routes[n].material) for n in routes]
    return part * np.array([structure.base.price.get(end, 0.0) for end in ends])


def _column(values: list[float]) -> Floats:
    return np.array(values, dtype=np.float64).reshape(-1, 1)


def _block_line(
    path: Path, owners: Owners, block: Block, item: str, usd_per_kg: Floats, party: str | None = None
) -> Line:
    usd = (block.view(path.tonnes) * 1e3 * usd_per_kg).reshape(-1)
    columns = np.arange(block.offset, block.offset + block.size)
    return column_line(owners, item, columns, columns % block.periods, usd, party)


def _charges(path: Path) -> Iterator[Line]:
    """Book what instruments charge, with the payer and with whoever gets it."""
    for item in path.levied:
        charge = item.charge
        usd = path.tonnes[charge.columns] * 1e3 * item.usd_per_kg
        for parties, sign in ((charge.payers, -1.0), (charge.payees, 1.0)):
            yield plain_line(charge.item, parties, sign * usd)
    for grant in path.grants:
        period = np.arange(path.market.balance.periods) == grant.period
        yield plain_line("grant", (grant.payer,), -grant.usd * period[None, :])
        yield plain_line("grant", (grant.payee,), grant.usd * period[None, :])


def _rents(path: Path, owners: Owners) -> Iterator[Line]:
    """Move what a kg more room on a restricted route, and in the quotas that count it, would be worth from
    the trader to whoever holds the licences at the origin.
    """
    market, structure = path.market, path.market.structure
    trade, quota = market.trade, path.licence_rent.sum(axis=0)
    blocks = [(trade.base_block, trade.used), (trade.more_block, np.arange(len(structure.routes)))]
    if trade.offer_block is not None and path.licence_rent.any():
        blocks.append((trade.offer_block, np.array(trade.offered)))
    for block, routes in blocks:
        is_limited = path.limited[routes] & (block is not trade.offer_block)
        rent = np.where(is_limited, block.view(path.bound_worth), 0.0) + quota[routes]
        yield _block_line(path, owners, block, "licence rent", -rent)
        holders = tuple((structure.routes[route].origin, "licence holders") for route in routes)
        yield plain_line("licence rent", holders, block.view(path.tonnes) * 1e3 * rent)


def _markups(path: Path, owners: Owners) -> Iterator[Line]:
    """Move what an exporter with power adds to the price from the trader to the exporter, on every kg of its
    total: the total's shadow price, for the area under rising mark-ups is nobody's cost.
    """
    if path.market.sales is None:
        return
    trade, structure, markup = path.market.trade, path.market.structure, markups_usd_per_kg(path)
    every = np.arange(len(structure.routes))
    for block, routes in ((trade.base_block, trade.used), (trade.more_block, every)):
        yield _block_line(path, owners, block, "mark-up", -markup[routes])
        exporters = tuple((structure.routes[route].origin, "exporters") for route in routes)
        yield plain_line("mark-up", exporters, block.view(path.tonnes) * 1e3 * markup[routes])


_PLAIN_ROWS = ("balance", "use", "stock", "restricted use", "export quota", "sales")
"""Rows of markets and events: what passes between parties in them is in other lines."""


def _rules(path: Path, owners: Owners) -> Iterator[Line]:
    """Book what parties owe each other through the rules of instruments: whoever makes a kg under a rule
    possible gets its shadow price from whoever takes it up (a premium for trusted goods, a user's part in a
    subsidy on use). Each rule sums to zero.
    """
    program = path.program
    # What a minimum price gives to sellers they keep: see how its users are charged.
    kept = {
        bought_row(number) for number, entry in path.instruments if isinstance(entry, MinimumProcurementPrice)
    }
    for name, block in program.rows.items():
        if name in _PLAIN_ROWS or name in kept or not np.any(path.row_prices[block.slice]):
            continue
        entries = program.matrix[block.slice, :].tocoo()
        row = entries.row + block.offset
        tonnes = entries.data * program.row_unit_t[row] * (path.tonnes / program.column_unit_t)[entries.col]
        sums = np.zeros(block.size)
        np.add.at(sums, entries.row, tonnes)
        # A cap in tonnes is nobody's to pay for: only rules that weigh one party's tonnes against another's.
        weighs = np.abs(sums) < OPEN_SHARE * np.maximum(_sizes(tonnes, entries.row, block.size), 1e-12)
        usd = np.where(weighs[entries.row], tonnes * 1e3 * path.row_prices[row], 0.0)
        yield column_line(owners, "rule", entries.col, entries.row % block.periods, usd)


def _sizes(tonnes: Floats, rows: NDArray[np.int64], count: int) -> Floats:
    sizes = np.zeros(count)
    np.add.at(sizes, rows, np.abs(tonnes))
    return sizes


def _under_way_at_opening(path: Path) -> Line:
    """Book what was under way before the first period, sold where it arrives."""
    market, structure = path.market, path.market.structure
    nodes = [structure.node_index[route.destination, route.material] for route in structure.routes]
    usd = market.trade.pipeline_t * 1e3 * path.duals[nodes]
    return plain_line(
        "sales", tuple((route.destination, "goods under way") for route in structure.routes), usd
    )


def _left_at_end(path: Path, owners: Owners) -> Iterator[Line]:
    """Book what is under way and in stock after the last period at base prices, as the program counts it,
    and what an agency bought at the price of the last period in which it bought.
    """
    market, structure = path.market, path.market.structure
    trade, last = market.trade, market.balance.periods - 1
    every = np.arange(len(structure.routes))
    blocks = [(trade.base_block, trade.used), (trade.more_block, every)]
    if trade.offer_block is not None:
        blocks.append((trade.offer_block, np.array(trade.offered, dtype=np.int64)))
    for block, routes in blocks:
        shares = [path.arrivals.get(int(route), trade.shares[route])[:, -1] for route in routes]
        left = (block.view(path.tonnes) * np.array(shares).reshape(block.count, block.periods)).sum(axis=1)
        usd = left * 1e3 * _end_worth(path, routes, block)
        yield _end_line(owners, block, "goods under way at the end", usd, structure.end_discount)
    if market.stocks is not None:
        worth = np.array(
            [structure.base.price.get((row.region, row.material), 0.0) for row in structure.holdings]
        )
        stocks = market.stocks
        for block, rows, part in (
            (stocks.low, np.arange(len(worth)), 1.0),
            (stocks.high, stocks.growing, END_HAIRCUT),
        ):
            usd = block.view(path.tonnes)[:, last] * 1e3 * worth[rows] * part
            yield _end_line(owners, block, "closing stock", usd, float(structure.discount[-1]))
    yield from _bought_stock(path, owners)


def _bought_stock(path: Path, owners: Owners) -> Iterator[Line]:
    """Value what agencies bought at the base price, or where there is none at what it fetched last."""
    structure = path.market.structure
    for name, extra in path.market.extras.items():
        if not name.startswith("purchase "):
            continue
        bought = extra.block.view(path.tonnes)
        nodes = [structure.node_index[node] for node in zip(extra.regions, extra.materials, strict=True)]
        base = structure.node_price[nodes]
        worth = np.where(np.isfinite(base), base, path.duals[nodes, -1])
        usd = bought.sum(axis=1) * 1e3 * worth
        yield _end_line(owners, extra.block, "public stock", usd, float(structure.discount[-1]))


def _end_line(owners: Owners, block: Block, item: str, usd: Floats, discount: float) -> Line:
    """Book amounts by entity (n,) at the end of the run, with the discount factor of that day."""
    last = block.periods - 1
    columns = block.index(np.arange(block.count), last)
    line = column_line(owners, item, columns, np.full(len(columns), last), usd)
    return line.discounted_at(discount)
