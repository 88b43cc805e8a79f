"""What each instrument gives the project of five good years, and who bears it; derived by hand."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.decisions.finance import (
    ConcessionalLoan,
    Equity,
    Facilitation,
    Grant,
    Guarantee,
    Insurance,
    OfftakeFloor,
    Operation,
    ProjectTerms,
    PublicFlow,
    Support,
    TaxCredit,
    apply,
    cash_flow,
    cost_by_payer,
    least_cover,
    net_present_value,
    years_over_ceiling,
)
from finance_cases import DOD, JOGMEC, NEXI, steady, terms

ANNUITY_5 = 0.05 / (1 - 1.05**-5)
"""What a dollar of debt at 5 % asks for each year of five."""


def public(support: Support, operation: Operation, agreed: ProjectTerms) -> PublicFlow:
    (flow,) = apply((support,), operation, agreed).public
    return flow


def test_grant_takes_the_place_of_debt_and_equity() -> None:
    """200 of 1000 given: debt 0.6 · 800, written off 800 / 5; the payer gets nothing back."""
    agreed = terms(debt_share=0.6, debt_rate=0.05)
    flow = apply((Grant(JOGMEC, 0.2),), steady(), agreed)
    assert flow.drawn_usd.sum() == pytest.approx(480)
    assert flow.unlevered_tax_usd[0, 1] == pytest.approx(0.25 * (400 - 160))
    assert flow.public[0].outlay_usd[0] == pytest.approx([200, 0, 0, 0, 0, 0])
    assert not flow.public[0].returns_usd.any()


def test_cover_rises_with_the_grant() -> None:
    """In draws from misery to riches that can serve some debt."""
    agreed = terms(8, debt_share=0.6, debt_rate=0.05)
    operation = steady(prices=tuple(np.linspace(1.5, 6.0, 8)))
    covers = [
        least_cover(apply((Grant(JOGMEC, share),), operation, agreed)) for share in np.linspace(0, 0.9, 10)
    ]
    assert np.all(np.diff(covers, axis=0) > 0)


def test_loan_takes_the_place_of_debt() -> None:
    """300 of the 600 lent at nothing over five years: 60 a year instead of 69.3, and owners put in 400."""
    agreed = terms(debt_share=0.6, debt_rate=0.05)
    flow = apply((ConcessionalLoan(JOGMEC, 0.3, 0.0, 5.0),), steady(), agreed)
    assert flow.service_usd[0, 1] == pytest.approx(60 + 300 * ANNUITY_5)
    assert flow.owners_usd[0, 0] == pytest.approx(-400)
    assert flow.public[0].outlay_usd.sum() == pytest.approx(300)
    assert flow.public[0].returns_usd[0, 1:] == pytest.approx(60)


def test_loan_beyond_the_debt_takes_the_place_of_equity() -> None:
    """800 lent where lenders gave 600: no commercial debt is left, owners put in 200."""
    flow = apply((ConcessionalLoan(JOGMEC, 0.8, 0.0, 5.0),), steady(), terms(debt_share=0.6))
    assert not flow.commercial_drawn_usd.any()
    assert flow.owners_usd[0, 0] == pytest.approx(-200)


def test_guarantee_lowers_the_rate_and_is_called() -> None:
    """Half of 600 at 3 % instead of 5 %. At a price of 1.5 there are 50 a year and no tax: what is missing of
    the guaranteed service is the payer's, the rest of it the lenders' loss; the fee is 1 % of what is owed.
    """
    agreed = terms(2, debt_share=0.6, debt_rate=0.05)
    operation = steady(prices=(5.0, 1.5))
    flow = apply((Guarantee(NEXI, 0.5, 0.02, 0.01),), operation, agreed)
    own, rest = 300 * 0.03 / (1 - 1.03**-5), 300 * ANNUITY_5
    assert flow.service_usd[0, 1] == pytest.approx(own + rest)
    (public_flow,) = flow.public
    assert not public_flow.outlay_usd[0].any(), "no call in the good draw"
    fee = 0.01 * 300
    assert public_flow.returns_usd[0, 1] == pytest.approx(fee)
    missing = own + rest - (50 - fee)
    assert public_flow.outlay_usd[1, 1] == pytest.approx(missing * own / (own + rest))
    assert flow.lenders_usd[1, 1] == pytest.approx((50 - fee) + public_flow.outlay_usd[1, 1])
    assert public_flow.exposure_usd == pytest.approx(np.array([300.0, 300.0]))


def test_public_equity_gets_its_share() -> None:
    """A quarter of the capital without any debt is a quarter of everything, losses too."""
    operation = steady(prices=(5.0, 0.5))
    flow = apply((Equity(JOGMEC, 0.25),), operation, terms(2))
    assert -flow.public[0].net_usd == pytest.approx(0.25 * flow.equity_usd)
    assert flow.owners_usd == pytest.approx(0.75 * flow.equity_usd)


def test_public_equity_beside_debt() -> None:
    """A tenth of 1000 from the payer, lenders 0.6 of the other 900, private owners 360: the payer owns
    100 / 460 of what is left over.
    """
    flow = apply((Equity(JOGMEC, 0.1),), steady(), terms(debt_share=0.6, debt_rate=0.05))
    assert flow.owners_usd[0, 0] == pytest.approx(-360)
    left = flow.available_usd - flow.paid_usd
    assert flow.public[0].returns_usd[0, 1:] == pytest.approx(left[0, 1:] * 100 / 460)


def test_floor_pays_the_gap_and_shares_the_upside() -> None:
    """Half of 100 kg for two years: 50 · (4 − 3) at a price of 3; a third of 50 · (9 − 6) at one of 9."""
    floor = OfftakeFloor(DOD, "oxide", 4.0, 0.5, 2.0, strike_usd_per_kg=6.0, upside_share=1 / 3)
    flow = public(floor, steady(prices=(3.0, 5.0, 9.0)), terms(3))
    assert flow.outlay_usd.tolist() == [[0, 50, 50, 0, 0, 0], [0] * 6, [0] * 6]
    assert flow.returns_usd[2] == pytest.approx([0, 50, 50, 0, 0, 0])
    assert flow.exposure_usd == pytest.approx(np.full(3, 4.0 * 50 * 2))


def test_floor_on_what_is_contained() -> None:
    """The 50 kg of metal in the oxide cost 10 on the market; a floor of 12 pays 100 a year, and is taxed."""
    floor = OfftakeFloor(DOD, "metal", 12.0, 1.0, 5.0)
    plain, helped = cash_flow(steady(), terms()), apply((floor,), steady(), terms())
    assert helped.project_usd[0, 1:] - plain.project_usd[0, 1:] == pytest.approx(75)


def test_insurance_pays_in_named_scenarios_only() -> None:
    """Two draws without enough cash, war and slump: nine tenths of what is missing in the war is paid."""
    operation = steady(prices=(1.5, 1.5), scenario=("war", "slump"))
    flow = apply((Insurance(NEXI, 0.9, 0.01, ("war",)),), operation, terms(2, debt_share=0.6, debt_rate=0.05))
    premium = 0.01 * 0.9 * 600
    assert flow.public[0].returns_usd[:, 1] == pytest.approx(premium)
    missing = 600 * ANNUITY_5 - (50 - premium)
    assert flow.public[0].outlay_usd[:, 1] == pytest.approx([0.9 * missing, 0])


def test_facilitation_shortens_the_wait_for_permits() -> None:
    """Half of 24 months waits for permits; deciding in half the time brings the product after 18. Building
    still takes a year.
    """
    agreed = terms(lead_months=np.array([24.0]), permitting_share=0.5)
    flow = apply((Facilitation(DOD, 0.5, 0.0001),), steady(years=8), agreed)
    assert flow.ground.timing.first_product == pytest.approx(1.5)
    assert flow.ground.timing.building[0, :3] == pytest.approx([0.5, 0.5, 0])
    assert flow.public[0].outlay_usd[0, 0] == pytest.approx(100)


def test_transferable_credit_needs_no_profit() -> None:
    """A tenth of 100 dollars of operating cost for two years, though at this price no tax is due."""
    credit = TaxCredit(DOD, "operating", 0.1, 2.0, transferable=True)
    waiting = TaxCredit(DOD, "operating", 0.1, 2.0, transferable=False)
    operation = steady(prices=(1.5,))
    assert public(credit, operation, terms()).outlay_usd[0] == pytest.approx([0, 10, 10, 0, 0, 0])
    assert not public(waiting, operation, terms()).outlay_usd.any()


def test_credit_on_capital_waits_for_the_first_product() -> None:
    """A tenth of 1000, used against 50 of tax a year."""
    waiting = TaxCredit(DOD, "capital", 0.1, transferable=False)
    assert public(waiting, steady(), terms()).outlay_usd[0] == pytest.approx([0, 50, 50, 0, 0, 0])


def test_cost_to_the_treasury() -> None:
    """A loan of 300 at nothing over five years costs a treasury that pays 3 % itself 300 − 60 · 4.5797; a
    year's outlay above an agency's ceiling is named.
    """
    million = 1e6
    agreed = terms(capital_usd=np.array([1000 * million]), debt_share=0.6, debt_rate=0.05)
    operation = steady(kg=100 * million, cost_usd=100 * million)
    flow = apply((ConcessionalLoan(JOGMEC, 0.3, 0.0, 5.0), Grant(DOD, 0.1)), operation, agreed)
    loan, grant = cost_by_payer(flow, {"JPN": 0.03}, 0.08)
    assert loan.expected_usd_million == pytest.approx(300 - 60 * (1 - 1.03**-5) / 0.03)
    assert (loan.outlay_usd_million, loan.yearly_outlay_usd_million[0]) == pytest.approx((300, 300))
    assert grant.expected_usd_million == pytest.approx(100)
    assert years_over_ceiling(flow, {"jogmec": 250.0, "dod": 100.0}) == (
        ("jogmec", 2026, pytest.approx(300)),
    )


def test_what_the_treasury_gives_the_project_gets() -> None:
    """At the treasury's own rate a grant is worth to all others what it costs: taxes included, nothing is
    made or lost.
    """
    agreed = terms(debt_share=0.6, debt_rate=0.05)
    plain, helped = cash_flow(steady(), agreed), apply((Grant(JOGMEC, 0.2),), steady(), agreed)

    def others(flow: object) -> float:
        worth = flow.owners_usd + flow.lenders_usd + flow.host_usd  # type: ignore[attr-defined]
        return float(net_present_value(worth, 0.03)[0])

    assert others(helped) - others(plain) == pytest.approx(200)
