"""One HiGHS kept hot: hand over once, send only what changes, solve from the last basis, record how.

Options are checked one by one: HiGHS accepts ``hipo`` in a wheel without it and then solves by simplex.

Nothing here looks at the clock to decide anything: a hot solve is given up after a number of iterations, so
that the same starting point leads to the same answer, bit by bit, on a busy machine and on an idle one.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.market.program import Program

Floats = NDArray[np.float64]

FEASIBILITY_TOLERANCE = 1e-9
HOT_ITERATIONS_PER_ROW = 3
"""A hot solve is stopped and done cold after so many iterations for each row: they take about as long as a
cold solve, and ten times as long as the usual hot one."""
NO_LIMIT = 2**31 - 1
MOST_SINGLE_CHANGES = 2000
"""More changed coefficients than this are quicker sent with the whole program."""

ENDLESS = (
    "something earns without end: a payment is larger than what it takes to earn it, such as an import "
    "subsidy that pays for goods to go round in a circle"
)
"""What an unbounded program means."""


class SolverError(Exception):
    """Raised when a program has no answer, with the status in words; ``status`` is ``infeasible``,
    ``unbounded`` or ``failed``.
    """

    def __init__(self, status: str, message: str) -> None:
        self.status = status
        super().__init__(message)


@dataclass(frozen=True)
class Record:
    """How one solve went: ``path`` is ``cold``, ``hot``, or ``stopped`` for a hot solve that dragged on and
    was followed by a cold one.
    """

    path: str
    seconds: float
    iterations: int
    algorithm: str


@dataclass(frozen=True)
class Answer:
    """Primal values, reduced costs and row duals of a solved program, in its units, and the objective in
    million US dollars. Duals are empty where nobody asked for them.
    """

    columns: Floats
    column_duals: Floats
    row_duals: Floats
    objective: float


class Solver(Protocol):
    """Whatever solves programs with the same blocks one after the other."""

    @property
    def records(self) -> list[Record]:
        """How the solves went, in order."""

    def change_to(self, target: Program) -> None:
        """Hold another program."""

    def solve(self, duals: bool = True) -> Answer:
        """Solve what is held."""


@dataclass
class HotSolver:
    """A program inside HiGHS. ``cold_algorithm`` is ``ipm`` (with crossover) or ``simplex``; ``money`` is the
    unit of costs, million US dollars, by default that of :func:`money_unit`.
    """

    program: Program
    cold_algorithm: str = "ipm"
    money: float | None = None
    records: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._highs = highspy.Highs()
        self._set("output_flag", False)
        self._set("threads", 1)
        self._set("primal_feasibility_tolerance", FEASIBILITY_TOLERANCE)
        self._set("dual_feasibility_tolerance", FEASIBILITY_TOLERANCE)
        # Costs near one keep small perturbations clear of the dual tolerance, however small the market is.
        self._money = self.money or money_unit(self.program.cost)
        self._pass()
        self._hot = False
        self._start: highspy.HighsBasis | None = None
        self._now = self.program

    @property
    def highs(self) -> highspy.Highs:
        """The solver itself, for ranging and irreducible sets."""
        return self._highs

    def _set(self, option: str, value: bool | int | float | str) -> None:
        if self._highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
            raise SolverError("failed", f"the solver refuses option {option} = {value}")

    def _pass(self) -> None:
        program = self.program
        matrix = program.matrix
        rows, columns = program.shape
        status = self._highs.passModel(
            columns,
            rows,
            matrix.nnz,
            1,
            1,
            program.constant / self._money,
            program.cost / self._money,
            program.lower,
            program.upper,
            program.row_lower,
            program.row_upper,
            matrix.indptr.astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
            np.zeros(columns, dtype=np.int32),
        )
        if status == highspy.HighsStatus.kError:
            raise SolverError("failed", "the solver refuses the program")

    def change_to(self, target: Program) -> None:
        """Send what differs between the program held and ``target`` (same blocks): bounds, costs, sides,
        coefficients.
        """
        now = self._now
        if target.constant != now.constant:
            self._highs.changeObjectiveOffset(target.constant / self._money)
        self._change_columns(now, target)
        if target.matrix is not now.matrix and not self._change_coefficients(now.matrix, target.matrix):
            self._pass_again(target)
            return
        rows = np.flatnonzero((now.row_lower != target.row_lower) | (now.row_upper != target.row_upper))
        if len(rows):
            self._highs.changeRowsBounds(
                len(rows), rows.astype(np.int32), target.row_lower[rows], target.row_upper[rows]
            )
        self._now = target

    def start_from(self, basis: highspy.HighsBasis) -> None:
        """Make the next solve hot from a basis, as though nothing had been solved before: what it finds then
        depends on the basis and the program alone, bit by bit.
        """
        self._start = basis

    def basis(self) -> highspy.HighsBasis:
        """Return the basis of the last answer, to start from another time."""
        return self._highs.getBasis()

    def _pass_again(self, target: Program) -> None:
        """Hand over a program whose coefficients stand elsewhere, keeping the basis."""
        if self._hot and self._start is None:
            self._start = self._highs.getBasis()
        self.program = self._now = target
        self._pass()

    def _change_columns(self, now: Program, target: Program) -> None:
        columns = np.flatnonzero((now.lower != target.lower) | (now.upper != target.upper))
        if len(columns):
            self._highs.changeColsBounds(
                len(columns), columns.astype(np.int32), target.lower[columns], target.upper[columns]
            )
        costs = np.flatnonzero(now.cost != target.cost)
        if len(costs):
            self._highs.changeColsCost(len(costs), costs.astype(np.int32), target.cost[costs] / self._money)

    def _change_coefficients(self, now: sparse.csc_matrix, target: sparse.csc_matrix) -> bool:
        """Send changed coefficients one by one and return True, unless they are many or stand elsewhere."""
        same = np.array_equal(now.indptr, target.indptr) and np.array_equal(now.indices, target.indices)
        places = np.flatnonzero(now.data != target.data) if same else np.zeros(0)
        if not same or len(places) > MOST_SINGLE_CHANGES:
            return False
        columns = np.searchsorted(target.indptr, places, side="right") - 1
        for place, column in zip(places.tolist(), columns.tolist(), strict=True):
            self._highs.changeCoeff(int(target.indices[place]), column, float(target.data[place]))
        return True

    def solve(self, duals: bool = True) -> Answer:
        """Solve what is held: hot by dual simplex if there is a basis, else cold; a hot solve that drags on
        is done cold. Without ``duals`` only values are read.

        Raises:
            SolverError: If the program is infeasible or unbounded, or HiGHS gives up.
        """
        self._take_start()
        if self._hot and self._run("simplex", "hot", HOT_ITERATIONS_PER_ROW * self.program.shape[0] + 1000):
            return self._answer(duals)
        self._highs.clearSolver()
        if not self._run(self.cold_algorithm, "cold", NO_LIMIT):
            status = self._highs.modelStatusToString(self._highs.getModelStatus())
            word = _status_word(self._highs.getModelStatus())
            raise SolverError(word, ENDLESS if word == "unbounded" else f"the solver stopped: {status}")
        self._hot = True
        return self._answer(duals)

    def _take_start(self) -> None:
        if self._start is None:
            return
        self._highs.clearSolver()
        if self._highs.setBasis(self._start) != highspy.HighsStatus.kOk:
            raise SolverError("failed", "the solver refuses a basis")
        self._start, self._hot = None, True

    def _run(self, algorithm: str, path: str, most_iterations: int) -> bool:
        self._set("solver", algorithm)
        self._set("run_crossover", "on")
        self._set("simplex_iteration_limit", most_iterations)
        begin = time.perf_counter()
        self._highs.run()
        information = self._highs.getInfo()
        iterations = max(information.simplex_iteration_count, 0) + max(information.ipm_iteration_count, 0)
        solved = bool(self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)
        how = "stopped" if path == "hot" and not solved else path
        self.records.append(Record(how, time.perf_counter() - begin, int(iterations), algorithm))
        return solved

    def _answer(self, duals: bool) -> Answer:
        solution = self._highs.getSolution()
        of_columns = solution.col_dual if duals else ()
        of_rows = solution.row_dual if duals else ()
        return Answer(
            np.asarray(solution.col_value, dtype=np.float64),
            np.asarray(of_columns, dtype=np.float64) * self._money,
            np.asarray(of_rows, dtype=np.float64) * self._money,
            float(self._highs.getInfo().objective_function_value) * self._money,
        )


def money_unit(cost: Floats) -> float:
    """Return the power of two (so that scaling rounds nothing) next to the median cost, million US
    dollars.
    """
    sizes = np.abs(cost[cost != 0.0])
    return float(2.0 ** np.round(np.log2(np.median(sizes)))) if len(sizes) else 1.0


def _status_word(status: highspy.HighsModelStatus) -> str:
    words: Mapping[highspy.HighsModelStatus, str] = {
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kUnbounded: "unbounded",
        highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
    }
    return words.get(status, "failed")
