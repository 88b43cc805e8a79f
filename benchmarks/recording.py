"""What our solvers were given: the programs, the bases that they started from, and what came out.

Scenarios are solved once with solvers that keep a tape. The tape is then played again elsewhere: through
our own solver alone, through bare HiGHS, and through linopy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import highspy
import numpy as np

from benchmarks.ours import Ours
from didymium.ensemble.running.work import Work
from didymium.market import window
from didymium.market.program import Program
from didymium.market.solver import Answer, HotSolver
from didymium.scenario import hot


@dataclass(frozen=True)
class Step:
    """One solve: which solver, the program that it held, the basis put back before (None: its own last),
    and the objective and iterations found.
    """

    solver: int
    program: Program
    basis: highspy.HighsBasis | None
    objective: float
    iterations: int
    duals: bool
    """Whether duals were read too."""


@dataclass
class Tape:
    """The solves of several scenarios; the program that each solver was made with, and its unit of money."""

    scenarios: list[list[Step]] = field(default_factory=list)
    made: list[Program] = field(default_factory=list)
    money: list[float] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        """All solves in order."""
        return [step for scenario in self.scenarios for step in scenario]

    def of(self, solver: int) -> list[Step]:
        """Return the solves of one solver."""
        return [step for step in self.steps if step.solver == solver]

    @property
    def solvers(self) -> list[int]:
        """Solvers that solved anything while the tape ran."""
        return sorted({step.solver for step in self.steps})


@contextmanager
def _recording(tape: Tape) -> Iterator[None]:
    """Let every solver that a hot market makes keep what it is given on a tape."""

    class Recorder(HotSolver):
        def __post_init__(self) -> None:
            super().__post_init__()
            self._number, self._basis_back = len(tape.money), None
            tape.made.append(self.program)
            tape.money.append(self._money)

        def start_from(self, basis: highspy.HighsBasis) -> None:
            super().start_from(basis)
            self._basis_back = basis

        def solve(self, duals: bool = True) -> Answer:
            before = len(self.records)
            answer = super().solve(duals)
            if tape.scenarios:
                iterations = sum(record.iterations for record in self.records[before:])
                held, basis = self._now, self._basis_back
                step = Step(self._number, held, basis, answer.objective, iterations, duals)
                tape.scenarios[-1].append(step)
            self._basis_back = None
            return answer

    saved = hot.HotSolver, window.HotSolver
    hot.HotSolver = window.HotSolver = Recorder  # type: ignore[misc]
    try:
        yield
    finally:
        hot.HotSolver, window.HotSolver = saved  # type: ignore[misc]


def record(work: Work, draws: Sequence[Sequence[float]]) -> Tape:
    """Solve scenarios and return the tape of the second time round, when every solver stands ready."""
    tape = Tape()
    with _recording(tape):
        ours = Ours(work)
        for values in draws:
            ours.run(values)
        for values in draws:
            tape.scenarios.append([])
            ours.run(values)
    return tape


def changed_coefficients(tape: Tape) -> float:
    """Return how many coefficients change from one solve of a solver to its next, on average."""
    counts = []
    for solver in tape.solvers:
        programs = [step.program for step in tape.of(solver)]
        for now, then in zip(programs, programs[1:], strict=False):
            same = now.matrix is then.matrix or now.matrix.nnz != then.matrix.nnz
            counts.append(0 if same else int(np.count_nonzero(now.matrix.data != then.matrix.data)))
    return float(np.mean(counts)) if counts else 0.0
