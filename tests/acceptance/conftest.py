"""The bundled case, calibrated, and its runs, each made once a worker; tests that share a heavy run stand in
one file, which one worker takes (``--dist=loadfile``).
"""

from collections.abc import Callable

import pytest

from bundled_case import HALF_YEAR, NAME, with_profile
from calibration_case import Year, stationary_year
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.scenario.reading import read_scenario
from didymium.views.run_view import ScenarioRun
from didymium.views.service import solve_scenario


@pytest.fixture(scope="session")
def bundled() -> Case:
    """The bundled case."""
    return read_case(NAME)


@pytest.fixture(scope="session")
def calibration(bundled: Case) -> Calibration:
    """Its calibration."""
    return calibrate(bundled)


@pytest.fixture(scope="session")
def year(bundled: Case, calibration: Calibration) -> Year:
    """Its stationary year."""
    return stationary_year(bundled, calibration)


@pytest.fixture(scope="session")
def licences(bundled: Case, calibration: Calibration) -> ScenarioRun:
    """The licences of 2025 on the shipped division of time."""
    return solve_scenario(bundled, calibration, "licences_2025", read_scenario(bundled, "licences_2025"))


@pytest.fixture(scope="session")
def half_year(bundled: Case, calibration: Calibration) -> Callable[..., ScenarioRun]:
    """Solve the licences of 2025 over the first half of 2025, with another case, foresight or algorithm."""
    scenario = read_scenario(bundled, "licences_2025")

    def solve(
        case: Case = bundled, base: Calibration = calibration, algorithm: str = "ipm", **changes: str
    ) -> ScenarioRun:
        changed = scenario.model_copy(update=changes)
        short = with_profile(case, HALF_YEAR)
        return solve_scenario(short, base, "licences_2025", changed, algorithm=algorithm)

    return solve
