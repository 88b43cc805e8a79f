"""Our own solver given the programs of a tape: what it adds to bare HiGHS, without making programs."""

from __future__ import annotations

from benchmarks.recording import Step, Tape
from didymium.market.solver import HotSolver


class ProgramLoop:
    """The scenarios of a tape for our hot solver alone."""

    def __init__(self, tape: Tape) -> None:
        self._scenarios = tape.scenarios
        self._solvers = {
            solver: HotSolver(tape.made[solver], money=tape.money[solver]) for solver in tape.solvers
        }

    def run(self, scenario: int) -> list[float]:
        """Solve a scenario and return the objectives, in million US dollars."""
        return [self._solve(step) for step in self._scenarios[scenario]]

    def _solve(self, step: Step) -> float:
        solver = self._solvers[step.solver]
        solver.change_to(step.program)
        if step.basis is not None:
            solver.start_from(step.basis)
        return solver.solve(step.duals).objective
