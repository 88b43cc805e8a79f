"""The same program in linopy: a variable per kind of column, a constraint per kind of row, the same arrays.

Every variable has the dimensions entity and period. A coefficient that links two periods (goods that arrive
later, stocks) is a shift along the period; what several entities add to one node is a sum over groups. The
model is linopy's sparse one, which took half the time of the dense one on the bundled case. linopy starts
from finished arrays: deriving them from the tables is not in its time, and it is in ours.
"""

from __future__ import annotations

from collections.abc import Iterator

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from didymium.market.program import Block, Program

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


def build_linopy(program: Program) -> linopy.Model:
    """Write a program in linopy."""
    linopy.options["semantics"] = "v1"
    model = linopy.Model(sparse=True)
    variables = {block.name: _variable(model, program, block) for block in program.columns.values()}
    for rows in program.rows.values():
        terms = [
            term for columns in program.columns.values() for term in _terms(program, rows, columns, variables)
        ]
        left = linopy.merge(terms, join="outer", cls=linopy.LinearExpression)
        _constrain(model, program, rows, left)
    costs = [
        (variables[block.name] * _table(block, block.view(program.cost))).sum()
        for block in program.columns.values()
    ]
    model.add_objective(linopy.merge(costs, cls=linopy.LinearExpression))
    return model


def _coordinates(block: Block) -> list[pd.Index]:
    return [pd.RangeIndex(block.count, name="entity"), pd.RangeIndex(block.periods, name="period")]


def _table(block: Block, values: Floats) -> xr.DataArray:
    return xr.DataArray(values, coords=_coordinates(block))


def _variable(model: linopy.Model, program: Program, block: Block) -> linopy.Variable:
    lower, upper = _table(block, block.view(program.lower)), _table(block, block.view(program.upper))
    return model.add_variables(lower, upper, coords=_coordinates(block), name=block.name)


def _constrain(model: linopy.Model, program: Program, rows: Block, left: linopy.LinearExpression) -> None:
    lower, upper = _table(rows, rows.view(program.row_lower)), _table(rows, rows.view(program.row_upper))
    if bool((lower == upper).all()):
        model.add_constraints(left, "=", lower, name=rows.name)
        return
    if bool(np.isfinite(lower).any()):
        model.add_constraints(left, ">=", lower, name=f"{rows.name} lower")
    if bool(np.isfinite(upper).any()):
        model.add_constraints(left, "<=", upper, name=f"{rows.name} upper")


def _terms(
    program: Program, rows: Block, columns: Block, variables: dict[str, linopy.Variable]
) -> Iterator[linopy.LinearExpression]:
    """Yield an expression for each lag and place that an entity adds to: multiply, shift, sum groups."""
    for lag, entities, targets, values in layers(program, rows, columns):
        coefficients = xr.DataArray(
            values, coords=[pd.Index(entities, name="entity"), pd.RangeIndex(columns.periods, name="period")]
        )
        term = variables[columns.name].sel(entity=entities) * coefficients
        if lag:
            term = term.shift(period=lag)
        groups = xr.DataArray(targets, coords=[pd.Index(entities, name="entity")], name="row")
        yield term.groupby(groups).sum().rename(row="entity")


def layers(program: Program, rows: Block, columns: Block) -> Iterator[tuple[int, Integers, Integers, Floats]]:
    """Cut the coefficients between two blocks into layers: lag, entities, row entities, values.

    Values have shape (entities, T) by period of the column; in a layer each entity stands once.
    """
    part = program.matrix[rows.slice, columns.slice].tocoo()
    row, row_period = np.divmod(part.row.astype(np.int64), rows.periods)
    column, period = np.divmod(part.col.astype(np.int64), columns.periods)
    lags = row_period - period
    for lag in np.unique(lags):
        here = lags == lag
        pairs, which = np.unique(np.stack([column[here], row[here]]), axis=1, return_inverse=True)
        values = np.zeros((pairs.shape[1], columns.periods))
        values[which, period[here]] = part.data[here]
        place = _place_within(pairs[0])
        for layer in range(int(place.max(initial=-1)) + 1):
            mine = place == layer
            yield int(lag), pairs[0][mine], pairs[1][mine], values[mine]


def _place_within(sorted_names: Integers) -> Integers:
    """Count 0, 1, 2 … within each run of equal names."""
    first = np.searchsorted(sorted_names, sorted_names)
    return np.arange(len(sorted_names)) - first
