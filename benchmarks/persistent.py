"""linopy's persistent solver: one model and one solver for each of ours, changed in place and solved again.

What is equal to our solves: the programs (costs in the same unit), their order, the options, two solves a
stage. What is not: linopy starts from its own last basis, not from a reference, unless ``restored``, where
the basis is put back by hand through the HiGHS object that it shows; it reads columns and row duals, no
duals of columns. The tables of new bounds stand ready before the time runs, as the arrays of the bare loop
do. Constraints are linopy's dense ones, since the sparse ones cannot be changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
import xarray as xr
from linopy.solvers import Solver
from numpy.typing import NDArray

from benchmarks.bare import in_unit
from benchmarks.in_linopy import build_linopy
from benchmarks.recording import Tape
from didymium.market.program import Block, Program
from didymium.market.solver import FEASIBILITY_TOLERANCE

Floats = NDArray[np.float64]
OPTIONS = {
    "output_flag": False,
    "log_to_console": False,
    "threads": 1,
    "primal_feasibility_tolerance": FEASIBILITY_TOLERANCE,
    "dual_feasibility_tolerance": FEASIBILITY_TOLERANCE,
    "solver": "ipm",
}


@dataclass(frozen=True)
class Change:
    """New bounds of variables, new right-hand sides of constraints, new costs, each by its name in linopy."""

    bounds: dict[str, dict[str, xr.DataArray]] = field(default_factory=dict)
    sides: dict[str, xr.DataArray] = field(default_factory=dict)
    costs: dict[str, xr.DataArray] = field(default_factory=dict)
    basis: highspy.HighsBasis | None = None
    constant: float = 0.0


class PersistentSolver:
    """A program in linopy with a solver that keeps it."""

    def __init__(self, program: Program, restored: bool) -> None:
        self.restored, self.iterations = restored, 0
        self.model = build_linopy(program)
        for name in list(self.model.constraints):
            self.model.constraints.data[name] = self.model.constraints[name].mutable()
        self.solver = Solver.from_name(
            "highs", model=self.model, io_api="direct", options=dict(OPTIONS), track_updates=True
        )
        self.solver.solve()
        self.solver.solver_model.setOptionValue("solver", "simplex")

    def solve(self, change: Change) -> float:
        """Change the model, solve, and return the objective with the constant that linopy does not take."""
        model, variables = self.model, self.model.variables
        for name, bounds in change.bounds.items():
            variables[name].update(**bounds)
        for name, sides in change.sides.items():
            model.constraints[name].update(rhs=sides)
        if change.costs:
            costs = [(variables[name] * table).sum() for name, table in change.costs.items()]
            model.objective.expression = sum(costs[1:], costs[0])
        if self.restored and change.basis is not None:
            self.solver.update(model)
            self.solver.solver_model.clearSolver()
            self.solver.solver_model.setBasis(change.basis)
            result = self.solver.solve()
        else:
            result = self.solver.solve(model, disallow_rebuild=True)
        self.iterations += max(self.solver.solver_model.getInfo().simplex_iteration_count, 0)
        return float(result.solution.objective) + change.constant


class PersistentLoop:
    """The scenarios of a tape for linopy's persistent solver; their coefficients must all be the same."""

    def __init__(self, tape: Tape, restored: bool = False) -> None:
        programs = {id(step): in_unit(step, tape.money[step.solver]) for step in tape.steps}
        last = {solver: programs[id(tape.of(solver)[-1])] for solver in tape.solvers}
        self._solvers = {solver: PersistentSolver(program, restored) for solver, program in last.items()}
        self._scenarios: list[list[tuple[PersistentSolver, Change]]] = []
        for scenario in tape.scenarios:
            self._scenarios.append([])
            for step in scenario:
                then = programs[id(step)]
                change = change_between(last[step.solver], then, step.basis)
                self._scenarios[-1].append((self._solvers[step.solver], change))
                last[step.solver] = then

    def run(self, scenario: int) -> list[float]:
        """Solve a scenario and return the objectives, in the solvers' units of money."""
        return [solver.solve(change) for solver, change in self._scenarios[scenario]]

    @property
    def iterations(self) -> int:
        """Iterations so far."""
        return sum(solver.iterations for solver in self._solvers.values())


def change_between(now: Program, then: Program, basis: highspy.HighsBasis | None) -> Change:
    """Return what leads from one program to the next, block by block."""
    change = Change(basis=basis, constant=then.constant)
    for block in then.columns.values():
        names = [name for name in ("lower", "upper") if _differ(block, now, then, name)]
        if names:
            change.bounds[block.name] = {name: _table(block, getattr(then, name)) for name in names}
    for block in then.rows.values():
        change.sides.update(_sides(block, now, then))
    if not np.array_equal(now.cost, then.cost):
        change.costs.update({block.name: _table(block, then.cost) for block in then.columns.values()})
    return change


def _sides(block: Block, now: Program, then: Program) -> dict[str, xr.DataArray]:
    """Return the new right-hand sides of a block of rows, which stands once or twice in linopy."""
    equal = np.array_equal(then.row_lower[block.slice], then.row_upper[block.slice])
    found = {}
    for name, word in (("row_lower", "lower"), ("row_upper", "upper")):
        if _differ(block, now, then, name):
            found[block.name if equal else f"{block.name} {word}"] = _table(block, getattr(then, name))
    return found


def _differ(block: Block, now: Program, then: Program, name: str) -> bool:
    return not np.array_equal(getattr(now, name)[block.slice], getattr(then, name)[block.slice])


def _table(block: Block, values: Floats) -> xr.DataArray:
    return xr.DataArray(
        block.view(values),
        coords={"entity": np.arange(block.count), "period": np.arange(block.periods)},
        dims=("entity", "period"),
    )
