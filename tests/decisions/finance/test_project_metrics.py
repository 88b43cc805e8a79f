"""Returns, payback and break-even prices, against numpy-financial and closed forms."""

from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest

from didymium.decisions.finance import (
    break_even_price,
    cash_flow,
    internal_rate_of_return,
    lower_quantile,
    net_present_value,
    payback_years,
    price_factor,
)
from didymium.decisions.finance.operation import held_until, scale_prices, spread_over
from didymium.decisions.reference.annuity import capital_recovery_factor
from finance_cases import steady, terms


def test_returns_agree_with_numpy_financial() -> None:
    """A hundred investments that are followed by gains."""
    numbers = np.random.default_rng(11)
    flows = np.hstack([-numbers.uniform(50, 100, (100, 2)), numbers.uniform(5, 60, (100, 10))])
    mine = internal_rate_of_return(flows)
    assert mine == pytest.approx(np.array([npf.irr(flow) for flow in flows]), abs=1e-9)
    values = [npf.npv(0.07, flow) for flow in flows]
    assert net_present_value(flows, 0.07) == pytest.approx(np.array(values))


def test_no_return_where_there_is_none() -> None:
    """Only spending, only gains, or nothing at all."""
    flows = np.array([[-1.0, -2, -3], [1, 2, 3], [0, 0, 0]])
    assert np.all(np.isnan(internal_rate_of_return(flows)))


def test_a_loss_has_a_negative_return() -> None:
    """100 spent, 50 back a year later: a return of minus one half."""
    assert internal_rate_of_return(np.array([[-100.0, 50.0]])) == pytest.approx(-0.5)


def test_never_paid_back() -> None:
    """A project that loses money each year has no payback."""
    assert np.isnan(payback_years(cash_flow(steady(prices=(0.5,)), terms()))[0])


def test_break_even_price_without_tax() -> None:
    """Without tax a kg must earn its cost and its share of the yearly charge on the capital: one year after
    the spending begins a level payment of 1000 crf(10 %, 5), so (100 + 263.80) / 100 kg = 3.638.
    """
    agreed = terms(tax_rate=0.0)
    price = break_even_price("oxide", (), steady(), agreed)
    assert price[0] == pytest.approx((100 + 1000 * capital_recovery_factor(0.1, 5)) / 100)


def test_at_the_break_even_price_the_project_is_worth_nothing() -> None:
    """With royalty, tax, working capital and another price in each year too."""
    operation = steady(prices=(4.0, 6.0), years=9)
    operation.price_usd_per_kg["oxide"][:] *= np.linspace(0.8, 1.4, 9)
    agreed = terms(2, royalty_rate=0.05, working_capital_days=60.0, ramp_years=1.0, sustaining_share=0.03)
    factor = price_factor((), operation, agreed)
    flow = cash_flow(scale_prices(operation, factor), agreed)
    assert net_present_value(flow.project_usd, 0.1) == pytest.approx(0, abs=1e-6)
    assert factor[0] / factor[1] == pytest.approx(1.5), "prices half as high again need half as much less"


def test_no_break_even_price_without_need() -> None:
    """A project that costs nothing has none."""
    free = terms(capital_usd=np.zeros(1))
    assert np.isnan(price_factor((), steady(cost_usd=0.0), free)[0])


def test_lower_quantile_is_a_draw() -> None:
    """The worst decile of ten draws is the worst of them, of twenty-one the third worst; infinity is no
    trouble.
    """
    assert lower_quantile(np.arange(10.0), 0.1) == 0.0
    assert lower_quantile(np.arange(21.0), 0.1) == 2.0
    assert lower_quantile(np.full(5, np.inf), 0.1) == np.inf


def test_last_year_is_held() -> None:
    """Prices after the last year are the last year's."""
    longer = held_until(steady(prices=(2.0, 3.0)), 2040)
    assert longer.years[-1] == 2040 and longer.price_usd_per_kg["oxide"][:, -1].tolist() == [2.0, 3.0]


def test_scenarios_are_repeated_in_turn() -> None:
    """Five draws of two scenarios."""
    assert spread_over(steady(prices=(2.0, 3.0)), 5).scenario == ("s0", "s1", "s0", "s1", "s0")


def test_a_draw_that_sells_nothing_is_no_trouble() -> None:
    """Its feed is not to be had: no break-even price, no return, all capital lost."""
    operation = steady(prices=(5.0, 5.0))
    for table in (operation.sold_kg["oxide"], operation.operating_usd):
        table[1] = 0.0
    flow = cash_flow(operation, terms(2, debt_share=0.6, debt_rate=0.05))
    assert np.isnan(break_even_price("oxide", (), operation, terms(2))).tolist() == [False, True]
    assert np.isnan(internal_rate_of_return(flow.project_usd)).tolist() == [False, True]
    assert net_present_value(flow.project_usd, 0.1)[1] == -1000
