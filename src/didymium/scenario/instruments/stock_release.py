"""Release of a strategic stock in an emergency: goods bought before are sold to members at market prices.

They leave some days after the declaration, at a limited rate, and arrive after the transit to each member. A
stock of its own is never refilled; a row of holdings is opened as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from didymium.market.additions import Addition, Extra, Parts
from didymium.market.program import Block, Pen
from didymium.market.structure import Structure
from didymium.market.trade import END_HAIRCUT
from didymium.scenario.draft import Draft
from didymium.scenario.instruments.release_terms import (
    Leg,
    draw_limit_t,
    holding_of,
    kept_worth,
    legs_of,
    open_days,
)
from didymium.scenario.instruments.schema import StockRelease
from didymium.scenario.instruments.scope import open_columns

Floats = NDArray[np.float64]


def add_stock_release(entry: StockRelease, number: int) -> Addition:
    """Return what a release adds: tonnes released to each member, and the limits of draw and level."""

    def addition(parts: Parts, pen: Pen) -> Iterable[Extra]:
        structure = parts.structure
        legs = legs_of(structure, entry)
        if not legs:
            return ()
        unit = np.full(len(legs), structure.unit_t[entry.material])
        arrivals = arrivals_of(structure, entry, legs)
        block = pen.add_columns(
            f"released {number}",
            lambda n: f"{entry.holder} {entry.material} {entry.region} → {legs[n].destination}",
            unit,
            cost=_cost(structure, entry, legs, arrivals) * unit[:, None] * 1e-3,
            upper=0.0,
        )
        for entity, leg in enumerate(legs):
            node = leg.destination, entry.material
            _put_arrivals(parts, pen, node, block.index(entity), arrivals[entity])
        if not _take_from_holding(parts, pen, entry, block):
            _add_level(pen, f"in stock {number}", entry, block, unit[:1])
        limit = draw_limit_t(structure, entry) / unit[0]
        name = f"release limit {number}"
        rows = pen.add_rows(name, lambda _: entry.holder, unit[:1], lower=-np.inf, upper=limit)
        pen.put(rows.index(0)[None, :], block.index(np.arange(len(legs))), 1.0)
        return (Extra(block, (entry.region,) * len(legs), "treasuries", (entry.material,) * len(legs)),)

    return addition


def enact_stock_release(draft: Draft, number: int, entry: StockRelease) -> None:
    """Open the releases on the days of the emergency, from the lead after its declaration on."""
    limit = draw_limit_t(draft.structure, entry)
    open_columns(draft, f"released {number}", np.where(limit > 0.0, np.inf, 0.0))


def arrivals_of(structure: Structure, entry: StockRelease, legs: Sequence[Leg]) -> Floats:
    """Return the share of what is released to each member in t that arrives in u, the last column after the
    end; shape (legs, T, T + 1).
    """
    opened = open_days(entry, structure.periods)
    return np.array([opened.arrivals(structure.periods, leg) for leg in legs])


def _cost(structure: Structure, entry: StockRelease, legs: Sequence[Leg], arrivals: Floats) -> Floats:
    """Return what a kg released counts, discounted US dollars: what it is worth if it is kept, and freight,
    less what it counts if it arrives after the end; shape (legs, T).
    """
    freight = np.array([[leg.freight_usd_per_kg] for leg in legs]) * structure.discount
    ends = [structure.base.price.get((leg.destination, entry.material), 0.0) for leg in legs]
    late = arrivals[:, :, -1] * np.array(ends)[:, None] * END_HAIRCUT * structure.end_discount
    return np.asarray(kept_worth(structure, entry) + freight - late)


def _put_arrivals(
    parts: Parts, pen: Pen, node: tuple[str, str], columns: NDArray[np.int64], shares: Floats
) -> None:
    """Let goods arrive at a node; sectors to which a restriction leaves only other origins may use them."""
    sent, arrived = np.nonzero(shares[:, :-1])
    values = shares[sent, arrived]
    pen.put(parts.balance.index(parts.structure.node_index[node], arrived), columns[sent], values)
    for entity, (_, region, material, _) in enumerate(parts.structure.options.restricted):
        if parts.restricted is not None and (region, material) == node:
            pen.put(parts.restricted.index(entity, arrived), columns[sent], -values)


def _take_from_holding(parts: Parts, pen: Pen, entry: StockRelease, block: Block) -> bool:
    """Take releases out of the holding that is opened, and return whether there is one."""
    row = holding_of(parts.structure.case, entry)
    if row is None or parts.stocks is None:
        return False
    lies = parts.stocks.rows.index(parts.structure.holdings.index(row))
    pen.put(lies[None, :], block.index(np.arange(block.count)), 1.0)
    return True


def _add_level(pen: Pen, name: str, entry: StockRelease, block: Block, unit_t: Floats) -> None:
    """Never release more than the level: one row at the last period, so that every program of the run holds
    it.
    """
    upper = np.full((1, block.periods), np.inf)
    upper[0, -1] = (entry.level_t or 0.0) / unit_t[0]
    rows = pen.add_rows(name, lambda _: entry.holder, unit_t, lower=-np.inf, upper=upper)
    pen.put(rows.index(0, block.periods - 1), block.index(np.arange(block.count)), 1.0)
