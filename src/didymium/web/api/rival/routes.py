"""The routes about rivals: what is recorded, without solving anything; and one policy held against a rival
anew.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Sequence
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Depends, Request, Response
from pydantic import TypeAdapter

from didymium.case.case import Case
from didymium.decisions.rival.moves import dials_of
from didymium.decisions.rival.reading import list_rivals, read_rival
from didymium.ensemble.running.worker import NO_ANSWER
from didymium.market.checks import MassBalanceError
from didymium.scenario.schema import Scenario
from didymium.views.rival.data import recorded_data, rival_data
from didymium.views.rival.shown import scenario_file
from didymium.views.rival.view import RecordedRivals
from didymium.web.api.answers.bodies import documented, posted
from didymium.web.api.answers.errors import SOON_SECONDS
from didymium.web.api.answers.kept import kept_of
from didymium.web.api.answers.paging import UNCHANGED, unchanging
from didymium.web.api.answers.parameters import Format, Key, Language, Reader, Solver, access_of, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of, text_answer
from didymium.web.api.evidence.facts import named
from didymium.web.api.evidence.library import Entry
from didymium.web.api.rival.records import RivalRecord, RivalSummary
from didymium.web.api.scenarios import TOML_TYPE, scenario_response
from didymium.web.engine.rival.question import RivalQuestion
from didymium.web.problem import Refusal
from didymium.web.server import Server

router = router_of("Rivals")

LONGEST_SECONDS = 120.0
"""Longest time that a reply may take, waiting for a solver included."""
_REPLY = TypeAdapter(RivalQuestion)


@router.get("/rivals", response_model=list[RivalSummary], responses=UNCHANGED)
async def rivals(request: Request, _: Reader, lang: Language = "en") -> Response:
    """List the rivals of the case: who may move, how far, what for, which policies are held against it, and
    of what day the last record is. Nothing is solved.
    """
    server = server_of(request)
    body = await kept_of(request).answer(
        ("rivals", lang), lambda: _json(_summaries(server.case, server.rivals.found(), lang))
    )
    return unchanging(request, body)


@router.get("/rivals/{rival}", response_model=RivalRecord, responses={**refusals(404), **UNCHANGED})
async def rival(request: Request, _: Reader, rival: Key, lang: Language = "en") -> Response:
    """Return the recorded game of a rival: every policy with the reply to it and all that was tried."""
    server = server_of(request)
    entries = await kept_of(request).answer(("games", lang), lambda: _games(server, lang))
    return unchanging(request, named(entries, rival, "recorded rival").body)


@router.get(
    "/rivals/{rival}/scenarios/{policy}",
    response_model=Scenario,
    responses={**refusals(404), **text_answer("The scenario.", TOML_TYPE)},
)
def scenario(request: Request, _: Reader, rival: Key, policy: Key, format: Format = "json") -> Response:
    """Return a policy with the recorded reply to it as a scenario, which solves to the same figures."""
    view = server_of(request).rivals.found().named(rival)
    replies = {} if view is None else {reply.policy: reply.scenario for reply in view.game.replies}
    if policy not in replies:
        raise Refusal(404, f'no reply of "{rival}" to "{policy}" is recorded')
    return scenario_response(replies[policy], scenario_file(policy).removesuffix(".toml"), format)


@router.post(
    "/rivals/reply",
    response_model=RivalRecord,
    responses=refusals(413, 415, 503),
    openapi_extra=documented("RivalQuestion"),
)
async def reply(
    request: Request,
    person: Solver,
    order: Annotated[RivalQuestion, Depends(posted(_REPLY, RivalQuestion))],
    lang: Language = "en",
) -> Response:
    """Work out how a rival answers one policy, with the aim of its file or another one: the numbers of
    `didymium rival --policy NAME --no-recheck`. It takes some seconds, under a price floor a minute or more.
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
        words = f"the answer takes longer than {LONGEST_SECONDS:g} seconds: ask for fewer evaluations"
        raise Refusal(503, words, headers={"Retry-After": str(SOON_SECONDS)}) from None
    except (*NO_ANSWER, MassBalanceError) as error:
        raise Refusal(422, f"no answer. {error}") from None
    return Response(await run_sync(_json, found.shown.data), media_type="application/json")


def _summaries(case: Case, found: RecordedRivals, lang: str) -> list[dict[str, Any]]:
    notes = {view.name: recorded_data(view) for view in found.views}
    broken = {problem.file for problem in found.problems}
    names = [name for name in list_rivals(case) if f"rivals/{name}.toml" not in broken]
    return [_summary(case, name, notes.get(name), lang) for name in names]


def _summary(case: Case, name: str, note: dict[str, Any] | None, lang: str) -> dict[str, Any]:
    found = read_rival(case, name)
    return {
        "rival": name,
        "title": found.title_in(lang),
        "regions": list(found.regions),
        "club": found.club,
        "aim": found.aim.model_dump(mode="json"),
        "dials": [
            {"dial": dial.name, "unit": dial.unit, "levels": list(dial.levels)} for dial in dials_of(found)
        ],
        "policies": [
            {"policy": one.name, "title": one.title_in(lang), "is_answer": one.is_answer}
            for one in found.policy
        ],
        "recorded": note,
    }


def _games(server: Server, lang: str) -> Sequence[Entry]:
    words = server.words(lang)
    return [
        Entry(view.name, view.case.settings.name, _json(rival_data(words, view)))
        for view in server.rivals.found().views
    ]


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, default=str, allow_nan=False).encode()
