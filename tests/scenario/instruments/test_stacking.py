"""Contracts on the same plants, purchases in force for part of a period, instruments beyond the run."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from didymium.scenario.checks import check_scenario
from didymium.scenario.effects import apply_events
from didymium.scenario.schema import Scenario
from instrument_cases import PRICE_STEP, TONNE_STEP, Instrument, builder, linear_market, play


def contract(strike: float, **more: object) -> Instrument:
    return {
        "kind": "contract_for_difference", "club": "CLB", "material": "m", "strike_usd_per_kg": strike, **more
    }  # fmt: skip


def test_a_tonne_is_paid_for_under_one_contract() -> None:
    """A second contract at 80 changes nothing: S = 20 and 667 thousand dollars, not twice as much support."""
    one, two = play(linear_market(), contract(80.0)), play(linear_market(), contract(80.0), contract(80.0))
    assert two.made("m_CLB")[0] == pytest.approx(one.made("m_CLB")[0], abs=TONNE_STEP)
    assert two.price("CLB", "m") == pytest.approx(one.price("CLB", "m"), abs=PRICE_STEP)
    paid = [found.accounts.filter(found.accounts["item"] == "contract") for found in (one, two)]
    totals = [table.filter(table["party"] == "treasuries")["usd"].sum() for table in paid]
    assert totals[1] == pytest.approx(totals[0], rel=0.02)


def test_the_better_of_two_contracts_pays() -> None:
    """At 80 and 90 on the same plants members make what 90 asks for: 30 tonnes."""
    found = play(linear_market(), contract(80.0), contract(90.0))
    assert found.made("m_CLB")[0] == pytest.approx(30.0, abs=2 * TONNE_STEP)


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
    late = {"from": dt.date(2030, 1, 1), "source": "assumed: test", **contract(80.0)}
    scenario = Scenario.model_validate(
        {"title": "late", "profile": "year", "begin": dt.date(2025, 1, 1), "instrument": (late,)}
    )
    found = [item for item in check_scenario(case, scenario) if item.path[-1] == "from"]
    assert len(found) == 1 and "after the run" in found[0].message


def test_no_rank_is_in_a_price() -> None:
    """31 tonnes for two sectors that each want 40 at up to 100: the first named gets them all, no market
    price says who does, and nothing is booked at more than 100."""
    case = builder().source_of("m", "CLB", 31.0, 10.0)
    case.steps("first", "CLB", "m", (40.0, 100.0)).steps("second", "CLB", "m", (40.0, 100.0))
    rule = {"kind": "priority_allocation", "club": "CLB", "materials": ["m"], "sectors": ["first"]}
    found = play(case.build(), rule)
    assert found.used("CLB", "m", "first")[0] == pytest.approx(31.0, abs=0.01)
    assert np.isnan(found.path.prices).all()
    assert found.path.duals.max() == pytest.approx(100.0, rel=1e-6)


def test_what_bounds_a_duty_does_not_depend_on_the_order() -> None:
    """A strike of 1,000 raises the cost of last resort, which bounds the price that a duty follows: whichever
    stands first in the file."""
    duty = {"kind": "tariff", "club": "CLB", "materials": ["m"], "ad_valorem": 0.5}
    bounds = []
    for order in ((contract(1000.0), duty), (duty, contract(1000.0))):
        path = play(linear_market(), *order).path
        _, draft = apply_events(path.market, np.zeros_like(path.market.trade.base_t), (), path.instruments)
        bounds += [float(rate.highest[0]) for rate in draft.rates if rate.highest is not None]
    assert bounds[0] == pytest.approx(bounds[1])
    assert min(bounds) > 1000.0
