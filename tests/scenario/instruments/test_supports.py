"""Payments on members' output, each on a market that is solved on paper.

Unless said otherwise the market is that of market.md §9 with demand Q = 180 − P, so that members sell without
support: 180 − P = (P − 60) + 2·(P − 20) gives P = 70, 10 tonnes from members and 100 from outside.
"""

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pytest

from didymium.market.solver import SolverError
from instrument_cases import (
    PRICE_STEP,
    TONNE_STEP,
    Instrument,
    Played,
    assert_accounts_close,
    builder,
    contract,
    linear_market,
    play,
    tariff,
)
from market_cases import Case

CHOKE = 180.0
BACK = {"origin": "CLB", "destination": "OUT"}
PRICE_STEP_HERE = PRICE_STEP * CHOKE / 120.0
"""180 / 400 US dollars per kg."""


def supported(*instruments: Instrument, freight: float = 0.0) -> Played:
    """Return the linear market of this file under instruments, its accounts checked."""
    found = play(linear_market(choke=CHOKE, freight=freight), *instruments)
    assert_accounts_close(found)
    return found


def assert_supply(found: Played, price: float, members: float, paid: float, item: str) -> None:
    """The club's price, members' output, and what producers got under an item, thousand US dollars."""
    assert found.price("CLB") == pytest.approx(price, abs=PRICE_STEP_HERE)
    assert found.made("m_CLB")[0] == pytest.approx(members, abs=TONNE_STEP)
    one_step = 80.0 * TONNE_STEP + members * PRICE_STEP_HERE if paid else 1e-9
    assert found.money(item, "producers", "CLB") == pytest.approx(paid, abs=one_step)


def test_no_support() -> None:
    """The market of this file without any instrument."""
    assert_supply(supported(), 70.0, 10.0, 0.0, "contract")


def test_contract_moves_the_margin() -> None:
    """All output at 80: 20 tonnes; 160 − P = 2·(P − 20) gives P = 66.67, and 13.33 × 20 is paid."""
    assert_supply(supported(contract(80.0)), 66.67, 20.0, 266.7, "contract")


def test_contract_with_a_cap_below_output_pays_for_what_is_made_anyway() -> None:
    """Five tonnes of ten are paid for: the last tonne gets the market's price, so output stays at 10, the
    price at 70, and 10 × 5 is paid.
    """
    assert_supply(supported(contract(80.0, t_per_year=5.0)), 70.0, 10.0, 50.0, "contract")


def test_contract_with_a_cap_between_the_two_outputs() -> None:
    """Fifteen tonnes are paid for, more than the 10 of the market and less than the 20 of the strike:
    output is 15, 165 − P = 2·(P − 20) gives P = 68.33, and 11.67 × 15 is paid.
    """
    assert_supply(supported(contract(80.0, t_per_year=15.0)), 68.33, 15.0, 175.0, "contract")


def test_contract_above_all_cost_pays_nothing_when_the_price_is_higher() -> None:
    """A strike below the market's price is never paid."""
    assert_supply(supported(contract(65.0)), 70.0, 10.0, 0.0, "contract")


def test_reference_elsewhere() -> None:
    """Freight of 5 stands between the markets. Measured against the outside price P − 5, members get
    P + 80 − (P − 5) = 85: 25 tonnes; 155 − P = 2·(P − 25) gives P = 68.33, and (80 − 63.33) × 25 is paid.
    """
    found = supported(contract(80.0, reference_region="OUT"), freight=5.0)
    assert_supply(found, 68.33, 25.0, 416.7, "contract")


def test_another_treasury_may_pay() -> None:
    """The payer of a contract is the region that it names."""
    found = supported(contract(80.0, payer="OUT"))
    assert found.money("contract", "treasuries", "OUT") == pytest.approx(
        -found.money("contract", "producers", "CLB"), rel=1e-9
    )
    assert found.money("contract", "treasuries", "CLB") == 0.0


def test_upside() -> None:
    """Above 60 members pay half of the price back: S = P − (P − 60)/2 − 60 = P/2 − 30, and
    180 − P = P/2 − 30 + 2·P − 40 gives P = 71.43, S = 5.71, and 5.71 × 5.71 is paid back.
    """
    found = supported(contract(40.0, second_strike_usd_per_kg=60.0, upside_share=0.5))
    assert_supply(found, 71.43, 5.71, -32.65, "contract upside")
    assert found.money("contract", "producers") == 0.0


