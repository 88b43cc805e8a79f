"""The parts of an answer about stockpiles; those that were not asked for are None or empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.decisions.allocation.situation import Node
from didymium.decisions.pooling.fair_shares import FairShares
from didymium.decisions.pooling.pooling import Pool, Pooling
from didymium.decisions.release.hindsight import ReleaseTest
from didymium.decisions.release.in_market import MarketDraw
from didymium.decisions.release.rules import HeldStock
from didymium.decisions.release.search import RuleSearch
from didymium.decisions.stockpile.request import StockpileRequest
from didymium.decisions.stocks.cover.cover import Cover
from didymium.decisions.stocks.futures.emergencies import Futures
from didymium.decisions.stocks.purchases.purchase_plan import PurchasePlan
from didymium.decisions.stocks.purchases.rotation import Rotation
from didymium.decisions.stocks.shortfall.shortfall import Shortfall
from didymium.decisions.stocks.sizing.sizes import Sizing
from didymium.decisions.stocks.sizing.stages import StageAnswer
from didymium.decisions.stocks.trial.recheck import Recheck


@dataclass(frozen=True, eq=False)
class CoverAnswer:
    """What there is now, and how long it lasts in each scenario."""

    cover: Cover
    by_sector: pl.DataFrame
    against: pl.DataFrame | None
    """None where no outcomes were at hand."""


@dataclass(frozen=True, eq=False)
class SizeAnswer:
    """Stocks of each member by itself."""

    alone: Mapping[str, Pool]
    all_draws: Mapping[str, Sizing]
    """What the same stocks do in all futures, where fewer stood for them in the search; else empty."""

    def saved_musd_per_year(self, member: str, yearly_chance: float) -> float:
        """Return what a member's stocks save a year on average, less what they cost, million US dollars."""
        pool = self.alone[member]
        saved = pool.lost_without_musd - pool.lost_musd
        return yearly_chance * saved - pool.usd_per_year / 1e6


@dataclass(frozen=True, eq=False)
class PoolAnswer:
    """Every group of the members, and how the cost of the pool of all is divided."""

    pooling: Pooling
    shares: FairShares


@dataclass(frozen=True, eq=False)
class ReleaseAnswer:
    """A release rule against perfect foresight and, if asked for, the market."""

    stocks: tuple[HeldStock, ...]
    test: ReleaseTest
    search: RuleSearch | None
    in_market: tuple[MarketDraw, ...]
    """In the first scenario: owners who sell at the base price, then at the rule's price if it has one."""


@dataclass(frozen=True, eq=False)
class StockpileAnswer:
    """The parts that were asked for; the others are None or empty."""

    case: Case
    request: StockpileRequest
    members: tuple[str, ...]
    futures: Futures | None = None
    """All futures."""
    standing: Futures | None = None
    """Those that stand for all in the search for sizes."""
    cover: CoverAnswer | None = None
    shortfalls: tuple[Shortfall, ...] = ()
    """By member, in their order."""
    size: SizeAnswer | None = None
    stages: Mapping[str, tuple[StageAnswer, ...]] | None = None
    """By member."""
    pool: PoolAnswer | None = None
    purchases: PurchasePlan | None = None
    rotation: Mapping[Node, Rotation] | None = None
    release: ReleaseAnswer | None = None
    checks: tuple[Recheck, ...] = ()
    """By scenario and member."""

    @property
    def stocks(self) -> tuple[Pool, ...]:
        """What is held: the pool of all if one is asked for, else each member by itself."""
        if self.pool is not None:
            return (self.pool.pooling.together,)
        return () if self.size is None else tuple(self.size.alone.values())

    @property
    def held_t(self) -> dict[Node, float]:
        """Tonnes at each place that holds any."""
        return {node: tonnes for pool in self.stocks for node, tonnes in pool.tonnes.items()}
