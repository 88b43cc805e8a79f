"""Tokens with which programs use the API in a person's name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from didymium.catalogue.database import Database
from didymium.catalogue.tables import TOKENS, USERS
from didymium.web.access.accounts.clock import Clock, as_text, utc_now
from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Role
from didymium.web.access.accounts.secrets_kept import kept, new_key
from didymium.web.access.problems import PeopleError

PREFIX = "didymium_"
"""How tokens begin, so that whoever finds one knows what it is."""
LONGEST_DAYS = 366
_SHOWN = 12
_NOTED = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Token:
    """A token, without what it is."""

    number: str
    """Beginning of its hash: enough to name it."""
    user: str
    label: str
    created: str
    used: str | None
    expires: str


class Tokens:
    """Tokens in the catalogue; they end on their day, when taken back, or with their user."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database, self._clock = database, clock

    def create(self, name: str, label: str, days: int = 90) -> str:
        """Make a token of a user and return it: it is not kept and cannot be shown again.

        Raises:
            PeopleError: If there is no such user, or the label or the days are no good.
        """
        label = label.strip()
        faults = []
        if not 1 <= len(label) <= 100 or not label.isprintable():
            faults.append("the label must be 1 to 100 printable characters")
        if not 1 <= days <= LONGEST_DAYS:
            faults.append(f"a token lasts 1 to {LONGEST_DAYS} days")
        if not self._database.read(sa.select(USERS.c.name).where(USERS.c.name == name)):
            faults.append(f'there is no user "{name}"')
        if faults:
            raise PeopleError(faults)
        key, now = new_key(PREFIX), self._clock()
        row = {
            "key": kept(key),
            "user": name,
            "label": label,
            "created": as_text(now),
            "used": None,
            "expires": as_text(now + dt.timedelta(days=days)),
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(TOKENS).values(row))
        return key

    def find(self, key: str) -> Person | None:
        """Return whose token it is, unless it has ended or the user is disabled."""
        now = self._clock()
        query = (
            sa.select(USERS.c.name, USERS.c.role, TOKENS.c.used)
            .join_from(TOKENS, USERS, TOKENS.c.user == USERS.c.name)
            .where(
                TOKENS.c.key == kept(key), TOKENS.c.expires > as_text(now), sa.not_(USERS.c.disabled)
            )
        )  # fmt: skip
        rows = self._database.read(query)
        if not rows:
            return None
        if rows[0].used is None or rows[0].used <= as_text(now - _NOTED):
            used = sa.update(TOKENS).where(TOKENS.c.key == kept(key)).values(used=as_text(now))
            with self._database.writing() as connection:
                connection.execute(used)
        return Person(rows[0].name, Role(rows[0].role))

    def list(self, name: str | None = None) -> tuple[Token, ...]:
        """Return the tokens of a user, or of everybody, the newest first."""
        query = sa.select(TOKENS).order_by(TOKENS.c.created.desc(), TOKENS.c.key)
        if name is not None:
            query = query.where(TOKENS.c.user == name)
        return tuple(
            Token(row.key[:_SHOWN], row.user, row.label, row.created, row.used, row.expires)
            for row in self._database.read(query)
        )

    def revoke(self, name: str, number: str) -> None:
        """Take a token of a user back.

        Raises:
            PeopleError: If the user has no token of this number.
        """
        theirs = sa.and_(TOKENS.c.user == name, sa.func.substr(TOKENS.c.key, 1, _SHOWN) == number)
        with self._database.writing() as connection:
            gone = connection.execute(sa.delete(TOKENS).where(theirs)).rowcount
        if not gone:
            raise PeopleError([f'"{name}" has no token {number}'])