def test_an_upside_that_stops_a_plant_keeps_it_stopped() -> None:
    """Above 20 members would pay nine tenths back: at any price up to 80 less than their first cost of 60 is
    left (80 − 54 = 26), so they stand still. 180 − P = 2·P − 40 gives P = 73.33, and the charge asked of a
    plant that makes nothing is still the 48 that keep it from starting.
    """
    found = supported(contract(10.0, second_strike_usd_per_kg=20.0, upside_share=0.9))
    assert_supply(found, 73.33, 0.0, 0.0, "contract upside")
    assert found.rate(1)[0] == pytest.approx(0.9 * (found.price("CLB") - 20.0), abs=0.01)


def test_upside_with_a_cap_on_money() -> None:
    """No more than 20 a year is paid back, spread over all output: u·S = 20 with S = P − u − 60, and
    180 − P = S + 2·P − 40 gives S = 10 − 0.75·u: 0.75·u² − 10·u + 20 = 0, u = 2.45, S = 8.16, P = 70.61.
    """
    terms = {"second_strike_usd_per_kg": 60.0, "upside_share": 0.5, "upside_cap_usd_million_per_year": 0.02}
    found = supported(contract(40.0, **terms))
    rate = (10.0 - math.sqrt(40.0)) / 1.5
    assert_supply(found, 70.61, 10.0 - 0.75 * rate, -20.0, "contract upside")
    # The money is the cap to the tolerance of rates, not to a step of the market: 1e-4 of 40 a kg.
    assert found.money("contract upside", "treasuries") == pytest.approx(20.0, abs=0.1)


@pytest.mark.parametrize(
    ("terms", "paid"),
    [
        # (90 − 60) / 2 on each of twenty tonnes.
        ({}, 300.0),
        # On ten of them, eight of AAA and two of BBB.
        ({"t_per_year": 10.0}, 150.0),
        # 0.1 million a year, from all plants together.
        ({"upside_cap_usd_million_per_year": 0.1}, 100.0),
    ],
    ids=["no cap", "ten tonnes", "money"],
)
def test_upside_caps_hold_for_all_regions_together(terms: dict[str, object], paid: float) -> None:
    """Plants of 16 tonnes in AAA and of 4 in BBB run at any price, users pay 90 in both."""
    case = builder().source_of("m", "AAA", 16.0, 5.0, name="big")
    case.source_of("m", "BBB", 4.0, 5.0, name="small")
    case.steps("u", "AAA", "m", (100.0, 90.0)).steps("u", "BBB", "m", (100.0, 90.0))
    both = contract(
        40.0, club="", plants=["big", "small"], second_strike_usd_per_kg=60.0, upside_share=0.5, **terms
    )
    found = play(case.build(), both)
    assert_accounts_close(found)
    assert found.money("contract upside", "treasuries") == pytest.approx(paid, rel=1e-3)
    assert found.money("contract upside", "producers", "AAA") == pytest.approx(-0.8 * paid, rel=1e-3)


def seasonal_market() -> Case:
    """Return a market of January to March whose price is 50, 80 and 90: demand 120 − P a year, a member's
    10 tonnes a year, and from outside 60, from February 30, from March 20.
    """
    case = builder().source_of("m", "CLB", 10.0, 5.0).source_of("m", "OUT", 60.0, 5.0)
    case.capacity("m_OUT", dt.date(2025, 2, 1), 30.0).capacity("m_OUT", dt.date(2025, 3, 1), 20.0)
    case.route("m", "OUT", "CLB")
    case.demand("u", "CLB", "m", 60.0, curve="linear", elasticity=-1.0, base_price_usd_per_kg=60.0)
    return case.build()


@pytest.mark.parametrize(
    ("settlement", "rates"),
    [
        ("monthly", (50.0, 20.0, 10.0)),
        # (31·50 + 28·80 + 31·90) / 90 = 73.11
        ("quarterly", (26.89, 26.89, 26.89)),
    ],
)
def test_settlement(settlement: str, rates: tuple[float, float, float]) -> None:
    """A strike of 100 against the price of each month, or against the quarter's mean by days; 10 tonnes a
    year are made throughout.
    """
    found = play(seasonal_market(), contract(100.0, settlement=settlement), profile="three_months")
    np.testing.assert_allclose(found.prices("CLB"), (50.0, 80.0, 90.0), atol=PRICE_STEP)
    np.testing.assert_allclose(found.rate(), rates, atol=PRICE_STEP)
    paid = sum(rate * 10.0 * days / 365 for rate, days in zip(rates, (31, 28, 31), strict=True))
    assert found.money("contract", "producers") == pytest.approx(paid, abs=10 * 90 / 365 * PRICE_STEP)


