"""Procurement rules and standards: what is bought as trusted went through trusted hands at every covered
stage.

Two stages: 0.3 tonnes of oxide go into a tonne of magnet. In TRU oxide costs 50 and magnets 30 besides, in
UNT 20 and 25; everything moves to TRU at no freight. Defence in TRU uses Q = 40 − 0.2·P, cars 60 tonnes
whatever the price. Without a rule all magnets come from UNT at 25 + 0.3·20 = 31.
"""

import polars as pl
import pytest

from instrument_cases import Instrument, Played, builder, play
from market_cases import Case

USUAL = 31.0
TRUSTED = 30.0 + 0.3 * 50.0
"""Cost of a magnet whose oxide is trusted too."""
MIXED = 30.0 + 0.3 * 20.0
"""Cost of a trusted maker's magnet from any oxide."""
STEP_T = 40.0 / 400


def chain(oxide_t: float = 1000.0) -> Case:
    """Return the market of this file, with so much trusted oxide."""
    case = builder().source_of("oxide", "TRU", oxide_t, 50.0).source_of("oxide", "UNT", 1000.0, 20.0)
    case.process("press", "magnet", oxide=-0.3, magnet=1.0)
    case.plant("press_TRU", "press", "TRU", 1000.0, 30.0).plant("press_UNT", "press", "UNT", 1000.0, 25.0)
    case.route("oxide", "UNT", "TRU").route("magnet", "UNT", "TRU")
    case.demand(
        "defence", "TRU", "magnet", 20.0, curve="linear", elasticity=-1.0, base_price_usd_per_kg=100.0
    )
    return case.steps("cars", "TRU", "magnet", (60.0, 500.0)).build()


def rule(**more: object) -> Instrument:
    """Defence buys trusted magnets."""
    return {
        "kind": "procurement_rule", "club": "TRU", "sectors": ["defence"], "materials": ["magnet"],
        "trusted": ["TRU"], **more,
    }  # fmt: skip


def assert_defence(found: Played, pays: float, home: float, oxide: float) -> None:
    """Defence uses what it wants at what it pays; tonnes of magnet and of oxide made in TRU. Others see no
    change.
    """
    assert found.used("TRU", "magnet", "defence")[0] == pytest.approx(40.0 - 0.2 * pays, abs=2 * STEP_T)
    assert found.made("press_TRU")[0] == pytest.approx(home, abs=2 * STEP_T)
    assert found.made("oxide_TRU")[0] == pytest.approx(oxide, abs=STEP_T)
    assert found.used("TRU", "magnet", "cars")[0] == pytest.approx(60.0, abs=1e-3)
    assert found.price("TRU", "magnet") == pytest.approx(USUAL, abs=0.01)


def test_without_a_rule_nothing_is_made_at_home() -> None:
    """40 − 0.2·31 = 33.8 tonnes for defence, all from UNT."""
    assert_defence(play(chain()), USUAL, home=0.0, oxide=0.0)


def test_a_rule_on_the_last_stage_alone_lets_any_oxide_through() -> None:
    """A magnet pressed in TRU from imported oxide costs 36: 32.8 tonnes."""
    assert_defence(play(chain(), rule()), MIXED, home=32.8, oxide=0.0)


def test_a_covered_stage_must_be_trusted_as_well() -> None:
    """With oxide covered a trusted magnet costs 45: 31 tonnes from 9.3 of trusted oxide."""
    assert_defence(play(chain(), rule(covers=["oxide"])), TRUSTED, home=31.0, oxide=9.3)


def test_short_supply_makes_a_premium() -> None:
    """Three tonnes of trusted oxide make ten magnets: defence gives up the rest, its last tonne worth 150."""
    found = play(chain(3.0), rule(covers=["oxide"]))
    assert_defence(found, 150.0, home=10.0, oxide=3.0)


def test_a_waiver_caps_the_premium() -> None:
    """At 40 for a waiver nobody pays more than 31 + 40 = 71: 25.8 tonnes, ten of them trusted and 15.8 waived
    for 632.
    """
    found = play(chain(3.0), rule(covers=["oxide"], waiver_usd_per_kg=40.0))
    assert_defence(found, 71.0, home=10.0, oxide=3.0)
    assert found.added("waived 1")[0] == pytest.approx(15.8, abs=2 * STEP_T)
    assert found.money("waiver", "treasuries", "TRU") == pytest.approx(632.0, abs=80 * STEP_T)
    assert found.money("waiver", "users", "TRU") == pytest.approx(-632.0, abs=80 * STEP_T)


