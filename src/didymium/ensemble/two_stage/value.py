"""What knowing the scenario would be worth, and what is lost by planning for the mean one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.ensemble.two_stage.benders import solve_two_stage
from didymium.ensemble.two_stage.checks import check_problem
from didymium.ensemble.two_stage.evaluate import evaluator
from didymium.ensemble.two_stage.links import Links
from didymium.ensemble.two_stage.problem import Recourse, TwoStageError, TwoStageProblem, WeightedScenario
from didymium.ensemble.two_stage.recourse import LinkedProgram
from didymium.ensemble.two_stage.result import TwoStageAnswer
from didymium.ensemble.two_stage.risk import Expectation, expected_cost

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class InformationValue:
    """Expected costs in the money of the problem (Birge and Louveaux 2011, chapter 4).

    ``recourse_problem`` is the best that one decision for all scenarios can do (RP), ``wait_and_see`` the
    mean of what each scenario would cost if it were known beforehand (WS), ``mean_value`` the optimum of the
    mean scenario (EV), ``mean_decision`` (n,) its decision, and ``expected_result`` what that costs over the
    true scenarios (EEV): infinite if one of them has no way out of it.
    """

    recourse_problem: float
    wait_and_see: float
    mean_value: float
    expected_result: float
    mean_decision: Floats

    @property
    def perfect_information(self) -> float:
        """EVPI = RP − WS: the most that a perfect forecast is worth."""
        return self.recourse_problem - self.wait_and_see

    @property
    def stochastic_solution(self) -> float:
        """VSS = EEV − RP: what is saved by planning for all scenarios and not for their mean."""
        return self.expected_result - self.recourse_problem


def information_value(
    problem: TwoStageProblem,
    *,
    mean: Recourse | None = None,
    answer: TwoStageAnswer | None = None,
    relative_gap: float = 1e-6,
    most_iterations: int = 500,
    workers: int = 1,
) -> InformationValue:
    """Return the value of information and of planning for all scenarios.

    Args:
        problem: A problem whose risk is the expectation; with CVaR these values have no agreed meaning.
        mean: The mean scenario; else linked programs are averaged by :func:`mean_recourse`.
        answer: The answer of the problem if it is known already.
        relative_gap: Gap of every problem solved; the values are no more exact than this share of their
            parts.
        most_iterations: Most rounds of each.
        workers: Threads that solve scenarios.

    Raises:
        TwoStageError: As :func:`solve_two_stage`; or if the risk is not the expectation, or a problem needs
            more rounds.
    """
    check_problem(problem)
    if not isinstance(problem.risk, Expectation):
        raise TwoStageError(
            ["the value of information is defined here for the expectation only, not for CVaR"]
        )
    solve = _Solve(relative_gap, most_iterations, workers)
    middle = solve.alone(problem, "the mean scenario", mean_recourse(problem) if mean is None else mean)
    known = [solve.alone(problem, one.name, one.recourse).objective for one in problem.scenarios]
    whole = solve(problem, "all scenarios") if answer is None else answer
    with evaluator(problem, workers) as evaluate:
        costs = evaluate.at(middle.decision).costs
    return InformationValue(
        recourse_problem=whole.objective,
        wait_and_see=expected_cost(np.array(known), problem.probabilities),
        mean_value=middle.objective,
        expected_result=expected_cost(costs, problem.probabilities),
        mean_decision=middle.decision,
    )


@dataclass(frozen=True)
class _Solve:
    relative_gap: float
    most_iterations: int
    workers: int

    def __call__(self, problem: TwoStageProblem, name: str) -> TwoStageAnswer:
        answer = solve_two_stage(
            problem,
            relative_gap=self.relative_gap,
            most_iterations=self.most_iterations,
            workers=self.workers,
        )
        if answer.relative_gap > self.relative_gap and answer.gap > 1e-9:
            raise TwoStageError([f"{name}: {answer.stop}; a gap of {answer.relative_gap:.2g} is left"])
        return answer

    def alone(self, problem: TwoStageProblem, name: str, recourse: Recourse) -> TwoStageAnswer:
        """Solve for one scenario as if it were certain."""
        return self(replace(problem, scenarios=(WeightedScenario(name, 1.0, recourse),)), name)


def mean_recourse(problem: TwoStageProblem) -> LinkedProgram:
    """Return the linked program whose every figure is the mean over scenarios, by probability.

    Raises:
        TwoStageError: If a recourse is no linked program, shapes differ, or a bound is infinite in some
            scenarios only: such a mean must be stated by the caller.
    """
    linked = [one.recourse for one in problem.scenarios if isinstance(one.recourse, LinkedProgram)]
    _check_alike(problem, linked)
    weights = problem.probabilities
    programs = [one.program for one in linked]
    figures = ("cost", "lower", "upper", "row_lower", "row_upper")
    cost, lower, upper, row_lower, row_upper = (
        _mean([getattr(one, name) for one in programs], weights) for name in figures
    )
    program = replace(
        programs[0],
        cost=cost,
        lower=lower,
        upper=upper,
        row_lower=row_lower,
        row_upper=row_upper,
        matrix=_mean_matrix([one.matrix for one in programs], weights).tocsc(),
        constant=float(weights @ [one.constant for one in programs]),
    )
    parts = zip(*(one.links.parts for one in linked), strict=True)
    links = Links(*(_mean_matrix(matrices, weights).tocsr() for matrices in parts))
    return LinkedProgram(program, links, linked[0].algorithm, linked[0].basis)


def _check_alike(problem: TwoStageProblem, linked: list[LinkedProgram]) -> None:
    remedy = "; state the mean scenario (argument mean)"
    if len(linked) < len(problem.scenarios):
        raise TwoStageError(
            [f"a recourse is no linked program and has no figures to take the mean of{remedy}"]
        )
    if len({one.program.shape for one in linked}) > 1:
        raise TwoStageError([f"the programs of the scenarios differ in shape and have no mean{remedy}"])
    figures = ("lower", "upper", "row_lower", "row_upper")
    mixed = [
        name
        for name in figures
        if len({np.isinf(getattr(one.program, name)).tobytes() for one in linked}) > 1
    ]
    if mixed:
        raise TwoStageError([
            f"{name} is infinite in some scenarios only, and has no mean{remedy}" for name in mixed
        ])  # fmt: skip


def _mean(values: list[Floats], weights: Floats) -> Floats:
    infinite = np.isinf(values[0])
    stacked = np.where(infinite, 0.0, np.stack(values))
    return np.where(infinite, values[0], weights @ stacked)


def _mean_matrix(matrices: Sequence[sparse.sparray], weights: Floats) -> sparse.sparray:
    weighted = (weight * matrix for weight, matrix in zip(weights, matrices, strict=True))
    return reduce(lambda left, right: left + right, weighted)
