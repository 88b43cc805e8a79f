"""A program of which some columns must be whole numbers, solved by branch and bound in HiGHS."""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from didymium.market.program import Program
from didymium.market.solver import FEASIBILITY_TOLERANCE, SolverError, money_unit

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MIXED_GAP = 1e-9
"""Gap within which such a program counts as solved, as a share of its optimum."""


def solve_mixed(program: Program, whole: Integers) -> tuple[Floats, float, float]:
    """Return the best values of all columns, of which those at the positions ``whole`` are whole numbers, and
    the lower and upper bound of the objective.

    Raises:
        SolverError: If the program is infeasible or unbounded, or the solver gives up.
    """
    highs, money = highspy.Highs(), money_unit(program.cost)
    names = ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance")
    options = {"output_flag": False, "threads": 1, "mip_rel_gap": MIXED_GAP, "mip_abs_gap": 0.0}
    for option, value in {**options, **dict.fromkeys(names, FEASIBILITY_TOLERANCE)}.items():
        if highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
            raise SolverError("failed", f"the solver refuses option {option} = {value}")
    highs.passModel(_model(program, whole, money))
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        # Presolve cannot always tell one from the other.
        highs.setOptionValue("presolve", "off")
        highs.run()
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        words = {
            highspy.HighsModelStatus.kInfeasible: "infeasible",
            highspy.HighsModelStatus.kUnbounded: "unbounded",
        }
        raise SolverError(
            words.get(status, "failed"), f"the solver stopped: {highs.modelStatusToString(status)}"
        )
    information = highs.getInfo()
    return (
        np.asarray(highs.getSolution().col_value, dtype=np.float64),
        money * float(information.mip_dual_bound),
        money * float(information.objective_function_value),
    )


def _model(program: Program, whole: Integers, money: float) -> highspy.HighsLp:
    rows, columns = program.shape
    model = highspy.HighsLp()
    model.num_row_, model.num_col_, model.offset_ = rows, columns, program.constant / money
    model.col_cost_, model.col_lower_, model.col_upper_ = program.cost / money, program.lower, program.upper
    model.row_lower_, model.row_upper_ = program.row_lower, program.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = program.matrix.indptr
    model.a_matrix_.index_ = program.matrix.indices
    model.a_matrix_.value_ = program.matrix.data
    kinds = np.full(columns, highspy.HighsVarType.kContinuous)
    kinds[whole] = highspy.HighsVarType.kInteger
    model.integrality_ = kinds.tolist()
    return model
