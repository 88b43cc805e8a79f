"""Why a price is high: what binds at a node, in words, and what a kg more room there would be worth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.case.schema import Route
from didymium.files.row import Row
from didymium.market.trade import columns_of_route
from didymium.outcome.tables import make_table
from didymium.scenario.instruments.release_terms import draw_limit_t, holding_of
from didymium.scenario.instruments.schema import PublicPurchase
from didymium.scenario.markups import markups_usd_per_kg
from didymium.scenario.path import Path, route_flows
from didymium.scenario.release_accounts import releases_of

Floats = NDArray[np.float64]
Line = tuple[int, int, str, str, float, str]
"""Node, period, kind, subject, shadow price in US dollars per kg, text."""

HIGH = 1.05
"""Prices above this multiple of the base run's are explained."""
WORTH_SAYING = 0.01
"""Bounds worth less than this share of the node's price are left out."""


def drivers_table(path: Path, base: Path) -> pl.DataFrame:
    """Return for every node and period whose price stands 5 % above the base run's what binds there;
    confidential rows are left out.
    """
    high = _high(path, base)
    lines = [
        line
        for source in _SOURCES
        for line in source(path)
        if high[line[0], line[1]] and line[4] >= WORTH_SAYING * path.duals[line[0], line[1]]
    ]
    lines = sorted(set(lines), key=lambda line: (line[0], line[1], -line[4], line[3]))
    nodes, first_days = path.market.structure.nodes, path.market.structure.periods.bounds
    return make_table(
        "drivers",
        {
            "region": [nodes[line[0]][0] for line in lines],
            "material": [nodes[line[0]][1] for line in lines],
            "period": [first_days[line[1]] for line in lines],
            "kind": [line[2] for line in lines],
            "subject": [line[3] for line in lines],
            "shadow_usd_per_kg": [line[4] for line in lines],
            "text": [line[5] for line in lines],
        },
    )


def _high(path: Path, base: Path) -> NDArray[np.bool_]:
    return (
        np.asarray(path.duals > HIGH * np.maximum(base.duals, 1e-9))
        if path is not base
        else np.zeros_like(path.duals, bool)
    )


def _is_hidden(path: Path, row: Row) -> bool:
    return path.market.structure.case.is_confidential(row.file.removesuffix(".csv"), row.identity)


def _routes(path: Path) -> Iterator[Line]:
    """Routes into the node that can carry no more."""
    market, structure = path.market, path.market.structure
    worth = market.trade.more_block.view(path.bound_worth)
    upper = market.trade.more_block.view(path.program.upper * path.program.column_unit_t).copy()
    flow = market.trade.more_block.view(path.tonnes).copy()
    upper[market.trade.used] += market.trade.base_block.view(path.program.upper * path.program.column_unit_t)
    flow[market.trade.used] += market.trade.base_block.view(path.tonnes)
    for position, period in zip(*np.nonzero(worth > 0), strict=True):
        route = structure.routes[position]
        if _is_hidden(path, route):
            continue
        node = structure.node_index[route.destination, route.material]
        value = float(worth[position, period])
        limit = upper[position, period]
        text = _route_text(route, float(limit), value)
        yield node, int(period), "route_limit", f"{route.origin} → {route.destination}", value, text


def _route_text(route: Route, limit_t: float, value: float) -> str:
    way = f"{route.origin} → {route.destination}"
    if limit_t <= 0.0 and route.qualification_months:
        return (
            f"{way} is not qualified for {route.material} yet; one kg over it would be worth {value:,.0f} USD"
        )
    return (
        f"{way} is limited to {limit_t:,.3g} t of {route.material}; "
        f"one kg more would be worth {value:,.0f} USD"
    )


