"""Quantile functions of the distributions that a case can name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from didymium.case.distributions import Distribution

if TYPE_CHECKING:
    from scipy import stats

Floats = NDArray[np.float64]


def quantile(distribution: Distribution, shares: ArrayLike) -> Floats:
    """Return the values below which the given shares of draws lie; the shape of ``shares``, from 0 to 1."""
    at = np.asarray(shares, dtype=np.float64)
    if distribution.kind == "choice":
        return _chosen(distribution, at)
    if distribution.kind == "uniform":
        low, high = distribution.numbers["low"], distribution.numbers["high"]
        return np.asarray(at * (high - low) + low)
    return np.asarray(_frozen(distribution).ppf(at), dtype=np.float64)


def _chosen(distribution: Distribution, shares: Floats) -> Floats:
    weights = np.array(distribution.weights)
    bounds = np.cumsum(weights / weights.sum())
    places = np.minimum(np.searchsorted(bounds, shares, side="left"), len(weights) - 1)
    return np.array(distribution.values)[places]


def _frozen(distribution: Distribution) -> stats.rv_frozen | _Lognormal:
    # Loaded here, as it takes long and who solves a single scenario draws nothing.
    from scipy import stats

    numbers = distribution.numbers
    low, high = numbers.get("low", -np.inf), numbers.get("high", np.inf)
    match distribution.kind:
        case "loguniform":
            return stats.loguniform(low, high)
        case "triangular":
            return stats.triang((numbers["mode"] - low) / (high - low), low, high - low)
        case "normal":
            mean, deviation = numbers["mean"], numbers["deviation"]
            bounds = ((low - mean) / deviation, (high - mean) / deviation)
            return stats.truncnorm(*bounds, loc=mean, scale=deviation)
        case "lognormal":
            return _Lognormal(numbers["median"], np.log(numbers["spread"]), max(low, 0.0), high)
    raise AssertionError(distribution.kind)


class _Lognormal:
    """A lognormal distribution cut off at bounds: the exponential of a truncated normal one."""

    def __init__(self, median: float, deviation: float, low: float, high: float) -> None:
        from scipy import stats

        centre = np.log(median)
        with np.errstate(divide="ignore"):
            bounds = ((np.log([low, high]) - centre) / deviation).tolist()
        self._normal = stats.truncnorm(*bounds, loc=centre, scale=deviation)

    def ppf(self, shares: Floats) -> Floats:
        return np.asarray(np.exp(self._normal.ppf(shares)))
