"""What an economy makes at least change, when the lack of an input limits some industries.

The least weighted squared deviation from usual output. USGS Open-File Report 2025-1047 speaks of a non-linear
optimisation with input-output tables; these equations are our own. Solved by clarabel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import clarabel
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.indicators.input_output.models import input_coefficients, value_added_for
from didymium.indicators.input_output.table import InputOutputError, InputOutputTable

Floats = NDArray[np.float64]


_ROUNDS = 10_000
_SETTLED = 1e-15


@dataclass(frozen=True)
class Shortage:
    """The economy under a shortage: output (n,), and value added lost by industry (n,), both in the table's
    unit, the latter positive where something is lost.
    """

    table: InputOutputTable
    limits: Floats
    """Part of its usual output that each industry can make at most, shape (n,)."""
    output: Floats
    value_added_lost: Floats

    @property
    def final_demand(self) -> Floats:
        """What is left for final demand, shape (n,)."""
        return np.asarray(self.output - input_coefficients(self.table) @ self.output)

    @property
    def direct_loss(self) -> float:
        """Value added lost if each limited industry stopped alone."""
        return float((self.table.value_added * (1.0 - self.limits)).sum())

    @property
    def total_loss(self) -> float:
        """Value added lost by all industries together."""
        return float(self.value_added_lost.sum())


def least_change(
    table: InputOutputTable, limits: Mapping[str, float], weights: Floats | None = None
) -> Shortage:
    """Return what each industry makes when some can make only a part of their usual output.

    min Σ w_j (x_j / x_j⁰ − 1)²  subject to  x = A x + f,  0 ≤ x_j ≤ limit_j x_j⁰,  min(0, f⁰) ≤ f ≤ f⁰.

    Final demand may fall, not rise: nobody wants more because an industry stops. ``weights`` (n,) are value
    added unless given. Where final demand can take all of the loss, the answer is the largest output of all
    that fits (:func:`largest_output`), whatever the weights; else the users of what is short stop in part,
    those first whose stop weighs least.

    Raises:
        InputOutputError: If an industry is unknown, a limit lies outside 0 … 1, or nothing fits.
    """
    parts = _limits(table, limits)
    output = largest_output(table, parts)
    if not _fits(table, output):
        output = _shared_out(table, parts, table.value_added if weights is None else weights)
    return Shortage(table, parts, output, value_added_for(table, table.output - output))


def largest_output(table: InputOutputTable, parts: Floats) -> Floats:
    """Return the largest output of every industry that no limit and no want of final demand forbids, shape
    (n,): the largest x with x = min(part x⁰, A x + f⁰), found by going down from usual output.

    It is the largest at once for all industries, since less of one never lets another make more; but what it
    leaves for final demand may be less than nothing.
    """
    needs, caps, output = input_coefficients(table), parts * table.output, table.output
    for _ in range(_ROUNDS):
        found = np.minimum(caps, needs @ output + table.final_demand)
        settled = np.max(np.abs(found - output)) <= _SETTLED * np.max(table.output)
        output = np.minimum(found, output)
        if settled:
            break
    return np.asarray(output)


def _fits(table: InputOutputTable, output: Floats) -> bool:
    """Say whether final demand is not asked for more than it usually takes."""
    left = output - input_coefficients(table) @ output
    return bool(np.all(left >= np.minimum(0.0, table.final_demand) - 1e-9 * table.output - 1e-12))


def _shared_out(table: InputOutputTable, parts: Floats, weights: Floats) -> Floats:
    """Return the output of least weighted squared deviation, shape (n,)."""
    active, output = table.output > 0.0, table.output.copy()
    output[active] *= 1.0 + _solve(table, parts, active, weights)
    return output


def _limits(table: InputOutputTable, limits: Mapping[str, float]) -> Floats:
    parts = np.ones(len(table.industries))
    for industry, part in limits.items():
        if not 0.0 <= part <= 1.0:
            raise InputOutputError(f"the limit of {industry} is {part:g}: a part between 0 and 1")
        parts[table.position(industry)] = part
    return parts


def _solve(table: InputOutputTable, parts: Floats, active: NDArray[np.bool_], weights: Floats) -> Floats:
    """Return the relative deviations of the industries that make something.

    Rows are scaled by usual output, so that industries of unlike size are met alike.
    """
    output, wanted = table.output[active], table.final_demand[active]
    needs = input_coefficients(table)[np.ix_(active, active)]
    net = (np.eye(len(output)) - needs) * output[None, :] / output[:, None]
    highest, lowest = wanted / output, np.minimum(0.0, wanted) / output
    now = net.sum(axis=1)
    identity = np.eye(len(output))
    rows = np.vstack([net, -net, identity, -identity])
    right = np.concatenate(
        [
            np.maximum(highest - now, 0.0),
            np.maximum(now - lowest, 0.0),
            parts[active] - 1.0,
            np.ones(len(output)),
        ]
    )
    solution = clarabel.DefaultSolver(
        sparse.csc_matrix(np.diag(2.0 * _scaled(weights[active]))),
        np.zeros(len(output)),
        sparse.csc_matrix(rows),
        right,
        [clarabel.NonnegativeConeT(len(right))],
        _settings(),
    ).solve()
    if str(solution.status) not in ("Solved", "AlmostSolved"):
        raise InputOutputError(f"{table.name}: no output of all industries fits the shortage")
    return np.asarray(np.clip(np.array(solution.x), -1.0, parts[active] - 1.0))


def _scaled(weights: Floats) -> Floats:
    """Return weights of mean 1, none so small that an industry could change for nothing."""
    largest = float(np.max(weights))
    floored = np.maximum(weights, 1e-6 * largest)
    return np.asarray(floored / floored.mean())


def _settings() -> clarabel.DefaultSettings:
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-11
    return settings
