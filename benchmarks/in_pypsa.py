"""The same market as a PyPSA network: buses for regions and materials, processes, links, stores.

What PyPSA 1.4 cannot express, and what stands in its place:

- A transit that ends within a period. A link's ``delay`` moves a whole dispatch to one snapshot; ours splits
  it by days. The delay used is the transit in days against the lengths of the periods.
- Rows that may be slack. A bus balances exactly, so every bus needs a component that takes the surplus: one
  column more a node and period.
- A stock's level alone. A ``Store`` has a column for its level and one for its change, in each of two bands.
- Bounds as bounds. PyPSA writes the bounds of each component as rows.
- Rows of restricted use (sectors that may not use goods of one origin) would be further constraints; the run
  measured has none.

Without transit the optimum is ours (``python -m benchmarks check``).
"""

from __future__ import annotations

import logging

import linopy
import numpy as np
import pandas as pd
import pypsa
from numpy.typing import NDArray

from didymium.market.build import Market
from didymium.market.program import Block
from didymium.market.stocks import Stocks
from didymium.market.supply import coefficient_courses

Floats = NDArray[np.float64]

UNLIMITED = 1e9


def fill_network(market: Market) -> pypsa.Network:
    """Return the network of a market; :func:`create_model` turns it into a program."""
    structure = market.structure
    network = pypsa.Network()
    network.set_snapshots([str(day) for day in structure.periods.bounds[:-1]])
    network.snapshot_weightings["objective"] = 1.0
    network.snapshot_weightings["stores"] = 1.0
    network.snapshot_weightings["generators"] = structure.periods.days
    nodes = [f"{material} {region}" for region, material in structure.nodes]
    network.add("Bus", nodes)
    _add_opening(network, market, nodes)
    _add_plants(network, market)
    _add_routes(network, market)
    _add_use(network, market)
    if market.stocks is not None:
        _add_stocks(network, market, market.stocks)
    _add_generators(network, market, market.backstop, _names(market.backstop, "last resort"), nodes)
    network.add("Generator", [f"surplus {name}" for name in nodes], bus=nodes, sign=-1.0, p_nom=UNLIMITED)
    return network


def create_model(network: pypsa.Network) -> linopy.Model:
    """Write the network's program without PyPSA's own checks: ours are not in our time either."""
    logging.getLogger("pypsa").setLevel(logging.ERROR)
    return network.optimize.create_model(consistency_check=False, include_objective_constant=False)


def _names(block: Block, word: str) -> list[str]:
    return [f"{word} {entity} {block.label(entity)}" for entity in range(block.count)]


def _limits(market: Market, block: Block, names: list[str]) -> tuple[Floats, pd.DataFrame]:
    """Return the largest limit of each entity and the limits as shares of it, by snapshot."""
    upper = np.minimum(block.view(market.program.upper * market.program.column_unit_t), UNLIMITED)
    largest = upper.max(axis=1)
    shares = upper / np.where(largest > 0, largest, 1.0)[:, None]
    return largest, _series(market, names, shares)


def _series(market: Market, names: list[str], values: Floats) -> pd.DataFrame:
    snapshots = [str(day) for day in market.structure.periods.bounds[:-1]]
    return pd.DataFrame(values.T, index=snapshots, columns=names)


def _costs(market: Market, block: Block, names: list[str], sign: float = 1.0) -> pd.DataFrame:
    return _series(market, names, sign * block.view(market.program.cost / market.program.column_unit_t))


def _add_opening(network: pypsa.Network, market: Market, nodes: list[str]) -> None:
    """Enter what is under way before the first period as negative loads."""
    unit = market.structure.node_unit_t[:, None]
    arriving = market.balance.view(market.program.row_lower) * unit
    names = [f"under way {name}" for name in nodes]
    network.add("Load", names, bus=nodes, p_set=_series(market, names, arriving))


def _add_generators(
    network: pypsa.Network,
    market: Market,
    block: Block,
    names: list[str],
    buses: list[str],
    sign: float = 1.0,
) -> None:
    largest, shares = _limits(market, block, names)
    network.add(
        "Generator",
        names,
        bus=buses,
        sign=sign,
        p_nom=largest,
        p_max_pu=shares,
        marginal_cost=_costs(market, block, names),
    )


def _add_plants(network: pypsa.Network, market: Market) -> None:
    """Add every step of a plant as a process with a port for each material."""
    structure, block = market.structure, market.supply.block
    names = _names(block, "run")
    largest, shares = _limits(market, block, names)
    courses = [
        coefficient_courses(structure, structure.plants[segment.plant].process)
        for segment in market.supply.segments
    ]
    places = [structure.plants[segment.plant].region for segment in market.supply.segments]
    ports: dict[str, object] = {}
    for port in range(max(len(course) for course in courses)):
        items = [list(course.items())[port] if port < len(course) else None for course in courses]
        ports[f"bus{port}"] = [
            f"{item[0]} {place}" if item else "" for item, place in zip(items, places, strict=True)
        ]
        ports[f"rate{port}"] = _rates(market, names, items)
    ports.setdefault("bus1", "")
    network.add(
        "Process", names, **ports, p_nom=largest, p_max_pu=shares, marginal_cost=_costs(market, block, names)
    )


