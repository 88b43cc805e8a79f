"""What events do to a market's program: each effect turns one kind of event into changed bounds, costs or
coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.case.case import Case
from didymium.case.schema import Route
from didymium.market.build import Market
from didymium.market.program import Program
from didymium.market.structure import Structure
from didymium.market.trade import END_HAIRCUT, columns_of_route, end_price, more_limits
from didymium.market.use import step_widths, swap_limits
from didymium.scenario.alarm import news_of_shortages, openings_by
from didymium.scenario.capacities import apply_capacities
from didymium.scenario.course import volume_shares
from didymium.scenario.draft import Draft, new_draft
from didymium.scenario.export_taxes import charge_exports
from didymium.scenario.instruments.toolbox import Numbered, enact, events_of
from didymium.scenario.names import OnShipments, concerned_routes, expand_materials, expand_regions
from didymium.scenario.quotas import count_exports
from didymium.scenario.schema import (
    Ban,
    CapacityMove,
    CustomsFriction,
    DemandSurge,
    Dumping,
    Event,
    ExportQuota,
    ExportRestriction,
    ExportTax,
    PlantOutage,
    ProjectBuild,
    ProjectDelay,
    RouteClosure,
)

Floats = NDArray[np.float64]


def apply_events(
    market: Market,
    base_flow_t: Floats,
    events: Sequence[Event],
    instruments: Sequence[Numbered] = (),
    base_tonnes: Floats | None = None,
) -> tuple[Program, Draft]:
    """Return the market's program as it is once agents know of ``events`` and ``instruments``, and the draft
    with its bookkeeping.

    From the first news of a shortage on, buyers qualify new routes and climb the ladders of substitutes.
    """
    structure = market.structure
    draft = new_draft(
        market, base_flow_t, np.zeros_like(market.program.cost) if base_tonnes is None else base_tonnes
    )
    events = (*events, *events_of(structure.case, instruments))
    news = news_of_shortages(structure.case, structure.base, events, instruments)
    openings = market.memory.recall("openings", news, lambda: openings_by(structure.case, news))
    alarmed = market.memory.recall(
        "alarmed",
        openings,
        lambda: replace(structure, options=replace(structure.options, openings=openings)),
    )
    _open_ways_out(draft, alarmed)
    for event in events:
        _EFFECTS[type(event)](draft, event)
    matrix = count_exports(draft, events, _apply_waits(draft, events))
    apply_capacities(draft, events)
    _apply_demand(draft, alarmed, events)
    _apply_limits(draft)
    enact(draft, instruments)
    # After the instruments: they may raise the cost of last resort, which bounds a rate that follows prices.
    charge_exports(draft, events)
    program = replace(
        market.program,
        cost=draft.cost,
        upper=draft.upper,
        row_lower=draft.row_lower,
        row_upper=draft.row_upper,
        matrix=matrix,
    )
    return program, draft


def without_news(market: Market) -> Program:
    """Return the market's program when nothing happens: plants that only a scenario builds stay closed,
    offers too.
    """
    flows = np.zeros((len(market.structure.routes), len(market.structure.periods)))
    draft = new_draft(market, flows, np.zeros_like(market.program.cost))
    apply_capacities(draft, ())
    return replace(market.program, upper=draft.upper)


def _restrict(draft: Draft, event: Event) -> None:
    assert isinstance(event, ExportRestriction | Ban)
    shares = volume_shares(event, draft.structure.periods)
    if event.users != "all":
        _restrict_users(draft, event, shares)
        return
    free = shares >= 1.0
    for position in _concerned(draft.market, event):
        limit = np.where(free, np.inf, shares * draft.base_flow_t[position])
        draft.limit_t[position] = np.minimum(draft.limit_t[position], limit)


def _concerned(market: Market, event: OnShipments) -> Sequence[int]:
    """Return the positions of the routes that an event on shipments concerns."""
    case, routes = market.structure.case, market.structure.routes
    key = event.model_copy(update=dict.fromkeys(_BESIDES & set(type(event).model_fields)))
    return market.memory.recall("routes", key, lambda: concerned_routes(case, event, routes))


_BESIDES = frozenset(
    {"approval", "volume_share", "processing_working_days", "until", "announced", "extra_days"}
)
"""Keys of an event on shipments on which the routes that it concerns do not depend."""


def restrictions_on_users(
    case: Case, events: Iterable[Event]
) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """List the (origin, region, material, sectors) that events restrict, for the rows of restricted use."""
    found: set[tuple[str, str, str, tuple[str, ...]]] = set()
    for event in events:
        if not isinstance(event, ExportRestriction | Ban) or event.users == "all":
            continue
        sectors = tuple(sorted(event.users))
        materials = expand_materials(case, event.materials)
        regions = expand_regions(case, event.destinations, event.from_) - {event.origin}
        found.update(
            (event.origin, row.region, row.material, sectors)
            for row in case.demands
            if row.region in regions and row.material in materials and row.sector in sectors
        )
    return tuple(sorted(found))


def _restrict_users(draft: Draft, event: ExportRestriction | Ban, shares: Floats) -> None:
    market, structure = draft.market, draft.structure
    if market.restricted is None:
        return
    sectors = tuple(sorted(event.users))
    materials = expand_materials(structure.case, event.materials)
    regions = expand_regions(structure.case, event.destinations, event.from_)
    view = market.restricted.view(draft.row_upper)
    for entity, (origin, region, material, who) in enumerate(structure.options.restricted):
        if (origin, who) != (event.origin, sectors) or material not in materials or region not in regions:
            continue
        use = sum(
            market.use.base_t[position] * draft.demand_factor[position]
            for position, row in enumerate(structure.demands)
            if (row.region, row.material) == (region, material) and row.sector in sectors
        )
        allowed = np.where(shares >= 1.0, np.inf, shares * use / structure.unit_t[material])
        view[entity] = np.minimum(view[entity], allowed)


@dataclass(frozen=True)
class _Waits:
    """What waits at customs change: arrivals and clearing by route, costs of columns, coefficients."""

    arrivals: dict[int, Floats]
    cleared: dict[int, Floats]
    cost: Floats
    matrix: sparse.csc_matrix


def _apply_waits(draft: Draft, events: Sequence[Event]) -> sparse.csc_matrix:
    """Let what waits at customs arrive later, and return the program's coefficients."""
    market = draft.market
    waiting = tuple(event for event in events if isinstance(event, CustomsFriction))
    if not waiting:
        return market.program.matrix
    waits = market.memory.recall("waits", waiting, lambda: _waits_of(market, waiting))
    draft.arrivals |= waits.arrivals
    draft.cleared |= waits.cleared
    draft.cost += waits.cost
    return waits.matrix


