"""Bare HiGHS in a loop: the same patches, the same basis put back, the same values read, and nothing else.

It is the limit of what any code around HiGHS can reach: the arrays of every patch are worked out before the
time runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray

from benchmarks.recording import Step, Tape
from didymium.market.program import Program
from didymium.market.solver import FEASIBILITY_TOLERANCE, MOST_SINGLE_CHANGES

Floats = NDArray[np.float64]
Pair = tuple[NDArray[np.int32], Floats, Floats]


@dataclass(frozen=True)
class Patch:
    """What changes before a solve, ready to send; ``whole`` takes the place of coefficients that are many."""

    offset: float
    columns: Pair | None
    costs: tuple[NDArray[np.int32], Floats] | None
    rows: Pair | None
    coefficients: list[tuple[int, int, float]]
    whole: Program | None
    basis: highspy.HighsBasis | None
    duals: bool


def patch_between(now: Program, then: Program, step: Step) -> Patch:
    """Return what leads from one program, costs in the solver's unit, to the next one, of a step."""
    columns = _positions((now.lower != then.lower) | (now.upper != then.upper))
    rows = _positions((now.row_lower != then.row_lower) | (now.row_upper != then.row_upper))
    costs = _positions(now.cost != then.cost)
    coefficients = _coefficients(now, then)
    return Patch(
        then.constant,
        (columns, then.lower[columns], then.upper[columns]) if len(columns) else None,
        (costs, then.cost[costs]) if len(costs) else None,
        (rows, then.row_lower[rows], then.row_upper[rows]) if len(rows) else None,
        coefficients or [],
        then if coefficients is None else None,
        step.basis,
        step.duals,
    )


def _positions(changed: NDArray[np.bool_]) -> NDArray[np.int32]:
    return np.flatnonzero(changed).astype(np.int32)


def _coefficients(now: Program, then: Program) -> list[tuple[int, int, float]] | None:
    """Return the coefficients that change, or None where they are quicker sent with the whole program."""
    one, other = now.matrix, then.matrix
    if one is other:
        return []
    if not (np.array_equal(one.indptr, other.indptr) and np.array_equal(one.indices, other.indices)):
        return None
    places = np.flatnonzero(one.data != other.data)
    if len(places) > MOST_SINGLE_CHANGES:
        return None
    columns = np.searchsorted(other.indptr, places, side="right") - 1
    return [
        (int(other.indices[place]), int(column), float(other.data[place]))
        for place, column in zip(places, columns, strict=True)
    ]


class BareSolver:
    """A program in HiGHS with our options and no code of ours."""

    def __init__(self, program: Program) -> None:
        self.iterations = 0
        self.failures = 0
        self._highs = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("primal_feasibility_tolerance", FEASIBILITY_TOLERANCE),
            ("dual_feasibility_tolerance", FEASIBILITY_TOLERANCE),
            ("solver", "simplex"),
        ):
            self._highs.setOptionValue(option, value)
        self._pass(program)

    def _pass(self, program: Program) -> None:
        rows, columns = program.shape
        matrix = program.matrix
        self._highs.passModel(
            columns,
            rows,
            matrix.nnz,
            1,
            1,
            program.constant,
            program.cost,
            program.lower,
            program.upper,
            program.row_lower,
            program.row_upper,
            matrix.indptr.astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
            np.zeros(columns, dtype=np.int32),
        )

    def solve(self, patch: Patch) -> tuple[Floats, Floats, Floats, float]:
        """Send a patch, put the basis back, solve, and read columns, objective, and duals where ours do."""
        highs = self._highs
        self._send(patch)
        if patch.basis is not None:
            highs.clearSolver()
            highs.setBasis(patch.basis)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._solve_cold()
        information, solution = highs.getInfo(), highs.getSolution()
        self.iterations += max(information.simplex_iteration_count, 0)
        return (
            np.asarray(solution.col_value, dtype=np.float64),
            np.asarray(solution.col_dual if patch.duals else (), dtype=np.float64),
            np.asarray(solution.row_dual if patch.duals else (), dtype=np.float64),
            information.objective_function_value,
        )

    def _send(self, patch: Patch) -> None:
        highs = self._highs
        if patch.whole is not None:
            self._pass(patch.whole)
            return
        highs.changeObjectiveOffset(patch.offset)
        if patch.columns is not None:
            highs.changeColsBounds(len(patch.columns[0]), *patch.columns)
        if patch.costs is not None:
            highs.changeColsCost(len(patch.costs[0]), *patch.costs)
        if patch.rows is not None:
            highs.changeRowsBounds(len(patch.rows[0]), *patch.rows)
        for row, column, value in patch.coefficients:
            highs.changeCoeff(row, column, value)

    def _solve_cold(self) -> None:
        self.failures += 1
        self._highs.clearSolver()
        self._highs.setOptionValue("solver", "ipm")
        self._highs.run()
        self._highs.setOptionValue("solver", "simplex")


class BareLoop:
    """The scenarios of a tape, ready to be solved again and again by bare HiGHS."""

    def __init__(self, tape: Tape) -> None:
        programs = {id(step): in_unit(step, tape.money[step.solver]) for step in tape.steps}
        self._solvers = {solver: BareSolver(programs[id(tape.of(solver)[-1])]) for solver in tape.solvers}
        last = {solver: programs[id(tape.of(solver)[-1])] for solver in tape.solvers}
        self._scenarios: list[list[tuple[BareSolver, Patch]]] = []
        for scenario in tape.scenarios:
            self._scenarios.append([])
            for step in scenario:
                then = programs[id(step)]
                patch = patch_between(last[step.solver], then, step)
                self._scenarios[-1].append((self._solvers[step.solver], patch))
                last[step.solver] = then
        self._money = tape.money

    def run(self, scenario: int) -> list[float]:
        """Solve a scenario and return the objectives, in the solvers' units of money."""
        return [solver.solve(patch)[-1] for solver, patch in self._scenarios[scenario]]

    @property
    def iterations(self) -> int:
        """Iterations so far."""
        return sum(solver.iterations for solver in self._solvers.values())

    @property
    def failures(self) -> int:
        """Hot solves so far that had to be done cold."""
        return sum(solver.failures for solver in self._solvers.values())


def in_unit(step: Step, money: float) -> Program:
    """Return the program of a step with its costs in the solver's unit of money."""
    program = step.program
    return replace(program, cost=program.cost / money, constant=program.constant / money)
