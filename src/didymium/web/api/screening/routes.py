"""The routes of screening: nothing of what is sent is kept or logged."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from pydantic import TypeAdapter

from didymium.ensemble.running.worker import NO_ANSWER
from didymium.market.checks import MassBalanceError
from didymium.web.access.accounts.person import Person
from didymium.web.access.guard.requests_read import address_of
from didymium.web.api.answers.bodies import documented, posted
from didymium.web.api.answers.errors import SOON_SECONDS
from didymium.web.api.answers.parameters import Language, Solver, access_of, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.api.screening.records import (
    ExportRecord,
    OriginRecord,
    OwnershipRecord,
    SaleRecord,
    TraceRecord,
)
from didymium.web.engine.screening.export import ExportQuestion
from didymium.web.engine.screening.origin import OriginQuestion
from didymium.web.engine.screening.ownership import OwnersQuestion
from didymium.web.engine.screening.question import Answered, Question
from didymium.web.engine.screening.sale import SaleQuestion
from didymium.web.engine.screening.trace import TraceQuestion
from didymium.web.problem import Refusal

router: APIRouter = router_of("Screening")

LONGEST_SECONDS = 60.0
"""Longest time that an answer may take, waiting for a solver included."""
LARGEST_ORDER_BYTES = 1_000_000
"""Largest body with a bill, a register or documents in it."""

_EXPORT, _OWNERS = TypeAdapter(ExportQuestion), TypeAdapter(OwnersQuestion)
_ORIGIN, _SALE = TypeAdapter(OriginQuestion), TypeAdapter(SaleQuestion)
_TRACE = TypeAdapter(TraceQuestion)
_REFUSALS = refusals(413, 415, 503)


@router.post(
    "/screen/export",
    response_model=ExportRecord,
    responses=_REFUSALS,
    openapi_extra=documented("ExportQuestion"),
)
async def screen_export(
    request: Request,
    person: Solver,
    order: Annotated[
        ExportQuestion, Depends(posted(_EXPORT, ExportQuestion, most_bytes=LARGEST_ORDER_BYTES))
    ],
    lang: Language = "en",
) -> Response:
    """Say whether goods may leave: permitted, licence needed, prohibited or unknown, with each test, its
    rule, date and source. The timeline takes seconds, for long bills longer than an answer may.
    """
    return await _answer(request, person, order, lang)


@router.post(
    "/screen/ownership",
    response_model=OwnershipRecord,
    responses=_REFUSALS,
    openapi_extra=documented("OwnersQuestion"),
)
async def screen_ownership(
    request: Request,
    person: Solver,
    order: Annotated[
        OwnersQuestion, Depends(posted(_OWNERS, OwnersQuestion, most_bytes=LARGEST_ORDER_BYTES))
    ],
    lang: Language = "en",
) -> Response:
    """Say who owns and controls a company, and who must be told of an acquisition, by when and why."""
    return await _answer(request, person, order, lang)


@router.post(
    "/screen/origin",
    response_model=OriginRecord,
    responses=_REFUSALS,
    openapi_extra=documented("OriginQuestion"),
)
async def screen_origin(
    request: Request,
    person: Solver,
    order: Annotated[
        OriginQuestion, Depends(posted(_ORIGIN, OriginQuestion, most_bytes=LARGEST_ORDER_BYTES))
    ],
    lang: Language = "en",
) -> Response:
    """Say where lots or a product come from, stage by stage, and which rules of buying they meet."""
    return await _answer(request, person, order, lang)


@router.post(
    "/screen/sale",
    response_model=SaleRecord,
    responses=_REFUSALS,
    openapi_extra=documented("SaleQuestion"),
)
async def screen_sale(
    request: Request,
    person: Solver,
    order: Annotated[SaleQuestion, Depends(posted(_SALE, SaleQuestion))],
    lang: Language = "en",
) -> Response:
    """Say what the sale of a plant does to concentration, and to time to survive under a restriction by the
    buyer's country, in the live profile of the case.
    """
    return await _answer(request, person, order, lang)


@router.post(
    "/trace",
    response_model=TraceRecord,
    responses=_REFUSALS,
    openapi_extra=documented("TraceQuestion"),
)
async def trace(
    request: Request,
    person: Solver,
    order: Annotated[TraceQuestion, Depends(posted(_TRACE, TraceQuestion))],
    lang: Language = "en",
) -> Response:
    """Say where an element in what regions use was mined, separated, made metal and magnet: in the base run,
    or in a scenario of the case, in its live profile.
    """
    return await _answer(request, person, order, lang)


async def _answer(request: Request, person: Person, order: Question, language: str) -> Response:
    """Have a question answered for a person.

    Raises:
        Refusal: 429 or 503 if it is too often or takes too long, 422 if the market has no answer.
        InputError: With everything that is wrong with the question.
    """
    server = server_of(request)
    access_of(request).rates.limit(person, "solve")
    asker = f"api {person.name} "
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            found = await server.screening.answer(
                asker + secrets.token_hex(8), order, language, asker=asker, charts=False
            )
    except TimeoutError:
        words = (
            f"the answer takes longer than {LONGEST_SECONDS:g} seconds: ask without the timeline, or later"
        )
        raise Refusal(503, words, headers={"Retry-After": str(SOON_SECONDS)}) from None
    except (*NO_ANSWER, MassBalanceError) as error:
        raise Refusal(422, f"no answer. {error}") from None
    body = await run_sync(_body, found)
    # What was asked is the person's own: the audit has only that something was.
    audit = server.audit.record
    await run_sync(audit, person, address_of(request.scope), "screen", order.kind)
    return Response(body, media_type="application/json")


def _body(found: Answered) -> bytes:
    return json.dumps(found.shown.data, ensure_ascii=False, default=str, allow_nan=False).encode()
