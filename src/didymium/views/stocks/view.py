"""All parts of an answer about stockpiles that pages, files and the terminal show; each may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from didymium.case.case import Case
from didymium.decisions.pooling.fair_shares import FairShares
from didymium.decisions.pooling.pooling import Pooling
from didymium.decisions.release.in_market import MarketDraw
from didymium.decisions.release.search import RuleSearch
from didymium.decisions.stockpile.answered import StockpileAnswered
from didymium.decisions.stocks.cover.cover import Cover
from didymium.decisions.stocks.purchases.purchase_plan import PurchasePlan
from didymium.decisions.stocks.purchases.rotation import Rotation
from didymium.decisions.stocks.shortfall.published_shortfalls import PublishedShortfall, PublishedTotals
from didymium.decisions.stocks.shortfall.shortfall import Shortfall
from didymium.decisions.stocks.sizing.frontier import Frontier
from didymium.decisions.stocks.sizing.sizes import Sizing
from didymium.decisions.stocks.sizing.stages import StageAnswer
from didymium.decisions.stocks.trial.recheck import Recheck


@dataclass(frozen=True, eq=False)
class CoverView:
    """Cover now and against scenarios."""

    cover: Cover
    against: pl.DataFrame | None = None
    """Rows of :func:`didymium.decisions.stocks.cover.sector_cover.cover_against_scenarios`."""


@dataclass(frozen=True, eq=False)
class SizeView:
    """Stocks that keep a bound; with draws also what they do in all of them."""

    sizing: Sizing
    held: Sizing | None = None
    """The same stocks in all draws, where a few stood for them in the search."""
    frontier: Frontier | None = None
    failures: tuple[str, ...] = ()
    drawn: int = 0


@dataclass(frozen=True, eq=False)
class PoolView:
    """Stocks alone and together; ``others`` are the same under other rules of sharing."""

    pooling: Pooling
    shares: FairShares
    others: tuple[Pooling, ...] = ()


@dataclass(frozen=True, eq=False)
class BuyView:
    """How stocks are filled and turned over; rotations are member, material and what it takes."""

    plan: PurchasePlan | None = None
    rotations: tuple[tuple[str, str, Rotation], ...] = ()


@dataclass(frozen=True, eq=False)
class ReleaseView:
    """When stocks are released, and what private owners would do."""

    search: RuleSearch
    private: tuple[MarketDraw, ...] = ()


@dataclass(frozen=True, eq=False)
class ShortfallView:
    """Shortfalls of members in an emergency, and the list of 2013 with our arithmetic."""

    found: tuple[Shortfall, ...] = ()
    published: tuple[PublishedShortfall, ...] = ()
    ours: Shortfall | None = None
    totals: PublishedTotals | None = None


@dataclass(frozen=True, eq=False)
class StockpileView:
    """An answer about stockpiles."""

    case: Case
    members: tuple[str, ...]
    request: Mapping[str, Any]
    """What was asked, as plain data."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Titles of scenarios by name."""
    materials: tuple[str, ...] = ()
    """Materials that are shown first; none named: the critical ones of the case."""
    cover: CoverView | None = None
    sizes: Mapping[str, SizeView] = field(default_factory=dict)
    """Stocks of each member by itself."""
    stages: Mapping[str, tuple[StageAnswer, ...]] = field(default_factory=dict)
    """The same by stage."""
    pool: PoolView | None = None
    buy: BuyView | None = None
    release: ReleaseView | None = None
    checks: tuple[Recheck, ...] = ()
    shortfall: ShortfallView | None = None
    yearly_chance: float | None = None
    """Chance of such an emergency in a year, if stated."""
    answered: StockpileAnswered | None = None
    """The stocks held against a rival that answers."""

    @property
    def shown_materials(self) -> tuple[str, ...] | None:
        """Materials that tables of cover show first; None: all."""
        return self.materials or tuple(self.case.settings.critical_materials) or None
