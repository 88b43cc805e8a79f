"""Rules on quantities: stock obligations, dependence caps, collection targets, and who is served first."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from didymium.market.additions import Addition, Extra, Parts
from didymium.market.program import Pen
from didymium.market.stocks import DAYS_PER_MONTH
from didymium.market.structure import Structure
from didymium.scenario.draft import Draft
from didymium.scenario.instruments.rates import Charge
from didymium.scenario.instruments.schema import (
    CollectionTarget,
    DependenceCap,
    PriorityAllocation,
    StockObligation,
)
from didymium.scenario.instruments.scope import (
    calendar_years,
    imports_into,
    in_force,
    makers_of,
    members_of,
    open_columns,
    output_columns,
    route_columns,
    use_columns,
)
from didymium.scenario.names import expand_materials, expand_regions

Floats = NDArray[np.float64]


def add_stock_obligation(entry: StockObligation, number: int) -> Addition:
    """Return what an obligation adds: for each place the stock that is missing, and the rule."""

    def addition(parts: Parts, pen: Pen) -> Iterable[Extra]:
        structure = parts.structure
        places = obliged_places(structure, entry)
        if not places or parts.stocks is None:
            return ()
        unit = np.array([structure.unit_t[material] for _, material in places])
        names = [f"{material} {region}" for region, material in places]
        fine = np.full((len(places), 1), entry.fine_usd_per_kg_year) * _fined_years(structure, entry)
        missing = pen.add_columns(
            f"missing stock {number}", lambda n: names[n], unit, cost=structure.money(unit, fine), upper=0.0
        )
        rows = pen.add_rows(f"stock rule {number}", lambda n: names[n], unit, lower=-np.inf, upper=np.inf)
        growing = {int(holding): entity for entity, holding in enumerate(parts.stocks.growing)}
        for entity, place in enumerate(places):
            for position in obliged_holdings(structure, place):
                pen.put(rows.index(entity), parts.stocks.low.index(position), 1.0)
                pen.put(rows.index(entity), parts.stocks.high.index(growing[position]), 1.0)
            pen.put(rows.index(entity), missing.index(entity), 1.0)
        return (Extra(missing, tuple(region for region, _ in places), "holders"),)

    return addition


def obliged_places(structure: Structure, entry: StockObligation) -> list[tuple[str, str]]:
    """Return the members and materials with a commercial holding."""
    members = members_of(structure.case, entry.club, entry)
    materials = expand_materials(structure.case, entry.materials)
    return sorted({
        (row.region, row.material)
        for row in structure.holdings
        if row.kind == "commercial" and row.region in members and row.material in materials
    })  # fmt: skip


def obliged_holdings(structure: Structure, place: tuple[str, str]) -> list[int]:
    """Return the positions of the commercial holdings of a place."""
    return [
        position
        for position, row in enumerate(structure.holdings)
        if row.kind == "commercial" and (row.region, row.material) == place
    ]


def enact_stock_obligation(draft: Draft, number: int, entry: StockObligation) -> None:
    """Ask for days of the base run's use, rising over the time to build up, and make room for them."""
    structure, stocks = draft.structure, draft.market.stocks
    extra = open_columns(draft, f"missing stock {number}")
    if extra is None or stocks is None:
        return
    rows = draft.market.program.rows[f"stock rule {number}"]
    ramp = _ramp(structure, entry)
    growing = {int(holding): entity for entity, holding in enumerate(stocks.growing)}
    for entity, place in enumerate(obliged_places(structure, entry)):
        needed_t = entry.days / 365.0 * _yearly_use(draft, place) * ramp
        unit = structure.unit_t[place[1]]
        rows.view(draft.row_lower)[entity] = needed_t / unit
        holdings = obliged_holdings(structure, place)
        for position in holdings:
            row, high = structure.holdings[position], growing[position]
            room = np.maximum(needed_t / len(holdings) - row.level_t, 0.0) / unit
            view = stocks.high.view(draft.upper)
            view[high] = np.maximum(view[high], room)
    _charge_fines(draft, number, entry, extra)


