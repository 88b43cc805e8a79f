"""All pairs above a share against the dense closed form: none missing, none wrong, the doubtful apart."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.screening.ownership import all_large, circle_columns, descent, order
from didymium.screening.ownership.all_large import large_holdings
from didymium.screening.ownership.integrated import owners_of
from ownership_cases import graph_of, random_shares


def closed_form(shares: np.ndarray) -> np.ndarray:
    whole = shares @ np.linalg.inv(np.eye(len(shares)) - shares)
    return whole / (1 + np.diag(whole))[:, None]


def reaching(shares: np.ndarray, threshold: float) -> set[tuple[int, int]]:
    found = closed_form(shares) >= threshold
    np.fill_diagonal(found, False)
    return set(zip(*(side.tolist() for side in np.nonzero(found)), strict=True))


def pairs(found) -> set[tuple[int, int]]:
    return set(zip(found.owner.tolist(), found.owned.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("dense", [64, 0], ids=["circles inverted", "circles swept"])
@pytest.mark.parametrize("least", [1e-8, 1e-2, 0.1])
def test_every_pair_is_found_and_its_bounds_hold(seed, dense, least, monkeypatch):
    """Without solving parties by themselves: what was left out must explain every doubtful pair."""
    leave_out(monkeypatch, dense)
    shares = random_shares(seed, 80, people=15)
    expected, whole = reaching(shares, 0.25), closed_form(shares)
    found = large_holdings(graph_of(shares, 15), 0.25, least=least)
    check_bounds(found, expected, whole)
    if least == 1e-8:
        assert pairs(found.sure) == expected and not len(found.borderline) and not len(found.undecided)


def leave_out(monkeypatch, dense: int = 64) -> None:
    """Leave out entries of short columns too, in small parts; solve nothing by itself afterwards."""
    monkeypatch.setattr(descent, "AT_ONCE", 40)
    monkeypatch.setattr(all_large, "RESOLVED", 0)
    monkeypatch.setattr(descent, "FEW", 0)
    monkeypatch.setattr(circle_columns, "DENSE", dense)


def check_bounds(found, expected: set[tuple[int, int]], whole: np.ndarray) -> None:
    """Sure pairs are true ones, the true ones are sure, borderline or undecided, and bounds enclose them."""
    sure, borderline = pairs(found.sure), pairs(found.borderline)
    assert sure <= expected
    assert {owned for _, owned in expected - sure - borderline} <= set(found.undecided.tolist())
    for part in (found.sure, found.borderline):
        exact = whole[part.owner, part.owned]
        assert (part.low <= exact + 1e-11).all() and (exact <= part.high + 1e-11).all()


@pytest.mark.parametrize("limit", ["AT_ONCE", "MOST_WORK", "ROUNDS"])
def test_circles_with_too_much_to_follow_are_bounded(limit, monkeypatch):
    leave_out(monkeypatch, dense=0)
    monkeypatch.setattr(circle_columns, limit, {"AT_ONCE": 200, "MOST_WORK": 500, "ROUNDS": 3}[limit])
    shares = random_shares(2, 80, people=15)
    found = large_holdings(graph_of(shares, 15), 0.25, least=1e-8)
    check_bounds(found, reaching(shares, 0.25), closed_form(shares))
    assert len(found.borderline) or len(found.undecided) or (found.sure.high > found.sure.low).any()


@pytest.mark.parametrize("least", [1e-8, 1e-2])
def test_bounds_enclose_any_register_between_the_bands(least, monkeypatch):
    leave_out(monkeypatch)
    low = random_shares(4, 80, people=15, filled=0.7)
    middle = low * (1 + 0.4 * np.random.default_rng(4).random(low.shape))
    found = large_holdings(graph_of(low, 15, low * 1.4), 0.25, least=least)
    check_bounds(found, reaching(middle, 0.25), closed_form(middle))


def test_few_doubtful_parties_are_solved_by_themselves(monkeypatch):
    monkeypatch.setattr(descent, "FEW", 0)
    shares = random_shares(1, 80, people=15)
    found = large_holdings(graph_of(shares, 15), 0.25, least=0.1)
    assert pairs(found.sure) == reaching(shares, 0.25)
    assert not len(found.borderline) and not len(found.undecided)


def test_what_is_left_out_of_long_columns_widens_bounds_by_the_largest_of_it():
    """A hundred persons hold 1 % each of f, which is all of g: leaving them out costs 1 %, not all of it."""
    shares = np.zeros((103, 103))
    shares[:100, 100] = 0.01
    shares[100, 101] = shares[101, 102] = 1.0
    found = large_holdings(graph_of(shares), 0.25, least=0.02)
    assert pairs(found.sure) == {(100, 101), (100, 102), (101, 102)}
    assert found.sure.high.tolist() == found.sure.low.tolist() == [1.0, 1.0, 1.0]
    assert not len(found.borderline) and not len(found.undecided)


def test_bands_make_pairs_doubtful():
    """At the least stakes a pair reaches it surely, at the largest it may."""
    low = random_shares(3, 60, people=20, filled=0.7)
    high = low * 1.3
    found = large_holdings(graph_of(low, 20, high), 0.25)
    assert pairs(found.sure) == reaching(low, 0.25)
    assert pairs(found.sure) | pairs(found.borderline) >= reaching(high, 0.25)
    assert pairs(found.borderline)


def test_closed_circles_and_endless_chains_are_never_sure():
    """Four whole stakes in a row reach each other; a pair that holds all of itself is nobody's for sure."""
    shares = np.zeros((6, 6))
    shares[0, 1] = shares[1, 2] = shares[2, 3] = 1.0
    shares[4, 5] = shares[5, 4] = 1.0
    found = large_holdings(graph_of(shares), 0.25)
    assert pairs(found.sure) == {(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (4, 5), (5, 4)}
    assert owners_of(graph_of(shares), 4).undetermined.tolist() == [4, 5]


@pytest.mark.parametrize(("module", "limit"), [(order, "RANKS"), (descent, "MOST_ENTRIES")])
def test_a_chain_longer_than_what_is_followed_is_said_to_be_undecided(module, limit, monkeypatch):
    """Ten whole stakes in a row have 45 pairs; of those beyond the limit only the direct ones are sure."""
    monkeypatch.setattr(module, limit, 5)
    monkeypatch.setattr(all_large, "RESOLVED", 0)
    shares = np.diag(np.ones(9), 1)
    found = large_holdings(graph_of(shares), 0.25)
    assert len(found.undecided) and set(found.undecided.tolist()) <= set(range(3, 10))
    check_bounds(found, reaching(shares, 0.25), closed_form(shares))
    assert pairs(found.sure) >= {(owner, owner + 1) for owner in range(9)}


@pytest.mark.parametrize(("threshold", "least"), [(0.0, 0.1), (1.5, 0.1), (0.25, 0.0), (0.1, 2.0)])
def test_a_threshold_that_says_nothing_is_refused(threshold, least):
    with pytest.raises(ValueError, match="threshold"):
        large_holdings(graph_of(np.zeros((2, 2))), threshold, least=least)
