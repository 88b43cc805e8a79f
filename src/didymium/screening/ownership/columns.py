"""Shares of many parties by owner, one column a party, kept in flat arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.graph import slices

_FIRST_ROOM = 1 << 16


@dataclass(frozen=True, eq=False)
class Columns:
    """What owners have of n parties: entries by column, and by owner within each."""

    start: NDArray[np.int64]
    """(n+1,) where each column begins."""
    owner: NDArray[np.int32]
    share: NDArray[np.float64]

    @property
    def count(self) -> int:
        """Number of columns."""
        return len(self.start) - 1

    @property
    def column(self) -> NDArray[np.int64]:
        """The column of each entry."""
        return np.repeat(np.arange(self.count), np.diff(self.start))

    def take(self, chosen: NDArray[np.int64]) -> Columns:
        """Return some of the columns, in the order given."""
        places = slices(self.start, chosen)
        lengths = self.start[chosen + 1] - self.start[chosen]
        return Columns(_starts(lengths), self.owner[places], self.share[places])

    def largest(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the largest of the values, one an entry and none negative, of each column; 0 of none."""
        most = np.zeros(self.count)
        filled = np.diff(self.start) > 0
        if filled.any():
            most[filled] = np.maximum.reduceat(values, self.start[:-1][filled])
        return most


@dataclass(frozen=True, eq=False)
class Entries:
    """Entries of columns in no order, several of one owner in one column perhaps."""

    column: NDArray[np.int64]
    owner: NDArray[np.int32]
    share: NDArray[np.float64]


def summed(count: int, *parts: Entries) -> Columns:
    """Return columns whose entries are the sums of all that is given."""
    column = np.concatenate([part.column for part in parts])
    owner = np.concatenate([part.owner for part in parts])
    share = np.concatenate([part.share for part in parts])
    key = (column.astype(np.int64) << 32) | owner
    if len(key) and not (key[1:] > key[:-1]).all():
        order = np.argsort(key)
        key, share = key[order], share[order]
        first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
        key, share = key[first], np.add.reduceat(share, first)
    counts = np.bincount(key >> 32, minlength=count)
    return Columns(_starts(counts), (key & 0xFFFFFFFF).astype(np.int32), share)


def pruned(columns: Columns, least: float, few: int) -> tuple[Columns, NDArray[np.float64]]:
    """Leave out entries below ``least`` where a column has more than ``few``; return the largest of each."""
    many = np.diff(columns.start) > few
    if not many.any():
        return columns, np.zeros(columns.count)
    small = (columns.share < least) & np.repeat(many, np.diff(columns.start))
    dropped = columns.largest(np.where(small, columns.share, 0.0))
    left = np.bincount(columns.column[~small], minlength=columns.count)
    return Columns(_starts(left), columns.owner[~small], columns.share[~small]), dropped


class Store:
    """Columns of parties of a register, put in one after the other."""

    def __init__(self, parties: int) -> None:
        self.begin = np.zeros(parties, np.int64)
        self.length = np.zeros(parties, np.int64)
        self.used = 0
        self._owner = np.empty(_FIRST_ROOM, np.int32)
        self._share = np.empty(_FIRST_ROOM, np.float64)

    def put(self, parties: NDArray[np.int32], columns: Columns) -> None:
        """Keep the columns of some parties, instead of those that they had."""
        end = self.used + len(columns.owner)
        if end > len(self._owner):
            room = max(end, 3 * len(self._owner) // 2)
            self._owner.resize(room, refcheck=False)
            self._share.resize(room, refcheck=False)
        self._owner[self.used : end], self._share[self.used : end] = columns.owner, columns.share
        self.begin[parties] = self.used + columns.start[:-1]
        self.length[parties] = np.diff(columns.start)
        self.used = end

    def passed_on(
        self, owners: NDArray[np.int32], column: NDArray[np.int64], weight: NDArray[np.float64]
    ) -> Entries:
        """Return what those behind ``owners`` have of columns through a stake of each in one of them."""
        counts = self.length[owners]
        held = counts > 0
        owners, column, weight, counts = owners[held], column[held], weight[held], counts[held]
        before = np.cumsum(counts) - counts
        places = np.repeat(self.begin[owners] - before, counts) + np.arange(int(counts.sum()))
        share = self._share[places] * np.repeat(weight, counts)
        return Entries(np.repeat(column, counts), self._owner[places], share)


def passed_on(
    columns: Columns, source: NDArray[np.int64], column: NDArray[np.int64], weight: NDArray[np.float64]
) -> Entries:
    """Return what a column has through stakes of other columns' parties in it."""
    counts = columns.start[source + 1] - columns.start[source]
    places = slices(columns.start, source)
    share = columns.share[places] * np.repeat(weight, counts)
    return Entries(np.repeat(column, counts), columns.owner[places], share)


def _starts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