def _waits_of(market: Market, events: Sequence[CustomsFriction]) -> _Waits:
    waits = _Waits({}, {}, np.zeros_like(market.program.cost), market.program.matrix)
    for event in events:
        _delay_at_customs(market, waits, event)
    return replace(waits, matrix=_with_arrivals(market, waits.arrivals)) if waits.arrivals else waits


def _delay_at_customs(market: Market, waits: _Waits, event: CustomsFriction) -> None:
    """Let the share of shipments that waits arrive, and leave customs, later by the extra days.

    Where two waits meet on a route, the later one in the file holds for its share of the shipments.
    """
    structure, periods = market.structure, market.structure.periods
    worth_at_end = end_price(structure)
    waiting = (event.share * periods.share_within(event.from_, event.until))[:, None]
    for position in _concerned(market, event):
        route = structure.routes[position]
        late = periods.arrival_shares(route.transit_days + event.extra_days) * (1.0 - route.loss_share)
        usual = waits.arrivals.get(position, market.trade.shares[position])
        waits.arrivals[position] = (1.0 - waiting) * usual + waiting * late
        unit = structure.unit_t[route.material]
        credit = (waits.arrivals[position] - usual)[:, -1] * worth_at_end[position] * unit * 1e-3
        *base_columns, more_columns = columns_of_route(market.trade, position)
        for columns in base_columns:
            waits.cost[columns] -= credit
        waits.cost[more_columns] -= END_HAIRCUT * credit
        cleared = periods.arrival_shares(event.extra_days)
        before = waits.cleared.get(position, np.eye(len(periods), len(periods) + 1))
        waits.cleared[position] = (1.0 - waiting) * before + waiting * cleared


def _close_routes(draft: Draft, event: Event) -> None:
    assert isinstance(event, RouteClosure)
    periods = draft.structure.periods
    within = periods.share_within(event.from_, event.until)
    share = 1.0 - within * (1.0 - event.volume_share)
    for position in _concerned(draft.market, event):
        limited = (within > 0.0) & (event.volume_share < 1.0)
        limit = np.where(limited, share * draft.base_flow_t[position], np.inf)
        draft.limit_t[position] = np.minimum(draft.limit_t[position], limit)
        _add_freight(draft, position, event.extra_freight_usd_per_kg * within)


def _add_freight(draft: Draft, position: int, usd_per_kg: Floats) -> None:
    structure = draft.structure
    unit = structure.unit_t[structure.routes[position].material]
    draft.extra_freight[position] += usd_per_kg
    for columns in columns_of_route(draft.market.trade, position):
        draft.cost[columns] += usd_per_kg * unit * 1e-3 * structure.discount


def _surge_demand(draft: Draft, event: Event) -> None:
    assert isinstance(event, DemandSurge)
    case = draft.structure.case
    materials = expand_materials(case, event.materials)
    regions = expand_regions(case, event.regions, event.from_)
    factor = 1.0 + (event.factor - 1.0) * draft.structure.periods.share_within(event.from_, event.until)
    for position, row in enumerate(draft.structure.demands):
        concerned = event.sectors == "all" or row.sector in event.sectors
        if concerned and row.region in regions and row.material in materials:
            draft.demand_factor[position] *= factor


