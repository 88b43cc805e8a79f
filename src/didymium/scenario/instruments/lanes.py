"""Trusted lanes: which part of the goods of a chain can prove that its stages took place in trusted hands
(market.md §8, procurement rule).

A lane is a flow within the flow: on every route, in every plant and at every use, what is trusted is at most
what is there. Processes preserve it, trusted output needs trusted input of every covered material, and what
is not bought as trusted is sold as ordinary. Goods in stock at the opening count as ordinary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.schema import Plant
from didymium.market.additions import Addition, Extra, Parts
from didymium.market.program import Block, Pen
from didymium.market.structure import DemandGroup, Structure
from didymium.market.supply import coefficient_courses
from didymium.scenario.draft import Draft
from didymium.scenario.instruments.rates import Charge
from didymium.scenario.instruments.schema import ProcurementRule
from didymium.scenario.instruments.scope import in_force, members_of, open_columns, route_columns
from didymium.scenario.names import expand_materials, expand_regions

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Node = tuple[str, str]


@dataclass(frozen=True)
class _Lane:
    """What a rule covers: nodes, plants that are trusted, routes, and the places where it binds users."""

    nodes: Mapping[Node, int]
    plants: tuple[int, ...]
    routes: tuple[int, ...]
    places: tuple[Node, ...]


def restricted_sectors(entry: ProcurementRule) -> frozenset[str]:
    """Return the sectors that follow a rule; their demands get columns of their own."""
    if entry.sectors == "all":
        return frozenset()
    return frozenset(entry.sectors)


def lane_places(case: Case, entry: ProcurementRule) -> list[Node]:
    """Return the regions and materials where a sector follows the rule."""
    members = members_of(case, entry.club, entry)
    materials = expand_materials(case, entry.materials)
    return sorted({
        (row.region, row.material)
        for row in case.demands
        if row.region in members and row.material in materials
        and (entry.sectors == "all" or row.sector in entry.sectors)
    })  # fmt: skip


def _lane_of(structure: Structure, entry: ProcurementRule) -> _Lane:
    case = structure.case
    covered = expand_materials(case, entry.materials) | expand_materials(case, entry.covers)
    nodes = sorted(node for node in structure.node_index if node[1] in covered)
    trusted = expand_regions(case, entry.trusted, entry.from_) if entry.trusted else set()
    return _Lane(
        {node: position for position, node in enumerate(nodes)},
        tuple(
            position
            for position, plant in enumerate(structure.plants)
            if (plant.region in trusted or plant.plant in entry.plants)
            and any(
                value > 0 and material in covered
                for material, value in structure.recipe(plant.process).items()
            )
        ),
        tuple(position for position, route in enumerate(structure.routes) if route.material in covered),
        tuple(place for place in lane_places(case, entry) if place in structure.node_index),
    )


def add_lane(entry: ProcurementRule, number: int) -> Addition:
    """Return what a rule adds: trusted output, trusted dispatch, trusted use and what a waiver lets pass."""

    def addition(parts: Parts, pen: Pen) -> Iterable[Extra]:
        structure = parts.structure
        lane = _lane_of(structure, entry)
        if not lane.places:
            return ()
        names = [f"{material} {region}" for region, material in lane.nodes]
        unit = np.array([structure.unit_t[material] for _, material in lane.nodes])
        balance = pen.add_rows(f"trusted {number}", lambda n: names[n], unit, lower=0.0, upper=np.inf)
        return (
            *_trusted_output(parts, pen, lane, number, balance),
            *_trusted_dispatch(parts, pen, lane, number, balance),
            *_trusted_use(parts, pen, lane, entry, number, balance),
        )

    return addition


def _trusted_output(parts: Parts, pen: Pen, lane: _Lane, number: int, balance: Block) -> Iterable[Extra]:
    structure, supply = parts.structure, parts.supply
    if not lane.plants:
        return ()
    plants: list[Plant] = [structure.plants[position] for position in lane.plants]
    unit = np.array([structure.unit_t[structure.reference_material[row.process]] for row in plants])
    block = pen.add_columns(f"trusted run {number}", lambda n: plants[n].plant, unit, cost=0.0, upper=0.0)
    rows = pen.add_rows(f"trusted plant {number}", lambda n: plants[n].plant, unit, lower=0.0, upper=np.inf)
    for entity, (position, plant) in enumerate(zip(lane.plants, plants, strict=True)):
        segments = np.flatnonzero(supply.plant_of == position)
        pen.put(rows.index(entity)[None, :], supply.block.index(segments), 1.0)
        pen.put(rows.index(entity), block.index(entity), -1.0)
        for material, course in coefficient_courses(structure, plant.process).items():
            if (plant.region, material) in lane.nodes:
                pen.put(balance.index(lane.nodes[plant.region, material]), block.index(entity), course)
    return (Extra(block, tuple(row.region for row in plants), "producers"),)


def _trusted_dispatch(parts: Parts, pen: Pen, lane: _Lane, number: int, balance: Block) -> Iterable[Extra]:
    structure, trade = parts.structure, parts.trade
    if not lane.routes:
        return ()
    routes = [structure.routes[position] for position in lane.routes]
    names = [f"{row.material} {row.origin} → {row.destination} {row.via}".strip() for row in routes]
    unit = np.array([structure.unit_t[row.material] for row in routes])
    block = pen.add_columns(f"trusted dispatch {number}", lambda n: names[n], unit, cost=0.0, upper=0.0)
    rows = pen.add_rows(f"trusted route {number}", lambda n: names[n], unit, lower=0.0, upper=np.inf)
    for entity, position in enumerate(lane.routes):
        row, columns = routes[entity], block.index(entity)
        sent, _ = route_columns(trade, [position])
        pen.put(rows.index(entity)[None, :], sent, 1.0)
        pen.put(rows.index(entity), columns, -1.0)
        pen.put(balance.index(lane.nodes[row.origin, row.material]), columns, -1.0)
        leaving, arriving = np.nonzero(trade.shares[position, :, :-1])
        node = lane.nodes[row.destination, row.material]
        pen.put(balance.index(node, arriving), columns[leaving], trade.shares[position, leaving, arriving])
    return (Extra(block, tuple(row.destination for row in routes), "traders"),)


def _trusted_use(
    parts: Parts, pen: Pen, lane: _Lane, entry: ProcurementRule, number: int, balance: Block
) -> Iterable[Extra]:
    structure = parts.structure
    names = [f"{material} {region}" for region, material in lane.places]
    unit = np.array([structure.unit_t[material] for _, material in lane.places])
    waiver = np.full((len(names), 1), entry.waiver_usd_per_kg or 0.0)
    trusted = pen.add_columns(f"trusted use {number}", lambda n: names[n], unit, cost=0.0, upper=0.0)
    waived = pen.add_columns(
        f"waived {number}", lambda n: names[n], unit, cost=structure.money(unit, waiver), upper=0.0
    )
    rows = pen.add_rows(f"rule {number}", lambda n: names[n], unit, lower=-np.inf, upper=np.inf)
    for entity, place in enumerate(lane.places):
        pen.put(balance.index(lane.nodes[place]), trusted.index(entity), -1.0)
        pen.put(rows.index(entity), trusted.index(entity), 1.0)
        pen.put(rows.index(entity), waived.index(entity), 1.0)
        columns, tonnes = _use_of(parts, entry, place)
        pen.put(rows.index(entity)[None, :], columns, -entry.share * tonnes)
    regions = tuple(region for region, _ in lane.places)
    return Extra(trusted, regions, "users"), Extra(waived, regions, "users")


def _use_of(parts: Parts, entry: ProcurementRule, place: Node) -> tuple[Integers, Floats]:
    """Return the columns of use of the sectors that follow the rule at a place, what they save taken off."""
    structure, use = parts.structure, parts.use
    groups = {
        position
        for position, group in enumerate(structure.groups)
        if (group.region, group.material) == place and _follows(structure, entry, group)
    }
    steps = [use.serve.index(entity) for entity, step in enumerate(use.steps) if step.group in groups]
    saved = [use.swap.index(n) for n, (group, _) in enumerate(use.swaps) if use.swap and group in groups]
    signs = [1.0] * len(steps) + [-1.0] * len(saved)
    columns = np.array(steps + saved, dtype=np.int64).reshape(len(signs), len(structure.periods))
    return columns, np.array(signs)[:, None] * np.ones(columns.shape)


def _follows(structure: Structure, entry: ProcurementRule, group: DemandGroup) -> bool:
    sectors = {structure.demands[member].sector for member in group.members}
    return entry.sectors == "all" or sectors <= set(entry.sectors)


def enact_lane(draft: Draft, number: int, entry: ProcurementRule) -> None:
    """Open the lane and close the rule on its days."""
    rows = draft.market.program.rows.get(f"rule {number}")
    if rows is None:
        return
    within = in_force(entry, draft.structure.periods)
    for name in ("trusted run", "trusted dispatch", "trusted use"):
        open_columns(draft, f"{name} {number}")
    rows.view(draft.row_lower)[:, within > 0.5] = 0.0
    _trust_what_is_under_way(draft, number, entry)
    if entry.waiver_usd_per_kg is None:
        return
    extra = open_columns(draft, f"waived {number}")
    if extra is not None:
        columns = extra.block.index(np.arange(extra.block.count))
        owners = tuple((region, "users") for region in extra.regions)
        payees = tuple((region, "treasuries") for region in extra.regions)
        charge = Charge("waiver", columns, np.ones(columns.shape), owners, payees)
        draft.book(number, "waiver", "", charge, np.full(len(within), entry.waiver_usd_per_kg))


def _trust_what_is_under_way(draft: Draft, number: int, entry: ProcurementRule) -> None:
    """Count as trusted what is under way at the opening from regions all of whose plants are trusted."""
    structure, trade = draft.structure, draft.market.trade
    trusted = expand_regions(structure.case, entry.trusted, entry.from_) if entry.trusted else set()
    balance = draft.market.program.rows[f"trusted {number}"]
    nodes = _lane_of(structure, entry).nodes
    view = balance.view(draft.row_lower)
    for position, route in enumerate(structure.routes):
        node = nodes.get((route.destination, route.material))
        if node is not None and route.origin in trusted:
            view[node] -= trade.pipeline_t[position] / structure.unit_t[route.material]
