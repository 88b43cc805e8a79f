"""A rule by which stocks are released period by period, with only what is known by then.

In each period in which the rule is open, stocks give what is missing now: to the needs in their order of
service, as far as the rate, what is left and what is kept back for first sectors allow. What is missing of a
material that is not held is made by plants with room, of what is held; it comes out later, and then serves
what is missing by then. Nothing is released to a need that loses less by a kg than the goods are worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from didymium.decisions.allocation.situation import Node, Situation, Stock, without_giving_way
from didymium.decisions.stocks.futures.signals import Signals
from didymium.market.stocks import DAYS_PER_MONTH

Floats = NDArray[np.float64]
Share = Annotated[float, Field(ge=0, le=1)]


class Threshold(BaseModel):
    """When and how much is released. A rule is open in a period if one of its triggers says so."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)

    on_declaration: bool = True
    """Whether the declared emergency opens it, for all materials."""
    cover_below_days: Annotated[float, Field(ge=0, le=10000)] | None = None
    """It opens for a material while the member's holdings cover fewer days of its usual use; blank: no such
    trigger."""
    price_above: Annotated[float, Field(ge=0, le=1000)] | None = None
    """It opens for a material while its price in the member is above so many times the base price; blank: no
    such trigger."""
    share: Share = 1.0
    """Share of what is missing now that is released."""
    kept_back: Share = 0.0
    """Share of each stock that only first sectors get."""
    first_sectors: tuple[str, ...] = ()
    """Sectors that are served first, in this order; the others follow in their order of priority."""

    def opened(self, node: Node, period: int, signals: Signals | None) -> bool:
        """Say whether the rule lets stocks of a place go in a period."""
        if self.on_declaration:
            return True
        known = signals or Signals()
        cover, price = known.cover_days.get(node), known.price_ratio.get(node)
        below = self.cover_below_days is not None and cover is not None
        above = self.price_above is not None and price is not None
        return bool(
            (below and cover is not None and cover[period] < (self.cover_below_days or 0.0))
            or (above and price is not None and price[period] > (self.price_above or 0.0))
        )


@dataclass(frozen=True)
class HeldStock:
    """A stock that a rule governs."""

    region: str
    material: str
    t: float
    rate_per_month: float = 1.0
    """Share of it that can leave in a month."""
    lead_days: float = 0.0
    """Days from the declaration to the first tonne."""


def with_stocks(situation: Situation, stocks: tuple[HeldStock, ...]) -> Situation:
    """Return a situation in which a rule and a planner with perfect foresight have the same to work with:
    public stocks, these ones, and plants with room. Nobody gives way, ships to another or buys elsewhere.

    The first day of its periods is that of the declaration.
    """
    own = tuple(_stock(situation, stock) for stock in stocks if stock.t > 0.0)
    kept = without_giving_way(situation)
    return replace(kept, stocks=(*situation.stocks, *own), lanes=(), offers=())


def _stock(situation: Situation, held: HeldStock) -> Stock:
    periods = situation.periods
    starts = np.asarray(periods.starts, dtype=np.float64)
    opened = np.clip((periods.ends - np.maximum(starts, held.lead_days)) / periods.days, 0.0, 1.0)
    return Stock(
        "emergency",
        held.region,
        held.material,
        "emergency",
        np.full(len(periods), held.t),
        held.rate_per_month * held.t * periods.days / DAYS_PER_MONTH * opened,
        situation.price_usd_per_kg.get((held.region, held.material), 0.0),
    )