def test_yearly_cap_goes_to_the_dearest_months() -> None:
    """Four tonnes a year for 90 of 365 days: 0.986. January makes 0.849 of them at a gap of 50,
    and February's gap of 20 takes the rest before March's of 10.
    """
    found = play(seasonal_market(), contract(100.0, t_per_year=4.0), profile="three_months")
    january, allowance = 10 * 31 / 365, 4.0 * 90 / 365
    np.testing.assert_allclose(found.added("paid for 1"), [january, allowance - january, 0.0], atol=1e-6)
    paid = 50.0 * january + 20.0 * (allowance - january)
    assert found.money("contract", "producers") == pytest.approx(paid, abs=allowance * PRICE_STEP)


def offtake_market(limit: float | None = None) -> Case:
    """Return a seller AAA with 30 tonnes at a cost of 10 and users who give 70 for 40; and a buyer BBB whose
    users take 20 tonnes at 60 from their own plants.
    """
    case = builder().source_of("m", "AAA", 30.0, 10.0, name="mill").source_of("m", "BBB", 100.0, 60.0)
    case.steps("u", "AAA", "m", (40.0, 70.0)).steps("u", "BBB", "m", (20.0, 90.0))
    return case.route("m", "AAA", "BBB", limit_t_per_year=limit).build()


def offtake(floor: float, tonnes: float, **more: object) -> Instrument:
    """An offtake of BBB with the mill."""
    return {
        "kind": "offtake", "buyer": "BBB", "plants": ["mill"], "material": "m", "floor_usd_per_kg": floor,
        "t_per_year": tonnes, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "delivered"), [(None, 10.0), (4.0, 4.0)], ids=["all delivered", "route too narrow"]
)
def test_offtake_pays_for_what_is_delivered(limit: float | None, delivered: float) -> None:
    """At home the mill gets 70, from BBB 60 but 80 under the contract: the contract's ten tonnes go there,
    as far as the route carries them, and the buyer pays 20 above the market for each.
    """
    found = play(offtake_market(limit), offtake(80.0, 10.0))
    assert_accounts_close(found)
    assert found.shipped("AAA", "BBB")[0] == pytest.approx(delivered, abs=1e-6)
    assert (found.price("AAA"), found.price("BBB")) == pytest.approx((70.0, 60.0), abs=1e-3)
    assert found.money("offtake", "offtakers", "BBB") == pytest.approx(-20.0 * delivered, rel=1e-4)
    assert found.money("offtake", "producers", "AAA") == pytest.approx(20.0 * delivered, rel=1e-4)


def test_offtake_below_what_the_market_pays_elsewhere_delivers_nothing() -> None:
    """A floor of 65 loses against 70 at home: nothing is delivered, nothing paid."""
    found = play(offtake_market(), offtake(65.0, 10.0))
    assert found.shipped("AAA", "BBB")[0] == pytest.approx(0.0, abs=1e-6)
    assert found.money("offtake", "producers") == 0.0


@pytest.mark.parametrize(
    ("limit", "cap", "rebate"),
    [
        # (60 − 50) / 2 on each of the ten tonnes of the contract.
        (None, None, 50.0),
        # 0.03 million a year, no more.
        (None, 0.03, 30.0),
        # Only four tonnes are delivered, so the buyer gets nothing back on the other six.
        (4.0, None, 20.0),
    ],
    ids=["ten tonnes", "capped", "four delivered"],
)
def test_offtake_rebate(limit: float | None, cap: float | None, rebate: float) -> None:
    """The buyer gets back half of what the market's price of 60 is above 50, on what is delivered to it.

    Here BBB is the better market (users in AAA give 40), so goods go there as far as the route carries them.
    """
    case = builder().source_of("m", "AAA", 30.0, 10.0, name="mill").source_of("m", "BBB", 100.0, 60.0)
    case.steps("u", "AAA", "m", (40.0, 40.0)).steps("u", "BBB", "m", (100.0, 90.0))
    case.route("m", "AAA", "BBB", limit_t_per_year=limit)
    terms: dict[str, object] = {"rebate_above_usd_per_kg": 50.0, "rebate_share": 0.5}
    if cap is not None:
        terms["rebate_cap_usd_million_per_year"] = cap
    found = play(case.build(), offtake(45.0, 10.0, **terms))
    assert_accounts_close(found)
    assert found.price("BBB") == pytest.approx(60.0, abs=1e-3)
    assert found.made("mill")[0] == pytest.approx(30.0, abs=1e-6)
    assert found.money("offtake upside", "offtakers", "BBB") == pytest.approx(rebate, rel=1e-3)
    assert found.money("offtake upside", "producers", "AAA") == pytest.approx(-rebate, rel=1e-3)


