"""Shares pushed upwards only as far as they matter: bounds still enclose the truth, and say what is left."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.screening.ownership import integrated, near
from didymium.screening.ownership.integrated import owners_of, share_of
from didymium.screening.ownership.states import state_ownership
from ownership_cases import Register, graph_of, random_shares


def closed_form(shares: np.ndarray) -> np.ndarray:
    whole = shares @ np.linalg.inv(np.eye(len(shares)) - shares)
    return whole / (1 + np.diag(whole))[:, None]


@pytest.fixture
def push(monkeypatch):
    """Push in every register, however small, until so much is left."""

    def until(tolerance: float) -> None:
        monkeypatch.setattr(near, "NEAR", 0)
        monkeypatch.setattr(near, "_FIRST", 0.1)
        monkeypatch.setattr(near, "TOLERANCE", tolerance)
        monkeypatch.setattr(integrated, "LOOSEST", 1.0)

    return until


@pytest.mark.parametrize("tolerance", [0.005, 0.05])
@pytest.mark.parametrize("banded", [False, True])
def test_bounds_enclose_the_closed_form_and_the_remainder_is_within_the_tolerance(tolerance, banded, push):
    push(tolerance)
    low = random_shares(6, 80, people=15, filled=0.7)
    high = low * 1.4 if banded else low
    shares = low + (high - low) * np.random.default_rng(6).random(low.shape)
    graph, whole, cut = graph_of(low, 15, high), closed_form(shares), 0
    for target in range(0, 60, 6):
        cut += int(near.near(graph, target).cut.sum())
        found = owners_of(graph, target)
        least, most = np.zeros(80), np.full(80, found.remainder)
        least[found.parties], most[found.parties] = found.integrated_low, found.integrated_high
        others = np.arange(80) != target
        assert (least <= whole[:, target] + 1e-11)[others].all()
        assert (most >= whole[:, target] - 1e-11)[others].all()
        assert found.remainder <= tolerance
        unstated = 1 - whole[65:, target].sum()
        assert found.unstated_low - 1e-11 <= unstated <= found.unstated_high + 1e-11
        for holder in {3, 70} - {target}:
            share = share_of(graph, [holder], target)
            assert share.low - 1e-11 <= whole[holder, target] <= share.high + 1e-11
    assert cut


def test_owners_above_next_to_nothing_are_not_followed(push):
    """Ms A is behind a, which holds 0.1 % of f: at a tolerance of 1 % a's owners may be anybody."""
    push(0.01)
    register = Register({("Ms_A", "a"): 1.0, ("a", "f"): 0.001, ("Ms_B", "f"): 0.5, ("State_CHN", "a"): 0.0})
    found = owners_of(register.graph, register["f"])
    assert [register.names[party] for party in found.parties] == ["Ms_B", "a"]
    assert found.remainder == pytest.approx(0.001, abs=1e-12)
    assert (found.integrated_low[0], found.integrated_high[0]) == pytest.approx((0.5, 0.501), abs=1e-12)
    share = share_of(register.graph, [register["Ms_A"]], register["f"])
    assert (share.low, share.high, share.open_high) == pytest.approx((0.0, 0.001, 0.5), abs=1e-12)
    assert state_ownership(register.graph, register["f"]).share.high == pytest.approx(0.001, abs=1e-12)


def test_what_comes_into_a_closed_circle_is_bounded_by_what_it_holds(push):
    """b and c hold all of each other, and 1 % of f: whoever is behind them has at most this 1 %."""
    push(1e-9)
    stakes = {("b", "c"): 1.0, ("c", "b"): 1.0, ("b", "f"): 0.01, ("a", "f"): 0.3, ("Ms_A", "a"): 1.0}
    register = Register(stakes)
    found = owners_of(register.graph, register["f"])
    bounds = zip(found.integrated_low, found.integrated_high, strict=True)
    shares = dict(zip((register.names[party] for party in found.parties), bounds, strict=True))
    assert shares["Ms_A"] == shares["a"] == (0.3, 0.3)
    assert shares["b"] == pytest.approx((0.01, 0.01), abs=1e-12)
    assert shares["c"] == pytest.approx((0.0, 0.01), abs=1e-12)
    assert register.named(found.undetermined) == {"b", "c"}


def test_a_circle_too_strong_to_push_through_is_followed_as_a_whole(push, monkeypatch):
    """99.99 % go round and round: after so many rounds everybody upstream is taken."""
    push(1e-12)
    monkeypatch.setattr(near, "MOST_ROUNDS", 10)
    register = Register(
        {("a", "b"): 0.9999, ("b", "a"): 0.9999, ("Ms_A", "a"): 0.0001, ("Ms_A", "b"): 0.0001}
    )
    found = owners_of(register.graph, register["a"])
    shares = dict(zip((register.names[party] for party in found.parties), found.integrated_low, strict=True))
    assert found.remainder == 0.0 and shares["Ms_A"] == pytest.approx(1.0, abs=1e-9)
