"""A floor on oxide in a market of two stages: magnet making moves abroad unless the floor reaches it.

Half a tonne of oxide goes into a tonne of magnet. Oxide: outside 20 + 0.5·X for X tonnes made, members
P − 60. Making magnets costs 40 in the club and 50 outside, beside the oxide. Only the club uses magnets,
Q = 200 − M at price M. Oxide moves into the club but not out of it, magnets too.
"""

import pytest

from instrument_cases import (
    PRICE_STEP,
    TONNE_STEP,
    Played,
    assert_accounts_close,
    floor,
    play,
    two_stages,
)

STEP_T = 2 * TONNE_STEP
"""A step of oxide is two of magnet; a step of demand is 200 / 400 tonnes."""
STEP_PRICE = 2 * PRICE_STEP
"""A step of the magnet's price, 0.5, is one of 1.0 in what a maker can pay for oxide."""


def assert_stages(
    found: Played, magnet: float, oxide: tuple[float, float], home: float, abroad: float
) -> None:
    """The magnet's price, oxide's in the club and outside, and tonnes of magnet made at home and imported."""
    assert found.price("CLB", "magnet") == pytest.approx(magnet, abs=STEP_PRICE)
    assert found.price("CLB", "oxide") == pytest.approx(oxide[0], abs=2 * STEP_PRICE)
    assert found.price("OUT", "oxide") == pytest.approx(oxide[1], abs=STEP_PRICE)
    assert found.made("press_CLB")[0] == pytest.approx(home, abs=2 * STEP_T)
    assert found.imports("CLB", "magnet")[0] == pytest.approx(abroad, abs=2 * STEP_T)


def test_free_trade_makes_magnets_at_home() -> None:
    """One oxide price p; home magnets cost 40 + p/2 and outside ones ten more. Q = 160 − p/2 needs
    X = 80 − p/4 of oxide, so p = 20 + 40 − p/8: p = 53.33, M = 66.67, Q = 133.33; members make none.
    """
    found = play(two_stages())
    assert_stages(found, 66.67, (53.33, 53.33), home=133.33, abroad=0.0)
    assert found.made("oxide_CLB")[0] == pytest.approx(0.0, abs=TONNE_STEP)


def test_a_floor_on_oxide_alone_moves_magnet_making_abroad() -> None:
    """At oxide 80 a home magnet would cost 80, one from abroad 50 + p/2 < 80: no oxide comes in. Members'
    oxide is left for home makers at what magnets let them pay, h = (M − 40) / 0.5 = 2·M − 80:
    2·M − 140 tonnes, hence 4·M − 280 magnets. The rest, 200 − M − (4·M − 280) = 480 − 5·M, comes from abroad
    and takes X = 240 − 2.5·M: p = 20 + X/2 = 140 − 1.25·M. With M = 50 + p/2: 1.625·M = 120, M = 73.85,
    p = 47.69, h = 67.69, 15.38 magnets at home and 110.77 from abroad.

    The floor does not hold: oxide stands at 67.69, no oxide is imported and the levy brings nothing.
    """
    found = play(two_stages(), floor(80, material="oxide"))
    assert_stages(found, 73.85, (67.69, 47.69), home=15.38, abroad=110.77)
    assert found.made("oxide_CLB")[0] == pytest.approx(7.69, abs=2 * TONNE_STEP)
    assert found.imports("CLB", "oxide")[0] == pytest.approx(0.0, abs=1e-6)
    assert found.rate()[0] == pytest.approx(80.0 - found.price("OUT", "oxide"), abs=0.05)
    assert found.money("levy", "treasuries") == pytest.approx(0.0, abs=1e-6)


def test_a_floor_that_reaches_downstream_keeps_it() -> None:
    """An imported magnet pays for half a tonne of oxide as well: 50 + 80/2 = 90 against 80 at home. All 120
    magnets are made at home from 60 of oxide, 20 of them members'; the other 40 cost 40 outside, so the levy
    is 40 and brings 1,600.
    """
    found = play(two_stages(), floor(80, material="oxide", reach="downstream"))
    assert_stages(found, 80.0, (80.0, 40.0), home=120.0, abroad=0.0)
    assert found.made("oxide_CLB")[0] == pytest.approx(20.0, abs=TONNE_STEP)
    assert found.rate()[0] == pytest.approx(40.0, abs=STEP_PRICE)
    assert found.money("levy", "treasuries", "CLB") == pytest.approx(1600.0, abs=40 * TONNE_STEP + 40)
    assert_accounts_close(found)


def test_an_imported_magnet_pays_for_the_oxide_in_it() -> None:
    """With a home plant of only 60 magnets the rest comes from abroad and pays half the levy a tonne.

    M = 50 + (p + l)/2 = 50 + 40 while oxide comes in, so Q = 110: 60 at home (30 of oxide, 20 members' and
    10 imported) and 50 from abroad (25 of oxide): p = 20 + 35/2 = 37.5, l = 42.5; 42.5 × (10 + 25) is paid.
    """
    found = play(two_stages(60.0), floor(80, material="oxide", reach="downstream"))
    assert_stages(found, 90.0, (80.0, 37.5), home=60.0, abroad=50.0)
    assert found.imports("CLB", "oxide")[0] == pytest.approx(10.0, abs=TONNE_STEP)
    assert found.money("levy", "treasuries") == pytest.approx(
        42.5 * 35.0, abs=42.5 * STEP_T + 35 * STEP_PRICE
    )
