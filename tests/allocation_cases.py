"""Situations for the tests of the allocation: parts that read like a sentence, random ones by seed, and a
ledger that recounts a plan day by day from its actions alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.allocation.plan import Action, Plan
from didymium.decisions.allocation.regrid import weeks_from
from didymium.decisions.allocation.situation import Lane, Need, Node, Offer, Situation, Stock, Works

Floats = NDArray[np.float64]

MONDAY = dt.date(2025, 1, 6)
MEMBERS = ("JPN", "KOR", "USA")


def course(values: float | Sequence[float], weeks: int) -> Floats:
    """Return one figure for every week, or the figures given."""
    return np.broadcast_to(np.asarray(values, dtype=np.float64), (weeks,)).copy()


def situation(weeks: int = 4, *, rate: float = 0.0, **parts: Sequence[object]) -> Situation:
    """Return a situation of so many weeks, empty but for the ``parts`` named."""
    empty: dict[str, Sequence[object]] = dict.fromkeys(("needs", "stocks", "works", "lanes", "offers"), ())
    tables = {name: tuple(rows) for name, rows in {**empty, **parts}.items()}
    return Situation(weeks_from(MONDAY, 7 * weeks), rate, MEMBERS, **tables, price_usd_per_kg={})  # type: ignore[arg-type]


def need(
    missing: float | Sequence[float],
    *,
    sector: str = "cars",
    region: str = "JPN",
    material: str = "magnet",
    loss: float = 100.0,
    served: float | Sequence[float] = 0.0,
    weeks: int = 4,
) -> Need:
    """Return what a sector misses and has each week."""
    lacks, has = course(missing, weeks), course(served, weeks)
    return Need(sector, region, material, lacks + has, has, lacks, loss, 1)


def stock(
    free: float | Sequence[float],
    draw: float | Sequence[float],
    *,
    region: str = "JPN",
    material: str = "magnet",
    worth: float = 0.0,
    holder: str = "traders",
    kind: str = "commercial",
    weeks: int = 4,
) -> Stock:
    """Return a stock: what may have been drawn by the end of each week, and within each."""
    return Stock(holder, region, material, kind, course(free, weeks), course(draw, weeks), worth)


def works(
    spare: float | Sequence[float],
    recipe: Mapping[str, float],
    *,
    plant: str = "smelter",
    region: str = "JPN",
    delay: float = 0.0,
    cost: float = 0.0,
    weeks: int = 4,
) -> Works:
    """Return a plant that can make more."""
    courses = {material: course(t_per_t, weeks) for material, t_per_t in recipe.items()}
    return Works(plant, region, courses, course(spare, weeks), delay, cost)


def lane(origin: str, destination: str, days: float, freight: float = 0.0, material: str = "magnet") -> Lane:
    """Return a way between members."""
    return Lane(material, origin, destination, days, freight)


def offer(
    most: float | Sequence[float],
    usd_per_kg: float,
    *,
    kind: str = "purchase",
    partner: str = "VNM",
    region: str = "JPN",
    material: str = "magnet",
    days: float = 0.0,
    weeks: int = 4,
) -> Offer:
    """Return what can be had from outside."""
    return Offer(kind, material, partner, region, days, course(most, weeks), usd_per_kg)


def random_situation(seed: int, weeks: int = 5) -> Situation:
    """Return three members with oxide, metal and magnets, and something of every kind."""
    random = np.random.default_rng(seed)

    def tonnes(most: float) -> list[float]:
        return list(np.round(random.uniform(0.0, most, weeks) * (random.random(weeks) < 0.8), 3))

    def days(most: int) -> float:
        return float(random.integers(0, most + 1))

    needs = [
        need(tonnes(5.0), sector=sector, region=region, material=material, served=tonnes(4.0),
             loss=float(np.round(random.uniform(20.0, 500.0), 2)), weeks=weeks)
        for sector in ("cars", "defence") for region in MEMBERS for material in ("metal", "magnet")
    ]  # fmt: skip
    stocks = [
        stock(np.cumsum(tonnes(3.0)), tonnes(4.0), region=region, material=material,
              holder=f"{kind} {region}", kind=kind, worth=float(random.uniform(5.0, 60.0)), weeks=weeks)
        for region in MEMBERS for material in ("oxide", "magnet") for kind in ("public", "commercial")
    ]  # fmt: skip
    recipes = {
        "smelter": {"oxide": -1.25, "metal": 1.0},
        "press": {"metal": -1.4, "magnet": 1.0, "scrap": 0.3},
    }
    plants = [
        works(tonnes(3.0), recipe, plant=f"{name} {region}", region=region, delay=days(12),
              cost=float(random.uniform(1.0, 20.0)), weeks=weeks)
        for region in MEMBERS for name, recipe in recipes.items()
    ]  # fmt: skip
    lanes = [
        lane(origin, destination, days(16), float(random.uniform(0.1, 3.0)), material)
        for origin in MEMBERS for destination in MEMBERS if origin != destination
        for material in ("oxide", "metal", "magnet")
    ]  # fmt: skip
    bought = tonnes(2.0)
    offers = [
        *(offer(bought, float(random.uniform(30.0, 200.0)), region=region, material="metal", days=days(10),
                weeks=weeks) for region in MEMBERS),
        *(offer(tonnes(2.0), float(random.uniform(5.0, 30.0)), kind="diversion", region=region,
                partner="DEU", weeks=weeks) for region in MEMBERS),
    ]  # fmt: skip
    return situation(weeks, rate=0.05, needs=needs, stocks=stocks, works=plants, lanes=lanes, offers=offers)


def shuffled(found: Situation, seed: int) -> Situation:
    """Return the same situation with its rows in another order."""
    random = np.random.default_rng(seed)

    def mixed(rows: Sequence[object]) -> tuple[object, ...]:
        return tuple(rows[position] for position in random.permutation(len(rows)))

    names = ("needs", "stocks", "works", "lanes", "offers")
    return replace(found, **{name: mixed(getattr(found, name)) for name in names})


def arrivals(tonnes: Floats, delay_days: float, week_days: int = 7) -> Floats:
    """Return what arrives in each week of tonnes a week that leave evenly over its days, counted in slices of
    an eighth of a day.
    """
    slices, found = 8, np.zeros_like(tonnes)
    for week, sent in enumerate(tonnes):
        for number in range(week_days * slices):
            day = week * week_days + (number + 0.5) / slices + delay_days
            if day < len(tonnes) * week_days:
                found[int(day // week_days)] += sent / (week_days * slices)
    return found


def ledger(plan: Plan) -> dict[Node, Floats]:
    """Return what lies at each node at the end of each week, from the actions alone: what came in until then
    less what went out.
    """
    periods = len(plan.situation.periods)
    net: dict[Node, Floats] = {}

    def post(node: Node, tonnes: Floats) -> None:
        net[node] = net.get(node, np.zeros(periods)) + tonnes

    plants = {one.plant: one for one in plan.situation.works}
    for action in plan.actions:
        done = np.zeros(periods)
        done[action.period] = action.t
        here, there = (action.origin, action.material), (action.destination, action.material)
        if action.kind == "run":
            one = plants[action.who]
            for material, t_per_t in one.recipe.items():
                moved = done * t_per_t
                post((one.region, material), np.minimum(moved, 0.0))
                post((one.region, material), arrivals(np.maximum(moved, 0.0), action.delay_days))
        elif action.kind == "ship":
            post(here, -done)
            post(there, arrivals(done, action.delay_days))
        elif action.kind in ("purchase", "diversion"):
            post(there, arrivals(done, action.delay_days))
        else:
            post(there, -done if action.kind == "serve" else done)
    return {node: np.cumsum(tonnes) for node, tonnes in net.items()}


def of_kind(plan: Plan, kind: str) -> list[Action]:
    """Return the actions of a kind."""
    return [action for action in plan.actions if action.kind == kind]


def total_t(plan: Plan, kind: str) -> float:
    """Return what all actions of a kind come to, tonnes."""
    return sum(action.t for action in of_kind(plan, kind))
