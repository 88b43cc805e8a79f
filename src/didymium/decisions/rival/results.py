"""What a game against a rival comes to: moves, payoffs of both sides, replies, the policy that stands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from didymium.scenario.schema import Scenario

NONE = "none"
"""Name of the policy of doing nothing."""
PASSIVE = "passive"
"""Name of the column of payoffs against a rival who does nothing."""


@dataclass(frozen=True)
class Dial:
    """One figure of a lever that is searched: its name ``lever.figure``, its levels in rising order, the
    level at which the lever does nothing (None if another figure of the lever decides that), whether figures
    between levels may be tried, and the limits between which they must lie.
    """

    name: str
    lever: str
    figure: str
    unit: str
    levels: tuple[float, ...]
    neutral: float | None
    between: bool
    limits: tuple[float, float] = (-math.inf, math.inf)
    """What the file allows; the level at which the lever does nothing may lie outside."""


@dataclass(frozen=True)
class Move:
    """The rival's move: a level of every dial, by name of the dial."""

    levels: Mapping[str, float]

    def __hash__(self) -> int:
        """Hash by what is set."""
        return hash(tuple(sorted(self.levels.items())))

    def __getitem__(self, dial: str) -> float:
        """Return the level of a dial."""
        return self.levels[dial]


@dataclass(frozen=True)
class MemberPayoff:
    """What a member gains (positive) or loses against nothing happening, million US dollars, discounted to
    the first day of the run.
    """

    region: str
    account: float
    """Whole account of the region: users' surplus, producers, traders, treasury."""
    treasury: float
    """The treasury's part."""
    lost_value_added: float | None
    """Value added of what its sectors cannot make, positive when lost, undiscounted: of sectors whose
    intensity is known; None where that is none of those that miss anything."""


@dataclass(frozen=True)
class Payoff:
    """What one pair of policy and move comes to for both sides, against no policy and no move; million US
    dollars, discounted.
    """

    aim: float
    """The rival's aim."""
    revenue: float
    income: float
    share_points: float
    """Percentage points of what others use."""
    harm: float
    members: tuple[MemberPayoff, ...]

    @property
    def alliance(self) -> float:
        """What all members together gain (positive) or lose."""
        return sum(member.account for member in self.members)

    @property
    def alliance_treasury(self) -> float:
        """What their treasuries gain or lose."""
        return sum(member.treasury for member in self.members)


@dataclass(frozen=True)
class Searched:
    """How a best reply was found and how good it is known to be.

    On the grid of all levels, ``evaluated`` of ``count`` moves were tried. No move on it exceeds ``bound`` if
    no dial ever acts more steeply than the steepest step that was seen of it; ``is_proven`` says that under
    that condition no untried move is better. ``polished`` is what figures between levels added.
    """

    evaluated: int
    count: int
    bound: float
    is_proven: bool
    no_single_change_is_better: bool
    polished: float
    refused: int = 0
    """Moves against which the market had no answer; they are left out."""


@dataclass(frozen=True)
class Tried:
    """A move that was tried, and what it comes to."""

    move: Move
    payoff: Payoff


@dataclass(frozen=True, eq=False)
class Reply:
    """The rival's best reply to a policy, what both sides get, and what they would get if it did nothing."""

    policy: str
    move: Move
    payoff: Payoff
    passive: Payoff
    searched: Searched
    tried: tuple[Tried, ...] = field(repr=False)
    """Every move that was tried, best first by the rival's aim."""
    scenario: Scenario = field(repr=False)
    """Policy and reply as a scenario that ``solve`` runs to the same figures."""
    rechecked: Payoff | None = None
    """The payoff on the finer division of time, where the file names one."""

    @property
    def attacks(self) -> bool:
        """Whether the rival does anything."""
        return self.payoff.aim > self.passive.aim

    @property
    def gain(self) -> float:
        """What its best move adds to the rival's aim."""
        return self.payoff.aim - self.passive.aim

    @property
    def damage(self) -> float:
        """What the rival's move costs the alliance."""
        return self.passive.alliance - self.payoff.alliance


@dataclass(frozen=True, eq=False)
class Answered:
    """The second round: what the alliance adds to a policy after the rival's first reply, and the reply to
    that.
    """

    policy: str
    first: Reply
    answers: tuple[Reply, ...]
    """The rival's second reply to each answer, doing nothing more (``none``) among them; ``policy`` of each
    names the answer."""
    best: str
    """The answer by which the alliance loses least, knowing the second reply."""
    unanswered: Mapping[str, str] = field(default_factory=dict)
    """Answers to which the market has none even when the rival does nothing, and why."""


@dataclass(frozen=True, eq=False)
class Cross:
    """Payoffs of every policy against every reply found: shape (policies, replies)."""

    policies: tuple[str, ...]
    replies: tuple[str, ...]
    """Policies to which each column is the best reply; ``none`` first; and ``passive``."""
    payoffs: tuple[tuple[Payoff | None, ...], ...]
    """None where the market has no answer to policy and move together."""


@dataclass(frozen=True)
class Drifting:
    """A price that leaves the base year's by more than 15 % in the run in which nothing happens, US dollars
    per kg; ``drift`` is its largest departure, as a share.
    """

    region: str
    material: str
    base_year_usd_per_kg: float
    lowest_usd_per_kg: float
    highest_usd_per_kg: float
    drift: float


@dataclass(frozen=True, eq=False)
class Game:
    """The whole answer: every policy with the rival's best reply."""

    rival: str
    dials: tuple[Dial, ...]
    replies: tuple[Reply, ...]
    """In the order of the file, ``none`` first."""
    cross: Cross
    best_against_passive: str
    best_against_reply: str
    """The policy that stands best: with the highest account of the alliance once the rival has answered."""
    answered: tuple[Answered, ...] = ()
    unanswered: Mapping[str, str] = field(default_factory=dict)
    """Policies for which the market has no answer even when the rival does nothing, and why."""
    drifting: tuple[Drifting, ...] = ()
    """Prices of the run in which nothing happens that leave the base year's, furthest first: games there
    rest on growth that the case does not supply.
    """

    def reply_to(self, policy: str) -> Reply:
        """Return the reply to a policy.

        Raises:
            KeyError: If there is no such policy.
        """
        for reply in self.replies:
            if reply.policy == policy:
                return reply
        raise KeyError(policy)
