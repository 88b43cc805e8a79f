"""Columns of parties in circles: solved at once where a circle is small, round by round where it is large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.columns import Columns, Entries, passed_on, pruned, summed

if TYPE_CHECKING:
    from didymium.screening.ownership.descent import Descent

DENSE = 256
"""Parties of a circle up to which its inverse is worked out."""
MOST_DENSE = 1_000_000
"""Entries that pass through its inverse at most; a circle with more goes round by round."""
AT_ONCE = 20_000_000
"""Entries that pass through circles at once, at most; it decides about memory."""
MOST_WORK = 400_000_000
"""Entries that pass through the large circles of one rank in all rounds together, at most."""
ROUNDS = 200
"""Rounds at most through a larger circle."""
SWEEPS = 2_000
"""Rounds at most in which the bound on what is missing within circles is tightened."""
FINER = 8.0
"""By how much smaller than elsewhere an entry is that is left out in a round."""
_ROUNDING = 1e-15


@dataclass(frozen=True, eq=False)
class Inside:
    """Stakes of parties in each other, as numbers among n of them."""

    source: NDArray[np.int64]
    """The owner."""
    column: NDArray[np.int64]
    """The owned party."""
    weight: NDArray[np.float64]


def work_out_circles(descent: Descent, parties: NDArray[np.int32]) -> None:
    """Work out all parties in circles of one rank; no circle among them holds all of itself."""
    if not len(parties):
        return
    parties = parties[np.argsort(descent.order.circle[parties], kind="stable")]
    begin = np.flatnonzero(np.diff(descent.order.circle[parties], prepend=-1))
    size = np.diff(begin, append=len(parties))
    work = size * (size + np.add.reduceat(descent.entries(parties), begin))
    small = (size <= DENSE) & (work <= MOST_DENSE)
    large = parties[np.repeat(~small, size)]
    for some in _together(parties, np.repeat(small, size), np.repeat(np.cumsum(work * small), size)):
        if not descent.full:
            _finish(descent, some, *_solved(descent, some))
    if len(large) and not descent.full:
        _finish(descent, large, *_swept(descent, large))


def _together(
    parties: NDArray[np.int32], small: NDArray[np.bool_], work: NDArray[np.int64]
) -> list[NDArray[np.int32]]:
    """Cut the parties of small circles into parts; ``work``: of all small circles up to each party's."""
    part = work[small] // AT_ONCE
    return np.split(parties[small], np.flatnonzero(np.diff(part)) + 1) if small.any() else []


def _finish(
    descent: Descent, parties: NDArray[np.int32], columns: Columns, missing: NDArray[np.float64]
) -> None:
    """Bound what each holds of itself, and go on as with other parties."""
    column, own = columns.column, descent.state.own
    itself = columns.owner == parties[column]
    whole = 1.0 + np.bincount(column[itself], columns.share[itself], len(parties))
    if descent.at_least:
        own.low[parties] = whole
    with np.errstate(divide="ignore"):
        own.high[parties] = whole / (1.0 - np.minimum(missing, 1.0))
    descent.finish(parties, columns, missing)


def _inside(descent: Descent, parties: NDArray[np.int32]) -> Inside:
    rows, column = descent.rows_of(parties)
    owner = descent.graph.owner[rows]
    circle = descent.order.circle
    kept = (circle[owner] == circle[parties[column]]) & (descent.weight[rows] > 0)
    order = np.argsort(parties)
    source = order[np.searchsorted(parties, owner[kept], sorter=order)]
    return Inside(source, column[kept], descent.weight[rows[kept]])


def _solved(descent: Descent, parties: NDArray[np.int32]) -> tuple[Columns, NDArray[np.float64]]:
    """Return the columns of small circles from the inverse of each: outside owners pass through it."""
    outer, missing = descent.from_above(parties)
    through = _inverses(_inside(descent, parties), descent.order.circle[parties])
    around = through.weight - (through.source == through.column)
    kept = around > 0
    members = Entries(through.column[kept], parties[through.source[kept]], around[kept])
    columns = summed(len(parties), members, passed_on(outer, through.source, through.column, through.weight))
    carried = np.bincount(through.column, through.weight * missing[through.source], len(parties))
    return columns, carried + _rounding(through, descent.order.circle[parties])


