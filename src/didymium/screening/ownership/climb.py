"""Chains of holdings followed upwards from some parties, until it is settled who reaches a share of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from didymium.screening.ownership.pairs import Pairs
from didymium.screening.ownership.solve import Bounds, rounded
from didymium.screening.ownership.spread import SLACK

LEVELS = 100
"""Levels of a chain that are followed at most; what is beyond counts as left out."""


@dataclass(frozen=True, eq=False)
class Tables:
    """What is the same for all parties of a register."""

    direct: sp.csc_array
    """(N, N) stakes; a column is an owned party."""
    follow: sp.csc_array
    """The same without what is held of parties in closed circles: there a chain ends."""
    most: NDArray[np.float64]
    """(N,) bound on what any one owner has of a party."""
    stuck: NDArray[np.bool_]
    """(N,) who is in a closed circle."""
    own: Bounds
    """(N,) bounds on ``1 + Y[i, i]``."""
    threshold: float
    width: float


class Climb:
    """One walk upwards from some owned parties; what was found and left out stands in it afterwards."""

    def __init__(self, tables: Tables, parties: NDArray[np.int32], budget: float) -> None:
        self.tables, self.budget = tables, budget
        self.found: list[Pairs] = []
        self.left_out = np.zeros(len(parties))
        self._at = np.arange(len(parties))
        self._parties = parties
        self._left = np.zeros(len(parties))
        self._front = tables.direct[:, parties]
        self._sum = self._front

    def follow(self) -> None:
        """Go up level by level, and put aside each party as soon as it is settled."""
        for _ in range(LEVELS):
            column = _columns(self._front)
            flow = self._front.data * self.tables.most[self._front.indices]
            kept = self._prune(column, flow)
            rest = self._total(column[kept], flow[kept])
            done = self._settled(rest)
            self._put_aside(done, rest)
            if done.all():
                return
            self._go_up(column, kept & ~done[column], ~done)
        flow = self._front.data * self.tables.most[self._front.indices]
        rest = self._total(_columns(self._front), flow)
        self._put_aside(np.ones(len(self._parties), dtype=bool), rest)

    def _prune(self, column: NDArray[np.int32], flow: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which chains to follow; the least ones are left out as far as the budget allows."""
        count = np.bincount(column[flow > 0], minlength=len(self._parties))
        allowed = np.maximum(self.budget - self._left, 0.0) / np.maximum(count, 1)
        kept = (flow > allowed[column]) & ~self.tables.stuck[self._front.indices]
        self._left += self._total(column[~kept], flow[~kept])
        return np.asarray(kept, dtype=bool)

    def _settled(self, rest: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return the parties in which nobody short of the threshold can reach it, and bounds are close."""
        slack, column = rest + self._left, _columns(self._sum)
        low, high = self._bounds()
        short = low < self.tables.threshold - SLACK
        best = np.zeros(len(self._parties))
        np.maximum.at(best, column[short], high[short])
        has_pair = np.zeros(len(self._parties), dtype=bool)
        has_pair[column[~short]] = True
        certain = best + slack < self.tables.threshold - SLACK
        return (rest <= 0) | (certain & (~has_pair | (slack <= self.tables.width)))

    def _total(self, column: NDArray[np.int32], flow: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(column, flow, len(self._parties)), dtype=np.float64)

    def _bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the bounds of what was found, what an owner holds of itself counted once."""
        owner, share = self._sum.indices, self._sum.data
        return share / self.tables.own.high[owner], share / self.tables.own.low[owner]

    def _put_aside(self, done: NDArray[np.bool_], rest: NDArray[np.float64]) -> None:
        """Keep the pairs of settled parties that may reach the threshold."""
        slack, column = rest + self._left, _columns(self._sum)
        low, high = self._bounds()
        high = high + slack[column]
        owner, owned = self._sum.indices, self._parties[column]
        kept = done[column] & (high >= self.tables.threshold - SLACK) & (owner != owned)
        bounds = rounded(np.minimum(low[kept], 1.0), np.minimum(high[kept], 1.0))
        self.found.append(Pairs(owner[kept].astype(np.int32), owned[kept], bounds.low, bounds.high))
        self.left_out[self._at[done]] = slack[done]

    def _go_up(self, column: NDArray[np.int32], kept: NDArray[np.bool_], active: NDArray[np.bool_]) -> None:
        """Go one level up with the chains that are kept, for the parties that are still active."""
        number = np.cumsum(active) - 1
        count, parties = int(active.sum()), self.tables.follow.shape[0]
        start = np.concatenate([[0], np.cumsum(np.bincount(number[column[kept]], minlength=count))])
        parts = (self._front.data[kept], self._front.indices[kept], start.astype(np.int32))
        self._front = self.tables.follow @ sp.csc_array(parts, shape=(parties, count))
        self._sum = self._sum[:, np.flatnonzero(active)] + self._front
        self._at, self._parties, self._left = self._at[active], self._parties[active], self._left[active]


class OwnClimb(Climb):
    """Chains from parties back to themselves: bounds on ``1 + Y[i, i]``."""

    def __init__(self, tables: Tables, parties: NDArray[np.int32], budget: float) -> None:
        super().__init__(tables, parties, budget)
        self.low, self.high = np.ones(len(parties)), np.full(len(parties), np.inf)

    def _settled(self, rest: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.asarray((rest <= 0) | (rest + self._left <= self.budget), dtype=bool)

    def _put_aside(self, done: NDArray[np.bool_], rest: NDArray[np.float64]) -> None:
        """Bound them: what comes back once is at most all that comes back, and what is left out."""
        column = _columns(self._sum)
        back = done[column] & (self._sum.indices == self._parties[column])
        own = np.zeros(len(self._parties))
        own[column[back]] = self._sum.data[back]
        once = np.minimum(own + rest + self._left, 1.0)[done]
        with np.errstate(divide="ignore"):
            self.high[self._at[done]] = 1.0 / (1.0 - once)
        self.low[self._at[done]] = 1.0 + own[done]


def _columns(matrix: sp.csc_array) -> NDArray[np.int32]:
    """Return the column of each entry."""
    return np.repeat(np.arange(matrix.shape[1], dtype=np.int32), np.diff(matrix.indptr))
