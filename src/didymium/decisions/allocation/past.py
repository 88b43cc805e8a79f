"""A program of which the first periods are over: what was done in them stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.allocation.coupled import ColumnName, column_names
from didymium.decisions.allocation.program import Allocation
from didymium.market.program import Program

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Past:
    """What was done in the first ``periods``, tonnes by column; what is not listed was not done."""

    periods: int = 0
    done_t: Mapping[ColumnName, float] = field(default_factory=dict)


NOTHING_DONE = Past()
"""No period is over."""


def after_past(allocation: Allocation, past: Past) -> Allocation:
    """Return the program with the columns of the past held and its rows free. Where more was drawn than now
    turns out to have been there, nothing more can be drawn.
    """
    if past.periods == 0:
        return allocation
    program = allocation.program
    lower, upper = program.lower.copy(), program.upper.copy()
    for position, name in enumerate(column_names(program)):
        if name[2] < past.periods:
            lower[position] = upper[position] = past.done_t.get(name, 0.0)
    row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
    over = _over(program, past.periods)
    row_lower[over], row_upper[over] = -np.inf, np.inf
    for block in (program.rows["free"], program.rows["in reserve"]):
        done = _done_in(program, block.slice, lower, past.periods)
        row_upper[block.slice] = np.maximum(row_upper[block.slice], done)
    held = replace(program, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)
    return replace(allocation, program=held)


def _over(program: Program, periods: int) -> NDArray[np.bool_]:
    over = np.zeros(program.shape[0], dtype=bool)
    for block in program.rows.values():
        over[block.slice] = np.tile(np.arange(block.periods) < periods, block.count)
    return over


def _done_in(program: Program, rows: slice, lower: Floats, periods: int) -> Floats:
    """Return what the past puts into rows, in their units."""
    past = np.zeros(program.shape[1], dtype=bool)
    for block in program.columns.values():
        past[block.slice] = np.tile(np.arange(block.periods) < periods, block.count)
    return np.asarray(program.matrix[rows, :] @ np.where(past, lower, 0.0))
