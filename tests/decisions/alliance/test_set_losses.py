"""What sets lose, by hand, against programs written anew for each set, and by what must hold of any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from alliance_cases import MEMBERS, THREE, at_random, one_has_two_need, ways
from allocation_cases import need, situation, stock, works
from didymium.decisions.alliance.game import AllianceGame
from didymium.decisions.alliance.members import Member
from didymium.decisions.alliance.set_losses import SetLosses, gray_code, parts_apart, set_bits
from didymium.decisions.alliance.trimming import Trimming
from didymium.decisions.allocation.program import allocation_program
from didymium.decisions.allocation.situation import Situation
from didymium.decisions.pooling.sharing import kept_at_home
from didymium.decisions.stocks.futures.emergencies import situation_of
from didymium.market.solver import HotSolver

SEEDS = range(6)


def test_one_who_has_and_two_who_need() -> None:
    """10 t in Korea save 1 million in Japan or half a million in the United States; alone they save nothing.
    Masks: JPN 1, KOR 2, USA 4. All together give them to Japan.
    """
    found = SetLosses(THREE, one_has_two_need())
    assert found.untouched == pytest.approx([1.0, 0.0, 0.5])
    assert found.alone == pytest.approx([1.0, 0.0, 0.5])
    assert found.all_gains() == pytest.approx([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.5, 1.0])
    assert found.by_member(7) == pytest.approx([0.0, 0.0, 0.5])
    assert found.by_member(6) == pytest.approx([1.0, 0.0, 0.0])


def test_freight_falls_on_who_gets_the_goods_and_the_price_on_who_has_them() -> None:
    """At 5 US dollars a kg of freight and 20 for what is drawn, 10 t save Japan 950,000 and cost Korea
    200,000.
    """
    here = one_has_two_need()
    dear = replace(here, stocks=(replace(here.stocks[0], worth_usd_per_kg=20.0),))
    dear = replace(dear, lanes=tuple(replace(one, freight_usd_per_kg=5.0) for one in dear.lanes))
    found = SetLosses(THREE, dear)
    assert found.gain(3) == pytest.approx(0.75)
    assert found.by_member(3) == pytest.approx([0.05, 0.2, 0.5])


def test_a_sector_gives_way_abroad_only_if_it_is_said() -> None:
    """Cars in the United States have 10 t, worth 50 a kg to them; Japan's miss 10 t, worth 100. Taken away
    they count 1 % more than their worth: 1 − 0.505 million. Unless said otherwise they stay at home.
    """
    needs = [
        need(10.0, region="JPN", loss=100.0, weeks=1),
        need(0.0, region="USA", loss=50.0, served=10.0, weeks=1),
    ]
    here = situation(1, needs=needs, lanes=ways("magnet"))
    assert SetLosses(THREE, here).gain(7) == 0.0
    assert SetLosses(THREE, here, give_way_abroad=True).gain(7) == pytest.approx(0.495)
    assert not Trimming()(here).lanes
    kept = Trimming(give_way_abroad=True)(here)
    assert [(one.origin, one.destination) for one in kept.lanes] == [("USA", "JPN")]
    assert SetLosses(THREE, kept, give_way_abroad=True).gain(7) == pytest.approx(0.495)


def test_a_club_stands_as_one() -> None:
    """Japan and Korea as one member share before anybody joins: nothing is left to gain."""
    members = (Member("EAST", ("JPN", "KOR")), Member("USA", ("USA",)))
    found = SetLosses(members, one_has_two_need())
    assert found.alone == pytest.approx([0.0, 0.5])
    assert found.all_gains() == pytest.approx([0.0, 0.0, 0.0, 0.0])


@pytest.mark.parametrize("abroad", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_set_against_a_program_of_its_own(seed: int, abroad: bool) -> None:
    """Opening and closing ways in one hot program answers as a program of the set's members alone does."""
    here = Trimming(give_way_abroad=abroad)(at_random(seed))
    found = SetLosses(THREE, here, abroad)
    gains = found.all_gains()
    saved = np.array([saved_alone(here, mask, abroad) for mask in range(8)])
    alone = saved[[1, 2, 4]]
    assert found.untouched - found.alone == pytest.approx(alone, abs=1e-6)
    for mask in range(8):
        assert gains[mask] == pytest.approx(saved[mask] - alone[list(set_bits(mask))].sum(), abs=1e-6)


def saved_alone(here: Situation, mask: int, abroad: bool) -> float:
    """Return what members of a set save by a program in which nobody else exists."""
    if not mask:
        return 0.0
    own = situation_of(here, tuple(MEMBERS[place] for place in set_bits(mask)))
    allocation = allocation_program(own)
    program = (allocation if abroad else kept_at_home(allocation)).program
    return -HotSolver(program, "simplex").solve(duals=False).objective


