"""What a two-stage problem is answered with, and how the search for it went."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.evaluate import Evaluation

Floats = NDArray[np.float64]


class Stop(StrEnum):
    """Why a search ended."""

    GAP = "the bounds are as close as asked for"
    ITERATIONS = "the most iterations asked for were made before the bounds met"
    STALLED = "rounding keeps the bounds apart: no cut improves the model any more"
    WHOLE = "solved as one program"
    CUTOFF = "nothing is left below the objective asked for"


@dataclass(frozen=True)
class Iteration:
    """One round: the bounds known after it, and the cuts that it added."""

    lower_bound: float
    upper_bound: float
    optimality_cuts: int
    feasibility_cuts: int


@dataclass(frozen=True, eq=False)
class TwoStageAnswer:
    """The best decision found, and how far from the best of all it can be at most.

    Money is that of the costs. ``decision`` has shape (n,), ``scenario_costs`` (decisions and recourse
    together) shape (scenarios,). ``tail_cost`` is the CVaR that the risk speaks of, None for the expectation.
    ``evaluations`` are all decisions that were looked at, which a search of a like problem need not repeat.
    """

    decision: Floats
    lower_bound: float
    upper_bound: float
    scenario_costs: Floats
    expected_cost: float
    tail_cost: float | None
    stop: Stop
    history: tuple[Iteration, ...]
    evaluations: tuple[Evaluation, ...] = ()

    @property
    def objective(self) -> float:
        """What the best decision found costs, weighed by the risk: the upper bound."""
        return self.upper_bound

    @property
    def gap(self) -> float:
        """Upper less lower bound, never below zero."""
        return max(0.0, self.upper_bound - self.lower_bound)

    @property
    def relative_gap(self) -> float:
        """The gap as a share of the size of the upper bound; infinite if that is zero and a gap is left."""
        if self.gap == 0.0:
            return 0.0
        return self.gap / abs(self.upper_bound) if self.upper_bound else float("inf")

    @property
    def iterations(self) -> int:
        """Number of rounds; in each of them every scenario is solved once, if the decision is a new one."""
        return len(self.history)
