"""Time: lengths, shares, arrivals and discounts, against days counted one by one."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium.case.settings import Profile
from didymium.market.periods import Periods, add_months, make_periods
from market_calendar import arrivals_of, open_share_of, under_way_of, years_of

MIXED = make_periods(dt.date(2025, 1, 1), Profile(months=3, quarters=2, years=1))


def test_months_then_quarters_then_years() -> None:
    """Three months from January, two quarters from April, a year from October; each bound is the first day
    of a month.
    """
    assert MIXED.bounds == tuple(
        dt.date(*day)
        for day in [
            (2025, 1, 1),
            (2025, 2, 1),
            (2025, 3, 1),
            (2025, 4, 1),
            (2025, 7, 1),
            (2025, 10, 1),
            (2026, 10, 1),
        ]
    )
    assert MIXED.days.tolist() == [31, 28, 31, 91, 92, 365]


def test_profiles_begin_with_the_month() -> None:
    """A run from the 20th counts the whole month, for figures are monthly."""
    assert make_periods(dt.date(2025, 2, 20), Profile(months=1)).bounds == (
        dt.date(2025, 2, 1),
        dt.date(2025, 3, 1),
    )


def test_a_year_is_a_year_even_with_29_february() -> None:
    """Twelve months of 2024 make exactly one year, each day a 366th; February is 29/366."""
    leap = make_periods(dt.date(2024, 1, 1), Profile(months=12))
    assert leap.years.sum() == pytest.approx(1.0, abs=1e-12)
    assert leap.years[1] == pytest.approx(29 / 366)


def test_years_across_new_year() -> None:
    """From October 2024 a year has 92/366 and 273/365 of calendar years."""
    across = make_periods(dt.date(2024, 10, 1), Profile(years=1))
    assert across.years[0] == pytest.approx(92 / 366 + 273 / 365, abs=1e-12)
    np.testing.assert_allclose(across.years, years_of(across.bounds))


@given(transit=st.floats(0, 800), months=st.integers(1, 8), quarters=st.integers(0, 3))
def test_all_that_leaves_arrives_once(transit: float, months: int, quarters: int) -> None:
    """Shares of arrival, the last column being after the end, are not negative and sum to one for every
    period of dispatch.
    """
    shares = make_periods(dt.date(2025, 1, 1), Profile(months=months, quarters=quarters)).arrival_shares(
        transit
    )
    assert shares.min() >= 0.0
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-12)


@pytest.mark.parametrize("transit", [0, 1, 10, 31, 45, 100, 400, 900])
def test_arrivals_counted_day_by_day(transit: int) -> None:
    """Overlap in days is what a count of single days gives, for goods sent within and before the first
    period.
    """
    np.testing.assert_allclose(MIXED.arrival_shares(transit), arrivals_of(MIXED.bounds, transit), atol=1e-12)
    np.testing.assert_allclose(MIXED.pipeline_days(transit), under_way_of(MIXED.bounds, transit), atol=1e-12)


def test_transit_that_is_no_whole_number_of_periods_splits() -> None:
    """Ten days of transit: 21 of January's 31 days of dispatch arrive in January, ten in February."""
    shares = MIXED.arrival_shares(10)[0]
    assert shares[:2] == pytest.approx([21 / 31, 10 / 31])


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, None),
        (dt.date(2025, 1, 11), None),
        (None, dt.date(2025, 5, 5)),
        (dt.date(2025, 2, 3), dt.date(2025, 2, 3)),
    ],
)
def test_share_within_counts_both_ends(first: dt.date | None, last: dt.date | None) -> None:
    """A rule from a day to a day holds on both of them."""
    np.testing.assert_allclose(MIXED.share_within(first, last), open_share_of(MIXED.bounds, first, last))


def test_discount_at_the_middle() -> None:
    """At 8 % the factor falls by 1/1.08 over 365.25 days, and is taken at the middle of a period: day 15.5
    of January.
    """
    factors = MIXED.discount_factors(0.08)
    assert factors[0] == pytest.approx(1.08 ** (-15.5 / 365.25))
    assert MIXED.discount_at(365.25, 0.08) == pytest.approx(1 / 1.08)
    assert np.all(np.diff(factors) < 0)
    assert np.all(MIXED.discount_factors(0.0) == 1.0)


def test_period_of_a_day() -> None:
    """A first day belongs to its period, the day before to the one before; days outside go to the ends."""
    days = [
        dt.date(2024, 5, 1),
        dt.date(2025, 1, 31),
        dt.date(2025, 2, 1),
        dt.date(2026, 9, 30),
        dt.date(2026, 10, 1),
    ]
    assert [MIXED.index_of(day) for day in days] == [0, 0, 1, 5, 6]


def test_add_months() -> None:
    """Months are counted from the first of the month, over years and backwards."""
    assert add_months(dt.date(2025, 11, 30), 3) == dt.date(2026, 2, 1)
    assert add_months(dt.date(2025, 1, 15), -1) == dt.date(2024, 12, 1)


def test_uneven_bounds() -> None:
    """Periods may have any lengths: three days and a week."""
    odd = Periods((dt.date(2025, 1, 1), dt.date(2025, 1, 4), dt.date(2025, 1, 11)))
    np.testing.assert_allclose(odd.arrival_shares(2), arrivals_of(odd.bounds, 2))
    assert odd.middles.tolist() == [1.5, 6.5]
