"""What every search for a decision keeps: its bounds, the best decision known, and what was learnt when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.evaluate import Evaluation, Evaluator, OptimalityCut
from didymium.ensemble.two_stage.master import Master, NoDecisionLeft
from didymium.ensemble.two_stage.problem import Decisions, TwoStageError, TwoStageProblem
from didymium.ensemble.two_stage.result import Iteration, Stop, TwoStageAnswer
from didymium.ensemble.two_stage.risk import expected_cost, keeps_bound, tail_cost, weighed_cost

Floats = NDArray[np.float64]
Progress = Callable[[Iteration], None]
"""Told of every round once its bounds are known."""

LIFT = 1e-10
"""A cut counts if it lifts the model at the decision by more than this share of the recourse there."""
BOUND_TOLERANCE = 1e-7
"""Share of its size by which a bound on CVaR may be passed."""
ROW_TOLERANCE = 1e-7
"""Share of its size by which a known decision may pass a row or a bound and still count as allowed."""


@dataclass
class Search:
    """A model of a problem and what is known of its best decision. ``lower`` and ``upper`` enclose its
    objective; ``best`` has the upper one.
    """

    problem: TwoStageProblem
    evaluator: Evaluator
    master: Master
    progress: Progress | None = None
    lower: float = -np.inf
    upper: float = np.inf
    best: Evaluation | None = None
    history: list[Iteration] = field(default_factory=list)
    seen: list[Evaluation] = field(default_factory=list)
    """Decisions from which every scenario has a way out."""
    told: int = 0
    """Rounds that ``progress`` was told of."""

    def recall(self) -> None:
        """Learn what the evaluator knows already: all cuts, and the decisions that the problem allows."""
        for found in self.evaluator.evaluations:
            self._add_cuts(found)
            if allows(self.problem.decisions, found.decision):
                self._keep(found)

    def met(self, relative: float, absolute: float) -> bool:
        """Say whether the bounds are as close as this share of the upper one, or this much money."""
        return self.best is not None and self.upper - self.lower <= max(absolute, relative * abs(self.upper))

    def learn(self, decision: Floats) -> bool:
        """Evaluate a decision, add its cuts, and say whether there are any."""
        found = self.evaluator.at(decision)
        lifting = self._add_cuts(found)
        self._keep(found)
        self.history.append(Iteration(self.lower, self.upper, len(lifting), len(found.feasibility)))
        return bool(lifting or found.feasibility)

    def _add_cuts(self, found: Evaluation) -> list[OptimalityCut]:
        """Add the cuts of an evaluation, and return those that raise what is known of a scenario's cost."""
        known = self.master.model(found.decision)
        lifting = [
            cut
            for cut in found.optimality
            if _lifts(cut.constant + float(cut.slope @ found.decision), known[cut.scenario])
        ]
        for cut in lifting:
            self.master.add_optimality(cut)
        for exclusion in found.feasibility:
            self.master.add_feasibility(exclusion)
        return lifting

    def _keep(self, found: Evaluation) -> None:
        """Keep an evaluation from which every scenario has a way out, above all if it is the best."""
        risk, probabilities = self.problem.risk, self.problem.probabilities
        if found.feasibility:
            return
        self.seen.append(found)
        if not keeps_bound(risk, found.costs, probabilities, BOUND_TOLERANCE):
            return
        value = weighed_cost(risk, found.costs, probabilities)
        if value < self.upper:
            self.upper, self.best = value, found

    def raise_lower(self, bound: float) -> None:
        """Take note of a lower bound, and of the end of the round."""
        self.lower = max(self.lower, bound)
        if not self.history:
            return
        last = self.history[-1]
        self.history[-1] = Iteration(self.lower, self.upper, last.optimality_cuts, last.feasibility_cuts)
        if self.progress is not None and len(self.history) > self.told:
            self.progress(self.history[-1])
        self.told = len(self.history)

    def checked(self, start: Floats) -> Floats:
        """Return a stated start.

        Raises:
            TwoStageError: If it is not one finite number for each decision.
        """
        if start.shape != (self.problem.decisions.count,) or not np.isfinite(start).all():
            raise TwoStageError([f"start: {start} is not one finite number for each decision"])
        return start

    def answer(self, stop: Stop) -> TwoStageAnswer:
        """Return the best decision with its bounds.

        Raises:
            NoDecisionLeft: If there is none below the objective asked for.
            TwoStageError: If no decision was found.
        """
        if self.best is None:
            kind = NoDecisionLeft if stop is Stop.CUTOFF else TwoStageError
            raise kind([
                f"no decision was found in {len(self.history)} iterations that leaves every scenario a way "
                f"out{_and_bound(self.problem)}; {stop}"
            ])  # fmt: skip
        costs, probabilities = self.best.costs, self.problem.probabilities
        return TwoStageAnswer(
            self.best.decision,
            self.lower,
            self.upper,
            costs,
            expected_cost(costs, probabilities),
            tail_cost(self.problem.risk, costs, probabilities),
            stop,
            tuple(self.history),
            self.evaluator.evaluations,
        )


def allows(decisions: Decisions, decision: Floats) -> bool:
    """Say whether a decision of shape (n,) keeps the bounds, the rows and the whole numbers asked for."""
    matrix, row_lower, row_upper = decisions.rows
    values = np.concatenate([decision, matrix @ decision])
    lower = np.concatenate([decisions.lower, row_lower])
    upper = np.concatenate([decisions.upper, row_upper])
    room = ROW_TOLERANCE * np.maximum(1.0, np.abs(values))
    whole = decision[decisions.whole]
    return bool(
        (values >= lower - room).all() and (values <= upper + room).all() and (whole == np.round(whole)).all()
    )


def _lifts(value: float, known: float) -> bool:
    return value > known + LIFT * max(1.0, abs(value))


def _and_bound(problem: TwoStageProblem) -> str:
    return " and keeps the bound on CVaR" if hasattr(problem.risk, "bound") else ""
