"""Parties and stakes as a file gives them, before they become arrays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

from didymium.screening.ownership.holdings import Kind, Right

Interval = tuple[float, float]
"""Lowest and highest share, 0 to 1."""
NOTHING: Interval = (0.0, 0.0)
ANYTHING: Interval = (0.0, 1.0)


class Assumed(IntFlag):
    """What of a stake its source does not state and is taken as: one share, one vote."""

    NOTHING = 0
    VOTES = 1
    """The votes, taken as equal to the shares."""
    CAPITAL = 2
    """The shares, taken as equal to the votes."""


@dataclass(frozen=True, slots=True)
class Party:
    """A person, a company, a state."""

    id: str
    name: str = ""
    kind: Kind = Kind.UNKNOWN
    countries: tuple[str, ...] = ()
    """Nationalities or jurisdiction, ISO 3166-1 alpha-3; nothing if not stated."""
    other_names: tuple[str, ...] = ()
    listed: bool | None = None
    """Whether its shares are traded in public; None if not stated."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What one party holds in another: directly, unless it stands among the claims."""

    owner: str
    owned: str
    capital: Interval
    votes: Interval
    rights: Right = Right.NONE
    assumed: Assumed = Assumed.NOTHING
    source: str = ""
    """The statement, row or document that says so."""


def one_share_one_vote(
    capital: Interval | None, votes: Interval | None
) -> tuple[Interval, Interval, Assumed]:
    """Return capital, votes and what of them is assumed, where one of them may be missing."""
    if capital is None:
        assumed = Assumed.NOTHING if votes is None else Assumed.CAPITAL
        return votes or NOTHING, votes or NOTHING, assumed
    return capital, votes or capital, Assumed.VOTES if votes is None else Assumed.NOTHING


def added(one: Interval, other: Interval) -> Interval:
    """Return the sum of two stakes that are known to be different; the upper end stays a share."""
    low = one[0] + other[0]
    return low, max(low, min(1.0, one[1] + other[1]))


def hull(one: Interval, other: Interval) -> Interval:
    """Return the bounds that hold whichever of two statements about the same stake is right."""
    return min(one[0], other[0]), max(one[1], other[1])
