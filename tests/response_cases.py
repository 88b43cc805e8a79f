"""A response on the bundled case for tests: Japan, the United States and Korea on 1 June 2025."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.response import planning
from didymium.decisions.response.asking import ResponseRequest
from didymium.decisions.response.licences import Licences
from didymium.decisions.response.planning import Response, plan_response, run_courses
from didymium.market.base_year import BaseYear
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import Scenario

DAY = dt.date(2025, 6, 1)
MEMBERS = ("JPN", "USA", "KOR")
REQUEST = ResponseRequest(as_of=DAY, days=112, members=MEMBERS)


@cache
def bundled() -> tuple[Case, Calibration]:
    """Return the bundled case and its base year."""
    case = read_case("japan_us_magnets")
    return case, calibrate(case)


def licences() -> Scenario:
    """Return the licences of 2025 over the short division of time."""
    return read_scenario(bundled()[0], "licences_2025").model_copy(update={"profile": "live"})


@cache
def june_response() -> Response:
    """Return the plan of 1 June 2025."""
    return planned(licences(), REQUEST)


def planned(scenario: Scenario, request: ResponseRequest) -> Response:
    """Return a plan on the bundled case; requests whose licences may go the same ways share their markets."""
    with markets_shared():
        return planned_anew(scenario, request)


@contextmanager
def markets_shared() -> Iterator[None]:
    """Requests on the bundled case whose licences may go the same ways share their markets."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "run_courses", _run_once)
        yield


def planned_anew(scenario: Scenario, request: ResponseRequest) -> Response:
    """Return a plan on the bundled case with markets of its own."""
    case, calibration = bundled()
    return plan_response(case, calibration.base, "licences_2025", scenario, request)


_found: dict[str, list[ScenarioPaths]] = {}


def _run_once(
    case: Case, base_year: BaseYear, licences: Licences, progress: planning.Progress
) -> Iterator[ScenarioPaths]:
    """Run the market on each way; all calls are about the bundled case."""
    asked = repr([course.scenario for course in licences.courses])
    if asked not in _found:
        _found[asked] = list(run_courses(case, base_year, licences, progress))
    return iter(_found[asked])
