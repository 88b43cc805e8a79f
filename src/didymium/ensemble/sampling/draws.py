"""Draws: the value of every uncertain input in every scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.ensemble.inputs import Inputs
from didymium.ensemble.sampling.correlation import correlate, correlation_matrix
from didymium.ensemble.sampling.designs import Method, full_grid, scenario_seeds, unit_shares
from didymium.ensemble.sampling.quantiles import quantile

Floats = NDArray[np.float64]

GRID = "grid"
"""Name of the design that takes every combination of stated levels."""


class LeverError(ValueError):
    """Raised for a lever that no input has; the message names those there are."""


@dataclass(frozen=True)
class Draws:
    """Values of inputs by scenario; shape (scenarios, inputs), columns as ``names``.

    ``shares`` are the places in the unit cube that the values come from, if any.
    """

    names: tuple[str, ...]
    values: Floats
    seeds: tuple[int, ...]
    method: str
    seed: int
    idle: tuple[str, ...] = ()
    shares: Floats | None = None

    def table(self) -> pl.DataFrame:
        """Return the draws as a table: scenario, seed, and a column for each input."""
        numbers = np.arange(1, len(self.values) + 1)
        columns = {name: self.values[:, position] for position, name in enumerate(self.names)}
        return pl.DataFrame(
            {"scenario": numbers, "seed": list(self.seeds), **columns},
            schema_overrides={"scenario": pl.Int32, "seed": pl.UInt64},
        )


def draw(inputs: Inputs, method: Method, count: int, seed: int) -> Draws:
    """Draw values for every input.

    Raises:
        DesignError, CorrelationError: If the design or the correlations are not possible.
    """
    shares = unit_shares(method, count, len(inputs.moving), seed)
    return draws_at(inputs, shares, method, seed)


def draws_at(inputs: Inputs, shares: Floats, method: str, seed: int, *, independent: bool = False) -> Draws:
    """Return the draws at given places in the unit cube, shape (scenarios, inputs).

    ``independent`` leaves the correlations out, for designs whose indices are defined without them only.
    """
    together = shares
    if not independent:
        together = correlate(shares, correlation_matrix([item.row for item in inputs.moving]))
    columns = [quantile(item.distribution, together[:, n]) for n, item in enumerate(inputs.moving)]
    values = np.stack(columns, axis=1) if columns else np.zeros((len(shares), 0))
    seeds = tuple(scenario_seeds(seed, len(shares)))
    return Draws(inputs.names, values, seeds, method, seed, inputs.idle, together)


def grid(inputs: Inputs, levels: Mapping[str, Sequence[float]]) -> Draws:
    """Return every combination of levels of named inputs; the other inputs stay as the files state them.

    Raises:
        LeverError: If a lever is no input, moves nothing in this scenario, or has no levels.
        DesignError: If there are too many combinations.
    """
    for name, values in levels.items():
        if name in inputs.idle:
            raise LeverError(f'lever "{name}" moves nothing in this scenario')
        if name not in inputs.names:
            raise LeverError(f'lever "{name}" is no input of uncertain.csv (there are {_listed(inputs)})')
        if not values or len(set(values)) < len(values):
            raise LeverError(f'lever "{name}" needs different levels: --grid {name}=0.5,1,2')
        low, high = next(item for item in inputs.moving if item.name == name).limits
        for value in values:
            if not low <= value <= high:
                said = f"{value:g} lies outside its range in uncertain.csv, {low:.4g} to {high:.4g}"
                raise LeverError(f'lever "{name}": {said}')
    names, points = full_grid(levels)
    seeds = tuple(scenario_seeds(0, len(points)))
    return Draws(names, points, seeds, GRID, 0, inputs.idle)


def _listed(inputs: Inputs) -> str:
    return ", ".join(inputs.names) or "none"
