"""Linear systems of ownership with bounds on their solution, singular ones included.

``value = matrix·value + constant`` with a matrix of shares. If money can leave every circle of holdings, the
solution is unique; a circle that is held by itself alone has none, and its members are bounded only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

LARGEST_CIRCLE = 2_000
"""Stakes in one circle, beyond one a party, up to which the system is factorised, not swept."""
SWEEPS = 400
"""Sweeps at most where the system is not factorised."""
MOST_WORK = 100_000_000
"""Stakes that all sweeps together pass at most."""
LEAST_LEAK = 1e-9
"""Share that must leave a circle for it not to count as held by itself alone."""
DIGITS = 12
"""Decimals to which a share that is known that closely is rounded, so that 0.1 + 0.2 is 0.3."""
_EPSILON = 4.0 * float(np.finfo(float).eps)


@dataclass(frozen=True, eq=False)
class System:
    """``value = matrix·value + constant`` of n parties; both without negative entries."""

    row: NDArray[np.int32]
    column: NDArray[np.int32]
    weight: NDArray[np.float64]
    constant: NDArray[np.float64]
    owned_is_row: bool
    """Whether a row belongs to an owned party and its columns to owners, or the other way round."""

    @property
    def count(self) -> int:
        """Number of parties."""
        return len(self.constant)

    def matrix(self) -> sp.csr_array:
        """Return the matrix, (n, n)."""
        shape = (self.count, self.count)
        return sp.csr_array((self.weight, (self.row, self.column)), shape=shape)


@dataclass(frozen=True, eq=False)
class Bounds:
    """Bounds on the solution of a system."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def circles(system: System) -> NDArray[np.int32]:
    """Return a number for each party: those that hold each other in a circle have the same one."""
    return np.asarray(connected_components(system.matrix(), connection="strong")[1], dtype=np.int32)


def closed(system: System, circle: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return the parties in circles that nothing leaves, or that hold more than all of a party."""
    inside = circle[system.row] == circle[system.column]
    owned = (system.row if system.owned_is_row else system.column)[inside]
    sums = np.bincount(owned, system.weight[inside], system.count)
    least = np.full(system.count, np.inf)
    np.minimum.at(least, circle, sums)
    most = np.zeros(system.count)
    np.maximum.at(most, circle, sums)
    bad: NDArray[np.bool_] = (least >= 1 - LEAST_LEAK) | (most > 1 + LEAST_LEAK)
    return bad[circle]


def solve(system: System, circle: NDArray[np.int32]) -> Bounds | None:
    """Return bounds as tight as arithmetic allows, or None if the matrix is too near to a singular one."""
    if not system.count:
        return Bounds(system.constant, system.constant)
    if _tangle(system, circle) > LARGEST_CIRCLE:
        return None
    order = np.argsort(circle, kind="stable")
    matrix = system.matrix()[order][:, order]
    with np.errstate(all="ignore"):
        found = _factorised(matrix, system.constant[order])
    return None if found is None else _in_order(found, order)


def sweep(system: System) -> Bounds:
    """Return bounds on all solutions within 0 to 1, from below and from above, sweep by sweep.

    Each sweep keeps a lower bound of the least solution and an upper bound of the greatest one.
    """
    matrix = system.matrix()
    low, high = np.zeros(system.count), np.ones(system.count)
    for _ in range(max(1, min(SWEEPS, MOST_WORK // max(1, system.count + len(system.weight))))):
        low = np.minimum(1.0, matrix @ low + system.constant)
        high = np.minimum(1.0, matrix @ high + system.constant)
        if (high - low).max(initial=0.0) <= 10.0**-DIGITS:
            break
    slack = SWEEPS * _EPSILON  # what rounding may have added
    return Bounds(np.maximum(low - slack, 0.0), high + slack)


def rounded(low: NDArray[np.float64], high: NDArray[np.float64]) -> Bounds:
    """Return bounds to ``DIGITS`` decimals, one figure where they are that close."""
    middle = np.round((low + high) / 2, DIGITS)
    known = high - low <= 10.0**-DIGITS
    return Bounds(np.where(known, middle, low), np.where(known, middle, high))


def _tangle(system: System, circle: NDArray[np.int32]) -> int:
    """Return by how much the stakes within a circle outnumber its parties: what elimination may fill."""
    inside = circle[system.row]
    within = np.bincount(inside[inside == circle[system.column]], minlength=system.count)
    return int((within - np.bincount(circle, minlength=system.count)).max(initial=0))


def _factorised(matrix: sp.csr_array, constant: NDArray[np.float64]) -> Bounds | None:
    """Solve by elimination along the circles, with a bound on the error of each value.

    With ``x ≥ 0`` and ``(I - matrix)·x > 0`` the inverse has no negative entry (a nonsingular M-matrix,
    Berman and Plemmons 1979, chapter 6), so the error is at most the inverse times the residual's size.
    """
    system = sp.csc_array(sp.eye_array(matrix.shape[0]) - matrix)
    try:
        factors = splu(system, permc_spec="NATURAL", diag_pivot_thresh=0.0, options={"Equil": False})
    except RuntimeError:  # exactly singular
        return None
    ones = factors.solve(np.ones(matrix.shape[0]))
    if not (np.isfinite(ones).all() and (ones >= 0).all() and (system @ ones >= 0.5).all()):
        return None
    value = factors.solve(constant)
    size = np.abs(value)
    residual = np.abs(constant - system @ value) + _EPSILON * (size + matrix @ size + constant)
    error = 2.0 * np.abs(factors.solve(residual))
    return Bounds(np.maximum(value - error, 0.0), value + error)


def _in_order(found: Bounds, order: NDArray[np.int64]) -> Bounds:
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return Bounds(found.low[back], found.high[back])
