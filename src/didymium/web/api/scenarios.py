"""Scenarios of the case, and those that people saved."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from anyio.to_thread import run_sync
from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from didymium.scenario.reading import list_instruments, list_scenarios, read_scenario
from didymium.scenario.schema import Scenario
from didymium.scenario.writing import scenario_text
from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Role
from didymium.web.access.guard.requests_read import address_of
from didymium.web.api.answers.bodies import TOML, documented
from didymium.web.api.answers.kept import kept_of
from didymium.web.api.answers.paging import Page, Part, Slice, page_links
from didymium.web.api.answers.parameters import Format, Key, Reader, Saver, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of, text_answer
from didymium.web.api.posted_scenario import known_scenario, scenario_sent
from didymium.web.lab.saved import SavedScenario
from didymium.web.problem import Refusal
from didymium.web.server import Server

router = router_of("Scenarios")
TOML_TYPE = TOML[0]


class ScenarioLine(BaseModel):
    """A scenario in one line."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str
    """Name of a scenario of the case, or the key of one that was saved."""
    kind: Literal["shipped", "saved"]
    """Whether it comes with the case or was saved."""
    title: str
    """The scenario in one line."""
    summary: str
    """What it is for and what is assumed."""
    profile: str
    """Division of time."""
    owner: str | None
    """Who saved it."""
    created: str | None
    """When it was saved, UTC."""


@router.get("/scenarios", response_model=Page[ScenarioLine])
def scenarios(request: Request, response: Response, person: Reader, part: Part) -> Page[ScenarioLine]:
    """List the scenarios of the case, then one's own saved ones, the latest first; to an admin all."""
    server = server_of(request)
    kept = kept_of(request)
    shipped = kept.now("scenarios", lambda: list_scenarios(server.case))
    owner = None if person.role is Role.ADMIN else person.name
    total = len(shipped) + server.saved.count(server.case.settings.name, owner)
    lines = [kept.now(("line", name), partial(_shipped, server, name)) for name in part.of(shipped)]
    rest = Slice(max(0, part.offset - len(shipped)), part.limit - len(lines))
    if rest.limit:
        found = server.saved.of_case(server.case.settings.name, owner, rest.offset, rest.limit)
        lines += [_saved(item) for item in found]
    response.headers.update(page_links(request, part, total))
    return Page(items=lines, total=total, offset=part.offset, limit=part.limit)


@router.get(
    "/scenarios/{name}",
    response_model=Scenario,
    responses={**refusals(404), **text_answer("The scenario.", TOML_TYPE)},
)
def scenario(request: Request, _: Reader, name: Key, format: Format = "json") -> Response:
    """Return a scenario of the case by name, an instrument file, or a saved scenario by its key.

    What it includes is put in. `?format=toml` gives a file that `didymium solve --scenario` takes.
    """
    return scenario_response(known_scenario(server_of(request), name)[1], name, format)


@router.post(
    "/scenarios",
    response_model=ScenarioLine,
    status_code=201,
    responses=refusals(409, 413, 415),
    openapi_extra=documented("Scenario", texts=TOML),
)
async def save(
    request: Request,
    response: Response,
    person: Saver,
    scenario: Annotated[Scenario, Depends(scenario_sent)],
) -> ScenarioLine:
    """Save a scenario: as JSON, or the text of a scenario file. Whoever has its key may read it."""
    server = server_of(request)
    kept = await run_sync(_save, server, person, scenario, address_of(request.scope))
    response.headers["Location"] = f"{request.url.path}/{kept.key}"
    return _saved(kept)


@router.delete("/scenarios/{name}", status_code=204, responses=refusals(404, 409))
def delete(request: Request, person: Saver, name: Key) -> Response:
    """Delete a saved scenario: one's own, or as an admin anyone's."""
    server = server_of(request)
    if name in (*list_scenarios(server.case), *list_instruments(server.case)):
        raise Refusal(409, f"{name} comes with the case and cannot be deleted")
    found = server.saved.find(name)
    if found is None or found.case_name != server.case.settings.name:
        raise Refusal(404, f'no scenario is saved under "{name}"')
    if found.owner != person.name and person.role is not Role.ADMIN:
        raise Refusal(403, "somebody else saved this scenario: only they or an admin may delete it")
    server.saved.delete(name)
    server.audit.record(person, address_of(request.scope), "delete scenario", f"{name} {found.title}")
    return Response(status_code=204)


def scenario_response(scenario: Scenario, name: str, format: str) -> Response:
    """Return a scenario as JSON or as the text of a file."""
    if format == "json":
        return Response(scenario.model_dump_json(by_alias=True), media_type="application/json")
    headers = {"Content-Disposition": f'attachment; filename="{name}.toml"'}
    return Response(scenario_text(scenario), 200, headers, f"{TOML_TYPE}; charset=utf-8")


def _save(server: Server, person: Person, scenario: Scenario, address: str) -> SavedScenario:
    kept = server.saved.save(person.name, server.case.settings.name, scenario)
    server.audit.record(person, address, "save scenario", f"{kept.key} {kept.title}")
    return kept


def _shipped(server: Server, name: str) -> ScenarioLine:
    found = read_scenario(server.case, name)
    return ScenarioLine(
        name=name, kind="shipped", title=found.title, summary=found.summary, profile=found.profile,
        owner=None, created=None,
    )  # fmt: skip


def _saved(found: SavedScenario) -> ScenarioLine:
    return ScenarioLine(
        name=found.key, kind="saved", title=found.title, summary=found.scenario.summary,
        profile=found.scenario.profile, owner=found.owner, created=found.created,
    )  # fmt: skip
