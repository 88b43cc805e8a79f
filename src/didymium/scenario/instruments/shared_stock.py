"""A stock that may be drawn if the goods come back in time (Project Vault; market.md §8).

Every draw must be back within some months; the price of draws and returns is fixed, so that participants pay
nothing for a change of the market's price in between.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from didymium.market.additions import Addition, Extra, Parts
from didymium.market.program import Pen
from didymium.market.stocks import DAYS_PER_MONTH
from didymium.scenario.draft import Draft
from didymium.scenario.instruments.rates import Charge
from didymium.scenario.instruments.schema import SharedStock
from didymium.scenario.instruments.scope import in_force, open_columns


def add_shared_stock(entry: SharedStock, number: int) -> Addition:
    """Return what a shared stock adds: draws, returns, what is owed, and by when."""

    def addition(parts: Parts, pen: Pen) -> Iterable[Extra]:
        structure = parts.structure
        unit = np.array([structure.unit_t[entry.material]])
        node = structure.node_index[entry.region, entry.material]
        periods = len(structure.periods)
        label = f"{entry.holder} {entry.region} {entry.material}"
        drawn = pen.add_columns(f"drawn {number}", lambda _: label, unit, cost=0.0, upper=0.0)
        back = pen.add_columns(f"brought back {number}", lambda _: label, unit, cost=0.0, upper=0.0)
        pen.put(parts.balance.index(node), drawn.index(0), 1.0)
        pen.put(parts.balance.index(node), back.index(0), -1.0)
        owed = pen.add_rows(f"owed {number}", lambda _: label, unit, lower=0.0, upper=entry.level_t / unit[0])
        due = pen.add_rows(f"due {number}", lambda _: label, unit, lower=0.0, upper=np.inf)
        ends = structure.periods.ends
        for period in range(periods):
            until = np.arange(period + 1)
            pen.put(owed.index(0, period), drawn.index(0, until), 1.0)
            pen.put(owed.index(0, period), back.index(0, until), -1.0)
            overdue = until[ends[until] + entry.replenish_months * DAYS_PER_MONTH <= ends[period]]
            if period == periods - 1:
                overdue = until
            pen.put(due.index(0, period), back.index(0, until), 1.0)
            pen.put(due.index(0, period), drawn.index(0, overdue), -1.0)
        return tuple(Extra(block, (entry.region,), "participants") for block in (drawn, back))

    return addition


def enact_shared_stock(draft: Draft, number: int, entry: SharedStock) -> None:
    """Open draws on the days of the scheme, returns at all times, and settle both at the fixed price."""
    structure = draft.structure
    months = structure.periods.days / DAYS_PER_MONTH
    within = in_force(entry, structure.periods)
    open_columns(draft, f"drawn {number}", entry.move_t_per_month * months * within)
    open_columns(draft, f"brought back {number}", entry.move_t_per_month * months)
    parties = ((entry.region, "participants"),), ((entry.region, "shared stocks"),)
    for name, sign in (("drawn", 1.0), ("brought back", -1.0)):
        columns = draft.market.program.columns[f"{name} {number}"].index(np.array([0]))
        charge = Charge("fixed price", columns, np.full(columns.shape, sign), *parties)
        price = np.full(len(within), entry.price_usd_per_kg)
        draft.charge(number, f"{entry.holder}, {name}", entry.material, charge, price)
