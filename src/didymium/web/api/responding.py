"""Plans the response to an emergency, and plans again when there is news, as ``didymium respond`` does."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import math
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from didymium.case.case import Case
from didymium.decisions.response.asking import ResponseRequest
from didymium.decisions.response.news import News, parse_news
from didymium.decisions.response.saving import SavedPlan, plan_data, plan_from
from didymium.ensemble.running.worker import NO_ANSWER
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.scenario.schema import Scenario
from didymium.views.response.data import response_data
from didymium.web.access.accounts.person import Person
from didymium.web.access.guard.requests_read import address_of
from didymium.web.api.answers.bodies import BODY, documented, posted
from didymium.web.api.answers.errors import SOON_SECONDS
from didymium.web.api.answers.parameters import Solver, access_of, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.api.posted_scenario import asked_scenario, whole_scenario
from didymium.web.engine.responses import Answered, ResponseQuestion
from didymium.web.problem import Refusal
from didymium.web.server import Server

router = router_of("Rapid response")

LONGEST_SECONDS = 120.0
"""Longest time that an answer may take, waiting for a solver included."""
LARGEST_ORDER_BYTES = 2_000_000
"""A kept plan with its news: every action of every week stands in it."""
MOST_NEWS = 200
PLAN = "plan.json"
"""What problems call a plan that was sent."""
NEWS = "news"
"""What problems call rows of news that were sent as the text of a file."""


class _Order(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    keep_plan: bool = False
    """Whether to return `saved_plan` too, from which an update starts."""


class RespondOrder(_Order):
    """An emergency, and what is asked for."""

    scenario: Scenario | Annotated[str, Field(min_length=1, max_length=100)]
    """A scenario in full, the name of one of the case's, or the key of a saved one."""
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "scenario"
    """Short name in the results of a scenario that is given in full."""
    profile: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """Division of time, instead of the scenario's own."""
    request: ResponseRequest
    """For whom, from which day on, for how long, with what means."""


class UpdateOrder(_Order):
    """A plan that was kept, and news since."""

    plan: dict[str, Any]
    """`saved_plan` of an earlier answer, or the content of a plan.json."""
    news: (
        Annotated[tuple[News, ...], Field(min_length=1, max_length=MOST_NEWS)]
        | Annotated[str, Field(min_length=1, max_length=100_000)]
    )
    """Rows of news, or the text of a CSV file of them."""


_RESPOND, _UPDATE = TypeAdapter(RespondOrder), TypeAdapter(UpdateOrder)
Rows = list[dict[str, Any]]


