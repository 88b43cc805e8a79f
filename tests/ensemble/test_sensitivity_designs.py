"""Designs for sensitivity: their form in the unit cube, and draws from them without correlation."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from didymium.case.distributions import read_distribution
from didymium.case.schema import Uncertain
from didymium.case.selection import Selection
from didymium.ensemble.inputs import Input, Inputs
from didymium.ensemble.sampling.designs import DesignError
from didymium.ensemble.sampling.draws import draws_at
from didymium.ensemble.sensitivity.designs import (
    correlated,
    scenarios_needed,
    sensitivity_draws,
    sensitivity_shares,
)


def uniform(name: str, group: str = "", correlation: float | None = None) -> Input:
    row = Uncertain(
        input=name,
        name_en=name,
        table="demands",
        column="elasticity",
        change="factor",
        distribution="uniform",
        parameters="low=0; high=1",
        correlation_group=group,
        correlation=correlation,
        source="parameters=assumed: test",
    )
    return Input(row, read_distribution("uniform", row.parameters), Selection({}))


TWO = Inputs((uniform("one", "both", 0.9), uniform("other", "both", 0.9), uniform("alone", "gone", 0.9)))


def test_a_saltelli_block_crosses_two_points() -> None:
    """Row 0 is a point, the last row another; row n takes the n-th input from the other one and the rest
    from the first. So 2 + 3 rows for each of 8 points."""
    shares = sensitivity_shares("saltelli", 3, 8, seed=1)
    assert len(shares) == scenarios_needed("saltelli", 8, 3) == 40
    for block in shares.reshape(8, 5, 3):
        for position in range(3):
            expected = block[0].copy()
            expected[position] = block[-1][position]
            assert np.array_equal(block[1 + position], expected)


def test_a_morris_walk_moves_each_input_once_by_the_same_step() -> None:
    """Levels are 0, 1/3, 2/3 and 1 of the way from the 5 % to the 95 % quantile, steps are 2/3 of it, so
    that distributions without bounds keep finite values."""
    shares = sensitivity_shares("morris", 4, 6, seed=1)
    assert len(shares) == scenarios_needed("morris", 6, 4) == 30
    assert set(np.round(np.unique(shares), 9)) == {0.05, 0.35, 0.65, 0.95}
    for walk in shares.reshape(6, 5, 4):
        moves = np.abs(np.diff(walk, axis=0))
        assert np.allclose(np.sort(moves, axis=1)[:, :3], 0.0)
        assert np.allclose(moves.sum(axis=0), 0.6)


@pytest.mark.parametrize("design", ["saltelli", "morris"])
def test_a_seed_is_all_that_a_design_depends_on(design: str) -> None:
    """Also a seed of 0, and whatever was drawn in this process before."""
    first = sensitivity_shares(design, 3, 8, seed=0)  # type: ignore[arg-type]
    np.random.random(17)  # noqa: NPY002
    assert np.array_equal(first, sensitivity_shares(design, 3, 8, seed=0))  # type: ignore[arg-type]
    assert not np.array_equal(first, sensitivity_shares(design, 3, 8, seed=1))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("design", "width", "base", "said"),
    [
        ("saltelli", 3, 100, "power of two, 100 is none: take 64 or 128"),
        ("saltelli", 0, 8, "needs an input that moves something"),
        ("morris", 3, 1, "at least 2"),
        ("saltelli", 3, 0, "at least 1"),
        ("saltelli", 30, 2**16, "2,097,152 scenarios, more than 1,000,000"),
        ("latin_hypercube", 3, 8, "no design for sensitivity: take saltelli or morris"),
    ],
)
def test_what_is_wrong_with_a_design_is_said(design: str, width: int, base: int, said: str) -> None:
    with pytest.raises(DesignError, match=said):
        sensitivity_shares(design, width, base, seed=1)  # type: ignore[arg-type]


def test_the_draws_leave_correlation_out() -> None:
    """Uniform inputs are their shares. The same shares drawn with correlation 0.9 move together; and an
    input alone in its group is correlated with nothing."""
    draws = sensitivity_draws(TWO, "saltelli", 128, seed=1)
    assert np.allclose(draws.values, sensitivity_shares("saltelli", 3, 128, seed=1))
    assert draws.method == "saltelli"
    assert draws.shares is not None
    together = draws_at(TWO, draws.shares, "saltelli", 1)
    assert spearmanr(together.values[:, 0], together.values[:, 1]).statistic > 0.8
    assert abs(spearmanr(draws.values[:, 0], draws.values[:, 1]).statistic) < 0.2
    assert correlated(TWO) == ("one", "other")