def _offer(draft: Draft, event: Event) -> None:
    """Open the columns of the offer: cheaper dispatch on every export route, up to the tonnes offered.

    The offer is spread over the routes in proportion to base flows, so that no route's share depends on the
    order of rows. What the origin ships otherwise goes on.
    """
    assert isinstance(event, Dumping)
    structure, trade = draft.structure, draft.market.trade
    if trade.offer_block is None:
        return
    within = structure.periods.share_within(event.from_, event.until)
    price = structure.base.price.get((event.origin, event.material), 0.0)
    rebate = (1.0 - event.price_share) * price * within
    routes = [position for position in trade.offered if _is_offered(structure.routes[position], event)]
    flows = draft.base_flow_t[routes]
    total = np.maximum(flows.sum(axis=0), 1e-12)
    unit = structure.unit_t[event.material]
    for position, flow in zip(routes, flows, strict=True):
        columns = trade.offer_block.index(trade.offered.index(position))
        draft.upper[columns] += event.t_per_year * structure.periods.years * within * flow / total / unit
        draft.cost[columns] -= rebate * unit * 1e-3 * structure.discount
        draft.rebate[position] += rebate


def _is_offered(route: Route, event: Dumping) -> bool:
    return (route.origin, route.material) == (event.origin, event.material)


def _applied_together(draft: Draft, event: Event) -> None:
    """Waits at customs are applied together, in :func:`_apply_waits`; outages, changes of capacity, delays
    and projects in :func:`apply_capacities`; quotas in :func:`count_exports` and export taxes in
    :func:`charge_exports`.
    """


_EFFECTS: dict[type[object], Callable[[Draft, Event], None]] = {
    ExportRestriction: _restrict,
    Ban: _restrict,
    CustomsFriction: _applied_together,
    ExportQuota: _applied_together,
    ExportTax: _applied_together,
    RouteClosure: _close_routes,
    DemandSurge: _surge_demand,
    Dumping: _offer,
    PlantOutage: _applied_together,
    CapacityMove: _applied_together,
    ProjectDelay: _applied_together,
    ProjectBuild: _applied_together,
}


def _open_ways_out(draft: Draft, structure: Structure) -> None:
    """Open routes as buyers qualify them; what the base run ships on anyway stays open."""
    trade = draft.market.trade
    limits = draft.market.memory.recall(
        "more", structure.options.openings, lambda: more_limits(structure, trade.used, trade.base_t)
    )
    view, unit = (trade.more_block.view(array) for array in (draft.upper, draft.market.program.column_unit_t))
    usual = np.cumsum(draft.base_flow_t, axis=1) > 0.0
    view[:] = np.where(usual, view, limits / unit)


def _apply_demand(draft: Draft, structure: Structure, events: Sequence[Event]) -> None:
    use, unit = draft.market.use, draft.market.program.column_unit_t
    surges = tuple(event for event in events if isinstance(event, DemandSurge))
    widths, swaps = draft.market.memory.recall(
        "demand", (structure.options.openings, surges), lambda: _demand_limits(draft, structure)
    )
    use.serve.view(draft.upper)[:] = widths / use.serve.view(unit)
    if use.swap is not None:
        use.swap.view(draft.upper)[:] = swaps / use.swap.view(unit)


def _demand_limits(draft: Draft, structure: Structure) -> tuple[Floats, Floats]:
    """Return the widths of the steps of demand and of the rungs of the ladders, tonnes; shapes (steps, T) and
    (swaps, T).
    """
    use = draft.market.use
    base_t = use.base_t * draft.demand_factor
    widths = step_widths(structure, use.steps, base_t)
    for position, step in enumerate(use.steps):
        group = structure.groups[step.group]
        if group.curve == "steps":
            widths[position] *= draft.demand_factor[group.members[0]]
    return widths, swap_limits(structure, use.swaps, base_t)


def _apply_limits(draft: Draft) -> None:
    """Split each route's limit between the column up to base flow and the one above it."""
    trade, unit = draft.market.trade, draft.market.program.column_unit_t
    limit = np.broadcast_to(draft.limit_t, draft.base_flow_t.shape)
    more_upper, more_unit = trade.more_block.view(draft.upper), trade.more_block.view(unit)
    base_upper, base_unit = trade.base_block.view(draft.upper), trade.base_block.view(unit)
    left = limit / more_unit
    base_upper[:] = np.minimum(base_upper, (limit[trade.used] / base_unit))
    left[trade.used] = np.clip(left[trade.used] - base_upper, 0.0, None)
    more_upper[:] = np.minimum(more_upper, left)


def _with_arrivals(market: Market, arrivals: Mapping[int, Floats]) -> sparse.csc_matrix:
    """Return the coefficients with the changed arrival shares of delayed routes."""
    structure = market.structure
    rows, columns, values = [], [], []
    for position, shares in arrivals.items():
        route = structure.routes[position]
        node = structure.node_index[route.destination, route.material]
        difference = (shares - market.trade.shares[position])[:, :-1]
        sent, arrived = np.nonzero(difference)
        for column in columns_of_route(market.trade, position):
            rows.append(market.balance.index(node, arrived))
            columns.append(column[sent])
            values.append(difference[sent, arrived])
    change = sparse.csc_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=market.program.matrix.shape,
    )
    return (market.program.matrix + change).tocsc()
