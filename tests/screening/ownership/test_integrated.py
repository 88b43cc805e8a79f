"""Integrated ownership against a dense closed form, published examples and hand derivations."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.screening.answer import Holds
from didymium.screening.ownership.integrated import owners_of, share_of, stakes_of
from ownership_cases import Register, graph_of, random_shares

SEEDS = range(2)


def closed_form(shares: np.ndarray) -> np.ndarray:
    """Y = A (I - A)^-1 with what each holds of itself counted once: Y[i, j] / (1 + Y[i, i])."""
    whole = shares @ np.linalg.inv(np.eye(len(shares)) - shares)
    return whole / (1 + np.diag(whole))[:, None]


def absorbing(shares: np.ndarray, holders: list[int]) -> np.ndarray:
    """Another way to the same: s[j] = 1 for holders, else the sum of A[k, j] s[k], solved densely."""
    count = len(shares)
    matrix, right = np.eye(count) - shares.T, np.zeros(count)
    matrix[holders] = np.eye(count)[holders]
    right[holders] = 1.0
    return np.linalg.solve(matrix, right)


@pytest.mark.parametrize("seed", SEEDS)
def test_owners_agree_with_the_dense_closed_form_on_graphs_with_circles(seed):
    shares = random_shares(seed, 40, people=8)
    expected = closed_form(shares)
    graph = graph_of(shares, people=8)
    for target in range(0, 40, 3):
        found = owners_of(graph, target)
        column = np.zeros(40)
        column[found.parties] = found.integrated_low
        others = np.arange(40) != target
        assert np.allclose(column[others], expected[others, target], atol=1e-11)
        assert np.array_equal(found.integrated_low, found.integrated_high)
        assert np.allclose(found.direct_low, shares[found.parties, target], atol=1e-15)
        assert np.allclose(found.indirect_low + found.direct_low, found.integrated_low, atol=1e-11)


@pytest.mark.parametrize("seed", SEEDS)
def test_stakes_and_sets_agree_with_the_dense_solution(seed):
    """A set of holders counts each part once, also what its members hold of each other."""
    shares = random_shares(seed, 40, people=8)
    graph = graph_of(shares, people=8)
    for holders in ([35], [3], [3, 17, 35]):
        expected = absorbing(shares, holders)
        found = stakes_of(graph, holders)
        row = np.zeros(40)
        row[found.parties] = found.integrated_low
        others = ~np.isin(np.arange(40), holders)
        assert np.allclose(row[others], expected[others], atol=1e-11)
        for target in (0, 11, 22):
            share = share_of(graph, holders, target)
            assert share.low == pytest.approx(expected[target], abs=1e-11)
            assert share.high == pytest.approx(share.low, abs=1e-11)
            assert share.open_high >= share.high


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_stated_persons_do_not_hold_is_unstated(seed):
    """All persons' shares and the unstated one add up to the whole; none may hold more than what is left."""
    shares = random_shares(seed, 40, people=8)
    graph = graph_of(shares, people=8)
    for target in range(0, 32, 5):
        found = owners_of(graph, target)
        persons = found.integrated_low[found.parties >= 32].sum()
        assert found.unstated_low == found.unstated_high == pytest.approx(1 - persons, abs=1e-10)
        share = share_of(graph, [33], target)
        assert share.open_high == pytest.approx(share.low + found.unstated_high, abs=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_enclose_every_register_between_them_and_widen_with_the_stakes(seed):
    random = np.random.default_rng(seed)
    low = random_shares(seed, 30, people=6)
    middle = low + (1 - low.sum(axis=0)) * 0.3 * (low > 0) / np.maximum(1, (low > 0).sum(axis=0))
    high = np.minimum(1.0, low + (middle - low) * 3)
    mixed = low + (middle - low) * random.random((30, 30))
    narrow, wide = graph_of(low, 6, middle), graph_of(low, 6, high)
    expected = closed_form(mixed)
    for target in range(0, 24, 3):
        inner, outer = share_of(narrow, [27], target), share_of(wide, [27], target)
        assert inner.low - 1e-11 <= expected[27, target] <= inner.high + 1e-11
        assert outer.low == pytest.approx(inner.low, abs=1e-11) and outer.high >= inner.high - 1e-11
        found = owners_of(narrow, target)
        rows = found.parties != target
        assert (found.integrated_low[rows] <= expected[found.parties[rows], target] + 1e-11).all()
        assert (found.integrated_high[rows] >= expected[found.parties[rows], target] - 1e-11).all()


def test_it_does_not_matter_how_parties_are_numbered():
    shares = random_shares(5, 40, people=0)
    order = np.random.default_rng(0).permutation(40)
    graph, other = graph_of(shares), graph_of(shares[np.ix_(order, order)])
    back = np.argsort(order)
    for target in (1, 20, 39):
        first, second = owners_of(graph, target), owners_of(other, int(back[target]))
        assert dict(zip(first.parties, np.round(first.integrated_low, 10), strict=True)) == dict(
            zip(order[second.parties], np.round(second.integrated_low, 10), strict=True)
        )


def test_a_pyramid_multiplies():
    """60 % of 50 % of 40 % is 12 %, and a direct 5 % comes on top."""
    register = Register(
        {("Ms_A", "b"): 0.6, ("b", "c"): 0.5, ("c", "d"): 0.4, ("Ms_A", "d"): 0.05, ("Ms_B", "b"): 0.4}
    )
    found = owners_of(register.graph, register["d"])
    shares = dict(zip((register.names[p] for p in found.parties), found.integrated_low, strict=True))
    assert shares == {"c": 0.4, "b": 0.2, "Ms_A": 0.17, "Ms_B": 0.08}
    assert found.indirect_low.tolist() == [0.0, 0.2, 0.12, 0.08]
    assert found.unstated_high == 0.75


@pytest.mark.parametrize(("x", "y", "p"), [(0.2, 0.3, 0.5), (0.9, 0.05, 0.1), (0.5, 0.5, 0.25)])
def test_two_firms_that_hold_each_other(x, y, p):
    """f holds x of g, g holds y of f, and Ms P holds p of f. What she has of g, s: s_f = p + y s_g and
    s_g = x s_f, so that s_f = p / (1 - xy) and s_g = px / (1 - xy). f itself has x of g: the way back
    through g is its own stake, counted once."""
    register = Register({("f", "g"): x, ("g", "f"): y, ("Ms_P", "f"): p})
    f, g, person = (register[name] for name in ("f", "g", "Ms_P"))
    assert share_of(register.graph, [person], f).low == pytest.approx(p / (1 - x * y), abs=1e-12)
    assert share_of(register.graph, [person], g).low == pytest.approx(p * x / (1 - x * y), abs=1e-12)
    assert share_of(register.graph, [f], g).low == pytest.approx(x, abs=1e-12)
    assert dict(
        zip(owners_of(register.graph, g).parties, owners_of(register.graph, g).integrated_low, strict=True)
    )[f] == pytest.approx(x, abs=1e-12)


def test_the_example_of_elliott_golub_and_jackson():
    """Elliott, Golub and Jackson 2014 (Financial Networks and Contagion, American Economic Review 104): each
    of two organisations holds half of the other, outsiders hold the other halves. The outsiders of one end up
    with 2/3 of it and 1/3 of the other."""
    register = Register(
        {("a", "b"): 0.5, ("b", "a"): 0.5, ("Ms_of_a", "a"): 0.5, ("Ms_of_b", "b"): 0.5},
    )
    for person, firm, expected in (
        ("Ms_of_a", "a", 2 / 3),
        ("Ms_of_a", "b", 1 / 3),
        ("Ms_of_b", "a", 1 / 3),
        ("Ms_of_b", "b", 2 / 3),
    ):
        share = share_of(register.graph, [register[person]], register[firm])
        assert (share.low, share.open_high) == pytest.approx((expected, expected), abs=1e-12)


def test_treasury_shares_count_for_those_who_remain():
    """A firm that holds 20 % of itself belongs to the holder of 40 % by half: 0.4 / (1 - 0.2)."""
    register = Register({("f", "f"): 0.2, ("Ms_P", "f"): 0.4, ("Ms_Q", "f"): 0.4})
    assert share_of(register.graph, [register["Ms_P"]], register["f"]).low == 0.5


def test_a_circle_that_holds_all_of_itself_is_unknown_and_named():
    """a and b hold all of each other, so I - A is singular: nobody is behind them, anybody may be."""
    register = Register({("a", "b"): 1.0, ("b", "a"): 1.0, ("a", "c"): 0.3, ("Ms_P", "c"): 0.7})
    found = owners_of(register.graph, register["a"])
    assert register.named(found.undetermined) == {"a", "b"}
    assert (found.unstated_low, found.unstated_high) == (0.0, 1.0)
    stranger = share_of(register.graph, [register["Ms_P"]], register["b"])
    assert (stranger.low, stranger.open_high) == (0.0, 1.0)
    assert stranger.reaches(0.25, included=True) is Holds.UNKNOWN
    held = owners_of(register.graph, register["c"])
    shares = {
        register.names[p]: (low, high)
        for p, low, high in zip(held.parties, held.integrated_low, held.integrated_high, strict=True)
    }
    assert shares["a"] == (0.3, 0.3)  # what it holds directly
    assert shares["b"] == pytest.approx((0.0, 0.3), abs=1e-12)  # what comes into the circle
    assert shares["Ms_P"] == (0.7, 0.7)  # the circle does not touch her


def test_stakes_beyond_all_leave_the_answer_open():
    """80 % and 40 % cannot both be true: neither surely holds anything. 50.3 % and 50 % are rounded."""
    register = Register({("Ms_A", "f"): 0.8, ("Ms_B", "f"): 0.4})
    share = share_of(register.graph, [register["Ms_A"]], register["f"])
    assert share.low == 0.0 and share.high == 0.8
    near = Register({("Ms_A", "f"): 0.503, ("Ms_B", "f"): 0.5})
    assert share_of(near.graph, [near["Ms_A"]], near["f"]).low == pytest.approx(0.5, abs=1e-12)


def test_shares_that_are_none_are_unknown():
    for wrong in (float("nan"), float("inf"), -0.1, 1.5, (0.6, 0.4)):
        register = Register({("Ms_A", "f"): wrong, ("Ms_B", "f"): 0.25})
        share = share_of(register.graph, [register["Ms_A"]], register["f"])
        assert (share.low, share.open_high) == (0.0, 0.75)


def test_an_unidentified_owner_may_be_anybody():
    register = Register({("Ms_A", "f"): 0.2, ("Ms_B", "f"): 0.3, ("Somebody", "f"): 0.5})
    share = share_of(register.graph, [register["Ms_A"]], register["f"])
    assert (share.low, share.high, share.open_high) == (0.2, 0.2, 0.7)
    assert share.reaches(0.7, included=True) is Holds.UNKNOWN
    assert share.reaches(0.7, included=False) is Holds.NO
    assert share.reaches(0.25, included=True, unstated=False) is Holds.NO


def test_sums_of_decimals_meet_a_threshold_exactly():
    """0.1 + 0.2 is 0.3, and 7 % is 7 percent, whatever binary fractions say."""
    register = Register({("Ms_A", "a"): 1.0, ("Ms_A", "f"): 0.1, ("a", "f"): 0.2, ("Ms_B", "f"): 0.7})
    share = share_of(register.graph, [register["Ms_A"]], register["f"])
    assert share.reaches(0.3, included=True) is Holds.YES
    assert share.reaches(0.3, included=False) is Holds.NO
    seven = Register({("Ms_A", "f"): 0.07})
    assert share_of(seven.graph, [0], 1).percent.low == 7.0


def test_a_party_outside_the_register_is_refused_and_strangers_hold_nothing():
    register = Register({("Ms_A", "f"): 1.0, ("Ms_B", "g"): 1.0})
    with pytest.raises(ValueError, match="outside 0 to 3"):
        owners_of(register.graph, 4)
    share = share_of(register.graph, [register["Ms_B"]], register["f"])
    assert (share.low, share.high, share.open_high) == (0.0, 0.0, 0.0)
    assert owners_of(register.graph, register["Ms_A"]).parties.size == 0
