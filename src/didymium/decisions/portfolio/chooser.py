"""The search for the best portfolio, and what any portfolio loses, with every evaluation kept."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.portfolio.answer import Portfolio, Risk
from didymium.decisions.portfolio.model import Funding, Plan
from didymium.ensemble.two_stage import (
    CvarWeight,
    Recourse,
    TwoStageAnswer,
    TwoStageProblem,
    WeightedScenario,
    solve_two_stage,
)
from didymium.ensemble.two_stage.evaluate import Evaluation
from didymium.ensemble.two_stage.risk import expected_cost, tail_cost, weighed_cost
from didymium.ensemble.two_stage.search import Progress

Floats = NDArray[np.float64]


@dataclass
class Chooser:
    """Solves plans over the same futures. Plans must have the same columns: budgets, commitments and weights
    may differ.
    """

    names: tuple[str, ...]
    probabilities: Floats
    recourses: tuple[Recourse, ...]
    risk: CvarWeight
    relative_gap: float = 1e-3
    workers: int = 1
    progress: Progress | None = None
    known: tuple[Evaluation, ...] = ()
    """What the searches so far have evaluated."""
    _losses: dict[bytes, Floats] = field(default_factory=dict)

    def problem(self, plan: Plan) -> TwoStageProblem:
        """Return the two-stage problem of a plan."""
        scenarios = tuple(
            WeightedScenario(name, float(probability), recourse)
            for name, probability, recourse in zip(
                self.names, self.probabilities, self.recourses, strict=True
            )
        )
        return TwoStageProblem(plan.decisions, scenarios, self.risk)

    def best(self, plan: Plan) -> TwoStageAnswer:
        """Return the best decision under a plan's budgets.

        Raises:
            TwoStageError: If no decision keeps the budgets.
        """
        answer = solve_two_stage(
            self.problem(plan),
            relative_gap=self.relative_gap,
            workers=self.workers,
            known=self.known,
            progress=self.progress,
        )
        self.known = answer.evaluations
        return answer

    def trimmed(self, plan: Plan, answer: TwoStageAnswer) -> TwoStageAnswer:
        """Return an answer without the projects that it is no worse without: the gap allowed may hide some
        that cost money and avoid next to nothing. Commitments stay.
        """
        kept = plan.chosen(answer.decision)
        least = self.objective(plan, answer.decision)
        for item in sorted(kept, key=lambda one: -one.backing.total_usd_million):
            fewer = tuple(other for other in kept if other is not item)
            value = self.objective(plan, plan.decision_of(fewer))
            if item.build.choice.name not in plan.committed and value <= least:
                kept, least = fewer, value
        decision = plan.decision_of(kept)
        costs = self.losses(plan, decision) + float(plan.decisions.cost @ decision)
        return replace(
            answer,
            decision=decision,
            lower_bound=min(answer.lower_bound, least),
            upper_bound=least,
            scenario_costs=costs,
            expected_cost=expected_cost(costs, self.probabilities),
            tail_cost=tail_cost(self.risk, costs, self.probabilities),
        )

    def losses(self, plan: Plan, decision: Floats) -> Floats:
        """Return what each future loses with a decision, million US dollars; shape (futures,)."""
        rounded = np.round(decision)
        builds = np.array([rounded[build.column] for build in plan.builds])
        key = builds.tobytes()
        if key not in self._losses:
            self._losses[key] = self._solved(rounded)
        return self._losses[key]

    def _solved(self, decision: Floats) -> Floats:
        with ThreadPoolExecutor(self.workers) as pool:
            values = pool.map(lambda one: one.value_and_slope(decision)[0], self.recourses)
            return np.array(list(values))

    def risk_of(self, losses: Floats) -> Risk:
        """Return mean, tail and both weighed of losses of shape (futures,)."""
        tail = tail_cost(self.risk, losses, self.probabilities)
        return Risk(
            expected_cost(losses, self.probabilities),
            float("nan") if tail is None else tail,
            weighed_cost(self.risk, losses, self.probabilities),
            tuple(float(loss) for loss in losses),
        )

    def portfolio(self, plan: Plan, decision: Floats) -> Portfolio:
        """Return a decision as a portfolio with its risk."""
        fundings = plan.chosen(decision)
        return Portfolio(
            fundings,
            self.risk_of(self.losses(plan, decision)),
            sum(plan.capital_usd_million(item.build) for item in fundings),
            sum(item.backing.total_usd_million for item in fundings),
        )

    def weighed(self, plan: Plan, fundings: Sequence[Funding]) -> float:
        """Return the weighed loss with some fundings, whatever the budgets."""
        losses = self.losses(plan, plan.decision_of(fundings))
        return weighed_cost(self.risk, losses, self.probabilities)

    def objective(self, plan: Plan, decision: Floats) -> float:
        """Return the objective of a decision: weighed loss and what the plan counts of capital."""
        costs = self.losses(plan, decision) + float(plan.decisions.cost @ decision)
        return weighed_cost(self.risk, costs, self.probabilities)


def scaled(plan: Plan, factor: float) -> Plan:
    """Return the plan with all budgets times a factor."""
    return replace(plan, budgets=plan.budgets.scaled(factor))