@pytest.mark.parametrize("seed", SEEDS)
def test_what_must_hold_of_any_sharing(seed: int) -> None:
    """Sets may stay apart, so two sets without a common member never lose by joining, and a larger set is
    worth at least as much. Everything in the program belongs to one member or is a way between two, so the
    game is one of linear production and has a core (Owen 1975). What members lose adds up.
    """
    found = SetLosses(THREE, Trimming()(at_random(seed)))
    game = AllianceGame(MEMBERS, found.all_gains())
    assert list(game.pairs_that_lose()) == []
    for mask in range(8):
        for place in set_bits(mask):
            assert game.values[mask] >= game.values[mask & ~(1 << place)] - 1e-9
        inside = list(set_bits(mask))
        apart = [place for place in range(3) if place not in inside]
        losses = found.by_member(mask)
        assert losses[inside].sum() == pytest.approx(found.alone[inside].sum() - game.values[mask], abs=1e-6)
        assert losses[apart] == pytest.approx(found.alone[apart], abs=1e-6)
    assert not game.core.is_empty


def test_members_alike_get_the_same() -> None:
    """Japan and the United States miss the same at the same worth: their values are equal."""
    game = AllianceGame(MEMBERS, SetLosses(THREE, one_has_two_need(80.0, 80.0)).all_gains())
    assert game.shapley["JPN"] == pytest.approx(game.shapley["USA"])


def test_gray_code_changes_one_member_at_a_time() -> None:
    """Every mask once, each with one bit other than the one before."""
    masks = list(gray_code(5))
    assert sorted(masks) == list(range(32))
    assert all((one ^ other).bit_count() == 1 for one, other in zip(masks, masks[1:], strict=False))


def test_parts_that_nothing_joins_are_apart() -> None:
    """Magnets and glass in Japan: two parts without ways, four places; a way joins places of one material, a
    plant those of its recipe. What parts save adds up.
    """
    needs = [need(10.0, region=region, material=name, weeks=1)
             for region in ("JPN", "USA") for name in ("magnet", "glass")]  # fmt: skip
    stocks = [stock(4.0, 4.0, region="KOR", material=name, weeks=1) for name in ("magnet", "glass")]
    here = situation(1, needs=needs, stocks=stocks)
    assert len(parts_apart(here)) == 6
    shared = replace(here, lanes=tuple(ways("magnet", "glass")))
    assert len(parts_apart(shared)) == 2
    press = works(1.0, {"glass": -1.0, "magnet": 1.0}, weeks=1)
    assert len(parts_apart(replace(shared, works=(press,)))) == 1
    assert SetLosses(THREE, shared).gain(3) == pytest.approx(0.8)


def test_trimming_keeps_what_can_matter() -> None:
    """Oxide in Korea feeds a smelter in Japan whose metal serves the United States. Kept: the way of oxide to
    Japan and of metal to the United States. Nobody uses scrap, and nobody has the ore of the mill.
    """
    smelter = works(5.0, {"oxide": -1.0, "metal": 1.0}, region="JPN", weeks=1)
    mill = works(5.0, {"ore": -1.0, "oxide": 1.0}, plant="mill", region="USA", weeks=1)
    here = situation(
        1,
        needs=[need(5.0, region="USA", material="metal", weeks=1), need(0.0, region="KOR", weeks=1)],
        stocks=[stock(5.0, 5.0, region="KOR", material=name, weeks=1) for name in ("oxide", "scrap")],
        works=[smelter, mill],
        lanes=ways("oxide", "metal", "scrap", "ore"),
    )
    kept = Trimming()(here)
    assert [(one.material, one.origin, one.destination) for one in kept.lanes] == [
        ("oxide", "KOR", "JPN"), ("metal", "JPN", "USA"),
    ]  # fmt: skip
    assert [one.plant for one in kept.works] == ["smelter"]
    assert [one.material for one in kept.stocks] == ["oxide"]
    assert [one.region for one in kept.needs] == ["USA"]
    assert (
        SetLosses(THREE, kept).gain(7) == pytest.approx(SetLosses(THREE, here).gain(7)) == pytest.approx(0.5)
    )
    late = replace(here, lanes=tuple(replace(one, transit_days=7.0) for one in here.lanes))
    assert not Trimming()(late).lanes


@pytest.mark.parametrize("seed", SEEDS)
def test_trimming_saves_no_more_than_the_whole(seed: int) -> None:
    """Only ways round are lost: each set saves at most what it does untrimmed, each member alone the same."""
    here = at_random(seed)
    whole, kept = SetLosses(THREE, here), SetLosses(THREE, Trimming()(here))
    assert kept.alone == pytest.approx(whole.alone, abs=1e-6)
    assert (kept.all_gains() <= whole.all_gains() + 1e-6).all()
