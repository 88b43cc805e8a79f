"""Cost games: textbook answers, axioms on random games, and a pool of stocks by hand.

Games of value v in the textbooks are cost games here with c = −v: what players get is a negative payment.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, permutations

import numpy as np
import pytest

from didymium.decisions.coalitions import (
    CostGame,
    GameError,
    cost_game,
    least_core,
    nucleolus,
    objections,
    shapley_shares,
    subadditivity_offences,
)

Coalition = frozenset[str]


def game_of(players: str, cost: Callable[[Coalition], float]) -> CostGame:
    """A game with one letter for each player and a cost for each coalition."""
    groups = [frozenset(one) for size in range(1, len(players) + 1) for one in combinations(players, size)]
    return cost_game(tuple(players), {group: cost(group) for group in groups})


def gloves() -> CostGame:
    """A and B have a left glove, C a right one; a pair is worth 1."""
    return game_of("ABC", lambda group: -float(min(len(group & {"A", "B"}), len(group & {"C"}))))


def airport() -> CostGame:
    """A runway as long as the longest aircraft asks for: 1, 2 and 3."""
    need = {"A": 1.0, "B": 2.0, "C": 3.0}
    return game_of("ABC", lambda group: max(need[one] for one in group))


def estate() -> CostGame:
    """Claims of 100, 200 and 300 on 200: a group can be sure of what the others leave of it."""
    claims = {"A": 100.0, "B": 200.0, "C": 300.0}
    return game_of(
        "ABC", lambda group: -max(0.0, 200.0 - sum(claims[one] for one in claims if one not in group))
    )


def votes(weights: dict[str, int], quota: int) -> CostGame:
    """Coalitions that reach the quota share 1."""
    return game_of("".join(weights), lambda group: -float(sum(weights[one] for one in group) >= quota))


def random_game(seed: int, count: int = 4) -> CostGame:
    random = np.random.default_rng(seed)
    return game_of("ABCDE"[:count], lambda group: float(random.uniform(5.0, 10.0) * len(group) ** 0.7))


# -- Shapley ------------------------------------------------------------------------------------------


def test_shapley_of_gloves() -> None:
    """The right glove is scarce: C gets 2/3. It comes last or between in 4 of 6 orders and makes the pair;
    else the second to come makes it.
    """
    assert shapley_shares(gloves()) == pytest.approx({"A": -1 / 6, "B": -1 / 6, "C": -2 / 3})


def test_shapley_of_the_airport() -> None:
    """Each stretch of runway is shared by those who use it: 1/3, 1/3 + 1/2, 1/3 + 1/2 + 1."""
    assert shapley_shares(airport()) == pytest.approx({"A": 1 / 3, "B": 5 / 6, "C": 11 / 6})


def test_shapley_of_votes() -> None:
    """[51; 50, 49, 1]: the one vote is worth as much as the 49, since both need the 50."""
    shares = shapley_shares(votes({"A": 50, "B": 49, "C": 1}, 51))
    assert shares == pytest.approx({"A": -2 / 3, "B": -1 / 6, "C": -1 / 6})


@pytest.mark.parametrize("seed", range(5))
def test_shapley_is_the_mean_over_orders(seed: int) -> None:
    """The definition, by going through all 120 orders of five players."""
    game = random_game(seed, 5)
    paid = dict.fromkeys(game.players, 0.0)
    orders = list(permutations(game.players))
    for order in orders:
        before = 0.0
        for place, player in enumerate(order):
            after = game.cost[frozenset(order[: place + 1])]
            paid[player] += (after - before) / len(orders)
            before = after
    assert shapley_shares(game) == pytest.approx(paid)


def test_axioms_of_shapley() -> None:
    """Efficiency, additivity; players alike pay alike; who adds its own cost to every coalition pays that."""
    one, two = random_game(1), random_game(2)
    both = game_of("ABCD", lambda group: one.cost[group] + two.cost[group])
    shares = [shapley_shares(game) for game in (one, two, both)]
    assert sum(shares[0].values()) == pytest.approx(one.total)
    assert shares[2] == pytest.approx({name: shares[0][name] + shares[1][name] for name in "ABCD"})
    # A and B count by number only; D adds 3 to whatever there is.
    alike = game_of("ABCD", lambda g: len(g & {"A", "B"}) ** 0.5 * (2 + ("C" in g)) + 3.0 * ("D" in g))
    fair = shapley_shares(alike)
    assert fair["A"] == pytest.approx(fair["B"])
    assert fair["D"] == pytest.approx(3.0)


def test_order_of_players_does_not_matter() -> None:
    """Names carry the answer, not places."""
    game = random_game(3)
    turned = cost_game(("C", "A", "D", "B"), game.cost)
    assert shapley_shares(turned) == pytest.approx(shapley_shares(game))
    assert nucleolus(turned) == pytest.approx(nucleolus(game), abs=1e-7)


# -- core ---------------------------------------------------------------------------------------------


def test_core_of_gloves() -> None:
    """The only split of the core gives all to C: as long as A gets something, B and C offer C more. Shapley's
    split is outside: A + C get 5/6 and make 1 by themselves.
    """
    assert objections(gloves(), {"A": 0.0, "B": 0.0, "C": -1.0}) == ()
    found = objections(gloves(), shapley_shares(gloves()))
    assert [one.coalition for one in found] == [frozenset("AC"), frozenset("BC")]
    assert [one.excess for one in found] == pytest.approx([1 / 6, 1 / 6])
    least = least_core(gloves())
    assert least.excess == pytest.approx(0.0, abs=1e-9)
    assert not least.core_is_empty
    assert least.split == pytest.approx({"A": 0.0, "B": 0.0, "C": -1.0}, abs=1e-9)


def test_empty_core() -> None:
    """Two of three decide over 1: two always want more than they get. With a third for each, two get 2/3 of
    their 1, and no split makes that worst objection of 1/3 smaller: the three pairs get 2 of the 3 they ask
    for.
    """
    game = votes({"A": 1, "B": 1, "C": 1}, 2)
    least = least_core(game)
    assert least.core_is_empty
    assert least.excess == pytest.approx(1 / 3)
    assert least.split == pytest.approx(dict.fromkeys("ABC", -1 / 3))
    assert len(objections(game, least.split)) == 3


def test_core_of_the_airport_leaves_room() -> None:
    """A would pay 1 alone, B and C 3 by themselves. A saves 1 − x_A in a split of 3, and B and C save x_A:
    together 1, so the one that saves less saves at most 1/2.
    """
    least = least_core(airport())
    assert least.excess == pytest.approx(-0.5)
    assert not least.core_is_empty
    assert objections(airport(), least.split) == ()
    assert objections(airport(), shapley_shares(airport())) == ()


@pytest.mark.parametrize("seed", range(6))
def test_least_core_is_what_objections_say(seed: int) -> None:
    """The worst objection to a split of the least core is its excess, and Shapley's worst is no smaller. The
    nucleolus has the same worst one where there is a core; where there is none it may be larger, because
    nobody pays more than alone.
    """
    game = random_game(seed)
    least = least_core(game)

    def worst(split: dict[str, float]) -> float:
        return max(sum(split[one] for one in group) - game.cost[group] for group in game.coalitions[:-1])

    assert worst(dict(least.split)) == pytest.approx(least.excess, abs=1e-8)
    exact = nucleolus(game)
    assert all(paid <= game.cost[frozenset(one)] + 1e-8 for one, paid in exact.items())
    if least.core_is_empty:
        assert worst(exact) >= least.excess - 1e-8
    else:
        assert worst(exact) == pytest.approx(least.excess, abs=1e-7)
    assert worst(shapley_shares(game)) >= least.excess - 1e-9


def test_subadditivity_names_the_pairs() -> None:
    """A and B cost 1 each and 3 together; with C (who costs 1) next to any, nothing is lost."""
    cost = {"A": 1, "B": 1, "C": 1, "AB": 3, "AC": 2, "BC": 2, "ABC": 3.5}
    game = game_of("ABC", lambda group: float(cost["".join(sorted(group))]))
    worst, *others = subadditivity_offences(game)
    assert {worst.first, worst.second} == {frozenset("A"), frozenset("B")}
    assert (worst.together, worst.apart, worst.excess) == (3.0, 2.0, 1.0)
    # C joining A + B is cheaper (3.5 of 4); A joining B + C, and B joining A + C, cost 0.5 more.
    assert sorted("".join(sorted(max(one.first, one.second, key=len))) for one in others) == ["AC", "BC"]
    assert subadditivity_offences(airport()) == ()


# -- nucleolus ----------------------------------------------------------------------------------------


def test_nucleolus_of_an_estate() -> None:
    """The Talmud's split of 200 over claims of 100, 200 and 300 (Aumann and Maschler 1985): 50, 75, 75."""
    assert nucleolus(estate()) == pytest.approx({"A": -50.0, "B": -75.0, "C": -75.0}, abs=1e-5)


