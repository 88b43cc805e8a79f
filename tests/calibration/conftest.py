"""The calibrated mini case and its stationary year, each made once."""

import pytest

from calibration_case import Year, mini_case, stationary_year
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case


@pytest.fixture(scope="session")
def mini() -> Case:
    """The mini case."""
    return mini_case()


@pytest.fixture(scope="session")
def calibrated(mini: Case) -> Calibration:
    """Its calibration."""
    return calibrate(mini)


@pytest.fixture(scope="session")
def year(mini: Case, calibrated: Calibration) -> Year:
    """Its stationary year."""
    return stationary_year(mini, calibrated)
