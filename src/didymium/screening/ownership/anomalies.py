"""What is wrong with holdings: found and named, so that no answer rests on it unseen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from didymium.screening.ownership.graph import TOLERANCE, is_share
from didymium.screening.ownership.holdings import Holdings, Kind
from didymium.screening.ownership.solve import LEAST_LEAK

AnomalyKind = Literal[
    "no_share",
    "duplicate",
    "self_holding",
    "capital_above_all",
    "votes_above_all",
    "owned_person",
    "circle",
    "closed_circle",
]
"""``no_share``: bounds that are no shares. ``duplicate``: two rows of one pair. ``…_above_all``: stakes in
one party that pass 100 % even at their least. ``owned_person``: a stake in a person or a state. ``circle``:
parties that hold each other; ``closed_circle``: and all of themselves, so that nobody is behind them."""


@dataclass(frozen=True, eq=False)
class Anomaly:
    """One thing wrong, or odd, and whom it touches."""

    kind: AnomalyKind
    parties: NDArray[np.int32]
    """The parties, ascending: of a pair the owner and the owned one."""
    rows: NDArray[np.int64]
    """Rows of the holdings that say so."""
    value: float | None = None
    """The sum of the stakes, 1 is 100 %, or the stake in itself; None where it says nothing."""


@dataclass(frozen=True)
class Anomalies:
    """All that was found: the count of each kind, and at most so many of each with particulars."""

    counts: dict[AnomalyKind, int]
    examples: tuple[Anomaly, ...]


def find_anomalies(holdings: Holdings, *, most: int = 100) -> Anomalies:
    """Return what is wrong with holdings; at most ``most`` examples of each kind, the first ones."""
    counts: dict[AnomalyKind, int] = {}
    examples: list[Anomaly] = []
    for number, found in (*_odd_rows(holdings, most), *_above_all(holdings, most), *_circles(holdings, most)):
        if found:
            counts[found[0].kind] = number
            examples += found
    return Anomalies(counts, tuple(examples))


def _odd_rows(holdings: Holdings, most: int) -> Iterator[tuple[int, list[Anomaly]]]:
    """Find rows that are odd by themselves or beside another row of the same pair."""
    nobody = (Kind.PERSON, Kind.STATE)
    no_share = ~is_share(holdings.capital_low, holdings.capital_high)
    no_share |= ~is_share(holdings.votes_low, holdings.votes_high)
    for kind, odd in (
        ("no_share", no_share),
        ("duplicate", _repeated(holdings)),
        ("self_holding", holdings.owner == holdings.owned),
        ("owned_person", np.isin(holdings.kinds[holdings.owned], nobody)),
    ):
        rows = np.flatnonzero(odd)
        yield len(rows), [_of_row(holdings, cast(AnomalyKind, kind), int(row)) for row in rows[:most]]


def _repeated(holdings: Holdings) -> NDArray[np.bool_]:
    """Return which rows have a pair that a row before them has."""
    key = holdings.owned.astype(np.int64) * max(1, holdings.party_count) + holdings.owner
    order = np.argsort(key, kind="stable")
    again = np.zeros(len(key), dtype=bool)
    again[order[1:]] = key[order[1:]] == key[order[:-1]]
    return again


def _of_row(holdings: Holdings, kind: AnomalyKind, row: int) -> Anomaly:
    owner, owned = holdings.owner[row], holdings.owned[row]
    rows = np.array([row])
    if kind == "duplicate":
        rows = np.flatnonzero((holdings.owner == owner) & (holdings.owned == owned))
    value = float(holdings.capital_low[row]) if kind == "self_holding" else None
    return Anomaly(kind, np.unique([owner, owned]), rows, value)


def _above_all(holdings: Holdings, most: int) -> Iterator[tuple[int, list[Anomaly]]]:
    """Find parties whose stakes pass 100 % at their least."""
    for kind, low, high in (
        ("capital_above_all", holdings.capital_low, holdings.capital_high),
        ("votes_above_all", holdings.votes_low, holdings.votes_high),
    ):
        sums = np.bincount(holdings.owned, np.where(is_share(low, high), low, 0.0), holdings.party_count)
        parties = np.flatnonzero(sums > 1 + TOLERANCE)
        yield (
            len(parties),
            [
                Anomaly(
                    cast(AnomalyKind, kind),
                    np.array([party], dtype=np.int32),
                    np.flatnonzero(holdings.owned == party),
                    float(sums[party]),
                )
                for party in parties[:most]
            ],
        )


def _circles(holdings: Holdings, most: int) -> Iterator[tuple[int, list[Anomaly]]]:
    """Find parties that hold each other in a circle, those that hold all of themselves apart."""
    stated = is_share(holdings.capital_low, holdings.capital_high)
    count = holdings.party_count
    links = (holdings.owner, holdings.owned)
    matrix = sp.csr_array((np.ones(holdings.holding_count, np.int8), links), shape=(count, count))
    circle = connected_components(matrix, connection="strong")[1] if count else np.zeros(0, np.int32)
    inside = circle[holdings.owner] == circle[holdings.owned]
    sums = np.bincount(holdings.owned, np.where(inside & stated, holdings.capital_low, 0.0), count)
    least = np.full(count + 1, np.inf)
    np.minimum.at(least, circle, sums)
    large = np.bincount(circle, minlength=count + 1) > 1
    closed = least >= 1 - LEAST_LEAK
    for kind, numbers in (
        ("circle", np.flatnonzero(large & ~closed)),
        ("closed_circle", np.flatnonzero(closed & np.isfinite(least))),
    ):
        found = [_circle(holdings, cast(AnomalyKind, kind), circle, int(number)) for number in numbers[:most]]
        yield len(numbers), found


def _circle(holdings: Holdings, kind: AnomalyKind, circle: NDArray[np.int32], number: int) -> Anomaly:
    inside = (circle[holdings.owner] == number) & (circle[holdings.owned] == number)
    return Anomaly(kind, np.flatnonzero(circle == number).astype(np.int32), np.flatnonzero(inside))
