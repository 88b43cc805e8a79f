"""Cohorts of goods: published examples, laws that hold whatever the numbers, and a second implementation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from didymium.indicators.in_use.cohorts import (
    Array,
    Cohorts,
    Distribution,
    StockBalanceError,
    YearsInUse,
    follow,
    weibull_scale_and_shape,
)

TEN_YEARS = range(2001, 2011)
ONE_TO_TEN = np.arange(1.0, 11.0)[:, None]
KINDS: tuple[Distribution, ...] = ("normal", "weibull", "lognormal", "fixed")


def life(kind: Distribution, mean: float, deviation: float) -> YearsInUse:
    return YearsInUse(kind, mean, None if kind == "fixed" else deviation)


def survival(years: YearsInUse, ages: Array) -> Array:
    """What is left of goods of an age, written down anew: the second implementation's lifetimes."""
    mean, deviation = years.mean_years, years.deviation_years or 0.0
    if years.distribution == "fixed":
        return (ages < mean).astype(float)
    if years.distribution == "normal":
        return np.array([0.5 * math.erfc((age - mean) / deviation / math.sqrt(2)) for age in ages])
    if years.distribution == "lognormal":
        spread = math.sqrt(math.log1p((deviation / mean) ** 2))
        middle = math.log(mean) - spread**2 / 2
        return np.array([0.5 * math.erfc((math.log(age) - middle) / spread / math.sqrt(2)) for age in ages])
    scale, shape = weibull_scale_and_shape(mean, deviation)
    return np.exp(-((ages / scale) ** shape))


def convolved(inflow: Array, years: YearsInUse) -> tuple[Array, Array]:
    """Stock and outflow by plain convolution with the survival of goods 0.5, 1.5, 2.5 … years old."""
    left = survival(years, np.arange(len(inflow)) + 0.5)
    stock = np.array([np.dot(inflow[: year + 1], left[year::-1]) for year in range(len(inflow))])
    return stock, inflow - np.diff(stock, prepend=0.0)


def test_published_example_of_a_fixed_lifetime() -> None:
    """ODYM's own test (IndEcol/ODYM, test_dynamic_stock_model.py): 1 to 10 enter, all leave after 5 years."""
    found = follow("example", TEN_YEARS, ONE_TO_TEN, YearsInUse("fixed", 5.0), enters="end")
    assert found.outflow[:, 0].tolist() == [0, 0, 0, 0, 0, 1, 2, 3, 4, 5]
    assert found.stock[:, 0].tolist() == [1, 3, 6, 10, 15, 20, 25, 30, 35, 40]


def test_published_example_of_a_normal_lifetime() -> None:
    """The same test, a normal lifetime of 5 ± 1.5 years: what is left of the first year's ton."""
    found = follow("example", TEN_YEARS, ONE_TO_TEN, YearsInUse("normal", 5.0, 1.5), enters="end")
    published = [0.99957094, 0.996169619, 0.977249868, 0.90878878, 0.747507462, 0.5]
    assert found.stock_by_cohort[:6, 0, 0] == pytest.approx(published, abs=5e-9)


def test_goods_sold_over_a_year_are_half_a_year_old_at_its_end() -> None:
    """Fixed 1.2 years from the middle of 2001: in use at the end of 2001, gone at the end of 2002 (1.5)."""
    inflow = np.array([[8.0], [0.0], [0.0], [0.0]])
    found = follow("toys", range(2001, 2005), inflow, YearsInUse("fixed", 1.2))
    assert found.stock[:, 0].tolist() == [8, 0, 0, 0]
    assert found.outflow[:, 0].tolist() == [0, 8, 0, 0]


def test_one_year_is_enough() -> None:
    """flodym measures a year by its neighbours; a single one has none and is padded."""
    found = follow("toys", [2001], np.array([[8.0]]), YearsInUse("fixed", 5.0))
    assert found.years == (2001,)
    assert (found.stock.tolist(), found.outflow.tolist()) == ([[8.0]], [[0.0]])


