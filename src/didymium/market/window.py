"""The rest of a program from a period on: what was done before enters as data (market.md §§6, 11).

A program that holds the past has every column before a period fixed. Solving only what is left gives the same
answer from fewer columns and rows: what the past sends into the future (goods under way, levels of stocks)
moves to the right-hand sides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.market.program import Block, Program
from didymium.market.solver import Answer, HotSolver, Record

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Window:
    """The periods from ``first`` on of programs with the blocks of ``whole``."""

    whole: Program
    first: int

    @cached_property
    def columns(self) -> Integers:
        """Positions of the columns that are left."""
        return _left(self.whole.columns.values(), self.first, len(self.whole.cost))

    @cached_property
    def rows(self) -> Integers:
        """Positions of the rows that are left."""
        return _left(self.whole.rows.values(), self.first, len(self.whole.row_lower))

    @cached_property
    def past(self) -> Integers:
        """Positions of the columns that are done."""
        done = np.ones(len(self.whole.cost), dtype=bool)
        done[self.columns] = False
        return np.flatnonzero(done)

    @cached_property
    def blocks(self) -> tuple[dict[str, Block], dict[str, Block]]:
        """Blocks of the columns and of the rows that are left."""
        return _cut_blocks(self.whole.columns, self.first), _cut_blocks(self.whole.rows, self.first)

    def brought(self, program: Program, behind: sparse.csc_matrix) -> tuple[Floats, float]:
        """Return what the past of a program sends into each row that is left, in units of the rows, and what
        it cost, million US dollars.
        """
        done = program.lower[self.past]
        return behind @ done, float((program.cost[self.past] * done).sum())

    def cut(self, program: Program, here: sparse.csc_matrix, brought: tuple[Floats, float]) -> Program:
        """Return what is left of a program that holds the past; ``here`` are its coefficients (the first of
        :meth:`coefficients`), ``brought`` as of :meth:`brought`.
        """
        rows, columns = self.rows, self.columns
        return Program(
            *self.blocks,
            program.cost[columns],
            program.lower[columns],
            program.upper[columns],
            program.row_lower[rows] - brought[0],
            program.row_upper[rows] - brought[0],
            here,
            program.column_unit_t[columns],
            program.row_unit_t[rows],
            program.constant + brought[1],
        )

    def coefficients(self, matrix: sparse.csc_matrix) -> tuple[sparse.csc_matrix, sparse.csc_matrix]:
        """Return the coefficients of what is left, and those of the past in the rows that are left."""
        rows = matrix.tocsr()[self.rows]
        by_column = rows.tocsc()
        return by_column[:, self.columns].tocsc(), by_column[:, self.past].tocsc()

    def widen(self, program: Program, answer: Answer) -> Answer:
        """Return an answer as long as the whole program: the past as it was held, its duals zero."""
        columns = program.lower.copy()
        columns[self.columns] = answer.columns
        if not len(answer.row_duals):
            return Answer(columns, answer.column_duals, answer.row_duals, answer.objective)
        duals, row_duals = np.zeros(len(program.cost)), np.zeros(len(program.row_lower))
        duals[self.columns], row_duals[self.rows] = answer.column_duals, answer.row_duals
        return Answer(columns, duals, row_duals, answer.objective)

    def cut_basis(self, basis: highspy.HighsBasis) -> highspy.HighsBasis:
        """Return what a basis of the whole program says of what is left, for the solver to complete."""
        return _part_of(basis, self.columns, self.rows)

    def basis_after(self, earlier: Window, basis: highspy.HighsBasis) -> highspy.HighsBasis:
        """Return what a basis of an earlier window of the same program says of what is left here."""
        columns = np.searchsorted(earlier.columns, self.columns)
        rows = np.searchsorted(earlier.rows, self.rows)
        return _part_of(basis, columns, rows)


def _left(blocks: Iterable[Block], first: int, count: int) -> Integers:
    left = np.zeros(count, dtype=bool)
    for block in blocks:
        left[block.slice] = np.tile(np.arange(block.periods) >= first, block.count)
    return np.flatnonzero(left)


def _cut_blocks(blocks: dict[str, Block], first: int) -> dict[str, Block]:
    cut, offset = {}, 0
    for name, block in blocks.items():
        cut[name] = Block(name, offset, block.count, block.periods - first, block.label)
        offset += cut[name].size
    return cut


def _part_of(basis: highspy.HighsBasis, columns: Integers, rows: Integers) -> highspy.HighsBasis:
    part = highspy.HighsBasis()
    column_status, row_status = basis.col_status, basis.row_status
    part.col_status = [column_status[position] for position in columns.tolist()]
    part.row_status = [row_status[position] for position in rows.tolist()]
    part.alien = True
    part.valid = True
    return part


@dataclass
class WindowSolver:
    """A hot solver for programs that hold the past before ``window.first``; to those who use it, it looks
    like one for the whole program.
    """

    window: Window
    program: Program
    cold_algorithm: str = "ipm"
    money: float | None = None
    """Unit of costs, million US dollars; by default that of the first program."""
    _parts: list[tuple[sparse.csc_matrix, tuple[sparse.csc_matrix, sparse.csc_matrix]]] = field(
        default_factory=list
    )

    _last: tuple[tuple[Floats, Floats, sparse.csc_matrix], tuple[Floats, float]] | None = None

    def __post_init__(self) -> None:
        self._inner = HotSolver(self._cut(self.program), self.cold_algorithm, self.money)

    @property
    def records(self) -> list[Record]:
        """How the solves went."""
        return self._inner.records

    def start_from(self, basis: highspy.HighsBasis) -> None:
        """Make the next solve hot from a basis of what is left."""
        self._inner.start_from(basis)

    def basis(self) -> highspy.HighsBasis:
        """Return the basis of the last answer, of what is left."""
        return self._inner.basis()

    def change_to(self, target: Program) -> None:
        """Hold another program with the same blocks, which must hold the past as well."""
        self._inner.change_to(self._cut(target))
        self.program = target

    def solve(self, duals: bool = True) -> Answer:
        """Solve what is left and return an answer of the whole.

        Raises:
            SolverError: As :meth:`HotSolver.solve`.
        """
        return self.window.widen(self.program, self._inner.solve(duals))

    def _cut(self, program: Program) -> Program:
        here, behind = self._parts_of(program.matrix)
        same = (program.lower, program.cost, program.matrix)
        if self._last is None or any(
            one is not other for one, other in zip(self._last[0], same, strict=True)
        ):
            # The perturbed program and the true one have the same past: it is worked out once.
            self._last = (same, self.window.brought(program, behind))
        return self.window.cut(program, here, self._last[1])

    def _parts_of(self, matrix: sparse.csc_matrix) -> tuple[sparse.csc_matrix, sparse.csc_matrix]:
        """Return the parts of a matrix, remembering those of the last few."""
        for known, parts in self._parts:
            if known is matrix:
                return parts
        parts = self.window.coefficients(matrix)
        self._parts = [(matrix, parts), *self._parts[:REMEMBERED]]
        return parts


REMEMBERED = 2
"""Matrices beside the newest whose parts are kept: the market's own, and one with changed arrivals."""
