"""Refusals of the API as problem details: every error is one, whatever raised it."""

from __future__ import annotations

import secrets
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from didymium.catalogue.database import CatalogueError
from didymium.files.problems import InputError, Problem
from didymium.web.api.answers.wording import problems_of
from didymium.web.engine.desk import DeskFull
from didymium.web.jobs.errors import JobError
from didymium.web.lab.saved import TooManySaved
from didymium.web.problem import Refusal, problem_response, refuse, refuse_input

SOON_SECONDS = 5
"""After so long a server that was busy is asked again."""
_LOG = structlog.get_logger("didymium.api")
_WORDS = {
    404: "there is nothing at this address: /api/docs lists what there is",
    405: "this address does not take this method",
}


def add_refusals(app: FastAPI) -> None:
    """Have an application answer every error with problem details."""
    handlers: dict[Any, Any] = {
        Refusal: refuse,
        InputError: refuse_input,
        RequestValidationError: _refuse_parameters,
        HTTPException: _refuse_plain,
        JobError: _refuse_job,
        TooManySaved: _refuse_saving,
        CatalogueError: _refuse_catalogue,
        DeskFull: _refuse_crowd,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(Failures)


async def _refuse_parameters(request: Request, error: RequestValidationError) -> Response:
    known = tuple(request.scope["route"].known_parameters)
    problems: list[Problem] = []
    for part in error.errors():
        place, *path = part["loc"]
        problems += problems_of([{**part, "loc": tuple(path)}], {path[0]: None}, str(place), lambda _: known)
    return problem_response(422, "\n".join(map(str, problems)), problems)


async def _refuse_plain(_: Request, error: HTTPException) -> Response:
    words = _WORDS.get(error.status_code, str(error.detail))
    return problem_response(error.status_code, words, headers=error.headers)


async def _refuse_job(_: Request, error: JobError) -> Response:
    headers = {"Retry-After": str(SOON_SECONDS)} if error.status in (429, 503) else {}
    return problem_response(error.status, str(error), headers=headers)


async def _refuse_saving(_: Request, error: TooManySaved) -> Response:
    return problem_response(409, str(error))


async def _refuse_catalogue(_: Request, error: CatalogueError) -> Response:
    _LOG.warning("catalogue", reason=str(error))
    # The message may name the address of the database.
    words = "the catalogue of the server does not answer: try again later"
    return problem_response(503, words, headers={"Retry-After": str(SOON_SECONDS)})


async def _refuse_crowd(_: Request, __: DeskFull) -> Response:
    words = "too many wait for a solve: try again in a moment"
    return problem_response(503, words, headers={"Retry-After": str(SOON_SECONDS)})


class Failures:
    """Answers whatever nobody foresaw without a trace of it; the log has it, under the same reference."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        has_started = False

        async def watched(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            pass  # nobody is left to answer
        except Exception:
            if has_started or scope["type"] != "http":
                raise
            reference = secrets.token_hex(4)
            _LOG.exception("failure", reference=reference, method=scope["method"], path=scope["path"])
            words = f"something went wrong here: the log of the server says what, under {reference}"
            await problem_response(500, words)(scope, receive, send)
