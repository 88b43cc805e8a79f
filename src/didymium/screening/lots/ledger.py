"""Who made what of what: lots, the processes that make them, and how much each process draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from didymium.screening.lots.events import Content, Event, LotDocument, OriginClaim
from didymium.screening.lots.vocabulary import CustodyModel


@dataclass(frozen=True, slots=True)
class Draw:
    """A lot that a process uses or makes."""

    lot: int
    """Its place in :attr:`Ledger.lots`."""
    mass_kg: float | None
    event: Event


@dataclass
class Process:
    """One making of lots: an entry into the document, a transformation, or a site's account of a period."""

    name: str
    """``transformationID``, the account, or the event."""
    custody: CustodyModel
    inputs: list[Draw] = field(default_factory=list)
    outputs: list[Draw] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def is_entry(self) -> bool:
        """Whether lots come into the document with it, made of nothing that it names."""
        return self.events[0].kind == "ObjectEvent"

    @cached_property
    def tolerance(self) -> float:
        """Share by which outputs may exceed inputs: the widest that its events state, once all are in."""
        return max(event.tolerance for event in self.events)

    @property
    def tolerance_stated(self) -> bool:
        """Whether the document states it."""
        return any(event.tolerance_stated for event in self.events)

    @property
    def last(self) -> dt.datetime:
        """When it ended."""
        return max(event.time for event in self.events)


@dataclass
class Ledger:
    """The lots of a document and what happened to them."""

    document: LotDocument
    lots: tuple[str, ...]
    place: dict[str, int]
    """Number of each lot."""
    processes: list[Process]
    made_by: list[list[tuple[int, Draw]]]
    """By lot: the processes that make it, with what they make."""
    used_by: list[list[tuple[int, Draw]]]
    """By lot: the processes that use it, with what they use."""
    destroyed: list[list[Draw]]
    """By lot: events that took some of it away."""
    contents: dict[int, dict[str, float]]
    """By lot: mass shares of its elements, as far as stated."""
    claims: dict[int, list[OriginClaim]]
    """By lot: what the documents claim of its origin."""
    containers: frozenset[str] = frozenset()
    """What lots are packed into or linked with."""
    process_of: dict[int, int] = field(default_factory=dict)
    """Process of an event, both by number."""

    def mass_made(self, lot: int) -> float | None:
        """Return the mass of a lot that came into being; None if any of it is not known."""
        return _sum(draw for _, draw in self.made_by[lot])

    def mass_drawn(self, lot: int) -> float | None:
        """Return the mass of a lot that was used or destroyed; None if any of it is not known."""
        return _sum([*(draw for _, draw in self.used_by[lot]), *self.destroyed[lot]])


def _sum(draws: Iterable[Draw]) -> float | None:
    total = 0.0
    for draw in draws:
        if draw.mass_kg is None:
            return None
        total += draw.mass_kg
    return total


def build_ledger(document: LotDocument) -> Ledger:
    """Return the ledger of a document: transformations of one number are one process, and so is the account
    of a site with mass balance over a period (its name, or the calendar year).
    """
    place = _places(document.events)
    processes = _processes(document.events, place)
    ledger = Ledger(
        document,
        tuple(place),
        place,
        processes,
        [[] for _ in place],
        [[] for _ in place],
        [[] for _ in place],
        {},
        {},
    )
    ledger.containers = frozenset(event.parent for event in document.events if event.parent)
    _link(ledger)
    for event in document.events:
        if event.action == "DELETE" and event.kind == "ObjectEvent":
            for one in event.lots:
                lot = place[one.lot]
                ledger.destroyed[lot].append(Draw(lot, one.mass_kg, event))
        _state(ledger, event)
    return ledger


def _places(events: Iterable[Event]) -> dict[str, int]:
    place: dict[str, int] = {}
    for event in events:
        for one in (*event.lots, *event.inputs, *event.outputs):
            place.setdefault(one.lot, len(place))
    return place


def _processes(events: Iterable[Event], place: dict[str, int]) -> list[Process]:
    found: dict[str, Process] = {}
    for event in events:
        if not event.made and not event.inputs:
            continue
        key = _key(event)
        process = found.setdefault(key, Process(key, event.custody))
        if process.custody != event.custody:
            process.custody = "unknown"
        process.events.append(event)
        process.inputs += [Draw(place[one.lot], one.mass_kg, event) for one in event.inputs]
        process.outputs += [Draw(place[one.lot], one.mass_kg, event) for one in event.made]
    return list(found.values())


def _key(event: Event) -> str:
    if event.kind == "TransformationEvent":
        if event.custody == "mass_balance" and event.site:
            return f"account {event.site} {event.account or event.time.year}"
        if event.transformation:
            return event.transformation
    return event.identifier or f"event {event.number}"


def _link(ledger: Ledger) -> None:
    for number, process in enumerate(ledger.processes):
        ledger.process_of.update({event.number: number for event in process.events})
        for draw in process.inputs:
            ledger.used_by[draw.lot].append((number, draw))
        for draw in process.outputs:
            ledger.made_by[draw.lot].append((number, draw))


def _state(ledger: Ledger, event: Event) -> None:
    """Note what an event says of the lots that it makes."""
    for one in event.made:
        lot = ledger.place[one.lot]
        for row in _meant(event.contents, one.lot):
            ledger.contents.setdefault(lot, {})[row.element] = row.share
        rows = [row for row in event.claims if row.lot in ("", one.lot)]
        if rows:
            ledger.claims.setdefault(lot, []).extend(rows)


def _meant(contents: Iterable[Content], lot: str) -> list[Content]:
    return [row for row in contents if row.lot in ("", lot)]
