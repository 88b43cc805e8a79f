"""Which dispatch an arrival belongs to: on a route goods arrive in the order in which they left."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BEFORE = -1
"""Stands for the period of dispatch of what was under way at the start."""
_ROUNDING = 1e-9
"""Share of what a route carries that is rounding."""


@dataclass(frozen=True)
class Parcel:
    """Tonnes that were dispatched in one period and arrive in another."""

    sent: int
    """Period of dispatch, or :data:`BEFORE`."""
    arrived: int
    t: float


def under_way_t(dispatched: Floats, arrived: Floats, arrival_shares: Floats) -> float:
    """Return the tonnes under way at the start that arrive later: what arrives beyond what this run's own
    dispatch explains. ``arrival_shares`` has shape (T, T + 1), losses taken off.
    """
    beyond = arrived - dispatched @ arrival_shares[:, :-1]
    floor = _ROUNDING * float(dispatched.sum() + arrived.sum())
    return float(beyond[beyond > floor].sum())


def match_arrivals(sent: Floats, arrived: Floats, before: float) -> tuple[list[Parcel], float]:
    """Return the parcels of a route, first in, first out, and the tonnes that are still under way at the end.

    ``sent`` is what is dispatched in each period less what is lost on the way, ``arrived`` what arrives,
    both of shape (T,), ``before`` what was under way at the start. Arrivals that no dispatch explains have
    no parcel.
    """
    least = _ROUNDING * float(sent.sum() + arrived.sum())
    queue: deque[list[float]] = deque([[BEFORE, before]])
    parcels: list[Parcel] = []
    for period, (more, wanted) in enumerate(zip(sent.tolist(), arrived.tolist(), strict=True)):
        queue.append([period, more])
        left = wanted
        while queue and left > least:
            taken = min(left, queue[0][1])
            if taken > least:
                parcels.append(Parcel(int(queue[0][0]), period, taken))
            left -= taken
            queue[0][1] -= taken
            if queue[0][1] <= least:
                queue.popleft()
    return parcels, sum(t for _, t in queue)
