"""One statement of the standard, checked and made small."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from didymium.screening.register.bods.codes import RECORD_STATUSES, RECORD_TYPES, VERSION
from didymium.screening.register.bods.fields import Fields
from didymium.screening.register.bods.json_values import JsonValue
from didymium.screening.register.bods.party import PartyDetails, party_details
from didymium.screening.register.bods.relationship import Relationship, relationship_details
from didymium.screening.register.findings import Findings, plain

_OLD_KEYS = ("statementID", "statementType")


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim about a record, made on a day."""

    number: int
    id: str
    record: str
    declared_for: str
    """Record whose network the claim is part of."""
    day: dt.date
    published: str
    """Day or time of publication as written: breaks ties between statements of one day."""
    closed: bool
    details: PartyDetails | Relationship


def read_statement(value: JsonValue, findings: Findings) -> Statement | None:
    """Return a statement, or None if something in it is wrong (which is noted).

    Raises:
        InputError: If it is of another version of the standard: then the whole file is.
    """
    if not isinstance(value.value, dict):
        findings.add("is not an object", row=value.number, value=value.value, remedy="each statement is one")
        return None
    known = len(findings)
    fields = Fields(value.value, "", value.number, _id_of(value.value), findings)
    _refuse_other_versions(fields)
    record, declared_for = fields.text("recordId", required=True), fields.text("declarationSubject")
    kind = fields.choice("recordType", RECORD_TYPES, required=True)
    status = fields.choice("recordStatus", RECORD_STATUSES)
    day = fields.day("statementDate", required=True, with_time=True)
    id_, published = fields.text("statementId", required=True), _published(fields)
    details = _details(fields, kind)
    if len(findings) > known or day is None or details is None:
        return None
    return Statement(value.number, id_, record, declared_for, day, published, status == "closed", details)


def _details(fields: Fields, kind: str) -> PartyDetails | Relationship | None:
    details = fields.inside("recordDetails", required=True)
    if details is None or not kind:
        return None
    return relationship_details(details) if kind == "relationship" else party_details(details, kind)


def _id_of(values: dict[str, object]) -> str:
    found = values.get("statementId", values.get("statementID"))
    return found if isinstance(found, str) and found.isprintable() and len(found) <= 64 else ""


def _published(fields: Fields) -> str:
    publication = fields.inside("publicationDetails")
    if publication is None:
        return ""
    publication.day("publicationDate", with_time=True)
    return publication.text("publicationDate")


def _refuse_other_versions(fields: Fields) -> None:
    version = _version(fields.values)
    if version == VERSION:
        return
    if version or any(key in fields.values for key in _OLD_KEYS):
        found = f'version "{version}"' if version else "a version before 0.4"
        message = f"follows {found} of the Beneficial Ownership Data Standard, not {VERSION}"
        remedy = f"ask its publisher for {VERSION}, or convert it"
        raise fields.findings.refuse(message, remedy, row=fields.number)


def _version(values: dict[str, object]) -> str:
    publication = values.get("publicationDetails")
    version = publication.get("bodsVersion") if isinstance(publication, dict) else None
    return plain(version[:20]) if isinstance(version, str) else ""