@settings(max_examples=12)
@given(
    inflow=st.lists(st.floats(0, 1e6), min_size=3, max_size=30),
    kind=st.sampled_from(KINDS),
    mean=st.floats(2, 30),
    part=st.floats(0.1, 0.45),
)
def test_second_implementation_agrees(
    inflow: list[float], kind: Distribution, mean: float, part: float
) -> None:
    """A convolution in numpy, with distributions written down from their formulas, gives the same tonnes."""
    years, t = life(kind, mean, part * mean), np.array(inflow)
    found = follow("goods", range(1990, 1990 + len(t)), t[:, None], years)
    stock, outflow = convolved(t, years)
    assert found.stock[:, 0] == pytest.approx(stock, rel=1e-9, abs=1e-6)
    assert found.outflow[:, 0] == pytest.approx(outflow, rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_laws_of_every_cohort(kind: Distribution) -> None:
    """Tonnes are neither lost nor made, cohorts add up to the whole, and nothing leaves before it entered;
    twice as much of one stream and a sum of two give twice as much and the sum."""
    rng = np.random.default_rng(7)
    two = rng.uniform(0, 100, (20, 2))
    streams = np.column_stack([two, 2 * two[:, 0], two.sum(axis=1)])
    found = follow("goods", range(2000, 2020), streams, life(kind, 8.0, 2.5))
    assert found.inflow.sum(axis=0) == pytest.approx(found.outflow.sum(axis=0) + found.stock[-1])
    assert found.stock_by_cohort.sum(axis=1) == pytest.approx(found.stock)
    assert found.outflow_by_cohort.sum(axis=1) == pytest.approx(found.outflow)
    assert np.abs(found.stock_by_cohort[np.triu_indices(20, 1)]).max() == 0
    assert found.outflow_by_cohort.min() >= -1e-12
    assert found.stock[:, 2] == pytest.approx(2 * found.stock[:, 0])
    assert found.outflow[:, 3] == pytest.approx(found.outflow[:, 0] + found.outflow[:, 1])


def test_longer_lives_keep_more_in_use() -> None:
    """At the same sales, goods that last longer are more in number and less in scrap until then."""
    short = follow("goods", TEN_YEARS, ONE_TO_TEN, YearsInUse("weibull", 5.0, 1.5))
    long = follow("goods", TEN_YEARS, ONE_TO_TEN, YearsInUse("weibull", 8.0, 1.5))
    assert (long.stock >= short.stock).all()
    assert long.outflow.sum() < short.outflow.sum()


@pytest.mark.parametrize(("mean", "deviation"), [(15.0, 4.0), (1.0, 1.0), (20.0, 1.0)])
def test_weibull_has_the_mean_and_the_deviation_asked_for(mean: float, deviation: float) -> None:
    """Scale and shape are sought from the gamma function; scipy's own moments bear them out."""
    scale, shape = weibull_scale_and_shape(mean, deviation)
    made = stats.weibull_min(shape, scale=scale)
    assert (made.mean(), made.std()) == pytest.approx((mean, deviation), rel=1e-9)
    if mean == deviation:
        assert shape == pytest.approx(1.0)  # the exponential distribution


def test_lost_tonnes_are_named() -> None:
    """Ten enter, three are in use, nothing left: seven are gone, and whose they are is said."""
    shape = (1, 1, 1)
    ten, none, three = np.array([[10.0]]), np.array([[0.0]]), np.array([[3.0]])
    broken = Cohorts((2001,), ten, none, three, np.zeros(shape), np.zeros(shape))
    with pytest.raises(StockBalanceError, match=r"wind \(turbines\): 7 t are lost or made in 2001"):
        broken.check_balance("wind (turbines)")


def test_tonnes_that_are_no_numbers_do_not_balance() -> None:
    """A life that scatters by a second makes the formula of lognormal lives end in no number at all."""
    with pytest.raises(StockBalanceError), np.errstate(all="ignore"):
        follow("cars", [2001, 2002], np.ones((2, 1)), YearsInUse("lognormal", 15.0, 1e-9))


def test_years_follow_each_other() -> None:
    """A year left out would make all later goods a year younger than they are."""
    with pytest.raises(ValueError, match="cars: years follow each other"):
        follow("cars", [2001, 2003], np.ones((2, 1)), YearsInUse("fixed", 5.0))
