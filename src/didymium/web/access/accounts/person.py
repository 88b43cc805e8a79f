"""A person, as requests know them."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.web.access.accounts.roles import Permission, Role, may


@dataclass(frozen=True)
class Person:
    """Who sends a request."""

    name: str
    role: Role
    signed_in: bool = True
    """False for whoever sits at the machine of a server without accounts."""

    def may(self, permission: Permission) -> bool:
        """Say whether the person may do something."""
        return may(self.role, permission)


LOCAL = Person("local", Role.ADMIN, signed_in=False)
"""Whoever uses a server that has no accounts and that only this machine can reach."""
