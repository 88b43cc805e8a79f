"""The terms of a release from a strategic stock: which row of holdings it opens, where it may send, how long
the way is, and on which days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.schema import Holding, Route
from didymium.files.wording import Finding, Path
from didymium.market.periods import Periods
from didymium.market.stocks import DAYS_PER_MONTH, worth_in_stock
from didymium.market.structure import Structure
from didymium.scenario.instruments.schema import StockRelease
from didymium.scenario.names import expand_regions

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Leg:
    """The way from a stock to a member: days, freight in US dollars per kg, and the share that arrives."""

    destination: str
    transit_days: float
    freight_usd_per_kg: float
    arriving_share: float


def holding_of(case: Case, entry: StockRelease) -> Holding | None:
    """Return the row of holdings that a release opens; None where it states a level of its own, or where no
    row has its holder, region and material.
    """
    if entry.level_t is not None:
        return None
    key = (entry.holder, entry.region, entry.material)
    return next((row for row in case.holdings if row.identity == key), None)


def receivers_of(case: Case, entry: StockRelease) -> tuple[str, ...]:
    """Return the regions to which a stock may be released, in alphabetical order."""
    return tuple(sorted(expand_regions(case, entry.members or (entry.region,), entry.from_)))


def route_to(case: Case, entry: StockRelease, destination: str) -> Route | None:
    """Return the case's quickest route of the material from the stock to a member, of equals the cheapest."""
    way = (entry.material, entry.region, destination)
    routes = [row for row in case.routes if (row.material, row.origin, row.destination) == way]
    return min(routes, key=lambda row: (row.transit_days, row.freight_usd_per_kg, row.via), default=None)


def legs_of(structure: Structure, entry: StockRelease) -> tuple[Leg, ...]:
    """Return the ways from the stock to every member that has a market for the material."""
    return tuple(
        _leg(structure.case, entry, destination)
        for destination in receivers_of(structure.case, entry)
        if (destination, entry.material) in structure.node_index
    )


def _leg(case: Case, entry: StockRelease, destination: str) -> Leg:
    if destination == entry.region:
        return Leg(destination, 0.0, 0.0, 1.0)
    route = route_to(case, entry, destination)
    days, freight = entry.transit_days, entry.freight_usd_per_kg
    if route is None:
        return Leg(destination, days or 0.0, freight or 0.0, 1.0)
    return Leg(
        destination,
        route.transit_days if days is None else days,
        route.freight_usd_per_kg if freight is None else freight,
        1.0 - route.loss_share,
    )


def unknown_ways(case: Case, entry: StockRelease, path: Path) -> Iterator[Finding]:
    """Yield the members to which neither a route of the case nor the entry says how long goods take, or what
    that costs.
    """
    stated = {"transit_days": entry.transit_days, "freight_usd_per_kg": entry.freight_usd_per_kg}
    blank = [key for key, value in stated.items() if value is None]
    for destination in receivers_of(case, entry):
        if blank and destination != entry.region and route_to(case, entry, destination) is None:
            message = f"has no route for {entry.material} from {entry.region}"
            yield Finding((*path, "members"), message, destination, f"give {' and '.join(blank)}")


@dataclass(frozen=True)
class OpenDays:
    """On which days of each period a stock is open, counted in days from the first of the run; shapes (T,).
    Where a period has none, ``ends`` equals ``begins``.
    """

    begins: Floats
    ends: Floats

    @property
    def months(self) -> Floats:
        """Months of each period in which goods may leave; shape (T,)."""
        return (self.ends - self.begins) / DAYS_PER_MONTH

    def arrivals(self, periods: Periods, leg: Leg) -> Floats:
        """Return the share of what is released in t that arrives in u; shape (T, T + 1).

        Goods leave evenly over the open days of the period, so that nothing arrives before the first of them
        and the transit. The last column is what arrives after the final period.
        """
        open_days = self.ends - self.begins
        begin, end = (days[:, None] + leg.transit_days for days in (self.begins, self.ends))
        overlap = np.minimum(end, periods.ends[None, :]) - np.maximum(begin, periods.starts[None, :])
        inside = np.clip(overlap, 0.0, None) / np.maximum(open_days, 1e-9)[:, None]
        late = np.clip(1.0 - inside.sum(axis=1, keepdims=True), 0.0, 1.0) * (open_days > 0.0)[:, None]
        return np.concatenate([inside, late], axis=1) * leg.arriving_share


def open_days(entry: StockRelease, periods: Periods) -> OpenDays:
    """Return the days from the lead after the declaration to the end of the emergency."""
    first = periods.position(entry.from_) + entry.lead_days
    last = np.inf if entry.until is None else periods.position(entry.until) + 1.0
    begins = np.clip(first, periods.starts, periods.ends)
    return OpenDays(begins, np.maximum(np.clip(last, periods.starts, periods.ends), begins))


def draw_limit_t(structure: Structure, entry: StockRelease) -> Floats:
    """Return the most that may leave in each period to all members together, tonnes: infinite where nothing
    but the level limits it, nothing before the first and after the last open day; shape (T,).
    """
    months = open_days(entry, structure.periods).months
    row = holding_of(structure.case, entry)
    monthly = entry.draw_t_per_month
    if monthly is None and row is not None:
        monthly = row.draw_t_per_month
    return np.where(months > 0.0, np.inf if monthly is None else monthly * months, 0.0)


def reserve_price(structure: Structure, entry: StockRelease) -> float:
    """Return the price below which nothing is sold, US dollars per kg: as stated, else the base price where
    the stock lies; nothing where there is none.
    """
    if entry.reserve_price_usd_per_kg is not None:
        return entry.reserve_price_usd_per_kg
    return structure.base.price.get((entry.region, entry.material), 0.0)


def kept_worth(structure: Structure, entry: StockRelease) -> Floats:
    """Return what the program must count against a kg released in each period so that it is sold at no less
    than the reserve price, discounted US dollars; shape (T,).

    A stock of its own is worth the reserve price as long as it lies. A row of holdings is worth something in
    the program already, so only what the reserve price is above that counts.
    """
    reserve = reserve_price(structure, entry) * structure.discount
    row = holding_of(structure.case, entry)
    if row is None:
        return reserve
    lying = worth_in_stock(structure)[structure.holdings.index(row)]
    return np.asarray(np.maximum(reserve - lying, 0.0))
