"""The open Leontief model and the supply-driven model of Ghosh on an input-output table.

Leontief (1936); Ghosh (1958); notation of Miller and Blair, Input-Output Analysis (2009), chapters 2 and 12;
the mixed model, in which the output of some industries is given, is of chapter 13.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from didymium.indicators.input_output.table import InputOutputError, InputOutputTable

Floats = NDArray[np.float64]


def input_coefficients(table: InputOutputTable) -> Floats:
    """Return A = Z x̂⁻¹, shape (n, n): what an industry (column) buys from each (row) for one unit of its
    output; zero where it makes nothing.
    """
    return _divided(table.transactions, table.output[None, :])


def allocation_coefficients(table: InputOutputTable) -> Floats:
    """Return B = x̂⁻¹ Z, shape (n, n): which part of its output an industry (row) sells to each (column)."""
    return _divided(table.transactions, table.output[:, None])


def leontief_inverse(table: InputOutputTable) -> Floats:
    """Return L = (I − A)⁻¹, shape (n, n): the output of the row needed for a unit of final demand for the
    column.

    Raises:
        InputOutputError: If the economy uses up more than it makes.
    """
    return inverse_of(input_coefficients(table), table.name)


def ghosh_inverse(table: InputOutputTable) -> Floats:
    """Return G = (I − B)⁻¹, shape (n, n): the output of the column that a unit of primary input of the row
    leads to.

    Raises:
        InputOutputError: As :func:`leontief_inverse`.
    """
    return inverse_of(allocation_coefficients(table), table.name)


def output_for(table: InputOutputTable, final_demand: ArrayLike) -> Floats:
    """Return x = L f, shape (n,): the output of each industry for a final demand of shape (n,)."""
    return np.asarray(leontief_inverse(table) @ np.asarray(final_demand, dtype=np.float64))


def output_from(table: InputOutputTable, primary_inputs: ArrayLike) -> Floats:
    """Return x' = v' G, shape (n,): the output that primary inputs of shape (n,) push through the economy
    (Ghosh). It lets buyers make do without an input, so it is no forecast of a shortage.
    """
    return np.asarray(np.asarray(primary_inputs, dtype=np.float64) @ ghosh_inverse(table))


def output_with_given(table: InputOutputTable, given: dict[str, float]) -> Floats:
    """Return the output of all, shape (n,), when that of some industries is ``given`` and the final demand
    for all others stays: the mixed model. What the given industries sell to final demand follows, and may
    come out negative where their output does not even cover what industries need.

    Raises:
        InputOutputError: If an industry is unknown, or what is left of the economy uses up more than it
            makes.
    """
    coefficients, output = input_coefficients(table), table.output.copy()
    fixed = np.zeros(len(table.industries), dtype=bool)
    for industry, value in given.items():
        fixed[table.position(industry)] = True
        output[table.position(industry)] = value
    free = ~fixed
    wanted = table.final_demand[free] + coefficients[np.ix_(free, fixed)] @ output[fixed]
    output[free] = inverse_of(coefficients[np.ix_(free, free)], table.name) @ wanted
    return output


def value_added_for(table: InputOutputTable, output: ArrayLike) -> Floats:
    """Return the value added of each industry, shape (n,), in proportion to an output of shape (n,)."""
    return np.asarray(_divided(table.value_added, table.output) * np.asarray(output, dtype=np.float64))


def inverse_of(matrix: Floats, name: str) -> Floats:
    """Return (I − M)⁻¹ of a non-negative matrix.

    Raises:
        InputOutputError: If the powers of M do not fade: then no output of all is enough.
    """
    largest = max(np.abs(np.linalg.eigvals(matrix)), default=0.0)
    if largest >= 1.0 - 1e-12:
        raise InputOutputError(f"{name}: industries use up more of each other's output than they make")
    return np.asarray(np.linalg.inv(np.eye(len(matrix)) - matrix))


def _divided(values: Floats, by: Floats) -> Floats:
    whole = np.broadcast_to(by, values.shape)
    return np.divide(values, whole, out=np.zeros_like(values), where=whole > 0)
