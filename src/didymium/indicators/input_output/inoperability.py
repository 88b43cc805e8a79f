"""The inoperability input-output model: which part of each industry's usual output fails.

Haimes and Jiang (2001); Santos and Haimes (2004) for A* = x̂⁻¹ A x̂; Lian and Haimes (2006) for the dynamic
form with resilience.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from didymium.indicators.input_output.models import allocation_coefficients, inverse_of
from didymium.indicators.input_output.table import InputOutputError, InputOutputTable

Floats = NDArray[np.float64]


def interdependency(table: InputOutputTable) -> Floats:
    """Return A* = x̂⁻¹ A x̂, shape (n, n): which part of an industry's (row) output fails when the column
    fails whole. Since A = Z x̂⁻¹ it is x̂⁻¹ Z, the allocation coefficients of Ghosh.
    """
    return allocation_coefficients(table)


def inoperability(dependence: ArrayLike, shock: ArrayLike, name: str = "the economy") -> Floats:
    """Return q = (I − A*)⁻¹ c*, shape (n,), for a loss of final demand ``shock`` as a part of each industry's
    usual output, shape (n,).

    Raises:
        InputOutputError: If a shock lies outside 0 … 1, or failures feed each other without end.
    """
    shocked = _parts(shock)
    return np.asarray(inverse_of(np.asarray(dependence, dtype=np.float64), name) @ shocked)


def inoperability_course(
    dependence: ArrayLike, shock: ArrayLike, resilience: ArrayLike, start: ArrayLike | None = None
) -> Floats:
    """Return q by period, shape (T + 1, n), from q[t+1] = q[t] + K (A* q[t] + c*[t] − q[t]).

    ``shock`` has shape (T, n); ``resilience`` (n,) is the part of the way to its new balance that an industry
    goes in a period, from 0 (it stays as it is) to 1; ``start`` (n,) is q before the first period, 0 unless
    given.

    Raises:
        InputOutputError: If a shock, a resilience or a start lies outside 0 … 1.
    """
    matrix, shocks = np.asarray(dependence, dtype=np.float64), _parts(shock)
    speed = _parts(resilience)
    states = [np.zeros(len(matrix)) if start is None else _parts(start)]
    for now in shocks:
        states.append(states[-1] + speed * (matrix @ states[-1] + now - states[-1]))
    return np.array(states)


def _parts(values: ArrayLike) -> Floats:
    parts = np.asarray(values, dtype=np.float64)
    if np.any(~np.isfinite(parts)) or np.any(parts < 0.0) or np.any(parts > 1.0):
        raise InputOutputError("parts of usual output lie between 0 and 1")
    return parts