def _ramp(structure: Structure, entry: StockObligation) -> Floats:
    """Return the share of the obligation that holds at the end of each period; shape (T,)."""
    begin = structure.periods.position(entry.from_)
    grown = (structure.periods.ends - begin) / max(entry.build_up_months * DAYS_PER_MONTH, 1e-9)
    return np.clip(grown, 0.0, 1.0) * (in_force(entry, structure.periods) > 0)


def _fined_years(structure: Structure, entry: StockObligation) -> Floats:
    """Return the years of each period on whose days the obligation holds; shape (T,)."""
    return np.asarray(structure.periods.years * in_force(entry, structure.periods))


def _yearly_use(draft: Draft, place: tuple[str, str]) -> Floats:
    """Return what a place uses in the base run at the rate of each period, tonnes a year; shape (T,)."""
    columns, tonnes, _ = use_columns(draft.market, place[1], frozenset({place[0]}))
    return np.asarray((draft.base_tonnes[columns] * tonnes).sum(axis=0) / draft.structure.periods.years)


def _charge_fines(draft: Draft, number: int, entry: StockObligation, extra: Extra) -> None:
    """Book the fine, which the program counts already as a cost of the columns."""
    years = _fined_years(draft.structure, entry)
    columns = extra.block.index(np.arange(extra.block.count))
    owners = tuple((region, "holders") for region in extra.regions)
    payees = tuple((region, "treasuries") for region in extra.regions)
    charge = Charge("fine", columns, np.ones(columns.shape) * years, owners, payees)
    draft.book(number, "fine on missing stock", "", charge, np.full(len(years), entry.fine_usd_per_kg_year))


def add_dependence_cap(entry: DependenceCap, number: int) -> Addition:
    """Return what a cap adds: for each material and origin a rule by calendar year, and what exceeds it."""

    def addition(parts: Parts, pen: Pen) -> Iterable[Extra]:
        structure = parts.structure
        pairs = capped_origins(structure, entry)
        if not pairs:
            return ()
        members = members_of(structure.case, entry.club, entry)
        unit = np.array([structure.unit_t[material] for material, _ in pairs])
        names = [f"{material} from {origin}" for material, origin in pairs]
        fine = np.full((len(pairs), 1), entry.fine_usd_per_kg or 0.0)
        above = pen.add_columns(
            f"above cap {number}", lambda n: names[n], unit, cost=structure.money(unit, fine), upper=0.0
        )
        rows = pen.add_rows(f"origin cap {number}", lambda n: names[n], unit, lower=-np.inf, upper=np.inf)
        within = in_force(entry, structure.periods)
        for entity, (material, origin) in enumerate(pairs):
            routes = [
                position
                for position in imports_into(structure, members, {material})
                if structure.routes[position].origin == origin
            ]
            sent, _ = route_columns(parts.trade, routes)
            used, tonnes, _ = use_columns(parts, material, members)
            for year in calendar_years(structure.periods):
                row, live = rows.index(entity, year[-1]), year[within[year] > 0]
                pen.put(row, sent[:, live], within[live])
                pen.put(row, used[:, live], -entry.share * tonnes[:, live] * within[live])
                pen.put(row, above.index(entity, live), -1.0)
        return (Extra(above, (entry.club,) * len(pairs), "traders"),)

    return addition


def capped_origins(structure: Structure, entry: DependenceCap) -> list[tuple[str, str]]:
    """Return the materials and origins that a cap concerns."""
    members = members_of(structure.case, entry.club, entry)
    origins = expand_regions(structure.case, entry.origins, entry.from_)
    routes = imports_into(structure, members, expand_materials(structure.case, entry.materials))
    found = {(structure.routes[n].material, structure.routes[n].origin) for n in routes}
    return sorted((material, origin) for material, origin in found if origin in origins)


def enact_dependence_cap(draft: Draft, number: int, entry: DependenceCap) -> None:
    """Close the rule of every calendar year with a day of the cap; above it only against the fine."""
    rows = draft.market.program.rows.get(f"origin cap {number}")
    if rows is None:
        return
    within = in_force(entry, draft.structure.periods)
    view = rows.view(draft.row_upper)
    for year in calendar_years(draft.structure.periods):
        if np.any(within[year] > 0):
            view[:, year[-1]] = 0.0
    if entry.fine_usd_per_kg is None:
        return
    extra = open_columns(draft, f"above cap {number}", np.where(within > 0, np.inf, 0.0))
    if extra is not None:
        _book_fine(draft, number, "fine above the cap", extra, "traders", entry.fine_usd_per_kg, entry.club)


