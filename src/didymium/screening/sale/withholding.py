"""A restriction of exports that reaches a plant abroad: its owner is under the restricting country."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.schema import Plant
from didymium.evidence.dates import add_working_days
from didymium.market.base_year import BaseYear
from didymium.scenario.names import concerned_routes, expand_materials, expand_regions
from didymium.scenario.reading import read_scenario, restricting_scenarios
from didymium.scenario.schema import Approval, Ban, Event, ExportRestriction, PlantOutage, Scenario
from didymium.screening.sale.markets import activities, products_of, recipe_of
from didymium.screening.sale.request import SaleRequest

WHY = "assumed: the owner follows the restriction of the country that controls it"
Restricting = Ban | ExportRestriction


@dataclass(frozen=True)
class Window:
    """Days on which a country restricts exports."""

    first: dt.date
    last: dt.date | None
    """None: open."""
    known_from: dt.date


def restrictions_by(scenario: Scenario, country: str) -> tuple[Restricting, ...]:
    """Return the events by which a country restricts exports to every user; those that name sectors say
    nothing about the rest of a plant's output and are left out.
    """
    return tuple(
        event
        for event in scenario.event
        if isinstance(event, Ban | ExportRestriction) and event.origin == country and event.users == "all"
    )


def harshest_scenario(case: Case, base_year: BaseYear, country: str) -> str:
    """Return the scenario of a case in which a country keeps back most, by value of its base year's exports
    on the worst day; blank if it restricts nothing in any.
    """
    kept = {
        name: kept_back_usd(case, base_year, restrictions_by(read_scenario(case, name), country))
        for name in restricting_scenarios(case)
    }
    worst = max(sorted(kept), key=lambda name: kept[name], default="")
    return worst if worst and kept[worst] > 0.0 else ""


def kept_back_usd(case: Case, base_year: BaseYear, events: Sequence[Restricting]) -> float:
    """Return the value of the base year's exports that restrictions keep back at worst, US dollars a year."""
    kept: dict[int, float] = {}
    for event in events:
        for position in concerned_routes(case, event, case.routes):
            kept[position] = max(kept.get(position, 0.0), 1.0 - least_share(event))
    return sum(share * _export_usd(case, base_year, position) for position, share in kept.items())


def _export_usd(case: Case, base_year: BaseYear, position: int) -> float:
    route = case.routes[position]
    t = base_year.flow.get(route.identity, route.base_t_per_year or 0.0)
    return t * 1000.0 * base_year.price.get((route.origin, route.material), 1.0)


def least_share(event: Restricting) -> float:
    """Return the least share of the base flow that a restriction lets through at any time."""
    if isinstance(event, Ban) or event.processing_working_days > 0:
        return 0.0
    return min([event.volume_share, *(_volume(one) for one in event.approval)])


def _volume(approval: Approval) -> float:
    return approval.rate if approval.volume_share is None else approval.volume_share


def windows_of(events: Sequence[Restricting]) -> list[Window]:
    """Return the days on which any of the events holds, as windows that do not touch."""
    found: list[Window] = []
    for event in sorted(events, key=lambda event: event.from_):
        window = Window(event.from_, event.until, event.known_from)
        if found and (found[-1].last is None or window.first <= found[-1].last + dt.timedelta(days=1)):
            found[-1] = _joined(found[-1], window)
        else:
            found.append(window)
    return found


def _joined(one: Window, other: Window) -> Window:
    is_open = one.last is None or other.last is None
    last = None if is_open else max(day for day in (one.last, other.last) if day is not None)
    return Window(one.first, last, min(one.known_from, other.known_from))


def sold(
    case: Case, base_year: BaseYear, scenario: Scenario, plant: Plant, request: SaleRequest
) -> tuple[Event, ...]:
    """Return the events that count a plant with the restricting side; none if that restricts nothing."""
    events = restrictions_by(scenario, request.buyer_country)
    if request.reading == "withheld":
        return tuple(_outages(events, plant, request.offtake_share))
    return tuple(_redirections(case, base_year, events, plant, request))


def _outages(events: Sequence[Restricting], plant: Plant, left: float) -> Iterator[PlantOutage]:
    for window in windows_of(events):
        yield PlantOutage(
            kind="plant_outage", title=f"Output of {plant.name_en} withheld", plants=(plant.plant,),
            capacity_share=left, from_=window.first, until=window.last, announced=window.known_from,
            source=WHY,
        )  # fmt: skip


def _redirections(
    case: Case, base_year: BaseYear, events: Sequence[Restricting], plant: Plant, request: SaleRequest
) -> Iterator[ExportRestriction]:
    """Limit what the plant's region ships of each product to others than the buyer's country. The engine
    restricts shipments, not who may buy at home: users in the region itself stay supplied.
    """
    shares = region_shares(case, base_year, plant)
    for event in events:
        regions = expand_regions(case, event.destinations, event.from_)
        to = tuple(sorted(regions - {request.buyer_country, plant.region}))
        for material, share in sorted(shares.items()):
            if to and share > 0.0:
                held = share * (1.0 - request.offtake_share)
                yield _redirection(event, plant, material, to, held)


def _redirection(
    event: Restricting, plant: Plant, material: str, to: tuple[str, ...], held: float
) -> ExportRestriction:
    """Return the event's course over the part of the region's exports that is the plant's."""
    steps = _steps(event)
    return ExportRestriction(
        kind="export_restriction", title=f"Output of {plant.name_en} redirected", origin=plant.region,
        materials=(material,), destinations=to, from_=event.from_, until=event.until,
        announced=event.known_from, source=WHY, volume_share=1.0 - held * (1.0 - steps[0][1]),
        approval=tuple(
            Approval(from_=day, rate=1.0 - held * (1.0 - share), known_from=known, source=WHY)
            for day, share, known in steps[1:]
        ),
    )  # fmt: skip


def _steps(event: Restricting) -> list[tuple[dt.date, float, dt.date]]:
    """Return the first day, share and day of news of each step in the course of a restriction."""
    if isinstance(event, Ban):
        return [(event.from_, 0.0, event.known_from)]
    steps = [(event.from_, event.volume_share, event.known_from)]
    if event.processing_working_days:
        over = add_working_days(event.from_, event.processing_working_days, event.origin)
        steps = [(event.from_, 0.0, event.known_from), (over, event.volume_share, event.known_from)]
    approvals = sorted(event.approval, key=lambda one: one.from_)
    return [*steps, *((one.from_, _volume(one), one.known_from or one.from_) for one in approvals)]


def region_shares(case: Case, base_year: BaseYear, plant: Plant) -> dict[str, float]:
    """Return the plant's share of what its region makes of each of its products in the base year; all of it
    where the region makes none yet.
    """
    shares = {}
    for material in products_of(case, plant):
        made = _made(case, base_year, plant.region, material)
        whole = sum(made.values())
        shares[material] = made[plant.plant] / whole if whole > 0.0 else 1.0
    return shares


def _made(case: Case, base_year: BaseYear, region: str, material: str) -> dict[str, float]:
    running = activities(case, base_year)
    return {
        row.plant: (running[row.plant] or 0.0) * t_per_t
        for row in case.plants
        if row.region == region and (t_per_t := recipe_of(case, row.process).get(material, 0.0)) > 0
    }


def not_named(case: Case, events: Sequence[Restricting], plant: Plant) -> tuple[str, ...]:
    """Return the products of a plant that the restrictions do not name: its owner is taken to withhold them
    too.
    """
    named = {material for event in events for material in expand_materials(case, event.materials)}
    return tuple(material for material in products_of(case, plant) if material not in named)
