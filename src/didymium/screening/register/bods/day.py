"""The records as they stand on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from didymium.screening.register.bods.party import PartyDetails
from didymium.screening.register.bods.relationship import Relationship
from didymium.screening.register.bods.statement import Statement


@dataclass(frozen=True)
class RecordsOnDay:
    """What is claimed on a day."""

    parties: dict[str, PartyDetails]
    """Every party of the file: as last described by that day, or else as first described after it."""
    relationships: tuple[Statement, ...]
    """Statements on relationships that are not closed by that day."""


def records_on(statements: Iterable[Statement], day: dt.date) -> RecordsOnDay:
    """Return the last statement of each record made on or before a day, closed relationships left out.

    Of two of the same day the later published one counts, then the later one in the file.
    """
    parties: dict[str, Statement] = {}
    relationships: dict[str, Statement] = {}
    for statement in statements:
        is_party = isinstance(statement.details, PartyDetails)
        latest = parties if is_party else relationships
        if not is_party and statement.day > day:
            continue
        known = latest.get(statement.record)
        if known is None or _replaces(statement, known, day):
            latest[statement.record] = statement
    return RecordsOnDay(dict(_details(parties)), tuple(s for s in relationships.values() if not s.closed))


def _replaces(statement: Statement, known: Statement, day: dt.date) -> bool:
    """Whether a statement, later in the file, describes the record better on a day than the known one."""
    if statement.day > day:
        return known.day > day and statement.day < known.day
    return known.day > day or (statement.day, statement.published) >= (known.day, known.published)


def _details(statements: dict[str, Statement]) -> Iterator[tuple[str, PartyDetails]]:
    for record, statement in statements.items():
        assert isinstance(statement.details, PartyDetails)
        yield record, statement.details


def relationship_of(statement: Statement) -> Relationship:
    """Return the relationship that a statement describes."""
    assert isinstance(statement.details, Relationship)
    return statement.details