def _book_fine(
    draft: Draft, number: int, label: str, extra: Extra, party: str, usd_per_kg: float, treasury: str
) -> None:
    columns = extra.block.index(np.arange(extra.block.count))
    owners = tuple((region, party) for region in extra.regions)
    payees = ((treasury, "treasuries"),) * len(owners)
    charge = Charge("fine", columns, np.ones(columns.shape), owners, payees)
    draft.book(number, label, "", charge, np.full(columns.shape[1], usd_per_kg))


def add_collection_target(entry: CollectionTarget, number: int) -> Addition:
    """Return what a target adds: what is missing in each calendar year, and the rule."""

    def addition(parts: Parts, pen: Pen) -> Iterable[Extra]:
        structure = parts.structure
        plants = makers_of(structure, entry.material, (), members_of(structure.case, entry.club, entry))
        if not plants:
            return ()
        unit = np.array([structure.unit_t[entry.material]])
        missing = pen.add_columns(
            f"not collected {number}",
            lambda _: entry.material,
            unit,
            cost=structure.money(unit, np.array([[entry.fine_usd_per_kg]])),
            upper=0.0,
        )
        rows = pen.add_rows(
            f"collection {number}", lambda _: entry.material, unit, lower=-np.inf, upper=np.inf
        )
        columns, tonnes = output_columns(parts, plants, entry.material)
        within = in_force(entry, structure.periods)
        for year in calendar_years(structure.periods):
            live = year[within[year] > 0]
            pen.put(rows.index(0, year[-1]), columns[:, live], tonnes[:, live] * within[live])
            pen.put(rows.index(0, year[-1]), missing.index(0, live), 1.0)
        return (Extra(missing, (entry.club,), "producers"),)

    return addition


def enact_collection_target(draft: Draft, number: int, entry: CollectionTarget) -> None:
    """Ask for the target of each calendar year in proportion to its days within the run and the dates."""
    extra = open_columns(draft, f"not collected {number}")
    if extra is None:
        return
    periods = draft.structure.periods
    due_t = in_force(entry, periods) * periods.years * entry.t_per_year
    view = draft.market.program.rows[f"collection {number}"].view(draft.row_lower)
    for year in calendar_years(periods):
        if due_t[year].sum() > 0:
            view[0, year[-1]] = due_t[year].sum() / draft.structure.unit_t[entry.material]
    _book_fine(
        draft, number, "fine on what is not collected", extra, "producers", entry.fine_usd_per_kg, entry.club
    )


def enact_priority(draft: Draft, number: int, entry: PriorityAllocation) -> None:
    """Raise what use is worth in the named sectors, so that each is served before the next and all others.

    The rise is a rank, not money: it is taken off again where values are booked. The rate of the charge is
    the highest worth of any use concerned, its factor the rank. The rule holds for the whole of a period of
    which it covers more than half, else not for it.
    """
    structure, use = draft.structure, draft.market.use
    members = members_of(structure.case, entry.club, entry)
    materials = expand_materials(structure.case, entry.materials)
    holds = (in_force(entry, structure.periods) > 0.5).astype(np.float64)
    concerned = [
        (entity, step, structure.groups[step.group])
        for entity, step in enumerate(use.steps)
        if structure.groups[step.group].region in members
        and structure.groups[step.group].material in materials
    ]
    if not concerned:
        return
    highest = max(step.worth_usd_per_kg for _, step, _ in concerned)
    # No use counts more than this many times what it is worth: the last resort must stay dearer than it.
    draft.market.backstop.view(draft.cost)[:] *= 1.0 + len(entry.sectors) * holds
    for entity, _, group in concerned:
        sectors = {structure.demands[member].sector for member in group.members}
        ranks = [len(entry.sectors) - entry.sectors.index(name) for name in sectors if name in entry.sectors]
        if ranks:
            columns = use.serve.index(np.array([entity]))
            owner = ((group.region, "users"),)
            rank = Charge("priority", columns, np.full(columns.shape, -float(min(ranks))), owner, owner)
            draft.charge(number, f"priority {number}", group.material, rank, highest * holds)
