"""Holdings as columns: a band up to the base level that earns a convenience yield, and room beyond it
(market.md §5.5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.market.program import Block, Pen
from didymium.market.structure import Structure
from didymium.market.trade import END_HAIRCUT

Floats = NDArray[np.float64]

DAYS_PER_MONTH = 30.4375
CONVENIENCE_MARGIN = 0.1
"""Share by which the convenience yield exceeds the cost of carrying, so that a stock is not sold at base
prices."""


@dataclass(frozen=True)
class Stocks:
    """The columns and rows of holdings."""

    low: Block
    """What lies up to the opening level; one entity per holding."""
    high: Block
    """What lies above it; one entity per holding of ``growing``."""
    growing: NDArray[np.int64]
    """Holdings that can grow beyond their opening level: the commercial ones."""
    release: Block
    """What is released (positive) or added (negative)."""
    rows: Block
    convenience_usd_per_kg: Floats
    """Convenience yield of the lower band for each period held; shape (holdings, T)."""


def levels_t(stocks: Stocks, tonnes: Floats) -> Floats:
    """Return the level of each holding at the end of each period, from column values in tonnes; shape
    (holdings, T).
    """
    levels = stocks.low.view(tonnes).copy()
    levels[stocks.growing] += stocks.high.view(tonnes)
    return levels


def add_stocks(structure: Structure, pen: Pen, balance: Block) -> Stocks | None:
    """Add the columns and rows of all holdings; None where the case has none."""
    holdings = structure.holdings
    if not holdings:
        return None
    unit = np.array([structure.unit_t[row.material] for row in holdings])
    names = [f"{row.holder} {row.region} {row.material}" for row in holdings]
    level = np.array([[row.level_t] for row in holdings])
    keep = _keep_shares(structure)
    rows = pen.add_rows("stock", lambda entity: names[entity], unit, lower=0.0, upper=0.0)
    convenience, net_low, net_high = _holding_costs(structure, keep)
    room = np.array([[_room(structure, position)] for position in range(len(holdings))])
    low = _store_columns(structure, pen, "store", names, unit, net_low, np.minimum(level, room))
    growing = np.array([n for n, row in enumerate(holdings) if row.kind == "commercial"], dtype=np.int64)
    high = _store_columns(
        structure,
        pen,
        "store more",
        [names[position] for position in growing],
        unit[growing],
        net_high[growing],
        np.clip(room - level, 0.0, None)[growing],
    )
    fill_t, draw_t = _rates(structure, keep)
    release = pen.add_columns(
        "release",
        lambda entity: names[entity],
        unit,
        cost=0.0,
        lower=-fill_t / unit[:, None],
        upper=draw_t / unit[:, None],
    )
    stocks = Stocks(low, high, growing, release, rows, convenience)
    _put_stocks(structure, pen, balance, stocks, keep)
    return stocks


def _store_columns(
    structure: Structure,
    pen: Pen,
    name: str,
    names: list[str],
    unit: Floats,
    net_cost: Floats,
    upper_t: Floats,
) -> Block:
    # Levels are valued discounted already, because their cost spans two periods.
    return pen.add_columns(
        name,
        lambda entity: names[entity],
        unit,
        cost=net_cost * unit[:, None] * 1e-3,
        upper=upper_t / unit[:, None],
    )


def _prices(structure: Structure) -> Floats:
    return np.array([structure.base.price.get((row.region, row.material), 0.0) for row in structure.holdings])


def _keep_shares(structure: Structure) -> Floats:
    loss = np.array([[row.loss_per_year] for row in structure.holdings])
    return np.asarray((1.0 - loss) ** structure.periods.years[None, :])


def _holding_costs(structure: Structure, keep: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the convenience yield (undiscounted) and the discounted net cost per kg of both bands; shapes
    (holdings, T).
    """
    price = _prices(structure)[:, None]
    discount = structure.discount
    storage = (
        np.array([[row.storage_usd_per_t_year] for row in structure.holdings])
        * 1e-3
        * structure.periods.years
    )
    carry = np.zeros_like(keep)
    carry[:, :-1] = (discount[:-1] - keep[:, 1:] * discount[1:]) * price
    convenience = storage * discount + carry * (1.0 + CONVENIENCE_MARGIN)
    net_low = storage * discount - convenience
    net_high = np.broadcast_to(storage * discount, keep.shape).copy()
    net_low[:, -1] -= discount[-1] * price[:, 0]
    net_high[:, -1] -= discount[-1] * price[:, 0] * END_HAIRCUT
    return convenience / discount, net_low, net_high


def worth_in_stock(structure: Structure) -> Floats:
    """Return what a kg in the lower band at the end of each period is worth if it stays there to the end of
    the run, in discounted US dollars: convenience less storage, and the closing stock; shape (holdings, T).
    """
    keep = _keep_shares(structure)
    worth = -_holding_costs(structure, keep)[1]
    for period in range(worth.shape[1] - 2, -1, -1):
        worth[:, period] += keep[:, period + 1] * worth[:, period + 1]
    return worth


def _room(structure: Structure, position: int) -> float:
    row = structure.holdings[position]
    return 2.0 * row.level_t if row.room_t is None else row.room_t


def _rates(structure: Structure, keep: Floats) -> tuple[Floats, Floats]:
    """Return the most that can be added and released in tonnes a period; public stocks keep their level."""
    months = structure.periods.days / DAYS_PER_MONTH
    public = np.array([[row.kind == "public"] for row in structure.holdings])
    fill = np.array([[row.fill_t_per_month] for row in structure.holdings]) * months
    draw = np.array([[row.draw_t_per_month] for row in structure.holdings]) * months
    spoiled = np.array([[row.level_t] for row in structure.holdings]) * (1.0 - keep)
    return np.where(public, spoiled, np.maximum(fill, spoiled)), np.where(public, 0.0, draw)


def _put_stocks(structure: Structure, pen: Pen, balance: Block, stocks: Stocks, keep: Floats) -> None:
    every = np.arange(len(structure.holdings))
    bands = ((stocks.low, every), (stocks.high, stocks.growing))
    for band, holdings in bands:
        entities = np.arange(len(holdings))
        pen.put(stocks.rows.index(holdings), band.index(entities), 1.0)
        pen.put(stocks.rows.index(holdings)[:, 1:], band.index(entities)[:, :-1], -keep[holdings, 1:])
    pen.put(stocks.rows.index(every), stocks.release.index(every), 1.0)
    nodes = np.array([structure.node_index[row.region, row.material] for row in structure.holdings])
    pen.put(balance.index(nodes), stocks.release.index(every), 1.0)


def opening_levels(structure: Structure) -> Floats:
    """Return what is left of each opening level at the end of the first period, before additions and
    releases; shape (holdings,).
    """
    levels = np.array([row.level_t for row in structure.holdings])
    return np.asarray(levels * _keep_shares(structure)[:, 0])