def test_nucleolus_of_the_airport() -> None:
    """Littlechild (1974): the stretch of 1 for three and the second for two. A pays min(1/2, 2/3, 3/3) = 1/2;
    B and C then have 1/2 more before the last stretch: B pays min((2 − 1/2)/2, (3 − 1/2)/2) = 3/4, C 7/4.
    """
    assert nucleolus(airport()) == pytest.approx({"A": 0.5, "B": 0.75, "C": 1.75}, abs=1e-7)


def test_nucleolus_lies_in_the_core() -> None:
    """Of gloves the core is one split, and so is the nucleolus."""
    assert nucleolus(gloves()) == pytest.approx({"A": 0.0, "B": 0.0, "C": -1.0}, abs=1e-7)


def test_nucleolus_beats_other_splits() -> None:
    """Sorted from the worst, its objections come first in the dictionary before those of any split near."""
    game, random = random_game(8), np.random.default_rng(0)
    found = game.payments(nucleolus(game))

    def sorted_excess(payments: np.ndarray) -> np.ndarray:
        return np.sort((game.members @ payments - game.costs)[:-1])[::-1]

    best = sorted_excess(found)
    for _ in range(200):
        move = random.normal(size=4)
        other = sorted_excess(found + 0.3 * (move - move.mean()))
        differs = np.flatnonzero(np.abs(best - other) > 1e-6)
        assert len(differs) and best[differs[0]] < other[differs[0]]


