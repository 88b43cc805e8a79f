"""Passwords: what a good one is, and how they are kept."""

from __future__ import annotations

import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 1000


def password_faults(name: str, password: str) -> list[str]:
    """Return everything that speaks against a password, in words."""
    text = _composed(password)
    faults = []
    if len(text) < SHORTEST:
        faults.append(f"the password is too short: write at least {SHORTEST} characters")
    if len(text) > LONGEST:
        faults.append(f"the password is too long: write at most {LONGEST:,} characters")
    if _plain(text) == _plain(name):
        faults.append("the password is the name itself: choose another")
    if text and len(set(text)) < 4:
        faults.append("the password repeats fewer than four characters: choose another")
    return faults


class Passwords:
    """Hashes passwords with argon2id, and checks them against hashes."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Take a hasher; without one, with the costs that RFC 9106 recommends (64 MiB, three passes)."""
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        """Return the hash that is kept."""
        return self._hasher.hash(_composed(password))

    def agree(self, kept: str | None, password: str) -> bool:
        """Say whether a password is the one whose hash was kept.

        Without a hash the answer is no, after the same work: how long it takes does not tell who exists.
        """
        if len(password) > LONGEST:
            return False
        try:
            self._hasher.verify(kept or self._nobodys, _composed(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Say whether a hash was made with other costs than would be used today."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")


def _composed(password: str) -> str:
    """Return one form of what input methods write in several (RFC 8265 asks for it)."""
    return unicodedata.normalize("NFKC", password)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
