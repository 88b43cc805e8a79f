"""Integrated ownership: what an owner holds directly and through others, cross-holdings included.

With ``A[i, j]`` the share of j that i holds, all chains of holdings add up to ``Y = A + A·Y`` (Brioschi,
Buzzacchi and Colombo 1989). That counts what an owner holds through itself more than once, so that
``Y[i, j] / (1 + Y[i, i])`` is given (Baldone, Brioschi and Paleari 1998): the chains from i to j that do not
come back to i.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.screening.answer import Holds, reaches
from didymium.screening.ownership.chains import Chains, chains_to
from didymium.screening.ownership.closure import Closure, downstream, upstream
from didymium.screening.ownership.fixed_points import held_at_least, held_at_most
from didymium.screening.ownership.graph import OwnershipGraph
from didymium.screening.ownership.holdings import Kind
from didymium.screening.ownership.near import LOOSEST, near
from didymium.screening.ownership.solve import DIGITS


@dataclass(frozen=True)
class Share:
    """A share of a party, 0 to 1, as far as the holdings bound it."""

    low: float
    """Least share."""
    high: float
    """Largest share by the stakes that are stated, if those that nobody states are of no account."""
    open_high: float
    """Largest share if stakes that nobody states, and those of unidentified owners, may be theirs too."""

    @property
    def percent(self) -> Share:
        """The same in percent, as rules state their thresholds."""
        return Share(*(round(100 * value, DIGITS - 2) for value in (self.low, self.high, self.open_high)))

    def reaches(self, threshold: float, *, included: bool, unstated: bool = True) -> Holds:
        """Return whether it reaches a threshold; ``unstated``: stakes that nobody states may be theirs."""
        return reaches(self.low, self.open_high if unstated else self.high, threshold, included=included)


@dataclass(frozen=True, eq=False)
class Owners:
    """All owners of a party, the largest first; shares from 0 to 1 of each."""

    target: int
    parties: NDArray[np.int32]
    """(n,) the owners, direct or not, as indices of the graph."""
    direct_low: NDArray[np.float64]
    direct_high: NDArray[np.float64]
    integrated_low: NDArray[np.float64]
    integrated_high: NDArray[np.float64]
    unstated_low: float
    """Least part of the target that ends with nobody who is stated."""
    unstated_high: float
    """Largest part of it; any owner may hold this much more."""
    undetermined: NDArray[np.int32]
    """Parties in circles that hold all of themselves, so that their shares have no one solution."""
    complete: bool
    """Whether every circle could be solved; if not, ``share_of`` gives closer bounds for one owner."""
    remainder: float = 0.0
    """Share that may be that of owners who are not listed, since so little of the target is theirs; the upper
    bounds contain it."""

    @property
    def indirect_low(self) -> NDArray[np.float64]:
        """Least share that is held through others, (n,)."""
        return _difference(self.integrated_low, self.direct_low)

    @property
    def indirect_high(self) -> NDArray[np.float64]:
        """Largest share that is held through others, (n,)."""
        return _difference(self.integrated_high, self.direct_high)


@dataclass(frozen=True, eq=False)
class Stakes:
    """All that a party or a set of parties holds, the largest first; stated stakes only."""

    parties: NDArray[np.int32]
    """(n,) the parties held."""
    direct_low: NDArray[np.float64]
    direct_high: NDArray[np.float64]
    integrated_low: NDArray[np.float64]
    integrated_high: NDArray[np.float64]


def owners_of(graph: OwnershipGraph, target: int) -> Owners:
    """Return everybody who holds a part of a party. Raises ``ValueError`` for a party outside the graph."""
    closure, low, high = chains_near(graph, target)
    at = int(closure.local([target])[0])
    unstated = unstated_share(closure, at)
    order = np.lexsort((closure.parties, -high.high, -low.low))
    order = order[(order != at) & (high.high[order] > 0)]
    return Owners(
        target,
        closure.parties[order],
        low.direct[order],
        high.direct[order],
        low.low[order],
        high.high[order],
        unstated.low,
        unstated.open_high,
        closure.parties[low.stuck | high.stuck],
        low.complete and high.complete,
        high.remainder,
    )


def stakes_of(graph: OwnershipGraph, owners: Sequence[int]) -> Stakes:
    """Return all parties that a set of parties holds together, each part counted once."""
    closure = downstream(graph, owners)
    holders = np.zeros(closure.count, dtype=bool)
    holders[closure.local(owners)] = True
    low = held_at_least(closure, closure.capital_low, holders)
    high = held_at_most(closure, closure.capital_high, holders, np.zeros(closure.count, dtype=bool))
    order = np.lexsort((closure.parties, -high, -low))
    order = order[~holders[order]]
    direct_low = _from(closure, closure.capital_low, holders)[order]
    direct_high = _from(closure, closure.capital_high, holders)[order]
    return Stakes(closure.parties[order], direct_low, direct_high, low[order], high[order])


def share_of(graph: OwnershipGraph, holders: Sequence[int], target: int) -> Share:
    """Return the share of a party that a set of parties holds together, directly and through others.

    A target among the holders is theirs altogether: 1. Raises ``ValueError`` for a party outside the graph.
    """
    closure = near(graph, target)
    return share_within(closure, closure.local(holders), int(closure.local([target])[0]))


def _from(closure: Closure, weight: NDArray[np.float64], holders: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return what holders hold of each party directly, (n,)."""
    sums = np.bincount(closure.owned, weight * holders[closure.owner], closure.count)
    return np.asarray(sums, dtype=np.float64)


