"""What happened in a run: the path put together from what was solved at each news."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium.market.build import Market
from didymium.market.program import Program
from didymium.market.solution import Solution
from didymium.market.solver import Record
from didymium.scenario.draft import Draft
from didymium.scenario.instruments.rates import Grant, Levied
from didymium.scenario.instruments.settle import Settlement
from didymium.scenario.instruments.toolbox import Numbered
from didymium.scenario.quotas import licence_rents
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Path:
    """What happened, put together from the programs solved at each news: columns in tonnes, prices, and
    what left customs when.

    ``prices`` has shape (N, T), NaN where only the supply of last resort is left.
    """

    market: Market
    tonnes: Floats
    prices: Floats
    duals: Floats
    row_prices: Floats
    """What a kg less asked of each row would be worth, US dollars; as long as the rows."""
    bound_worth: Floats
    """What one kg more room at each column's upper bound would be worth, US dollars; as long as the
    columns."""
    prices_low: Floats | None
    program: Program
    arrivals: dict[int, Floats]
    """Arrival shares of routes that do not arrive as usual; shape (T, T + 1) each."""
    cleared: dict[int, Floats]
    """Shares of dispatch in t that leave the origin's customs in u, of routes that wait there; shape (T, T
    + 1) each."""
    extra_freight: Floats
    """What events add to the freight of each route, US dollars per kg; shape (routes, T)."""
    rebate: Floats
    """What a dumper gives on dispatch above the base flow, US dollars per kg; shape (routes, T)."""
    demand_factor: Floats
    """Factor of surges on the base use of each demand; shape (demands, T)."""
    limited: NDArray[np.bool_]
    """Where events limit a route; shape (routes, T)."""
    licence_rent: Floats
    """What a licence for a kg is worth under each quota on each route, US dollars; shape (quotas, routes,
    T)."""
    records: tuple[Record, ...]
    news: tuple[dt.date, ...] = ()
    levied: tuple[Levied, ...] = ()
    """What instruments charged and paid."""
    grants: tuple[Grant, ...] = ()
    instruments: tuple[Numbered, ...] = ()
    """The instruments known at the end, with their numbers in the scenario."""
    settlements: tuple[Settlement, ...] = ()
    """How the rates that follow prices settled at each news."""

    @cached_property
    def reference_flows(self) -> Floats:
        """Flows to which restrictions refer if this is a base run, tonnes; shape (routes, T)."""
        return reference_flows(self.market, self.tonnes)


@dataclass(frozen=True)
class ScenarioPaths:
    """The base run and the scenario's run on the same periods."""

    scenario: Scenario
    base: Path
    path: Path


def continue_path(
    path: Path, solution: Solution, program: Program, draft: Draft, first_period: int, day: dt.date | None
) -> Path:
    """Return the path with everything from ``first_period`` on replaced by the new solution; ``day`` is that
    of the news, if there was any.
    """
    market = path.market
    prices, duals = path.prices.copy(), path.duals.copy()
    prices[:, first_period:] = solution.prices[:, first_period:]
    duals[:, first_period:] = solution.duals[:, first_period:]
    later = np.arange(len(path.bound_worth)) % market.balance.periods >= first_period
    worth = np.where(later, solution.bound_worth, path.bound_worth)
    rows_later = np.arange(len(path.row_prices)) % market.balance.periods >= first_period
    low = None
    if solution.prices_low is not None:
        low = prices.copy() if path.prices_low is None else path.prices_low.copy()
        low[:, first_period:] = solution.prices_low[:, first_period:]
    cleared = {
        position: _clearing_from(
            path.cleared.get(position), shares, first_period, len(market.structure.periods)
        )
        for position, shares in draft.cleared.items()
    }
    return replace(
        path,
        tonnes=solution.tonnes,
        prices=prices,
        duals=duals,
        row_prices=np.where(rows_later, solution.row_prices, path.row_prices),
        bound_worth=worth,
        prices_low=low,
        program=program,
        arrivals=draft.arrivals,
        cleared={**path.cleared, **cleared},
        extra_freight=_joined(path.extra_freight, draft.extra_freight, first_period),
        rebate=_joined(path.rebate, draft.rebate, first_period),
        demand_factor=_joined(path.demand_factor, draft.demand_factor, first_period),
        news=path.news if day is None else (*path.news, day),
        limited=_joined(path.limited, np.isfinite(draft.limit_t), first_period),
        licence_rent=_joined(
            path.licence_rent, licence_rents(market, program, solution.row_prices), first_period
        ),
    )


def join_charges(before: Sequence[Levied], after: Sequence[Levied], first_period: int) -> tuple[Levied, ...]:
    """Return the charges known now, with what they came to before the news that led to them."""
    earlier = dict(_told_apart(before))
    joined = []
    for key, item in _told_apart(after):
        old = earlier.get(key)
        zeros = np.zeros_like(item.usd_per_kg)
        usd, rate, above = (
            (zeros, zeros[0], zeros[0])
            if old is None
            else (old.usd_per_kg, old.rate_usd_per_kg, old.from_above_usd_per_kg)
        )
        joined.append(
            replace(
                item,
                usd_per_kg=_joined(usd, item.usd_per_kg, first_period),
                rate_usd_per_kg=_joined(rate, item.rate_usd_per_kg, first_period),
                from_above_usd_per_kg=_joined(above, item.from_above_usd_per_kg, first_period),
            )
        )
    return tuple(joined)


def _told_apart(charges: Sequence[Levied]) -> list[tuple[tuple[int, str, str, int], Levied]]:
    """Return charges with keys: a rate may have several of one item, such as one for each route, which come
    in the same order after every news.
    """
    seen: Counter[tuple[int, str, str]] = Counter()
    found = []
    for item in charges:
        name = (item.number, item.label, item.charge.item)
        found.append(((*name, seen[name]), item))
        seen[name] += 1
    return found


def _joined(before: NDArray[Any], after: NDArray[Any], first_period: int) -> NDArray[Any]:
    """Return ``after`` with its entries before a period, along the last axis, taken from ``before``."""
    result = after.copy()
    result[..., :first_period] = before[..., :first_period]
    return result


def _clearing_from(before: Floats | None, after: Floats, first_period: int, count: int) -> Floats:
    result = after.copy()
    result[:first_period] = (np.eye(count, count + 1) if before is None else before)[:first_period]
    return result


REFERENCE_WINDOW = 2
"""Periods before and after over which the base run's flow is averaged before restrictions refer to it."""


def reference_flows(market: Market, tonnes: Floats) -> Floats:
    """Return the base run's flows with their timing smoothed, tonnes; shape (routes, T).

    When a shipment leaves within a few months hardly matters to cost, so its month in the base run says
    little; a licence for a share of the usual flow refers to the rate around it.
    """
    flows, years = route_flows(market, tonnes), market.structure.periods.years
    window = [slice(max(t - REFERENCE_WINDOW, 0), t + REFERENCE_WINDOW + 1) for t in range(len(years))]
    rates = [flows[:, around].sum(axis=1) / years[around].sum() for around in window]
    return np.stack(rates, axis=1) * years


def route_flows(market: Market, tonnes: Floats) -> Floats:
    """Return what each route dispatches, tonnes; shape (routes, T)."""
    flows = market.trade.more_block.view(tonnes).copy()
    flows[market.trade.used] += market.trade.base_block.view(tonnes)
    if market.trade.offer_block is not None:
        flows[list(market.trade.offered)] += market.trade.offer_block.view(tonnes)
    return flows
