"""What it costs to insist: the best decision under a condition, beside the best one without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.benders import solve_two_stage
from didymium.ensemble.two_stage.master import NoDecisionLeft
from didymium.ensemble.two_stage.problem import Decisions, TwoStageError, TwoStageProblem
from didymium.ensemble.two_stage.result import TwoStageAnswer
from didymium.ensemble.two_stage.search import Progress, allows

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Condition:
    """``lower ≤ Σ weight·x ≤ upper``, with weights by name of decision."""

    name: str
    weights: Mapping[str, float]
    lower: float = -np.inf
    upper: float = np.inf


def must(name: str, *decisions: str) -> Condition:
    """Return the condition that at least one of these decisions of 0 or 1 is taken."""
    return Condition(name, dict.fromkeys(decisions, 1.0), lower=1.0)


def must_not(name: str, *decisions: str) -> Condition:
    """Return the condition that none of these decisions of 0 or 1 is taken."""
    return Condition(name, dict.fromkeys(decisions, 1.0), upper=0.0)


@dataclass(frozen=True, eq=False)
class Insisted:
    """The best under a condition. It costs ``more`` than the best without, and ``at_least`` is proved; both
    are infinite, and there is no answer, where no decision keeps the condition.
    """

    condition: Condition
    answer: TwoStageAnswer | None
    more: float
    at_least: float


def cost_of_conditions(
    problem: TwoStageProblem,
    best: TwoStageAnswer,
    conditions: Sequence[Condition],
    *,
    relative_gap: float = 1e-6,
    absolute_gap: float = 1e-9,
    most_iterations: int = 200,
    workers: int = 1,
    progress: Progress | None = None,
) -> tuple[Insisted, ...]:
    """Return what each condition costs by itself.

    A condition that the best decision keeps costs nothing and needs no search. For the others all cuts of
    ``best``, and of the conditions before, are kept.

    Args:
        problem: The problem.
        best: Its answer, from :func:`solve_two_stage`.
        conditions: What is insisted on, one at a time.
        relative_gap: As in :func:`solve_two_stage`, of each search.
        absolute_gap: The same.
        most_iterations: Most rounds for each.
        workers: Threads that solve scenarios.
        progress: Told of every round.

    Raises:
        TwoStageError: If a condition names an unknown decision, all such at once; or as
            :func:`solve_two_stage`.
    """
    _check(problem.decisions, conditions)
    known, insisted = best.evaluations, []
    for condition in conditions:
        decisions = under(problem.decisions, condition)
        if allows(decisions, best.decision):
            insisted.append(Insisted(condition, best, 0.0, 0.0))
            continue
        try:
            answer = solve_two_stage(
                replace(problem, decisions=decisions),
                relative_gap=relative_gap,
                absolute_gap=absolute_gap,
                most_iterations=most_iterations,
                workers=workers,
                known=known,
                progress=progress,
            )
        except NoDecisionLeft:
            insisted.append(Insisted(condition, None, np.inf, np.inf))
            continue
        known = answer.evaluations
        more, at_least = answer.objective - best.objective, answer.lower_bound - best.objective
        insisted.append(Insisted(condition, answer, more, max(0.0, at_least)))
    return tuple(insisted)


def under(decisions: Decisions, condition: Condition) -> Decisions:
    """Return decisions that keep a condition too."""
    row = np.array([[condition.weights.get(name, 0.0) for name in decisions.names]])
    return decisions.with_rows(row, np.array([condition.lower]), np.array([condition.upper]))


def _check(decisions: Decisions, conditions: Sequence[Condition]) -> None:
    unknown = [
        f"condition {condition.name}: there is no decision {name!r} among {', '.join(decisions.names)}"
        for condition in conditions
        for name in condition.weights
        if name not in decisions.names
    ]
    if unknown:
        raise TwoStageError(unknown)
