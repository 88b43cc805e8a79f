"""What a candidate is worth: against the cash flow of project finance, annuities, and what cannot be had."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from didymium.decisions.entry_exit.candidates.life import Life
from didymium.decisions.entry_exit.candidates.planned import Candidate
from didymium.decisions.entry_exit.worth import Activity, Believed, prospect_of
from didymium.decisions.finance import Operation, ProjectTerms, apply
from didymium.market.periods import Periods

YEARS = 12
FIRST = 2026
PERIODS = Periods(tuple(dt.date(FIRST + year, 1, 1) for year in range(YEARS + 1)))
PRICES = 5.0 + np.array([0, 0, 1, 3, -4.5, 2, 1, 0, 0, 1, 2, 0.5])
PLANT = Candidate(
    name="plant", region="AAA", t_per_year={"plant": 0.1}, operating_usd_per_year=100.0, capital_usd=1000.0,
    life=Life(2.0, 2.0, 8.0, 0.09, permitting_share=0.25), most=1, is_step=False, tax_rate=0.25,
    royalty_rate=0.03, sustaining_share=0.02,
)  # fmt: skip


def believed(prices: np.ndarray, had: bool = True) -> Believed:
    """One node at a price in each period."""
    return Believed(prices[None, :], np.full((1, len(prices)), had), np.zeros(0))


def test_it_is_worth_what_project_finance_says() -> None:
    """100 kg a year for eight years at prices that fall below cost once, with a ramp of two years, tax,
    royalty and sustaining capital: the flow of the finance module after the first product, discounted from
    the middle of its years, less the capital, spent evenly in the last three quarters of the lead. In the
    bad year the plant stands still here: it sells and spends nothing there.
    """
    selling = (PRICES * 97.0 > 100.0).astype(float)
    life, outlook = PLANT.life, 8.0
    operation = Operation(
        years=np.arange(FIRST, FIRST + YEARS),
        sold_kg={"m": 100.0 * selling[None, :]},
        price_usd_per_kg={"m": PRICES[None, :]},
        bought_usd=np.zeros((1, YEARS)),
        operating_usd=100.0 * selling[None, :],
        contained_kg={},
        scenario=("",),
    )
    terms = ProjectTerms(
        decision=dt.date(FIRST, 1, 1), capital_usd=np.array([1000.0]), lead_months=np.array([24.0]),
        life_years=8.0, discount_rate=0.09, ramp_years=2.0, permitting_share=0.25, sustaining_share=0.02,
        tax_rate=0.25, royalty_rate=0.03,
    )  # fmt: skip
    flow = apply((), operation, terms)
    after = (flow.project_usd + flow.ground.capital_usd)[0]
    middles = 1.09 ** -(np.arange(YEARS) + 0.5)
    expected = float(after @ middles) - 1000.0 * life.building_discount
    made = Activity(np.array([0]), np.full((1, YEARS), 0.1))
    prospect = prospect_of(PERIODS, PLANT, made, dt.date(FIRST, 1, 1), outlook)
    # Years of operation of 365.25 days and calendar years part by up to a day and a half.
    assert prospect.worth_usd(believed(PRICES)) == pytest.approx(expected, abs=1.0)
    assert expected > 100.0


def test_what_the_years_looked_at_show_holds_for_life() -> None:
    """Three years at 5 dollars, then 50 that others would compete away: worth as much as 5 for ever."""
    made = Activity(np.array([0]), np.full((1, YEARS), 0.1))
    prospect = prospect_of(PERIODS, PLANT, made, dt.date(FIRST, 1, 1), 3.0)
    rising = np.where(np.arange(YEARS) < 6, 5.0, 50.0)
    flat = np.full(YEARS, 5.0)
    assert prospect.worth_usd(believed(rising)) == pytest.approx(prospect.worth_usd(believed(flat)), rel=0.02)


def test_at_the_full_cost_nothing_is_gained() -> None:
    """Without tax, a price of operating cost and capital charge makes the net present value nothing."""
    plain = replace(PLANT, tax_rate=0.0, royalty_rate=0.0, sustaining_share=0.0)
    made = Activity(np.array([0]), np.full((1, YEARS), 0.1))
    prospect = prospect_of(PERIODS, plain, made, dt.date(FIRST, 1, 1), 3.0)
    assert prospect.worth_usd(believed(np.full(YEARS, plain.full_cost_usd_per_kg))) == pytest.approx(
        0.0, abs=1e-6
    )


def test_the_charge_is_the_annuity() -> None:
    """With no lead and no ramp the charge is the capital recovery factor of yearly payments in the middle of
    each year: r/(1 − (1 + r)^−n), less half a year of interest.
    """
    life = Life(0.0, 0.0, 20.0, 0.1)
    assert life.charge == pytest.approx(0.1 / (1 - 1.1**-20) / 1.1**0.5)
    assert Life(0.0, 0.0, 20.0, 0.0).charge == pytest.approx(1 / 20)
    assert Life(2.0, 0.0, 20.0, 0.1).building_discount == pytest.approx((1 - 1.1**-2) / (2 * np.log(1.1)))


def test_half_a_year_is_lost_by_a_ramp_of_a_year() -> None:
    """Two steps, a year apart: half of the first year is lost, and of a life of 2.5 years two are made."""
    assert Life(0.0, 1.0, 2.5, 0.1).output == pytest.approx([0.5, 1.0, 0.5])


def test_what_takes_something_that_is_not_to_be_had_earns_nothing() -> None:
    """However dear its product: with no input there is no output, and the capital is lost."""
    taking = Activity(np.array([0]), np.full((1, YEARS), -0.1))
    prospect = prospect_of(PERIODS, PLANT, taking, dt.date(FIRST, 1, 1), 3.0)
    lost = -1000.0 * PLANT.life.building_discount - 20.0 * float(PLANT.life.discount.sum())
    assert prospect.worth_usd(believed(np.full(YEARS, 5.0), had=False)) == pytest.approx(lost)


def test_beyond_the_run_nothing_can_be_judged() -> None:
    """A product that comes after the last period has no price to be judged by."""
    made = Activity(np.array([0]), np.full((1, YEARS), 0.1))
    assert not prospect_of(PERIODS, PLANT, made, dt.date(FIRST + YEARS - 2, 1, 1), 3.0).can_be_judged
    assert prospect_of(PERIODS, PLANT, made, dt.date(FIRST + YEARS - 3, 1, 1), 3.0).can_be_judged