def share_within(closure: Closure, holders: NDArray[np.int64], target: int) -> Share:
    """Return the share of a party that a set holds; parties as indices of a closure upstream of it."""
    chosen = np.zeros(closure.count, dtype=bool)
    chosen[holders] = True
    low = held_at_least(closure, closure.capital_low, chosen)[target]
    others = _ultimate(closure) & ~chosen
    stated = held_at_most(closure, closure.capital_high, chosen, others)[target]
    elsewhere = held_at_least(closure, _kept_from(closure, chosen), others)[target]
    open_high = max(float(low), 1.0 - float(elsewhere))
    return Share(float(low), float(min(max(stated, low), open_high)), round(open_high, DIGITS))


def unstated_share(closure: Closure, target: int) -> Share:
    """Return the part of a party that does not end with a person or a state that the holdings name."""
    known = _ultimate(closure)
    least, nobody = held_at_least(closure, closure.capital_low, known)[target], np.zeros_like(known)
    most = held_at_most(closure, closure.capital_high, known, nobody)[target]
    low, high = round(1.0 - float(most), DIGITS), round(1.0 - float(least), DIGITS)
    return Share(max(0.0, low), high, high)


def chains_near(graph: OwnershipGraph, target: int) -> tuple[Closure, Chains, Chains]:
    """Return who matters upstream of a party, and the chains to it at the least and the largest stakes."""
    closure = near(graph, target)
    low, high = bounded_chains(closure, int(closure.local([target])[0]))
    if high.remainder > LOOSEST:
        closure = upstream(graph, [target])
        low, high = bounded_chains(closure, int(closure.local([target])[0]))
    return closure, low, high


def bounded_chains(closure: Closure, target: int) -> tuple[Chains, Chains]:
    """Return the chains to a party at the least and at the largest stakes."""
    low = chains_to(closure, closure.capital_low, target)
    if np.array_equal(closure.capital_low, closure.capital_high):
        return low, low
    return low, chains_to(closure, closure.capital_high, target)


def _difference(whole: NDArray[np.float64], part: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.round(np.maximum(whole - part, 0.0), DIGITS), dtype=np.float64)


def _ultimate(closure: Closure) -> NDArray[np.bool_]:
    """Return who is known to be nobody else's: persons and states."""
    known: NDArray[np.bool_] = (closure.kinds == Kind.PERSON) | (closure.kinds == Kind.STATE)
    return known


def _kept_from(closure: Closure, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the least stakes of all but the chosen."""
    return np.where(chosen[closure.owner], 0.0, closure.capital_low)
