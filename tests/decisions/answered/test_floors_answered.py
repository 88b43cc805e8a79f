"""Designs of a floor held against a rival that answers: a market solved on paper.

Use in CLB is Q = 150 − P. Its plants can make 2 t at 40 and 10 t at 68 dollars a kg; OUT sends 80 t that cost
50 and 100 t that cost 66. Nothing done: P = 66, use 84, the old plant runs. Users have 84²/2 = 3528, plants
2·26 = 52 thousand dollars.

A contract at 70 pays for 12 t: 150 − P = 80 + 12, P = 58. Users have 92²/2 = 4232, plants 2·30 + 10·2 = 80,
the treasury pays 12·12 = 144: 588 more than without it. The 10 t more that plants make cost it 14.4 each.

OUT may give 50 dollars a kg away on what it sends (half of a base price of 100). Then 16 is what the last
tonne costs, with a floor or without, and users take 134 t. Without a floor CLB makes nothing and users have
134²/2 = 8978. With the contract plants have 80 and the treasury pays 12·(70 − 16) = 648: 568 less. So the
contract that wins against a rival that does nothing loses once it dumps.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from didymium.case.case import Case
from didymium.decisions.floors.answered import FloorAnswered, answer_designs, rival_facing
from didymium.decisions.floors.compare import compare_designs
from didymium.decisions.floors.designs import FloorQuestion
from didymium.decisions.rival.schema import Rival
from didymium.files.problems import InputError
from didymium.market.base_year import BaseYear
from instrument_cases import FINE, FIRST_DAY, builder
from rival_markets import TITLES, WHY, rival_file

QUESTION = FloorQuestion("m", 70.0, "CLB", FIRST_DAY, "year")
BASE = BaseYear(price={("OUT", "m"): 100.0, ("CLB", "m"): 100.0})
DESIGNS = ("none", "contract")
WITHOUT = 84.0**2 / 2 + 2 * 26
CONTRACT = 92.0**2 / 2 + 80 - 144
DUMPED = 134.0**2 / 2
DUMPED_CONTRACT = DUMPED + 80 - 648
DUMPING = {
    "kind": "dumping", "name": "dump", "origin": "OUT", "material": "m", "source": WHY, **TITLES,
    "t_per_year": {"levels": (0.0, 200.0)}, "price_share": {"levels": (0.5,)},
}  # fmt: skip


def rival(aim: str, **more: object) -> Rival:
    """OUT, which wants one thing and may dump."""
    aims = {aim: 1.0, "share_of": ("m",) if aim == "share" else ()}
    return rival_file([DUMPING], aims, **{"club": "CLB", "moves_on": FIRST_DAY, "begin": None, **more})


@cache
def market() -> Case:
    """Return the market of the docstring."""
    case = builder().process("making", "m", m=1.0)
    plants = (("old", "CLB", 2.0, 40.0), ("new", "CLB", 10.0, 68.0), ("first", "OUT", 80.0, 50.0))
    for name, region, tonnes, cost in (*plants, ("second", "OUT", 100.0, 66.0)):
        case.plant(name, "making", region, tonnes, cost)
    case.route("m", "OUT", "CLB")
    case.demand("u", "CLB", "m", 90.0, curve="linear", elasticity=-60 / 90, base_price_usd_per_kg=60.0)
    return case.build()


@cache
def answered(aim: str) -> FloorAnswered:
    turned = rival_facing(market(), QUESTION, rival(aim))
    return answer_designs(market(), BASE, QUESTION, DESIGNS, turned, options=FINE)


def test_a_contract_that_wins_against_a_passive_rival_loses_once_it_dumps() -> None:
    """A rival that wants a share of the market dumps under both. Accounts are thousand dollars."""
    found = answered("share")
    none, contract = found.standings
    assert all(found.replies[name].attacks for name in DESIGNS)
    assert contract.account_before_usd_million * 1e3 == pytest.approx(CONTRACT - WITHOUT, rel=0.02)
    assert none.account_after_usd_million * 1e3 == pytest.approx(DUMPED - WITHOUT, rel=0.01)
    assert contract.account_after_usd_million * 1e3 == pytest.approx(DUMPED_CONTRACT - WITHOUT, rel=0.01)
    assert found.best_for_alliance("before") == "contract"
    assert found.best_for_alliance("after") == "none"


def test_new_supply_costs_more_after_the_reply() -> None:
    """Before 10 t for 144 thousand dollars; after 12 t for 648: dumping stops what is not paid for."""
    found = answered("share")
    contract = found.standings[1]
    assert contract.new_before_t_per_year == pytest.approx(10.0, rel=0.01)
    assert contract.new_after_t_per_year == pytest.approx(12.0, rel=0.01)
    assert contract.cost_before_usd_per_t == pytest.approx(14.4e3, rel=0.03)
    assert contract.cost_after_usd_per_t == pytest.approx(54e3, rel=0.01)
    assert found.cheapest("before") == found.cheapest("after") == "contract"


def test_a_rival_without_a_move_that_pays_leaves_all_as_it_was() -> None:
    """What it gives away costs a rival more than it earns: before and after are the same to the last digit,
    and before is what the comparison against a passive rival says.
    """
    found = answered("income")
    assert not any(reply.attacks for reply in found.replies.values())
    for one in found.standings:
        assert one.account_after_usd_million == one.account_before_usd_million
        assert one.cost_after_usd_per_t == one.cost_before_usd_per_t
        assert one.held_after == one.held_before
    passive = compare_designs(market(), BASE, QUESTION, DESIGNS, options=FINE)
    for before, alone in zip(found.before.designs, passive.designs, strict=True):
        assert before.output_t_per_year == pytest.approx(alone.output_t_per_year, rel=1e-9)
        assert before.price_in_usd_per_kg == pytest.approx(alone.price_in_usd_per_kg, rel=1e-9)


def test_the_rival_moves_no_earlier_than_the_floor_and_its_club_is_that_of_the_floor() -> None:
    turned = rival_facing(market(), QUESTION, rival("share", moves_on=dt.date(2024, 3, 1)))
    assert (turned.moves_on, turned.begin, turned.club, turned.profile) == (
        FIRST_DAY,
        FIRST_DAY,
        "CLB",
        "year",
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"regions": ("CLB",)}, "of those who decide"),
        ({"moves_on": dt.date(2027, 1, 1)}, "too late to count"),
    ],
)
def test_a_rival_that_cannot_answer_this_floor_is_refused(more: dict[str, object], said: str) -> None:
    """One of the club itself, and one that moves when the run is over."""
    stated = rival("share").model_copy(update=more)
    with pytest.raises(InputError, match=said):
        rival_facing(market(), QUESTION, stated)
