"""What a decision costs in every scenario: the recourse of each, side by side if asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace

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
    order however many workers there are, so that nothing depends on their number. No decision is evaluated
    twice.
    """

    problem: TwoStageProblem
    pool: ThreadPoolExecutor | None = None
    _known: dict[bytes, Evaluation] = field(default_factory=dict)

    @property
    def evaluations(self) -> tuple[Evaluation, ...]:
        """All evaluations known, in the order in which they were made."""
        return tuple(self._known.values())

    def remember(self, known: Evaluation) -> None:
        """Take over an evaluation made for the same scenarios, at the present costs of decisions."""
        self._known[_key(known.decision)] = recosted(known, self.problem.decisions.cost)

    def knows(self, decision: Floats) -> bool:
        """Say whether a decision has been evaluated."""
        return _key(decision) in self._known

    def at(self, decision: Floats) -> Evaluation:
        """Return the evaluation of a decision of shape (n,); it is made if it is not known.

        Raises:
            TwoStageError: As :meth:`_made`.
        """
        key = _key(decision)
        if key not in self._known:
            self._known[key] = self._made(decision)
        return self._known[key]

    def _made(self, decision: Floats) -> Evaluation:
        """Make an evaluation.

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


def _key(decision: Floats) -> bytes:
    """Return what tells decisions apart: their bits, with one zero only."""
    return (decision + 0.0).tobytes()


def recosted(known: Evaluation, cost: Floats) -> Evaluation:
    """Return an evaluation where decisions cost ``cost`` (n,), on which recourse does not depend."""
    costs = np.full(len(known.costs), np.inf)
    for cut in known.optimality:
        costs[cut.scenario] = cut.constant + float(cut.slope @ known.decision)
    return replace(known, costs=costs + float(cost @ known.decision))


@contextmanager
def evaluator(
    problem: TwoStageProblem, workers: int, known: Sequence[Evaluation] = ()
) -> Iterator[Evaluator]:
    """Give an evaluator with so many threads, which end with the block, that need not repeat what is known.

    Raises:
        TwoStageError: If there is no worker, or what is known belongs to another problem.
    """
    if workers < 1:
        raise TwoStageError([f"workers: {workers} cannot solve anything"])
    shapes = ((problem.decisions.count,), (len(problem.scenarios),))
    if any((one.decision.shape, one.costs.shape) != shapes for one in known):
        raise TwoStageError(["known: evaluations of other decisions or scenarios are of no use here"])
    with ThreadPoolExecutor(workers) if workers > 1 else nullcontext() as pool:
        evaluate = Evaluator(problem, pool)
        for one in known:
            evaluate.remember(one)
        yield evaluate


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
