"""What moved in a run, in tonnes of each material: the tables of an outcome as numbered rows.

Everything is numbered from 0: pools (a material in a region), periods, plants and holdings. Rows that are
confidential are in no table of an outcome.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.case.schema import Route
from didymium.indicators.spans import spans_of_outcome
from didymium.market.periods import Periods
from didymium.outcome.tables import Outcome
from didymium.screening.tracing.transit import BEFORE, match_arrivals, under_way_t

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Pool = tuple[str, str]
"""Region and material."""


@dataclass(frozen=True)
class Plant:
    """A plant that ran."""

    plant: str
    process: str
    region: str


@dataclass(frozen=True)
class Holding:
    """A stock, with its course."""

    holder: str
    pool: int
    opening_t: float
    kept_t: Floats
    """What is left of the level before each period at its end, before additions and releases; shape (T,)."""
    level_t: Floats
    """Level at the end of each period; shape (T,)."""

    @property
    def drawn_t(self) -> Floats:
        """Tonnes released in each period, net of additions; shape (T,)."""
        return np.clip(self.kept_t - self.level_t, 0.0, None)

    @property
    def filled_t(self) -> Floats:
        """Tonnes added in each period, net of releases; shape (T,)."""
        return np.clip(self.level_t - self.kept_t, 0.0, None)


@dataclass(frozen=True)
class Shipped:
    """What routes carried from one pool to another."""

    origin: Numbers
    destination: Numbers
    sent: Numbers
    """Period of dispatch, or ``BEFORE``."""
    arrived: Numbers
    t: Floats


@dataclass(frozen=True)
class Movements:
    """All that moved, tonnes of the material."""

    bounds: tuple[dt.date, ...]
    """First day of each period, and the day after the last."""
    pools: tuple[Pool, ...]
    plants: tuple[Plant, ...]
    output: tuple[Numbers, Numbers, Numbers, Floats]
    """Plant, pool, period and tonnes made (positive) or taken in (negative)."""
    shipped: Shipped
    dispatched: tuple[Numbers, Numbers, Floats]
    """Pool, period and tonnes that left it."""
    lost_t: Floats
    """Tonnes lost on the way, by pool of origin; shape (pools,)."""
    still_under_way_t: Floats
    """Tonnes under way at the end, by pool of origin; shape (pools,)."""
    served: tuple[tuple[str, ...], Numbers, Numbers, Floats]
    """Sector, pool, period and tonnes used."""
    holdings: tuple[Holding, ...]

    @property
    def periods(self) -> int:
        """How many periods there are."""
        return len(self.bounds) - 1


def movements_of(case: Case, outcome: Outcome, base: Outcome | None = None) -> Movements:
    """Return what moved in a run. ``base`` is its base run: it tells what was under way at the start even if
    something delays goods from the first day.
    """
    spans = spans_of_outcome(outcome)
    bounds = (*spans, *list(spans.values())[-1:])
    tables = [outcome[name] for name in ("flows", "output", "served", "stocks")]
    number = _number_pools(*tables)
    position = {day: index for index, day in enumerate(spans)}
    plants, output = _output(outcome["output"], number, position)
    shipped, dispatched, lost, left = _shipped(case, outcome, base, Periods(bounds), number, position)
    return Movements(
        bounds, tuple(number), plants, output, shipped, dispatched, lost, left,
        _served(outcome["served"], number, position), _holdings(case, outcome, Periods(bounds), number),
    )  # fmt: skip


def _number_pools(
    flows: pl.DataFrame, output: pl.DataFrame, served: pl.DataFrame, stocks: pl.DataFrame
) -> dict[Pool, int]:
    parts = [table.select("region", "material") for table in (output, served, stocks)]
    ends = [flows.select(pl.col(end).alias("region"), "material") for end in ("origin", "destination")]
    return {
        pool: index for index, pool in enumerate(pl.concat([*parts, *ends]).unique().sort(pl.all()).rows())
    }


def _numbers(values: list[int]) -> Numbers:
    return np.array(values, dtype=np.int64)


def _pool_numbers(table: pl.DataFrame, number: Mapping[Pool, int], region: str = "region") -> Numbers:
    return _numbers([number[pool] for pool in table.select(region, "material").iter_rows()])


def _periods_of(table: pl.DataFrame, position: Mapping[dt.date, int]) -> Numbers:
    return _numbers([position[day] for day in table["period"].to_list()])


def _output(
    table: pl.DataFrame, number: Mapping[Pool, int], position: Mapping[dt.date, int]
) -> tuple[tuple[Plant, ...], tuple[Numbers, Numbers, Numbers, Floats]]:
    ran = table.filter(pl.col("t") != 0.0)
    names = ran.select("plant", "process", "region")
    index = {row: place for place, row in enumerate(names.unique(maintain_order=True).iter_rows())}
    which = _numbers([index[row] for row in names.iter_rows()])
    rows = (which, _pool_numbers(ran, number), _periods_of(ran, position), ran["t"].to_numpy())
    return tuple(Plant(*row) for row in index), rows


def _served(
    table: pl.DataFrame, number: Mapping[Pool, int], position: Mapping[dt.date, int]
) -> tuple[tuple[str, ...], Numbers, Numbers, Floats]:
    used = table.filter(pl.col("served_t") > 0.0)
    sectors = tuple(used["sector"].to_list())
    return sectors, _pool_numbers(used, number), _periods_of(used, position), used["served_t"].to_numpy()


def _courses(
    table: pl.DataFrame, keys: list[str], columns: list[str], position: Mapping[dt.date, int]
) -> Iterator[tuple[tuple[str, ...], Floats]]:
    """Yield the key of each course and its figures by period; shape (columns, T)."""
    for key, rows in table.group_by(keys, maintain_order=True):
        figures = np.zeros((len(columns), len(position)))
        figures[:, _periods_of(rows, position)] = rows.select(columns).to_numpy().T
        yield tuple(str(part) for part in key), figures


_ROUTE = ["material", "origin", "destination", "via"]


def _shipped(
    case: Case,
    outcome: Outcome,
    base: Outcome | None,
    periods: Periods,
    number: Mapping[Pool, int],
    position: Mapping[dt.date, int],
) -> tuple[Shipped, tuple[Numbers, Numbers, Floats], Floats, Floats]:
    routes = {row.identity: row for row in case.routes}
    earlier = dict(_courses(_same_days(base, outcome), _ROUTE, ["t", "arrived_t"], position))
    rows: list[tuple[int, int, int, int, float]] = []
    lost, left = np.zeros(len(number)), np.zeros(len(number))
    flows = outcome["flows"].with_columns(pl.col("via").fill_null(""))
    for key, (sent, arrived) in _courses(flows, _ROUTE, ["t", "arrived_t"], position):
        ends = number[key[1], key[0]], number[key[2], key[0]]
        route = routes.get(key)
        loss = route.loss_share if route else 0.0
        nominal = earlier.get(key, np.array([sent, arrived]))
        before = _before(route, periods, nominal[0], nominal[1])
        parcels, still = match_arrivals(sent * (1.0 - loss), arrived, before)
        rows.extend((*ends, one.sent, one.arrived, one.t) for one in parcels)
        lost[ends[0]] += loss * sent.sum()
        left[ends[0]] += still
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    whole = table[:, :4].astype(np.int64)
    dispatched = flows.filter(pl.col("t") > 0.0)
    out = (
        _pool_numbers(dispatched, number, "origin"),
        _periods_of(dispatched, position),
        dispatched["t"].to_numpy(),
    )
    return Shipped(whole[:, 0], whole[:, 1], whole[:, 2], whole[:, 3], table[:, 4]), out, lost, left


def _same_days(base: Outcome | None, outcome: Outcome) -> pl.DataFrame:
    """Return the flows of a base run if it divides time as the run does, else those of the run itself."""
    found = outcome["flows"] if base is None else base["flows"]
    days = set(outcome["flows"]["period"].unique())
    same = found if days == set(found["period"].unique()) else outcome["flows"]
    return same.with_columns(pl.col("via").fill_null(""))


def _before(route: Route | None, periods: Periods, sent: Floats, arrived: Floats) -> float:
    if route is None:
        return 0.0
    shares = periods.arrival_shares(route.transit_days) * (1.0 - route.loss_share)
    early = periods.starts < route.transit_days
    return under_way_t(sent, np.where(early, arrived, 0.0), shares)


def _holdings(
    case: Case, outcome: Outcome, periods: Periods, number: Mapping[Pool, int]
) -> tuple[Holding, ...]:
    """Return the stocks. One that is not in the case (an agency's purchases, a stock that a scenario brought)
    opens with what it holds at the end of the first period: no table says what it held before.
    """
    known = {row.identity: row for row in case.holdings}
    position = {day: index for index, day in enumerate(periods.bounds[:-1])}
    found = []
    table = outcome["stocks"].group_by("holder", "region", "material", "period", maintain_order=True).sum()
    for key, (level,) in _courses(table, ["holder", "region", "material"], ["level_t"], position):
        row = known.get((key[0], key[1], key[2]))
        opening = row.level_t if row else float(level[0])
        spoils = row.loss_per_year if row else 0.0
        kept = np.concatenate([[opening], level[:-1]]) * (1.0 - spoils) ** periods.years
        found.append(Holding(key[0], number[key[1], key[2]], opening, kept, level))
    return tuple(found)


__all__ = ["BEFORE", "Holding", "Movements", "Plant", "Pool", "Shipped", "movements_of"]
