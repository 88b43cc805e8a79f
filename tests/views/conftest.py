"""Runs of the hand-made case, with their summaries."""

from dataclasses import replace

import pytest

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.indicators.summary import summarise
from didymium.market.base_year import BaseYear
from didymium.outcome.tables import Outcome
from didymium.scenario.schema import Scenario
from didymium.views.run_view import ScenarioRun
from hand_made import base_outcome, make_case, make_scenario, shocked_outcome


def run_of(case: Case, name: str, scenario: Scenario, outcome: Outcome) -> ScenarioRun:
    base = base_outcome()
    return ScenarioRun(
        name, scenario, base, replace(outcome, summary=summarise(case, scenario, base, outcome)), 1.5
    )


@pytest.fixture
def case() -> Case:
    return make_case()


@pytest.fixture
def runs(case: Case) -> list[ScenarioRun]:
    quiet = Scenario.model_validate({"title": "Base: nothing happens"})
    return [
        run_of(case, "base", quiet, base_outcome()),
        run_of(case, "licences_2025", make_scenario(), shocked_outcome()),
    ]


@pytest.fixture
def calibration() -> Calibration:
    return Calibration(BaseYear())
