"""What a run comes to for both sides, against a run in which nothing happens.

The rival's revenue is what its exports fetch at its border: tonnes times the price at the origin, with the
rents of licences, export taxes and the mark-up of exporters with market power that its regions receive, less
what dumping gives away. The price at the origin alone would miss what a restriction earns: it falls there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.rival.results import MemberPayoff, Payoff
from didymium.decisions.rival.schema import Rival
from didymium.indicators.loss import losses
from didymium.outcome.tables import Outcome
from didymium.scenario.names import expand_materials, expand_regions
from didymium.scenario.path import Path, route_flows
from didymium.scenario.readout import read_path

Floats = NDArray[np.float64]

BORDER_ITEMS = ("licence rent", "export tax", "mark-up")
"""Lines of the accounts by which the border earns what the price at the origin does not hold."""
_TABLES = ("accounts", "served", "output")
_MILLION = 1e6


@dataclass(frozen=True, eq=False)
class Standing:
    """What a run comes to by itself."""

    revenue: float
    """Million US dollars, discounted."""
    share_points: float
    accounts: dict[str, float]
    """Whole account by region, million US dollars, discounted."""
    treasuries: dict[str, float]
    outcome: Outcome


@dataclass(frozen=True, eq=False)
class Gauge:
    """Measures runs of one division of time against the run in which nothing happens."""

    case: Case
    rival: Rival
    nothing: Path

    @cached_property
    def base(self) -> Standing:
        """The run in which nothing happens."""
        return self.standing(self.nothing)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Regions of the alliance, and the club itself where it has an account of its own."""
        on = self.rival.moves_on
        regions = expand_regions(self.case, (self.rival.club,), on)
        return tuple(sorted(regions | {self.rival.club}))

    def payoff(self, path: Path, cost_usd_million: float = 0.0) -> Payoff:
        """Return what a run comes to for both sides; the club bears a cost that the accounts do not book."""
        now, then, aim = self.standing(path), self.base, self.rival.aim
        own, harmed = self.rival.regions, self._harmed
        revenue, income = now.revenue - then.revenue, _change(now.accounts, then.accounts, own)
        share, harm = now.share_points - then.share_points, -_change(now.accounts, then.accounts, harmed)
        total = aim.revenue * revenue + aim.income * (income - _given_away(self.rival, path))
        return Payoff(
            aim=total + aim.share * share + aim.harm * harm,
            revenue=revenue,
            income=income - _given_away(self.rival, path),
            share_points=share,
            harm=harm,
            members=self._members(now, cost_usd_million),
        )

    def standing(self, path: Path) -> Standing:
        """Return what a run comes to by itself."""
        outcome = Outcome(self.case.settings.name, "", "", read_path(path, _TABLES))
        accounts = outcome["accounts"]
        return Standing(
            revenue=self._revenue(path, accounts),
            share_points=self._share_points(path, outcome),
            accounts=_by_region(accounts),
            treasuries=_by_region(accounts.filter(pl.col("party") == "treasuries")),
            outcome=outcome,
        )

    @cached_property
    def _harmed(self) -> tuple[str, ...]:
        named = self.rival.aim.harm_to
        return tuple(sorted(expand_regions(self.case, named, self.rival.moves_on) | set(named)))

    def _members(self, now: Standing, cost_usd_million: float) -> tuple[MemberPayoff, ...]:
        lost = losses(self.case, self.base.outcome, now.outcome)
        found = []
        for region in self.members:
            account = _change(now.accounts, self.base.accounts, (region,))
            treasury = _change(now.treasuries, self.base.treasuries, (region,))
            if region == self.rival.club:
                account, treasury = account - cost_usd_million, treasury - cost_usd_million
            if region in self.case.clubs and not account:
                continue
            found.append(MemberPayoff(region, account, treasury, _lost_value_added(lost, region)))
        return tuple(found)

    def _revenue(self, path: Path, accounts: pl.DataFrame) -> float:
        own = self.rival.regions
        border = border_lines(accounts, own)["discounted_usd"]
        earned = float(exports_usd(path, own).sum()) + float(border.sum())
        return earned / _MILLION - _given_away(self.rival, path)

    def _share_points(self, path: Path, outcome: Outcome) -> float:
        """Return the rival's exports over what others use, of the materials of its aim, in percent."""
        wanted = expand_materials(self.case, self.rival.aim.share_of)
        if not wanted:
            return 0.0
        structure = path.market.structure
        worth = {name: self._worth(name) for name in wanted}
        flows = route_flows(path.market, path.tonnes).sum(axis=1)
        sent = sum(
            flows[position] * worth[row.material]
            for position, row in enumerate(structure.routes)
            if row.material in wanted and _leaves(row.origin, row.destination, self.rival.regions)
        )
        used = sum(t * worth[name] for name, t in _used(outcome, wanted, self.rival.regions))
        return 100.0 * float(sent) / used if used > 0.0 else 0.0

    def _worth(self, material: str) -> float:
        """Return what a kg counts: its mean base price, 1 where the case has none."""
        prices = self.nothing.market.structure.base.price
        found = [price for (_, name), price in prices.items() if name == material]
        return float(np.mean(found)) if found else 1.0


