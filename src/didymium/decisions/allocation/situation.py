"""What members have, need and can do over time, beside what the market does anyway.

Everything here is on top of a solved run: ``missing_t`` is what the run leaves unmet, ``spare_t`` what a
plant does not use in it, ``free_t`` what a holder still has. Arrays have shape (T,), tonnes a period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.market.periods import Periods

Floats = NDArray[np.float64]
Node = tuple[str, str]
"""Region and material."""


@dataclass(frozen=True, eq=False)
class Need:
    """What a sector of a member wants of a material, and what of it the run leaves unmet."""

    sector: str
    region: str
    material: str
    expected_t: Floats
    """What would be met had nothing happened."""
    served_t: Floats
    """What is met with the material itself, which could be given to somebody else."""
    missing_t: Floats
    loss_usd_per_kg: float
    """Value lost for each kg that is missing."""
    priority: int
    """Order of service in an emergency: 1 first."""

    @property
    def name(self) -> tuple[str, str, str]:
        """Sector, region and material."""
        return self.sector, self.region, self.material


@dataclass(frozen=True, eq=False)
class Stock:
    """What lies somewhere and may be drawn beyond what the run draws."""

    holder: str
    region: str
    material: str
    kind: str
    """``commercial``, ``public`` or ``emergency``, one bought for the purpose."""
    free_t: Floats
    """Most that may have been drawn by the end of each period, all draws together."""
    draw_t: Floats
    """Most that may be drawn in each period."""
    worth_usd_per_kg: float
    """What a kg left at the end is worth: drawing it costs so much."""


@dataclass(frozen=True, eq=False)
class Works:
    """A plant that can make more than it does in the run."""

    plant: str
    region: str
    recipe: Mapping[str, Floats]
    """Tonnes of each material per tonne of activity, inputs negative."""
    spare_t: Floats
    """Activity that could be added."""
    delay_days: float
    """From what goes in to what comes out."""
    cost_usd_per_kg: float
    """Cost of a kg of activity, without the materials."""

    @property
    def product(self) -> str:
        """The material of which it makes the most; blank if it makes nothing."""
        made = {material: float(course.max()) for material, course in self.recipe.items()}
        most = max(made, key=lambda name: made[name], default="")
        return most if made.get(most, 0.0) > 0.0 else ""


@dataclass(frozen=True)
class Lane:
    """A way from one member to another."""

    material: str
    origin: str
    destination: str
    transit_days: float
    freight_usd_per_kg: float


@dataclass(frozen=True, eq=False)
class Offer:
    """What can be had from outside the alliance: exports kept back, or goods bought from others."""

    kind: str
    """``diversion`` of what a member would have sent to ``partner``, or ``purchase`` in ``partner``."""
    material: str
    partner: str
    region: str
    """Member that gets it."""
    transit_days: float
    """From ``partner`` to the member; zero for what never leaves."""
    most_t: Floats
    """What ``partner`` can spare; members who buy the same share it."""
    cost_usd_per_kg: float


@dataclass(frozen=True, eq=False)
class Situation:
    """All of that for some members over some periods."""

    periods: Periods
    discount_rate: float
    members: tuple[str, ...]
    needs: tuple[Need, ...]
    stocks: tuple[Stock, ...]
    works: tuple[Works, ...]
    lanes: tuple[Lane, ...]
    offers: tuple[Offer, ...]
    price_usd_per_kg: Mapping[Node, float]
    """Base price of each node."""

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every region and material that anything here touches, in alphabetical order."""
        touched = {(need.region, need.material) for need in self.needs}
        touched |= {(stock.region, stock.material) for stock in self.stocks}
        touched |= {(works.region, material) for works in self.works for material in works.recipe}
        for lane in self.lanes:
            touched |= {(lane.origin, lane.material), (lane.destination, lane.material)}
        touched |= {(offer.region, offer.material) for offer in self.offers}
        return tuple(sorted(touched))

    @property
    def missing_usd(self) -> Floats:
        """Value lost in each period if nobody does anything; shape (T,)."""
        return sum(
            (need.missing_t * need.loss_usd_per_kg * 1e3 for need in self.needs), np.zeros(len(self.periods))
        )


def without_giving_way(situation: Situation) -> Situation:
    """Return a situation in which every sector keeps what the market gives it."""
    nothing = np.zeros(len(situation.periods))
    return replace(situation, needs=tuple(replace(need, served_t=nothing) for need in situation.needs))
