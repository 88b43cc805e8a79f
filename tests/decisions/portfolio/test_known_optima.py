"""Textbook problems with known optima through the code that chooses portfolios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import sparse

from didymium.decisions.long_run.horizon import Horizon
from didymium.decisions.portfolio.budgets import BudgetLine, Budgets
from didymium.decisions.portfolio.choices import Backing, Choice
from didymium.decisions.portfolio.chooser import Chooser
from didymium.decisions.portfolio.model import Plan
from didymium.decisions.portfolio.rivals import greedy, random_portfolios
from didymium.ensemble.two_stage import CvarWeight, LinkedProgram, Links, Recourse, TwoStageProblem
from investment_cases import paper
from whole_cases import facilities, farmer_with_fields

MEAN = CvarWeight(weight=0.0, alpha=0.5)


def _plan(ways: Sequence[Sequence[tuple[str, float]]], budget: float = np.inf) -> Plan:
    """Return a plan with a project for each thing to decide on and a backing for each way to do it, which
    costs what is stated, counted in full; the way pays as much in 2026.
    """
    choices = []
    for number, own in enumerate(ways):
        project = paper().projects[0].model_copy(update={"project": f"p{number}", "success_share": 1.0})
        backings = tuple(Backing(kind, "JPN", (cost,), cost) for kind, cost in own)
        choices.append(Choice(project, 0, 0.0, backings))
    lines = (BudgetLine(frozenset(), 2026, 2100, budget),) if np.isfinite(budget) else ()
    return Plan(
        tuple(choices), Budgets(lines), Horizon(2026, 2033), 0.0, (0,), marginal_cost=1.0, count_capital=True
    )


def _chooser(plan: Plan, problem: TwoStageProblem, columns: Sequence[int]) -> Chooser:
    """Return a chooser over a problem's scenarios, whose decisions are these columns of the plan."""
    return Chooser(
        tuple(one.name for one in problem.scenarios),
        problem.probabilities,
        tuple(_moved(one.recourse, columns, plan.count) for one in problem.scenarios),
        MEAN,
        relative_gap=1e-9,
    )


def _moved(recourse: Recourse, columns: Sequence[int], count: int) -> LinkedProgram:
    assert isinstance(recourse, LinkedProgram)
    place = np.eye(count)[list(columns)]
    parts = (sparse.csr_matrix(part @ place) for part in recourse.links.parts)
    return replace(recourse, links=Links(*parts))


def test_the_farmer_with_four_fields() -> None:
    """Birge and Louveaux's farmer with four fields, each for one of three crops: fields are projects, crops
    their backings, planting costs what they cost. The best of 81 plans earns 107,975 dollars
    (tests/ensemble/two_stage/test_integer.py has it by hand): beets on the first and last field, wheat on
    the second, corn on the third.
    """
    problem = farmer_with_fields()
    costs = problem.decisions.cost.reshape(4, 3)
    plan = _plan([list(zip(("wheat", "corn", "beets"), row, strict=True)) for row in costs.tolist()])
    answer = _chooser(plan, problem, [item.column for item in plan.fundings]).best(plan)
    assert answer.objective == pytest.approx(-107_975, abs=1e-2)
    assert [item.backing.kind for item in plan.chosen(answer.decision)] == ["beets", "wheat", "corn", "beets"]


def _sites(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    place, home = random.uniform(0, 10, (6, 2)), random.uniform(0, 10, (9, 2))
    travel = np.linalg.norm(home[:, None] - place, axis=2)
    opening, asked = random.uniform(3, 8, 6), (random.random((4, 9)) < 0.6).astype(float)
    return opening, travel, asked, random.dirichlet(np.ones(4))


@pytest.mark.parametrize("budget", [np.inf, 12.0], ids=["free", "budget of 12"])
@pytest.mark.parametrize("seed", range(3))
def test_facility_location_against_every_set_of_sites(seed: int, budget: float) -> None:
    """Sites are projects, opening one is their only backing. The cost of each of the 64 sets is known without
    a program: who asks goes to the nearest open site, or stays unserved at 12. The greedy set and random
    ones are never better.
    """
    opening, travel, asked, weights = _sites(seed)
    costs = {
        bits: opening @ bits + weights @ asked @ np.min(np.where(bits, travel, 12.0), axis=1, initial=12.0)
        for bits in product((0, 1), repeat=6)
        if opening @ bits <= budget
    }
    plan = _plan([[("open", cost)] for cost in opening.tolist()], budget)
    problem = facilities(opening, travel, 12.0, asked, weights)
    chooser = _chooser(plan, problem, [build.column for build in plan.builds])
    answer = chooser.best(plan)
    assert answer.objective == pytest.approx(min(costs.values()), abs=1e-6)
    assert answer.lower_bound <= min(costs.values()) + 1e-7
    for one in (greedy(chooser, plan), *random_portfolios(plan, 20, seed)):
        assert chooser.objective(plan, plan.decision_of(one)) >= answer.objective - 1e-7
