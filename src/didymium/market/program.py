"""A linear program as arrays, its blocks of columns and rows, and the pen that writes them.

Every block is a rectangle: entities × periods. Column (or row) ``entity·T + period`` after the block's
offset belongs to that entity and period, so a table row leads to its columns by arithmetic and no names are
made until somebody asks for one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """A rectangle of columns or rows: ``count`` entities times ``periods``, from ``offset`` on."""

    name: str
    offset: int
    count: int
    periods: int
    label: Callable[[int], str]

    @property
    def size(self) -> int:
        """Number of columns or rows."""
        return self.count * self.periods

    @property
    def slice(self) -> slice:
        """Where the block stands in the program's arrays."""
        return slice(self.offset, self.offset + self.size)

    def index(self, entities: ArrayLike, periods: ArrayLike | None = None) -> Integers:
        """Return positions of entities; shape (entities, T) unless ``periods`` is given, then broadcast."""
        rows = np.asarray(entities, dtype=np.int64)
        if periods is None:
            return np.asarray(self.offset + rows[..., None] * self.periods + np.arange(self.periods))
        return np.asarray(self.offset + rows * self.periods + np.asarray(periods, dtype=np.int64))

    def view(self, values: Floats) -> Floats:
        """Return the block's part of a program-long array, shaped (count, T)."""
        return values[self.slice].reshape(self.count, self.periods)


@dataclass(frozen=True)
class Program:
    """Minimise ``cost·x`` subject to ``row_lower ≤ A·x ≤ row_upper`` and ``lower ≤ x ≤ upper``.

    Columns are in units of ``column_unit_t`` tonnes, balance rows in ``row_unit_t`` tonnes, the objective
    in million US dollars. ``constant`` is the part of the objective that no column moves, in million US
    dollars.
    """

    columns: dict[str, Block]
    rows: dict[str, Block]
    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    matrix: sparse.csc_matrix
    column_unit_t: Floats
    row_unit_t: Floats
    constant: float = 0.0

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and columns."""
        return (len(self.row_lower), len(self.cost))

    def column_label(self, position: int) -> str:
        """Name a column in the case's words."""
        return _label(self.columns, position)

    def row_label(self, position: int) -> str:
        """Name a row in the case's words."""
        return _label(self.rows, position)


def _label(blocks: dict[str, Block], position: int) -> str:
    for block in blocks.values():
        if block.offset <= position < block.offset + block.size:
            entity, period = divmod(position - block.offset, block.periods)
            return f"{block.name} {block.label(entity)}, period {period}"
    raise IndexError(position)


@dataclass
class Pen:
    """Collects blocks and coefficients; :meth:`finish` turns them into a :class:`Program`."""

    periods: int
    columns: dict[str, Block] = field(default_factory=dict)
    rows: dict[str, Block] = field(default_factory=dict)
    _column_parts: list[tuple[Floats, Floats, Floats, Floats]] = field(default_factory=list)
    _row_parts: list[tuple[Floats, Floats, Floats]] = field(default_factory=list)
    _entries: list[tuple[Integers, Integers, Floats]] = field(default_factory=list)
    constant: float = 0.0

    def add_columns(
        self,
        name: str,
        label: Callable[[int], str],
        unit_t: ArrayLike,
        *,
        cost: ArrayLike,
        upper: ArrayLike,
        lower: ArrayLike = 0.0,
    ) -> Block:
        """Add a block of columns.

        ``unit_t`` has shape (count,); ``cost`` (million US dollars per unit), ``upper`` and ``lower`` (units)
        broadcast to (count, T).
        """
        units = np.asarray(unit_t, dtype=np.float64)
        shape = (len(units), self.periods)
        block = Block(name, sum(len(part[0]) for part in self._column_parts), len(units), self.periods, label)
        self.columns[name] = block
        self._column_parts.append(
            (_fill(cost, shape), _fill(lower, shape), _fill(upper, shape), _fill(units[:, None], shape))
        )
        return block

    def add_rows(
        self, name: str, label: Callable[[int], str], unit_t: ArrayLike, *, lower: ArrayLike, upper: ArrayLike
    ) -> Block:
        """Add a block of rows; ``unit_t`` has shape (count,), the bounds broadcast to (count, T)."""
        units = np.asarray(unit_t, dtype=np.float64)
        shape = (len(units), self.periods)
        block = Block(name, sum(len(part[0]) for part in self._row_parts), len(units), self.periods, label)
        self.rows[name] = block
        self._row_parts.append((_fill(lower, shape), _fill(upper, shape), _fill(units[:, None], shape)))
        return block

    def put(self, rows: ArrayLike, columns: ArrayLike, tonnes_per_tonne: ArrayLike) -> None:
        """Write coefficients in tonnes of the row's material per tonne of the column; arguments broadcast."""
        row, column = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
        value = np.asarray(tonnes_per_tonne, dtype=np.float64)
        shape = np.broadcast(row, column, value).shape
        row, column, value = _spread(row, shape), _spread(column, shape), _spread(value, shape)
        keep = value != 0.0
        self._entries.append((row[keep], column[keep], value[keep]))

    def finish(self) -> Program:
        """Return the program; coefficients written twice in one place add up."""
        cost, lower, upper, column_unit = (
            np.concatenate(parts) for parts in zip(*self._column_parts, strict=True)
        )
        row_lower, row_upper, row_unit = (
            np.concatenate(parts) for parts in zip(*self._row_parts, strict=True)
        )
        row, column, value = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
        scaled = value * column_unit[column] / row_unit[row]
        matrix = sparse.csc_matrix((scaled, (row, column)), shape=(len(row_lower), len(cost)))
        matrix.sum_duplicates()
        return Program(
            self.columns,
            self.rows,
            cost,
            lower,
            upper,
            row_lower,
            row_upper,
            matrix,
            column_unit,
            row_unit,
            self.constant,
        )


def _spread(values: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Return values broadcast to a shape; one value alone is copied, which is quicker."""
    if values.shape == shape:
        return values
    return np.full(shape, values) if values.size == 1 else np.broadcast_to(values, shape)


def _fill(values: ArrayLike, shape: tuple[int, int]) -> Floats:
    return np.broadcast_to(np.asarray(values, dtype=np.float64), shape).reshape(-1).copy()
