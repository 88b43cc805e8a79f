"""The routes of validation: what is recorded, without solving anything; and indicators, solved on request."""

from __future__ import annotations

import asyncio
import json
import math
import secrets
from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import TypeAdapter

from didymium.backtest.definition import Series
from didymium.backtest.scores import error_measure
from didymium.ensemble.running.worker import NO_ANSWER
from didymium.market.checks import MassBalanceError
from didymium.validation.comparison import GROUPS
from didymium.validation.record import read_record
from didymium.views.backtest.data import backtest_data
from didymium.views.backtest.past import Past
from didymium.views.backtest.view import BacktestView
from didymium.web.api.answers.bodies import documented, posted
from didymium.web.api.answers.errors import SOON_SECONDS
from didymium.web.api.answers.kept import kept_of
from didymium.web.api.answers.paging import UNCHANGED, Page, Part, page_body, page_links, unchanging
from didymium.web.api.answers.parameters import Key, Language, Reader, Solver, access_of, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.api.evidence.facts import named
from didymium.web.api.evidence.library import Entry
from didymium.web.api.validation.records import (
    BacktestRecord,
    BacktestSummary,
    ComparisonRecord,
    IndicatorsRecord,
)
from didymium.web.engine.indicators.question import IndicatorsQuestion
from didymium.web.engine.recorded import RecordedCase
from didymium.web.engine.screening.question import Answered
from didymium.web.problem import Refusal
from didymium.web.server import Server

router: APIRouter = router_of("Validation")

LONGEST_SECONDS = 120.0
"""Longest time that indicators may take, waiting for a solver included."""
_INDICATORS = TypeAdapter(IndicatorsQuestion)
Kind = Literal["optimum", "game", "input_output", "indicator", "in_use"]
"""Kinds of figures: ``didymium.validation.comparison.GROUPS``."""
Group = Annotated[Kind | None, Query(description="Only this kind of figures.")]


@router.get("/backtests", response_model=list[BacktestSummary], responses=UNCHANGED)
async def backtests(request: Request, _: Reader, lang: Language = "en") -> Response:
    """List the backtests of the case served and of the bundled ones as they were last recorded: what the
    model would have said, held against what happened. Nothing is solved.
    """
    entries = await _entries(request, "summary", lang)
    return unchanging(request, b"[" + b",".join(entry.body for entry in entries) + b"]")


@router.get("/backtests/{backtest}", response_model=BacktestRecord, responses={**refusals(404), **UNCHANGED})
async def backtest(request: Request, _: Reader, backtest: Key, lang: Language = "en") -> Response:
    """Return a recorded backtest with every point, score and bar, and its history."""
    entries = await _entries(request, "whole", lang)
    return unchanging(request, named(entries, backtest, "recorded backtest").body)


@router.get("/validation", response_model=Page[ComparisonRecord], responses=UNCHANGED)
async def validation(request: Request, _: Reader, part: Part, group: Group = None) -> Response:
    """List published figures beside ours as they were last found, those that differ too, with the command
    that finds each anew.
    """
    entries = await kept_of(request).answer(("validation",), _comparisons)
    shown = [entry for entry in entries if group in (None, entry.choice)]
    items = [entry.body for entry in part.of(shown)]
    return unchanging(request, page_body(part, items, len(shown)), page_links(request, part, len(shown)))


@router.post(
    "/indicators",
    response_model=IndicatorsRecord,
    responses=refusals(413, 415, 503),
    openapi_extra=documented("IndicatorsQuestion"),
)
async def indicators(
    request: Request,
    person: Solver,
    order: Annotated[IndicatorsQuestion, Depends(posted(_INDICATORS, IndicatorsQuestion))],
    lang: Language = "en",
) -> Response:
    """Return indicators of criticality by named methods: of the solved market in the live profile of the
    case, of facts, of goods in use, of stops of exports.
    """
    server = server_of(request)
    access_of(request).rates.limit(person, "solve")
    asker = f"api {person.name} "
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            found = await server.screening.answer(
                asker + secrets.token_hex(8), order, lang, asker=asker, charts=False
            )
    except TimeoutError:
        words = (
            f"the answer takes longer than {LONGEST_SECONDS:g} seconds: name commodities (names) and "
            "countries of stops, ask for fewer scenarios, or come later"
        )
        raise Refusal(503, words, headers={"Retry-After": str(SOON_SECONDS)}) from None
    except (*NO_ANSWER, MassBalanceError) as error:
        raise Refusal(422, f"no answer. {error}") from None
    return Response(await run_sync(_body, found), media_type="application/json")


async def _entries(request: Request, kind: str, lang: str) -> Sequence[Entry]:
    server = server_of(request)
    return await kept_of(request).answer(
        ("backtests", kind, lang), lambda: list(_recorded(server, kind == "whole", lang))
    )


def _recorded(server: Server, whole: bool, lang: str) -> list[Entry]:
    make = _whole if whole else _summary
    return [
        Entry(name, view.result.case, _json(make(one, view, lang)))
        for name, (one, view) in server.recorded.named().items()
    ]


def _summary(one: RecordedCase, view: BacktestView, lang: str) -> dict[str, Any]:
    result = view.result
    return {
        "case": result.case,
        "backtest": result.name,
        "title": result.definition.title_in(lang),
        "scenario": result.definition.scenario,
        "recorded": _record_note(view),
        "command": f"didymium backtest {result.case} --name {result.name}",
        "series": [_score(view, series, lang) for series in result.definition.series],
        "bars": [{"title": found.bar.title_in(lang), "met": found.met} for found in result.bars],
    }


def _record_note(view: BacktestView) -> dict[str, Any]:
    assert view.recorded is not None
    return {"number": view.recorded.number, "day": view.recorded.recorded, "note": view.recorded.note}


def _score(view: BacktestView, series: Series, lang: str) -> dict[str, Any]:
    kind = error_measure(series)
    return {
        "series": series.name,
        "title": series.title_in(lang),
        "unit": series.unit,
        "points": view.points_of(series.name).height,
        "error_of": kind,
        "error": view.result.score(series.name, kind),
        "held_out_error": view.result.score(series.name, kind, "held_out"),
        "naive_error": view.result.score(series.name, f"naive_{kind}"),
    }


def _whole(one: RecordedCase, view: BacktestView, lang: str) -> dict[str, Any]:
    return {**backtest_data(view, lang), "history": _history(one.pasts[view.result.name])}


def _history(past: Past) -> list[dict[str, Any]]:
    return [
        {"number": number, "day": day, "note": note, "series": series, "error": errors[place]}
        for place, (number, day, note) in enumerate(past.records)
        for series, errors in past.errors
    ]


def _comparisons() -> list[Entry]:
    rows = read_record().to_dicts()
    return [Entry(f"{row['subject']} {row['item']}", row["group"], _json(_finite(row))) for row in rows]


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row in which a figure that is none is null."""
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in row.items()
    }


def _body(found: Answered) -> bytes:
    return _json(found.shown.data)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, default=str, allow_nan=False).encode()


assert get_args(Kind) == GROUPS
