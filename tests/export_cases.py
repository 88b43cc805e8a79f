"""Shipments for tests of export screening, in few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from didymium.evidence.evidence import Evidence
from didymium.screening.answer import Holds
from didymium.screening.export.bill import Bill, BillLine, make_bill
from didymium.screening.export.shipment import EndUser, Shipment, make_shipment

ANSWERS = {"yes": Holds.YES, "no": Holds.NO, "?": Holds.UNKNOWN}


def bill_of(lines: Iterable[Mapping[str, Any]]) -> Bill:
    """Return a bill; items without a name are called by their place."""
    named = [{"item": f"good {number}", **line} for number, line in enumerate(lines, start=1)]
    return make_bill([BillLine.model_validate(line) for line in named])


def shipment_of(evidence: Evidence, goods: Sequence[Mapping[str, Any]], **case: Any) -> Shipment:
    """Return a shipment: what ``case`` does not say is a civil user of Japan that is on no list, and goods of
    the country that they leave, made with its own technology. ``?`` is unknown.
    """
    shipped_from = case.get("from", "CHN")
    owners = case.get("owners", (0.0, 0.0))
    uses = case.get("uses", ["civil"])
    user = EndUser(
        name=case.get("user", "Acme Motors"),
        country=case.get("user_country", ""),
        military=ANSWERS[case.get("military", "no")],
        declared_unlisted=case.get("listed", "no") == "no",
        listed_owners_percent=None if owners == "?" else (owners[0], owners[1]),
    )
    return make_shipment(
        bill_of([_made(line, shipped_from) for line in goods]),
        evidence,
        shipped_from,
        case.get("to", "JPN"),
        user,
        None if "?" in uses else frozenset(uses),
    )


def _made(line: Mapping[str, Any], country: str) -> dict[str, Any]:
    origin = line.get("origin", country)
    made = {**line, "origin": origin, "technology": line.get("technology", origin)}
    return {name: "" if value == "?" else value for name, value in made.items()}
