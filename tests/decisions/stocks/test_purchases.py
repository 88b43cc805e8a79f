"""Purchases for stocks: on paper, and on the bundled case."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from bundled_case import NAME
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.stocks.purchases.purchase_plan import PurchasePlan
from didymium.decisions.stocks.purchases.purchase_terms import (
    PurchaseRequest,
    StockNeed,
    caught_up_t,
    wanted_t,
)
from didymium.decisions.stocks.purchases.purchases import MOVE_STEP, plan_purchases
from didymium.files.problems import InputError
from didymium.market.base_year import BaseYear
from didymium.market.periods import Periods
from didymium.scenario.reading import read_scenario
from instrument_cases import FINE, FIRST_DAY, PRICE_STEP, TONNE_STEP, builder, linear_market

JAN_2026 = dt.date(2026, 1, 1)


def plan(tonnes: float, move: float = 0.05, *, profile: str = "year", **terms: object) -> PurchasePlan:
    """Buy in the market of market.md §9, in a year."""
    most = float(str(terms.pop("most_price_move", 0.0)))
    need = StockNeed("CLB", "m", tonnes, FIRST_DAY, 12, move, **terms)  # type: ignore[arg-type]
    request = PurchaseRequest((need,), "OUT", most_price_move=most)
    return plan_purchases(linear_market(), BaseYear(), request, profile=profile, options=FINE)


def test_the_purchase_that_moves_the_price_by_the_allowed_step() -> None:
    """Demand is 120 − P, supply from outside 2·(P − 20), members' own begins at 60. Without purchases 120
    − P = 2P − 40, so P = 53⅓. Members up to 60 leave 3P − 160 t for a stock: at 5 % more, 56, that is 8
    t. So 8 t move the price by 5 %, and of 12 t at most 8 can be had.
    """
    (need,) = plan(8.0).needs
    assert need.is_met
    assert need.peak is not None and need.peak.price_without_usd_per_kg is not None
    assert need.peak.price_without_usd_per_kg == pytest.approx(160 / 3, abs=PRICE_STEP)
    assert need.mean_price_usd_per_kg == pytest.approx(56.0, abs=PRICE_STEP)
    assert need.cost_usd_million == pytest.approx(8 * 56 / 1e3, rel=0.01)
    (short,) = plan(12.0).needs
    assert short.bought_t == pytest.approx(8.0, abs=TONNE_STEP)
    assert not short.is_met
    assert short.peak is not None and (short.peak.price_move or 0.0) <= 0.05 + 1e-6


def test_who_supplied_it() -> None:
    """From 53⅓ to 56 outside makes 2·2⅔ = 5⅓ t more, users give up 2⅔ t: together the 8 t."""
    (need,) = plan(8.0).needs
    found = {(source.kind, source.region): source.tonnes for source in need.sources}
    assert found["imports", "OUT"] == pytest.approx(16 / 3, abs=TONNE_STEP)
    assert found["sectors_use", "CLB"] == pytest.approx(8 / 3, abs=TONNE_STEP)
    assert sum(found.values()) == pytest.approx(need.bought_t, abs=1e-6)
    assert need.supplier_share == pytest.approx(2 / 3, abs=TONNE_STEP / 8)
    assert need.output_gained_t == pytest.approx({"OUT": found["imports", "OUT"]})


def test_the_search_finds_the_price_move_that_meets_the_need() -> None:
    """16 t take 3P − 160 = 16, so P = 58⅔: 10 % above 53⅓."""
    found = plan(16.0, most_price_move=0.3)
    assert found.needs[0].needed_price_move == pytest.approx(0.1, abs=MOVE_STEP + PRICE_STEP / 53)
    assert found.met_together


def test_a_need_beyond_the_bound_has_no_price_move() -> None:
    """At 20 % more, 64, users and outside leave 32 t and members make 4: 100 t cannot be had."""
    found = plan(100.0, most_price_move=0.2)
    assert found.needs[0].needed_price_move is None
    assert found.met_together is False


def test_pace_beyond_the_window_is_arithmetic() -> None:
    """8 of 12 t in the 365 days of 2025: at this pace the 12 t take 547.5 days, to the middle of 2026."""
    (need,) = plan(12.0).needs
    assert need.met_on is not None
    expected = FIRST_DAY + dt.timedelta(days=round(365 * 12 / need.bought_t))
    assert need.met_on == expected
    assert abs((need.met_on - dt.date(2026, 7, 2)).days) < 365 * TONNE_STEP / 8


def test_more_room_never_buys_less_and_never_more_than_wanted() -> None:
    """3P − 160 rises with the highest price until the need of 10 t is met, and stops there."""
    bought = [plan(10.0, move).needs[0].bought_t for move in (0.0, 0.02, 0.04, 0.06, 0.08, 0.2)]
    assert all(later >= earlier - 1e-9 for earlier, later in zip(bought, bought[1:], strict=False))
    assert max(bought) <= 10.0 + 1e-9
    assert bought[-1] == pytest.approx(10.0)
    assert bought[2] == pytest.approx(160 * 0.04, abs=TONNE_STEP)


def test_a_floor_is_held_by_buying_until_the_need_is_met() -> None:
    """At 58 the market leaves 3·58 − 160 = 14 t: of 20 t wanted the agency gets 14 and the price stands
    at 58. Of 5 t it gets all, and the price only rises to (160 + 5)/3 = 55.
    """
    (held,) = plan(20.0, floor_usd_per_kg=58.0).needs
    assert held.bought_t == pytest.approx(14.0, abs=TONNE_STEP)
    assert held.mean_price_usd_per_kg == pytest.approx(58.0, abs=PRICE_STEP)
    (filled,) = plan(5.0, floor_usd_per_kg=58.0).needs
    assert filled.bought_t == pytest.approx(5.0)
    assert filled.mean_price_usd_per_kg == pytest.approx(55.0, abs=PRICE_STEP)


def test_a_need_is_spread_evenly_over_its_days() -> None:
    """From 15 January to 14 April 2025 are 90 days: 17 of January, 28, 31 and 14 of April, a day each the
    same.
    """
    days = [dt.date(2025, month, 1) for month in range(1, 7)]
    need = StockNeed("CLB", "m", 90.0, dt.date(2025, 1, 15), 3)
    assert need.end == dt.date(2025, 4, 15)
    assert wanted_t(need, Periods(tuple(days))) == pytest.approx([17.0, 28.0, 31.0, 14.0, 0.0])


def test_what_one_period_cannot_give_is_bought_in_those_with_room() -> None:
    """Of 12 t over three months with limits of 4 t each, the first gives 1 t at the highest price and the
    others, below it, their 4 t: the missing 3 t are split between them by their limits, and all limits add up
    to 12 t again. Where no price leaves room, or nothing is missing, nothing is moved.
    """
    need = StockNeed("CLB", "m", 12.0, FIRST_DAY, 3)
    most, bought, limit = np.full(3, 4.0), np.array([1.0, 4.0, 4.0]), np.full(3, 10.5)
    moved = caught_up_t(need, most, bought, np.array([10.5, 10.0, 10.2]), limit)
    assert moved == pytest.approx([1.0, 5.5, 5.5])
    assert caught_up_t(need, most, bought, limit, limit) is None
    assert caught_up_t(need, most, most, np.full(3, 10.0), limit) is None


def test_catching_up_meets_a_need_that_an_even_pace_does_not() -> None:
    """In January supply is P − 20 and demand 120 − P, so P = 70; at 5 % more, 73.5, that leaves 7 t a
    year, 31/365 of which is 0.5945 t. From February a large plant sells at 60 whatever is wanted. So of 6
    t January gives 0.5945 instead of its even 2.07, and the other two months the rest.
    """
    case = builder().source_of("m", "CLB", 100.0, 20.0, cost_at_capacity_usd_per_kg=120.0)
    case.source_of("m", "CLB", 1000.0, 60.0, name="new", start=dt.date(2025, 2, 1))
    case.demand("u", "CLB", "m", 50.0, curve="linear", elasticity=-1.4, base_price_usd_per_kg=70.0)
    need = StockNeed("CLB", "m", 6.0, FIRST_DAY, 3, 0.05)
    request = PurchaseRequest((need,), most_price_move=0.0)
    (found,) = plan_purchases(case.build(), BaseYear(), request, profile="three_months", options=FINE).needs
    bought = [period.bought_t for period in found.periods]
    assert bought[0] == pytest.approx(7.0 * 31 / 365, abs=2 * TONNE_STEP * 31 / 365)
    assert found.periods[0].wanted_t == pytest.approx(6.0 * 31 / 90)
    assert sum(bought) == pytest.approx(6.0)
    assert bought[1] / bought[2] == pytest.approx(28 / 31, rel=1e-3)


def test_a_part_of_a_month_is_bought_in_that_part() -> None:
    """From 15 January on: the rest of January sells its part and no more."""
    need = StockNeed("CLB", "m", 2.0, dt.date(2025, 1, 15), 2, 0.5)
    request = PurchaseRequest((need,), most_price_move=0.0)
    (found,) = plan_purchases(
        linear_market(), BaseYear(), request, profile="three_months", options=FINE
    ).needs
    bought = np.array([period.bought_t for period in found.periods])
    assert bought == pytest.approx([period.wanted_t for period in found.periods], rel=1e-6)
    assert found.periods[0].wanted_t == pytest.approx(2.0 * 17 / 59)


def test_every_mistake_of_a_request_is_named() -> None:
    """All at once, each with its need and its figure."""
    needs = (
        StockNeed("CLX", "m", 0.0, FIRST_DAY, 0, -0.1),
        StockNeed("CLB", "m", 5.0, dt.date(2020, 1, 1)),
        StockNeed("CLB", "m", 5.0, FIRST_DAY),
    )
    with pytest.raises(InputError) as refused:
        plan_purchases(linear_market(), BaseYear(), PurchaseRequest(needs, "NIX"), profile="yaer")
    found = {(problem.file, problem.column) for problem in refused.value.problems}
    assert found == {
        ("need 1", "member"), ("need 1", "tonnes"), ("need 1", "months"), ("need 1", "price_move"),
        ("need 2", "begin"), ("need 3", None), ("profile", None), ("supplier", None),
    }  # fmt: skip


def test_a_purchase_that_outlasts_the_run_is_refused() -> None:
    """What lies behind the last period cannot be planned."""
    request = PurchaseRequest((StockNeed("CLB", "m", 5.0, FIRST_DAY, 13),))
    with pytest.raises(InputError, match="ends after the run, 2026-01-01"):
        plan_purchases(linear_market(), BaseYear(), request, profile="year")


@pytest.fixture(scope="module")
def bundled() -> Case:
    return read_case(NAME)


@pytest.fixture(scope="module")
def calibration(bundled: Case) -> Calibration:
    return calibrate(bundled)


def test_two_needs_at_once_on_the_bundled_case(bundled: Case, calibration: Calibration) -> None:
    """Japan and the United States buy side by side: nobody pays more than allowed, nobody gets more than
    wanted, and what each got came from somewhere, to the kilogram.
    """
    needs = (
        StockNeed("JPN", "dy_oxide", 100.0, JAN_2026, 12, 0.05),
        StockNeed("USA", "ndpr_oxide", 300.0, JAN_2026, 12, 0.05),
        StockNeed("JPN", "ndpr_metal", 20_000.0, JAN_2026, 12, 0.01),
    )
    request = PurchaseRequest(needs, "CHN", most_price_move=0.0)
    found = plan_purchases(bundled, calibration.base, request, profile="live")
    for line in found.needs:
        assert 0.0 < line.bought_t <= line.need.tonnes * (1.0 + 1e-9)
        assert sum(period.wanted_t for period in line.periods) == pytest.approx(line.need.tonnes)
        for period in line.periods:
            assert period.wanted_t > 0 or period.bought_t == 0
            if period.bought_t > 0:
                assert period.price_usd_per_kg is not None and period.limit_usd_per_kg is not None
                # The perturbation that makes prices unique adds a tenth of a per mille.
                assert period.price_usd_per_kg <= period.limit_usd_per_kg * (1.0 + 1e-3)
        supplied = sum(source.tonnes for source in line.sources)
        assert supplied == pytest.approx(line.bought_t, abs=1e-3 * line.bought_t + 0.001)
    assert found.needs[0].is_met
    assert not found.needs[2].is_met


def test_a_floor_that_is_generous_fills_the_stock_early() -> None:
    """Over a year in quarters an even purchase ends with the year. An agency that may take its time, and pays
    well, is done no later.
    """
    even = plan(4.0, 0.5, profile="quarters").needs[0]
    free = plan(4.0, floor_usd_per_kg=90.0, profile="quarters").needs[0]
    assert even.met_on == dt.date(2026, 1, 1)
    assert free.is_met and free.met_on is not None and free.met_on <= dt.date(2026, 1, 1)
    assert free.bought_t == pytest.approx(4.0)


def test_what_happens_besides_takes_part_in_both_runs(bundled: Case, calibration: Calibration) -> None:
    """Under the licences of 2025 dysprosium in Japan costs more than without them, with the purchase and
    without: the limit follows that price.
    """
    scenario = read_scenario(bundled, "licences_2025")
    need = StockNeed("JPN", "dy_oxide", 10.0, dt.date(2025, 5, 1), 6, 0.05)
    calm, crisis = (
        plan_purchases(
            bundled, calibration.base, PurchaseRequest((need,), "CHN", besides, 0.0), profile="live"
        ).needs[0]
        for besides in (None, scenario)
    )
    for line in (calm, crisis):
        limits = [p for p in line.periods if p.limit_usd_per_kg is not None]
        assert limits
        for period in limits:
            assert period.limit_usd_per_kg == pytest.approx(
                1.05 * (period.price_without_usd_per_kg or np.nan)
            )
    dearest = [max(p.price_without_usd_per_kg or 0.0 for p in line.periods) for line in (calm, crisis)]
    assert dearest[1] > dearest[0]
