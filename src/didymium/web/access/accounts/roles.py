"""Roles, and what each of them may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person is here; a later one may do all that an earlier one may."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that may be allowed."""

    READ = "read"
    SOLVE = "solve"
    SAVE = "save"
    """Save scenarios, and delete one's own."""
    RUN_JOBS = "run_jobs"
    UPLOAD = "upload"
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT = "read_audit"
    SEE_ALL_JOBS = "see_all_jobs"


_VIEWER = frozenset({Permission.READ, Permission.SOLVE})
_ANALYST = _VIEWER | {Permission.SAVE, Permission.RUN_JOBS, Permission.UPLOAD}
ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.ANALYST: _ANALYST,
    Role.ADMIN: frozenset(Permission),
}
"""What each role may do."""


def may(role: Role, permission: Permission) -> bool:
    """Say whether a role may do something."""
    return permission in ALLOWED[role]


def highest(names: Iterable[object]) -> Role:
    """Return the highest of the roles among names; whoever has none of ours is a viewer."""
    found = set(names)
    return next((role for role in reversed(Role) if role.value in found), Role.VIEWER)
