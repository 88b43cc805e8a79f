"""Signed-in browsers."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from didymium.catalogue.database import Database
from didymium.catalogue.tables import SESSIONS, USERS
from didymium.web.access.accounts.clock import Clock, as_text, utc_now
from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Role
from didymium.web.access.accounts.secrets_kept import kept, new_key

IDLE = dt.timedelta(hours=12)
LIFE = dt.timedelta(days=7)
_NOTED = dt.timedelta(minutes=1)
"""How exactly the last use is noted: not every request should write."""


class Sessions:
    """Sessions in the catalogue; they end 12 hours after the last use and 7 days after the first."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database, self._clock = database, clock

    def open(self, name: str) -> str:
        """Begin a session of a user and return the key for the cookie; sessions that ended are cleared away.

        Raises:
            CatalogueError: If there is no such user, or the database refuses.
        """
        key, now = new_key(), self._clock()
        row = {
            "key": kept(key),
            "user": name,
            "created": as_text(now),
            "seen": as_text(now),
            "expires": as_text(now + LIFE),
        }
        with self._database.writing() as connection:
            connection.execute(sa.delete(SESSIONS).where(sa.not_(self._lasts())))
            connection.execute(sa.insert(SESSIONS).values(row))
        return key

    def find(self, key: str, is_use: bool = True) -> Person | None:
        """Return whose session it is, unless it has ended or the user is disabled.

        ``is_use`` keeps the session from ending of idleness.
        """
        query = (
            sa.select(USERS.c.name, USERS.c.role, SESSIONS.c.seen)
            .join_from(SESSIONS, USERS, SESSIONS.c.user == USERS.c.name)
            .where(SESSIONS.c.key == kept(key), self._lasts(), sa.not_(USERS.c.disabled))
        )
        rows = self._database.read(query)
        if not rows:
            return None
        if is_use and rows[0].seen <= as_text(self._clock() - _NOTED):
            self._note(key)
        return Person(rows[0].name, Role(rows[0].role))

    def close(self, key: str) -> None:
        """End a session."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.key == kept(key)))

    def close_all(self, name: str) -> None:
        """End every session of a user."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.user == name))

    def _note(self, key: str) -> None:
        used = sa.update(SESSIONS).where(SESSIONS.c.key == kept(key)).values(seen=as_text(self._clock()))
        with self._database.writing() as connection:
            connection.execute(used)

    def _lasts(self) -> sa.ColumnElement[bool]:
        now = self._clock()
        return sa.and_(SESSIONS.c.expires > as_text(now), SESSIONS.c.seen > as_text(now - IDLE))
