"""What is decided now, which scenarios may follow, and what each of them answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.ensemble.two_stage.risk import Expectation, Risk

Floats = NDArray[np.float64]


class TwoStageError(Exception):
    """Raised with everything that is wrong with a problem, in words; ``problems`` holds one line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, eq=False)
class FeasibilityCut:
    """``slope·x ≤ bound`` holds for every decision from which a scenario has a way out; shape (n,)."""

    slope: Floats
    bound: float


class NoRecourse(Exception):
    """Raised by a recourse that has no way out of a decision, with a cut that excludes it if one is known."""

    def __init__(self, cut: FeasibilityCut | None, reason: str) -> None:
        self.cut = cut
        super().__init__(reason)


@runtime_checkable
class Recourse(Protocol):
    """The least cost of adapting to one scenario as a convex function of the decision."""

    def value_and_slope(self, decision: Floats) -> tuple[float, Floats]:
        """Return the least cost at a decision of shape (n,), and a subgradient there of shape (n,).

        Raises:
            NoRecourse: If the scenario has no way out of the decision.
        """
        ...


@dataclass(frozen=True, eq=False)
class Decisions:
    """What is decided before the scenario is known: ``lower ≤ x ≤ upper`` at ``cost·x``.

    Arrays have shape (n,). Units are the caller's; costs are in the money of the recourse, per unit of x.
    ``matrix`` (rows × n), if given, asks for ``row_lower ≤ matrix·x ≤ row_upper``. ``integer``, if given,
    says which decisions must be whole numbers.
    """

    names: tuple[str, ...]
    cost: Floats
    lower: Floats
    upper: Floats
    matrix: sparse.csr_matrix | Floats | None = None
    row_lower: Floats | None = None
    row_upper: Floats | None = None
    integer: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        for name in ("cost", "lower", "upper", "row_lower", "row_upper"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))
        if self.integer is not None:
            object.__setattr__(self, "integer", np.asarray(self.integer, dtype=np.bool_))

    @property
    def count(self) -> int:
        """Number of decisions."""
        return len(self.names)

    def with_rows(self, matrix: Floats, lower: Floats, upper: Floats) -> Decisions:
        """Return the decisions with more rows ``lower ≤ matrix·x ≤ upper``; matrix of shape (rows, n)."""
        present, row_lower, row_upper = self.rows
        return replace(
            self,
            matrix=sparse.csr_matrix(sparse.vstack([present, sparse.csr_matrix(matrix)])),
            row_lower=np.concatenate([row_lower, lower]),
            row_upper=np.concatenate([row_upper, upper]),
        )

    @cached_property
    def whole(self) -> NDArray[np.bool_]:
        """Which decisions must be whole numbers; shape (n,)."""
        return np.zeros(self.count, dtype=np.bool_) if self.integer is None else self.integer

    @cached_property
    def binary(self) -> NDArray[np.bool_]:
        """Which decisions must be 0 or 1; shape (n,)."""
        return self.whole & (self.lower > -1.0) & (self.upper < 2.0)

    @cached_property
    def rows(self) -> tuple[sparse.csr_matrix, Floats, Floats]:
        """The matrix, lower and upper sides of the rows; empty where none are given."""
        if self.matrix is None:
            return sparse.csr_matrix((0, self.count)), np.zeros(0), np.zeros(0)
        matrix = sparse.csr_matrix(self.matrix, dtype=np.float64)
        open_side = np.full(matrix.shape[0], np.inf)
        lower = -open_side if self.row_lower is None else self.row_lower
        upper = open_side if self.row_upper is None else self.row_upper
        return matrix, lower, upper


@dataclass(frozen=True, eq=False)
class WeightedScenario:
    """A scenario with its probability and its recourse, which no other scenario may share."""

    name: str
    probability: float
    recourse: Recourse


@dataclass(frozen=True, eq=False)
class TwoStageProblem:
    """Minimise the cost of decisions and recourse, weighed over scenarios by ``risk``.

    The cost of a scenario is ``cost·x`` plus its recourse; ``risk`` weighs these sums.
    """

    decisions: Decisions
    scenarios: tuple[WeightedScenario, ...]
    risk: Risk = Expectation()

    @cached_property
    def probabilities(self) -> Floats:
        """Probability of each scenario; shape (scenarios,)."""
        return np.array([scenario.probability for scenario in self.scenarios], dtype=np.float64)