def test_nobody_joins_what_costs_more() -> None:
    """Where all together cost more than each alone no split leaves nobody worse off."""
    with pytest.raises(GameError, match="cost 1 more than each alone"):
        nucleolus(game_of("AB", lambda group: {1: 1.0, 2: 3.0}[len(group)]))


# -- a pool of stocks ---------------------------------------------------------------------------------


def pool() -> CostGame:
    """A may lose 60 t of supply, B and C 30 t each, one of them at a time: a pool needs the largest loss
    only. B and C are neighbours; stock shared with A across the sea needs 6 t more, which are afloat.
    """
    loss_t = {"A": 60.0, "B": 30.0, "C": 30.0}

    def stock_t(group: Coalition) -> float:
        return max(loss_t[one] for one in group) + (6.0 if "A" in group and len(group) > 1 else 0.0)

    return game_of("ABC", stock_t)


def test_pool_of_three() -> None:
    """Alone 60 + 30 + 30 = 120 t, together 66 t: 54 t are saved. A adds 60 when first (2 of 6 orders) and
    66 − 30 = 36 after one or both of the others (4 of 6): 20 + 24 = 44. B adds 30 when first, 6 after A alone
    (1 of 6), 0 after C alone and when last: 10 + 1 = 11, and C the same. They save 16, 19 and 19 t, and no
    two would do better: A + B pay 55 of 66, B + C 22 of 30.
    """
    shares = shapley_shares(pool())
    assert shares == pytest.approx({"A": 44.0, "B": 11.0, "C": 11.0})
    assert pool().saving == pytest.approx(54.0)
    assert objections(pool(), shares) == ()
    assert subadditivity_offences(pool()) == ()
    assert not least_core(pool()).core_is_empty


def test_split_by_size_drives_members_away() -> None:
    """In proportion to what each may lose A pays 33 and B and C 16.5: they pay 33 for what costs them 30."""
    found = objections(pool(), {"A": 33.0, "B": 16.5, "C": 16.5})
    assert [(one.coalition, one.pays, one.alone) for one in found] == [(frozenset("BC"), 33.0, 30.0)]


# -- small, large and malformed -----------------------------------------------------------------------


def test_one_player_pays_all() -> None:
    """There is nobody to share with."""
    game = game_of("A", lambda group: 7.0)
    assert shapley_shares(game) == nucleolus(game) == least_core(game).split == {"A": 7.0}


def test_game_of_nothing() -> None:
    """Where nothing costs anything nobody pays."""
    game = game_of("ABC", lambda group: 0.0)
    assert set(shapley_shares(game).values()) == {0.0}
    assert nucleolus(game) == pytest.approx(dict.fromkeys("ABC", 0.0), abs=1e-9)
    assert not least_core(game).core_is_empty


def test_twelve_players() -> None:
    """An airport with aircraft of 1 to 12: the first stretch is everyone's, the last one the twelfth's."""
    names = "ABCDEFGHIJKL"
    game = game_of(names, lambda group: float(max(names.index(one) for one in group) + 1))
    shares = shapley_shares(game)
    for place, name in enumerate(names):
        assert shares[name] == pytest.approx(sum(1 / (12 - stretch) for stretch in range(place + 1)))
    assert least_core(game).excess == pytest.approx(-0.5)


def test_everything_wrong_is_said_at_once() -> None:
    """What is missing by name, who is unknown, and what is no number."""
    cost = {frozenset("A"): 1.0, frozenset("AB"): np.nan, frozenset("AX"): 2.0, frozenset(): 1.0}
    with pytest.raises(GameError) as caught:
        cost_game(("A", "B", "C"), cost)
    text = str(caught.value)
    assert "coalition A + X: X is no player" in text
    assert "coalition A + B: its cost nan is not a finite number" in text
    assert "coalition of nobody: costs 1, and must cost nothing" in text
    assert "5 have no cost: B; C; A + C; B + C; A + B + C" in text
    with pytest.raises(GameError, match=r"A stands there 2 times\n.*have no cost"):
        cost_game(("A", "A"), {})
    with pytest.raises(GameError, match=r"there are 13, and at most 12"):
        cost_game(tuple("ABCDEFGHIJKLM"), {})


def test_malformed_splits_are_refused() -> None:
    """A split names each player once and pays the whole cost."""
    with pytest.raises(
        GameError, match=r"B pays nothing stated\nsplit: C pays nothing stated\nsplit: X is no"
    ):
        objections(airport(), {"A": 1.0, "X": 2.0})
    with pytest.raises(GameError, match="adds up to 2, and all together cost 3"):
        objections(airport(), {"A": 1.0, "B": 1.0, "C": 0.0})
