"""Tariffs of every form on the linear market of market.md §9, solved on paper.

Where members make something, P_in ≥ 60 and imports are M = (120 − P_in) − (P_in − 60) = 180 − 2·P_in, else
M = 120 − P_in; outside P_out = 20 + M/2.
"""

import numpy as np
import pytest

from instrument_cases import (
    PRICE_STEP,
    TONNE_STEP,
    Played,
    assert_accounts_close,
    builder,
    linear_market,
    play,
    tariff,
)
from market_cases import Case


def assert_trade(found: Played, inside: float, outside: float, imports: float, revenue: float) -> None:
    """Both prices, imports, and what the treasury got in thousand US dollars, to one step."""
    assert found.price("CLB") == pytest.approx(inside, abs=PRICE_STEP)
    assert found.price("OUT") == pytest.approx(outside, abs=PRICE_STEP)
    assert found.imports("CLB")[0] == pytest.approx(imports, abs=TONNE_STEP)
    one_step = abs(inside - outside) * TONNE_STEP + imports * PRICE_STEP
    assert found.money("tariff", "treasuries", "CLB") == pytest.approx(revenue, abs=one_step)
    assert found.money("tariff", "traders", "CLB") == pytest.approx(-revenue, abs=one_step)
    assert_accounts_close(found)


def test_ad_valorem() -> None:
    """P_in = 1.5·P_out: M = 180 − 3·P_out, P_out = 20 + 90 − 1.5·P_out = 44, P_in = 66, M = 48, 22 × 48."""
    assert_trade(play(linear_market(), tariff(ad_valorem=0.5)), 66.0, 44.0, 48.0, 1056.0)


def test_specific() -> None:
    """P_in = P_out + 20: M = 140 − 2·P_out, P_out = 90 − P_out = 45, P_in = 65, M = 50, 20 × 50."""
    assert_trade(play(linear_market(), tariff(specific_usd_per_kg=20.0)), 65.0, 45.0, 50.0, 1000.0)


def test_compound() -> None:
    """P_in = 1.2·P_out + 10: M = 160 − 2.4·P_out, P_out = 100 − 1.2·P_out = 45.45, P_in = 64.55, M = 50.91,
    and 19.09 × 50.91 = 971.9.
    """
    duty = tariff(ad_valorem=0.2, specific_usd_per_kg=10.0)
    assert_trade(play(linear_market(), duty), 64.55, 45.45, 50.91, 971.9)


@pytest.mark.parametrize(
    ("quota", "inside", "outside", "imports", "revenue"),
    [
        # More than the quota comes in: the last tonne pays, so prices are those of the duty; 20 pay 20.
        (30.0, 65.0, 45.0, 50.0, 400.0),
        # Less comes in free of duty than the quota: nothing changes.
        (80.0, 53.33, 53.33, 66.67, 0.0),
        # 55 come in, no more: 180 − 2·P_in = 55, P_out = 20 + 27.5. The gap of 15 is less than the duty and
        # stays with whoever holds the quota.
        (55.0, 62.5, 47.5, 55.0, 0.0),
    ],
)
def test_quota(quota: float, inside: float, outside: float, imports: float, revenue: float) -> None:
    """A duty of 20 above a quota that enters free: binding, not binding, and in between."""
    duty = tariff(specific_usd_per_kg=20.0, quota_t_per_year=quota)
    assert_trade(play(linear_market(), duty), inside, outside, imports, revenue)


def test_quota_with_rates_within() -> None:
    """Half the price above a quota of 30, a tenth within: prices as without quota (66 and 44), 18 pay 22 and
    30 pay 4.4.
    """
    duty = tariff(ad_valorem=0.5, quota_t_per_year=30.0, in_quota_ad_valorem=0.1)
    assert_trade(play(linear_market(), duty), 66.0, 44.0, 48.0, 22.0 * 18.0 + 4.4 * 30.0)


def test_quota_is_shared_by_origins() -> None:
    """Two equal origins share one quota: what enters within it is 30 in all, however it is split."""
    duty = tariff(specific_usd_per_kg=20.0, quota_t_per_year=30.0)
    found = play(linear_market(("OU0", "OU1")), duty)
    assert found.added("within quota 1")[0] == pytest.approx(30.0, abs=1e-6)
    assert found.imports("CLB")[0] == pytest.approx(50.0, abs=TONNE_STEP)
    assert found.money("tariff", "treasuries") == pytest.approx(400.0, abs=40.0 * TONNE_STEP)


