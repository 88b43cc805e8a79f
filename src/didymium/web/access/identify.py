"""Who sends a request, and whether they may do what they ask; the guard has found out before."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.requests import HTTPConnection

from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Permission
from didymium.web.problem import Refusal

PERSON = "didymium.person"
"""Where the guard leaves the person in the scope of a request."""
SIGN_IN_FIRST = "sign in first, or send a token: Authorization: Bearer …"


def person_of(request: HTTPConnection) -> Person | None:
    """Return who sends a request; None if nobody signed in, which only open pages see."""
    found = request.scope.get(PERSON)
    return found if isinstance(found, Person) else None


def require(permission: Permission) -> Callable[[HTTPConnection], Person]:
    """Return a dependency of FastAPI that hands over the person, if they may do something.

    The dependency raises Refusal: 401 if nobody signed in, 403 if their role does not allow it.
    """

    def allowed(request: HTTPConnection) -> Person:
        return checked(person_of(request), permission)

    return allowed


def checked(person: Person | None, permission: Permission) -> Person:
    """Return the person, if they may do something.

    Raises:
        Refusal: 401 if nobody signed in, 403 if their role does not allow it.
    """
    if person is None:
        raise Refusal(401, SIGN_IN_FIRST, headers={"WWW-Authenticate": "Bearer"})
    if not person.may(permission):
        raise Refusal(
            403, f"a {person.role.value} may not do this: it needs the permission {permission.value}"
        )
    return person


def remember(scope: MutableMapping[str, Any], person: Person | None) -> None:
    """Leave the person in the scope of a request."""
    scope[PERSON] = person
