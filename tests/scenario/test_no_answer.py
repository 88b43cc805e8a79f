"""A program without an answer names the rows that contradict each other."""

from __future__ import annotations

import dataclasses

import pytest

from calibration_case import mini_case
from didymium.calibration.calibrate import calibrate
from didymium.market.solver import SolverError
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario


def test_a_stock_above_its_room_is_named() -> None:
    """A stock of 500 t may hold 100 t and release 1 t a month: no plan puts the rest anywhere. The message
    names the stock and its row, not a solver's code.
    """
    case = mini_case()
    stuck = case.holdings[0].model_copy(update={"level_t": 500.0, "room_t": 100.0, "draw_t_per_month": 1.0})
    case = dataclasses.replace(case, tables={**case.tables, "holdings": (stuck,)})
    with pytest.raises(SolverError, match="cannot hold together") as found:
        run_scenario(case, calibrate(case).base, Scenario(title="base"))
    assert found.value.status == "infeasible"
    assert stuck.holder in str(found.value) and "holdings.csv" in str(found.value)
