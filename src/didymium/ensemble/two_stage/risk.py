"""How costs that differ by scenario are weighed: by their mean, by the mean of the worst, or both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Expectation:
    """Minimise expected cost."""


@dataclass(frozen=True)
class CvarWeight:
    """Minimise ``(1 − weight)·expectation + weight·CVaR``; ``weight`` from 0 to 1, ``alpha`` from 0 to below
    1.

    CVaR is the mean cost of the worst ``1 − alpha`` of probability.
    """

    weight: float
    alpha: float


@dataclass(frozen=True)
class CvarBound:
    """Minimise expected cost while the CVaR of cost stays at or below ``bound``, in the money of the
    costs.
    """

    bound: float
    alpha: float


Risk = Expectation | CvarWeight | CvarBound


def conditional_value_at_risk(costs: Floats, probabilities: Floats, alpha: float) -> float:
    """Return the mean cost of the worst ``1 − alpha`` of probability (Rockafellar and Uryasev 2000).

    Where that tail ends within a scenario, only the part of its probability that lies in the tail counts
    (Rockafellar and Uryasev 2002, proposition 8).

    Args:
        costs: Cost of each scenario, high is bad; shape (scenarios,).
        probabilities: Their probabilities, which add up to one; shape (scenarios,).
        alpha: Share of probability that is not in the tail, from 0 (the mean) to below 1.

    Raises:
        ValueError: If ``alpha`` is outside that range or the shapes differ.
    """
    if not 0.0 <= alpha < 1.0:
        raise ValueError(f"alpha is {alpha}: it must be at least 0 and below 1")
    if costs.shape != probabilities.shape or costs.ndim != 1:
        raise ValueError(f"costs have shape {costs.shape}, probabilities {probabilities.shape}")
    worst_first = np.argsort(-costs, kind="stable")
    before = np.cumsum(probabilities[worst_first]) - probabilities[worst_first]
    in_tail = np.clip(1.0 - alpha - before, 0.0, probabilities[worst_first])
    counted = in_tail > 0.0
    return float(in_tail[counted] @ costs[worst_first][counted] / in_tail.sum())


def expected_cost(costs: Floats, probabilities: Floats) -> float:
    """Return the mean cost; a scenario of probability zero does not count, even if its cost is infinite."""
    counted = probabilities > 0.0
    return float(costs[counted] @ probabilities[counted])


def tail_cost(risk: Risk, costs: Floats, probabilities: Floats) -> float | None:
    """Return the CVaR that a risk speaks of; None for the expectation, which speaks of none."""
    if isinstance(risk, Expectation):
        return None
    return conditional_value_at_risk(costs, probabilities, risk.alpha)


def weighed_cost(risk: Risk, costs: Floats, probabilities: Floats) -> float:
    """Return the objective of a decision whose scenarios cost ``costs``."""
    mean = expected_cost(costs, probabilities)
    if not isinstance(risk, CvarWeight) or risk.weight == 0.0:
        return mean
    tail = conditional_value_at_risk(costs, probabilities, risk.alpha)
    return tail if risk.weight == 1.0 else (1.0 - risk.weight) * mean + risk.weight * tail


def penalised_cost(risk: Risk, costs: Floats, probabilities: Floats, penalty: float) -> float:
    """Return the objective, and ``penalty`` for each unit of money by which CVaR passes its bound."""
    value = weighed_cost(risk, costs, probabilities)
    if not isinstance(risk, CvarBound):
        return value
    return value + penalty * max(
        0.0, conditional_value_at_risk(costs, probabilities, risk.alpha) - risk.bound
    )


def keeps_bound(risk: Risk, costs: Floats, probabilities: Floats, tolerance: float) -> bool:
    """Say whether costs keep the bound of a risk, within ``tolerance`` of its size; true if it has none."""
    if not isinstance(risk, CvarBound):
        return True
    slack = tolerance * max(1.0, abs(risk.bound))
    return conditional_value_at_risk(costs, probabilities, risk.alpha) <= risk.bound + slack
