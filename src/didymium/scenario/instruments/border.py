"""At the border: the levy that holds a floor, tariffs, and quotas (market.md §8).

The levy is one rate per club, material and period: what is missing between the floor and the lowest landed
price of any open route from outside. A levy per route would have no unique answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.market.additions import Addition, Extra, Parts
from didymium.market.program import Pen
from didymium.market.structure import Structure
from didymium.market.trade import END_HAIRCUT, end_price
from didymium.scenario.draft import Draft
from didymium.scenario.instruments.origin import outside_content
from didymium.scenario.instruments.rates import Charge, Quotation, Rate, unit_costs
from didymium.scenario.instruments.schema import PriceFloor, Tariff
from didymium.scenario.instruments.scope import (
    add_yearly_cap,
    imports_into,
    in_force,
    members_of,
    open_columns,
    route_columns,
)
from didymium.scenario.names import expand_materials, expand_regions

Floats = NDArray[np.float64]

UNKNOWN_PRICE = 100.0
"""Where the search for an ad valorem duty also starts from at places without a base price, US dollars per
kg."""


def enact_levy(
    draft: Draft, number: int, floor: PriceFloor, others: Sequence[tuple[int, PriceFloor]]
) -> None:
    """Add the levy that holds a floor; where other floors reach a route too, the highest one charges it."""
    market, structure = draft.market, draft.structure
    members = members_of(structure.case, floor.club, floor)
    within = in_force(floor, structure.periods)
    routes = _outside_routes(draft, floor, members)
    own = [route for route in routes if structure.routes[route].material == floor.material]
    if not own:
        return
    rules = [other for other in others if other[0] != number]
    contents = embodied(structure.case, floor)
    charges = []
    for route in routes:
        landed = _landed_share(draft, route) @ within
        factor = landed * _charged_here(draft, route, floor, rules)
        factor *= contents[structure.routes[route].material]
        columns, owners = route_columns(market.trade, [route])
        destination = structure.routes[route].destination
        charges.append(
            Charge(
                "levy",
                columns,
                np.repeat(factor[None, :], len(owners), axis=0),
                ((destination, "traders"),) * len(owners),
                ((destination, "treasuries"),) * len(owners),
            )
        )
    by_route = dict(zip(routes, charges, strict=True))

    def rule(quotation: Quotation, levy: Floats) -> Floats:
        asked = [
            _levy_of_route(draft, route, by_route[route], floor, within, quotation, levy) for route in own
        ]
        return np.asarray(np.maximum(np.max(asked, axis=0), 0.0))

    draft.rates.append(
        Rate(
            number, f"levy of {floor.club} on {floor.material}", floor.material, tuple(charges),
            rule=rule, ceiling=floor.floor_usd_per_kg,
        )
    )  # fmt: skip


def embodied(case: Case, floor: PriceFloor) -> Mapping[str, float]:
    """Return the tonnes of the floor's material that a tonne of each charged material stands for: 1 for
    itself; downstream its content of the element of which the floor's material holds most.
    """
    later = embodied_later(case, floor.material) if floor.reach == "downstream" else {}
    return {floor.material: 1.0, **later}


def embodied_later(case: Case, floored: str) -> dict[str, float]:
    """Return the tonnes of a material that a tonne of each later one stands for, by its content of the
    element of which the material holds most; what holds none of it is left out.
    """
    contents = {(row.material, row.element): row.t_oxide_per_t for row in case.contents}
    elements = {element: held for (material, element), held in contents.items() if material == floored}
    if not elements:
        return {}
    element = max(sorted(elements), key=lambda name: elements[name])
    reached = made_of(case, floored)
    shares = {name: contents.get((name, element), 0.0) / elements[element] for name in sorted(reached)}
    return {name: share for name, share in shares.items() if share > 0}


def made_of(case: Case, material: str) -> set[str]:
    """Return every material that is made of one, directly or through others, scrap and itself left out."""
    scrap = {row.material for row in case.materials if row.stage == "scrap"}
    reached, edge = {material}, {material}
    while edge:
        processes = {row.process for row in case.coefficients if row.material in edge and row.t_per_t < 0}
        outputs = {row.material for row in case.coefficients if row.process in processes and row.t_per_t > 0}
        edge = outputs - reached - scrap
        reached |= edge
    return reached - {material}


def _outside_routes(draft: Draft, floor: PriceFloor, members: frozenset[str]) -> list[int]:
    """Return the routes that a levy charges: across the border, and with the rule on content those of
    members whose goods hold too much from outside.
    """
    structure = draft.structure
    materials = set(embodied(structure.case, floor))
    routes = imports_into(structure, members, materials)
    if floor.origin_rule == "content":
        outside = outside_content(draft.market, draft.base_tonnes, members, floor.material)
        routes += [
            position
            for position, route in enumerate(structure.routes)
            if route.material in materials
            and {route.origin, route.destination} <= members
            and outside.get((route.origin, route.material), 0.0) > floor.non_member_content
        ]
    return sorted(routes)


def _landed_share(draft: Draft, route: int) -> Floats:
    """Return the share of a dispatch that arrives in each period within the run; shape (T, T)."""
    return np.asarray(draft.arrivals.get(route, draft.market.trade.shares[route])[:, :-1])


def _charged_here(
    draft: Draft, route: int, floor: PriceFloor, others: Sequence[tuple[int, PriceFloor]]
) -> Floats:
    """Return 1 where no higher floor of another club reaches a route, else 0; shape (T,)."""
    structure = draft.structure
    row = structure.routes[route]
    free = np.ones(len(structure.periods))
    for _, other in others:
        members = members_of(structure.case, other.club, other)
        reaches = row.destination in members and row.origin not in members
        if reaches and other.material == floor.material and row.material in embodied(structure.case, other):
            higher = (other.floor_usd_per_kg, other.club) > (floor.floor_usd_per_kg, floor.club)
            free *= 1.0 - higher * in_force(other, structure.periods)
    return free


def _levy_of_route(
    draft: Draft,
    route: int,
    charge: Charge,
    floor: PriceFloor,
    within: Floats,
    quotation: Quotation,
    levy: Floats,
) -> Floats:
    """Return the levy at which a route lands at the floor; −∞ where it is closed or lands outside the dates.

    A route lands at what its goods cost at the origin and on the way, or where it can carry no more at what
    they fetch, less the levy. What arrives after the last period is neither charged nor priced in the run: it
    is taken to land at the floor too, so that the end of the run does not raise the levy.
    """
    structure = draft.structure
    row = structure.routes[route]
    discount = structure.discount
    landed = _landed_share(draft, route)
    weights = landed * discount[None, :] / discount[:, None]
    price = quotation.prices[structure.node_index[row.destination, row.material]]
    reached = within * floor.floor_usd_per_kg + (1.0 - within) * price
    wanted, fetched, charged = weights @ reached, weights @ price, charge.factor[0]
    late, credit = _after_the_end(draft, route, len(charge.columns))
    room = draft.upper[charge.columns]
    before_levy = quotation.unit_cost[charge.columns] - charge.factor * levy + credit
    cheapest = np.where(room > 0, before_levy, np.inf).min(axis=0)
    paid = quotation.prices[structure.node_index[row.origin, row.material]] + cheapest
    inside = landed @ within
    with np.errstate(divide="ignore", invalid="ignore"):
        charged_whole = charged + late * within[-1] * np.where(inside > 0, charged / inside, 0.0)
        by_cost = (wanted + late * reached[-1] * structure.end_discount / discount - paid) / charged_whole
        by_price = levy + (wanted - fetched) / charged
    usable = (charged > 1e-9) & np.any(room > 0, axis=0)
    return np.where(usable, np.minimum(by_cost, by_price), -np.inf)


def _after_the_end(draft: Draft, route: int, columns: int) -> tuple[Floats, Floats]:
    """Return the share of a dispatch that arrives after the last period, shape (T,), and what the program
    credits for it to each of the route's columns, US dollars per kg, shape (columns, T).
    """
    structure, trade = draft.structure, draft.market.trade
    late = np.asarray(draft.arrivals.get(route, trade.shares[route])[:, -1])
    part = np.full((columns, 1), END_HAIRCUT)
    if route in trade.base_position:
        part[0] = 1.0
    return late, part * late * end_price(structure)[route] / structure.discount


def add_quota(tariff: Tariff, number: int) -> Addition | None:
    """Return what a tariff-rate quota adds: what enters within it, on each route and by calendar year."""
    if tariff.quota_t_per_year is None:
        return None
    quota = tariff.quota_t_per_year

    def addition(parts: Parts, pen: Pen) -> Iterable[Extra]:
        structure = parts.structure
        routes = _taxed_routes(structure, tariff)
        if not routes:
            return ()
        rows = [structure.routes[route] for route in routes]
        unit = np.array([structure.unit_t[row.material] for row in rows])
        names = [f"{row.material} {row.origin} → {row.destination}" for row in rows]
        block = pen.add_columns(f"within quota {number}", lambda n: names[n], unit, cost=0.0, upper=0.0)
        shipped = pen.add_rows(f"shipped {number}", lambda n: names[n], unit, lower=0.0, upper=np.inf)
        for entity, route in enumerate(routes):
            columns, _ = route_columns(parts.trade, [route])
            pen.put(shipped.index(entity)[None, :], columns, 1.0)
            pen.put(shipped.index(entity), block.index(entity), -1.0)
        within = in_force(tariff, structure.periods) * structure.periods.years
        columns = block.index(np.arange(len(routes)))
        add_yearly_cap(pen, f"quota {number}", columns, within * quota, unit[:1], structure.periods)
        return (Extra(block, tuple(row.destination for row in rows), "traders"),)

    return addition


def enact_tariff(draft: Draft, number: int, tariff: Tariff) -> None:
    """Charge a tariff; its ad valorem part follows the market price at each origin."""
    structure = draft.structure
    routes = _taxed_routes(structure, tariff)
    within = in_force(tariff, structure.periods)
    extra = open_columns(draft, f"within quota {number}", np.where(within > 0, np.inf, 0.0))
    places = [(structure.routes[route].material, structure.routes[route].origin) for route in routes]
    for material, origin in sorted(set(places)):
        mine = [route for route, place in zip(routes, places, strict=True) if place == (material, origin)]
        label = f"tariff of {tariff.club} on {material} from {origin}"
        by_price, by_mass = _tariff_charges(draft, tariff, mine, routes, extra)
        if np.any(by_mass.factor):
            draft.charge(number, label, material, by_mass, np.ones(len(within)))
        if np.any(by_price.factor):
            node = structure.node_index[origin, material]
            draft.rates.append(ad_valorem_rate(draft, number, label, material, by_price, node))


def ad_valorem_rate(draft: Draft, number: int, label: str, material: str, charge: Charge, node: int) -> Rate:
    """Return a rate that is the price at the origin.

    No price exceeds what the supply of last resort costs. A rate beyond it must not be tried: an import
    subsidy of a share of it would then buy from the last resort without end.
    """
    market = draft.market
    last_resort = unit_costs(market, draft.cost)[market.backstop.index(node)]

    def rule(quotation: Quotation, rate: Floats) -> Floats:
        return np.asarray(np.maximum(quotation.prices[node], 0.0))

    base = draft.structure.node_price[node]
    ceiling = 2.0 * base if np.isfinite(base) else UNKNOWN_PRICE
    return Rate(number, label, material, (charge,), rule=rule, ceiling=ceiling, highest=last_resort)


def _tariff_charges(
    draft: Draft, tariff: Tariff, mine: Sequence[int], routes: Sequence[int], extra: Extra | None
) -> tuple[Charge, Charge]:
    """Return the charges a dollar of the price at the origin, and those by mass."""
    structure, within = draft.structure, in_force(tariff, draft.structure.periods)
    columns, owners = route_columns(draft.market.trade, mine)
    landed = np.array([_landed_share(draft, route) @ within for route in owners])
    by_price, by_mass = tariff.ad_valorem * landed, tariff.specific_usd_per_kg * landed
    if extra is not None:
        entities = [routes.index(route) for route in mine]
        landed_within = np.array([_landed_share(draft, route) @ within for route in mine])
        columns = np.vstack([columns, extra.block.index(np.array(entities, dtype=np.int64))])
        owners = [*owners, *mine]
        less = tariff.in_quota_ad_valorem - tariff.ad_valorem
        by_price = np.vstack([by_price, less * landed_within])
        saved = tariff.in_quota_specific_usd_per_kg - tariff.specific_usd_per_kg
        by_mass = np.vstack([by_mass, saved * landed_within])
    payers = tuple((structure.routes[route].destination, "traders") for route in owners)
    payees = tuple((structure.routes[route].destination, "treasuries") for route in owners)
    ad_valorem = Charge("tariff", columns, by_price, payers, payees)
    return ad_valorem, Charge("tariff", columns, by_mass, payers, payees)


def _taxed_routes(structure: Structure, tariff: Tariff) -> list[int]:
    members = members_of(structure.case, tariff.club, tariff)
    materials = expand_materials(structure.case, tariff.materials)
    origins = expand_regions(structure.case, tariff.origins, tariff.from_)
    return [
        position
        for position in imports_into(structure, members, materials)
        if structure.routes[position].origin in origins
    ]
