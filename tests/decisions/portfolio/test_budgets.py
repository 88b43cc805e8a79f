"""Budgets by funder and year: what counts against which line, funds put together, and what cannot be met."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from didymium.decisions.portfolio.budgets import BudgetLine, Budgets
from didymium.decisions.portfolio.choices import Backing, Choice, decision_days
from didymium.decisions.portfolio.model import Plan
from didymium.decisions.portfolio.refusing import refuse_unmet
from didymium.decisions.portfolio.rivals import affordable
from didymium.files.problems import InputError
from investment_cases import FIRST, every_portfolio, paper

JPN, AUS, ALL = frozenset({"JPN"}), frozenset({"AUS"}), frozenset[str]()


def test_each_payment_counts_in_its_year_and_for_its_funder() -> None:
    """Australia pays 6 in the year of the decision and 6 two years later; two years later if the decision
    is.
    """
    plan = paper().plan()
    item = next(
        one for one in plan.fundings if one.build.decided.year == 2028 and one.backing.funder == "AUS"
    )
    assert item.spent_usd_million(BudgetLine(AUS, 2028, 2029, 0.0)) == 6.0
    assert item.spent_usd_million(BudgetLine(AUS, 2026, 2027, 0.0)) == 0.0
    assert item.spent_usd_million(BudgetLine(ALL, 2026, 2100, 0.0)) == 12.0
    assert item.spent_usd_million(BudgetLine(JPN, 2026, 2100, 0.0)) == 0.0


def test_who_has_a_budget() -> None:
    """A line of all funders is one for each; a line of others is none."""
    assert Budgets((BudgetLine(JPN, 2026, 2030, 1.0),)).pays("JPN")
    assert not Budgets((BudgetLine(JPN, 2026, 2030, 1.0),)).pays("AUS")
    assert Budgets((BudgetLine(JPN, 2026, 2030, 1.0), BudgetLine(ALL, 2026, 2030, 9.0))).pays("AUS")


def test_funds_put_together_by_hand() -> None:
    """Japan may spend 5 a year in 2026 and 2027 and 8 in both, Australia 3 in both. Together: in one of the
    years 5 + 3, in both 8 + 3. A line of all funders stays as it is.
    """
    both = BudgetLine(ALL, 2026, 2027, 10.0)
    budgets = Budgets((
        BudgetLine(JPN, 2026, 2026, 5.0),
        BudgetLine(JPN, 2027, 2027, 5.0),
        BudgetLine(JPN, 2026, 2027, 8.0),
        BudgetLine(AUS, 2026, 2027, 3.0),
        both,
    ))  # fmt: skip
    linked = {(line.first_year, line.last_year): line for line in budgets.linked(JPN | AUS).lines[1:]}
    assert budgets.linked(JPN | AUS).lines[0] is both
    assert {span: line.usd_million for span, line in linked.items()} == pytest.approx(
        {(2026, 2026): 8.0, (2027, 2027): 8.0, (2026, 2027): 11.0}
    )
    assert {line.funders for line in linked.values()} == {JPN | AUS}


def test_a_year_without_a_ceiling_has_none_in_one_fund_either() -> None:
    """Japan has a ceiling until 2027 only, Australia one for all years: in all years together there is none,
    until 2027 it is both together.
    """
    budgets = Budgets((BudgetLine(JPN, 2026, 2027, 5.0), BudgetLine(AUS, 2026, 2040, 3.0)))
    assert budgets.linked(JPN | AUS).lines == (BudgetLine(JPN | AUS, 2026, 2027, 8.0),)


@pytest.mark.parametrize("seed", range(6))
def test_what_two_funds_can_pay_one_can(seed: int) -> None:
    """Whatever the lines: linking only ever adds portfolios."""
    random = np.random.default_rng(seed)
    lines = []
    for funders in (JPN, AUS, JPN, AUS, JPN | AUS):
        first = int(random.integers(2026, 2029))
        lines.append(
            BudgetLine(funders, first, first + int(random.integers(0, 4)), float(random.integers(5, 30)))
        )
    plan = paper().plan(*lines)
    linked = paper().plan(*plan.budgets.linked(JPN | AUS).lines)
    paid = list(every_portfolio(plan))
    assert len(paid) > 1
    assert all(affordable(linked, one) for one in paid)


def test_decision_days_are_never_before_the_earliest() -> None:
    """A decision in the middle of a month stays there; a delay named twice is one."""
    project = paper().projects[0].model_copy(update={"earliest_decision": dt.date(2027, 5, 17)})
    assert decision_days(project, dt.date(2026, 1, 1), (0, 2, 2)) == (
        dt.date(2027, 5, 17),
        dt.date(2029, 5, 17),
    )
    assert decision_days(project, dt.date(2028, 1, 1), (0,)) == (dt.date(2028, 1, 1),)


def test_capital_counts_until_the_end_of_the_project() -> None:
    """10 million over a life of two years at no interest is 5 a year, decided in 2026 and running in 2028 and
    2029; four fifths of it, as one in five fails. Nothing is charged after its end in 2030.
    """
    project = paper().projects[0].model_copy(update={"life_years": 2.0})
    choice = Choice(project, 0, 10.0, (Backing("none", "", (), 0.0),))
    plan = Plan((choice,), Budgets(()), paper().setting.horizon, 0.0, (0,))
    assert plan.capital_usd_million(plan.builds[0]) == pytest.approx(0.8 * 10.0, rel=2e-3)


def _refused(plan: Plan) -> str:
    with pytest.raises(InputError) as refused:
        refuse_unmet(plan)
    return str(refused.value)


def test_commitments_that_budgets_cannot_meet_are_named() -> None:
    """Both projects take 20 of Japan or 24 of Australia: of a line of all at least 20, of one in which either
    may pay nothing; each line too small is named.
    """
    committed = ("new_pit", "new_mill")
    said = _refused(paper().plan(BudgetLine(ALL, FIRST, 2100, 19.0), committed=committed))
    assert "all funders for 2026 to 2100 cannot meet the commitments, which take at least 20 million" in said
    refuse_unmet(paper().plan(BudgetLine(ALL, FIRST, 2100, 20.0), committed=committed))


def test_a_line_is_held_against_what_falls_into_its_years() -> None:
    """6 of 12 million fall in 2026: a line of 6 for that year meets the commitment."""
    plan = paper().plan(
        BudgetLine(JPN, FIRST, 2100, 0.0), BudgetLine(AUS, 2026, 2027, 6.0), committed=("new_pit",)
    )
    refuse_unmet(plan)


def test_lines_that_cannot_meet_commitments_together_are_named() -> None:
    """Either could leave it to the other, but neither has 10 or 12."""
    plan = paper().plan(
        BudgetLine(JPN, FIRST, 2100, 9.0), BudgetLine(AUS, FIRST, 2100, 11.0), committed=("new_pit",)
    )
    assert "cannot meet the commitments together: JPN for 2026 to 2100; AUS for 2026 to 2100" in _refused(
        plan
    )


def test_commitments_out_of_reach_are_all_named() -> None:
    """One that nobody knows, one without support, one that cannot be decided within the horizon."""
    pit, mill, dear = paper().projects
    late = dear.model_copy(update={"earliest_decision": dt.date(2060, 1, 1)})
    paid = (Backing("none", "", (), 0.0),)
    choices = (Choice(pit, 0, 1.0, (), "capital"), Choice(mill, 0, 1.0, paid), Choice(late, 0, 1.0, paid))
    plan = Plan(
        choices, Budgets(()), paper().setting.horizon, 0.05, committed=("new_pit", "nonsense", "dear_pit")
    )
    said = _refused(plan)
    assert "new_pit" in said
    assert "cannot be met: nobody states its capital" in said
    assert "is no project that is still to be decided" in said
    assert "cannot be decided by 2033" in said


def test_nothing_to_choose_from_is_said() -> None:
    """With the reason of each project, instead of a search without decisions."""
    choice = Choice(paper().projects[0], 0, 0.0, (), "capital")
    plan = Plan((choice,), Budgets(()), paper().setting.horizon, 0.05)
    assert "leave nothing to choose from (new_pit: nobody states its capital)" in _refused(plan)
