"""Routes as columns: dispatch up to the base flow, dispatch above it, and when it arrives (market.md §§2,
5).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.case.schema import Route
from didymium.market.periods import add_months
from didymium.market.power.sales import Power, Sales, read_power
from didymium.market.program import Block, Pen
from didymium.market.structure import Structure

Floats = NDArray[np.float64]

WHOLE = 0.999
"""A period of which more than this share lies after a day counts as wholly after it."""
END_HAIRCUT = 0.8
"""Share of the base price that dispatch above the base flow earns when it arrives after the last period: at
the full price a run in which the origin is cheap would end with a flood."""


@dataclass(frozen=True)
class Trade:
    """The columns of routes: up to the base flow on used routes, above it on all."""

    base_block: Block
    more_block: Block
    used: NDArray[np.int64]
    """Routes with base flow, in the order of ``base_block``; shape (used,)."""
    base_t: Floats
    """Base flow of each route in tonnes a period; shape (routes, T)."""
    shares: Floats
    """Share of dispatch in t that arrives in u, losses taken off; the last column is after the end; shape
    (routes, T, T + 1)."""
    wedge_usd_per_kg: Floats
    """Wedge of each route in each period; shape (routes, T)."""
    offer_block: Block | None
    """Dispatch that a dumper offers, closed until a scenario opens it; one entity per route of
    ``offered``."""
    offered: tuple[int, ...]
    pipeline_t: Floats
    """What arrives from before the first period, tonnes; shape (routes, T)."""
    power: Power | None
    """What exporters with power add to the price as their sales rise; None if nobody does."""

    @cached_property
    def base_position(self) -> dict[int, int]:
        """Position in ``base_block`` of each used route."""
        return {int(route): position for position, route in enumerate(self.used)}


def add_trade(structure: Structure, pen: Pen, balance: Block) -> Trade:
    """Add the columns of all routes and their entries in the balances of origin and destination."""
    routes = structure.routes
    base_t = _base_flow(structure)
    used = np.flatnonzero(base_t.sum(axis=1) > 0.0)
    shares = np.array([_shares(structure, position) for position in range(len(routes))]).reshape(
        len(routes), len(structure.periods), len(structure.periods) + 1
    )
    wedge = _wedges(structure, shares)
    power = read_power(structure, base_t, wedge)
    held = np.zeros_like(wedge) if power is None else power.held_usd_per_kg
    unit = np.array([structure.unit_t[route.material] for route in routes])
    landed = np.array([[_paid_on_the_way(structure, position)] for position in range(len(routes))]).reshape(
        -1, 1
    )
    end_credit = _end_credit(structure, shares)
    names = [_route_label(route) for route in routes]
    kink = structure.options.kink * _origin_price(structure)[:, None]
    base_upper = np.minimum(base_t, _limits(structure))
    base_block = pen.add_columns(
        "ship",
        lambda entity: names[used[entity]],
        unit[used],
        cost=structure.money(unit[used], (landed + wedge - held - kink)[used])
        - end_credit[used] * unit[used, None] * 1e-3,
        upper=base_upper[used] / unit[used, None],
    )
    premium = np.array([[route.premium_usd_per_kg] for route in routes]).reshape(-1, 1)
    more_wedge = np.maximum(wedge, 0.0) + premium
    more_block = pen.add_columns(
        "ship more",
        lambda entity: names[entity],
        unit,
        cost=structure.money(unit, landed + np.maximum(more_wedge - held, premium) + kink)
        - END_HAIRCUT * end_credit * unit[:, None] * 1e-3,
        upper=more_limits(structure, used, base_t) / unit[:, None],
    )
    offered = tuple(
        position
        for position, row in enumerate(routes)
        if (row.origin, row.material) in structure.options.offers
    )
    offer_block = None
    if offered:
        which = list(offered)
        offer_block = pen.add_columns(
            "offer",
            lambda entity: names[offered[entity]],
            unit[which],
            cost=structure.money(unit[which], (landed + more_wedge + kink)[which])
            - END_HAIRCUT * end_credit[which] * unit[which, None] * 1e-3,
            upper=0.0,
        )
    trade = Trade(
        base_block, more_block, used, base_t, shares, wedge, offer_block, offered, _pipeline(structure),
        power,
    )  # fmt: skip
    _put_shipments(structure, pen, balance, trade)
    return trade


def _route_label(route: Route) -> str:
    via = f" via {route.via}" if route.via else ""
    return f"{route.material} {route.origin} → {route.destination}{via}"


def _base_flow(structure: Structure) -> Floats:
    flows = np.array([structure.base.flow.get(route.identity, 0.0) for route in structure.routes])
    open_share = _open_share(structure)
    return np.asarray(flows[:, None] * structure.growth * structure.periods.years * open_share)


def _open_share(structure: Structure) -> Floats:
    shares = [structure.periods.share_within(None, route.until) for route in structure.routes]
    return np.array(shares).reshape(len(structure.routes), len(structure.periods))


def _limits(structure: Structure) -> Floats:
    limits = [
        np.inf if route.limit_t_per_year is None else route.limit_t_per_year for route in structure.routes
    ]
    opened = _open_share(structure)
    # An open-ended route is open-ended on every day that it is open: never ∞ × 0.
    most = np.array(limits)[:, None] * structure.periods.years * np.where(opened > 0.0, opened, 1.0)
    return np.where(opened > 0.0, most, 0.0)


def more_limits(structure: Structure, used: NDArray[np.int64], base_t: Floats) -> Floats:
    """Return the most that routes carry above their base flow in tonnes; shape (routes, T).

    Routes without base flow open once buyers have qualified them, counted from the first news of a shortage
    (without news: from the first period). A route without a limit opens with the first period that lies
    wholly after that day; a limited one in proportion to its days.
    """
    limits = _limits(structure)
    room = np.clip(limits - np.minimum(base_t, limits), 0.0, None)
    share = np.ones(room.shape)
    for position, route in enumerate(structure.routes):
        if position not in used and route.qualification_months:
            begin = structure.options.opening_of(route.material) or structure.periods.bounds[0]
            opening = add_months(begin, int(np.ceil(route.qualification_months)))
            share[position] = structure.periods.share_within(opening, None)
    unlimited = np.isinf(room)
    whole = np.where(share > WHOLE, room, 0.0)
    part = np.where(unlimited, 0.0, room) * share
    return np.where(_open_share(structure) > 0.0, np.where(unlimited, whole, part), 0.0)


def _shares(structure: Structure, position: int) -> Floats:
    route = structure.routes[position]
    return structure.periods.arrival_shares(route.transit_days) * (1.0 - route.loss_share)


def _price_at(structure: Structure, region: str, material: str) -> float:
    return structure.base.price.get((region, material), 0.0)


def _origin_price(structure: Structure) -> Floats:
    return np.array([_price_at(structure, route.origin, route.material) for route in structure.routes])


def _destination_price(structure: Structure) -> Floats:
    return np.array([_price_at(structure, route.destination, route.material) for route in structure.routes])


def _paid_on_the_way(structure: Structure, position: int) -> float:
    route = structure.routes[position]
    return route.freight_usd_per_kg + route.tariff * _price_at(structure, route.origin, route.material)


def _discount_with_end(structure: Structure) -> Floats:
    return np.append(structure.discount, structure.end_discount)


def _end_credit(structure: Structure, shares: Floats) -> Floats:
    """Return what arrives after the end is worth, in discounted US dollars per kg dispatched; shape
    (routes, T).
    """
    return np.asarray(shares[:, :, -1] * end_price(structure)[:, None])


def end_price(structure: Structure) -> Floats:
    """Return what a kg that arrives after the end is worth, in discounted US dollars; shape (routes,)."""
    return np.asarray(_discount_with_end(structure)[-1] * _destination_price(structure))


def _wedges(structure: Structure, shares: Floats) -> Floats:
    """Return the gap between what a kg fetches on arrival and what it costs to send, at base prices; shape
    (routes, T).
    """
    if not structure.base.calibrated:
        return np.zeros(shares.shape[:2])
    arrival = (
        (shares @ _discount_with_end(structure)) / structure.discount * _destination_price(structure)[:, None]
    )
    paid = np.array([_paid_on_the_way(structure, position) for position in range(len(structure.routes))])
    return np.asarray(arrival - (_origin_price(structure) + paid)[:, None])


def _pipeline(structure: Structure) -> Floats:
    result = np.zeros((len(structure.routes), len(structure.periods)))
    years_per_day = structure.periods.years[0] / structure.periods.days[0]
    for position, route in enumerate(structure.routes):
        per_day = structure.base.flow.get(route.identity, 0.0) * years_per_day * structure.growth[0]
        if route.until is None or route.until >= structure.periods.bounds[0]:
            days = structure.periods.pipeline_days(route.transit_days)
            result[position] = per_day * days * (1.0 - route.loss_share)
    return result


def _put_shipments(structure: Structure, pen: Pen, balance: Block, trade: Trade) -> None:
    """Write what leaves an origin and what arrives, route by route in each of the blocks of dispatch."""
    index = structure.node_index
    origins = np.array([index[route.origin, route.material] for route in structure.routes], dtype=np.int64)
    ends = np.array([index[route.destination, route.material] for route in structure.routes], dtype=np.int64)
    blocks = [(trade.base_block, trade.used), (trade.more_block, np.arange(len(structure.routes)))]
    if trade.offer_block is not None:
        blocks.append((trade.offer_block, np.array(trade.offered)))
    for block, routes in blocks:
        pen.put(balance.index(origins[routes]), block.index(np.arange(len(routes))), -1.0)
        entity, sent, arrived = np.nonzero(trade.shares[routes, :, :-1])
        values = trade.shares[routes[entity], sent, arrived]
        pen.put(balance.index(ends[routes[entity]], arrived), block.index(entity, sent), values)


def put_sales(pen: Pen, trade: Trade, sales: Sales) -> None:
    """Count what routes carry, up to base flow and above it, in the totals of exporters with power; what is
    dumped is sold without a thought for the price.
    """
    for entity, total in enumerate(sales.power.totals):
        for position in total.routes:
            pen.put(sales.rows.index(entity), trade.more_block.index(position), 1.0)
            if position in trade.base_position:
                base = trade.base_block.index(trade.base_position[position])
                pen.put(sales.rows.index(entity), base, 1.0)


def columns_of_route(trade: Trade, position: int) -> list[NDArray[np.int64]]:
    """Return the columns of a route: up to base flow (if it has any), offered (if anybody dumps), and above;
    each of shape (T,).
    """
    columns = [trade.more_block.index(position)]
    if trade.offer_block is not None and position in trade.offered:
        columns.insert(0, trade.offer_block.index(trade.offered.index(position)))
    if position in trade.base_position:
        columns.insert(0, trade.base_block.index(trade.base_position[position]))
    return columns
