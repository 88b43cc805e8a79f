"""Routers of the API, each with what all of its endpoints document and check."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from fastapi import APIRouter, Depends
from fastapi._compat import ModelField
from fastapi.routing import APIRoute

from didymium.web.api.answers.parameters import only_known, parameters_of
from didymium.web.api.answers.refusals import refusals


class KnownRoute(APIRoute):
    """A route that knows its parameters."""

    @cached_property
    def known_parameters(self) -> dict[str, ModelField]:
        """The parameters of the address, by name."""
        return parameters_of(self.dependant)


def router_of(tag: str) -> APIRouter:
    """Return an empty router whose endpoints stand under a heading of the reference."""
    return APIRouter(
        tags=[tag],
        route_class=KnownRoute,
        dependencies=[Depends(only_known)],
        responses=refusals(401, 403, 422, 429),
    )


def text_answer(description: str, *media_types: str) -> dict[int | str, dict[str, Any]]:
    """Document an answer that is, or may also be, text."""
    content = {name: {"schema": {"type": "string"}} for name in media_types}
    return {200: {"description": description, "content": content}}
