"""Reads a document of lots: EPCIS 2.0 in JSON-LD. All of it, or every problem in it at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from didymium.files.problems import InputError, Problem
from didymium.screening.lots.event_reading import Context, read_event
from didymium.screening.lots.events import Certificate, Event, LotDocument
from didymium.screening.lots.fields import Fields, shown
from didymium.screening.lots.json_text import read_json
from didymium.screening.lots.lists import certificate
from didymium.screening.lots.names import Names, names_of


def read_lots(source: Path | bytes, file: str = "", now: dt.datetime | None = None) -> LotDocument:
    """Read a document of events of lots from a file or from bytes.

    ``file`` is what messages call it; ``now`` is the moment after which nothing can have happened (default:
    this one). An event with an error declaration is left out, and so is the one that it declares to be in
    error, which has the same ``eventID``.

    Raises:
        InputError: With every problem found.
    """
    name = file or (source.name if isinstance(source, Path) else "lots.json")
    data = read_json(source, name)
    problems: list[Problem] = []
    document = Fields(data if isinstance(data, dict) else {}, name, "document", problems)
    context = Context(names_of(document.data.get("@context")), now or dt.datetime.now(dt.UTC))
    events = _events(document, _event_list(document, isinstance(data, dict)), context)
    certificates = _certificates(document, context.names)
    if problems:
        raise InputError(problems)
    ordered = tuple(sorted(events, key=lambda event: (event.time, event.number)))
    return LotDocument(name, ordered, certificates, tuple(sorted(context.notes)))


def _event_list(document: Fields, is_object: bool) -> list[Any]:
    if not is_object:
        document.problem("", "is no EPCIS document", remedy='begin it with { "type": "EPCISDocument" … }')
        return []
    document.word("type", ["EPCISDocument"], required="@type" not in document.data)
    version = document.text("schemaVersion")
    if version and not version.startswith("2."):
        document.problem("schemaVersion", "is another version", version, "only EPCIS 2 is read")
    body = document.data.get("epcisBody")
    events = body.get("eventList") if isinstance(body, dict) else None
    if not isinstance(events, list):
        document.problem("epcisBody", "has no eventList", remedy='write "epcisBody": { "eventList": [ … ] }')
        return []
    return events


def _events(document: Fields, entries: list[Any], context: Context) -> list[Event]:
    found: list[Event] = []
    in_error: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            document.problem(f"event {number}", "is no object", entry, "write it in braces { }")
            continue
        fields = Fields(entry, document.file, _place(entry, number), document.problems)
        if "errorDeclaration" in entry:
            _declare_error(fields, in_error, context)
            continue
        event = read_event(fields, number, context)
        if event is not None:
            found.append(event)
    _twins(document, [event for event in found if event.identifier])
    return [event for event in found if not event.identifier or event.identifier not in in_error]


def _place(entry: dict[str, Any], number: int) -> str:
    identifier = entry.get("eventID")
    return f"event {number} {shown(identifier)}" if isinstance(identifier, str) else f"event {number}"


def _declare_error(fields: Fields, in_error: set[str], context: Context) -> None:
    identifier = fields.uri("eventID", required=True)
    if identifier:
        in_error.add(identifier)
    declaration = fields.data["errorDeclaration"]
    if isinstance(declaration, dict):
        fields.inner(declaration, "errorDeclaration").time("declarationTime", required=True)
    else:
        fields.problem("errorDeclaration", "is no object", declaration)
    context.notes.add("in_error")


def _twins(document: Fields, events: list[Event]) -> None:
    first: dict[str, int] = {}
    for event in events:
        if event.identifier in first:
            remedy = f"event {first[event.identifier]} has it; give each event its own"
            document.problem(f"event {event.number}, eventID", "stands twice", event.identifier, remedy)
        first.setdefault(event.identifier, event.number)


def _certificates(document: Fields, names: Names) -> dict[str, Certificate]:
    found: dict[str, Certificate] = {}
    for row in document.objects(names.key(document.data, "certificates")):
        one = certificate(row, names)
        if one is None:
            continue
        if one.identifier in found:
            row.problem("id", "stands twice", one.identifier, "name each certificate once")
        found[one.identifier] = one
    return found
