"""Scenarios as requests bring or name them."""

from __future__ import annotations

from dataclasses import replace

from fastapi import Request
from pydantic import TypeAdapter

from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.scenario.reading import (
    complete_scenario,
    list_instruments,
    list_scenarios,
    parse_scenario,
    read_scenario,
)
from didymium.scenario.schema import Scenario
from didymium.web.api.answers.bodies import BODY, JSON, TOML, body_text, media_type, parse_json
from didymium.web.api.answers.parameters import server_of
from didymium.web.jobs.requests import MOST_ENTRIES
from didymium.web.problem import Refusal
from didymium.web.server import Server

TOML_BODY = f"{BODY}.toml"
"""What problems call a scenario file that was sent, so that they say "line" where they mean one."""
_SCENARIO = TypeAdapter(Scenario)


async def scenario_sent(request: Request) -> Scenario:
    """Read the scenario in the body of a request, JSON or the text of a scenario file; what it includes is
    put in, and it is held against the case.

    Raises:
        InputError: With every problem.
        Refusal: 413 or 415.
    """
    text = await body_text(request, JSON, *TOML)
    case = server_of(request).case
    if media_type(request) == JSON:
        return whole_scenario(server_of(request), parse_json(text, _SCENARIO, Scenario))
    return _bounded(parse_scenario(case, text, TOML_BODY))


def whole_scenario(server: Server, scenario: Scenario, name: str = BODY) -> Scenario:
    """Put into a scenario what it includes, which may only be instrument files of the case, and hold it
    against the case.

    Raises:
        InputError: With every problem; ``name`` is what messages call the scenario.
    """
    return _bounded(complete_scenario(server.case, _bounded(scenario), name))


def known_scenario(server: Server, name: str) -> tuple[str, Scenario]:
    """Return the short name in results and the scenario of a name: one of the case's, an instrument file, or
    the key of a saved one.

    Raises:
        Refusal: 404, with what may have been meant.
        InputError: If it is one of the case's that has problems.
    """
    shipped = (*list_scenarios(server.case), *list_instruments(server.case))
    # Only names: a path would be a file of the server.
    if name in shipped:
        return name, read_scenario(server.case, name)
    found = server.saved.find(name) if name.isascii() and name.isalnum() else None
    if found is not None and found.case_name == server.case.settings.name:
        return name, found.scenario
    hint = did_you_mean(name, shipped)
    words = f'"{name}" is neither a scenario of {server.case.settings.name} nor the key of a saved one'
    raise Refusal(404, words + (f" ({hint})" if hint else ""))


def asked_scenario(server: Server, asked: Scenario | str, name: str) -> tuple[str, Scenario]:
    """Return the short name in results and the scenario that an order is about: as :func:`known_scenario`
    where it is named, else whole, under ``name``.

    Raises:
        Refusal: 404 if it names no scenario.
        InputError: With every problem.
    """
    if isinstance(asked, str):
        return known_scenario(server, asked)
    try:
        return name, whole_scenario(server, asked)
    except InputError as error:
        raise InputError([within_scenario(problem) for problem in error.problems]) from None


def within_scenario(problem: Problem) -> Problem:
    """Return a problem of a scenario as one of an order that holds it."""
    return replace(problem, column=f"scenario {problem.column}" if problem.column else "scenario")


def _bounded(scenario: Scenario) -> Scenario:
    """Refuse what no one has written by hand."""
    if max(len(scenario.event), len(scenario.instrument)) > MOST_ENTRIES:
        raise InputError([Problem(BODY, f"holds more than {MOST_ENTRIES} events or instruments")])
    return scenario
