"""Inputs that move together: a Gaussian copula over correlation groups.

Shares drawn independently become normal scores, the scores of a group are mixed by the Cholesky factor of its
correlation matrix, and turn into shares again (Iman and Conover 1982, Commun. Stat. B 11:311, for the idea
of inducing correlation between margins of any form; here exact in the scores, not in ranks). Strata of a
Latin hypercube are kept only for the first input of a group.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from didymium.case.schema import Uncertain

Floats = NDArray[np.float64]

EDGE = 1e-12
"""Shares stay this far from 0 and 1, so that their scores are finite."""


class CorrelationError(ValueError):
    """Raised when correlations make no matrix; the message names the group and the least possible one."""


def correlation_matrix(rows: Sequence[Uncertain]) -> Floats:
    """Return the correlation matrix of inputs: one within a group as stated, zero across groups; shape (n,
    n).

    Raises:
        CorrelationError: If it is not positive semidefinite.
    """
    matrix = np.eye(len(rows))
    for one, first in enumerate(rows):
        for other, second in enumerate(rows):
            if (
                one != other
                and first.correlation_group
                and (first.correlation_group == second.correlation_group)
            ):
                matrix[one, other] = first.correlation or 0.0
    least = float(np.linalg.eigvalsh(matrix)[0]) if len(rows) else 0.0
    if least < -1e-9:
        groups = sorted({row.correlation_group for row in rows if row.correlation_group})
        raise CorrelationError(
            f"the correlations of {', '.join(groups)} make no correlation matrix (eigenvalue {least:.3g})"
        )
    return matrix


def correlate(shares: Floats, matrix: Floats) -> Floats:
    """Return shares that are correlated as a matrix says; shapes (draws, n) and (n, n)."""
    if np.array_equal(matrix, np.eye(len(matrix))):
        return shares
    scores = ndtri(np.clip(shares, EDGE, 1.0 - EDGE))
    # A correlation of exactly ±1 leaves the matrix without full rank; the square root exists all the same.
    values, vectors = np.linalg.eigh(matrix)
    factor = _triangular(vectors * np.sqrt(np.clip(values, 0.0, None)))
    return np.asarray(ndtr(scores @ factor.T))


def _triangular(root: Floats) -> Floats:
    """Return the lower triangular factor with the same product as a square root of a matrix."""
    factor = np.asarray(np.linalg.qr(root.T, mode="r")).T
    signs = np.where(np.diag(factor) < 0.0, -1.0, 1.0)
    return np.asarray(factor * signs)
