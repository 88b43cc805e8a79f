"""Checks time and place: a lot is used after it was made, received after it was shipped, where it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from didymium.screening.lots.events import Event, LotMass
from didymium.screening.lots.findings import Doubts
from didymium.screening.lots.ledger import Ledger
from didymium.screening.lots.masses import exceeds
from didymium.screening.lots.vocabulary import RECEIVING_STEPS, SHIPPING_STEPS


@dataclass
class _Travels:
    """Where a lot is, has been sent and has come to, as the events tell it in order of time."""

    sites: set[str] = field(default_factory=set)
    shipped: list[tuple[dt.datetime, float | None]] = field(default_factory=list)
    received: int = 0
    shipped_kg: float | None = 0.0
    received_kg: float | None = 0.0


def check_custody(ledger: Ledger, doubts: Doubts) -> None:
    """Find lots that are used before they are made, received before or without being shipped, received in
    larger mass than shipped, or used at a place that they never came to.

    A container that is shipped or received takes along what was packed into it. Places are compared only
    where both are named.
    """
    travels: dict[int, _Travels] = {}
    packed: dict[str, dict[str, LotMass]] = {}
    for event in _in_order(ledger):
        _pack(event, packed)
        for one in _moved(event, packed):
            lot = ledger.place.get(one.lot)
            if lot is not None:
                _follow(ledger, event, lot, one.mass_kg, travels.setdefault(lot, _Travels()), doubts)
        _use(ledger, event, travels, doubts)
        for one in event.made:
            if event.site:
                travels.setdefault(ledger.place[one.lot], _Travels()).sites.add(_site(event.site))
    _check_times(ledger, doubts)


def _in_order(ledger: Ledger) -> Iterable[Event]:
    """Return the events in order of time; at one moment what makes or sends comes before what uses."""
    rank = {True: 0, False: 1}
    return sorted(
        ledger.document.events,
        key=lambda event: (event.time, rank[event.kind != "TransformationEvent"], event.number),
    )


def _pack(event: Event, packed: dict[str, dict[str, LotMass]]) -> None:
    if event.kind not in ("AggregationEvent", "AssociationEvent") or not event.parent:
        return
    content = packed.setdefault(event.parent, {})
    for one in event.lots:
        if event.action == "DELETE":
            content.pop(one.lot, None)
        else:
            content[one.lot] = one
    if event.action == "DELETE" and not event.lots:
        content.clear()


def _moved(event: Event, packed: dict[str, dict[str, LotMass]]) -> list[LotMass]:
    """Return the lots that an event ships or receives, with those in containers (of containers)."""
    if event.step not in SHIPPING_STEPS | RECEIVING_STEPS or event.kind == "TransformationEvent":
        return []
    found: list[LotMass] = []
    waiting, seen = list(event.lots), set()
    if event.parent:
        waiting.append(LotMass(event.parent))
    while waiting:
        one = waiting.pop()
        if one.lot in seen:
            continue
        seen.add(one.lot)
        found.append(one)
        waiting += packed.get(one.lot, {}).values()
    return found


def _follow(
    ledger: Ledger, event: Event, lot: int, mass_kg: float | None, travels: _Travels, doubts: Doubts
) -> None:
    name = ledger.lots[lot]
    if event.step in SHIPPING_STEPS:
        _leave(ledger, event, lot, travels, doubts)
        travels.shipped.append((event.time, mass_kg))
        travels.shipped_kg = _plus(travels.shipped_kg, mass_kg)
        return
    travels.received += 1
    travels.received_kg = _plus(travels.received_kg, mass_kg)
    fields = {"lot": name, "place": event.site, "on": event.time.date()}
    if travels.received > len(travels.shipped):
        doubts.add("received_before_shipped", fields, [name], [event.number])
        doubts.doubt_lot(lot, 1.0)
    else:
        travels.sites.add(_site(event.site))
        _compare_masses(ledger, event, lot, travels, doubts)


def _leave(ledger: Ledger, event: Event, lot: int, travels: _Travels, doubts: Doubts) -> None:
    """Find a shipment from a place where the lot never was."""
    if event.read_point and travels.sites and _site(event.read_point) not in travels.sites:
        name = ledger.lots[lot]
        fields = {"lot": name, "place": event.read_point, "on": event.time.date()}
        doubts.add("custody_gap", fields, [name], [event.number])
        doubts.doubt_lot(lot, 1.0)


def _compare_masses(ledger: Ledger, event: Event, lot: int, travels: _Travels, doubts: Doubts) -> None:
    shipped, received = travels.shipped_kg, travels.received_kg
    if shipped is None or received is None or not ledger.made_by[lot]:
        return
    tolerance = max(ledger.processes[number].tolerance for number, _ in ledger.made_by[lot])
    if exceeds(received, shipped, tolerance):
        name = ledger.lots[lot]
        fields = {"lot": name, "shipped_kg": shipped, "received_kg": received}
        doubts.add("received_more_than_shipped", fields, [name], [event.number])
        doubts.doubt_lot(lot, 1.0 - shipped / received)


def _use(ledger: Ledger, event: Event, travels: dict[int, _Travels], doubts: Doubts) -> None:
    """Find inputs that are used at a place that they never came to."""
    for one in event.inputs:
        lot = ledger.place[one.lot]
        sites = travels.get(lot, _Travels()).sites
        if not event.site or not sites or _site(event.site) in sites:
            continue
        fields = {"lot": one.lot, "place": event.site, "on": event.time.date()}
        doubts.add("custody_gap", fields, [one.lot], [event.number])
        doubts.doubt_draw(ledger.process_of[event.number], lot, 1.0)


def _check_times(ledger: Ledger, doubts: Doubts) -> None:
    """Find lots that are used before the first of them was made."""
    for lot, makers in enumerate(ledger.made_by):
        if not makers:
            continue
        first = min(draw.event.time for _, draw in makers)
        for process, draw in ledger.used_by[lot]:
            if draw.event.time >= first:
                continue
            name = ledger.lots[lot]
            fields = {"lot": name, "used_on": draw.event.time.date(), "made_on": first.date()}
            doubts.add("used_before_made", fields, [name], [draw.event.number])
            doubts.doubt_draw(process, lot, 1.0)


def _site(place: str) -> str:
    """Return the site of a place: of an SGLN without the extension, which names a spot within the site."""
    return place.rpartition(".")[0] if place.startswith("urn:epc:id:sgln:") else place


def _plus(left: float | None, right: float | None) -> float | None:
    return None if left is None or right is None else left + right
