"""The yearly cash flow of a project, against hand derivations, numpy-financial and its own identities."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy_financial as npf
import pytest

from didymium.decisions.finance import (
    CashFlow,
    ConcessionalLoan,
    Equity,
    Facilitation,
    Grant,
    Guarantee,
    Insurance,
    OfftakeFloor,
    TaxCredit,
    apply,
    cash_flow,
    debt_service_cover,
    internal_rate_of_return,
    net_present_value,
    payback_years,
)
from didymium.decisions.finance.taxes import credit_used, tax_on
from didymium.decisions.finance.timing import make_timing
from finance_cases import DOD, JOGMEC, NEXI, steady, terms


def test_textbook_case_by_hand() -> None:
    """Revenue 500, cost 100, written off 1000 / 5 = 200: tax (400 − 200) / 4 = 50, so 350 a year.

    Worth −1000 + 350 (1 − 1.1^−5) / 0.1 = 326.775; paid back after 1000 / 350 years; the IRR is where
    (1 − x^−5) / (x − 1) = 1000 / 350, which is x = 1.2211.
    """
    flow = cash_flow(steady(), terms())
    assert flow.project_usd == pytest.approx(np.array([[-1000, 350, 350, 350, 350, 350.0]]))
    assert net_present_value(flow.project_usd, 0.1) == pytest.approx(326.775, abs=5e-4)
    assert internal_rate_of_return(flow.project_usd) == pytest.approx(0.2211, abs=5e-5)
    assert payback_years(flow) == pytest.approx(1000 / 350)
    assert payback_years(flow, from_decision=True) == pytest.approx(1 + 1000 / 350)


def test_textbook_case_agrees_with_numpy_financial() -> None:
    """The same figures from numpy-financial: value, return, payments, interest."""
    flow = cash_flow(steady(), terms(debt_share=0.6, debt_rate=0.05))
    project = flow.project_usd[0]
    assert net_present_value(flow.project_usd, 0.1)[0] == pytest.approx(npf.npv(0.1, project))
    assert internal_rate_of_return(flow.project_usd)[0] == pytest.approx(npf.irr(project))
    assert internal_rate_of_return(flow.equity_usd)[0] == pytest.approx(npf.irr(flow.equity_usd[0]))
    assert flow.service_usd[0, 1:] == pytest.approx(npf.pmt(0.05, 5, -600.0))
    interest = npf.ipmt(0.05, np.arange(1, 6), 5, -600.0)
    taxed = 500 - 100 - 200 - interest
    assert flow.tax_usd[0, 1:] == pytest.approx(0.25 * taxed)


def test_cover_of_debt_by_hand() -> None:
    """Interest of 30 in the first year leaves 170 to tax: 400 − 42.5 = 357.5 for a service of 138.585."""
    flow = cash_flow(steady(), terms(debt_share=0.6, debt_rate=0.05))
    cover = debt_service_cover(flow)[0]
    assert np.isinf(cover[0])
    assert cover[1] == pytest.approx(357.5 / (600 * 0.05 / (1 - 1.05**-5)))
    assert np.all(np.diff(cover[1:]) < 0), "less interest, more tax, less cover"


def test_lenders_earn_their_rate() -> None:
    """Debt drawn over two and a half years with a ramp and a broken last year is still worth nothing at its
    own rate, if all is paid.
    """
    agreed = terms(
        lead_months=np.array([30.0]), ramp_years=1.0, debt_share=0.6, debt_rate=0.06, debt_years=2.5
    )
    flow = cash_flow(steady(prices=(20.0,), years=9), agreed)
    assert np.allclose(flow.paid_usd, flow.service_usd)
    assert net_present_value(flow.lenders_usd, 0.06)[0] == pytest.approx(0, abs=1e-9)


def test_calendar_by_hand() -> None:
    """18 months of lead, a third of it for permits: building from month 6 to 18, production from mid-2027 for
    two years and a half.
    """
    timing = make_timing(
        terms(lead_months=np.array([18.0]), permitting_share=1 / 3, life_years=2.5), np.arange(2026, 2031)
    )
    assert timing.building[0] == pytest.approx([0.5, 0.5, 0, 0, 0])
    assert timing.running[0] == pytest.approx([0, 0.5, 1, 1, 0])
    assert timing.last[0].tolist() == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("ramp", "output"), [(0.0, [1, 1, 1, 1]), (1.0, [1 / 2, 1, 1, 1]), (2.0, [1 / 3, 2 / 3, 1, 1])]
)
def test_ramp_in_equal_steps(ramp: float, output: list[float]) -> None:
    """A ramp of two years has steps at a third and two thirds: half of the ramp's output is lost."""
    timing = make_timing(terms(life_years=4.0, ramp_years=ramp), np.arange(2026, 2031))
    assert timing.output[0] == pytest.approx([0, *output])
    assert 4.0 - timing.output[0].sum() == pytest.approx(ramp / 2)


def test_working_capital_comes_back() -> None:
    """73 days of 500 dollars a year tie up 100 in the first year of production and free them in the last."""
    flow = cash_flow(steady(), terms(working_capital_days=73.0))
    assert flow.ground.working_capital_usd[0] == pytest.approx([0, 100, 0, 0, 0, -100])


