"""The program of the allocation a second time, written from its formulas for scipy's linprog: one variable at
a time by name, arrivals counted in slices of days, no code of the product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from allocation_cases import arrivals
from didymium.decisions.allocation.situation import Situation

Floats = NDArray[np.float64]
Name = tuple[object, ...]

RELUCTANCE = 0.01
CARRY_USD_PER_KG_YEAR = 0.05
DAYS_OF_2025 = 365


@dataclass
class Writing:
    """Variables with their cost and limit, and the rows Σ coefficient·variable ≤ limit."""

    weeks: int
    rate: float
    cost: dict[Name, float] = field(default_factory=dict)
    most: dict[Name, float] = field(default_factory=dict)
    into: dict[Name, dict[Name, float]] = field(default_factory=lambda: defaultdict(dict))
    limits: list[tuple[dict[Name, float], float]] = field(default_factory=list)

    def add(self, name: Name, week: int, usd_per_kg: float, most: float) -> Name:
        key = (*name, week)
        day = week * 7 + 3.5
        self.cost[key] = usd_per_kg * 1e-3 / (1 + self.rate) ** (day / 365.25)
        self.most[key] = most
        return key

    def feed(self, node: Name, key: Name, tonnes: Floats) -> None:
        """Say what a tonne of a variable brings to a node in each week."""
        for week, value in enumerate(tonnes):
            if value:
                row = self.into[*node, week]
                row[key] = row.get(key, 0.0) + float(value)

    def solve(self) -> float:
        names = list(self.cost)
        place = {name: position for position, name in enumerate(names)}
        rows: list[tuple[Mapping[Name, float], float]] = [
            ({key: -value for key, value in row.items()}, 0.0) for row in self.into.values()
        ]
        rows += self.limits
        matrix = np.zeros((len(rows), len(names)))
        for number, (row, _) in enumerate(rows):
            for key, value in row.items():
                matrix[number, place[key]] = value
        bounds = [(0.0, None if np.isinf(self.most[name]) else self.most[name]) for name in names]
        found = linprog(
            [self.cost[name] for name in names], matrix, [limit for _, limit in rows], bounds=bounds
        )
        assert found.status == 0, found.message
        return float(found.fun)


def unit(week: int, weeks: int) -> Floats:
    """Return one in a week and zero in the others."""
    return np.eye(weeks)[week]


def oracle(found: Situation) -> float:
    """Return the least cost of a situation of whole weeks of 2025, million US dollars."""
    weeks = len(found.periods)
    assert set(found.periods.days) == {7.0}
    assert found.periods.bounds[-1].year == 2025
    program = Writing(weeks, found.discount_rate)
    for week in range(weeks):
        now = unit(week, weeks)
        _needs(program, found, week, now)
        for number, lane in enumerate(found.lanes):
            key = program.add(("ship", number), week, lane.freight_usd_per_kg, np.inf)
            program.feed((lane.origin, lane.material), key, -now)
            program.feed((lane.destination, lane.material), key, arrivals(now, lane.transit_days))
        for number, one in enumerate(found.works):
            key = program.add(("run", number), week, one.cost_usd_per_kg, one.spare_t[week])
            for material, course in one.recipe.items():
                amount = course[week]
                made = arrivals(now, one.delay_days) * amount if amount > 0 else now * amount
                program.feed((one.region, material), key, made)
        for number, given in enumerate(found.offers):
            key = program.add(("take", number), week, given.cost_usd_per_kg, given.most_t[week])
            program.feed((given.region, given.material), key, arrivals(now, given.transit_days))
        _shared_offers(program, found, week)
        for number, one in enumerate(found.stocks):
            key = program.add(("draw", number), week, one.worth_usd_per_kg, one.draw_t[week])
            program.feed((one.region, one.material), key, now)
            so_far = {("draw", number, earlier): 1.0 for earlier in range(week + 1)}
            program.limits.append((so_far, float(one.free_t[week])))
    _keeping(program, found, weeks)
    return program.solve()


def _needs(program: Writing, found: Situation, week: int, now: Floats) -> None:
    for number, one in enumerate(found.needs):
        node, loss = (one.region, one.material), one.loss_usd_per_kg
        served = program.add(("serve", number), week, -loss, one.missing_t[week])
        program.feed(node, served, -now)
        given = program.add(("give up", number), week, loss * (1 + RELUCTANCE), one.served_t[week])
        program.feed(node, given, now)


def _shared_offers(program: Writing, found: Situation, week: int) -> None:
    sellers: dict[Name, dict[Name, float]] = defaultdict(dict)
    most: dict[Name, float] = {}
    for number, given in enumerate(found.offers):
        if given.kind == "purchase":
            sellers[given.partner, given.material]["take", number, week] = 1.0
            most[given.partner, given.material] = float(given.most_t[week])
    program.limits += [(row, most[seller]) for seller, row in sellers.items()]


def _keeping(program: Writing, found: Situation, weeks: int) -> None:
    nodes = {(region, material) for region, material, _ in list(program.into)}
    for node in nodes:
        for week in range(weeks):
            key = program.add(("keep", *node), week, CARRY_USD_PER_KG_YEAR * 7 / DAYS_OF_2025, np.inf)
            later = unit(week + 1, weeks) if week + 1 < weeks else np.zeros(weeks)
            program.feed(node, key, later - unit(week, weeks))
