"""Asking for a scenario on a page: the answer, or in words why there is none."""

from __future__ import annotations

import datetime as dt
from functools import partial

from didymium.files.problems import InputError
from didymium.market.checks import MassBalanceError
from didymium.market.solver import SolverError
from didymium.scenario.instruments.settle import UnsettledError
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import Scenario
from didymium.views.run_view import ScenarioRun
from didymium.web.engine.desk import DeskFull
from didymium.web.lab.choices import first_settings, lab_profile
from didymium.web.lab.link import settings_of
from didymium.web.lab.scenario import NAME, begin_of, scenario_of
from didymium.web.lab.settings import LabSettings
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit, today
from didymium.web.server import Server

NO_ANSWER = (SolverError, UnsettledError, MassBalanceError)


def lab_settings(visit: Visit) -> LabSettings:
    """Return the settings of the lab that an address describes.

    Raises:
        InputError: If it makes no sense.
    """
    return settings_of(visit.query, first_settings(visit.server.case, today()))


def lab_scenario(visit: Visit, settings: LabSettings) -> Scenario:
    """Return settings of the lab as a scenario.

    Raises:
        InputError: If the case has not what they name.
    """
    server = visit.server
    return scenario_of(server.case, server.calibration, settings, find=partial(_saved, server))


def lab_begin(visit: Visit, settings: LabSettings) -> dt.date:
    """Return the first day of the run that settings of the lab describe.

    Raises:
        InputError: If the case has not what they name.
    """
    return begin_of(visit.server.case, settings, partial(_saved, visit.server))


def _saved(server: Server, key: str) -> Scenario | None:
    saved = server.saved.find(key)
    return saved.scenario if saved and saved.case_name == server.case.settings.name else None


async def answer_of(visit: Visit, settings: LabSettings, is_whole: bool = True) -> ScenarioRun:
    """Return what happens in the scenario of settings; unless it is to be whole, its tables are worked out
    when somebody asks for them.

    Raises:
        InputError, Superseded, DeskFull, SolverError, UnsettledError, MassBalanceError: If there is no
        answer.
    """
    return await visit.solve(NAME, lab_scenario(visit, settings), is_whole)


async def shipped_answer(visit: Visit, name: str) -> ScenarioRun:
    """Return what happens in a scenario of the case, on the profile of the pages.

    Raises:
        Superseded, DeskFull, SolverError, UnsettledError, MassBalanceError: If there is no answer.
    """
    case = visit.server.case
    scenario = read_scenario(case, name).model_copy(update={"profile": lab_profile(case)})
    return await visit.solve(name, scenario)


def refusal_text(visit: Visit, error: Exception) -> str:
    """Say why there is no answer."""
    words = visit.words
    if isinstance(error, DeskFull):
        return words("web.refused.full")
    if isinstance(error, InputError):
        return words("web.refused.input", problems="\n".join(str(problem) for problem in error.problems))
    return words("web.refused.no_answer", reason=str(error))


def show_refusal(visit: Visit, error: Exception) -> None:
    """Put on the page why there is no answer."""
    Tag("p", refusal_text(visit, error), classes="notice bad", role="alert").style("white-space: pre-line")
