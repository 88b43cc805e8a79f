"""Which dispatch an arrival belongs to."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from didymium.market.periods import Periods
from didymium.screening.tracing.transit import BEFORE, Parcel, match_arrivals, under_way_t

BOUNDS = tuple(dt.date(2025, month, 1) for month in (1, 2, 3, 4, 7, 10))


@pytest.mark.parametrize("days", [0.0, 12.0, 45.0, 100.0])
def test_undisturbed_goods_arrive_as_the_calendar_says(days: float) -> None:
    """The market lets goods arrive by overlap in days; first in, first out finds the same parcels again."""
    periods = Periods(BOUNDS)
    sent = np.array([31.0, 56.0, 31.0, 45.0, 200.0])
    shares = periods.arrival_shares(days)
    before = periods.pipeline_days(days) * 2.0
    arrived = sent @ shares[:, :-1] + before
    assert under_way_t(sent, arrived, shares) == pytest.approx(2.0 * days)
    parcels, left = match_arrivals(sent, arrived, 2.0 * days)
    assert left == pytest.approx(float(sent @ shares[:, -1]))
    found = np.zeros_like(shares[:, :-1])
    for parcel in parcels:
        if parcel.sent == BEFORE:
            before[parcel.arrived] -= parcel.t
        else:
            found[parcel.sent, parcel.arrived] += parcel.t
    assert found == pytest.approx(sent[:, None] * shares[:, :-1], abs=1e-6)
    assert before == pytest.approx(np.zeros(5), abs=1e-6)


def test_held_up_goods_keep_their_order() -> None:
    """Nothing arrives in the second period; in the third, first what left in the first."""
    parcels, left = match_arrivals(np.array([10.0, 10.0, 10.0]), np.array([0.0, 0.0, 15.0]), 0.0)
    assert parcels == [Parcel(0, 2, 10.0), Parcel(1, 2, 5.0)]
    assert left == pytest.approx(15.0)


def test_what_nobody_sent_has_no_parcel() -> None:
    parcels, left = match_arrivals(np.array([1.0]), np.array([3.0]), 0.5)
    assert sum(parcel.t for parcel in parcels) == pytest.approx(1.5)
    assert left == 0.0
