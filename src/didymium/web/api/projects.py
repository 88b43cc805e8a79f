"""Answers questions about projects, portfolios, alliances and programmes, as the commands do."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from didymium.decisions.alliance.request import CoalitionRequest
from didymium.decisions.finance.problems import FinanceError
from didymium.decisions.investment.request import PortfolioRequest, ProjectsRequest
from didymium.decisions.programmes.members import MEMBERS
from didymium.ensemble.running.worker import NO_ANSWER
from didymium.ensemble.two_stage import TwoStageError
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.views.coalition.data import coalition_data
from didymium.views.portfolio.data import portfolio_data
from didymium.views.projects.data import projects_data
from didymium.views.projects.programme_data import programme_record
from didymium.web.access.accounts.person import Person
from didymium.web.access.guard.requests_read import address_of
from didymium.web.api.answers.bodies import BODY, documented, posted
from didymium.web.api.answers.errors import SOON_SECONDS
from didymium.web.api.answers.parameters import (
    AsOf,
    Language,
    Reader,
    Solver,
    access_of,
    server_of,
)
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.engine.projects import ProjectsQuestion
from didymium.web.look.visit import today
from didymium.web.problem import Refusal

router = router_of("Projects")

LONGEST_SECONDS = 300.0
"""Longest time that an answer may take, waiting for a solver included."""
MOST_FUTURES = 24
"""More futures take longer than anybody waits: they are left to the command."""
Names = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Field(max_length=20)]
Rows = list[dict[str, Any]]
NONE = (*NO_ANSWER, FinanceError, TwoStageError)


class FinanceOrder(ProjectsRequest):
    """Which projects are bankable; of which cases."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"floor_usd_per_kg": 110.0, "futures": 4}]},
    )

    cases: Names = ()
    """Cases, the first one's discount rate first; blank: the server's own."""


class PortfolioOrder(PortfolioRequest):
    """Which projects to back; of which cases."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"budgets": [{"amount_million": 3000}], "futures": 4}]},
    )

    cases: Names = ()
    """Cases, the first one's discount rate first; blank: the server's own."""


_FINANCE, _PORTFOLIO = TypeAdapter(FinanceOrder), TypeAdapter(PortfolioOrder)
_COALITION = TypeAdapter(CoalitionRequest)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ProjectsRecord(_Record):
    """What is known of projects and found about them, as `didymium projects --json` prints it. Units stand in
    the names; parts that were not asked for are null.
    """

    cases: list[str]
    """Names of the cases."""
    request: dict[str, Any] | None
    """What was asked about finance."""
    projects: Rows
    """What each project is, where it stands, when it comes, who is behind it, where sources disagree."""
    finance: Rows | None
    """Whether each is bankable at market prices, at the floor and in a price war, and what it needs."""
    gaps: dict[str, Any] | None
    """What members lack by case and year, and which part of it each project closes."""
    deposits: Rows | None
    """Deposits at their prices."""
    supply_curves: dict[str, Any] | None
    """Supply by element."""
    deposit_prices_from: str | None
    """`markets` or `base_year`."""
    programme: dict[str, Any] | None
    """A national programme; it has an endpoint of its own."""


class PortfolioRecord(_Record):
    """A portfolio with what stands around it, as `didymium portfolio --json` prints it."""

    cases: list[str]
    """Names of the cases."""
    request: dict[str, Any]
    """What was asked for."""
    years: list[int]
    """First and last year of the horizon."""
    best: dict[str, Any]
    """The projects chosen with their years and supports, and what is lost with them."""
    nothing: dict[str, Any]
    """What is lost without any."""
    objective: dict[str, Any]
    """Bounds of the search."""
    payments: Rows
    """What each funder pays in each year."""
    budgets: Rows
    """Ceilings, and what is spent of each."""
    excluded: Rows
    """Projects that could not be chosen, with the reason."""
    left: list[str]
    """Projects that could have been and were not."""
    futures: Rows
    """Losses of each future without and with the portfolio."""
    additions: Rows
    """What each project chosen adds, alone and last."""
    pairs: Rows
    """Projects of which one makes what the other needs."""
    near: Rows
    """Other portfolios nearly as good."""
    near_complete: bool
    """Whether there are no more of them."""
    regret: Rows
    """What each portfolio loses more than the best of them, by future."""
    frontier: Rows
    """The best portfolio under other budgets."""
    linked: dict[str, Any] | None
    """The best portfolio if funds are one."""
    held: dict[str, Any] | None
    """Only the command holds it against random ones."""
    rival: dict[str, Any] | None
    """Only the command holds it against a rival who answers."""
    assumed: dict[str, Any]
    """Figures that nobody published."""


class CoalitionRecord(_Record):
    """What any set of members saves by sharing, as `didymium coalition --json` prints it."""

    case: str
    """Name of the case."""
    members: Rows
    """Members with their regions."""
    request: dict[str, Any]
    """What was asked for."""
    losses: dict[str, Any]
    """What all lose if nobody acts, each alone, and together."""
    shares: Rows
    """Shapley's value and the least core of each, and whether it stays."""
    core: dict[str, Any]
    """Whether a split holds, and who would object."""
    tail_core: dict[str, Any]
    """The same by the tail."""
    superadditive: bool
    """Whether no sets are worth less together than apart."""
    everyone: dict[str, Any]
    """How the set of all stands."""
    founders: dict[str, Any]
    """How the founders stand, and who could come next."""
    joining: dict[str, Any] | None
    """What the newcomer brings."""
    best_of_each_size: Rows
    """The set of most value by number of members."""
    verified: Rows
    """The best sets on all futures."""
    floor: Rows | None
    """Only the command adds a floor."""
    floor_left_out: str
    """Why there is no floor."""
    futures: dict[str, Any]
    """The futures that count."""
    sets: Rows
    """The value of every set."""


