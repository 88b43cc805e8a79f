"""What a purchase plan says: tonnes and prices by period, whether needs are met, and who supplied them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from didymium.decisions.stocks.purchases.purchase_sources import SupplySource
from didymium.decisions.stocks.purchases.purchase_terms import PurchaseRequest, StockNeed
from didymium.scenario.path import Path
from didymium.scenario.schema import Scenario

MET = 1e-3
"""A need counts as met if less than this share of it is missing."""
LONGEST_DAYS = 36525
"""A pace that would need longer than a century meets nothing."""


@dataclass(frozen=True)
class PurchasePeriod:
    """What is bought in a period, and the price there with the purchase and without; None: no price.
    ``wanted_t`` is an even part of the need, of which more is bought to catch up; ``limit_usd_per_kg`` the
    most that the agency pays; None: it does not buy.
    """

    first_day: dt.date
    wanted_t: float
    bought_t: float
    limit_usd_per_kg: float | None
    price_usd_per_kg: float | None
    price_without_usd_per_kg: float | None

    @property
    def cost_usd_million(self) -> float:
        """What is paid at the market's price."""
        return self.bought_t * (self.price_usd_per_kg or 0.0) / 1e3

    @property
    def price_move(self) -> float | None:
        """By what share the price stands above the one without; None where one of them is missing or 0."""
        if self.price_usd_per_kg is None or not self.price_without_usd_per_kg:
            return None
        return self.price_usd_per_kg / self.price_without_usd_per_kg - 1.0


@dataclass(frozen=True)
class NeedPlan:
    """What is bought for a need, what it does to the price there, and who supplied it."""

    need: StockNeed
    periods: tuple[PurchasePeriod, ...]
    """All periods of the run, also those before and after the purchase."""
    sources: tuple[SupplySource, ...]
    output_gained_t: Mapping[str, float]
    """How much more of the material each region made."""
    supplier: str
    needed_price_move: float | None = None
    """Least price move found that meets the need; None: met, not asked for, or not met by the bound."""

    @property
    def bought_t(self) -> float:
        """Tonnes bought."""
        return sum(period.bought_t for period in self.periods)

    @property
    def met_share(self) -> float:
        """Share of the need that is bought."""
        return self.bought_t / self.need.tonnes

    @property
    def is_met(self) -> bool:
        """Whether the whole need is bought in time."""
        return self.met_share >= 1.0 - MET

    @property
    def cost_usd_million(self) -> float:
        """What is paid at market prices."""
        return sum(period.cost_usd_million for period in self.periods)

    @property
    def mean_price_usd_per_kg(self) -> float | None:
        """Mean price paid; None if nothing is bought."""
        return self.cost_usd_million * 1e3 / self.bought_t if self.bought_t > 0 else None

    @property
    def peak(self) -> PurchasePeriod | None:
        """The period in which the price is moved most, up or down; None without prices."""
        moved = [period for period in self.periods if period.price_move is not None]
        return max(moved, key=lambda period: abs(period.price_move or 0.0), default=None)

    @property
    def met_on(self) -> dt.date | None:
        """First day on which the whole need lies in the stock: the day after the period that completes it, or
        beyond the last day of the purchase, what the pace until then comes to, which is arithmetic and not a
        run. None if nothing is bought, or as good as never.
        """
        if self.bought_t <= 0:
            return None
        if not self.is_met:
            days = (self.need.end - self.need.begin).days / self.met_share
            return self.need.begin + dt.timedelta(days=round(days)) if days < LONGEST_DAYS else None
        bought = 0.0
        for period, after in zip(self.periods, self.periods[1:], strict=False):
            bought += period.bought_t
            if bought >= (1.0 - MET) * self.need.tonnes:
                return min(after.first_day, self.need.end)
        return self.need.end

    @property
    def supplier_t(self) -> float:
        """How much more came directly from the named supplier."""
        wanted = [s for s in self.sources if (s.kind, s.region) == ("imports", self.supplier)]
        return sum(source.tonnes for source in wanted)

    @property
    def supplier_share(self) -> float | None:
        """The same as a share of what is bought; above 1 where it also fills what others left open. None if
        nothing is bought or no supplier is named.
        """
        return self.supplier_t / self.bought_t if self.bought_t > 0 and self.supplier else None


@dataclass(frozen=True)
class PurchasePlan:
    """Plans for all needs of a request, which buy side by side in one run."""

    request: PurchaseRequest
    profile: str
    needs: tuple[NeedPlan, ...]
    scenario: Scenario
    """The run as a scenario, with its purchases."""
    runs: int
    """Runs that it took, the one without purchases and the search included."""
    met_together: bool | None = None
    """Whether all needs are met in one run in which each may move its price as far as the search found; None
    without a search."""
    path: Path = field(repr=False, compare=False, kw_only=True)
    without: Path = field(repr=False, compare=False, kw_only=True)

    @property
    def cost_usd_million(self) -> float:
        """What all purchases cost."""
        return sum(need.cost_usd_million for need in self.needs)
