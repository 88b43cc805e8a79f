"""The audit: who ran or changed what, when, from where, and whether it was allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from didymium.catalogue.database import Database
from didymium.catalogue.tables import AUDIT
from didymium.web.access.accounts.clock import Clock, as_text, utc_now
from didymium.web.access.accounts.person import Person

Outcome = Literal["done", "refused"]
MOST = 1000
_LONGEST_SUBJECT = 500


@dataclass(frozen=True)
class Act:
    """One act."""

    number: int
    at: str
    who: str
    role: str
    address: str
    action: str
    subject: str
    outcome: str


class Audit:
    """Acts in the catalogue: written and read, never changed."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database, self._clock = database, clock

    def record(
        self, person: Person | None, address: str, action: str, subject: str, outcome: Outcome = "done"
    ) -> None:
        """Write an act down: ``action`` in a word or two, ``subject`` what it was done to.

        Texts lose their control characters and what is beyond their bounds.
        """
        row = {
            "at": as_text(self._clock()),
            "who": _clean(person.name if person else "", 200),
            "role": person.role.value if person else "",
            "address": _clean(address, 64),
            "action": _clean(action, 64),
            "subject": _clean(subject, _LONGEST_SUBJECT),
            "outcome": outcome,
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(AUDIT).values(row))

    def list(self, after: int | None = None, limit: int = 100) -> tuple[Act, ...]:
        """Return acts, the newest first, at most 1,000; ``after`` is the number of the last one seen."""
        query = sa.select(AUDIT).order_by(AUDIT.c.number.desc()).limit(max(1, min(limit, MOST)))
        if after is not None:
            query = query.where(AUDIT.c.number < after)
        return tuple(Act(*row) for row in self._database.read(query))


def _clean(text: str, longest: int) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)[:longest].strip()
