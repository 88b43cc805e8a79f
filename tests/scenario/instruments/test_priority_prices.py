"""A rank decides who is served; it is in no price."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from instrument_cases import Instrument, builder, play
from market_cases import Case


def two_sectors() -> Case:
    """31 tonnes for two sectors that each want 40 at up to 100."""
    case = builder().source_of("m", "CLB", 31.0, 10.0)
    return case.steps("first", "CLB", "m", (40.0, 100.0)).steps("second", "CLB", "m", (40.0, 100.0)).build()


def first_served(**more: object) -> Instrument:
    return {"kind": "priority_allocation", "club": "CLB", "materials": ["m"], "sectors": ["first"], **more}


def test_no_rank_is_in_a_price() -> None:
    """The first named gets all 31 tonnes, no market price says who does, and nothing is booked at more than
    100."""
    found = play(two_sectors(), first_served())
    assert found.used("CLB", "m", "first")[0] == pytest.approx(31.0, abs=0.01)
    assert np.isnan(found.path.prices).all()
    assert found.path.duals.max() == pytest.approx(100.0, rel=1e-6)


def test_a_rank_that_holds_for_a_month_of_a_year_leaves_the_price_of_the_year() -> None:
    """It covers less than half of the period, so nobody ranks and the market's price is 100."""
    found = play(two_sectors(), first_served(**{"from": dt.date(2025, 12, 1)}))
    assert found.price("CLB", "m") == pytest.approx(100.0, rel=1e-4)