def test_a_waiver_below_the_premium_replaces_the_lane() -> None:
    """A waiver of 10 is cheaper than the 14 that trusted magnets cost more: nobody makes them."""
    found = play(chain(), rule(covers=["oxide"], waiver_usd_per_kg=10.0))
    assert_defence(found, 41.0, home=0.0, oxide=0.0)


def test_a_share_is_paid_in_part() -> None:
    """Half of use must be trusted: a tonne costs (45 + 31)/2 = 38, so 32.4 tonnes, 16.2 of them trusted."""
    found = play(chain(), rule(covers=["oxide"], share=0.5))
    assert_defence(found, 38.0, home=16.2, oxide=4.86)


def test_a_rule_for_all_sectors() -> None:
    """Cars follow too: 31 + 60 tonnes are pressed at home from 27.3 of trusted oxide."""
    found = play(chain(), rule(covers=["oxide"], sectors="all"))
    assert found.made("press_TRU")[0] == pytest.approx(91.0, abs=2 * STEP_T)
    assert found.made("oxide_TRU")[0] == pytest.approx(27.3, abs=STEP_T)


def test_goods_that_pass_through_stay_what_they_are() -> None:
    """A trusted region that only ships on does not make goods trusted: magnets from UNT by way of a trusted
    port are ordinary, so defence is served from TRU's press at 36.
    """
    case = builder().source_of("oxide", "UNT", 1000.0, 20.0)
    case.process("press", "magnet", oxide=-0.3, magnet=1.0)
    case.plant("press_TRU", "press", "TRU", 1000.0, 30.0).plant("press_UNT", "press", "UNT", 1000.0, 25.0)
    case.route("oxide", "UNT", "TRU").route("magnet", "UNT", "PRT").route("magnet", "PRT", "TRU")
    case.steps("defence", "TRU", "magnet", (10.0, 200.0))
    found = play(case.build(), rule(trusted=["TRU", "PRT"]))
    assert found.before.shipped("PRT", "TRU", "magnet")[0] == pytest.approx(10.0, abs=1e-3)
    assert found.made("press_TRU")[0] == pytest.approx(10.0, abs=1e-3)


def test_a_standard_that_plants_meet() -> None:
    """A press in UNT that meets the standard serves defence at 31, as before; if only the press in TRU does,
    it serves it at 36 from any oxide.
    """
    standard = {**rule(), "kind": "standards_market", "trusted": []}
    assert_defence(play(chain(), {**standard, "plants": ["press_UNT"]}), USUAL, home=0.0, oxide=0.0)
    assert_defence(play(chain(), {**standard, "plants": ["press_TRU"]}), MIXED, home=32.8, oxide=0.0)


def test_a_rule_holds_on_its_days() -> None:
    """From July on, in months: nothing is pressed at home before, trusted magnets after."""
    found = play(chain(), rule(covers=["oxide"], **{"from": "2025-07-01"}), profile="months")
    assert found.made("press_TRU")[:6].sum() == pytest.approx(0.0, abs=1e-6)
    assert found.made("press_TRU")[6:].sum() == pytest.approx(31.0 * 184 / 365, abs=STEP_T)


def test_buyers_pay_the_premium_to_trusted_makers() -> None:
    """With three tonnes of trusted oxide the last of ten magnets is worth 150, an ordinary one costs 31: the
    premium of 119 on 10 tonnes goes from defence to makers of trusted goods, 1.19 million dollars."""
    accounts = play(chain(3.0), rule(covers=["oxide"])).accounts
    rules = accounts.filter(pl.col("item") == "rule")
    paid = dict(rules.group_by("party").agg(pl.col("usd").sum()).iter_rows())
    assert paid["users"] == pytest.approx(-1.19e6, rel=0.01)
    assert paid["producers"] == pytest.approx(1.19e6, rel=0.01)
    assert rules["usd"].sum() == pytest.approx(0.0, abs=1.0)