def _quotas(path: Path) -> Iterator[Line]:
    """Routes into the node that share an export quota which is used up."""
    structure = path.market.structure
    for quota, position, period in zip(*np.nonzero(path.licence_rent > 0.0), strict=True):
        route = structure.routes[position]
        if _is_hidden(path, route):
            continue
        value = float(path.licence_rent[quota, position, period])
        others = len(structure.options.export_quotas[quota][1]) - 1
        shared = f" and {others} more" if others else ""
        text = (
            f"{route.origin} has used up its export quota on {route.material}{shared}; "
            f"a licence for one kg is worth {value:,.0f} USD"
        )
        node = structure.node_index[route.destination, route.material]
        yield node, int(period), "export_quota", route.origin, value, text


def _markups(path: Path) -> Iterator[Line]:
    """Exporters who ask more than their cost on routes into the node that carry something."""
    structure, flows = path.market.structure, route_flows(path.market, path.tonnes)
    asked = np.where(flows > 0.0, markups_usd_per_kg(path), 0.0)
    for position, period in zip(*np.nonzero(asked > 0.0), strict=True):
        route = structure.routes[position]
        if not _is_hidden(path, route):
            value = float(asked[position, period])
            text = f"{route.origin} asks {value:,.2f} USD a kg above its cost of {route.material}"
            node = structure.node_index[route.destination, route.material]
            yield node, int(period), "market_power", route.origin, value, text


def _plants(path: Path) -> Iterator[Line]:
    """Plants that make the material and run at full capacity."""
    market, structure = path.market, path.market.structure
    worth = market.supply.block.view(path.bound_worth)
    last = {segment.plant: entity for entity, segment in enumerate(market.supply.segments)}
    for plant_position, entity in last.items():
        plant = structure.plants[plant_position]
        if _is_hidden(path, plant):
            continue
        made = [material for material, value in structure.recipe(plant.process).items() if value > 0]
        capacity = path.program.upper[market.supply.block.index(entity)]
        for period in np.flatnonzero((worth[entity] > 0) & (capacity > 0)):
            value = float(worth[entity, period])
            for material in made:
                node = structure.node_index[plant.region, material]
                text = f"{plant.name_en} runs at full capacity; one kg more would be worth {value:,.0f} USD"
                yield node, int(period), "plant_capacity", plant.plant, value, text


def _stocks(path: Path) -> Iterator[Line]:
    """Holdings that are released as fast as they can be."""
    market, structure = path.market, path.market.structure
    if market.stocks is None:
        return
    worth, drawn = market.stocks.release.view(path.bound_worth), market.stocks.release.view(path.tonnes)
    for position, period in zip(*np.nonzero((worth > 0) & (drawn > 0)), strict=True):
        row = structure.holdings[position]
        if _is_hidden(path, row):
            continue
        value = float(worth[position, period])
        text = f"{row.holder} releases {drawn[position, period]:,.3g} t, as fast as it can"
        node = structure.node_index[row.region, row.material]
        yield node, int(period), "draw_limit", row.holder, value, text


def _releases(path: Path) -> Iterator[Line]:
    """Strategic stocks that are released as fast as they may be."""
    structure = path.market.structure
    for item in releases_of(path):
        row = holding_of(structure.case, item.entry)
        if row is not None and _is_hidden(path, row):
            continue
        limit, total = draw_limit_t(structure, item.entry), item.tonnes.sum(axis=0)
        rows = path.program.rows[f"release limit {item.number}"]
        worth = np.abs(rows.view(path.row_prices)[0])
        full = (total > 0.0) & (total >= limit * (1.0 - 1e-6))
        for leg, period in zip(*np.nonzero((item.tonnes > 0.0) & full), strict=True):
            node = structure.node_index[item.legs[leg].destination, item.entry.material]
            text = f"{item.entry.holder} releases {item.tonnes[leg, period]:,.3g} t, as fast as it may"
            yield node, int(period), "draw_limit", item.entry.holder, float(worth[period]), text


