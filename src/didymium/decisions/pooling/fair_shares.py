"""Each member's fair part of what a pool costs, and whether anybody would rather leave."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.decisions.allocation.situation import Node
from didymium.decisions.coalitions.core import (
    LeastCore,
    Objection,
    Offence,
    least_core,
    objections,
    subadditivity_offences,
)
from didymium.decisions.coalitions.shapley import shapley_shares
from didymium.decisions.pooling.pooling import Pooling


@dataclass(frozen=True)
class MemberShare:
    """What a pool means for one member, US dollars a year."""

    member: str
    alone_usd_per_year: float
    """What its stocks cost it by itself."""
    shapley_usd_per_year: float
    """What it pays in the pool: what it adds to the cost, on average over all orders of joining."""
    least_core_usd_per_year: float
    """What it pays where the strongest wish to leave is weakest."""
    holds_t: dict[Node, float]
    """What of the pool lies in it."""
    holds_usd_per_year: float
    """What keeping that costs, which the others pay back to it as far as it is more than its share."""

    @property
    def saves_usd_per_year(self) -> float:
        """What it saves by joining, at Shapley's share."""
        return self.alone_usd_per_year - self.shapley_usd_per_year

    @property
    def receives_usd_per_year(self) -> float:
        """What the others pay to it; negative: it pays to them."""
        return self.holds_usd_per_year - self.shapley_usd_per_year


@dataclass(frozen=True)
class FairShares:
    """How the cost of a pool is divided."""

    members: tuple[MemberShare, ...]
    together_usd_per_year: float
    objections: tuple[Objection, ...]
    """Groups that would pay less by themselves than at Shapley's shares; none: the shares are in the core."""
    least_core: LeastCore
    offences: tuple[Offence, ...]
    """Groups that cost more together than apart; none where common stocks are used by need."""

    @property
    def in_core(self) -> bool:
        """Whether nobody would leave at Shapley's shares."""
        return not self.objections

    @property
    def saves_usd_per_year(self) -> float:
        """What all save together."""
        return sum(member.saves_usd_per_year for member in self.members)


def fair_shares(pooling: Pooling) -> FairShares:
    """Divide the yearly cost of the pool of all by Shapley (1953), and hold it against the core."""
    game, together = pooling.game, pooling.together
    shares, least = shapley_shares(game), least_core(game)
    members = tuple(
        MemberShare(
            member,
            pooling.alone(member).usd_per_year,
            shares[member],
            least.split[member],
            {node: tonnes for node, tonnes in together.tonnes.items() if node[0] == member},
            sum(size.usd_per_year for size in together.sizing.places if size.region == member),
        )
        for member in pooling.members
    )
    return FairShares(
        members, together.usd_per_year, objections(game, shares), least, subadditivity_offences(game)
    )