class ProgrammeRecord(_Record):
    """A member's programme on a day; every figure with its range and what it rests on."""

    model_config = ConfigDict(frozen=True, extra="allow", use_attribute_docstrings=True)

    member: str
    """Region of the member."""
    programme: str
    """Subject of the evidence."""
    day: str
    """As known on this day."""
    terms: dict[str, Any]
    """The rules."""
    chains: Rows
    """The chain of decision of each tranche."""
    candidates: Rows
    """What was chosen, dropped and named."""
    dollars: Rows
    """Dollars by year, by schedule and case of the income."""
    losses: Rows
    """What a year costs after a refusal."""
    scores: Rows
    """KIEP's three tests."""


@router.get("/projects", response_model=ProjectsRecord, responses=refusals(404))
async def pipeline(
    request: Request,
    person: Reader,
    cases: Annotated[
        str | None,
        Query(max_length=400, description="Names of cases, separated by commas; blank: the server's own."),
    ] = None,
    project: Annotated[
        str | None,
        Query(min_length=1, max_length=100, description="Only this one, with every fact on it."),
    ] = None,
    deposits: Annotated[bool, Query(description="Deposits too, at prices of the base year.")] = False,
    lang: Language = "en",
) -> Response:
    """List projects with what is known of each. Finance is asked for by itself."""
    names = tuple(name.strip() for name in (cases or "").split(",") if name.strip())
    body = await run_sync(_pipeline, request, names, project, deposits, lang)
    return Response(body, media_type="application/json")


def _pipeline(
    request: Request, names: tuple[str, ...], project: str | None, deposits: bool, language: str
) -> bytes:
    try:
        view = server_of(request).projects.pipeline(names)
    except FinanceError as error:
        raise Refusal(422, f"terms make no sense: {error}") from None
    if project is not None:
        rows = tuple(row for row in view.rows if row.name == project)
        if not rows:
            remedy = did_you_mean(project, [row.name for row in view.rows])
            raise Refusal(404, f'there is no project "{project}"' + (f" ({remedy})" if remedy else ""))
        view = replace(view, rows=rows, in_full=True)
    return _json(projects_data(view if deposits else replace(view, deposits=None), language))


@router.post(
    "/projects/finance",
    response_model=ProjectsRecord,
    responses=refusals(413, 415, 503),
    openapi_extra=documented("FinanceOrder"),
)
async def finance(
    request: Request,
    person: Solver,
    order: Annotated[FinanceOrder, Depends(posted(_FINANCE, FinanceOrder))],
) -> Response:
    """Say which projects are bankable, at market prices and at a floor, and what the others need: the numbers
    of `didymium projects --finance --deposits`. Four futures take a minute or less; more are slower.
    """
    _refuse_slow(order)
    desk, question = server_of(request).projects, _question(order, ProjectsRequest)
    await run_sync(desk.check, question)

    async def ask(session: str, asker: str) -> bytes:
        found = await desk.finance(session, question, asker=asker)
        return await run_sync(lambda: _json(projects_data(found)))

    return await _answered(request, person, ask, "projects")