def _lost_value_added(lost: pl.DataFrame, region: str) -> float | None:
    """Return what a region loses, million US dollars: of the sectors whose intensity is known, None where
    that is none of those that miss anything.
    """
    value = lost.filter(pl.col("region") == region)["value_added_usd"]
    return None if 0 < len(value) == value.null_count() else float(value.sum()) / _MILLION


def _used(outcome: Outcome, wanted: set[str], own: tuple[str, ...]) -> list[tuple[str, float]]:
    """Return what regions other than the rival's use: sectors, and plants."""
    outside = pl.col("material").is_in(sorted(wanted)) & ~pl.col("region").is_in(own)
    served = outcome["served"].filter(outside).group_by("material").agg(pl.col("served_t").sum())
    put_in = outcome["output"].filter(outside, pl.col("t") < 0).group_by("material").agg(-pl.col("t").sum())
    return [(str(name), float(t)) for table in (served, put_in) for name, t in table.sort("material").rows()]


def exports_usd(path: Path, own: Sequence[str]) -> Floats:
    """Return what regions send out of their midst at the prices at its origin, US dollars, discounted; shape
    (T,).
    """
    structure = path.market.structure
    routes = [n for n, row in enumerate(structure.routes) if _leaves(row.origin, row.destination, own)]
    rows = [structure.routes[n] for n in routes]
    prices = path.duals[[structure.node_index[row.origin, row.material] for row in rows]]
    flows = route_flows(path.market, path.tonnes)[routes]
    return np.asarray((flows * prices).sum(axis=0) * structure.discount * 1e3)


def border_lines(accounts: pl.DataFrame, own: Sequence[str]) -> pl.DataFrame:
    """Return the lines by which the border of regions earns what the price at the origin does not hold."""
    return accounts.filter(
        pl.col("item").is_in(BORDER_ITEMS), pl.col("region").is_in(list(own)), pl.col("usd") > 0.0
    )


def _leaves(origin: str, destination: str, own: Sequence[str]) -> bool:
    return origin in own and destination not in own


def _given_away(rival: Rival, path: Path) -> float:
    """Return what dumping costs the rival, million US dollars, discounted: no other account bears it."""
    trade, structure = path.market.trade, path.market.structure
    if trade.offer_block is None:
        return 0.0
    tonnes = trade.offer_block.view(path.tonnes)
    own = [structure.routes[position].origin in rival.regions for position in trade.offered]
    usd = tonnes * path.rebate[list(trade.offered)] * 1e3 * structure.discount
    return float(usd[own].sum()) / _MILLION


def _by_region(accounts: pl.DataFrame) -> dict[str, float]:
    summed = accounts.group_by("region").agg(pl.col("discounted_usd").sum()).sort("region")
    return {str(region): float(usd) / _MILLION for region, usd in summed.iter_rows()}


def _change(now: dict[str, float], then: dict[str, float], regions: tuple[str, ...]) -> float:
    return sum(now.get(region, 0.0) - then.get(region, 0.0) for region in regions)
