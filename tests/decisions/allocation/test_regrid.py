"""From months to weeks: no tonne is lost, and levels lie on straight lines."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from didymium.decisions.allocation.regrid import Regrid, weeks_from
from didymium.market.periods import Periods

MONTHS = Periods(tuple(dt.date(2025, month, 1) for month in (1, 2, 3, 4)))


def test_weeks_end_on_the_day_asked() -> None:
    """20 days are two weeks and six days."""
    weeks = weeks_from(dt.date(2025, 1, 6), 20)
    assert weeks.bounds == tuple(dt.date(2025, 1, day) for day in (6, 13, 20, 26))


def test_flows_are_shared_by_days() -> None:
    """January's 31 t are one a day, February's 56 t two a day. The week from 27 January has five days of one
    and two of the other: 5 + 4 = 9 t.
    """
    grid = Regrid(MONTHS, weeks_from(dt.date(2025, 1, 20), 21))
    assert grid.flows(np.array([31.0, 56.0, 0.0])) == pytest.approx([7.0, 9.0, 14.0])


def test_no_tonne_is_lost() -> None:
    """Over the whole source, whatever its division, the sum stays."""
    tonnes = np.array([[3.0, 0.5, 8.0], [0.0, 1.0, 2.0]])
    for length in (1, 7, 13, 90):
        grid = Regrid(MONTHS, weeks_from(dt.date(2025, 1, 1), 90, length))
        assert grid.flows(tonnes).sum(axis=1) == pytest.approx(tonnes.sum(axis=1))


def test_rates_are_means_over_days() -> None:
    """A coefficient of 1 in January and 2 in February is (5·1 + 2·2) / 7 in the week between."""
    grid = Regrid(MONTHS, weeks_from(dt.date(2025, 1, 20), 14))
    assert grid.rates(np.array([1.0, 2.0, 5.0])) == pytest.approx([1.0, 9.0 / 7.0])


def test_levels_lie_on_straight_lines() -> None:
    """From 100 t on 1 January to 69 t on 1 February a tonne goes a day, then 28 days of two a day: on 27
    January 74 t are left, on 3 February 69 − 4 = 65.
    """
    grid = Regrid(MONTHS, weeks_from(dt.date(2025, 1, 20), 14))
    ends = np.array([69.0, 13.0, 13.0])
    assert grid.levels(100.0, ends) == pytest.approx([74.0, 65.0])
