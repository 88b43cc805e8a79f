"""Parameters that endpoints share, and the check that nobody sends one that would do nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from didymium.web.access.access import Access
from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Permission
from didymium.web.access.identify import checked, person_of
from didymium.web.server import Server

QUERY = "query"
"""What problems call the parameters of an address."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

Allowed = Callable[[Request], Coroutine[Any, Any, Person]]


def _plain_day(value: object) -> object:
    """Let only a plain date through: pydantic would take a number for seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("date_type", "Input should be a valid date")
    return value


Day = Annotated[dt.date, BeforeValidator(_plain_day)]
Language = Annotated[Literal["en", "ko", "ja"], Query(description="Language of names and texts.")]
AsOf = Annotated[Day | None, Query(description="The day asked about; without it, today.")]
Key = Annotated[str, Path(min_length=1, max_length=200)]
Text = Literal["json", "toml"]
Format = Annotated[Text, Query(description="`toml` gives the text of a scenario file.")]


def person_with(permission: Permission) -> Allowed:
    """Return a dependency that hands over the person, if they may do something; it does not leave the event
    loop, as reading has to be quick.
    """

    async def allowed(request: Request) -> Person:
        return checked(person_of(request), permission)

    return allowed


Reader = Annotated[Person, Depends(person_with(Permission.READ))]
Solver = Annotated[Person, Depends(person_with(Permission.SOLVE))]
Saver = Annotated[Person, Depends(person_with(Permission.SAVE))]
Uploader = Annotated[Person, Depends(person_with(Permission.UPLOAD))]
JobRunner = Annotated[Person, Depends(person_with(Permission.RUN_JOBS))]


def server_of(request: Request) -> Server:
    """Return the server that a request has come to."""
    server: Server = request.app.state.server
    return server


def access_of(request: Request) -> Access:
    """Return who may come in, and how often."""
    access: Access = request.app.state.access
    return access


async def only_known(request: Request) -> None:
    """Refuse parameters of the address that the endpoint does not have, with what is wrong with the others.

    Raises:
        RequestValidationError: With every problem.
    """
    known: Mapping[str, ModelField] = request.scope["route"].known_parameters
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        _, errors = request_params_to_args(list(known.values()), request.query_params)
        errors += [{"type": "extra_forbidden", "loc": (QUERY, name), "input": None} for name in unknown]
        raise RequestValidationError(errors)


def parameters_of(dependant: Dependant) -> dict[str, ModelField]:
    """Return the parameters of the address that an endpoint and what it depends on read, by name."""
    found = {field.alias: field for field in dependant.query_params}
    for below in dependant.dependencies:
        found |= parameters_of(below)
    return found
