"""Reconciliation: the non-negative flows closest to all reported figures that satisfy every balance
(market.md §5.1).

Weighted least squares after Stone, Champernowne and Meade (1942), with a weak pull to zero on what nobody
reports, solved by clarabel.
"""

from __future__ import annotations

from dataclasses import dataclass

import clarabel
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.calibration.equations import Equations, Observation
from didymium.market.perturbation import node_throughput

Floats = NDArray[np.float64]

PRIOR_DEVIATION = 0.3
"""Standard deviation of an unreported flow around zero, as a share of its material's world use."""
DISPOSAL_DEVIATIONS = 3.0
"""Where nothing balances without disposal, a surplus is thrown away only if facts of the node's size would
otherwise have to move by more standard deviations than this."""
NEGLIGIBLE = 1e-6
"""Flows below this share of their material's world use are zero."""


class ReconciliationError(Exception):
    """Raised when no non-negative flows satisfy all balances."""


@dataclass(frozen=True)
class Adjustment:
    """How far a reported figure was moved to make everything balance."""

    observation: Observation
    reconciled_t: float

    @property
    def deviations(self) -> float:
        """The move in standard deviations, positive upwards."""
        return (self.reconciled_t - self.observation.value_t) / self.observation.deviation_t


@dataclass(frozen=True)
class Reconciliation:
    """Flows of the base year in tonnes, one for each unknown of the equations, and what was moved to get
    them.
    """

    equations: Equations
    flows_t: Floats
    adjustments: tuple[Adjustment, ...]


def reconcile(equations: Equations) -> Reconciliation:
    """Find the flows closest to all reported figures that satisfy every balance.

    Nothing is thrown away but by-products that nobody can take, and where no flows balance without.
    Negligible flows are set to zero and the rest is solved again, so that what is small is absent and not
    noise.

    Raises:
        ReconciliationError: If no non-negative flows satisfy the balances.
    """
    upper = equations.upper_t.copy()
    # No flow at all balances too: a by-product without a taker would close every plant that makes it.
    upper[equations.offsets[2] :] = np.where(_surplus(equations), np.inf, 0.0)
    try:
        flows = _solve(equations, upper)
    except ReconciliationError:
        upper[equations.offsets[2] :] = np.inf
        flows = _solve(equations, upper)
    upper[flows < NEGLIGIBLE * equations.scale_t] = 0.0
    flows = _solve(equations, upper)
    flows[upper == 0.0] = 0.0
    adjustments = tuple(
        Adjustment(observation, float(observation.weights @ flows[observation.columns]))
        for observation in equations.observations
    )
    return Reconciliation(equations, flows, adjustments)


def _surplus(equations: Equations) -> NDArray[np.bool_]:
    """Say of each node whether a plant makes the material as a by-product and nobody can take it; shape
    (N,).
    """
    structure, first = equations.structure, equations.offsets[2]
    takers = (equations.balances[:, :first] < 0) @ (equations.upper_t[:first] > 0)
    by_product = np.zeros(len(structure.nodes), dtype=np.bool_)
    for plant, upper in zip(structure.plants, equations.upper_t, strict=False):
        for material, t_per_t in structure.recipe(plant.process).items() if upper > 0 else ():
            if t_per_t > 0 and material != structure.reference_material[plant.process]:
                by_product[structure.node_index[plant.region, material]] = True
    return np.asarray(by_product & (takers == 0))


def _solve(equations: Equations, upper: Floats) -> Floats:
    """Solve min Σ((sum − reported)/sd)² + Σ(unreported/sd)² over 0 ≤ x ≤ upper with balances; unknowns
    scaled by world use.
    """
    scale = equations.scale_t
    residuals, target = _residuals(equations)
    scaled = residuals @ sparse.diags(scale)
    quadratic = sparse.triu(scaled.T @ scaled * 2.0).tocsc()
    linear: Floats = -2.0 * np.asarray(scaled.T @ target)
    linear[equations.offsets[2] :] += _disposal_price(equations)
    node_scale = scale[equations.offsets[2] :]
    balance = sparse.diags(1.0 / node_scale) @ equations.balances @ sparse.diags(scale)
    bounded = np.flatnonzero(np.isfinite(upper))
    identity = sparse.identity(len(scale), format="csr")
    constraints = sparse.vstack([balance, -identity, identity[bounded]]).tocsc()
    right = np.concatenate(
        [equations.spoilage_t / node_scale, np.zeros(len(scale)), (upper / scale)[bounded]]
    )
    cones = [
        clarabel.ZeroConeT(balance.shape[0]),
        clarabel.NonnegativeConeT(len(scale)),
        clarabel.NonnegativeConeT(len(bounded)),
    ]
    solution = clarabel.DefaultSolver(quadratic, linear, constraints, right, cones, _settings()).solve()
    if str(solution.status) not in ("Solved", "AlmostSolved"):
        raise ReconciliationError(
            f"no flows satisfy all balances of the base year ({solution.status}): "
            "a plant with a stated activity may lack its input"
        )
    return np.asarray(np.maximum(np.array(solution.x), 0.0) * scale)


def _settings() -> clarabel.DefaultSettings:
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-11
    settings.max_iter = 500
    return settings


def _residuals(equations: Equations) -> tuple[sparse.csr_matrix, Floats]:
    """Return the matrix and right-hand side of all weighted residuals; shapes (R, unknowns) and (R,)."""
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    values: list[Floats] = []
    target: list[float] = []
    for observation in equations.observations:
        rows.append(np.full(len(observation.columns), len(target)))
        columns.append(observation.columns)
        values.append(observation.weights / observation.deviation_t)
        target.append(observation.value_t / observation.deviation_t)
    for column, deviation in _priors(equations):
        rows.append(np.array([len(target)]))
        columns.append(np.array([column]))
        values.append(np.array([1.0 / deviation]))
        target.append(0.0)
    shape = (len(target), equations.offsets[3])
    matrix = sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape
    )
    return matrix, np.array(target)


def _priors(equations: Equations) -> list[tuple[int, float]]:
    scale = equations.scale_t
    return [(int(column), PRIOR_DEVIATION * scale[column]) for column in equations.unobserved]


def _disposal_price(equations: Equations) -> Floats:
    """Return the linear cost of disposal, in squared deviations per scaled unit: exact, so that it is zero
    where it is not needed; nothing where there is no other way out.
    """
    scale = equations.scale_t[equations.offsets[2] :]
    share = equations.case.settings.defaults.flow_uncertainty
    throughput = np.maximum(node_throughput(equations.structure), NEGLIGIBLE * scale)
    price = 2.0 * DISPOSAL_DEVIATIONS * scale / (share * throughput)
    return np.where(_surplus(equations), 0.0, price)
