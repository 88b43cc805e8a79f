"""A second implementation of market.md, written apart from the first, finds the same optimum."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.market.solution import solve_market
from didymium.market.solver import HotSolver
from didymium.scenario.draft import new_draft
from didymium.scenario.quotas import count_exports, quotas_counted
from didymium.scenario.schema import Scenario
from linopy_market import Oracle
from market_cases import EXACT, REGIONS, BaseYear, Profile, build, random_base_year, random_case, solve

FIRST_NEWS = dt.date(2025, 2, 10)
LINEAR_STEPS = 6
PERIODS = Profile(months=4, quarters=1)


def assert_same_optimum(case: Case, base: BaseYear, news: dt.date | None) -> None:
    """Without perturbation both minimise costs less worth; the flows may differ where there are ties, the
    minimum may not.
    """
    options = replace(EXACT, qualifying_from=news, linear_steps=LINEAR_STEPS)
    solved = solve(case, PERIODS, base, options)
    oracle = Oracle(case, base, solved.structure.periods.bounds, LINEAR_STEPS, news)
    assert max(rows.max() for rows in solved.backstop.values()) < 1e-6
    assert solved.cost == pytest.approx(oracle.minimum(), rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_cost_as_stated(seed: int) -> None:
    """Uncalibrated: rising costs, transit, losses, limits, closures, all curves of demand, ladders,
    holdings.
    """
    assert_same_optimum(random_case(seed), BaseYear(), FIRST_NEWS if seed % 2 else None)


@pytest.mark.parametrize("seed", range(5, 9))
def test_any_base_year(seed: int) -> None:
    """With base flows and prices (in no equilibrium): margins, wedges of either sign, goods under way,
    convenience yields, end values.
    """
    case = random_case(seed)
    assert_same_optimum(case, random_base_year(case, seed), FIRST_NEWS if seed % 2 else None)


@pytest.mark.parametrize("seed", [11, 14])
def test_calibrated_base_year(seed: int) -> None:
    """The same with a base year that the calibration found."""
    case = random_case(seed, calibrated=True)
    assert_same_optimum(case, calibrate(case).base, FIRST_NEWS)


WINDOWS = ((dt.date(2025, 1, 1), dt.date(2025, 3, 31), range(3)), (dt.date(2025, 4, 1), None, range(3, 5)))
"""First and last day of two windows, and the periods that they hold; the last lasts as long as the run."""


def test_an_export_quota() -> None:
    """All that an origin sends, of every material, under one number for each of two windows: a third of what
    it would send, of which the side product counts double.
    """
    case, options = random_case(3), replace(EXACT, linear_steps=LINEAR_STEPS)
    free = solve(case, PERIODS, BaseYear(), options)
    origin = max(REGIONS, key=lambda region: sent_from(free.shipped, region).sum())
    tonnes = [float(sent_from(free.shipped, origin)[list(held)].sum()) / 3 for *_, held in WINDOWS]
    bounds = free.structure.periods.bounds
    materials = sorted({row.material for row in case.materials})
    event = Scenario.model_validate({"title": "test", "event": [{
        "kind": "export_quota", "origin": origin, "materials": materials, "from": bounds[0],
        "weight": [{"material": "side", "t_per_t": 2.0, "source": "assumed: test"}],
        "source": "assumed: test",
        "quota": [
            {"from": first, "until": last or bounds[-1] - dt.timedelta(days=1), "t": t,
             "source": "assumed: test"}
            for (first, last, _), t in zip(WINDOWS, tonnes, strict=True)
        ],
    }]}).event  # fmt: skip
    market = build(case, PERIODS, BaseYear(), replace(options, export_quotas=quotas_counted(case, event)))
    draft = new_draft(market, np.zeros_like(market.trade.base_t), np.zeros_like(market.program.cost))
    matrix = count_exports(draft, event, market.program.matrix)
    program = replace(market.program, matrix=matrix, row_upper=draft.row_upper)
    found = solve_market(market, HotSolver(program), program)
    assert market.backstop.view(found.tonnes).max() < 1e-6
    held = [(periods, t) for (*_, periods), t in zip(WINDOWS, tonnes, strict=True)]
    quota = (origin, frozenset(materials), {"side": 2.0}, held)
    oracle = Oracle(case, BaseYear(), bounds, LINEAR_STEPS, None, quota)
    assert found.objective_million_usd == pytest.approx(oracle.minimum(), rel=1e-9)
    assert found.objective_million_usd > free.cost + 1e-6


def sent_from(shipped: Mapping[object, NDArray[np.float64]], region: str) -> NDArray[np.float64]:
    """What leaves a region, of every material."""
    return np.asarray(sum(t for key, t in shipped.items() if key[1] == region))  # type: ignore[index]
