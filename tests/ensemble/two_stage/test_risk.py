"""CVaR of discrete costs: by hand, and what makes it a coherent measure of risk (Artzner et al. 1999)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.ensemble.two_stage import conditional_value_at_risk

TEN = np.arange(1.0, 11.0)
EQUAL = np.full(10, 0.1)
COSTS = st.lists(st.integers(-100, 100), min_size=6, max_size=6).map(
    lambda found: np.array(found, dtype=float)
)
WEIGHTS = st.lists(st.integers(1, 20), min_size=6, max_size=6).map(lambda found: np.array(found) / sum(found))
ALPHA = st.sampled_from([0.0, 0.25, 0.5, 0.8, 0.9, 0.99])


@pytest.mark.parametrize(
    ("alpha", "by_hand"),
    [
        (0.0, 5.5),  # the mean
        (0.5, 8.0),  # 6 to 10
        (0.8, 9.5),  # 9 and 10
        (0.85, (0.1 * 10 + 0.05 * 9) / 0.15),  # half of what costs 9 lies in the tail
        (0.9, 10.0),  # the worst of ten
        (0.95, 10.0),  # half of the worst
    ],
)
def test_ten_equal_losses(alpha: float, by_hand: float) -> None:
    """Costs 1 to 10 with probability 1/10 each: the mean of the worst 1 − alpha."""
    assert conditional_value_at_risk(TEN, EQUAL, alpha) == pytest.approx(by_hand)


def test_impossible_scenario_does_not_count() -> None:
    """What never happens is in no tail, even if it would cost without limit."""
    costs, weights = np.array([np.inf, 3.0, 1.0]), np.array([0.0, 0.5, 0.5])
    assert conditional_value_at_risk(costs, weights, 0.9) == pytest.approx(3.0)


def test_alpha_of_one_is_refused() -> None:
    """A tail of no probability has no mean."""
    with pytest.raises(ValueError, match="at least 0 and below 1"):
        conditional_value_at_risk(TEN, EQUAL, 1.0)


@settings(deadline=None, max_examples=100)
@given(first=COSTS, second=COSTS, weights=WEIGHTS, alpha=ALPHA)
def test_subadditive(first: np.ndarray, second: np.ndarray, weights: np.ndarray, alpha: float) -> None:
    """Two risks together are no worse than apart."""
    together = conditional_value_at_risk(first + second, weights, alpha)
    apart = conditional_value_at_risk(first, weights, alpha) + conditional_value_at_risk(
        second, weights, alpha
    )
    assert together <= apart + 1e-9


@settings(deadline=None, max_examples=100)
@given(costs=COSTS, more=COSTS, weights=WEIGHTS, alpha=ALPHA, factor=st.integers(0, 5))
def test_monotone_and_homogeneous(
    costs: np.ndarray, more: np.ndarray, weights: np.ndarray, alpha: float, factor: int
) -> None:
    """Higher costs are worse, twice the costs are twice as bad, and a sum paid for certain adds itself."""
    risk = conditional_value_at_risk(costs, weights, alpha)
    assert conditional_value_at_risk(costs + np.abs(more), weights, alpha) >= risk - 1e-9
    assert conditional_value_at_risk(costs * factor, weights, alpha) == pytest.approx(factor * risk)
    assert conditional_value_at_risk(costs + 7.0, weights, alpha) == pytest.approx(risk + 7.0)


@settings(deadline=None, max_examples=50)
@given(costs=COSTS, weights=WEIGHTS)
def test_grows_with_alpha_from_mean_to_worst(costs: np.ndarray, weights: np.ndarray) -> None:
    """The further out the tail, the worse its mean: from the mean of all to the worst of all."""
    course = [conditional_value_at_risk(costs, weights, alpha) for alpha in (0.0, 0.3, 0.6, 0.9, 0.9999)]
    assert course[0] == pytest.approx(float(costs @ weights))
    assert all(later >= earlier - 1e-9 for earlier, later in zip(course, course[1:], strict=False))
    assert course[-1] == pytest.approx(costs.max())
