"""What may be submitted from the page, as the request that the queue takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from pydantic import ValidationError

from didymium.files.problems import InputError, Problem
from didymium.files.wording import findings
from didymium.scenario.reading import list_scenarios, read_scenario
from didymium.scenario.schema import Scenario
from didymium.web.access.accounts.person import Person
from didymium.web.access.accounts.roles import Permission
from didymium.web.jobs.requests import EnsembleRequest, SolveRequest, read_request
from didymium.web.jobs.store import Job
from didymium.web.lab.choices import first_settings
from didymium.web.lab.link import settings_of
from didymium.web.lab.scenario import NAME
from didymium.web.look.asking import lab_scenario
from didymium.web.look.visit import Visit, today

PATH = "/jobs"
LAB = "lab"
SHIPPED, SAVED = "case:", "saved:"
"""How the choices of the form begin that are scenarios of the case, or saved ones."""
MOST_SAVED_SHOWN = 50


def sources(visit: Visit) -> dict[str, str]:
    """Return the scenarios that may be chosen, with their titles."""
    case, words = visit.server.case, visit.words
    found = {LAB: words("web.jobs.from_lab")} if visit.query.get(LAB) else {}
    found |= {f"{SHIPPED}{name}": name.replace("_", " ") for name in list_scenarios(case)}
    saved = visit.server.saved.of_case(case.settings.name, visit.person.name, limit=MOST_SAVED_SHOWN)
    return found | {f"{SAVED}{row.key}": words("web.jobs.saved", title=row.title) for row in saved}


def request_of(visit: Visit, given: Mapping[str, str]) -> SolveRequest | EnsembleRequest:
    """Return the request that the form states.

    Raises:
        InputError: With everything that is wrong with it.
    """
    name, scenario = _scenario(visit, given.get("scenario", ""))
    kind = given.get("kind", "solve")
    asked: dict[str, Any] = {
        "kind": kind,
        "title": given.get("title", "").strip()[:200],
        "name": name,
        "profile": given.get("profile") or None,
        "language": visit.language,
    }
    if kind == "ensemble":
        asked |= {key: _whole(given.get(key, "")) for key in ("count", "seed")}
    try:
        return read_request({**asked, "scenario": scenario})
    except ValidationError as error:
        wrong = findings(error, asked, lambda _: ())
    raise InputError(
        [
            Problem("request", item.message, None, ".".join(map(str, item.path)), item.value, item.remedy)
            for item in wrong
        ]
    )


def may_touch(person: Person, job: Job) -> bool:
    """Say whether a person may see a job."""
    return job.owner == person.name or person.may(Permission.SEE_ALL_JOBS)


def _scenario(visit: Visit, chosen: str) -> tuple[str, Scenario]:
    """Return a scenario that is chosen, with the name that results give it. Only names are taken that the
    form offers: never a path.
    """
    server = visit.server
    if chosen == LAB:
        settings = settings_of(
            dict(parse_qsl(visit.query.get(LAB, ""))), first_settings(server.case, today())
        )
        return NAME, lab_scenario(visit, settings)
    name = chosen.removeprefix(SHIPPED)
    if chosen.startswith(SHIPPED) and name in list_scenarios(server.case):
        return name, read_scenario(server.case, name).model_copy(update={"include": ()})
    if chosen.startswith(SAVED):
        saved = server.saved.find(chosen.removeprefix(SAVED))
        if saved is not None and saved.case_name == server.case.settings.name:
            return f"saved_{saved.key}", saved.scenario
    raise InputError(
        [Problem("request", "is no scenario that can be chosen", None, "scenario", chosen[:100])]
    )


def _whole(text: str) -> int | str:
    """Return a whole number, or the text for the message that it is none."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 20 else plain
