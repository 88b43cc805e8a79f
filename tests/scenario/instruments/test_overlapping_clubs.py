"""Floors of clubs that overlap, and goods of members that hold too much from outside."""

import numpy as np
import pytest

from instrument_cases import PRICE_STEP, TONNE_STEP, Instrument, builder, floor, play
from market_cases import Case

SMALL = floor(80.0, club="small")
BIG = floor(70.0, club="big")


def two_members() -> Case:
    """Return supply at 30 outside without limit; users Q = 120 − P in CLB and Q = 100 − P in FRI. CLB is a
    club of its own and in one with FRI, from where goods could go on to CLB.
    """
    case = builder().club("small", "CLB").club("big", "CLB", "FRI").source_of("m", "OUT", 1000.0, 30.0)
    case.route("m", "OUT", "CLB").route("m", "OUT", "FRI").route("m", "FRI", "CLB")
    case.demand("u", "CLB", "m", 60.0, curve="linear", elasticity=-1.0, base_price_usd_per_kg=60.0)
    case.demand("u", "FRI", "m", 50.0, curve="linear", elasticity=-1.0, base_price_usd_per_kg=50.0)
    return case.build()


@pytest.mark.parametrize("order", [(SMALL, BIG), (BIG, SMALL)])
def test_the_highest_floor_charges_a_route(order: tuple[Instrument, ...]) -> None:
    """Both floors reach CLB: it pays the 50 up to 80, not the 40 up to 70 besides, on 40 tonnes. FRI pays 40
    on 30. What FRI might send on is from outside for the small club and stays away.
    """
    found = play(two_members(), *order)
    assert found.price("CLB") == pytest.approx(80.0, abs=PRICE_STEP)
    assert found.price("FRI") == pytest.approx(70.0, abs=PRICE_STEP)
    assert found.shipped("FRI", "CLB")[0] == pytest.approx(0.0, abs=1e-9)
    assert found.money("levy", "treasuries", "CLB") == pytest.approx(50.0 * 40.0, abs=50 * TONNE_STEP)
    assert found.money("levy", "treasuries", "FRI") == pytest.approx(40.0 * 30.0, abs=40 * TONNE_STEP)


def test_equal_floors_charge_once() -> None:
    """Two clubs with a floor of 80 each: goods land in CLB at 80, not at 130."""
    found = play(two_members(), SMALL, {**BIG, "floor_usd_per_kg": 80.0})
    assert found.price("CLB") == pytest.approx(80.0, abs=PRICE_STEP)
    assert found.price("FRI") == pytest.approx(80.0, abs=PRICE_STEP)
    assert found.money("levy", "treasuries", "CLB") == pytest.approx(2000.0, abs=50 * TONNE_STEP)


def test_the_lower_floor_holds_once_the_higher_has_ended() -> None:
    """The small club's floor ends with June: from July on CLB is at the big club's 70."""
    found = play(two_members(), {**SMALL, "until": "2025-06-30"}, BIG, profile="months")
    np.testing.assert_allclose(found.prices("CLB"), [80.0] * 6 + [70.0] * 6, atol=PRICE_STEP)
    np.testing.assert_allclose(found.prices("FRI"), [70.0] * 12, atol=PRICE_STEP)


def assembled_by_a_member(own_ore_t: float) -> Case:
    """Return magnets for CLB that member FRI presses at 30 from ore: its own at 5 as far as it goes, the rest
    from OUT at 10; OUT's own magnets cost 60. Users take 100 tonnes.
    """
    case = builder().club("pact", "CLB", "FRI").source_of("ore", "OUT", 1000.0, 10.0)
    case.source_of("ore", "FRI", own_ore_t, 5.0).process("press", "m", ore=-1.0, m=1.0)
    case.plant("press_FRI", "press", "FRI", 1000.0, 30.0).source_of("m", "OUT", 1000.0, 60.0)
    case.route("ore", "OUT", "FRI").route("m", "FRI", "CLB").route("m", "OUT", "CLB")
    return case.steps("u", "CLB", "m", (100.0, 200.0)).build()


@pytest.mark.parametrize(
    ("rule", "own_ore_t", "price"),
    [
        # A member's press is where the goods come from: they land at 40.
        ("last_transformation", 20.0, 40.0),
        # 80 % of the ore is from outside, more than half: charged like goods from outside.
        ("content", 20.0, 80.0),
        # 40 %: free.
        ("content", 60.0, 40.0),
    ],
)
def test_origin_by_content(rule: str, own_ore_t: float, price: float) -> None:
    """Under the rule on content a member's goods are charged if more than half of what is in them was mined
    outside.
    """
    found = play(assembled_by_a_member(own_ore_t), floor(80.0, club="pact", origin_rule=rule))
    assert found.price("CLB") == pytest.approx(price, abs=PRICE_STEP)
    assert found.made("press_FRI")[0] == pytest.approx(100.0, rel=1e-3)
    assert found.money("levy", "treasuries", "CLB") == pytest.approx((price - 40.0) * 100.0, abs=1.0)
