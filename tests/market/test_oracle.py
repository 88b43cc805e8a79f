"""A second implementation of market.md, written apart from the first, finds the same optimum."""

import datetime as dt
from dataclasses import replace

import pytest

from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from linopy_market import Oracle
from market_cases import EXACT, BaseYear, Profile, random_base_year, random_case, solve

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
