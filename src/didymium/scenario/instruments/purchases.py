"""Public purchase: an agency that takes whatever is offered at its price, as far as its money goes (market.md
§8).

What it buys is worth its price to it and nothing at the end: the goods stay in a stock that it owns.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from didymium.market.additions import Addition, Extra, Parts
from didymium.market.program import Pen
from didymium.market.trade import columns_of_route
from didymium.scenario.draft import Draft
from didymium.scenario.instruments.schema import PublicPurchase
from didymium.scenario.instruments.scope import (
    add_yearly_cap,
    in_force,
    keep_last_resort_dearer,
    makers_of,
    members_of,
    open_columns,
    output_columns,
)


def add_purchase(entry: PublicPurchase, number: int) -> Addition:
    """Return what a purchase adds: the tonnes bought in each member, by calendar year and for the budget."""

    def addition(parts: Parts, pen: Pen) -> Iterable[Extra]:
        structure = parts.structure
        regions = buying_regions(parts, entry)
        if not regions:
            return ()
        unit = np.full(len(regions), structure.unit_t[entry.material])
        within = in_force(entry, structure.periods) * structure.periods.years
        worth = np.full((len(regions), 1), entry.price_usd_per_kg)
        block = pen.add_columns(
            f"purchase {number}",
            lambda n: f"{entry.holder} {regions[n]} {entry.material}",
            unit,
            cost=-structure.money(unit, worth),
            upper=0.0,
        )
        nodes = np.array([structure.node_index[region, entry.material] for region in regions])
        columns = block.index(np.arange(len(regions)))
        pen.put(parts.balance.index(nodes), columns, -1.0)
        if entry.t_per_year is not None:
            cap = within * entry.t_per_year
            add_yearly_cap(pen, f"purchases {number}", columns, cap, unit[:1], structure.periods)
        _add_offered(parts, pen, f"offered {number}", regions, columns, entry)
        if entry.budget_usd_million is not None:
            _add_budget(entry, pen, f"budget {number}", columns, unit[:1], len(within))
        return (Extra(block, regions, "treasuries", (entry.material,) * len(regions)),)

    return addition


def buying_regions(parts: Parts, entry: PublicPurchase) -> tuple[str, ...]:
    """Return the members in whose markets the agency buys: those with a market for the material."""
    members = members_of(parts.structure.case, entry.club, entry)
    return tuple(sorted(r for r in members if (r, entry.material) in parts.structure.node_index))


def _add_offered(
    parts: Parts, pen: Pen, name: str, regions: tuple[str, ...], columns: np.ndarray, entry: PublicPurchase
) -> None:
    """In a period of which only a part is covered, buy no more than that part of what is made and arrives."""
    structure = parts.structure
    within = in_force(entry, structure.periods)
    partly = np.flatnonzero((within > 0.0) & (within < 1.0))
    if not len(partly):
        return
    unit = np.full(len(regions), structure.unit_t[entry.material])
    rows = pen.add_rows(name, lambda n: regions[n], unit, lower=0.0, upper=np.inf)
    for entity, region in enumerate(regions):
        plants = makers_of(structure, entry.material, (), frozenset({region}))
        made, tonnes = output_columns(parts, plants, entry.material)
        pen.put(rows.index(entity, partly)[None, :], made[:, partly], tonnes[:, partly] * within[partly])
        for route, row in enumerate(structure.routes):
            if (row.destination, row.material) == (region, entry.material):
                sent, arrived = np.nonzero(parts.trade.shares[route, :, :-1])
                keep = np.isin(arrived, partly)
                share = parts.trade.shares[route, sent, arrived] * within[arrived]
                for leaving in columns_of_route(parts.trade, route):
                    pen.put(rows.index(entity, arrived[keep]), leaving[sent[keep]], share[keep])
        pen.put(rows.index(entity, partly), columns[entity, partly], -1.0)


def _add_budget(
    entry: PublicPurchase, pen: Pen, name: str, columns: np.ndarray, unit: np.ndarray, periods: int
) -> None:
    """Add the row of the whole budget, at the last period so that it holds in every program of the run."""
    upper = np.full((1, periods), np.inf)
    affordable_t = (entry.budget_usd_million or 0.0) * 1e3 / max(entry.price_usd_per_kg, 1e-9)
    upper[0, -1] = affordable_t / unit[0]
    rows = pen.add_rows(name, lambda _: name, unit, lower=-np.inf, upper=upper)
    pen.put(rows.index(0, periods - 1), columns, 1.0)


def enact_purchase(draft: Draft, number: int, entry: PublicPurchase) -> None:
    """Open the purchases on the days on which the agency buys."""
    within = in_force(entry, draft.structure.periods)
    extra = open_columns(draft, f"purchase {number}", np.where(within > 0, np.inf, 0.0))
    if extra is not None:
        nodes = [draft.structure.node_index[region, entry.material] for region in extra.regions]
        keep_last_resort_dearer(draft, nodes, entry.price_usd_per_kg)
