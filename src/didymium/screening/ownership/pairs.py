"""Pairs of owner and owned party with bounds on a share, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.spread import SLACK


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs (m,), by owned party and then by owner."""

    owner: NDArray[np.int32]
    owned: NDArray[np.int32]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.owner)

    def where(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.owner[chosen], self.owned[chosen], self.low[chosen], self.high[chosen])


def pairs_of(parts: Sequence[Pairs]) -> Pairs:
    """Return all pairs of several lists that have none in common."""
    empty = Pairs(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0), np.zeros(0))
    columns = {
        column.name: np.concatenate([getattr(part, column.name) for part in (empty, *parts)])
        for column in fields(Pairs)
    }
    order = np.argsort((columns["owned"].astype(np.int64) << 32) | columns["owner"])
    return Pairs(**{name: column[order] for name, column in columns.items()})


def joined(low: Pairs, high: Pairs) -> Pairs:
    """Return the pairs of ``high`` with their lower bounds from ``low``; 0 for those that it lacks.

    Pairs of ``low`` alone cannot be: what the least stakes may reach the largest ones may too.
    """
    count = 1 + max(int(pairs.owner.max(initial=0)) for pairs in (low, high))
    key = low.owned.astype(np.int64) * count + low.owner
    wanted = high.owned.astype(np.int64) * count + high.owner
    at = np.minimum(np.searchsorted(key, wanted), max(0, len(key) - 1))
    least = np.where(key[at] == wanted, low.low[at], 0.0) if len(key) else np.zeros(len(high))
    return Pairs(high.owner, high.owned, least, np.maximum(high.high, least))


def split(pairs: Pairs, threshold: float) -> tuple[Pairs, Pairs]:
    """Return the pairs that surely reach a share, and those that may."""
    sure = pairs.low >= threshold - SLACK
    return pairs.where(sure), pairs.where(~sure & (pairs.high >= threshold - SLACK))
