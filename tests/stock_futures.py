"""Futures on paper for the tests of stocks: one need, a chain of two stages, and random ones by seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from didymium.decisions.allocation.situation import Need, Node, Situation, Works
from didymium.decisions.stocks.futures.emergencies import SIZING_MEANS, Emergency, Futures
from didymium.decisions.stocks.sizing.places import Place
from didymium.decisions.stocks.terms import HoldingCost
from didymium.market.periods import Periods
from market_cases import CaseBuilder

FIRST = dt.date(2025, 1, 1)
MONTH = 30
"""Days of every period, so that thirty days of work are one period."""
DEMAND = 100.0
"""Tonnes that a need would get in a period had nothing happened."""
CASE = CaseBuilder().build()
"""A case that says nothing: no terms, and every place brings its own cost."""


def months(count: int) -> Periods:
    """Return periods of thirty days each."""
    return Periods(tuple(FIRST + dt.timedelta(days=MONTH * number) for number in range(count + 1)))


def need(
    missing_t: Sequence[float], *, sector: str = "cars", region: str = "JPN", material: str = "magnet",
    loss: float = 100.0,
) -> Need:  # fmt: skip
    """Return a need that misses so much in each period, of :data:`DEMAND`."""
    missing = np.array(missing_t, dtype=np.float64)
    expected = np.full(len(missing), DEMAND)
    return Need(sector, region, material, expected, expected - missing, missing, loss, 1)


def situation(
    needs: Sequence[Need], works: Sequence[Works] = (), prices: Mapping[Node, float] | None = None
) -> Situation:
    """Return a situation that is not discounted."""
    count = len(needs[0].missing_t)
    members = tuple(dict.fromkeys(one.region for one in needs))
    return Situation(months(count), 0.0, members, tuple(needs), (), tuple(works), (), (), dict(prices or {}))


def futures(
    situations: Sequence[Situation], probabilities: Sequence[float] = (), *, reallocation: bool = False
) -> Futures:
    """Return situations as futures, equally likely unless said otherwise."""
    chances = probabilities or [1.0 / len(situations)] * len(situations)
    emergencies = tuple(
        Emergency(f"future {number}", chance, one, FIRST)
        for number, (one, chance) in enumerate(zip(situations, chances, strict=True))
    )
    means = SIZING_MEANS.model_copy(update={"reallocation": reallocation, "release_lead_days": 0.0})
    days = MONTH * len(situations[0].periods)
    return Futures(emergencies, situations[0].members, days, means, {("JPN", "magnet"): 4.0})


def place(
    material: str, usd_per_t_year: float, *, stage: str = "magnet", most_t: float = 1000.0,
    region: str = "JPN", price: float = 0.0,
) -> Place:  # fmt: skip
    """Return a place where a tonne costs so much a year, all of it storage."""
    return Place(region, material, stage, price, HoldingCost(0.0, 0.0, 0.0, usd_per_t_year), most_t)


def chain(spare_t: float, missing_t: float = 8.0, count: int = 4) -> Situation:
    """Return four months in which cars miss so many tonnes of magnet in each, and a plant that makes so many
    from half as much oxide, a month later.
    """
    recipe = {"oxide": np.full(count, -0.5), "magnet": np.ones(count)}
    plant = Works("plant", "JPN", recipe, np.full(count, spare_t), float(MONTH), 0.0)
    return situation([need([missing_t] * count)], [plant])


def random_future(seed: int) -> Situation:
    """Return a random situation of two sectors, two regions and two stages, with and without prices."""
    random = np.random.default_rng(seed)
    count = int(random.integers(2, 6))
    needs = [
        need(random.uniform(0.0, DEMAND, count), sector=sector, region=region, material=material,
             loss=float(random.uniform(1.0, 500.0)))
        for sector, region, material in (
            ("cars", "JPN", "magnet"), ("ships", "JPN", "magnet"), ("glass", "JPN", "oxide"),
            ("cars", "USA", "magnet"),
        )
    ]  # fmt: skip
    made = chain(float(random.uniform(0.0, 60.0)), count=count).works
    found = situation(needs, made, {("JPN", "magnet"): float(random.uniform(0.0, 50.0))})
    return replace(found, discount_rate=float(random.uniform(0.0, 0.2)))
