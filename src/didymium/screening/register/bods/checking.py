"""Statements held against each other: ids that stand twice, records that change what they are, references
that lead nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from didymium.screening.register.bods.json_values import JsonValue
from didymium.screening.register.bods.party import PartyDetails
from didymium.screening.register.bods.relationship import Relationship
from didymium.screening.register.bods.statement import Statement, read_statement
from didymium.screening.register.findings import Findings

_PUBLISH = "each party is a statement of its own in the same file"


@dataclass(frozen=True)
class Statements:
    """What a file states."""

    read: list[Statement]
    unread: set[str]
    """Records of statements that are wrong: references to them lead somewhere."""


def read_statements(values: Iterable[JsonValue], findings: Findings) -> Statements:
    """Return every statement once; one that is repeated word for word counts once.

    Raises:
        InputError: If the file cannot be read further. What is wrong with single statements is noted.
    """
    seen: dict[str, tuple[int, int]] = {}
    statements: list[Statement] = []
    unread: set[str] = set()
    for value in values:
        statement = read_statement(value, findings)
        if statement is None:
            unread.add(_record_of(value.value))
            continue
        first, fingerprint = seen.setdefault(statement.id, (value.number, value.fingerprint))
        if first == value.number:
            statements.append(statement)
        elif fingerprint != value.fingerprint:
            message, remedy = f"is also the id of statement {first}, which differs", "give each its own id"
            findings.add(message, row=value.number, field="statementId", value=statement.id, remedy=remedy)
    return Statements(statements, unread)


def _record_of(value: object) -> str:
    record = value.get("recordId") if isinstance(value, dict) else None
    return record if isinstance(record, str) else ""


def check_references(found: Statements, findings: Findings) -> None:
    """Note records of two kinds, and references to records that are missing or of the wrong kind."""
    kinds = dict.fromkeys(found.unread, "") | _kinds(found.read, findings)
    for statement in found.read:
        details = statement.details
        if isinstance(details, Relationship):
            _check_end(statement, "subject", details.subject, kinds, ("entity",), findings)
            _check_end(statement, "interestedParty", details.party, kinds, ("entity", "person"), findings)
            for component in details.components:
                _check_end(statement, "componentRecords", component, kinds, (), findings)


def kind_of(details: PartyDetails | Relationship) -> str:
    """Return ``entity``, ``person`` or ``relationship``."""
    if isinstance(details, Relationship):
        return "relationship"
    return "person" if details.is_person else "entity"


def _kinds(statements: Sequence[Statement], findings: Findings) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for statement in statements:
        kind = kind_of(statement.details)
        known = kinds.setdefault(statement.record, kind)
        if known != kind:
            message = f"is the record of a {kind}, elsewhere of a {known}"
            _note(statement, "recordId", message, statement.record, "a record stays what it is", findings)
    return kinds


def _check_end(
    statement: Statement, field: str, record: str, kinds: dict[str, str], allowed: tuple[str, ...],
    findings: Findings,
) -> None:  # fmt: skip
    if not record:
        return
    kind = kinds.get(record)
    if kind is None:
        _note(statement, field, "is no record in this file", record, _PUBLISH, findings)
    elif kind and allowed and kind not in allowed:
        message = f"is a {kind}, not {' or '.join(allowed)}"
        _note(statement, field, message, record, "a person owns, an entity owns and is owned", findings)


def _note(
    statement: Statement, field: str, message: str, value: str, remedy: str, findings: Findings
) -> None:
    place = field if field == "recordId" else f"recordDetails/{field}"
    message = f"{message} in statement {statement.id}" if statement.id.isprintable() else message
    findings.add(message, row=statement.number, field=place, value=value, remedy=remedy)
