"""Contracts on the same plants, and what they raise for others."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.scenario.effects import apply_events
from instrument_cases import PRICE_STEP, TONNE_STEP, Instrument, linear_market, play


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
