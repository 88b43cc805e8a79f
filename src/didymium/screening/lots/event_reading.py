"""Reads one event of a document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from didymium.evidence.product_tests import PRODUCT_STAGES, ProductStage
from didymium.screening.lots import lists
from didymium.screening.lots.events import Event, LotMass
from didymium.screening.lots.fields import Fields
from didymium.screening.lots.names import Names
from didymium.screening.lots.vocabulary import (
    ACTIONS,
    CUSTODY_MODELS,
    DEFAULT_MASS_TOLERANCE,
    EVENT_KINDS,
    HIGHEST_MASS_TOLERANCE,
    step_word,
)

_Masses = tuple[LotMass, ...]


@dataclass
class Context:
    """What holds for every event of a document."""

    names: Names
    now: dt.datetime
    """Moment after which nothing can have happened."""
    notes: set[str] = field(default_factory=set)


def read_event(fields: Fields, number: int, context: Context) -> Event | None:
    """Return an event; None if it is of a type of others (noted) or cannot be read (a problem)."""
    kind = fields.text("type") or fields.text("@type")
    if kind not in EVENT_KINDS:
        _answer_other_kind(fields, kind, context)
        return None
    time = fields.time("eventTime", required=True)
    fields.offset("eventTimeZoneOffset")
    _check_future(fields, time, context.now)
    identifier = fields.uri("eventID")
    action = "" if kind == "TransformationEvent" else fields.word("action", ACTIONS, required=True)
    lots, inputs, outputs = _lots(fields, kind, context.notes)
    ilmd = _ilmd(fields)
    names = context.names
    tolerance = fields.number(names.key(fields.data, "massTolerance"), highest=HIGHEST_MASS_TOLERANCE)
    custody = fields.word(names.key(fields.data, "custodyModel"), CUSTODY_MODELS)
    event = Event(
        number,
        identifier,
        kind,  # type: ignore[arg-type]
        time or context.now,
        action=action,
        step=step_word(fields.text("bizStep")),
        read_point=_place(fields, "readPoint"),
        location=_place(fields, "bizLocation"),
        lots=lots,
        inputs=inputs,
        outputs=outputs,
        parent=fields.uri("parentID"),
        transformation=fields.uri("transformationID"),
        country=lists.country_in(ilmd, names.master(ilmd.data, "countryOfOrigin")),
        stages=_stages(fields, names),
        stages_said=names.key(fields.data, "stage") in fields.data,
        custody=custody or "unknown",  # type: ignore[arg-type]
        tolerance=DEFAULT_MASS_TOLERANCE if tolerance is None else tolerance,
        tolerance_stated=tolerance is not None,
        account=fields.text(names.key(fields.data, "accountPeriod")),
        contents=lists.contents(ilmd, names),
        claims=lists.claims(ilmd, names),
        certificates=fields.uris("certificationInfo"),
        senders=_parties(fields, "sourceList", "source"),
        receivers=_parties(fields, "destinationList", "destination"),
    )
    return event if time is not None else None


def _answer_other_kind(fields: Fields, kind: str, context: Context) -> None:
    if ":" in kind:
        context.notes.add("other_types")
    else:
        fields.word("type", EVENT_KINDS, required=True)


def _check_future(fields: Fields, time: dt.datetime | None, now: dt.datetime) -> None:
    if time is not None and time > now:
        remedy = f"events are what has happened; it is {now.date().isoformat()}"
        fields.problem("eventTime", "lies in the future", time.isoformat(), remedy)


def _lots(fields: Fields, kind: str, notes: set[str]) -> tuple[_Masses, _Masses, _Masses]:
    if kind == "TransformationEvent":
        inputs = lists.masses(fields, "inputEPCList", "inputQuantityList", notes)
        outputs = lists.masses(fields, "outputEPCList", "outputQuantityList", notes)
        if not inputs and not outputs:
            fields.problem("inputQuantityList", "is missing", remedy="name what is used and what is made")
        return (), inputs, outputs
    if kind in ("AggregationEvent", "AssociationEvent"):
        return lists.masses(fields, "childEPCs", "childQuantityList", notes), (), ()
    lots = lists.masses(fields, "epcList", "quantityList", notes)
    if kind == "ObjectEvent" and not lots:
        fields.problem("quantityList", "is missing", remedy="name the lots that the event is about")
    return lots, (), ()


def _ilmd(fields: Fields) -> Fields:
    value = fields.data.get("ilmd")
    if value is not None and not isinstance(value, dict):
        fields.problem("ilmd", "is no object", value, "write it in braces { }")
    return fields.inner(value if isinstance(value, dict) else {}, "ilmd")


def _place(fields: Fields, name: str) -> str:
    value = fields.data.get(name)
    if value is None:
        return ""
    if not isinstance(value, dict):
        fields.problem(name, "is no object", value, 'write { "id": "urn:…" }')
        return ""
    return fields.inner(value, name).uri("id", required=True)


def _stages(fields: Fields, names: Names) -> tuple[ProductStage, ...]:
    name = names.key(fields.data, "stage")
    found: list[ProductStage] = []
    for value in fields.items(name):
        one = Fields({"stage": value}, fields.file, fields.place, fields.problems)
        word = one.word("stage", PRODUCT_STAGES)
        if word:
            found.append(word)  # type: ignore[arg-type]
    return tuple(dict.fromkeys(found))


def _parties(fields: Fields, name: str, key: str) -> tuple[str, ...]:
    found = [row.uri(key, required=True) for row in fields.objects(name)]
    return tuple(party for party in found if party)