@pytest.mark.parametrize("rate", [-0.5, -0.9, -0.99, -0.999])
def test_import_subsidy(rate: float) -> None:
    """P_in = a·P_out with a = 1 + rate: M = 120 − a·P_out, P_out = 80 − a·P_out/2, so P_out = 80 / (1 + a/2);
    the treasury pays (1 − a)·P_out a kg.
    """
    left = 1.0 + rate
    outside = 80.0 / (1.0 + left / 2.0)
    imports = 120.0 - left * outside
    found = play(linear_market(), tariff(ad_valorem=rate))
    assert_trade(found, left * outside, outside, imports, (left - 1.0) * outside * imports)


def fixed_outside_supply() -> Case:
    """Return the linear market with just 50 tonnes from outside, whatever the price."""
    case = builder().source_of("m", "CLB", 100.0, 60.0, cost_at_capacity_usd_per_kg=160.0)
    case.source_of("m", "OUT", 50.0, 20.0).route("m", "OUT", "CLB")
    case.demand("u", "CLB", "m", 60.0, curve="linear", elasticity=-1.0, base_price_usd_per_kg=60.0)
    return case.build()


@pytest.mark.parametrize("rate", [-0.3, -0.5, -0.7])
def test_import_subsidy_on_fixed_supply(rate: float) -> None:
    """The subsidy ends up with the seller: 180 − 2·P_in = 50 gives P_in = 65 as without it, P_out = 65 / a.

    Each round moves the rate by 1 − a of what it changed before.
    """
    found = play(fixed_outside_supply(), tariff(ad_valorem=rate))
    outside = 65.0 / (1.0 + rate)
    assert found.price("CLB") == pytest.approx(65.0, abs=PRICE_STEP)
    assert found.price("OUT") == pytest.approx(outside, abs=PRICE_STEP / (1.0 + rate))
    assert found.imports("CLB")[0] == pytest.approx(50.0, abs=1e-6)
    assert max(found.path.settlements[0].rounds) <= 20


@pytest.mark.parametrize("rate", [-0.9, -0.95, -0.999])
def test_import_subsidy_beyond_the_last_resort(rate: float) -> None:
    """At −90 % P_out would be 650, above what the supply of last resort costs (twice the highest worth of
    119.85): one tonne more cannot be had and the price says so, instead of a program without an answer.
    """
    found = play(fixed_outside_supply(), tariff(ad_valorem=rate))
    prices = found.path.prices[found.path.market.structure.node_index["OUT", "m"]]
    assert np.isnan(prices[0])
    assert found.price("OUT") == pytest.approx(2 * 119.85, rel=1e-4)
    assert found.price("CLB") == pytest.approx((1.0 + rate) * 2 * 119.85, abs=PRICE_STEP)


def test_a_tariff_on_one_origin_diverts_trade() -> None:
    """Half the outside supply pays 20: P_a = 20 + A = P_in − 20, P_b = 20 + B = P_in, A + B = 120 − P_in
    below 60: 2·P_in − 60 = 120 − P_in gives P_in = 60, A = 20, B = 40. (Equal origins have slopes of 1.)
    """
    found = play(linear_market(("OU0", "OU1")), tariff(specific_usd_per_kg=20.0, origins=["OU0"]))
    assert found.price("CLB") == pytest.approx(60.0, abs=PRICE_STEP)
    assert found.shipped("OU0", "CLB")[0] == pytest.approx(20.0, abs=TONNE_STEP)
    assert found.shipped("OU1", "CLB")[0] == pytest.approx(40.0, abs=TONNE_STEP)
    assert found.money("tariff", "treasuries") == pytest.approx(400.0, abs=20.0 * TONNE_STEP)


def test_duty_is_due_on_arrival_within_the_dates() -> None:
    """A duty on the second half of the year, in one period of a year, falls on half of what arrives: as a
    duty of half the rate all year long, within half a day (184 days of 365).
    """
    half = play(linear_market(), tariff(specific_usd_per_kg=20.0, **{"from": "2025-07-01"}))
    whole = play(linear_market(), tariff(specific_usd_per_kg=20.0 * 184 / 365))
    assert half.price("CLB") == pytest.approx(whole.price("CLB"), abs=1e-6)
    assert half.money("tariff", "treasuries") == pytest.approx(whole.money("tariff", "treasuries"), abs=1e-3)
