"""Pooled stocks by hand: two members, independent emergencies; transit, rules and fair shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.decisions.allocation.situation import Lane, Situation
from didymium.decisions.pooling.asked import Asked, OwnLosses, ShareOfLoss
from didymium.decisions.pooling.fair_shares import fair_shares
from didymium.decisions.pooling.pooling import Pooling, pool_stocks
from didymium.decisions.pooling.sharing import Rule, Sharing
from didymium.decisions.stocks.futures.emergencies import Futures
from didymium.decisions.stocks.sizing.criteria import Served, ServedButFor
from didymium.decisions.stocks.sizing.places import Place
from didymium.decisions.stocks.sizing.sizing import SizingError
from didymium.files.problems import InputError
from stock_futures import CASE, MONTH, futures, need, place, random_future, situation

JPN, USA = place("magnet", 2000.0), place("magnet", 2000.0, region="USA")
BOTH = frozenset({"JPN", "USA"})


def emergency(jpn_t: float, usa_t: float, *, days: float = 0.0, freight: float = 0.0) -> Situation:
    """Return one month in which cars of the two members miss so many tonnes, at 0.1 million a tonne, and a
    lane each way.
    """
    missing = situation([need([jpn_t]), need([usa_t], region="USA")])
    ways = (("JPN", "USA"), ("USA", "JPN"))
    return replace(missing, lanes=tuple(Lane("magnet", *way, days, freight) for way in ways))


def independent(**lane: float) -> Futures:
    """Return four futures, each of a quarter: nobody, one, the other, or both miss 10 t."""
    return futures([emergency(j, u, **lane) for j in (0.0, 10.0) for u in (0.0, 10.0)])


def correlated() -> Futures:
    """Return two futures, each of a half: both miss 10 t, or nobody."""
    return futures([emergency(0.0, 0.0), emergency(10.0, 10.0)])


def pooled(
    found: Futures, places: tuple[Place, ...] = (JPN, USA), asked: Asked | None = None, **sharing: object
) -> Pooling:
    """Return the pools of what may happen."""
    return pool_stocks(CASE, found, asked, sharing=Sharing(**sharing), places=places)  # type: ignore[arg-type]


def tonnes(pooling: Pooling) -> float:
    """Return what lies in the pool of all."""
    return sum(pooling.together.tonnes_by_material.values())


def test_two_members_whose_emergencies_are_independent() -> None:
    """Alone: 10 t are missing with a chance of a half, so 0.5 million are lost. With x tonnes the mean is
    0.05·(10 − x); half of the loss, 0.25 million, is left with 5 t. Both hold 10 t.

    Together up to 10 t: one of them is short with a chance of a half and loses 0.1·(10 − X), both with a
    quarter and lose 0.1·(20 − X). 0.1·(10 − 0.75·X) = 0.5 gives X = 20/3.
    """
    found = pooled(independent())
    assert [sum(found.alone(member).tonnes.values()) for member in found.members] == pytest.approx([5.0, 5.0])
    assert tonnes(found) == pytest.approx(20.0 / 3.0, rel=1e-4)
    assert found.saving.tonnes["magnet"] == pytest.approx(10.0 / 3.0, rel=1e-3)
    assert found.saving.usd_per_year == pytest.approx(20_000.0 / 3.0, rel=1e-3)
    assert found.saving.share == pytest.approx(1.0 / 3.0, rel=1e-3)
    assert found.together.limit == pytest.approx(0.5)
    assert sum(found.together.missing_musd.values()) == pytest.approx(0.5, rel=1e-4)


def test_capital_is_saved_too() -> None:
    """At 40 US dollars a kg, ten thirds of a tonne are 133,333 US dollars."""
    places = (replace(JPN, price_usd_per_kg=40.0), replace(USA, price_usd_per_kg=40.0))
    assert pooled(independent(), places).saving.capital_usd == pytest.approx(400_000.0 / 3.0, rel=1e-3)


@pytest.mark.parametrize(
    "found",
    [
        correlated(),  # 0.05·(20 − X) = 0.5 gives X = 10, what they hold alone.
        independent(days=2.0 * MONTH),  # What is shipped arrives after the end.
        independent(freight=100.0),  # Shipping costs what it saves.
    ],
)
def test_nothing_to_save(found: Futures) -> None:
    """Together they hold what they hold alone: all are struck at once, or nothing gets there in time."""
    pooling = pooled(found)
    assert tonnes(pooling) == pytest.approx(10.0, rel=1e-4)
    assert pooling.saving.usd_per_year == pytest.approx(0.0, abs=1.0)


def test_freight_counts_as_loss() -> None:
    """With 20 US dollars a kg of freight what is shipped saves 80 instead of 100.

    Equal stocks of y each: one short: own y at 0.1, the other's at 0.08 million a tonne. Mean:
    0.5·(1 − 0.1·y − 0.08·y) + 0.25·(2 − 0.2·y) = 1 − 0.14·y = 0.5: y = 25/7, together 50/7 t.
    """
    assert tonnes(pooled(independent(freight=20.0))) == pytest.approx(50.0 / 7.0, rel=1e-4)


def test_tail() -> None:
    """The worst quarter. Alone: 1 million, half of which is kept with 5 t. Together both are short, 2
    million; the sum of their limits, 1 million, is kept with 10 t. Nothing is saved: in the tail they
    coincide.
    """
    pooling = pooled(independent(), asked=ShareOfLoss(0.5, alpha=0.75))
    assert pooling.together.limit == pytest.approx(1.0)
    assert tonnes(pooling) == pytest.approx(10.0, rel=1e-4)


def test_stated_bounds() -> None:
    """Japan may lose 0.1 million: 0.05·(10 − x) = 0.1 gives 8 t; the United States 0.4: 2 t. Together 0.5."""
    pooling = pooled(independent(), asked=OwnLosses({"JPN": 0.1, "USA": 0.4}))
    assert pooling.alone("JPN").tonnes[JPN.node] == pytest.approx(8.0, rel=1e-4)
    assert pooling.alone("USA").tonnes[USA.node] == pytest.approx(2.0, rel=1e-4)
    assert tonnes(pooling) == pytest.approx(20.0 / 3.0, rel=1e-4)


def test_named_sectors() -> None:
    """Both at once must be served in full: 20 t, alone or together. A chance of a half that a member fails is
    all the chance there is, so none is held; chances add up in the pool.
    """
    served = pooled(independent(), asked=Served(("cars",), MONTH, 1.0))
    assert tonnes(served) == pytest.approx(20.0, rel=1e-3)
    # Never both at once: 10 t go to whoever is struck, and members alone still hold 10 t each.
    turns = futures([emergency(10.0, 0.0), emergency(0.0, 10.0)])
    assert tonnes(pooled(turns, asked=Served(("cars",), MONTH, 1.0))) == pytest.approx(10.0, rel=1e-3)
    # Alone a chance of a fifth is below the half with which they are struck: 10 t each. Together two fifths
    # leave out the quarter in which both are struck: 10 t.
    some = pooled(independent(), asked=ServedButFor(("cars",), MONTH, 0.2, 1.0))
    assert some.alone("JPN").tonnes[JPN.node] == pytest.approx(10.0, rel=1e-2)
    assert tonnes(some) == pytest.approx(10.0, rel=1e-2)


def test_shapley_by_hand() -> None:
    """A tonne costs 2,000 a year in Japan, 3,000 in the United States: alone 10,000 and 15,000; together all
    lies in Japan, 40,000/3.

    Japan first: it pays 10,000, the other 10,000/3; the other way round 15,000 and −5,000/3. The means are
    25,000/6 and 55,000/6. Both pay less than alone: the shares are in the core. The least core divides the
    saving in equal parts too. Japan keeps everything, so it is paid 55,000/6.
    """
    shares = fair_shares(pooled(independent(), (JPN, place("magnet", 3000.0, region="USA"))))
    japan, states = shares.members
    assert japan.alone_usd_per_year == pytest.approx(10_000.0, rel=1e-4)
    assert states.alone_usd_per_year == pytest.approx(15_000.0, rel=1e-4)
    assert japan.shapley_usd_per_year == pytest.approx(25_000.0 / 6.0, rel=1e-3)
    assert states.shapley_usd_per_year == pytest.approx(55_000.0 / 6.0, rel=1e-3)
    assert japan.least_core_usd_per_year == pytest.approx(25_000.0 / 6.0, rel=1e-3)
    assert japan.receives_usd_per_year == pytest.approx(55_000.0 / 6.0, rel=1e-3)
    assert states.receives_usd_per_year == pytest.approx(-55_000.0 / 6.0, rel=1e-3)
    assert japan.saves_usd_per_year == pytest.approx(states.saves_usd_per_year)
    assert shares.saves_usd_per_year == pytest.approx(35_000.0 / 3.0, rel=1e-3)
    assert japan.holds_t[JPN.node] == pytest.approx(20.0 / 3.0, rel=1e-3) and not states.holds_t
    assert shares.in_core and not shares.offences


def test_equal_shares_eat_the_saving() -> None:
    """Nobody uses magnets in the base year, so each may take half of X: one short loses 0.1·(10 − X/2), both
    0.1·(20 − X). 0.1·(10 − X/2) = 0.5 gives X = 10, and nothing is saved.
    """
    even = replace(independent(), use_t_per_day={})
    assert tonnes(pooled(even, rule="proportional")) == pytest.approx(10.0, rel=1e-4)


def test_shares_by_use() -> None:
    """Japan uses three quarters of all and may take as much of X, the others a quarter. With X up to 40/3 t
    nobody's part is more than it needs: 1 − 0.025·(3/4·X + 1/4·X + X) = 0.5 gives X = 10, as alone. All of it
    lies where it is cheaper: shares do not say where.
    """
    uneven = replace(independent(), use_t_per_day={JPN.node: 3.0, USA.node: 1.0})
    found = pooled(uneven, (JPN, place("magnet", 9000.0, region="USA")), rule="proportional")
    assert found.together.tonnes == pytest.approx({JPN.node: 10.0}, rel=1e-4)


def test_shares_by_contribution_are_what_each_holds_alone() -> None:
    """A member takes no more than it has put in, so that nothing is pooled."""
    assert tonnes(pooled(independent(), rule="proportional", basis="contribution")) == pytest.approx(10.0)


def test_loans_cost_the_freight_back() -> None:
    """By need at freight 20: 1 − 0.14·y = 0.5. With a loan the goods go back: what is shipped costs 40, saves
    60: 0.5·(1 − 0.1·y − 0.06·y) + 0.25·(2 − 0.2·y) = 1 − 0.13·y = 0.5, y = 50/13.
    """
    ample = replace(independent(freight=20.0), use_t_per_day={JPN.node: 100.0, USA.node: 100.0})
    assert tonnes(pooled(ample, rule="loan")) == pytest.approx(100.0 / 13.0, rel=1e-4)


def test_nobody_borrows_what_it_cannot_give_back() -> None:
    """A tenth of usual use of twelve months is all that can be given back: without use there is no loan. With
    one tonne: both hold y, one short: 0.1·(10 − y − 1): 1 − 0.1·y − 0.05·1 = 0.5 gives y = 4.5, together 9.
    """
    nothing = replace(independent(), use_t_per_day={})
    assert tonnes(pooled(nothing, rule="loan")) == pytest.approx(10.0, rel=1e-4)
    days = 12 * 365.25 / 12
    one_tonne = dict.fromkeys((JPN.node, USA.node), 1.0 / (0.1 * days))
    assert tonnes(pooled(replace(nothing, use_t_per_day=one_tonne), rule="loan")) == pytest.approx(9.0, 1e-3)


def test_who_gives_way_to_whom() -> None:
    """Lamps of the United States have 60 t and lose little. They do not give way to cars of Japan unless they
    are asked to; stocks may be shipped in any case.
    """
    two = situation(
        [need([40.0]), need([0.0], region="USA"), need([40.0], sector="lamps", region="USA", loss=5.0)]
    )
    lanes = (Lane("magnet", "USA", "JPN", 0.0, 0.0),)
    found = futures([replace(two, lanes=lanes)], reallocation=True)
    served = Served(("cars",), MONTH, 1.0)
    assert tonnes(pooled(found, asked=served)) == pytest.approx(40.0, rel=1e-3)
    assert tonnes(pooled(found, asked=served, give_way_abroad=True)) == pytest.approx(0.0, abs=1e-2)


def test_a_member_that_cannot_keep_its_bound_is_named() -> None:
    """Without a place of its own the United States cannot avoid half of its loss."""
    with pytest.raises(SizingError, match="USA: bound on the expected loss"):
        pooled(independent(), (JPN, place("oxide", 1.0, region="USA")))


def test_problems_are_named_at_once() -> None:
    """Too many members, rivals for purchases; bounds that are missing, unknown or negative."""
    rivals = independent()
    many = replace(
        rivals,
        members=tuple("ABCDEFG"),
        means=rivals.means.model_copy(update={"purchase_share": 0.1}),
    )
    with pytest.raises(InputError) as caught:
        pool_stocks(CASE, many, places=())
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError) as caught:
        pooled(rivals, asked=OwnLosses({"JPN": -1.0, "DEU": 2.0}, alpha=1.5))
    assert len(caught.value.problems) == 4


def chances_of(seed: int, count: int) -> list[float]:
    """Return random chances that add up to one."""
    drawn = np.random.default_rng(seed).uniform(0.1, 1.0, count)
    return [float(chance) for chance in drawn / drawn.sum()]


def random_pool(seed: int) -> Futures:
    """Return three random futures with lanes each way for both materials."""
    random = np.random.default_rng(seed)
    days, freight = float(random.uniform(0.0, 2.0 * MONTH)), float(random.uniform(0.0, 50.0))
    lanes = tuple(
        Lane(material, *way, days, freight)
        for material in ("magnet", "oxide") for way in (("JPN", "USA"), ("USA", "JPN"))
    )  # fmt: skip
    found = futures(
        [replace(random_future(seed * 3 + number), lanes=lanes) for number in range(3)],
        chances_of(seed, 3),
        reallocation=bool(seed % 2),
    )
    return replace(found, use_t_per_day={JPN.node: 4.0, USA.node: 1.0, ("JPN", "oxide"): 3.0})


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10**5),
    asked=st.sampled_from([ShareOfLoss(0.5), ShareOfLoss(0.3, alpha=0.6), Served(("cars",), MONTH, 0.9)]),
)
def test_pooling_never_costs_more_and_no_rule_is_cheaper(seed: int, asked: Asked) -> None:
    """For random situations: free use by need costs no more than apart, loans and contributions neither, and
    none less than free use.
    """
    found = random_pool(seed)
    places = (JPN, place("oxide", 700.0), USA, place("oxide", 900.0, region="USA"))
    rules: list[tuple[Rule, str]] = [
        ("by_need", "use"), ("loan", "use"), ("proportional", "contribution"), ("proportional", "use")
    ]  # fmt: skip
    costs = []
    for rule, basis in rules:
        pooling = pooled(found, places, asked, rule=rule, basis=basis)
        costs.append(pooling.together.usd_per_year)
        apart = pooling.saving.alone_usd_per_year
        if (rule, basis) != ("proportional", "use"):
            assert costs[-1] <= apart * (1.0 + 1e-6) + 1e-3
    slack = 1e-4 * max(costs) + 1e-3
    assert all(costs[0] <= cost + slack for cost in costs[1:])
