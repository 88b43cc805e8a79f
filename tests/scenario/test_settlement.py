"""Means over a quarter: what is paid after news counts the months before it at the prices that they had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from calibration_case import WHY, Run

STRIKE = 200.0
CONTRACT = {
    "kind": "contract_for_difference", "material": "nd", "plants": ["asep"], "strike_usd_per_kg": STRIKE,
    "reference_region": "CHN", "settlement": "quarterly", "from": dt.date(2025, 1, 1), "source": WHY,
}  # fmt: skip
OUTAGE = {
    "kind": "plant_outage", "plants": ["cmine"], "capacity_share": 0.97,
    "from": dt.date(2025, 5, 10), "until": dt.date(2025, 9, 30),
}  # fmt: skip
APRIL, JULY = 3, 6


def test_news_within_a_quarter_keeps_its_earlier_months(play: Callable[..., Run]) -> None:
    """The strike less the quarter's mean price: of May and June after the news of 10 May, and of April before
    it.
    """
    found = play(OUTAGE, instrument=(CONTRACT,), begin=dt.date(2025, 1, 1))
    (charge,) = (item for item in found.path.levied if item.charge.item == "contract")
    prices, days = found.price("CHN", "nd")[APRIL:JULY], found.structure.periods.days[APRIL:JULY]
    assert prices.min() > 0.0 and prices.max() < STRIKE
    due = STRIKE - float(np.average(prices, weights=days))
    assert charge.rate_usd_per_kg[APRIL + 1 : JULY] == pytest.approx(due, abs=1e-3 * STRIKE)
