"""The cheapest decisions that keep the risk of loss within a bound, by cuts of the loss in each scenario.

The cuts are those of Kelley (1960), one for each scenario and round. They are made a little inside the best
decision of the model, towards the best one known to keep the bound (Ben-Ameur and Neto 2007), which keeps the
search from jumping between corners.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.bounded_master import BoundedMaster
from didymium.ensemble.two_stage.bounded_search import Least, Search
from didymium.ensemble.two_stage.bounds import (
    ChanceBound,
    LossBound,
    MeanBound,
    Slack,
    limit_of,
    problems_of_bound,
)
from didymium.ensemble.two_stage.checks import find_problems
from didymium.ensemble.two_stage.evaluate import Evaluation, evaluator
from didymium.ensemble.two_stage.problem import Decisions, TwoStageError, TwoStageProblem, WeightedScenario
from didymium.ensemble.two_stage.result import Iteration, Stop

Floats = NDArray[np.float64]

ROW_TOLERANCE = 1e-7
"""By this share of its size may a start miss a row of the decisions."""
LEAST_RISK_GAP = 1e-4
"""Where no decision keeps a bound, the least risk is stated within this share of it."""


@dataclass(frozen=True, eq=False)
class BoundedProblem:
    """Minimise ``cost·x`` while the risk of loss stays within ``bound``.

    The recourse of a scenario is its loss as a convex function of the decision. It may be in other money than
    the cost, or in tonnes; the bound is in the unit of the loss. A scenario of probability zero counts for
    nothing. With a :class:`ChanceBound` decisions that move a loss need finite bounds.
    """

    decisions: Decisions
    scenarios: tuple[WeightedScenario, ...]
    bound: LossBound


@dataclass(frozen=True, eq=False)
class BoundedAnswer:
    """The cheapest decision found, and how far from the cheapest of all it can be at most.

    ``decision`` has shape (n,); no decision that keeps the bound costs less than ``lower_bound``. ``losses``
    has shape (scenarios,), ``risk`` is what the bound speaks of. ``price`` is what the cost would fall by if
    the bound were one unit of loss higher, None for a bound on a chance.
    """

    decision: Floats
    lower_bound: float
    cost: float
    losses: Floats
    risk: float
    price: float | None
    stop: Stop
    history: tuple[Iteration, ...]

    @property
    def gap(self) -> float:
        """Cost less lower bound, never below zero."""
        return max(0.0, self.cost - self.lower_bound)

    @property
    def iterations(self) -> int:
        """Number of rounds; in each of them every scenario is solved once."""
        return len(self.history)


def solve_bounded(
    problem: BoundedProblem,
    *,
    relative_gap: float = 1e-6,
    absolute_gap: float = 1e-9,
    relative_tolerance: float = 1e-6,
    absolute_tolerance: float = 1e-9,
    most_iterations: int = 500,
    workers: int = 1,
    start: Floats | None = None,
) -> BoundedAnswer:
    """Search for the cheapest decision that keeps the bound.

    Args:
        problem: What is decided, what may be lost, and how much.
        relative_gap: Stop once cost and lower bound differ by this share of the cost.
        absolute_gap: Stop once they differ by this much, in the money of the cost.
        relative_tolerance: By this share of its size may the bound be passed (with a chance: the tolerated
            loss).
        absolute_tolerance: The same in the unit of the loss; the larger of both holds.
        most_iterations: Stop after so many rounds; ``stop`` of the answer then says so.
        workers: Threads that solve scenarios; the answer does not depend on their number.
        start: Decision to look at first, shape (n,): a good one that keeps the bound saves rounds; else the
            largest.

    Raises:
        TwoStageError: If the problem is malformed or no decision keeps the bound: with the least risk that
            can be reached, and where.
    """
    _check(problem, start)
    counted = tuple(one for one in problem.scenarios if one.probability > 0.0)
    # Costs of zero: what the evaluator calls costs then are the losses themselves, to the last bit.
    free = replace(problem.decisions, cost=np.zeros(problem.decisions.count))
    losses = TwoStageProblem(free, counted)
    slack = Slack(relative_tolerance, absolute_tolerance)
    with evaluator(losses, workers) as evaluate:
        master = BoundedMaster(problem.decisions, losses.probabilities, problem.bound)
        search = Search(Least.COST, evaluate, master, slack, most_iterations)
        stop = search.run(start, relative_gap, absolute_gap)
        if search.best is None:
            safest = Search(Least.RISK, evaluate, master, slack, most_iterations)
            safest.run(search.nearest, LEAST_RISK_GAP, slack.absolute)
            raise TwoStageError([_why_none(problem, search, safest, stop)])
    return _answer(problem, search, search.best, stop)


def _answer(problem: BoundedProblem, search: Search, best: Evaluation, stop: Stop) -> BoundedAnswer:
    return BoundedAnswer(
        best.decision,
        min(search.lower, search.upper),
        search.upper,
        _losses(problem, best),
        search.risk(best),
        search.price,
        stop,
        tuple(search.history),
    )


def _losses(problem: BoundedProblem, best: Evaluation) -> Floats:
    """Return the losses of all scenarios: those of probability zero are solved here, for once."""
    counted = np.array([one.probability > 0.0 for one in problem.scenarios])
    losses = np.zeros(len(counted))
    losses[counted] = best.costs
    others = tuple(one for one in problem.scenarios if not one.probability > 0.0)
    if others:
        free = replace(problem.decisions, cost=np.zeros(problem.decisions.count))
        with evaluator(TwoStageProblem(free, others), 1) as evaluate:
            losses[~counted] = evaluate.at(best.decision).costs
    return losses


def _why_none(problem: BoundedProblem, search: Search, safest: Search, stop: Stop) -> str:
    asked = f"{_words(problem.bound)} of {limit_of(problem.bound):g}"
    if safest.best is None:
        return (
            f"{asked}: no decision is left: the rows of the decisions and what the scenarios need contradict "
            "each other"
        )
    least = safest.risk(safest.best)
    decision = ", ".join(
        f"{name} {value:.6g}"
        for name, value in zip(problem.decisions.names, safest.best.decision, strict=True)
    )
    if search.exhausted:
        return f"{asked}: no decision keeps it; the least that can be reached is {least:.6g}, with {decision}"
    return (
        f"{asked}: no decision was found in {len(search.history)} iterations that keeps it; {stop}; "
        f"the least risk found is {least:.6g}, with {decision}"
    )


def _words(bound: LossBound) -> str:
    if isinstance(bound, ChanceBound):
        return f"bound on the chance of a loss above {bound.tolerance:g}"
    if isinstance(bound, MeanBound):
        return "bound on the expected loss"
    return f"bound on the CVaR of the loss (alpha {bound.alpha:g})"


def _check(problem: BoundedProblem, start: Floats | None) -> None:
    found = find_problems(TwoStageProblem(problem.decisions, problem.scenarios))
    found += problems_of_bound(problem.bound)
    if problem.decisions.whole.any():
        found.append("decisions: whole numbers are not for a problem with a bound on a loss")
    if start is not None and not found:
        found += _of_start(problem.decisions, start)
    if isinstance(problem.bound, ChanceBound):
        found += _of_endless(problem.decisions)
    if found:
        raise TwoStageError(found)


def _of_start(decisions: Decisions, start: Floats) -> list[str]:
    if start.shape != (decisions.count,) or not np.isfinite(start).all():
        return [f"start: {start} is not one finite number for each decision"]
    matrix, lower, upper = decisions.rows
    sides = matrix @ start
    outside = (start < decisions.lower) | (start > decisions.upper)
    found = [f"start: {decisions.names[one]} lies outside its bounds" for one in np.flatnonzero(outside)]
    room = ROW_TOLERANCE * np.maximum(1.0, np.abs(sides))
    broken = np.flatnonzero((sides < lower - room) | (sides > upper + room))
    return found + [f"start: breaks row {row} of the decisions" for row in broken]


def _of_endless(decisions: Decisions) -> list[str]:
    return [
        f"decisions: {name} has no finite {word} bound, which a bound on a chance asks for"
        for word in ("lower", "upper")
        for name, value in zip(decisions.names, getattr(decisions, word), strict=False)
        if np.isinf(value)
    ]
