"""A response on the bundled case for tests: Japan, the United States and Korea on 1 June 2025."""

from __future__ import annotations

import datetime as dt
from functools import cache

from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.response.asking import ResponseRequest
from didymium.decisions.response.planning import Response, plan_response
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
    """Return a plan on the bundled case."""
    case, calibration = bundled()
    return plan_response(case, calibration.base, "licences_2025", scenario, request)
