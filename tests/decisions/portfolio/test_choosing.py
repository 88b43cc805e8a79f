"""The portfolio chosen, held against every portfolio there is on a paper case, and against other ways."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from didymium.decisions.portfolio.additions import additions, pairs
from didymium.decisions.portfolio.again import losses_again
from didymium.decisions.portfolio.budgets import BudgetLine
from didymium.decisions.portfolio.chooser import Chooser, scaled
from didymium.decisions.portfolio.model import Funding, Plan
from didymium.decisions.portfolio.rivals import affordable, greedy, random_portfolios
from didymium.decisions.projects.pipeline import candidates
from didymium.ensemble.two_stage import CvarWeight, near_best
from investment_cases import EVEN, FIRST, every_portfolio, paper

JPN, AUS, ALL = frozenset({"JPN"}), frozenset({"AUS"}), frozenset[str]()
PAIR = {"new_pit", "new_mill"}
MEAN, TAIL = (CvarWeight(weight=weight, alpha=0.75) for weight in (0.0, 1.0))


@pytest.fixture(scope="module")
def chooser() -> Chooser:
    """A chooser over the four futures. Plans differ in budgets, commitments and weights only."""
    return paper().chooser(paper().plan())


def _best(chooser: Chooser, plan: Plan) -> tuple[Funding, ...]:
    return plan.chosen(chooser.best(plan).decision)


def _names(fundings: tuple[Funding, ...]) -> set[str]:
    return {item.build.choice.name for item in fundings}


@pytest.mark.parametrize("risk", [MEAN, EVEN, TAIL], ids=["mean", "half", "tail"])
@pytest.mark.parametrize(
    "lines",
    [
        (BudgetLine(ALL, FIRST, 2100, 1000.0),),
        (BudgetLine(ALL, FIRST, 2100, 20.0),),
        (BudgetLine(ALL, FIRST, 2100, 19.0),),
        # Japan pays 10 at once: only one project a year, so the other is decided two years later.
        (BudgetLine(JPN, 2026, 2026, 10.0), BudgetLine(AUS, FIRST, 2100, 0.0)),
        # Australia's second half falls in the third year, or in the fifth if the project is decided later.
        (
            BudgetLine(JPN, FIRST, 2100, 0.0),
            BudgetLine(AUS, 2028, 2028, 6.0),
            BudgetLine(AUS, 2026, 2026, 12.0),
        ),
    ],
    ids=["plenty", "two", "one", "by year", "later half"],
)
def test_the_best_of_all(chooser: Chooser, lines: tuple[BudgetLine, ...], risk: CvarWeight) -> None:
    """What the search finds has the least objective of all portfolios that keep the budgets, counted out
    one by one, and its bounds enclose it.
    """
    asked = replace(chooser, risk=risk, known=())
    plan = paper().plan(*lines)
    answer = asked.best(plan)
    values = [asked.objective(plan, plan.decision_of(one)) for one in every_portfolio(plan)]
    assert len(values) > 5
    assert answer.objective == pytest.approx(min(values), rel=1e-7)
    assert answer.lower_bound <= min(values) + 1e-6
    assert affordable(plan, plan.chosen(answer.decision))


def test_it_is_the_best_in_markets_made_anew(chooser: Chooser) -> None:
    """Each of the eight sets of projects is built in the tables of the case and solved apart from the search:
    none has a smaller weighed loss than the one chosen.
    """
    plan = replace(paper().plan(), delays_years=(0,))
    own = paper().chooser(plan)
    sets = {frozenset(_names(one)): one for one in every_portfolio(plan)}
    assert len(sets) == 8
    again = {
        names: own.risk_of(losses_again(paper().setting, paper().futures, one)).weighed_usd_million
        for names, one in sets.items()
    }
    best = frozenset(_names(_best(own, plan)))
    assert best == frozenset(PAIR)
    assert again[best] <= min(again.values()) + 1e-5


def test_neither_alone_adds_anything_but_both_do(chooser: Chooser) -> None:
    """A mine without separation, and separation without ore, leave the loss as it is; together they avoid a
    tenth of it and more. The dear pit adds nothing to either.
    """
    plan = paper().plan()
    best = _best(chooser, plan)
    assert _names(best) == PAIR
    by_project = {row.project: row for row in additions(chooser, plan, best)}
    nothing = chooser.weighed(plan, ())
    for name in PAIR:
        assert by_project[name].alone_usd_million == pytest.approx(0.0, abs=1e-5)
        assert by_project[name].last_usd_million > 0.1 * nothing
    known = {one.project.project: one for one in candidates(paper().case)}
    first, *others = pairs(chooser, plan, best, known)
    assert (first.first, first.second, first.material) == ("new_pit", "new_mill", "ore")
    assert first.together_usd_million == pytest.approx(first.both_usd_million, abs=1e-4)
    assert first.both_usd_million == pytest.approx(by_project["new_pit"].last_usd_million, abs=1e-4)
    assert [one.first for one in others] == ["dear_pit"]
    assert others[0].both_usd_million == pytest.approx(0.0, abs=1e-4)


def test_no_worse_than_greedy_and_random(chooser: Chooser) -> None:
    """The usual rule buys nothing, as no project is of use alone; of a hundred random portfolios that keep
    the budgets none is better.
    """
    plan = paper().plan(BudgetLine(ALL, FIRST, 2100, 22.0))
    value = chooser.weighed(plan, _best(chooser, plan))
    assert greedy(chooser, plan) == ()
    assert value < chooser.weighed(plan, ()) - 10.0
    others = random_portfolios(plan, 100, seed=1)
    assert len({frozenset(item.build.name for item in one) for one in others}) > 5
    for one in others:
        assert affordable(plan, one)
        assert chooser.weighed(plan, one) >= value - 1e-6


def test_what_the_gap_hides_is_trimmed(chooser: Chooser) -> None:
    """A search that may be off by much can come back with the useless project: it goes, the pair stays, and
    the bounds still enclose the optimum. A commitment stays too.
    """
    plan = paper().plan()
    best = chooser.best(plan)
    useless = next(item for item in plan.fundings if item.build.choice.name == "dear_pit")
    padded = replace(best, decision=plan.decision_of((*plan.chosen(best.decision), useless)))
    trimmed = chooser.trimmed(plan, padded)
    assert _names(plan.chosen(trimmed.decision)) == PAIR
    assert trimmed.objective == pytest.approx(best.objective, rel=1e-9)
    assert trimmed.lower_bound <= trimmed.upper_bound
    assert trimmed.expected_cost == pytest.approx(best.expected_cost, rel=1e-6)
    committed = replace(plan, committed=("dear_pit",))
    assert "dear_pit" in _names(committed.chosen(chooser.trimmed(committed, padded).decision))


def test_what_must_be_chosen_is_and_what_must_not_is_not(chooser: Chooser) -> None:
    """The useless one if it is committed, also by the rivals; without the pit nothing is worth choosing."""
    committed = paper().plan(BudgetLine(ALL, FIRST, 2100, 32.0), committed=("dear_pit",))
    assert _names(_best(chooser, committed)) == PAIR | {"dear_pit"}
    assert _names(greedy(chooser, committed)) == {"dear_pit"}
    assert all("dear_pit" in _names(one) for one in random_portfolios(committed, 20, seed=1))
    without = paper().plan(excluded=("new_pit",))
    assert _names(_best(chooser, without)) == set()
    assert all("new_pit" not in _names(one) for one in random_portfolios(without, 20, seed=1))


def test_mean_and_tail_by_hand(chooser: Chooser) -> None:
    """The worst quarter of four equal futures is the worst one; half of the mean and half of it are weighed.
    Where the mill fails, the pair leaves the loss as it is.
    """
    plan = paper().plan()
    pair = next(one for one in every_portfolio(plan) if _names(one) == PAIR)
    losses = chooser.losses(plan, plan.decision_of(pair))
    risk = chooser.risk_of(losses)
    assert risk.expected_usd_million == pytest.approx(losses.mean())
    assert risk.tail_usd_million == pytest.approx(losses.max())
    assert risk.weighed_usd_million == pytest.approx(0.5 * losses.mean() + 0.5 * losses.max())
    assert losses[3] == pytest.approx(chooser.losses(plan, np.zeros(plan.count))[3], abs=1e-4)


def test_more_money_never_loses_more(chooser: Chooser) -> None:
    """Budgets times a factor: the loss falls in one step where the pair can be paid, and never rises."""
    plan = paper().plan(BudgetLine(ALL, FIRST, 2100, 20.0))
    losses = [chooser.weighed(plan, _best(chooser, scaled(plan, factor))) for factor in (0.1, 0.6, 1.0, 2.0)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] == pytest.approx(losses[1], abs=1e-4)
    assert losses[2] < losses[1] - 10.0


def test_one_fund_can_pay_what_two_cannot(chooser: Chooser) -> None:
    """Japan has 15, Australia 5: Japan pays one project of 10 and Australia none of 12. With 20 together both
    are paid.
    """
    plan = paper().plan(BudgetLine(JPN, FIRST, 2100, 15.0), BudgetLine(AUS, FIRST, 2100, 5.0))
    pooled = replace(plan, budgets=plan.budgets.linked(JPN | AUS))
    assert _names(_best(chooser, plan)) == set()
    assert _names(_best(chooser, pooled)) == PAIR


def test_portfolios_nearly_as_good(chooser: Chooser) -> None:
    """With the best goes only the set with the useless project, which forgoes nothing of the gain; any other
    set forgoes all of it, so the list is complete.
    """
    plan = paper().plan()
    best = chooser.best(plan)
    reference = chooser.weighed(plan, ())
    found = near_best(
        chooser.problem(plan),
        replace(best, evaluations=chooser.known),
        reference=reference,
        share=0.02,
        most=5,
        among=tuple(choice.name for choice in plan.open_choices),
    )
    (other,) = found.alternatives
    assert _names(plan.chosen(other.answer.decision)) == PAIR | {"dear_pit"}
    assert 0.0 <= other.share < 0.02
    assert found.complete