class ResponseRecord(BaseModel):
    """A plan with what follows from it, as `didymium respond --json` prints it. Units stand in the names."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    case: str
    """Name of the case."""
    scenario: str
    """Short name of the scenario."""
    as_of: str
    """First day of the plan."""
    until: str
    """The day after its last."""
    days: int
    """Its length."""
    members: list[str]
    """Regions that act together."""
    request: dict[str, Any]
    """What was asked for."""
    licences: dict[str, Any]
    """The day by which it is known what becomes of licences, and the chance of a grant with its source."""
    branches: Rows
    """Losses and costs of each course that things may take."""
    savings: dict[str, float]
    """What the plan saves in expectation, US dollars."""
    plan: Rows
    """Who ships, draws, makes or buys what, from when until when, and by when it arrives."""
    swaps: Rows
    """Members that ship each other different goods."""
    reallocations: Rows
    """What sectors give up for others."""
    decisions: Rows
    """Who must decide what by when."""
    priorities: Rows
    """Materials by what a day of delay costs."""
    vulnerabilities: dict[str, Rows]
    """Single sources, stages and sectors that fail."""
    short: Rows
    """What stays short with the plan."""
    mends: Rows
    """What would have to be true for less to stay short."""
    assumed: Rows
    """How far members are taken to be ready to go, and on what ground."""
    nodes: Rows
    """Time to survive and to recover of nodes; blank: only the command line surveys them."""
    saved_plan: dict[str, Any] = {}
    """The plan as an update takes it, if it was asked for."""


@router.post(
    "/respond",
    response_model=ResponseRecord,
    responses=refusals(404, 413, 415, 503),
    openapi_extra=documented("RespondOrder"),
)
async def respond(
    request: Request, person: Solver, order: Annotated[RespondOrder, Depends(posted(_RESPOND, RespondOrder))]
) -> Response:
    """Plan a response from a day on, with what is known on that day only: the numbers of
    `didymium respond`. It takes about ten seconds.
    """
    server = server_of(request)
    name, scenario = await run_sync(_asked, server, order)
    question = ResponseQuestion(name, scenario, order.request)

    async def ask(session: str, asker: str) -> Answered:
        return await server.responses.respond(session, question, asker=asker)

    found = await _answer(request, person, ask)
    body = await run_sync(_body, found, order.keep_plan)
    await _note(request, person, "respond", f"{name} {order.request.as_of}")
    return Response(body, media_type="application/json")


class UpdateRecord(ResponseRecord):
    """A plan made again, with what changed."""

    update: dict[str, Any]
    """The day, the weeks that had begun and stand, what was entered and learnt, and what is done otherwise
    and why."""


@router.post(
    "/respond/update",
    response_model=UpdateRecord,
    responses=refusals(413, 415, 503),
    openapi_extra=documented("UpdateOrder"),
)
async def update(
    request: Request,
    person: Solver,
    order: Annotated[UpdateOrder, Depends(posted(_UPDATE, UpdateOrder, most_bytes=LARGEST_ORDER_BYTES))],
) -> Response:
    """Plan again after news: weeks that had begun stand, the rest is planned anew, over the time of the first
    plan.
    """
    server = server_of(request)
    plan, news = await run_sync(_update_asked, server, order)

    async def ask(session: str, asker: str) -> Answered:
        return await server.responses.update(session, plan, news, asker=asker)

    found = await _answer(request, person, ask)
    body = await run_sync(_body, found, order.keep_plan)
    await _note(request, person, "update response", f"{plan.scenario_name} {news[-1].date}")
    return Response(body, media_type="application/json")


async def _answer(
    request: Request, person: Person, ask: Callable[[str, str], Coroutine[Any, Any, Answered]]
) -> Answered:
    """Have a question answered for a person.

    Raises:
        Refusal: 429 or 503 if it is too often or takes too long, 422 if the market has no answer.
        InputError: With everything that is wrong with the question.
    """
    access_of(request).rates.limit(person, "solve")
    asker = f"api {person.name} "
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await ask(asker + secrets.token_hex(8), asker)
    except TimeoutError:
        words = f"the answer takes longer than {LONGEST_SECONDS:g} seconds: try again later"
        raise Refusal(503, words, headers={"Retry-After": str(SOON_SECONDS)}) from None
    except NO_ANSWER as error:
        raise Refusal(422, f"no answer. {error}") from None


def _asked(server: Server, order: RespondOrder) -> tuple[str, Scenario]:
    """Return the name and the scenario that an order is about.

    Raises:
        InputError: With every problem.
        Refusal: 404 if it names no scenario.
    """
    name, scenario = asked_scenario(server, order.scenario, order.name)
    if order.profile is None:
        return name, scenario
    known = server.case.settings.profiles
    if order.profile not in known:
        remedy = did_you_mean(order.profile, known)
        message = f"is no profile of {server.case.settings.name}"
        raise InputError([Problem(BODY, message, None, "profile", order.profile, remedy)])
    return name, scenario.model_copy(update={"profile": order.profile})


def _news(case: Case, given: tuple[News, ...] | str) -> tuple[News, ...]:
    """Return news as the engine takes it, held against the case as a file of it is.

    Raises:
        InputError: With every problem in it.
    """
    if isinstance(given, str):
        return parse_news(case, given.encode(), NEWS)
    text = io.StringIO()
    written = csv.DictWriter(text, list(News.model_fields))
    written.writeheader()
    for row in given:
        written.writerow({key: "" if cell is None else cell for key, cell in row})
    try:
        return parse_news(case, text.getvalue().encode(), NEWS)
    except InputError as error:
        raise InputError([_of_row(problem) for problem in error.problems]) from None


def _of_row(problem: Problem) -> Problem:
    """Return a problem of a row of a file, whose first is 2, as one of an item of a list."""
    if problem.row is None:
        return replace(problem, file=BODY, column=NEWS)
    place = f"{NEWS} {problem.row - 1}"
    return replace(
        problem, file=BODY, row=None, column=f"{place} {problem.column}" if problem.column else place
    )


def _update_asked(server: Server, order: UpdateOrder) -> tuple[SavedPlan, tuple[News, ...]]:
    """Return the plan and the news of an order.

    Raises:
        InputError: With every problem of both.
    """
    problems: list[Problem] = []
    plan: SavedPlan | None = None
    news: tuple[News, ...] = ()
    try:
        plan = _sound_plan(server, order.plan)
    except InputError as error:
        problems += error.problems
    try:
        news = _news(server.case, order.news)
    except InputError as error:
        problems += error.problems
    if problems or plan is None:
        raise InputError(problems)
    return plan, news


def _sound_plan(server: Server, data: dict[str, Any]) -> SavedPlan:
    """Return a plan that was sent: whoever sends it may have changed it.

    Raises:
        InputError: With every problem.
    """
    plan = plan_from(data, PLAN)
    tonnes = [t for columns in plan.columns.values() for t in columns.values()]
    shares = list(plan.chances.values())
    if not shares or not all(math.isfinite(value) and value >= 0.0 for value in (*tonnes, *shares)):
        raise InputError([Problem(PLAN, "is damaged", remedy="send it as it was given")])
    if plan.case == server.case.settings.name:
        whole_scenario(server, plan.scenario, PLAN)
    return plan


def _body(found: Answered, keep_plan: bool) -> bytes:
    data = response_data(found.view)
    if keep_plan:
        data["saved_plan"] = plan_data(found.plan)
    return json.dumps(data, ensure_ascii=False, default=str, allow_nan=False).encode()


async def _note(request: Request, person: Person, action: str, subject: str) -> None:
    audit = server_of(request).audit
    await run_sync(audit.record, person, address_of(request.scope), action, subject)
