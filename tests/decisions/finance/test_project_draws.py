"""Draws of capital, lead time and cost from rows of the tables, and offers of agencies."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from didymium.case.schema import Plant, PlantCost, Project
from didymium.decisions.finance import (
    ConcessionalLoan,
    Equity,
    FinanceError,
    Guarantee,
    Setting,
    draw_project,
    offer_of,
    project_terms,
)
from didymium.evidence.agencies import Agency, AgencyTerm
from finance_cases import terms

PLANT = Plant(
    plant="mill",
    process="milling",
    region="AUS",
    name_en="Mill",
    capacity_t_per_year=2000,
    cost_usd_per_kg=1,
    status="planned",
    source="assumed: for the test",
)
COST = PlantCost(
    plant="mill",
    operating_low_usd_per_kg=2,
    operating_usd_per_kg=4,
    operating_high_usd_per_kg=5,
    capital_million_usd=30,
    capital_capacity_t_per_year=1000,
    source="assumed: for the test",
)


def project(**changes: object) -> Project:
    given: dict[str, object] = {
        "project": "spar",
        "name_en": "Spar",
        "name_ko": "스파",
        "name_ja": "スパー",
        "region": "AUS",
        "plants": "mill",
        "status": "study",
        "earliest_decision": dt.date(2026, 6, 1),
        "lead_months_low": 12,
        "lead_months": 18,
        "lead_months_high": 36,
        "life_years": 10,
        "success_share": 0.7,
        "currency": "AUD",
        "capital_low_million": 200,
        "capital_million": 260,
        "capital_high_million": 390,
        "tax_rate": 0.3,
        "debt_share": 0.6,
        "debt_rate": 0.05,
        "debt_years": 8,
        "source": "assumed: for the test",
    }
    return Project.model_validate({**given, **changes})


def test_triangles_of_a_project() -> None:
    """Capital at 1.3 Australian dollars for one, mean (200 + 260 + 390) / 3 / 1.3; lead (12 + 18 + 36) / 3;
    cost 2, 4, 5 over 4. A Latin hypercube of 500 meets the means closely.
    """
    drawn = draw_project(project(), [PLANT], {"mill": COST}, {"AUD": 1.3}, draws=500, seed=1)
    assert drawn.capital_usd.mean() == pytest.approx(850 / 3 / 1.3 * 1e6, rel=1e-3)
    assert drawn.lead_months.mean() == pytest.approx(22, rel=1e-3)
    assert drawn.cost_factor.mean() == pytest.approx((0.5 + 1 + 1.25) / 3, rel=1e-3)
    assert drawn.capital_usd.min() >= 200e6 / 1.3 and drawn.capital_usd.max() <= 390e6 / 1.3
    again = draw_project(project(), [PLANT], {"mill": COST}, {"AUD": 1.3}, draws=500, seed=1)
    assert np.array_equal(again.capital_usd, drawn.capital_usd)


def test_capital_of_the_plants_where_the_project_has_none() -> None:
    """30 million for 1000 t make 60 for 2000 t; nobody said how far off that may be, so it has no spread."""
    blank = project(capital_low_million=None, capital_million=None, capital_high_million=None)
    drawn = draw_project(blank, [PLANT], {"mill": COST}, {}, draws=3, seed=1)
    assert drawn.capital_usd.tolist() == [60e6] * 3


@pytest.mark.parametrize(
    ("changes", "costs", "said"),
    [
        ({}, {"mill": COST}, "the capital of spar is in AUD, which has no rate"),
        ({"capital_million": None}, {}, "what spar costs to build is unknown"),
        ({"currency": "USD", "capital_low_million": 300}, {}, "runs from 3e.08 over 2.6e.08"),
    ],
)
def test_draws_that_cannot_be_made(
    changes: dict[str, object], costs: dict[str, PlantCost], said: str
) -> None:
    """Named, never filled in."""
    with pytest.raises(FinanceError, match=said):
        draw_project(project(**changes), [PLANT], costs, {}, draws=3, seed=1)


def test_terms_of_a_project() -> None:
    """The row's figures, and a decision not before its time."""
    drawn = draw_project(project(), [PLANT], {"mill": COST}, {"AUD": 1.3}, draws=4, seed=1)
    made = project_terms(project(), drawn, decision=dt.date(2026, 7, 1), discount_rate=0.08)
    assert (made.life_years, made.debt_share, made.tax_rate, made.draws) == (10, 0.6, 0.3, 4)
    with pytest.raises(FinanceError, match="before its earliest decision on 2026-06-01"):
        project_terms(project(), drawn, decision=dt.date(2026, 1, 1), discount_rate=0.08)


def offered(instrument: str, **figures: object) -> tuple[object, tuple[str, ...]]:
    term = AgencyTerm.model_validate(
        {"agency": "bank", "instrument": instrument, "as_of": dt.date(2026, 1, 1), "source": "x", **figures}
    )
    agency = Agency("bank", "JPN", "Bank", "은행", "銀行", (term,))
    setting = Setting(
        treasury_rate=0.01,
        inflation=0.02,
        war_scenarios=("war",),
        floor_material="oxide",
        floor_usd_per_kg=110.0,
    )
    agreed = terms(capital_usd=np.array([1e9]), life_years=12.0, debt_share=0.6, debt_rate=0.06)
    offer = offer_of(agency, term, agreed, setting)
    return offer.support, offer.assumed


def test_offers_of_agencies() -> None:
    """A nominal rate of 4.04 % at 2 % inflation is 2 % real; a ceiling of 300 million on a project of a
    billion is a share of 0.3; a loan ends with the project. What is not known is named.
    """
    loan, assumed = offered(
        "concessional_loan",
        max_share=0.5,
        years=15,
        rate=0.0404,
        rate_kind="interest",
        project_ceiling_usd_million=300,
    )
    assert isinstance(loan, ConcessionalLoan) and assumed == ()
    assert (loan.share, loan.rate, loan.years) == pytest.approx((0.3, 0.02, 12.0))
    unknown, assumed = offered("concessional_loan")
    assert isinstance(unknown, ConcessionalLoan) and set(assumed) == {"max_share", "years", "rate"}
    assert unknown.rate == pytest.approx(0.02), "the treasury's own rate and the usual margin"


def test_offers_are_shares_of_the_capital() -> None:
    """30 % of the equity needed is 12 % of a capital of which lenders give 60 %; a covered lender asks for
    what official credit costs.
    """
    equity, _ = offered("equity", max_share=0.3)
    assert isinstance(equity, Equity) and equity.share == pytest.approx(0.12)
    guarantee, assumed = offered("guarantee", cover_share=0.9, premium=0.004)
    assert isinstance(guarantee, Guarantee) and assumed == ("rate_cut",)
    assert (guarantee.share, guarantee.rate_cut, guarantee.fee) == pytest.approx((0.9, 0.04, 0.004))
