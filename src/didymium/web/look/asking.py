"""Asking for a scenario on a page: the answer, or in words why there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from didymium.catalogue.database import CatalogueError
from didymium.files.problems import InputError
from didymium.market.checks import MassBalanceError
from didymium.market.solver import SolverError
from didymium.scenario.instruments.settle import UnsettledError
from didymium.scenario.schema import Scenario
from didymium.views.run_view import ScenarioRun
from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.lab.choices import first_settings, lab_profile
from didymium.web.lab.link import settings_of
from didymium.web.lab.scenario import NAME, begin_of, scenario_of
from didymium.web.lab.settings import LabSettings
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit, today
from didymium.web.server import Server

NO_ANSWER = (SolverError, UnsettledError, MassBalanceError)
REFUSED = (*NO_ANSWER, InputError, DeskFull, Superseded, CatalogueError)
"""Why a page may have no answer to show."""


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
    return scenario_of(server.case, server.calibration, settings, find=_finder(server))


def lab_begin(visit: Visit, settings: LabSettings) -> dt.date:
    """Return the first day of the run that settings of the lab describe.

    Raises:
        InputError: If the case has not what they name.
    """
    return begin_of(visit.server.case, settings, _finder(visit.server))


def _finder(server: Server) -> Callable[[str], Scenario | None]:
    return partial(server.saved.scenario_of, server.case.settings.name)


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
    case, shipped = visit.server.case, visit.server.shipped
    # A case without scenarios still has a base run.
    scenario = shipped[name] if name else Scenario(title=case.settings.title)
    return await visit.solve(name, scenario.model_copy(update={"profile": lab_profile(case)}))


def refusal_text(visit: Visit, error: Exception) -> str:
    """Say why there is no answer."""
    words = visit.words
    if isinstance(error, DeskFull | Superseded):
        return words("web.refused.full")
    if isinstance(error, CatalogueError):
        return words("web.refused.catalogue", reason=str(error))
    if isinstance(error, InputError):
        return words("web.refused.input", problems="\n".join(str(problem) for problem in error.problems))
    return words("web.refused.no_answer", reason=str(error))


def show_refusal(visit: Visit, error: Exception) -> None:
    """Put on the page why there is no answer."""
    Tag("p", refusal_text(visit, error), classes="notice bad", role="alert").style("white-space: pre-line")
