"""Designs and correlation: which scenarios an ensemble has, and that the same seed gives the same ones."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from scipy import stats

from calibration_case import mini_case
from didymium.case.distributions import read_distribution
from didymium.ensemble.inputs import Inputs, inputs_of
from didymium.ensemble.sampling.correlation import CorrelationError, correlate, correlation_matrix
from didymium.ensemble.sampling.designs import MOST_SCENARIOS, DesignError, scenario_seeds, unit_shares
from didymium.ensemble.sampling.draws import LeverError, draw, draws_at, grid
from didymium.ensemble.sampling.quantiles import quantile
from ensemble_cases import MINI_INPUTS, licences, uncertain, with_inputs

METHODS = ("monte_carlo", "latin_hypercube", "sobol")


def inputs(*rows: object) -> Inputs:
    return inputs_of(with_inputs(mini_case(), *(rows or MINI_INPUTS)), licences())


def test_monte_carlo_goes_on_where_it_was() -> None:
    """The first five of ten scenarios are the five of an ensemble of five: each has a seed of its own."""
    five, ten = (unit_shares("monte_carlo", count, 3, 7) for count in (5, 10))
    assert np.array_equal(five, ten[:5])
    one, other = draw(inputs(), "monte_carlo", 5, 7), draw(inputs(), "monte_carlo", 10, 7)
    assert np.array_equal(one.values, other.values[:5])
    assert one.seeds == other.seeds[:5]


def test_every_scenario_has_a_seed_of_its_own() -> None:
    """A thousand seeds, all different, the same every time, and others for another seed."""
    seeds = scenario_seeds(1, 1000)
    assert len(set(seeds)) == 1000
    assert scenario_seeds(1, 1000) == seeds
    assert not set(seeds) & set(scenario_seeds(2, 1000))
    own = np.random.default_rng(seeds[41]).random(3)
    assert np.array_equal(unit_shares("monte_carlo", 50, 3, 1)[41], own)


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_decides(method: str) -> None:
    """The same seed, the same design; another seed, another one. All shares lie within the cube."""
    one, again, other = (unit_shares(method, 64, 4, seed) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert one.shape == (64, 4)
    assert 0.0 <= one.min() < one.max() < 1.0


@pytest.mark.parametrize("count", [1, 7, 100])
def test_latin_hypercube_has_one_draw_in_every_stratum(count: int) -> None:
    """Each input has exactly one draw in each n-th of its shares."""
    strata = np.floor(unit_shares("latin_hypercube", count, 5, 3) * count).astype(int)
    for column in strata.T:
        assert sorted(column.tolist()) == list(range(count))


def test_sobol_fills_every_box() -> None:
    """Sixteen points of two inputs: one in each of the sixteen boxes of a 4 × 4 division."""
    shares = unit_shares("sobol", 16, 2, 5)
    boxes = {tuple(box) for box in np.floor(shares * 4).astype(int).tolist()}
    assert boxes == set(itertools.product(range(4), repeat=2))


@pytest.mark.parametrize(("count", "nearest"), [(100, 128), (5, 4), (1000, 1024)])
def test_sobol_needs_a_power_of_two(count: int, nearest: int) -> None:
    """The message names the nearest one."""
    with pytest.raises(DesignError, match=f"{count} is none: give -n {nearest}$"):
        unit_shares("sobol", count, 2, 1)


@pytest.mark.parametrize("count", [0, -1, MOST_SCENARIOS + 1])
def test_impossible_counts(count: int) -> None:
    """No scenarios, or too many, are refused."""
    with pytest.raises(DesignError, match="give a number from 1 to 1,000,000"):
        unit_shares("monte_carlo", count, 2, 1)


@pytest.mark.parametrize("method", METHODS)
def test_without_inputs_there_is_nothing_to_draw(method: str) -> None:
    """A scenario that no input moves has draws without columns."""
    assert unit_shares(method, 4, 0, 1).shape == (4, 0)


def test_draws_follow_their_distributions() -> None:
    """A value is the quantile of its share; the table has the scenario, its seed, a column for each input."""
    found = draw(inputs(), "latin_hypercube", 8, 1)
    for position, item in enumerate(inputs().moving):
        assert np.array_equal(
            found.values[:, position], quantile(item.distribution, found.shares[:, position])
        )
    table = found.table()
    assert table.columns == ["scenario", "seed", "share", "growth", "penalty"]
    assert table["scenario"].to_list() == list(range(1, 9))
    assert table.schema["seed"] == pl.UInt64
    assert found.idle == ("ban",)


def test_grid_takes_every_combination() -> None:
    """Two levels by three: six scenarios in order; inputs that are no lever are left out."""
    found = grid(inputs(), {"penalty": [1.0, 2.0], "share": [0.5, 1.0, 1.5]})
    assert found.names == ("penalty", "share")
    assert found.values.tolist() == [list(pair) for pair in itertools.product([1.0, 2.0], [0.5, 1.0, 1.5])]
    assert len(set(found.seeds)) == 6


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ({"ban": [1.0]}, 'lever "ban" moves nothing in this scenario'),
        (
            {"price": [1.0]},
            r'lever "price" is no input of uncertain.csv \(there are share, growth, penalty\)',
        ),
        ({"share": []}, 'lever "share" needs different levels'),
        ({"share": [1.0, 1.0]}, 'lever "share" needs different levels'),
    ],
)
def test_levers_that_are_none(levels: dict[str, list[float]], message: str) -> None:
    """Each says what would be right."""
    with pytest.raises(LeverError, match=message):
        grid(inputs(), levels)


def test_a_grid_too_large() -> None:
    """A thousand levels of three levers are a thousand million points."""
    ends = {"share": (0.5, 2.0), "growth": (0.0, 0.01), "penalty": (0.5, 2.0)}
    levels = {name: np.linspace(low, high, 1000).tolist() for name, (low, high) in ends.items()}
    with pytest.raises(DesignError, match="the grid has 1,000,000,000 points"):
        grid(inputs(), levels)


def correlated(correlation: float, count: int = 3) -> list[object]:
    kinds = [
        ("uniform", "low=0.5; high=2"), ("lognormal", "median=1; spread=1.5"),
        ("triangular", "low=0.5; mode=1; high=3"),
    ]  # fmt: skip
    columns = ["penalty_usd_per_kg", "months", "t_per_t"]
    together = [
        uncertain(
            f"x{n}", table="substitutes", column=columns[n], distribution=kinds[n][0],
            parameters=kinds[n][1], correlation_group="g", correlation=correlation,
        )
        for n in range(count)
    ]  # fmt: skip
    return [*together, uncertain("apart", table="demands", column="loss_usd_per_kg")]


@pytest.mark.parametrize("correlation", [-0.4, 0.3, 0.8])
def test_groups_move_together_and_margins_stay(correlation: float) -> None:
    """Of 4096 Sobol draws the normal scores within the group correlate as stated and not with others, to
    0.01; each input keeps its own distribution (Kolmogorov-Smirnov distance below 0.02).
    """
    found = inputs(*correlated(correlation))
    draws = draw(found, "sobol", 4096, 1)
    scores = stats.norm.ppf(draws.shares)
    sample = np.corrcoef(scores, rowvar=False)
    expected = np.eye(4)
    expected[:3, :3] = correlation
    np.fill_diagonal(expected, 1.0)
    np.testing.assert_allclose(sample, expected, atol=0.01)
    even = (np.arange(4096) + 0.5) / 4096
    for position, item in enumerate(found.moving):
        distance = stats.ks_2samp(draws.values[:, position], quantile(item.distribution, even)).statistic
        assert distance < 0.02


def test_ranks_follow_the_copula() -> None:
    """Spearman's correlation of a Gaussian copula is 6/π asin(r/2), whatever the margins."""
    draws = draw(inputs(*correlated(0.8, 2)), "sobol", 4096, 2)
    rank = stats.spearmanr(draws.values[:, 0], draws.values[:, 1]).statistic
    assert rank == pytest.approx(6 / np.pi * np.arcsin(0.4), abs=0.01)