def test_losses_are_carried_forward() -> None:
    """A loss of 100 shields 60 and 40 of the next 80."""
    profit = np.array([[-100.0, 60, 80, -10, 10, 5]])
    assert tax_on(profit, 0.5)[0] == pytest.approx([0, 0, 20, 0, 0, 2.5])


def test_credits_wait_for_tax() -> None:
    """The closed form agrees with paying year by year from what credits are left."""
    numbers = np.random.default_rng(3)
    credit, tax = (
        numbers.uniform(0, 10, (50, 12)),
        numbers.uniform(0, 10, (50, 12)) * (numbers.random((50, 12)) < 0.6),
    )
    left = np.zeros(50)
    for year in range(12):
        used = np.minimum(left + credit[:, year], tax[:, year])
        left = left + credit[:, year] - used
        assert credit_used(credit, tax)[:, year] == pytest.approx(used, abs=1e-9)


@pytest.fixture(scope="module")
def supported() -> CashFlow:
    """Twenty draws with every instrument at once, from ruin to riches."""
    numbers = np.random.default_rng(5)
    prices = tuple(numbers.uniform(0.5, 9.0, 20))
    operation = steady(prices=prices, years=14, scenario=("war", "peace") * 10)
    agreed = terms(
        20,
        capital_usd=numbers.uniform(600, 1400, 20),
        lead_months=numbers.uniform(6, 40, 20),
        life_years=8.0,
        ramp_years=1.5,
        permitting_share=0.3,
        sustaining_share=0.02,
        working_capital_days=60.0,
        royalty_rate=0.03,
        debt_share=0.6,
        debt_rate=0.06,
        cost_factor=numbers.uniform(0.8, 1.3, 20),
    )
    supports = (
        Grant(JOGMEC, 0.1, amount_usd_million=0.0001),
        Guarantee(NEXI, 0.5, 0.02, 0.004),
        ConcessionalLoan(JOGMEC, 0.2, 0.01, 6.0),
        Equity(JOGMEC, 0.15),
        OfftakeFloor(DOD, "oxide", 3.0, 0.5, 4.0, strike_usd_per_kg=5.0, upside_share=0.3),
        Insurance(NEXI, 0.9, 0.004, ("war",)),
        Facilitation(DOD, 0.5, 0.00001),
        TaxCredit(DOD, "operating", 0.1, 5.0, transferable=False),
        TaxCredit(DOD, "capital", 0.05),
    )
    return apply(supports, operation, agreed)


def test_parties_share_what_there_is(supported: CashFlow) -> None:
    """Owners, lenders, host and payers together get the gross flow less the work of authorities, each year
    of each draw: no dollar is lost or counted twice.
    """
    public = sum(supported.public_usd.values())
    together = supported.owners_usd + supported.lenders_usd + supported.host_usd - public
    assert together == pytest.approx(supported.gross_usd - supported.support_costs_usd, abs=1e-8)
    assert set(supported.public_usd) == {JOGMEC, NEXI, DOD}
    assert np.any(supported.rescued_usd > 0) and np.any(supported.paid_usd == supported.service_usd)


def test_capital_is_paid_for(supported: CashFlow) -> None:
    """Grants, debt and what owners put in are the capital, and a grant of an amount is one: 100 dollars and a
    tenth.
    """
    grant = supported.public[0].outlay_usd.sum(axis=1)
    assert grant == pytest.approx(100 + 0.1 * supported.ground.terms.capital_usd)
    own = supported.ground.capital_usd - supported.grants_usd - supported.drawn_usd
    assert np.all(own >= -1e-9)


def test_value_falls_with_the_discount_rate(supported: CashFlow) -> None:
    """Money is spent first and earned later: in the richest draw a higher rate always means less."""
    richest = int(np.argmax(supported.project_usd.sum(axis=1)))
    worth = [net_present_value(supported.project_usd, rate)[richest] for rate in np.linspace(0, 0.5, 11)]
    assert np.all(np.diff(worth) < 0)


def test_rescaled_money_changes_no_ratio() -> None:
    """A project a thousand times as large has the same returns and the same cover."""
    agreed = terms(debt_share=0.6, debt_rate=0.05)
    small = cash_flow(steady(), agreed)
    large = cash_flow(
        steady(kg=1e5, cost_usd=1e5), terms(capital_usd=np.array([1e6]), debt_share=0.6, debt_rate=0.05)
    )
    assert internal_rate_of_return(large.equity_usd) == pytest.approx(
        internal_rate_of_return(small.equity_usd)
    )
    assert debt_service_cover(large) == pytest.approx(debt_service_cover(small))


def test_decision_in_a_later_year() -> None:
    """Waiting a year moves the whole flow by a year: worth 1 / 1.1 as much today."""
    now = cash_flow(steady(years=7), terms())
    later = cash_flow(steady(years=7), terms(decision=dt.date(2027, 1, 1)))
    assert later.project_usd[0, 1:] == pytest.approx(now.project_usd[0, :-1])
