"""The whole way from a case to a portfolio, on the paper case: prices, finance, supports, choice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.decisions.finance.applying import apply
from didymium.decisions.finance.assessment import Assessment
from didymium.decisions.finance.bankable import judge
from didymium.decisions.investment.asking import check_projects
from didymium.decisions.investment.choices import COST_PLUS, choices_of
from didymium.decisions.investment.cost_plus import cost_plus
from didymium.decisions.investment.portfolio_answer import answer_portfolio
from didymium.decisions.investment.prepared import Prepared
from didymium.decisions.investment.projects_answer import funders_of
from didymium.decisions.investment.request import BudgetAsked, PortfolioRequest
from didymium.decisions.portfolio.answer import PortfolioAnswer
from didymium.ensemble.two_stage import conditional_value_at_risk
from didymium.files.problems import InputError
from didymium.market.base_year import BaseYear
from investment_cases import PROJECTS, investment_case

PAIR = {"new_pit", "new_mill"}
REQUEST = PortfolioRequest(
    futures=8,
    first_shock_year=2028,
    last_shock_year=2031,
    last_year=2033,
    floor_material="oxide",
    draws_each=4,
    budgets=(
        BudgetAsked(funders=("JPN",), amount_million=20),
        BudgetAsked(funders=("AUS",), amount_million=20),
    ),
    link=("JPN", "AUS"),
    frontier=(0.1, 2.0),
    check=10,
    tail_share=0.25,
    risk_weight=0.4,
)
Answered = tuple[Prepared, PortfolioAnswer]


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, BaseYear]:
    """The case and its base year; the new pit can be decided from July 2027 on only."""
    folder = tmp_path_factory.mktemp("paper")
    later = PROJECTS[0] | {"earliest_decision": "2027-07-01"}
    case = investment_case(folder, (later, *PROJECTS[1:]))
    return case, calibrate(case).base


@pytest.fixture(scope="module")
def answered(solved: tuple[Case, BaseYear]) -> Answered:
    """The answer to the request above."""
    case, base = solved
    return answer_portfolio([case], [base], REQUEST)


def test_the_pair_is_chosen_and_the_bounds_enclose_it(answered: Answered) -> None:
    """What it loses lies between the bounds, up to the little that capital counts to break ties."""
    _, answer = answered
    assert set(answer.best.names) == PAIR
    assert answer.gap <= REQUEST.relative_gap
    assert answer.best.risk.weighed_usd_million <= answer.upper_usd_million
    assert answer.best.risk.weighed_usd_million < answer.nothing.risk.weighed_usd_million


def test_tail_and_weight_are_those_asked_for(answered: Answered) -> None:
    """The tail is the worst quarter of eight futures, two; it counts 0.4, the mean 0.6."""
    _, answer = answered
    losses = np.array(answer.best.risk.by_future_usd_million)
    worst = np.sort(losses)[-2:].mean()
    assert answer.best.risk.tail_usd_million == pytest.approx(worst)
    assert answer.best.risk.weighed_usd_million == pytest.approx(0.6 * losses.mean() + 0.4 * worst)
    assert conditional_value_at_risk(losses, np.ones(8) / 8, 0.75) == pytest.approx(worst)


def test_markets_made_anew_agree(answered: Answered) -> None:
    """The best one loses as little there, less than the greedy one, and no more than random ones."""
    _, answer = answered
    held = answer.held
    assert held is not None
    best, greedy, random = held.again_usd_million
    assert best == pytest.approx(held.best_usd_million, rel=1e-4)
    assert greedy == pytest.approx(held.greedy_usd_million, rel=1e-4)
    assert best < greedy - 1.0
    assert best <= random + 1e-4 * best
    assert held.beaten_by == 0


def test_what_stands_around_the_answer(answered: Answered) -> None:
    """Spending keeps each line; the loss never rises with the money; one fund never loses more; regret is
    never negative and nothing in every future for one of the portfolios.
    """
    _, answer = answered
    for spent in answer.spent:
        assert spent.usd_million <= spent.line.usd_million * (1.0 + 1e-9)
    losses = [point.portfolio.risk.weighed_usd_million for point in answer.frontier]
    assert [point.factor for point in answer.frontier] == [0.1, 1.0, 2.0]
    assert losses == sorted(losses, reverse=True)
    assert answer.linked is not None
    assert answer.linked.less_lost_usd_million >= -1e-3
    regret = np.array(answer.regret.by_future_usd_million)
    assert regret.min(axis=0) == pytest.approx(np.zeros(8))
    for near in answer.near:
        assert near.share <= 0.02


def test_outlays_begin_with_the_decision(answered: Answered) -> None:
    """The pit can be decided from July 2027 on, in the second year of the horizon: what a backing pays first
    falls into 2027, and its cost is counted in that year, not in the first of the horizon.
    """
    prepared, _ = answered
    pit = next(one for one in choices_of(prepared, prepared.checked.budgets) if one.name == "new_pit")
    finance = prepared.assessments["new_pit"]
    assert isinstance(finance, Assessment)
    assert finance.operation.years[0] == 2026
    assert finance.terms.decision.year == 2027
    last_resort = next(one for one in pit.backings if one.kind == COST_PLUS)
    years = finance.operation.years
    assert len(last_resort.usd_million) == len(years) - 1
    discounted = sum(paid * 1.02**-after for after, paid in enumerate(last_resort.usd_million))
    assert last_resort.present_cost_usd_million == pytest.approx(discounted)
    # At least 12 months of lead time: nothing runs, so nothing is paid, in the year of the decision.
    assert last_resort.usd_million[0] == 0.0


def test_a_cost_plus_contract_is_the_least_that_makes_a_project_bankable(answered: Answered) -> None:
    """Its payments, sold as one kg a year of something at their price, make the project bankable; those of a
    charge two per cent smaller do not. The paper case has no royalty that would take a part of them.
    """
    prepared, _ = answered
    finance = prepared.assessments["new_pit"]
    assert isinstance(finance, Assessment)
    contract = cost_plus(finance, prepared.assessing)
    assert contract is not None
    assert not finance.verdict.bankable

    def verdict(factor: float) -> bool:
        paid = _paid(finance, factor)
        output = finance.flow.ground.output
        price = np.divide(paid, output, out=np.zeros_like(paid), where=output > 0.0)
        sold = {**finance.operation.sold_kg, "payment": np.ones_like(paid)}
        prices = {**finance.operation.price_usd_per_kg, "payment": price}
        operation = replace(finance.operation, sold_kg=sold, price_usd_per_kg=prices)
        return judge(apply((), operation, finance.terms), prepared.assessing.hurdle).bankable

    assert finance.terms.royalty_rate == finance.terms.working_capital_days == 0.0
    assert verdict(contract.charge_factor * 1.002)
    assert not verdict(contract.charge_factor * 0.98)
    assert contract.yearly_usd_million == pytest.approx(
        _paid(finance, contract.charge_factor).mean(axis=0) / 1e6
    )


def _paid(finance: Assessment, factor: float) -> np.ndarray:
    """Return what sales leave uncovered of a charge on the capital, US dollars, by the textbook annuity with
    interest while building (spent evenly).
    """
    ground, terms = finance.flow.ground, finance.terms
    rate, years = terms.discount_rate, terms.life_years
    building = terms.lead_months.mean() * (1.0 - terms.permitting_share) / 12.0
    grown = ((1.0 + rate) ** building - 1.0) / (building * np.log1p(rate)) if building else 1.0
    charge = terms.capital_usd * grown * rate / (1.0 - (1.0 + rate) ** -years)
    return np.maximum(factor * charge[:, None] * ground.output - ground.margin_usd, 0.0) * (
        ground.timing.running > 0.0
    )


def test_the_european_union_is_one_treasury(tmp_path: Path) -> None:
    """A club of that name is not spelled out as its members, each with a treasury of its own; others are."""
    clubs = "club,region,from,until\neu,JPN,,\neu,AUS,,\npartners,JPN,,\npartners,CHN,,\n"
    projects = (PROJECTS[0] | {"funders": "eu AUS"}, PROJECTS[1] | {"funders": "partners"}, PROJECTS[2])
    case = investment_case(tmp_path, projects, clubs=clubs)
    prepared = Prepared((case,), (BaseYear(),), check_projects([case], REQUEST))
    assert [funders_of(prepared, item) for item in prepared.placed[:2]] == [("EU", "AUS"), ("JPN", "CHN")]


def test_commitments_beyond_the_budget_are_refused(solved: tuple[Case, BaseYear]) -> None:
    """The dear pit takes billions."""
    case, base = solved
    with pytest.raises(InputError, match="cannot meet the commitments"):
        answer_portfolio([case], [base], REQUEST.model_copy(update={"commit": ("dear_pit",)}))
