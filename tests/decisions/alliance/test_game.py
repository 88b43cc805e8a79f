"""Values, shares and stability by hand."""

from __future__ import annotations

import numpy as np
import pytest

from alliance_cases import THREE, futures_of, one_has_two_need
from didymium.decisions.alliance.game import AllianceGame, split_at_best
from didymium.decisions.alliance.stability import stability
from didymium.decisions.alliance.worth import worth_of_all_sets, worth_of_some

GIVER = AllianceGame(("A", "B", "C"), np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.5, 0.0, 1.0]))
"""A has what B needs most and C half as much: v(AB) = 1, v(AC) = 0.5, v(BC) = 0, v(ABC) = 1."""


def test_shapley_of_three_by_hand() -> None:
    """What each adds in the six orders of joining, A, B, C:

    ABC 0, 1, 0; ACB 0, 0.5, 0.5; BAC 1, 0, 0; BCA 1, 0, 0; CAB 0.5, 0.5, 0; CBA 1, 0, 0.

    The means are 3.5/6, 2/6 and 0.5/6; they add up to 1.
    """
    assert GIVER.shapley == pytest.approx({"A": 3.5 / 6, "B": 2.0 / 6, "C": 0.5 / 6})
    assert sum(GIVER.shapley.values()) == pytest.approx(GIVER.total) == 1.0


def test_the_core_gives_nothing_to_who_can_be_replaced() -> None:
    """A and B make 1 without C, so C gets nothing in the core: Shapley's values give it 0.5/6, and A with B
    object to that. A gets from 0.5 to 1.
    """
    core = GIVER.core
    assert not core.is_empty
    assert core.split["C"] == pytest.approx(0.0, abs=1e-9)
    assert 0.5 - 1e-9 <= core.split["A"] <= 1.0 + 1e-9
    assert [(one.coalition, one.excess) for one in core.objections] == [
        (frozenset({"A", "B"}), pytest.approx(0.5 / 6))
    ]


def test_an_empty_core_is_said() -> None:
    """Any two of three make all there is, 1. Thirds give pairs two thirds, and a third is lacking: no split
    does better.
    """
    game = AllianceGame(("A", "B", "C"), np.array([0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]))
    assert game.core.is_empty
    assert game.core.excess_musd == pytest.approx(1.0 / 3.0)
    assert len(game.core.objections) == 3


def test_the_game_of_some() -> None:
    """A and C by themselves share 0.5 in halves, in whatever order they are named."""
    assert GIVER.of(("C", "A")).shapley == pytest.approx({"A": 0.25, "C": 0.25})
    assert GIVER.adds("B", ("A", "C")) == pytest.approx(0.5)
    assert GIVER.best_of_each_size() == (3, 7)


def test_sets_that_lose_by_joining_are_named() -> None:
    """A, B together 1, with C 0.4: C had better stay apart."""
    game = AllianceGame(("A", "B", "C"), np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.4]))
    assert list(game.pairs_that_lose()) == [(frozenset("AB"), frozenset("C"))]


def test_a_set_may_stay_split() -> None:
    """Of A and B 3 together, of C 2, of all 4: apart they have 5. A and C are worth 2 as C alone is."""
    values, parts = split_at_best(np.array([0.0, 0.0, 0.0, 3.0, 2.0, 0.0, 0.0, 4.0]))
    assert values == pytest.approx([0.0, 0.0, 0.0, 3.0, 2.0, 2.0, 2.0, 5.0])
    assert parts == ((), (), (), (3,), (4,), (4,), (4,), (3, 4))


def test_whom_to_ask_next() -> None:
    """A and C have 0.5; B adds 0.5 more and would get 2/6, and C's share falls from 0.25 to 0.5/6: without a
    payment C keeps B out. A and B have 1 already, and C adds nothing to them, at the cost of B.
    """
    found = stability(GIVER, ("A", "C"))
    assert found.value_musd == pytest.approx(0.5)
    best = found.best_next
    assert best is not None
    assert (best.member, best.adds_musd, best.share_musd) == ("B", pytest.approx(0.5), pytest.approx(2 / 6))
    assert best.comes and best.loses == ("C",)
    assert found.is_internally_stable and found.is_externally_stable
    assert stability(GIVER, ("A", "B")).best_next is None


def test_who_rides_free_stays_out() -> None:
    """Outside, C gains 0.2 by what A and B do; inside its share is 0.5/6: it would rather stay out. The value
    of all, 1, could still pay it. If everybody gained 0.4 outside, 1.2 in all, no split could hold them.
    """
    outside = np.zeros((8, 3))
    outside[3, 2] = 0.2
    found = stability(GIVER, ("A", "B", "C"), outside)
    assert [one.stays for one in found.inside] == [True, True, False]
    assert found.inside[2].adds_musd == 0.0
    assert not found.is_internally_stable and found.can_be_held
    assert not stability(GIVER, ("A", "B"), outside).outside[0].comes
    assert not stability(GIVER, ("A", "B", "C"), np.full((8, 3), 0.4)).can_be_held


def test_mean_and_tail_over_futures() -> None:
    """Three times of four nothing happens (needs worth nothing), else Korea's 10 t save 1 million in Japan or
    0.5 in the United States. The mean gives a quarter of that; the worst quarter all of it.
    """
    calm, struck = one_has_two_need(0.0, 0.0), one_has_two_need()
    found = futures_of([calm, struck], [0.75, 0.25])
    worth = worth_of_all_sets(THREE, found)
    full = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.5, 1.0])
    assert worth.expected.values == pytest.approx(0.25 * full)
    assert worth.tail(0.75).values == pytest.approx(full)
    assert worth.tail(0.0).values == pytest.approx(worth.expected.values)
    assert worth.losses_within(7) == pytest.approx([0.0, 0.0, 0.125])
    some = worth_of_some(THREE, found, [3, 6], 0.75)
    assert some == [(pytest.approx(0.25), pytest.approx(1.0)), (pytest.approx(0.125), pytest.approx(0.5))]


def test_the_tail_values_members_who_are_struck_in_turn() -> None:
    """In one half of the futures Japan misses 10 t, in the other the United States, at 100 a kg, and Korea
    has 10 t for either. In the worst half each alone loses 1 million, and all three nothing: 2 million by the
    tail, 1 by the mean. Japan and the United States without Korea still lose 1 million in every future, where
    the sum of their tails is 2: spreading counts by the tail.
    """
    found = futures_of([one_has_two_need(100.0, 0.0), one_has_two_need(0.0, 100.0)])
    worth = worth_of_all_sets(THREE, found)
    assert worth.expected.value(("JPN", "KOR", "USA")) == pytest.approx(1.0)
    assert worth.tail(0.5).value(("JPN", "KOR", "USA")) == pytest.approx(2.0)
    assert worth.expected.value(("JPN", "USA")) == pytest.approx(0.0)
    assert worth.tail(0.5).value(("JPN", "USA")) == pytest.approx(1.0)