@router.post(
    "/portfolio",
    response_model=PortfolioRecord,
    responses=refusals(413, 415, 503),
    openapi_extra=documented("PortfolioOrder"),
)
async def portfolio(
    request: Request,
    person: Solver,
    order: Annotated[PortfolioOrder, Depends(posted(_PORTFOLIO, PortfolioOrder))],
) -> Response:
    """Choose projects, years and supports under budgets: the numbers of `didymium portfolio`. It takes a
    minute or two; to hold the best against random portfolios takes longer and is left to the command.
    """
    _refuse_slow(order)
    desk, question = server_of(request).projects, _question(order, PortfolioRequest)
    await run_sync(desk.check, question)

    async def ask(session: str, asker: str) -> bytes:
        found = await desk.portfolio(session, question, asker=asker)
        return await run_sync(lambda: _json(portfolio_data(found)))

    return await _answered(request, person, ask, "portfolio")


@router.post(
    "/coalition",
    response_model=CoalitionRecord,
    responses=refusals(413, 415, 503),
    openapi_extra=documented("CoalitionRequest"),
)
async def coalition(
    request: Request,
    person: Solver,
    order: Annotated[CoalitionRequest, Depends(posted(_COALITION, CoalitionRequest))],
) -> Response:
    """Say what any set of members saves by sharing, and who should be in: the numbers of
    `didymium coalition`. Five members take seconds, ten a minute or two; draws and a floor take longer and
    are left to the command.
    """
    _refuse_slow_coalition(order)
    desk = server_of(request).coalitions
    await run_sync(desk.check, order)

    async def ask(session: str, asker: str) -> bytes:
        found = await desk.answer(session, order, asker=asker)
        return await run_sync(lambda: _json(coalition_data(found)))

    return await _answered(request, person, ask, "coalition")


@router.get("/programmes/{member}", response_model=ProgrammeRecord, responses=refusals(404))
async def programme(
    request: Request,
    person: Reader,
    member: Annotated[str, Path(min_length=1, max_length=100, description="`JPN` or `KOR`.")],
    as_of: AsOf = None,
) -> Response:
    """Show a member's investment programme in the United States as known on a day, with the tests of the
    projects of the case.
    """
    if member not in MEMBERS:
        remedy = did_you_mean(member, MEMBERS) or f"choose {' or '.join(MEMBERS)}"
        raise Refusal(404, f'"{member}" has no programme with known terms ({remedy})')
    desk = server_of(request).projects
    body = await run_sync(lambda: _json(programme_record(desk.programme(member, as_of or today()))))
    return Response(body, media_type="application/json")


async def _answered(
    request: Request,
    person: Person,
    ask: Callable[[str, str], Coroutine[Any, Any, bytes]],
    action: str,
) -> Response:
    """Have a question answered for a person.

    Raises:
        Refusal: 429 or 503 if it is too often or takes too long, 422 if there is no answer.
        InputError: With everything that is wrong with the question.
    """
    access_of(request).rates.limit(person, "solve")
    asker = f"api {person.name} "
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            body = await ask(asker + secrets.token_hex(8), asker)
    except TimeoutError:
        words = f"the answer takes longer than {LONGEST_SECONDS:g} seconds: ask for fewer futures or members"
        raise Refusal(503, words, headers={"Retry-After": str(SOON_SECONDS)}) from None
    except NONE as error:
        raise Refusal(422, f"no answer. {error}") from None
    await run_sync(server_of(request).audit.record, person, address_of(request.scope), action, "")
    return Response(body, media_type="application/json")


def _question(order: FinanceOrder | PortfolioOrder, model: type[ProjectsRequest]) -> ProjectsQuestion:
    """Return an order as the engine takes it: what was not sent stays unsaid."""
    asked = {name: getattr(order, name) for name in order.model_fields_set if name != "cases"}
    return ProjectsQuestion(order.cases, model.model_validate(asked))


def _refuse_slow(order: FinanceOrder | PortfolioOrder) -> None:
    """Refuse what takes longer than anybody waits.

    Raises:
        InputError: With everything that does.
    """
    problems = []
    if order.futures > MOST_FUTURES:
        remedy = f"ask for at most {MOST_FUTURES}, or use the command line"
        problems.append(Problem(BODY, "take too long", None, "futures", str(order.futures), remedy))
    if isinstance(order, PortfolioOrder) and order.check:
        remedy = "leave it out, or run didymium portfolio"
        problems.append(Problem(BODY, "takes minutes", None, "check", str(order.check), remedy))
    if problems:
        raise InputError(problems)


def _refuse_slow_coalition(order: CoalitionRequest) -> None:
    """Refuse what takes longer than anybody waits.

    Raises:
        InputError: With everything that does.
    """
    remedy = "leave it out, or run didymium coalition"
    problems = []
    if order.draws:
        problems.append(Problem(BODY, "take minutes", None, "draws", str(order.draws), remedy))
    if order.floor is not None:
        problems.append(Problem(BODY, "takes minutes", None, "floor", "", remedy))
    if problems:
        raise InputError(problems)


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, default=str, allow_nan=False).encode()
