"""Builds documents of lots for tests: an invented chain from ore to magnet, and parts to change it with.

Company prefix 9521141 is the one that GS1 keeps for examples; all sites, lots and certificates are invented.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from didymium.screening.lots.events import LotDocument
from didymium.screening.lots.reading import read_lots

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
CONTEXT = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"cbvmda": "urn:epcglobal:cbv:mda:", "gs1": "https://gs1.org/voc/", "didymium": "urn:didymium:epcis:1:"},
]
Json = dict[str, Any]


def lot(name: str) -> str:
    """Return the class identifier of an invented lot (LGTIN)."""
    return f"urn:epc:class:lgtin:9521141.012345.{name}"


def site(number: int, extension: int = 0) -> str:
    """Return the identifier of an invented site (SGLN)."""
    return f"urn:epc:id:sgln:9521141.{number:05d}.{extension}"


def quantity(name: str, kg: float | None, unit: str = "KGM") -> Json:
    """Return an element of a quantity list."""
    return {"epcClass": lot(name)} | ({} if kg is None else {"quantity": kg, "uom": unit})


def event(kind: str, day: str, number: int, place: int | None = None, **more: Any) -> Json:
    """Return an event at noon (UTC) of a day at a site."""
    where = {} if place is None else {"bizLocation": {"id": site(place)}}
    return {
        "type": kind,
        "eventID": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        "eventTime": f"{day}T12:00:00Z",
        "eventTimeZoneOffset": "+09:00",
        **where,
        **more,
    }


def entry(
    number: int, day: str, name: str, kg: float | None, stage: str, country: str, place: int, **more: Any
) -> Json:
    """Return the event with which a lot comes into the document."""
    ilmd = {"cbvmda:countryOfOrigin": country} | more.pop("ilmd", {})
    return event(
        "ObjectEvent", day, number, place, action="ADD", bizStep="commissioning",
        quantityList=[quantity(name, kg)], ilmd=ilmd, **{"didymium:stage": stage}, **more,
    )  # fmt: skip


def making(
    number: int,
    day: str,
    used: list[tuple[str, float | None]],
    made: list[tuple[str, float | None]],
    stage: str | list[str],
    country: str,
    place: int,
    custody: str = "segregated",
    **more: Any,
) -> Json:
    """Return a transformation of lots into others at a stage in a country."""
    ilmd = {"cbvmda:countryOfOrigin": country} | more.pop("ilmd", {})
    kept = {} if custody == "unknown" else {"didymium:custodyModel": custody}
    return event(
        "TransformationEvent", day, number, place, bizStep="commissioning",
        inputQuantityList=[quantity(*one) for one in used],
        outputQuantityList=[quantity(*one) for one in made],
        ilmd=ilmd, **{"didymium:stage": stage}, **kept, **more,
    )  # fmt: skip


def sending(number: int, day: str, name: str, kg: float, place: int, **more: Any) -> Json:
    """Return the event with which a lot leaves a site."""
    return event(
        "ObjectEvent", day, number, action="OBSERVE", bizStep="shipping",
        readPoint={"id": site(place, 1)}, quantityList=[quantity(name, kg)], **more,
    )  # fmt: skip


def arriving(number: int, day: str, name: str, kg: float, place: int, **more: Any) -> Json:
    """Return the event with which a lot comes to a site."""
    return event(
        "ObjectEvent", day, number, place, action="OBSERVE", bizStep="receiving",
        quantityList=[quantity(name, kg)], **more,
    )  # fmt: skip


def document(*events: Json, **more: Any) -> Json:
    """Return a document of events."""
    return {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-10-31T00:00:00Z",
        "epcisBody": {"eventList": list(events)},
        **more,
    }


def read(*events: Json, **more: Any) -> LotDocument:
    """Return the document of events as it is read."""
    return read_lots(json.dumps(document(*events, **more)).encode(), "lots.json", NOW)


def chain() -> list[Json]:
    """Return an unbroken chain: ore of Australia, separated in Malaysia, metal and magnets in Japan.

    2,000 kg of concentrate make 700 kg of oxide, 600 kg of metal, 2,000 kg of magnets with 1,400 kg of iron
    and boron, which enter at the magnet works.
    """
    return [
        entry(1, "2026-01-10", "ORE", 2000.0, "mine", "AU", 1),
        sending(2, "2026-01-20", "ORE", 2000.0, 1),
        arriving(3, "2026-02-20", "ORE", 2000.0, 2),
        making(4, "2026-03-01", [("ORE", 2000.0)], [("OXIDE", 700.0)], "separation", "MY", 2),
        sending(5, "2026-03-05", "OXIDE", 700.0, 2),
        arriving(6, "2026-03-25", "OXIDE", 700.0, 3),
        making(7, "2026-04-01", [("OXIDE", 700.0)], [("METAL", 600.0)], "metal", "JP", 3),
        entry(8, "2026-04-02", "IRON", 1400.0, "metal", "JP", 3),
        making(
            9, "2026-04-10", [("METAL", 600.0), ("IRON", 1400.0)], [("MAGNET", 2000.0)],
            ["alloy", "magnet"], "JP", 3,
        ),
    ]  # fmt: skip
