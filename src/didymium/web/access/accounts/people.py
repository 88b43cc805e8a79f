"""People who may use a server: their roles and passwords, and who comes through OpenID Connect."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from didymium.catalogue.database import CatalogueError, Database
from didymium.catalogue.tables import SESSIONS, TOKENS, USERS
from didymium.web.access.accounts.clock import Clock, as_text, utc_now
from didymium.web.access.accounts.passwords import Passwords, password_faults
from didymium.web.access.accounts.person import LOCAL, Person
from didymium.web.access.accounts.roles import Role
from didymium.web.access.accounts.sessions import Sessions
from didymium.web.access.accounts.tokens import Tokens
from didymium.web.access.problems import PeopleError

NAME = re.compile(r"[A-Za-z0-9._@-]{1,100}", re.ASCII)
_LONGEST_SUBJECT = 400


@dataclass(frozen=True)
class Account:
    """A user, as lists show them."""

    name: str
    role: Role
    disabled: bool
    has_password: bool
    subject: str | None
    """Issuer and subject of whoever comes through OpenID Connect."""
    created: str


class People:
    """The users in a catalogue, their sessions and tokens. May be used by many threads."""

    def __init__(
        self, database: Database, clock: Clock = utc_now, passwords: Passwords | None = None
    ) -> None:
        self._database, self._clock = database, clock
        self._passwords = passwords or Passwords()
        self.sessions = Sessions(database, clock)
        self.tokens = Tokens(database, clock)

    def add(self, name: str, role: Role, password: str | None = None) -> None:
        """Add a user; without a password they can use tokens only.

        Raises:
            PeopleError: With everything wrong with the name and the password.
        """
        faults = name_faults(name)
        if not faults and self._is_taken(name):
            faults.append(f'there is a user "{name}" already, or one whose name differs in capitals only')
        if password is not None:
            faults += password_faults(name, password)
        if faults:
            raise PeopleError(faults)
        hashed = None if password is None else self._passwords.hash(password)
        self._insert(name, role, password_hash=hashed)

    def remove(self, name: str) -> None:
        """Remove a user, and with them their sessions and tokens; the audit keeps what they did.

        Raises:
            PeopleError: If there is no such user.
        """
        with self._database.writing() as connection:
            for table in (SESSIONS, TOKENS):
                connection.execute(sa.delete(table).where(table.c.user == name))
            gone = connection.execute(sa.delete(USERS).where(USERS.c.name == name)).rowcount
        _some(gone, name)

    def set_disabled(self, name: str, disabled: bool = True) -> None:
        """Shut a user out, with sessions ended and tokens of no use, or let them in again.

        Raises:
            PeopleError: If there is no such user.
        """
        self._update(name, disabled=disabled)
        if disabled:
            self.sessions.close_all(name)

    def set_role(self, name: str, role: Role) -> None:
        """Give a user another role, from their next request on.

        Raises:
            PeopleError: If there is no such user.
        """
        self._update(name, role=role.value)

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password; their sessions end.

        Raises:
            PeopleError: If there is no such user, or the password is no good.
        """
        faults = password_faults(name, password)
        if faults:
            raise PeopleError(faults)
        self._update(name, password_hash=self._passwords.hash(password))
        self.sessions.close_all(name)

    def list(self) -> tuple[Account, ...]:
        """Return every user, by name."""
        return tuple(
            Account(
                row.name,
                Role(row.role),
                row.disabled,
                row.password_hash is not None,
                row.subject,
                row.created,
            )
            for row in self._database.read(sa.select(USERS).order_by(USERS.c.name))
        )

    def find(self, name: str) -> Account | None:
        """Return a user."""
        return next((account for account in self.list() if account.name == name), None)

    def check_password(self, name: str, password: str) -> Person | None:
        """Return the person, if the password is theirs and they are not disabled.

        A hash made with older costs is made anew. The work is the same for names that nobody has.
        """
        rows = (
            self._database.read(sa.select(USERS).where(USERS.c.name == name)) if NAME.fullmatch(name) else []
        )
        found = rows[0] if rows else None
        hashed = found.password_hash if found else None
        if not self._passwords.agree(hashed, password) or found is None or hashed is None or found.disabled:
            return None
        if self._passwords.is_outdated(hashed):
            self._update(name, password_hash=self._passwords.hash(password))
        return Person(found.name, Role(found.role))

    def person_for_subject(self, issuer: str, subject: str, wanted: str, role: Role) -> Person | None:
        """Return who comes through OpenID Connect, added if new, with the role that the provider says now.

        ``wanted`` is the name that the provider would give; if somebody else has it already, the new user
        gets another: a name that a provider claims opens nobody's account. Returns None if disabled.
        """
        key = _subject(issuer, subject)
        found = self._by(USERS.c.subject == key)
        if found is None:
            found = self._add_subject(key, wanted, role)
        elif found.role != role.value and not found.disabled:
            self.set_role(found.name, role)
        return None if found.disabled else Person(found.name, role)

    def _add_subject(self, key: str, wanted: str, role: Role) -> sa.Row[Any]:
        try:
            self._insert(self._free_name(wanted, key), role, subject=key)
        except CatalogueError:
            # The same person may have come by two windows at once: then the other one added them.
            if self._by(USERS.c.subject == key) is None:
                raise
        return self._database.read(sa.select(USERS).where(USERS.c.subject == key))[0]

    def _by(self, condition: sa.ColumnElement[bool]) -> sa.Row[Any] | None:
        rows = self._database.read(sa.select(USERS).where(condition))
        return rows[0] if rows else None

    def _free_name(self, wanted: str, key: str) -> str:
        plain = re.sub(r"[^A-Za-z0-9._@-]+", "-", wanted).strip("-")[:80] or "person"
        if not name_faults(plain) and not self._is_taken(plain):
            return plain
        return f"{plain}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"

    def _is_taken(self, name: str) -> bool:
        same = sa.func.lower(USERS.c.name) == name.lower()
        return bool(self._database.read(sa.select(USERS.c.name).where(same)))

    def _insert(self, name: str, role: Role, **more: object) -> None:
        row = {
            "name": name,
            "role": role.value,
            "password_hash": None,
            "subject": None,
            "disabled": False,
            "created": as_text(self._clock()),
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(USERS).values({**row, **more}))

    def _update(self, name: str, **values: object) -> None:
        with self._database.writing() as connection:
            changed = connection.execute(sa.update(USERS).where(USERS.c.name == name).values(values))
        _some(changed.rowcount, name)


def name_faults(name: str) -> list[str]:
    """Return what speaks against a user's name."""
    if not NAME.fullmatch(name):
        return [f'"{name[:100]}" is no name: write 1 to 100 letters a to z, digits and . _ @ -']
    if name.lower() == LOCAL.name:
        return [f'"{name}" stands for whoever uses a server without accounts: choose another name']
    return []


def _some(rows: int, name: str) -> None:
    if not rows:
        raise PeopleError([f'there is no user "{name}"'])


def _subject(issuer: str, subject: str) -> str:
    key = f"{issuer} {subject}"
    return key if len(key) <= _LONGEST_SUBJECT else hashlib.sha256(key.encode()).hexdigest()
