"""Who would rather stay out, who would like to come in, and whom to ask next.

At Shapley's values a member of a set stays if they are at least what it has outside while the others go on
(d'Aspremont, Jacquemin, Gabszewicz and Weymark 1983). By shared stocks nobody outside gains or loses; a floor
of others may serve those outside too, and then staying out can pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.alliance.game import TOLERANCE, AllianceGame
from didymium.decisions.alliance.set_losses import set_bits

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """How a member stands in a set, million US dollars."""

    member: str
    adds_musd: float
    """What the set loses without it: v(S) − v(S∖i)."""
    share_musd: float
    """Shapley's value in the set."""
    outside_musd: float
    """What it would have outside while the others go on; its own loss outside counts as zero."""
    stays: bool


@dataclass(frozen=True)
class Candidate:
    """What somebody outside a set would bring and get, million US dollars."""

    member: str
    adds_musd: float
    """What the set and the candidate have more: v(S∪j) − v(S)."""
    share_musd: float
    """Shapley's value of the candidate in S∪j."""
    outside_musd: float
    """What it has now, outside the set."""
    comes: bool
    """Whether its share is more than that."""
    loses: tuple[str, ...]
    """Members of the set whose share becomes smaller: without a payment they would keep it out."""


@dataclass(frozen=True)
class Stability:
    """A set against those who might leave and those who might come."""

    members: tuple[str, ...]
    value_musd: float
    inside: tuple[Standing, ...]
    outside: tuple[Candidate, ...]
    """Candidates, who adds most first."""
    can_be_held: bool
    """Whether the value pays every member what it would have outside, by some split (potential internal
    stability: Carraro, Eyckmans and Finus 2006)."""

    @property
    def is_internally_stable(self) -> bool:
        """Whether nobody would rather stay out, at Shapley's values."""
        return all(one.stays for one in self.inside)

    @property
    def is_externally_stable(self) -> bool:
        """Whether nobody outside would come in who costs no member anything."""
        return not any(one.comes and not one.loses for one in self.outside)

    @property
    def best_next(self) -> Candidate | None:
        """The candidate who adds most; None if nobody adds anything."""
        best = self.outside[0] if self.outside else None
        return best if best is not None and best.adds_musd > 0.0 else None


def stability(game: AllianceGame, names: Sequence[str], outside: Floats | None = None) -> Stability:
    """Return how a set stands.

    Args:
        game: The values.
        names: The set.
        outside: What each member that is not in a set has by what the set does, million US dollars; shape
            (2^members, members). None: nothing.
    """
    options = np.zeros((len(game.values), len(game.members))) if outside is None else outside
    mask, shares = game.mask(names), game.of(names).shapley
    slack = TOLERANCE * game.size
    inside = tuple(_standing(game, mask, place, shares, options, slack) for place in set_bits(mask))
    others = set_bits(game.everyone & ~mask)
    candidates = [_candidate(game, mask, place, shares, options, slack) for place in others]
    value = float(game.values[mask])
    return Stability(
        game.names(mask),
        value,
        inside,
        tuple(sorted(candidates, key=lambda one: -one.adds_musd)),
        sum(one.outside_musd for one in inside) <= value + slack,
    )


def _standing(
    game: AllianceGame, mask: int, place: int, shares: dict[str, float], options: Floats, slack: float
) -> Standing:
    name, rest = game.members[place], mask & ~(1 << place)
    has = float(options[rest, place])
    adds = float(game.values[mask] - game.values[rest])
    adds = adds if abs(adds) > slack else 0.0
    return Standing(name, adds, shares[name], has, shares[name] >= has - slack)


def _candidate(
    game: AllianceGame, mask: int, place: int, shares: dict[str, float], options: Floats, slack: float
) -> Candidate:
    name, more = game.members[place], mask | 1 << place
    then, has = game.of(game.names(more)).shapley, float(options[mask, place])
    loses = tuple(one for one, share in shares.items() if then[one] < share - slack)
    adds = float(game.values[more] - game.values[mask])
    adds = adds if abs(adds) > slack else 0.0
    return Candidate(name, adds, then[name], has, then[name] > has + slack, loses)
