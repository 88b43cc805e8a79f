"""All pairs above a share against the dense closed form: none missing, none wrong, the doubtful apart."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.screening.ownership import all_large, climb
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


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("budget", [1e-8, 1e-2])
def test_every_pair_is_found_and_its_bounds_hold(seed, budget, monkeypatch):
    """Without solving parties by themselves: what was left out must explain every doubtful pair."""
    monkeypatch.setattr(all_large, "RESOLVED", 0)
    monkeypatch.setattr(all_large, "BUDGETS", (budget,))
    shares = random_shares(seed, 120, people=30)
    expected, whole = reaching(shares, 0.25), closed_form(shares)
    found = large_holdings(graph_of(shares, 30), 0.25, width=1e-3, block=50)
    sure, borderline = pairs(found.sure), pairs(found.borderline)
    assert sure <= expected
    missing = expected - sure - borderline
    assert {owned for _, owned in missing} <= set(found.undecided.tolist())
    for part in (found.sure, found.borderline):
        exact = whole[part.owner, part.owned]
        assert (part.low <= exact + 1e-11).all() and (exact <= part.high + 1e-11).all()
    assert (found.sure.high - found.sure.low <= max(1e-3, budget) + 1e-11).all()
    if budget == 1e-8:
        assert sure == expected and not borderline and not len(found.undecided)


@pytest.mark.parametrize("seed", range(3))
def test_few_doubtful_parties_are_solved_by_themselves(seed):
    shares = random_shares(seed, 120, people=30)
    found = large_holdings(graph_of(shares, 30), 0.25)
    assert pairs(found.sure) == reaching(shares, 0.25)
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


def test_a_chain_longer_than_what_is_followed_is_said_to_be_undecided(monkeypatch):
    monkeypatch.setattr(climb, "LEVELS", 5)
    monkeypatch.setattr(all_large, "RESOLVED", 0)
    shares = np.diag(np.ones(19), 1)
    found = large_holdings(graph_of(shares), 0.25)
    assert set(found.undecided.tolist()) == set(range(7, 20))
    assert pairs(found.sure) <= reaching(shares, 0.25)


@pytest.mark.parametrize(("threshold", "width"), [(0.0, 0.1), (1.5, 0.1), (0.25, 0.0), (0.1, 2.0)])
def test_a_threshold_that_says_nothing_is_refused(threshold, width):
    with pytest.raises(ValueError, match="threshold"):
        large_holdings(graph_of(np.zeros((2, 2))), threshold, width=width)