def _rates(market: Market, names: list[str], items: list[tuple[str, Floats] | None]) -> object:
    """Return rates that stay the same as one number each, and as a table by snapshot where any changes."""
    first = np.array([item[1][0] if item else 0.0 for item in items])
    if all(item is None or np.all(item[1] == item[1][0]) for item in items):
        return first
    empty = np.zeros(len(market.structure.periods))
    return _series(market, names, np.array([item[1] if item else empty for item in items]))


def _add_routes(network: pypsa.Network, market: Market) -> None:
    structure, trade = market.structure, market.trade
    for block, positions, word in (
        (trade.base_block, trade.used, "ship"),
        (trade.more_block, np.arange(len(structure.routes)), "ship more"),
    ):
        routes = [structure.routes[position] for position in positions]
        if not routes:
            continue
        names = _names(block, word)
        largest, shares = _limits(market, block, names)
        network.add(
            "Link",
            names,
            bus0=[f"{route.material} {route.origin}" for route in routes],
            bus1=[f"{route.material} {route.destination}" for route in routes],
            efficiency=[1.0 - route.loss_share for route in routes],
            delay=[round(route.transit_days) for route in routes],
            cyclic_delay=False,
            p_nom=largest,
            p_max_pu=shares,
            marginal_cost=_costs(market, block, names),
        )


def _add_use(network: pypsa.Network, market: Market) -> None:
    """Add demand steps as generators that take; groups with a ladder get a bus of their own."""
    structure, use = market.structure, market.use
    node = [f"{group.material} {group.region}" for group in structure.groups]
    bus = [
        f"use {position} {name}" if position in use.with_ladder else name
        for position, name in enumerate(node)
    ]
    network.add("Bus", [bus[position] for position in use.with_ladder])
    serving = [bus[step.group] for step in use.steps]
    _add_generators(network, market, use.serve, _names(use.serve, "serve"), serving, sign=-1.0)
    if use.swap is None:
        return
    names = [f"take {position}" for position in use.with_ladder]
    network.add(
        "Link",
        names,
        bus0=[node[position] for position in use.with_ladder],
        bus1=[bus[position] for position in use.with_ladder],
        p_nom=UNLIMITED,
    )
    swaps = []
    for group, rung in use.swaps:
        row = structure.rungs[rung]
        target = f"{row.to_material} {structure.groups[group].region}" if row.to_material else ""
        swaps.append((bus[group], target, -row.t_per_t if target else 0.0))
    _add_swaps(network, market, use.swap, swaps)


def _add_swaps(
    network: pypsa.Network, market: Market, block: Block, ends: list[tuple[str, str, float]]
) -> None:
    """Add rungs as processes: a tonne less wanted, and what replaces it."""
    names = _names(block, "swap")
    largest, shares = _limits(market, block, names)
    network.add(
        "Process",
        names,
        bus0=[a for a, _, _ in ends],
        bus1=[b for _, b, _ in ends],
        rate0=1.0,
        rate1=[rate for _, _, rate in ends],
        p_nom=largest,
        p_max_pu=shares,
        marginal_cost=_costs(market, block, names),
    )


def _add_stocks(network: pypsa.Network, market: Market, stocks: Stocks) -> None:
    structure = market.structure
    nodes = [f"{row.material} {row.region}" for row in structure.holdings]
    buses = [f"stock {position} {name}" for position, name in enumerate(nodes)]
    network.add("Bus", buses)
    every = range(len(structure.holdings))
    bands = ((stocks.low, "store", every), (stocks.high, "store more", stocks.growing.tolist()))
    for band, word, positions in bands:
        names = _names(band, word)
        largest, shares = _limits(market, band, names)
        held = [structure.holdings[position] for position in positions]
        level = [row.level_t if band is stocks.low else 0.0 for row in held]
        network.add(
            "Store",
            names,
            bus=[buses[position] for position in positions],
            e_nom=largest,
            e_max_pu=shares,
            e_initial=np.minimum(level, largest),
            marginal_cost_storage=_costs(market, band, names),
            standing_loss=[1.0 - (1.0 - row.loss_per_year) ** structure.periods.years[0] for row in held],
        )
    names = _names(stocks.release, "release")
    view = stocks.release.view
    unit = view(market.program.column_unit_t)
    added, released = -view(market.program.lower) * unit, view(market.program.upper) * unit
    largest = np.maximum(np.maximum(added, released).max(axis=1), 1e-9)
    network.add(
        "Link",
        names,
        bus0=buses,
        bus1=nodes,
        p_nom=largest,
        p_min_pu=_series(market, names, -added / largest[:, None]),
        p_max_pu=_series(market, names, released / largest[:, None]),
        marginal_cost=_costs(market, stocks.release, names),
    )
