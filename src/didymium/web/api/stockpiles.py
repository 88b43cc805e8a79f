"""Answers questions about stockpiles, as ``didymium stockpile`` does."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict, TypeAdapter

from didymium.decisions.stockpile.request import StockpileRequest
from didymium.decisions.stocks.sizing.sizing import SizingError
from didymium.ensemble.running.worker import NO_ANSWER
from didymium.files.problems import InputError, Problem
from didymium.views.stocks.answer_data import stockpile_data
from didymium.views.stocks.view import StockpileView
from didymium.web.access.guard.requests_read import address_of
from didymium.web.api.answers.bodies import BODY, documented, posted
from didymium.web.api.answers.errors import SOON_SECONDS
from didymium.web.api.answers.parameters import Solver, access_of, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.problem import Refusal

router = router_of("Stockpiles")

LONGEST_SECONDS = 120.0
"""Longest time that an answer may take, waiting for a solver included."""
SLOW = ("buy", "check")
"""Parts that run the market over and over."""

_ORDER = TypeAdapter(StockpileRequest)
Rows = list[dict[str, Any]]


class StockpileRecord(BaseModel):
    """An answer, as `didymium stockpile --json` prints it. Units stand in the names; parts that were not
    asked for are left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    case: str
    """Name of the case."""
    members: list[str]
    """Regions whose stocks are asked about."""
    request: dict[str, Any]
    """What was asked for."""
    cover: dict[str, Any] | None = None
    """Days of cover by material and sector, targets, and how long sectors last in the scenarios."""
    sizes: Rows | None = None
    """Least-cost stocks of each member by itself, with cost against risk."""
    stages: Rows | None = None
    """What keeping the bound costs by stage."""
    pool: dict[str, Any] | None = None
    """Stocks of every group of members, what pooling saves, and who pays which part."""
    buy: dict[str, Any] | None = None
    """What is bought when, at which price, from whom; what is turned over."""
    release: dict[str, Any] | None = None
    """Release rules against hindsight."""
    checks: Rows | None = None
    """The stocks in the market."""
    shortfall: dict[str, Any] | None = None
    """Shortfalls by the US method, and its list of 2013."""


@router.post(
    "/stockpile",
    response_model=StockpileRecord,
    response_model_exclude_unset=True,
    responses=refusals(413, 415, 503),
    openapi_extra=documented("StockpileRequest"),
)
async def stockpile(
    request: Request,
    person: Solver,
    order: Annotated[StockpileRequest, Depends(posted(_ORDER, StockpileRequest))],
) -> Response:
    """Say what stocks are worth, how much to hold, at which stage, alone or together: the numbers of
    `didymium stockpile`. Cover is there at once, the rest takes seconds; `buy`, `check` and draws
    take minutes and are left to the command.
    """
    server = server_of(request)
    _refuse_slow(order)
    await run_sync(server.stockpiles.check, order)
    access_of(request).rates.limit(person, "solve")
    asker = f"api {person.name} "
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            found = await server.stockpiles.answer(asker + secrets.token_hex(8), order, asker=asker)
    except TimeoutError:
        words = f"the answer takes longer than {LONGEST_SECONDS:g} seconds: ask for fewer parts at a time"
        raise Refusal(503, words, headers={"Retry-After": str(SOON_SECONDS)}) from None
    except SizingError as error:
        raise Refusal(422, f"no stocks keep the bound: {error}") from None
    except NO_ANSWER as error:
        raise Refusal(422, f"no answer. {error}") from None
    body = await run_sync(_body, found)
    said = " ".join(order.parts)
    await run_sync(server.audit.record, person, address_of(request.scope), "stockpile", said)
    return Response(body, media_type="application/json")


def _refuse_slow(order: StockpileRequest) -> None:
    """Refuse what takes minutes.

    Raises:
        InputError: With everything that does.
    """
    problems = [
        Problem(BODY, "takes minutes", None, "parts", part, "leave it out, or run didymium stockpile")
        for part in SLOW
        if part in order.parts
    ]
    if order.draws:
        remedy = "leave them out, or run didymium stockpile"
        problems.append(Problem(BODY, "take minutes", None, "draws", str(order.draws), remedy))
    if problems:
        raise InputError(problems)


def _body(view: StockpileView) -> bytes:
    return json.dumps(stockpile_data(view), ensure_ascii=False, default=str, allow_nan=False).encode()
