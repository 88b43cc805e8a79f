"""Cuts that exclude decisions without a way out, from what proves that there is none (Farkas' lemma)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.links import Links
from didymium.ensemble.two_stage.problem import FeasibilityCut
from didymium.market.program import Program

Floats = NDArray[np.float64]

CROSSING_TOLERANCE = 1e-9
"""Bounds may cross by as much, in units of the column, before a decision counts as without a way out."""
NOISE = 1e-9
"""Entries of a ray below this share of its largest are rounding."""


def crossing_cut(program: Program, links: Links, target: Program) -> FeasibilityCut | None:
    """Return the cut of the column whose bounds cross most after a decision; None if none do."""
    crossed = target.lower - target.upper
    worst = int(np.argmax(crossed)) if len(crossed) else -1
    if worst < 0 or crossed[worst] <= CROSSING_TOLERANCE:
        return None
    slope = (links.column_lower - links.column_upper)[[worst]].toarray()[0]
    return FeasibilityCut(slope, float(program.upper[worst] - program.lower[worst]))


def ray_cut(program: Program, links: Links, decision: Floats, ray: Floats) -> FeasibilityCut | None:
    """Return the cut that a dual ray (one weight a row) proves; None if it proves nothing.

    Weighted by the ray, the rows ask for at least so much of the columns, and their bounds allow at most so
    much. Both sides are linear in the decision: their difference may not be positive. The sign of the ray
    does not matter, since only one of the two proves anything.
    """
    size = float(np.max(np.abs(ray), initial=0.0))
    if size == 0.0:
        return None
    for weights in (ray / size, -ray / size):
        cut = _farkas_cut(program, links, _without_noise(weights))
        if cut is not None and cut.slope @ decision > cut.bound:
            return cut
    return None


def _farkas_cut(program: Program, links: Links, weights: Floats) -> FeasibilityCut | None:
    columns = _without_noise(np.asarray(program.matrix.T @ weights))
    asked = _weighted(np.maximum(weights, 0.0), program.row_lower) + _weighted(
        np.minimum(weights, 0.0), program.row_upper
    )
    allowed = _weighted(np.maximum(columns, 0.0), program.upper) + _weighted(
        np.minimum(columns, 0.0), program.lower
    )
    excess = asked - allowed
    if not np.isfinite(excess):
        return None
    slope = (
        links.rows.T @ weights
        - links.column_upper.T @ np.maximum(columns, 0.0)
        - links.column_lower.T @ np.minimum(columns, 0.0)
    )
    return FeasibilityCut(np.asarray(slope), -excess)


def _weighted(weights: Floats, sides: Floats) -> float:
    used = weights != 0.0
    return float(weights[used] @ sides[used])


def _without_noise(values: Floats) -> Floats:
    return np.where(np.abs(values) > NOISE * np.max(np.abs(values), initial=0.0), values, 0.0)
