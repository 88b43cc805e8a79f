"""A linear program as recourse: solved from its last basis, its duals as slope, its dual rays as cuts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import highspy
import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.links import Links
from didymium.ensemble.two_stage.problem import NoRecourse
from didymium.ensemble.two_stage.rays import crossing_cut, ray_cut
from didymium.market.program import Program
from didymium.market.solver import Answer, HotSolver, SolverError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LinkedProgram:
    """A program whose sides and bounds move with the decision. Its solver is made at the first solve and
    kept, so one linked program serves one scenario and one thread at a time.

    ``algorithm`` is that of a solve without a basis: ``ipm`` (with crossover) or ``simplex``. ``basis`` is
    where the first solve starts from: that of a solver which has solved a program with the same blocks
    (:meth:`HotSolver.basis`). With it no scenario needs a cold solve.
    """

    program: Program
    links: Links
    algorithm: str = "ipm"
    basis: highspy.HighsBasis | None = None

    @cached_property
    def solver(self) -> HotSolver:
        """The solver that holds the program."""
        solver = HotSolver(self.program, cold_algorithm=self.algorithm)
        if self.basis is not None:
            solver.start_from(self.basis)
        return solver

    def value_and_slope(self, decision: Floats) -> tuple[float, Floats]:
        """Return the minimum at a decision of shape (n,), and its slope there from the duals; shape (n,).

        Raises:
            NoRecourse: If the program has no solution, with the cut that its dual ray proves.
            SolverError: If the program is unbounded, or the solver gives up.
        """
        answer = self.solve_at(decision)
        return answer.objective, self.links.slope(answer.row_duals, answer.column_duals)

    def solve_at(self, decision: Floats) -> Answer:
        """Return the whole answer at a decision of shape (n,); raises as :meth:`value_and_slope` does."""
        target = self.links.shift(self.program, decision)
        cut = crossing_cut(self.program, self.links, target)
        if cut is not None:
            raise NoRecourse(cut, "a lower bound lies above an upper one")
        # What crosses within the tolerance meets; the solver would refuse it.
        self.solver.change_to(replace(target, upper=np.maximum(target.lower, target.upper)))
        try:
            return self.solver.solve()
        except SolverError as error:
            if error.status != "infeasible":
                raise
        return self._solve_for_ray(decision)

    def _solve_for_ray(self, decision: Floats) -> Answer:
        """Solve by simplex without presolve, which leaves a dual ray where there is no solution."""
        highs, usual = self.solver.highs, self.solver.cold_algorithm
        self._presolve("off")
        self.solver.cold_algorithm = "simplex"
        try:
            return self.solver.solve()
        except SolverError as error:
            if error.status != "infeasible":
                raise
            _, has_ray, ray = highs.getDualRay()
            cut = ray_cut(self.program, self.links, decision, np.asarray(ray)) if has_ray else None
            raise NoRecourse(cut, "its rows and bounds contradict each other") from None
        finally:
            self._presolve("choose")
            self.solver.cold_algorithm = usual

    def _presolve(self, choice: str) -> None:
        status = self.solver.highs.setOptionValue("presolve", choice)
        if status.name != "kOk":
            raise SolverError("failed", f"the solver refuses option presolve = {choice}")