def _ladders(path: Path) -> Iterator[Line]:
    """Rungs of substitution in use at the node: the dearest says what the price can be held against."""
    market, structure = path.market, path.market.structure
    use = market.use
    if use.swap is None:
        return
    swapped = use.swap.view(path.tonnes)
    for entity, (group_position, rung_position) in enumerate(use.swaps):
        group, rung = structure.groups[group_position], structure.rungs[rung_position]
        if _is_hidden(path, rung):
            continue
        node = structure.node_index[group.region, group.material]
        for period in np.flatnonzero(swapped[entity] > 1e-6 * structure.unit_t[group.material]):
            saved, price = swapped[entity, period], rung.penalty_usd_per_kg
            text = f"users turn to {rung.name_en} for {saved:,.3g} t at {price:,.0f} USD a kg saved"
            yield node, int(period), "substitute", rung.name_en, rung.penalty_usd_per_kg, text


def _given_up(path: Path) -> Iterator[Line]:
    """Sectors whose core use goes unserved."""
    market, structure = path.market, path.market.structure
    use = market.use
    served = use.serve.view(path.tonnes)
    wanted = use.serve.view(path.program.upper * path.program.column_unit_t)
    for entity, step in enumerate(use.steps):
        if step.demand is None:
            continue
        row = structure.demands[step.demand]
        if _is_hidden(path, row):
            continue
        node = structure.node_index[row.region, row.material]
        short = wanted[entity] - served[entity]
        for period in np.flatnonzero(short > 1e-4 * np.maximum(wanted[entity], 1e-9)):
            missing, worth = short[period], step.worth_usd_per_kg
            text = (
                f"{row.sector} goes without {missing:,.3g} t that are worth up to {worth:,.0f} USD a kg to it"
            )
            yield node, int(period), "given_up", row.sector, step.worth_usd_per_kg, text


def _charges(path: Path) -> Iterator[Line]:
    """Levies, tariffs and export taxes on what comes into the node."""
    structure = path.market.structure
    route_of = {
        int(columns[0]): position
        for position in range(len(structure.routes))
        for columns in columns_of_route(path.market.trade, position)
    }
    for item in path.levied:
        if item.charge.item not in ("levy", "tariff", "export tax"):
            continue
        for entity, first in enumerate(item.charge.columns[:, 0].tolist()):
            if first not in route_of or _is_hidden(path, structure.routes[route_of[first]]):
                continue
            route = structure.routes[route_of[first]]
            node = structure.node_index[route.destination, route.material]
            for period in np.flatnonzero(item.usd_per_kg[entity] > 0):
                usd = float(item.usd_per_kg[entity, period])
                name = "an export tax" if item.charge.item == "export tax" else f"a {item.charge.item}"
                text = f"imports from {route.origin} pay {name} of {usd:,.0f} USD a kg"
                yield node, int(period), item.charge.item.replace(" ", "_"), route.origin, usd, text


def _purchases(path: Path) -> Iterator[Line]:
    """What public agencies buy at the node."""
    structure = path.market.structure
    for number, entry in path.instruments:
        extra = path.market.extras.get(f"purchase {number}")
        if extra is None or not isinstance(entry, PublicPurchase):
            continue
        bought = extra.block.view(path.tonnes)
        for entity, region in enumerate(extra.regions):
            node = structure.node_index[region, entry.material]
            for period in np.flatnonzero(bought[entity] > 0):
                tonnes, usd = float(bought[entity, period]), entry.price_usd_per_kg
                text = f"{entry.holder} buys {tonnes:,.3g} t at up to {usd:,.0f} USD a kg"
                yield node, int(period), "purchase", entry.holder, usd, text


def _no_supply(path: Path) -> Iterator[Line]:
    """Nodes where nothing is left but the supply of last resort."""
    for node, period in zip(*np.nonzero(np.isnan(path.prices)), strict=True):
        yield (
            int(node),
            int(period),
            "no_supply",
            "",
            float(path.duals[node, period]),
            "there is no supply at any price",
        )


_SOURCES = (
    _routes, _quotas, _markups, _plants, _stocks, _releases, _ladders, _given_up, _charges, _purchases,
    _no_supply,
)  # fmt: skip
