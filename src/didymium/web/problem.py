"""Refusals as the API gives them: problem details (RFC 9457), in the words of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from didymium.files.problems import InputError, Problem

MEDIA_TYPE = "application/problem+json"


class ProblemEntry(BaseModel):
    """One thing wrong with what was sent: where it stands, the value found and what would be right."""

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    remedy: str | None = None


class ProblemDetails(BaseModel):
    """A refusal."""

    model_config = ConfigDict(title="Problem")

    type: str = "about:blank"
    title: str
    status: int = Field(ge=400, le=599)
    detail: str = ""
    problems: list[ProblemEntry] = []
    """Everything wrong with the input, as the command line says it with ``--json``."""


class Refusal(Exception):
    """Raised to refuse a request; the server turns it into problem details."""

    def __init__(
        self,
        status: int,
        detail: str,
        problems: Sequence[Problem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.detail = detail
        self.problems = tuple(problems)
        self.headers = dict(headers or {})
        super().__init__(detail)


def problem_response(
    status: int,
    detail: str,
    problems: Sequence[Problem] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a refusal as a response."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if problems:
        content["problems"] = [problem.as_dict() for problem in problems]
    return JSONResponse(content, status, dict(headers or {}), MEDIA_TYPE)


async def refuse(_: Request, error: Exception) -> Response:
    """Answer a :class:`Refusal`."""
    assert isinstance(error, Refusal)
    return problem_response(error.status, error.detail, error.problems, error.headers)


async def refuse_input(_: Request, error: Exception) -> Response:
    """Answer an :class:`didymium.files.problems.InputError` with every problem."""
    assert isinstance(error, InputError)
    return problem_response(422, str(error), error.problems)
