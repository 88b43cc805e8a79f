"""What states hold of a party: all of them together, and each country's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.screening.ownership.graph import OwnershipGraph
from didymium.screening.ownership.holdings import Kind
from didymium.screening.ownership.integrated import Share, chains_near
from didymium.screening.ownership.solve import DIGITS


@dataclass(frozen=True, eq=False)
class CountryStake:
    """What the state of one country, all its bodies together, holds of a party."""

    jurisdiction: int
    """Code of the country; -1: not known."""
    parties: NDArray[np.int32]
    """Its bodies among the owners, for ``control.controls`` too."""
    share: Share


@dataclass(frozen=True, eq=False)
class StateOwnership:
    """What states hold of a party."""

    share: Share
    """All states together."""
    parties: NDArray[np.int32]
    """All bodies of states among the owners."""
    countries: tuple[CountryStake, ...]
    """By country, the largest share first."""


def state_ownership(graph: OwnershipGraph, target: int) -> StateOwnership:
    """Return what states hold of a party, directly and through others.

    A stake that nobody states, or an unidentified owner's, may be any state's. Raises ``ValueError`` for a
    party outside the graph.
    """
    closure, low, high = chains_near(graph, target)
    is_state = closure.kinds == Kind.STATE
    known = float(low.low[is_state | (closure.kinds == Kind.PERSON)].sum())
    countries = []
    for code in np.unique(closure.jurisdictions[is_state]):
        bodies = is_state & (closure.jurisdictions == code)
        share = _share(low.low[bodies], high.high[bodies], known, high.remainder)
        countries.append(CountryStake(int(code), closure.parties[bodies], share))
    countries.sort(key=lambda stake: (-stake.share.low, -stake.share.high, stake.jurisdiction))
    whole = _share(low.low[is_state], high.high[is_state], known, high.remainder)
    return StateOwnership(whole, closure.parties[is_state], tuple(countries))


def _share(low: NDArray[np.float64], high: NDArray[np.float64], known: float, remainder: float) -> Share:
    """Return the share of states: nobody holds a part of a state, so that their shares add up.

    ``known``: what all persons and states surely hold; what the others of them hold is not these states'.
    ``remainder``: what ends at owners who are not followed.
    """
    least = float(low.sum())
    most = max(least, min(1.0, 1.0 - (known - least)))
    stated = min(max(float(high.sum()) + remainder, least), most)
    return Share(round(least, DIGITS), round(stated, DIGITS), round(most, DIGITS))
