"""Instruments in force for part of a period, and beyond the run."""

from __future__ import annotations

import datetime as dt

from didymium.scenario.checks import check_scenario
from didymium.scenario.schema import Scenario
from instrument_cases import TONNE_STEP, linear_market, play


def test_a_purchase_in_force_for_some_days_buys_what_these_days_bring() -> None:
    """From 2 July on half of the year is left: at 80 the agency buys half of what arrives and is made, no
    more, where over the whole year it would buy 100 tonnes of 140."""
    half = {
        "kind": "public_purchase", "holder": "agency", "club": "CLB", "material": "m",
        "price_usd_per_kg": 80.0, "from": dt.date(2025, 7, 2),
    }  # fmt: skip
    found = play(linear_market(), half)
    brought = found.made("m_CLB")[0] + found.made("m_OUT")[0]
    assert found.added("purchase 1")[0] <= 0.5015 * brought + TONNE_STEP
    assert found.added("purchase 1")[0] < 0.9 * 100.0


def test_an_instrument_after_the_run_is_named() -> None:
    """It would do nothing without a word."""
    case = linear_market()
    late = {
        "from": dt.date(2030, 1, 1),
        "source": "assumed: test",
        "kind": "price_floor",
        "club": "CLB",
        "material": "m",
        "floor_usd_per_kg": 80.0,
    }
    scenario = Scenario.model_validate(
        {"title": "late", "profile": "year", "begin": dt.date(2025, 1, 1), "instrument": (late,)}
    )
    found = [item for item in check_scenario(case, scenario) if item.path[-1] == "from"]
    assert len(found) == 1 and "after the run" in found[0].message
