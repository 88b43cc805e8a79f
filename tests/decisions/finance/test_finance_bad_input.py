"""Bad terms, supports and operations are refused in words, all at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from didymium.decisions.finance import (
    ConcessionalLoan,
    FinanceError,
    Grant,
    Guarantee,
    Hurdle,
    Insurance,
    OfftakeFloor,
    Operation,
    Support,
    TaxCredit,
    apply,
    cash_flow,
    in_scenarios,
    net_present_value,
    spread_over,
)
from didymium.decisions.finance.bankable import check_hurdle
from finance_cases import DOD, JOGMEC, NEXI, steady, terms


def test_every_problem_of_the_terms_is_said() -> None:
    """A negative discount rate, no life and a debt above the capital, in one go."""
    wrong = terms(discount_rate=-0.05, life_years=0.0, debt_share=1.2, tax_rate=1.5)
    with pytest.raises(FinanceError) as refused:
        cash_flow(steady(), wrong)
    said = str(refused.value)
    assert "the discount rate is -0.05: a negative one is refused, give 0 or more" in said
    assert "the life of the project in years is 0: give a number above 0" in said
    assert "the debt share is 1.2: give a share from 0 to 1" in said
    assert "the tax rate is 1.5" in said
    assert len(refused.value.problems) == 4


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"debt_share": 0.5, "debt_years": 9.0}, "the project lives 5: give a shorter term"),
        ({"decision": dt.date(2025, 6, 1)}, "the decision on 2025-06-01 is outside the years 2026 to 2031"),
        ({"lead_months": np.array([30.0])}, "production of the latest draw in 2033: give prices until then"),
        ({"capital_usd": np.array([-1.0])}, "the capital is negative or not a number in some draw"),
        ({"capital_usd": np.ones(2), "lead_months": np.ones(2)}, "2 draws and the operation 1: draw as many"),
    ],
)
def test_terms_that_do_not_fit(changes: dict[str, object], said: str) -> None:
    """Each is named with what would be right."""
    with pytest.raises(FinanceError, match=said):
        cash_flow(steady(), terms(**changes))


def broken(**changes: object) -> Operation:
    return replace(steady(), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (broken(sold_kg={}), "the operation sells nothing"),
        (broken(price_usd_per_kg={}), "oxide has no price"),
        (broken(years=np.array([2026, 2028, 2029, 2030, 2031, 2032])), "have gaps"),
        (broken(bought_usd=np.ones((1, 3))), r"materials bought has the shape \(1, 3\), not \(1, 6\)"),
        (broken(operating_usd=np.full((1, 6), np.nan)), "operating cost is not a number"),
        (broken(scenario=()), "no year or no draw"),
    ],
)
def test_operations_that_are_not_whole(operation: Operation, said: str) -> None:
    """Nothing is computed from half an operation."""
    with pytest.raises(FinanceError, match=said):
        cash_flow(operation, terms())


@pytest.mark.parametrize(
    ("supports", "said"),
    [
        ((Grant(JOGMEC, 0.7), ConcessionalLoan(JOGMEC, 0.5, 0.0, 5.0)), "pay 1.2 of the capital"),
        ((Grant(JOGMEC, 0.1), Grant(JOGMEC, 0.1)), "the grant of jogmec is given twice"),
        ((Guarantee(NEXI, 0.6, 0.0), Guarantee(JOGMEC, 0.6, 0.0)), "guarantees cover 1.2 of the debt"),
        ((ConcessionalLoan(JOGMEC, 0.5, 0.0, 9.0),), "the loan of jogmec is paid back over 9 years"),
        ((OfftakeFloor(DOD, "gold", 4.0, 0.5, 5.0),), "gold, which the project does not sell"),
        ((OfftakeFloor(DOD, "oxide", 4.0, 0.5, 5.0, 3.0),), "the strike of .* is below its floor"),
        ((Insurance(NEXI, 0.9, 0.0, ("flood",)),), r"the scenario flood, which no draw has \(there are s0\)"),
        ((TaxCredit(DOD, "operating", 1.1, 5.0),), "the rate of the tax credit of dod is 1.1"),
    ],
)
def test_supports_that_do_not_fit(supports: tuple[Support, ...], said: str) -> None:
    """Each is named with its agency."""
    with pytest.raises(FinanceError, match=said):
        apply(supports, steady(), terms())


def test_negative_rates_and_unknown_scenarios() -> None:
    """Wherever a rate or a scenario is asked for."""
    with pytest.raises(FinanceError, match="negative one is refused"):
        net_present_value(np.ones((1, 3)), -0.01)
    with pytest.raises(FinanceError, match=r"no draw has the scenario flood \(there are s0\)"):
        in_scenarios(steady(), terms(), ["flood"])
    with pytest.raises(FinanceError, match="share of worse draws is 2"):
        check_hurdle(Hurdle(worst_share=2.0))
    with pytest.raises(FinanceError, match="1 draws are fewer than the 2 price scenarios"):
        spread_over(steady(prices=(1.0, 2.0)), 1)
