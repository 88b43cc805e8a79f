"""Control, aggregate rules and state ownership: registers worked out by hand, published examples."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.screening.answer import Holds
from didymium.screening.ownership.aggregate import aggregate_as_listed, aggregate_by_shares
from didymium.screening.ownership.control import controls
from didymium.screening.ownership.controllers import controllers_of
from didymium.screening.ownership.holdings import Right
from didymium.screening.ownership.integrated import share_of
from didymium.screening.ownership.states import state_ownership
from ownership_cases import Register, graph_of, random_shares


def control(register: Register, holder: str, target: str, **options) -> Holds:
    return controls(register.graph, [register[holder]], register[target], **options).holds


def ultimate(register: Register, target: str) -> set[str]:
    return register.named(controllers_of(register.graph, register[target]).ultimate)


def test_chains_of_majorities_are_not_diluted():
    """51 % of 51 % controls though it is 26 % of the capital; half of the votes is no majority."""
    register = Register({("Ms_A", "b"): 0.51, ("b", "c"): 0.51, ("Ms_D", "e"): 0.5, ("Ms_F", "e"): 0.5})
    assert control(register, "Ms_A", "c") is Holds.YES
    assert share_of(register.graph, [register["Ms_A"]], register["c"]).low == pytest.approx(0.2601)
    assert ultimate(register, "c") == {"Ms_A"}
    assert control(register, "Ms_D", "e") is Holds.NO
    assert ultimate(register, "e") == set()


def test_votes_of_controlled_parties_are_added_up():
    """A holds 20 % of d itself; b and c, which she controls, hold 16 % each: together 52 %."""
    stakes = {("Ms_A", "b"): 0.6, ("Ms_A", "c"): 0.7, ("Ms_A", "d"): 0.2, ("b", "d"): 0.16, ("c", "d"): 0.16}
    register = Register({**stakes, ("Ms_Z", "d"): 0.48})
    found = controls(register.graph, [register["Ms_A"]], register["d"])
    assert found.holds is Holds.YES and found.votes.low == 0.52
    assert register.named(found.through) == {"b", "c"}
    assert controllers_of(register.graph, register["d"]).ultimate == (register["Ms_A"],)
    assert control(register, "Ms_Z", "d") is Holds.NO


def test_votes_that_nobody_states_keep_the_answer_open():
    register = Register({("Ms_A", "f"): 0.3, ("Ms_B", "f"): 0.3})
    assert control(register, "Ms_A", "f") is Holds.UNKNOWN
    assert control(register, "Ms_A", "f", unstated=False) is Holds.NO
    found = controllers_of(register.graph, register["f"])
    assert not found.ultimate and register.named(found.possible) == {"Ms_A", "Ms_B"}
    votes = Register({("Ms_A", "f"): 0.3}, votes={("Ms_A", "f"): (0.3, 0.6)})
    assert control(votes, "Ms_A", "f", unstated=False) is Holds.UNKNOWN


def test_special_rights_are_control_or_leave_it_open():
    """To appoint most of the board is control; a golden share may be, unless the caller says that it is."""
    stakes = {("Ms_A", "f"): 0.1, ("State_CHN", "g"): 0.01, ("Ms_B", "f"): 0.9, ("Ms_B", "g"): 0.99}
    register = Register(
        stakes,
        rights={("Ms_A", "f"): Right.BOARD_MAJORITY, ("State_CHN", "g"): Right.GOLDEN_SHARE},
    )
    board = controls(register.graph, [register["Ms_A"]], register["f"])
    assert board.holds is Holds.YES and board.rights is Right.BOARD_MAJORITY
    assert ultimate(register, "f") == {"Ms_A", "Ms_B"}  # jointly: one appoints, the other outvotes
    assert control(register, "State_CHN", "g") is Holds.UNKNOWN
    assert control(register, "State_CHN", "g", counting=Right.GOLDEN_SHARE) is Holds.YES


def test_parties_that_control_each_other_have_nobody_behind_them():
    register = Register({("a", "b"): 0.6, ("b", "a"): 0.6, ("Ms_P", "a"): 0.4, ("Ms_P", "b"): 0.4})
    found = controllers_of(register.graph, register["a"])
    assert found.ultimate == () and found.circular
    assert control(register, "Ms_P", "a") is Holds.NO


@pytest.mark.parametrize("seed", range(2))
def test_ultimate_controllers_are_those_whose_own_fixed_point_holds_the_target(seed):
    """Oracle: grow the set of each candidate by itself; ultimate are those whom nobody controls."""
    shares = random_shares(seed, 24, people=6, filled=1.0)
    np.fill_diagonal(shares, 0.0)
    graph = graph_of(shares, 6)

    def grown(candidate: int) -> set[int]:
        inside = {candidate}
        while True:
            held = shares[sorted(inside)].sum(axis=0)
            more = set(np.flatnonzero(held > 0.5 + 1e-12).tolist()) - inside
            if not more:
                return inside
            inside |= more

    sets = {candidate: grown(candidate) for candidate in range(24)}
    for target in range(18):
        above = {c for c in range(24) if c != target and target in sets[c]}
        free = {c for c in above if not any(c in sets[d] for d in range(24) if d != c)}
        found = controllers_of(graph, target)
        assert set(found.ultimate) == free
        assert free or not above or found.circular
        for candidate in (3, 20):
            expected = Holds.YES if candidate in above or candidate == target else Holds.NO
            assert controls(graph, [candidate], target, unstated=False).holds is expected


OFAC = {
    "Example 1": {("Ms_X", "a"): 0.5, ("a", "b"): 0.5},
    "Example 2": {("Ms_X", "a"): 0.5, ("Ms_X", "c"): 0.5, ("a", "b"): 0.25, ("c", "b"): 0.25},
    "Example 3": {("Ms_X", "a"): 0.5, ("Ms_X", "b"): 0.1, ("a", "b"): 0.4},
}


@pytest.mark.parametrize("stakes", OFAC.values(), ids=OFAC)
def test_examples_of_the_fifty_percent_rule(stakes):
    """US Office of Foreign Assets Control, frequently asked question 401: b is blocked in each of the three.
    By shares multiplied X has a quarter of it, or 30 %; a hair less of a, and nothing is surely blocked."""
    register = Register(stakes)
    blocked, target = [register["Ms_X"]], register["b"]
    found = aggregate_as_listed(register.graph, blocked, target, 0.5)
    assert found.holds is Holds.YES and found.share.low == 0.5
    assert "a" in register.named(found.through)
    assert aggregate_as_listed(register.graph, blocked, target, 0.5, included=False).holds is not Holds.YES
    assert aggregate_by_shares(register.graph, blocked, target, 0.5, unstated=False).holds is Holds.NO
    less = Register({**stakes, ("Ms_X", "a"): 0.5 - 1e-9})
    assert aggregate_as_listed(less.graph, blocked, target, 0.5, unstated=False).holds is Holds.NO
    assert aggregate_as_listed(less.graph, blocked, target, 0.5).holds is Holds.UNKNOWN


def test_listed_parties_are_added_up_and_a_listed_target_is_one():
    register = Register({("Ms_X", "f"): 0.25, ("Ms_Y", "f"): 0.25, ("Ms_Z", "f"): 0.5})
    both = [register["Ms_X"], register["Ms_Y"]]
    for aggregate in (aggregate_as_listed, aggregate_by_shares):
        assert aggregate(register.graph, both, register["f"], 0.5).holds is Holds.YES
        assert aggregate(register.graph, both[:1], register["f"], 0.5).holds is Holds.NO
        assert aggregate(register.graph, [register["f"]], register["f"], 0.5).holds is Holds.YES
        assert aggregate(register.graph, [], register["f"], 0.5).holds is Holds.NO


def test_an_owner_nobody_identified_may_be_listed():
    register = Register({("Ms_X", "f"): 0.1, ("Somebody", "f"): 0.4, ("Ms_Z", "f"): 0.5})
    found = aggregate_as_listed(register.graph, [register["Ms_X"]], register["f"], 0.5)
    assert found.holds is Holds.UNKNOWN and (found.share.low, found.share.open_high) == (0.1, 0.5)


def test_states_are_added_up_by_country():
    """China: 30 % directly and 40 % of 50 %; Japan 10 %; 10 % more of f and 20 % of a are nobody's stated."""
    register = Register(
        {
            ("State_CHN_a", "f"): 0.3,
            ("State_CHN_b", "a"): 0.4,
            ("Ms_P", "a"): 0.4,
            ("a", "f"): 0.5,
            ("State_JPN", "f"): 0.1,
        }
    )
    found = state_ownership(register.graph, register["f"])
    assert (found.share.low, found.share.open_high) == (0.6, 0.8)
    china, japan = found.countries
    assert register.countries[china.jurisdiction] == "CHN" and china.share.low == 0.5
    assert (japan.share.low, japan.share.high, japan.share.open_high) == (0.1, 0.1, 0.3)
    for stake in found.countries:
        whole = share_of(register.graph, stake.parties.tolist(), register["f"])
        assert (whole.low, whole.open_high) == pytest.approx((stake.share.low, stake.share.open_high))
