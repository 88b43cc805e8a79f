"""The calibrated mini case and scenarios on it, each solved once."""

from collections.abc import Callable, Mapping

import pytest

from calibration_case import Run, mini_case, run
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
def play(mini: Case, calibrated: Calibration) -> Callable[..., Run]:
    """Run events on the mini case."""

    def played(*events: Mapping[str, object], **more: object) -> Run:
        return run(mini, calibrated, *events, **more)

    return played