def test_price_gap_is_paid_for_no_more_than_the_club_uses() -> None:
    """Members make 50 tonnes at a cost of 30; users at home want 20 whatever the price, the world takes the
    rest at 40. A target of 60 pays 20 on 20 tonnes, and half of that with a share of one half.
    """
    case = builder().source_of("m", "CLB", 50.0, 30.0).route("m", "CLB", "OUT")
    case.steps("u", "CLB", "m", (20.0, 90.0)).steps("world", "OUT", "m", (1000.0, 40.0))
    for share in (1.0, 0.5):
        terms = {"kind": "price_gap_subsidy", "club": "CLB", "material": "m", "target_usd_per_kg": 60.0}
        found = play(case.build(), {**terms, "share": share})
        assert_accounts_close(found)
        assert found.price("CLB") == pytest.approx(40.0, abs=1e-3)
        assert found.shipped("CLB", "OUT")[0] == pytest.approx(30.0, abs=1e-6)
        assert found.money("price gap", "treasuries", "CLB") == pytest.approx(-400.0 * share, rel=1e-4)


MINIMUM: Instrument = {
    "kind": "minimum_procurement_price", "club": "CLB", "material": "m", "price_usd_per_kg": 80.0,
    "buyers_share": 1.0,
}  # fmt: skip


def test_minimum_procurement_price() -> None:
    """With Q = 120 − P, as in §9: members make 20 at 80, and what that costs above the market is spread over
    all Q: users pay P + (80 − P)·20/Q. The rest comes from outside at P = 20 + (Q − 20)/2 = 10 + Q/2, so
    Q = 120 − P − (80 − P)·20/Q, or 1.5·Q² − 120·Q + 1400 = 0: Q = 65.82, P = 42.91.
    """
    found = play(linear_market(), MINIMUM)
    used = (120.0 + math.sqrt(120.0**2 - 6.0 * 1400.0)) / 3.0
    price = 10.0 + used / 2.0
    assert found.used("CLB")[0] == pytest.approx(used, abs=TONNE_STEP)
    assert found.price("CLB") == pytest.approx(price, abs=PRICE_STEP)
    assert found.made("m_CLB")[0] == pytest.approx(20.0, abs=TONNE_STEP)
    premium = (80.0 - price) * 20.0
    assert found.money("procurement premium", "producers") == pytest.approx(premium, rel=0.03)
    assert found.money("procurement premium", "users") == pytest.approx(-premium, rel=0.03)
    # Buyers pay what members get: the pool in between keeps nothing but the tolerance of two rates.
    assert found.money("procurement premium", "procurement pool") == pytest.approx(0.0, abs=0.01 * used * 2)
    assert_accounts_close(found)


def test_production_subsidy() -> None:
    """20 a kg: S = P − 40, 180 − P = P − 40 + 2·P − 40 gives P = 65, S = 25, 500 paid."""
    subsidy = {"kind": "production_subsidy", "club": "CLB", "material": "m", "usd_per_kg": 20.0}
    assert_supply(supported(subsidy), 65.0, 25.0, 500.0, "subsidy")


def test_production_subsidy_with_a_cap() -> None:
    """A cap of 5 tonnes below the market's 10 changes nothing but 100 of money."""
    subsidy = {
        "kind": "production_subsidy", "club": "CLB", "material": "m", "usd_per_kg": 20.0, "t_per_year": 5.0,
    }  # fmt: skip
    assert_supply(supported(subsidy), 70.0, 10.0, 100.0, "subsidy")


def world_price_of_50() -> Case:
    """Return a market at 50 whatever happens, and a member with 30 tonnes at a cost of 60."""
    case = builder().source_of("m", "CLB", 30.0, 60.0).source_of("m", "OUT", 1000.0, 50.0)
    return case.route("m", "OUT", "CLB").steps("u", "CLB", "m", (100.0, 200.0)).build()


def test_tax_credit_in_phases() -> None:
    """30 % of a cost of 60 leaves 42, below the market's 50: the plant runs. From 1 July 10 % leaves 54: it
    stands still. 18 × 30 × 181/365 is paid.
    """
    credit = {
        "kind": "tax_credit", "club": "CLB", "materials": ["m"], "share": 0.3,
        "phase": [{"from": dt.date(2025, 7, 1), "share": 0.1}],
    }  # fmt: skip
    found = play(world_price_of_50(), credit, profile="months")
    months = found.path.market.structure.periods.days
    np.testing.assert_allclose(found.made("m_CLB")[:6], 30.0 * months[:6] / 365, rtol=1e-6)
    np.testing.assert_allclose(found.made("m_CLB")[6:], 0.0, atol=1e-9)
    assert found.money("tax credit", "producers") == pytest.approx(18.0 * 30.0 * 181 / 365, rel=1e-6)
    assert_accounts_close(found)


