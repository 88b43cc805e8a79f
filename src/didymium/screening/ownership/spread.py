"""A set that grows: a party belongs to it once its members together hold enough of the party."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from didymium.screening.ownership.closure import Closure

ROUNDS = 100
"""Rounds that are worked out for all parties at once; what is deeper is followed party by party."""
SLACK = 1e-12
"""Within it a sum of shares equals a threshold: 0.1 + 0.2 is 0.3."""


@dataclass(frozen=True, eq=False)
class Spread:
    """Which parties belong to the set, and what its members hold of each party."""

    inside: NDArray[np.bool_]
    """(n,)"""
    held: NDArray[np.float64]
    """(n,) share that the members hold together, at most 1."""


def spread(
    closure: Closure,
    weight: NDArray[np.float64],
    base: NDArray[np.float64],
    first: NDArray[np.bool_],
    threshold: float,
    *,
    included: bool,
) -> Spread:
    """Return the set that grows from ``first``: a party joins once its members hold enough of it.

    ``weight``, (e,): what each stake counts; ``base``, (n,): what counts from the beginning.
    The order in which parties join does not matter, since what is held only grows.
    """
    least = threshold - SLACK if included else np.nextafter(threshold + SLACK, np.inf)
    matrix = sp.csr_array((weight, (closure.owner, closure.owned)), shape=(closure.count, closure.count))
    inside, held = first.copy(), base + matrix.T @ first.astype(np.float64)
    for _ in range(ROUNDS):
        joined = ~inside & (held >= least)
        if not joined.any():
            return Spread(inside, np.minimum(held, 1.0))
        inside |= joined
        held += matrix[joined].sum(axis=0) if joined.sum() < closure.count // 2 else matrix.T @ joined
    _follow(matrix, inside, held, least)
    return Spread(inside, np.minimum(held, 1.0))


def _follow(matrix: sp.csr_array, inside: NDArray[np.bool_], held: NDArray[np.float64], least: float) -> None:
    """Let party after party join; each stake is passed once."""
    start, owned, weight = matrix.indptr.tolist(), matrix.indices.tolist(), matrix.data.tolist()
    member, sums = inside.tolist(), held.tolist()
    waiting = deque(np.flatnonzero(~inside & (held >= least)).tolist())
    for party in waiting:
        member[party] = True
    while waiting:
        party = waiting.popleft()
        for place in range(start[party], start[party + 1]):
            other = owned[place]
            sums[other] += weight[place]
            if not member[other] and sums[other] >= least:
                member[other] = True
                waiting.append(other)
    inside[:], held[:] = member, sums
