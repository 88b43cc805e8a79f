"""Solves a scenario at once, with the numbers of the command line."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Annotated, Any

import polars as pl
from anyio.to_thread import run_sync
from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from didymium.ensemble.running.worker import NO_ANSWER
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.scenario.schema import Scenario
from didymium.views.run_view import ScenarioRun
from didymium.web.access.guard.requests_read import address_of
from didymium.web.api.answers.bodies import BODY, documented, posted
from didymium.web.api.answers.errors import SOON_SECONDS
from didymium.web.api.answers.parameters import Solver, access_of, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of
from didymium.web.api.posted_scenario import known_scenario, whole_scenario, within_scenario
from didymium.web.lab.choices import lab_profile
from didymium.web.problem import Refusal
from didymium.web.server import Server

router = router_of("Solving")

LONGEST_SECONDS = 60.0
"""Longest time that an answer may take, waiting for a solver included."""
MOST_TABLES = 10
MOST_ROWS = 20_000
"""Rows of all tables of an answer together."""
BASE = "base/"
"""Before the name of a table of the base run, as in the folder that ``didymium solve`` writes."""

TableName = Annotated[str, Field(min_length=1, max_length=60)]


class SolveOrder(BaseModel):
    """What to solve, and which tables to return."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, title="SolveOrder")

    scenario: Scenario | Annotated[str, Field(min_length=1, max_length=100)]
    """A scenario in full, the name of one of the case's, or the key of a saved one."""
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "scenario"
    """Short name in the results of a scenario that is given in full."""
    profile: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """Division of time, instead of the scenario's own; only the case's live profile is solved at once."""
    tables: Annotated[tuple[TableName, ...], Field(max_length=MOST_TABLES)] = ()
    """Tables to return: `prices`, `losses` …; `base/prices` is of the base run."""


_ORDER = TypeAdapter(SolveOrder)


class SolveAnswer(BaseModel):
    """What happens in a scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str
    """Short name of the scenario."""
    title: str
    """The scenario in one line."""
    summary: dict[str, Any]
    """The figures that are told first, as in summary.json."""
    manifest: dict[str, Any]
    """How the answer came about, as in manifest.json."""
    tables: dict[str, list[dict[str, str | float | int | bool | None]]]
    """Rows of the tables asked for, as in the files of `didymium solve`."""


@router.post(
    "/solve",
    response_model=SolveAnswer,
    responses=refusals(404, 413, 415, 503),
    openapi_extra=documented("SolveOrder"),
)
async def solve(
    request: Request, person: Solver, order: Annotated[SolveOrder, Depends(posted(_ORDER, SolveOrder))]
) -> Response:
    """Solve a scenario and its base run in the live profile of the case, and return its summary and tables.

    Other profiles take longer: submit them as a job.
    """
    server = server_of(request)
    name, scenario = await run_sync(_asked, server, order)
    access_of(request).rates.limit(person, "solve")
    # A key of its own: no request takes back another one's question.
    asker = f"api {person.name} "
    session = asker + secrets.token_hex(8)
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            body = await server.desk.ask(
                session, lambda: _answer(server, name, scenario, order.tables), asker
            )
    except TimeoutError:
        words = f"the answer takes longer than {LONGEST_SECONDS:g} seconds: try again later, or submit a job"
        raise Refusal(503, words, headers={"Retry-After": str(SOON_SECONDS)}) from None
    except NO_ANSWER as error:
        raise Refusal(422, f"{scenario.title}: no answer. {error}") from None
    await run_sync(
        server.audit.record, person, address_of(request.scope), "solve", f"{name} {scenario.title}"
    )
    return Response(body, media_type="application/json")


def _asked(server: Server, order: SolveOrder) -> tuple[str, Scenario]:
    """Return the name and the scenario that an order is about, if it can be solved at once.

    Raises:
        InputError: With every problem.
        Refusal: 404 if it names no scenario.
    """
    if isinstance(order.scenario, str):
        name, scenario = known_scenario(server, order.scenario)
    else:
        name, scenario = order.name, order.scenario
    if order.profile is not None:
        scenario = scenario.model_copy(update={"profile": order.profile})
    problems = _profile_problems(server, scenario.profile)
    if isinstance(order.scenario, Scenario):
        try:
            scenario = whole_scenario(server, scenario)
        except InputError as error:
            found = [problem for problem in error.problems if problem.column != "profile"]
            problems += [within_scenario(problem) for problem in found]
    if problems:
        raise InputError(problems)
    return name, scenario


def _profile_problems(server: Server, profile: str) -> list[Problem]:
    live, known = lab_profile(server.case), server.case.settings.profiles
    if profile == live:
        return []
    if profile not in known:
        message, remedy = f"is no profile of {server.case.settings.name}", did_you_mean(profile, known)
    else:
        message = "is not solved at once"
        remedy = f"ask for {live}, or submit it as a job: POST /api/jobs"
    return [Problem(BODY, message, None, "profile", profile, remedy)]


def _answer(server: Server, name: str, scenario: Scenario, tables: tuple[str, ...]) -> bytes:
    """Solve a scenario and return the answer as JSON; made here, beside the event loop."""
    run = server.engine.solve(name, scenario)
    parts = [f"{_plain(table)}:{rows}" for table, rows in _tables(run, tables)]
    head = {
        "name": name,
        "title": scenario.title,
        "summary": dict(run.outcome.summary),
        "manifest": dict(run.outcome.manifest),
    }
    return f'{_plain(head)[:-1]},"tables":{{{",".join(parts)}}}}}'.encode()


def _tables(run: ScenarioRun, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the rows of tables as JSON.

    Raises:
        InputError: If some are unknown, or hold too many rows together.
    """
    # Looked up by name: a table that nobody asks for need not be made.
    known = [*run.outcome.tables, *(f"{BASE}{name}" for name in run.base.tables)]
    problems = [
        Problem(BODY, "is no table of an outcome", None, "tables", name, did_you_mean(name, known, limit=0))
        for name in names
        if name not in known
    ]
    if problems:
        raise InputError(problems)
    asked = {name: _table(run, name) for name in names}
    count = sum(table.height for table in asked.values())
    if count > MOST_ROWS:
        message = f"hold {count:,} rows together, more than {MOST_ROWS:,}"
        raise InputError([Problem(BODY, message, None, "tables", None, "ask for fewer, or submit a job")])
    return [(name, table.write_json()) for name, table in asked.items()]


def _table(run: ScenarioRun, name: str) -> pl.DataFrame:
    if name.startswith(BASE):
        return run.base.tables[name.removeprefix(BASE)]
    return run.outcome.tables[name]


def _plain(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, default=str, allow_nan=False)
