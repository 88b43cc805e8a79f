"""What an answer about an alliance is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from didymium.decisions.alliance.floor import FloorValues
from didymium.decisions.alliance.game import AllianceGame
from didymium.decisions.alliance.members import Member
from didymium.decisions.alliance.request import CoalitionRequest
from didymium.decisions.alliance.stability import Candidate, Stability
from didymium.decisions.alliance.worth import Worth
from didymium.decisions.stocks.futures.emergencies import Futures

FloorLeftOut = Literal["", "not_asked", "too_many_members"]


@dataclass(frozen=True)
class MemberLoss:
    """What one member is expected to lose, million US dollars, when founders and newcomer stand together."""

    member: str
    untouched_musd: float
    """If nobody acts."""
    alone_musd: float
    """By itself, at the best use of what it has."""
    founders_musd: float
    """When the founders stand together, before payments; the newcomer is by itself then."""
    joined_musd: float
    """When the newcomer stands with them, before payments."""
    share_musd: float
    """Shapley's value among founders and newcomer, by sharing alone."""

    @property
    def receives_musd(self) -> float:
        """What the others pay to it so that it is as much better off as its share; negative: it pays."""
        return self.share_musd - (self.alone_musd - self.joined_musd)


@dataclass(frozen=True)
class Joining:
    """What a newcomer brings to the founders, and what it gets."""

    founders: tuple[str, ...]
    candidate: Candidate
    losses: tuple[MemberLoss, ...]
    """Of the founders, then of the newcomer."""


@dataclass(frozen=True)
class Verified:
    """A set worked out on all futures, beside those that stand for all; by sharing alone, million US
    dollars.
    """

    members: tuple[str, ...]
    standing_musd: float
    whole_musd: float
    standing_tail_musd: float
    whole_tail_musd: float

    @property
    def difference_musd(self) -> float:
        """By how much the value on all futures is higher."""
        return self.whole_musd - self.standing_musd

    @property
    def difference_tail_musd(self) -> float:
        """The same for the tail."""
        return self.whole_tail_musd - self.standing_tail_musd


@dataclass(frozen=True, eq=False)
class CoalitionAnswer:
    """Everything that was found about an alliance. Money is million US dollars per emergency, given that one
    comes, discounted to its declaration; a floor counts over its whole run.
    """

    request: CoalitionRequest
    members: tuple[Member, ...]
    futures: Futures
    """All futures."""
    standing: Futures
    """Those that stand for all."""
    worth: Worth
    sharing: AllianceGame
    """Expected values by shared stocks, plants and ways alone."""
    expected: AllianceGame
    """Expected values, with the floor if there is one."""
    tail: AllianceGame
    """Values by the tail, with the floor if there is one."""
    floor: FloorValues | None
    floor_left_out: FloorLeftOut
    """Why there is no floor; blank if there is one."""
    everyone: Stability
    """The set of all."""
    founders: Stability
    """The founders, with candidates for the next member."""
    joining: Joining | None
    """What the newcomer brings; None if nobody is left to come."""
    verified: tuple[Verified, ...]
    """The best set of each size, the founders with and without the newcomer, and all, each once."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members."""
        return tuple(member.name for member in self.members)

    @property
    def is_reduced(self) -> bool:
        """Whether a few futures stand for more."""
        return len(self.standing.emergencies) < len(self.futures.emergencies)

    @cached_property
    def superadditive(self) -> bool:
        """Whether no two sets without a common member are worth less together than apart."""
        return not any(True for game in (self.expected, self.tail) for _ in game.pairs_that_lose())