def _inverses(inside: Inside, circle: NDArray[np.int32]) -> Inside:
    """Return the inverse of I - A for each circle; parties are sorted by circle."""
    begin = np.flatnonzero(np.diff(circle, prepend=-1))
    sizes = np.diff(begin, append=len(circle))
    number = np.repeat(np.arange(len(begin)), sizes)
    parts = []
    for size in np.unique(sizes):
        some = np.flatnonzero(sizes == size)
        at = np.full(len(begin), -1)
        at[some] = np.arange(len(some))
        which = at[number[inside.column]]
        here = which >= 0
        matrix = np.tile(np.eye(size), (len(some), 1, 1))
        first = begin[number[inside.column]]
        places = (which, inside.source - first, inside.column - first)
        np.subtract.at(matrix, tuple(place[here] for place in places), inside.weight[here])
        inverse = np.maximum(np.linalg.inv(matrix), 0.0)
        rows = np.broadcast_to(np.arange(size)[:, None], inverse.shape) + begin[some][:, None, None]
        columns = np.broadcast_to(np.arange(size), inverse.shape) + begin[some][:, None, None]
        parts.append((rows.ravel(), columns.ravel(), inverse.ravel()))
    source, column, weight = (np.concatenate([part[place] for part in parts]) for place in range(3))
    kept = weight > 0
    return Inside(source[kept], column[kept], weight[kept])


def _rounding(through: Inside, circle: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return what arithmetic may have lost in the inverse of each party's circle."""
    sums = np.bincount(through.column, through.weight, len(circle))
    begin = np.flatnonzero(np.diff(circle, prepend=-1))
    most = np.maximum.reduceat(sums, begin)
    return np.repeat(_ROUNDING * most**2, np.diff(begin, append=len(circle)))


def _swept(descent: Descent, parties: NDArray[np.int32]) -> tuple[Columns, NDArray[np.float64]]:
    """Return the columns of large circles: what comes from above and from each other, round after round."""
    inside, least = _inside(descent, parties), descent.limits.least / FINER
    outer, missing = _from_above(descent, parties, least)
    direct = Entries(inside.column, parties[inside.source], inside.weight)
    front, dropped = pruned(summed(len(parties), _entries(outer), direct), least, 0)
    rounds, missing, work = [front], missing + dropped, 0
    for _ in range(ROUNDS):
        front, least, dropped = _few_enough(front, inside, least)
        missing += _passed(inside, dropped)
        work += _size_of(front, inside)
        if not len(front.owner) or work > MOST_WORK:
            break
        front = summed(len(parties), passed_on(front, inside.source, inside.column, inside.weight))
        front, dropped = pruned(front, least, 0)
        rounds.append(front)
        missing += dropped
    missing += _passed(inside, front.largest(front.share))
    columns = summed(len(parties), *(_entries(part) for part in rounds))
    return columns, _spread(inside, missing)


def _few_enough(front: Columns, inside: Inside, least: float) -> tuple[Columns, float, NDArray[np.float64]]:
    """Leave out more where too much would pass at once; return what is left, from where, and what is not."""
    dropped = np.zeros(front.count)
    while _size_of(front, inside) > AT_ONCE:
        least *= 2.0
        front, more = pruned(front, least, 0)
        dropped = np.maximum(dropped, more)
    return front, least, dropped


def _size_of(front: Columns, inside: Inside) -> int:
    """Return how many entries pass in the next round."""
    return int(np.diff(front.start)[inside.source].sum())


def _passed(inside: Inside, dropped: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each party misses where entries of its owners were found but not passed on."""
    return np.bincount(inside.column, inside.weight * dropped[inside.source], len(dropped)).astype(np.float64)


def _from_above(
    descent: Descent, parties: NDArray[np.int32], least: float
) -> tuple[Columns, NDArray[np.float64]]:
    """Return what comes from outside circles, part by part, least entries left out."""
    parts, missing, first = [], [], 0
    for some in descent.blocks(parties):
        columns, lacks = descent.from_above(some)
        columns, dropped = pruned(columns, least, 0)
        parts.append(Entries(columns.column + first, columns.owner, columns.share))
        missing.append(lacks + dropped)
        first += len(some)
    return summed(len(parties), *parts), np.concatenate(missing)


def _entries(columns: Columns) -> Entries:
    return Entries(columns.column, columns.owner, columns.share)


def _spread(inside: Inside, missing: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is missing of each party of a circle, from what each misses by itself.

    Beginning with 1, every round keeps an upper bound.
    """
    whole = np.ones(len(missing))
    for _ in range(SWEEPS):
        passed = np.bincount(inside.column, inside.weight * whole[inside.source], len(missing))
        less = np.minimum(whole, passed + missing)
        if (whole - less).max() <= 1e-3 * missing.max(initial=0.0) + 1e-15:
            return less
        whole = less
    return whole