@pytest.mark.parametrize("correlation", [1.0, -1.0])
def test_full_correlation(correlation: float) -> None:
    """Two inputs at ±1 have the same shares, or shares that add up to one."""
    draws = draw(inputs(*correlated(correlation, 2)), "latin_hypercube", 50, 1)
    first, second = draws.shares[:, 0], draws.shares[:, 1]
    np.testing.assert_allclose(second, first if correlation > 0 else 1 - first, atol=1e-6)


def test_the_first_of_a_group_keeps_its_strata() -> None:
    """A Latin hypercube keeps one draw in every stratum for inputs apart and for the first of a group."""
    shares = draw(inputs(*correlated(0.5)), "latin_hypercube", 40, 1).shares
    for column in (0, 3):
        assert sorted(np.floor(shares[:, column] * 40).astype(int).tolist()) == list(range(40))


def test_without_groups_shares_stay_to_the_bit() -> None:
    """Nothing is turned into scores and back when nothing moves together, or when asked to be independent."""
    shares = unit_shares("sobol", 16, 4, 1)
    assert correlate(shares, np.eye(4)) is shares
    found = inputs(*correlated(0.5))
    assert np.array_equal(draws_at(found, shares, "sobol", 1, independent=True).shares, shares)
    assert not np.array_equal(draws_at(found, shares, "sobol", 1).shares, shares)


def test_shares_at_the_very_ends_stay_finite() -> None:
    """Shares of 0 and 1 have no normal score; they are taken a hair inside."""
    matrix = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert np.isfinite(correlate(np.array([[0.0, 1.0], [1.0, 0.0]]), matrix)).all()


def test_correlations_that_are_no_matrix() -> None:
    """Three inputs cannot all pull against each other at −0.9: 1 − 1.8 is an eigenvalue."""
    with pytest.raises(CorrelationError, match=r"of g make no correlation matrix \(eigenvalue -0.8\)"):
        correlation_matrix([item for item in correlated(-0.9)[:3]])


def test_choice_can_move_with_others() -> None:
    """Half of a choice's draws are its first value, correlated or not."""
    chosen = read_distribution("choice", "values=1 2")
    matrix = np.array([[1.0, 0.9], [0.9, 1.0]])
    shares = correlate(unit_shares("sobol", 1024, 2, 1), matrix)
    assert np.mean(quantile(chosen, shares[:, 1]) == 1.0) == pytest.approx(0.5, abs=0.01)
