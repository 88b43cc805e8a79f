"""Decomposition by scenario: Benders' cuts, one for each scenario and round, with a level step.

Van Slyke and Wets (1969) cut one scenario at a time; Lemaréchal, Nemirovskii and Nesterov (1995) keep the
steps short by a level; Fábián and Szőke (2007) join both. Here the step is measured by the largest move.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.checks import check_problem
from didymium.ensemble.two_stage.evaluate import Evaluation, Evaluator, evaluator
from didymium.ensemble.two_stage.master import Corner, Master
from didymium.ensemble.two_stage.problem import Decisions, TwoStageError, TwoStageProblem
from didymium.ensemble.two_stage.result import Iteration, Stop, TwoStageAnswer
from didymium.ensemble.two_stage.risk import (
    expected_cost,
    keeps_bound,
    penalised_cost,
    tail_cost,
    weighed_cost,
)

Floats = NDArray[np.float64]

LEVEL = 0.3
"""Where the level stands between the lower bound (0) and the best decision known (1)."""
PENALTY = 3.0
"""A decision that passes a bound on CVaR is charged so many times the highest price of the bound seen so far,
when it is weighed as the middle of the next step."""
LIFT = 1e-10
"""A cut counts if it lifts the model at the decision by more than this share of the recourse there."""
BOUND_TOLERANCE = 1e-7
"""Share of its size by which a bound on CVaR may be passed."""
MOST_DESCENTS = 20
"""So often may the model fall without end, each time four times as far, before the problem counts as such."""


def solve_two_stage(
    problem: TwoStageProblem,
    *,
    relative_gap: float = 1e-6,
    absolute_gap: float = 1e-9,
    most_iterations: int = 500,
    workers: int = 1,
    start: Floats | None = None,
) -> TwoStageAnswer:
    """Search for the best decision until the bounds meet.

    Args:
        problem: What is decided, and what may follow.
        relative_gap: Stop once the bounds differ by this share of the upper one.
        absolute_gap: Stop once they differ by this much, in the money of the costs.
        most_iterations: Stop after so many rounds; ``stop`` of the answer then says so.
        workers: Threads that solve scenarios; the answer does not depend on their number.
        start: Decision to begin at, shape (n,); else the one that costs least now.

    Raises:
        TwoStageError: If the problem is malformed, has no decision, falls without end, or if no decision was
            found in the rounds allowed from which every scenario has a way out.
    """
    check_problem(problem)
    with evaluator(problem, workers) as evaluate:
        search = _Search(problem, evaluate, Master(problem, _widths(problem.decisions)))
        stop = search.run(start, relative_gap, absolute_gap, most_iterations)
    return search.answer(stop)


def _widths(decisions: Decisions) -> Floats:
    """Return the range of each decision, or one where it has none."""
    width = decisions.upper - decisions.lower
    return np.where(np.isfinite(width) & (width > 0.0), width, 1.0)


@dataclass
class _Search:
    problem: TwoStageProblem
    evaluator: Evaluator
    master: Master
    lower: float = -np.inf
    upper: float = np.inf
    best: Evaluation | None = None
    history: list[Iteration] = field(default_factory=list)
    _seen: list[Evaluation] = field(default_factory=list)
    _penalty: float = 0.0
    _descents: int = 0

    def run(self, start: Floats | None, relative: float, absolute: float, most: int) -> Stop:
        """Search until the bounds meet, nothing moves any more, or ``most`` rounds are made."""
        decision = self._first() if start is None else self._checked(start)
        while len(self.history) < most:
            new = self._learn(decision)
            corner = self._bound()
            if self._met(relative, absolute):
                self._finish(corner, most)
                return Stop.GAP
            following = self._next(corner) if new else self._corner(corner)
            if not new and np.array_equal(following, decision):
                return Stop.STALLED
            decision = following
        return Stop.ITERATIONS

    def _met(self, relative: float, absolute: float) -> bool:
        return self.best is not None and self.upper - self.lower <= max(absolute, relative * abs(self.upper))

    def _checked(self, start: Floats) -> Floats:
        if start.shape != (self.problem.decisions.count,) or not np.isfinite(start).all():
            raise TwoStageError([f"start: {start} is not one finite number for each decision"])
        return self.master.nearest(start, np.inf)

    def _first(self) -> Floats:
        corner = self.master.corner()
        return self.master.any_decision() if corner is None else corner.decision

    def _learn(self, decision: Floats) -> bool:
        """Evaluate a decision, add its cuts, and say whether there are any."""
        found = self.evaluator.at(decision)
        known = self.master.model(decision)
        lifting = [
            cut
            for cut in found.optimality
            if _lifts(cut.constant + float(cut.slope @ decision), known[cut.scenario])
        ]
        for cut in lifting:
            self.master.add_optimality(cut)
        for exclusion in found.feasibility:
            self.master.add_feasibility(exclusion)
        self._keep(found)
        self.history.append(Iteration(self.lower, self.upper, len(lifting), len(found.feasibility)))
        return bool(lifting or found.feasibility)

    def _keep(self, found: Evaluation) -> None:
        """Keep an evaluation from which every scenario has a way out, above all if it is the best."""
        risk, probabilities = self.problem.risk, self.problem.probabilities
        if found.feasibility:
            return
        self._seen.append(found)
        if not keeps_bound(risk, found.costs, probabilities, BOUND_TOLERANCE):
            return
        value = weighed_cost(risk, found.costs, probabilities)
        if value < self.upper:
            self.upper, self.best = value, found

    def _bound(self) -> Corner | None:
        """Solve the master and raise the lower bound."""
        corner = self.master.corner()
        if corner is not None and self.master.complete:
            self.lower = max(self.lower, corner.bound)
            self._penalty = max(self._penalty, PENALTY * corner.price)
        self.history[-1] = Iteration(
            self.lower, self.upper, self.history[-1].optimality_cuts, self.history[-1].feasibility_cuts
        )
        return corner

    def _next(self, corner: Corner | None) -> Floats:
        """Return the decision to try: from the best known a step towards the corner, if both exist."""
        if not self.master.complete or not self._seen:
            return self.master.any_decision() if corner is None else corner.decision
        centre = min(self._seen, key=self._merit)
        level = self._level(corner, self._merit(centre))
        try:
            return self.master.nearest(centre.decision, level, self._penalty)
        except TwoStageError:
            # By rounding the level may lie below what the model reaches.
            if corner is None:
                raise
            return corner.decision

    def _merit(self, found: Evaluation) -> float:
        return penalised_cost(self.problem.risk, found.costs, self.problem.probabilities, self._penalty)

    def _level(self, corner: Corner | None, merit: float) -> float:
        if corner is not None:
            return self.lower + LEVEL * (merit - self.lower)
        self._descents += 1
        if self._descents > MOST_DESCENTS:
            raise TwoStageError([self._why_endless()])
        return merit - max(1.0, abs(self._merit(self._seen[0]))) * 4.0**self._descents

    def _why_endless(self) -> str:
        decisions = self.problem.decisions
        endless = np.isinf(decisions.lower) | np.isinf(decisions.upper)
        names = ", ".join(decisions.names[position] for position in np.flatnonzero(endless))
        return f"cost falls without end as decisions grow: give a bound to one of {names}"

    def _corner(self, corner: Corner | None) -> Floats:
        """Return where to go from a decision that taught nothing because the model was right there: as far
        as it leads, since short steps would only halve the gap.
        """
        if corner is None and not self._seen:
            raise TwoStageError([self._why_endless()])
        return self._next(None) if corner is None else corner.decision

    def _finish(self, corner: Corner | None, most: int) -> None:
        """Try the corner of the last model too: it is often the exact optimum, with round figures."""
        if corner is not None and self.upper > self.lower and len(self.history) < most:
            self._learn(corner.decision)

    def answer(self, stop: Stop) -> TwoStageAnswer:
        """Return the best decision with its bounds.

        Raises:
            TwoStageError: If no decision was found.
        """
        if self.best is None:
            raise TwoStageError([
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
        )


def _lifts(value: float, known: float) -> bool:
    return value > known + LIFT * max(1.0, abs(value))


def _and_bound(problem: TwoStageProblem) -> str:
    return " and keeps the bound on CVaR" if hasattr(problem.risk, "bound") else ""