def test_capital_grant_builds_a_plant() -> None:
    """A planned plant with 30 tonnes at a cost of 40 does not exist without the grant. With it, it runs from
    1 July on (184 of 365 days) below the market's 50, and the grant is paid on the first day.
    """
    case = builder().source_of("m", "CLB", 30.0, 40.0, status="planned", name="plan")
    case.source_of("m", "OUT", 1000.0, 50.0).route("m", "OUT", "CLB").steps("u", "CLB", "m", (100.0, 200.0))
    grant = {
        "kind": "capital_grant", "plants": ["plan"], "usd_million": 0.7, "from": dt.date(2025, 3, 1),
        "operating_from": dt.date(2025, 7, 1), "payer": "OUT",
    }  # fmt: skip
    found = play(case.build(), grant, profile="months")
    assert found.before.made("plan").sum() == pytest.approx(0.0, abs=1e-9)
    assert found.made("plan").sum() == pytest.approx(30.0 * 184 / 365, rel=1e-6)
    np.testing.assert_allclose(found.made("plan")[:6], 0.0, atol=1e-9)
    assert found.money("grant", "treasuries", "OUT") == pytest.approx(-700.0)
    assert found.money("grant", "producers", "CLB") == pytest.approx(700.0)
    paid = found.accounts.filter(found.accounts["item"] == "grant")
    assert set(paid["period"]) == {dt.date(2025, 3, 1)}
    assert_accounts_close(found)


def test_a_grant_paid_before_the_run_is_no_part_of_it() -> None:
    """What a treasury paid in 2024 is not booked in a run that begins in 2025."""
    grant = {"kind": "capital_grant", "plants": ["m_CLB"], "usd_million": 1.0, "from": dt.date(2024, 6, 1)}
    assert supported(grant).money("grant", "treasuries") == 0.0


def test_budget_and_tonnes_bound_a_purchase() -> None:
    """An agency at 80 with 30 tonnes a year, or with 2.4 million, buys 30: 210 − P = P − 60 + 2·P − 40 gives
    P = 77.5.
    """
    bought = {"kind": "public_purchase", "holder": "agency", "club": "CLB", "material": "m"}
    for limit in ({"t_per_year": 30.0}, {"budget_usd_million": 2.4}):
        found = supported({**bought, "price_usd_per_kg": 80.0, **limit})
        assert found.added("purchase 1")[0] == pytest.approx(30.0, abs=1e-3)
        assert found.price("CLB") == pytest.approx(77.5, abs=PRICE_STEP_HERE)
        # The agency pays the market's price, not its highest one, and owns what it bought.
        assert float(found.measures["usd"].sum()) / 1e3 == pytest.approx(-77.5 * 30, abs=30 * PRICE_STEP_HERE)
        assert found.money("public stock", "treasuries") == pytest.approx(77.5 * 30, abs=30 * PRICE_STEP_HERE)


def test_an_agency_that_pays_more_than_any_user_buys_only_what_is_made() -> None:
    """Users pay 50 at most, so the supply of last resort costs 100; an agency at 200 still gets no more than
    the 30 tonnes that the plant can make, and users nothing.
    """
    case = builder().source_of("m", "CLB", 30.0, 10.0).steps("u", "CLB", "m", (20.0, 50.0)).build()
    agency = {"kind": "public_purchase", "holder": "agency", "club": "CLB", "material": "m"}
    found = play(case, {**agency, "price_usd_per_kg": 200.0})
    assert found.added("purchase 1")[0] == pytest.approx(30.0, abs=1e-3)
    assert found.price("CLB") == pytest.approx(200.0, rel=1e-5)
    assert_accounts_close(found)


def test_a_subsidy_that_pays_for_a_round_trip_is_said_in_words() -> None:
    """Goods come in for nothing and go out again at the market's price, round and round."""
    case = linear_market()
    both = case.tables | {"routes": (*case.routes, case.routes[0].model_copy(update=BACK))}
    with pytest.raises(SolverError, match="earns without end"):
        play(replace(case, tables=both), tariff(specific_usd_per_kg=-500.0))
