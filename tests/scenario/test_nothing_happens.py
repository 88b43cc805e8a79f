"""An event in which nothing happens moves nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np

from bundled_case import NAME, NINE_MONTHS, with_profile
from calibration_case import Run
from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario

NOTHING = {
    "kind": "demand_surge",
    "factor": 1.0000001,
    "from": dt.date(2025, 4, 4),
    "source": "assumed: nothing happens",
}


def test_nothing_moves_the_mini_market(play: Callable[..., Run]) -> None:
    """A surge by a factor of one opens every ladder and starts every qualification; yet at base prices no
    rung and no new route pays, so prices and flows stay where they were.
    """
    found = play(NOTHING)
    price, before = found.path.prices, found.base.prices
    assert np.nanmax(np.abs(price / before - 1.0)) < 2e-3


def test_nothing_moves_the_bundled_market() -> None:
    """The same on the bundled case: users save nothing, and no price that anybody pays moves by half a per
    cent. (Rungs that cost less than the material they save once moved 28 % of magnet use.)
    """
    case = with_profile(read_case(NAME), NINE_MONTHS)
    calibration = calibrate(case)
    content = Scenario.model_validate({"title": "nothing", "event": [NOTHING]})
    paths = run_scenario(case, calibration.base, content)
    swap = paths.path.market.use.swap
    assert swap is not None
    world = sum(paths.path.market.structure.world_use_t.values())
    assert swap.view(paths.path.tonnes).sum() < 1e-6 * world
    ours, base = paths.path.prices, paths.base.prices
    priced = base > 0.01
    moved = np.abs(ours[priced] / base[priced] - 1.0)
    assert np.nanmedian(moved) < 1e-4
    assert np.nanquantile(moved, 0.95) < 5e-3
