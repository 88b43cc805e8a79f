"""What a decision costs in every scenario: the recourse of each, side by side if asked for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.problem import (
    FeasibilityCut,
    NoRecourse,
    TwoStageError,
    TwoStageProblem,
    WeightedScenario,
)
from didymium.market.solver import SolverError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OptimalityCut:
    """The recourse of scenario number ``scenario`` is at least ``constant + slope·x``."""

    scenario: int
    constant: float
    slope: Floats


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A decision in every scenario: the whole cost of each (infinite where there is no way out), and cuts."""

    decision: Floats
    costs: Floats
    optimality: tuple[OptimalityCut, ...]
    feasibility: tuple[FeasibilityCut, ...]


@dataclass(frozen=True)
class Evaluator:
    """Solves the scenarios of a problem. Each keeps its own solver and sees the same decisions in the same
    order however many workers there are, so that nothing depends on their number.
    """

    problem: TwoStageProblem
    pool: ThreadPoolExecutor | None = None

    def at(self, decision: Floats) -> Evaluation:
        """Return the evaluation of a decision of shape (n,).

        Raises:
            TwoStageError: If a scenario has no way out of the decision and no cut that says so, or its
                recourse cannot be solved; all such scenarios at once.
        """
        scenarios = self.problem.scenarios
        solve = _Solve(decision)
        answers = list(map(solve, scenarios) if self.pool is None else self.pool.map(solve, scenarios))
        problems = [answer for answer in answers if isinstance(answer, str)]
        if problems:
            raise TwoStageError(problems)
        values = [answer[0] if isinstance(answer, tuple) else np.inf for answer in answers]
        cuts = tuple(
            OptimalityCut(number, answer[0] - float(answer[1] @ decision), answer[1])
            for number, answer in enumerate(answers)
            if isinstance(answer, tuple)
        )
        now = float(self.problem.decisions.cost @ decision)
        excluded = tuple(answer for answer in answers if isinstance(answer, FeasibilityCut))
        return Evaluation(decision, now + np.array(values, dtype=np.float64), cuts, excluded)


@contextmanager
def evaluator(problem: TwoStageProblem, workers: int) -> Iterator[Evaluator]:
    """Give an evaluator with so many threads, which end with the block."""
    if workers < 1:
        raise TwoStageError([f"workers: {workers} cannot solve anything"])
    if workers == 1:
        yield Evaluator(problem)
        return
    with ThreadPoolExecutor(workers) as pool:
        yield Evaluator(problem, pool)


@dataclass(frozen=True)
class _Solve:
    """Solves one scenario at a decision: its value and slope, or a cut, or what is wrong with it."""

    decision: Floats

    def __call__(self, scenario: WeightedScenario) -> tuple[float, Floats] | FeasibilityCut | str:
        try:
            value, slope = scenario.recourse.value_and_slope(self.decision)
        except NoRecourse as error:
            if error.cut is not None:
                return error.cut
            return (
                f"scenario {scenario.name}: there is no way out of a decision tried ({error}), and the "
                "solver gave no proof by which to exclude it; give its rows a dear way out"
            )
        except SolverError as error:
            return f"scenario {scenario.name}: {error}"
        if not np.isfinite(value) or slope.shape != self.decision.shape or not np.isfinite(slope).all():
            return f"scenario {scenario.name}: its recourse answered {value} with slope {slope}"
        return float(value), np.asarray(slope, dtype=np.float64)
