"""The conditions of a shipment test, each answered by itself, with what would decide it where it is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from didymium.evidence.evidence import Evidence
from didymium.evidence.rule_tests import ShipmentTest
from didymium.screening.answer import Figure, Holds, Said, any_of
from didymium.screening.export.goods import Good
from didymium.screening.export.parties import Listing, listing
from didymium.screening.export.shipment import Shipment
from didymium.screening.rules import PartOnDay, limit_of

_MAY_BE_MILITARY = frozenset({"military_strength", "weapons_of_mass_destruction"})
"""Uses that are hardly ever anything but military: where a rule names military use, they leave it open."""


@dataclass(frozen=True)
class Check:
    """One condition and its answer."""

    condition: str
    """Which condition: ``shipped_from``, ``destination``, ``end_use``, ``end_user``, ``origin`` …"""
    holds: Holds
    reason: Said
    """What the answer rests on."""
    missing: tuple[Said, ...] = ()
    remedy: Said | None = None
    """What would make it fail, if the exporter can change it."""
    figures: tuple[Figure, ...] = ()


def shipment_checks(
    test: ShipmentTest,
    held: PartOnDay,
    shipment: Shipment,
    evidence: Evidence,
    on_day: Sequence[PartOnDay],
) -> list[Check]:
    """Return the answers to the conditions that are the same for every good of a shipment.

    ``on_day``: every part of every rule on the day; they say which lists of parties are in force.
    """
    if test.shipped_from and shipment.shipped_from == shipment.destination:
        fields = {"country": shipment.destination}
        return [Check("shipped_from", Holds.NO, Said("screen.export.reason.no_border", fields))]
    checks = [
        _place("shipped_from", test.shipped_from, test.not_shipped_from, shipment.shipped_from),
        _place("destination", test.destinations, test.not_destinations, shipment.destination),
    ]
    if test.end_uses or test.military_user:
        checks.append(_end_use(test, shipment))
    if test.listed_users:
        checks.append(_end_user(test, held, shipment, evidence, on_day))
    return [check for check in checks if check is not None]


def good_checks(test: ShipmentTest, good: Good) -> list[Check]:
    """Return the answers to the conditions on where and how a good was made."""
    item = good.line.item
    checks = [
        _made("origin", test.origin, test.not_origin, good.origin, item),
        _made("technology", test.technology_of, (), good.technology, item),
    ]
    return [check for check in checks if check is not None]


def _place(condition: str, wanted: Sequence[str], unwanted: Sequence[str], place: str) -> Check | None:
    if not wanted and not unwanted:
        return None
    holds = _among(place, wanted, unwanted)
    missing = (Said(f"screen.export.missing.{condition}"),) if holds is Holds.UNKNOWN else ()
    fields = {"country": place, "countries": tuple(wanted or unwanted)}
    sign = "in" if wanted else "not_in"
    return Check(condition, holds, Said(f"screen.export.reason.{condition}_{sign}", fields), missing)


def _made(
    condition: str, wanted: Sequence[str], unwanted: Sequence[str], place: str, item: str
) -> Check | None:
    if not wanted and not unwanted:
        return None
    holds = _among(place, wanted, unwanted)
    missing = (Said(f"screen.export.missing.{condition}", {"item": item}),) if holds is Holds.UNKNOWN else ()
    fields = {"item": item, "country": place, "countries": tuple(wanted or unwanted)}
    sign = "in" if wanted else "not_in"
    remedy = Said(f"screen.export.remedy.{condition}", fields) if wanted else None
    return Check(condition, holds, Said(f"screen.export.reason.{condition}_{sign}", fields), missing, remedy)


def _among(place: str, wanted: Iterable[str], unwanted: Iterable[str]) -> Holds:
    if not place:
        return Holds.UNKNOWN
    if place in set(unwanted):
        return Holds.NO
    named = set(wanted)
    return Holds.YES if not named or place in named else Holds.NO


def _end_use(test: ShipmentTest, shipment: Shipment) -> Check:
    """Any of the uses is enough, or a military user where the test says so."""
    answers = []
    missing = []
    if test.end_uses:
        answers.append(_use(test, shipment))
        if answers[0] is Holds.UNKNOWN:
            key = "end_use" if shipment.end_uses is None else "use_is_military"
            missing.append(Said(f"screen.export.missing.{key}"))
    if test.military_user:
        answers.append(shipment.end_user.military)
        if shipment.end_user.military is Holds.UNKNOWN:
            missing.append(Said("screen.export.missing.military_user"))
    fields = {
        "uses": tuple(sorted(shipment.end_uses or ())),
        "listed": tuple(test.end_uses),
        "user": shipment.end_user.name,
    }
    holds = any_of(answers)
    remedy = Said("screen.export.remedy.end_use", fields)
    reason = Said(f"screen.export.reason.end_use_{holds.value}", fields)
    return Check("end_use", holds, reason, tuple(missing) if holds is Holds.UNKNOWN else (), remedy)


def _use(test: ShipmentTest, shipment: Shipment) -> Holds:
    if shipment.end_uses is None:
        return Holds.UNKNOWN
    if shipment.end_uses & set(test.end_uses):
        return Holds.YES
    may_be = "military" in test.end_uses and bool(shipment.end_uses & _MAY_BE_MILITARY)
    return Holds.UNKNOWN if may_be else Holds.NO


def _end_user(
    test: ShipmentTest,
    held: PartOnDay,
    shipment: Shipment,
    evidence: Evidence,
    on_day: Sequence[PartOnDay],
) -> Check:
    """Whether the user is listed, or held to the stated share by parties that are."""
    user = shipment.end_user
    found = _listing(test, held, shipment, evidence, on_day)
    answers, missing = [found.holds], list(found.missing)
    figures = _owners(test, shipment, evidence)
    for figure in figures:
        answers.append(figure.holds)
        if figure.holds is Holds.UNKNOWN:
            missing.append(Said("screen.export.missing.owners"))
    holds = any_of(answers)
    fields = {"user": user.name, "lists": tuple(test.listed_users), "party": found.party}
    reason = Said(f"screen.export.reason.end_user_{holds.value}", fields)
    remedy = Said("screen.export.remedy.end_user", fields)
    open_questions = tuple(missing) if holds is Holds.UNKNOWN else ()
    return Check("end_user", holds, reason, open_questions, remedy, figures)


def _owners(test: ShipmentTest, shipment: Shipment, evidence: Evidence) -> tuple[Figure, ...]:
    """Return what listed parties hold of the user, where the test asks."""
    if test.owned_from is None:
        return ()
    limit = limit_of(evidence, test.owned_from)
    low, high = shipment.end_user.listed_owners_percent or (None, None)
    name = "listed_owners_share"
    return (Figure(name, low, high, limit.unit, limit.value, limit.included, limit.fact, limit.warnings),)


def _listing(
    test: ShipmentTest,
    held: PartOnDay,
    shipment: Shipment,
    evidence: Evidence,
    on_day: Sequence[PartOnDay],
) -> Listing:
    """Return whether the user is on a list; of other rules' lists only those count that are in force."""
    found = []
    for name in test.listed_users:
        bearer = _bearer(name, held, on_day)
        if bearer is not held and bearer.force.state not in ("in_force", "unknown"):
            continue
        one = listing(shipment.end_user, (name,), evidence)
        if one.holds is Holds.UNKNOWN and not one.party and _elsewhere(bearer, shipment):
            continue
        if one.holds is Holds.YES and bearer is not held and bearer.force.state == "unknown":
            missing = Said("screen.export.missing.list_in_force", {"list": name})
            one = replace(one, holds=Holds.UNKNOWN, missing=(missing,))
        found.append(one)
    return _first_of(found)


def _first_of(found: Sequence[Listing]) -> Listing:
    """Return the surest of some answers, with all that is missing if none is sure."""
    sure = next((one for one in found if one.holds is Holds.YES), None)
    if sure is not None:
        return sure
    open_ones = [one for one in found if one.holds is Holds.UNKNOWN]
    if not open_ones:
        return Listing(Holds.NO)
    named = next((one for one in open_ones if one.party), open_ones[0])
    missing = {(said.key, str(said.fields)): said for one in open_ones for said in one.missing}
    return replace(named, missing=tuple(missing.values()))


def _bearer(name: str, held: PartOnDay, on_day: Iterable[PartOnDay]) -> PartOnDay:
    """Return the part that puts parties on a list: the part itself, or one of a rule of lists."""
    bearers = (
        other
        for other in on_day
        if other.rule.kind == "entity_list" and any(name in test.listed_users for test in other.part.shipment)
    )
    return held if held.rule.kind == "entity_list" else next(bearers, held)


def _elsewhere(bearer: PartOnDay, shipment: Shipment) -> bool:
    """Whether the user is of a country of which the list has no party."""
    country = shipment.end_user.country or shipment.destination
    return bool(bearer.part.destinations) and country not in bearer.part.destinations
