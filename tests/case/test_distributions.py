"""Distributions of uncertain inputs: their quantiles against closed forms, and what cannot be sampled."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from didymium.case.distributions import DistributionError, read_distribution
from didymium.case.pairs import read_pairs
from didymium.ensemble.sampling.quantiles import quantile

SHARES = np.array([0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999])
NORMAL = NormalDist()


def at(kind: str, parameters: str, *shares: float) -> list[float]:
    return quantile(read_distribution(kind, parameters), list(shares)).tolist()


def test_uniform() -> None:
    """A quarter of the way from 2 to 10 is 4."""
    assert at("uniform", "low=2; high=10", 0.0, 0.25, 0.5, 1.0) == pytest.approx([2, 4, 6, 10])


def test_loguniform() -> None:
    """From 1 to 100 each tenth of the shares multiplies by 100^0.1; the median is 10."""
    assert at("loguniform", "low=1; high=100", 0.0, 0.1, 0.5, 1.0) == pytest.approx([1, 100**0.1, 10, 100])


def test_triangular() -> None:
    """From 0 over 1 to 3: below the mode u = x²/3, above it 1 − u = (3 − x)²/6."""
    found = at("triangular", "low=0; mode=1; high=3", 0.0, 0.12, 1 / 3, 0.76, 1.0)
    assert found == pytest.approx([0, math.sqrt(0.36), 1, 3 - math.sqrt(6 * 0.24), 3])


@pytest.mark.parametrize("mode", [0, 3])
def test_triangular_with_its_mode_at_an_end(mode: float) -> None:
    """A mode at the low end falls from there, u = 1 − (3 − x)²/9; at the high end it rises, u = x²/9."""
    half = math.sqrt(4.5)
    assert at("triangular", f"low=0; mode={mode}; high=3", 0.5) == pytest.approx([half if mode else 3 - half])


def test_normal() -> None:
    """Mean 1, deviation 0.2: one deviation up is the 84.13 % quantile."""
    share = NORMAL.cdf(1.0)
    assert at("normal", "mean=1; deviation=0.2", 0.5, share, 1 - share) == pytest.approx([1.0, 1.2, 0.8])


def test_truncated_normal() -> None:
    """Cut to −1 … 2 deviations the quantile of u is Φ⁻¹(Φ(−1) + u (Φ(2) − Φ(−1)))."""
    first, last = NORMAL.cdf(-1.0), NORMAL.cdf(2.0)
    expected = [10 + 3 * NORMAL.inv_cdf(first + u * (last - first)) for u in SHARES.tolist()]
    assert at("normal", "mean=10; deviation=3; low=7; high=16", *SHARES) == pytest.approx(expected)


def test_lognormal() -> None:
    """Median 2, spread 1.5: between 2 / 1.5 and 2 × 1.5 two times in three (68.27 %)."""
    share = NORMAL.cdf(1.0)
    found = at("lognormal", "median=2; spread=1.5", 0.5, share, 1 - share)
    assert found == pytest.approx([2.0, 3.0, 2.0 / 1.5])


def test_truncated_lognormal() -> None:
    """Cut to 0.5 … 4, its logarithm is a truncated normal one."""
    first, last = (NORMAL.cdf(math.log(bound) / math.log(1.5)) for bound in (0.5, 4.0))
    expected = [1.5 ** NORMAL.inv_cdf(first + u * (last - first)) for u in SHARES.tolist()]
    assert at("lognormal", "median=1; spread=1.5; low=0.5; high=4", *SHARES) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "parameters", "low", "high"),
    [
        ("normal", "mean=0; deviation=5; low=-1; high=1", -1, 1),
        ("normal", "mean=0; deviation=5; low=-1", -1, math.inf),
        ("lognormal", "median=1; spread=4; low=0.8; high=1.1", 0.8, 1.1),
        ("lognormal", "median=1; spread=4; high=1.1", 0, 1.1),
        ("triangular", "low=-1; mode=0; high=4", -1, 4),
        ("loguniform", "low=0.01; high=9", 0.01, 9),
    ],
)
def test_bounds_hold_to_the_ends(kind: str, parameters: str, low: float, high: float) -> None:
    """Quantiles rise and never leave the bounds, not even at shares a hair from 0 and 1."""
    shares = [1e-12, *SHARES.tolist(), 1 - 1e-12]
    found = np.array(at(kind, parameters, *shares))
    assert np.all(np.diff(found) >= 0)
    assert low <= found[0] + 1e-9
    assert found[-1] - 1e-9 <= high


def test_choice_follows_its_weights() -> None:
    """Weights 1, 2 and 1: the middle value from a quarter to three quarters of the shares."""
    found = at("choice", "values=0.25 0.5 1; weights=1 2 1", 0.0, 0.24, 0.26, 0.74, 0.76, 1.0)
    assert found == [0.25, 0.25, 0.5, 0.5, 1.0, 1.0]
    even = quantile(read_distribution("choice", "values=3 1 2"), (np.arange(300) + 0.5) / 300)
    assert dict(zip(*np.unique(even, return_counts=True), strict=True)) == {1.0: 100, 2.0: 100, 3.0: 100}


@pytest.mark.parametrize(
    ("kind", "parameters", "message"),
    [
        ("uniform", "low=1", "uniform needs high (write low=0.5; high=2)"),
        ("uniform", "", "uniform needs low and high (write low=0.5; high=2)"),
        ("uniform", "low=1; high=2; mode=1", "uniform knows no mode (write low=0.5; high=2)"),
        ("normal", "mean=1; sd=2", "normal needs deviation, and knows no sd (write mean=1; deviation=0.2)"),
        ("uniform", "low=2; high=2", "uniform: low 2 is not below high 2"),
        ("loguniform", "low=0; high=2", "loguniform: low must be above 0"),
        ("triangular", "low=0; mode=3; high=2", "triangular: mode 3 lies outside 0 to 2"),
        ("normal", "mean=1; deviation=0", "normal: deviation must be above 0"),
        ("normal", "mean=1; deviation=1; low=2", "normal: mean 1 lies outside 2 to inf"),
        ("lognormal", "median=1; spread=1", "lognormal: spread must be above 1"),
        ("lognormal", "median=-1; spread=2", "lognormal: median must be above 0"),
        ("lognormal", "median=1; spread=2; low=-1", "lognormal: low must be above 0"),
        ("choice", "values=1 1", "choice: a value stands twice"),
        ("choice", "values=1 2; weights=1", "choice: 2 values but 1 weights"),
        ("choice", "values=1 2; weights=1 0", "choice: weights must be above 0"),
        ("choice", "weights=1", "choice needs values (write values=0.25 0.5 1; weights=1 2 1)"),
        ("choice", "values=1 two", 'values "two" is not a number'),
        ("uniform", "low=a; high=2", 'low "a" is not a number'),
        ("uniform", "low=1; high=inf", "high must be finite"),
        ("normal", "mean=nan; deviation=1", "mean must be finite"),
        ("uniform", "low 1; high=2", '"low 1" is not of the form name=value'),
        ("uniform", "low=1; low=2", '"low" stands twice'),
    ],
)
def test_what_cannot_be_sampled_says_why(kind: str, parameters: str, message: str) -> None:
    """Each message names the parameter and what would be right."""
    with pytest.raises(DistributionError) as raised:
        read_distribution(kind, parameters)
    assert str(raised.value) == message


def test_pairs_keep_order_and_values_with_equals() -> None:
    """Blank parts are nothing; a value may hold an equals sign."""
    assert read_pairs(" a = 1 ;; b=x=y; ") == {"a": "1", "b": "x=y"}
    assert read_pairs("") == {}
