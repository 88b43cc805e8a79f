"""Vulnerabilities: where one origin supplies most of what a member uses, which stage fails first, and how
many days it takes until it does.

A stage of a member fails in the first week in which it makes, and gets from elsewhere, less than 95 % of what
it would have, or in which those who use its materials miss more than 5 % of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.allocation.regrid import Regrid
from didymium.decisions.allocation.situation import Need, Node, Situation
from didymium.indicators.survival import THRESHOLD
from didymium.market.periods import Periods
from didymium.market.supply import coefficient_courses
from didymium.scenario.path import Path, ScenarioPaths, route_flows

Floats = NDArray[np.float64]

SINGLE_SHARE = 0.65
"""Share of one origin above which it counts as a single source: the European benchmark for 2030."""
NEGLIGIBLE_T = 1e-6


@dataclass(frozen=True)
class SingleSource:
    """One origin that supplies most of a material to a member, in the run without the emergency."""

    member: str
    material: str
    stage: str
    origin: str
    share: float
    supply_t: float
    """From all origins, the member's own plants included, less what it sends abroad, over the plan's time."""
    usd: float
    """At base prices."""


@dataclass(frozen=True)
class FailingStage:
    """A stage of a member that fails in the run without a plan, and what of it does so first."""

    member: str
    stage: str
    material: str
    days: int
    """From the day of the plan; 0 if it has failed already."""
    lowest_share: float
    """Least share of its usual supply in any week of the plan."""


@dataclass(frozen=True)
class FailingSector:
    """A sector that runs short without a plan and with it."""

    member: str
    sector: str
    material: str
    days: int
    """Days until it is short if nobody acts."""
    days_with_plan: int | None
    """The same with the plan; None if it is never short."""
    missing_usd: float
    """Value lost if nobody acts."""
    left_usd: float
    """Value lost with the plan."""


def single_sources(
    case: Case, paths: ScenarioPaths, members: tuple[str, ...], weeks: Periods
) -> tuple[SingleSource, ...]:
    """Return the single sources of members in the base run, the largest value first."""
    stages = {row.material: row.stage for row in case.materials}
    price = paths.base.market.structure.base.price
    origins: dict[Node, dict[str, float]] = {}
    exports = _exports_t(paths.base, weeks)
    for (member, material, origin), course in supply_by_origin(paths.base, weeks).items():
        if member in members:
            # What a member makes and sends abroad does not supply it, as in indicators/dependence.py.
            sent = exports.get((member, material), 0.0) if origin == member else 0.0
            of_node = origins.setdefault((member, material), {})
            of_node[origin] = of_node.get(origin, 0.0) + max(float(course.sum()) - sent, 0.0)
    found = []
    for (member, material), shares in sorted(origins.items()):
        total = sum(shares.values())
        origin = max(shares, key=lambda name: (shares[name], name))
        if total > NEGLIGIBLE_T and origin != member and shares[origin] / total >= SINGLE_SHARE:
            usd = total * 1e3 * price.get((member, material), 0.0)
            found.append(
                SingleSource(member, material, stages[material], origin, shares[origin] / total, total, usd)
            )
    return tuple(sorted(found, key=lambda one: (-one.usd, one.member, one.material)))


def _exports_t(path: Path, weeks: Periods) -> dict[Node, float]:
    """Return what regions send abroad over weeks."""
    grid, found = Regrid(path.market.structure.periods, weeks), dict[Node, float]()
    for row, course in zip(path.market.structure.routes, route_flows(path.market, path.tonnes), strict=True):
        node = (row.origin, row.material)
        found[node] = found.get(node, 0.0) + float(grid.flows(course).sum())
    return found


def supply_by_origin(path: Path, weeks: Periods) -> dict[tuple[str, str, str], Floats]:
    """Return what each region gets of each material from each origin, its own plants included, over weeks;
    shape (T,) each.
    """
    market, structure = path.market, path.market.structure
    grid = Regrid(structure.periods, weeks)
    found: dict[tuple[str, str, str], Floats] = {}

    def add(key: tuple[str, str, str], course: Floats) -> None:
        found[key] = found.get(key, np.zeros(len(weeks))) + grid.flows(course)

    activity = np.zeros((len(structure.plants), len(structure.periods)))
    np.add.at(activity, market.supply.plant_of, market.supply.block.view(path.tonnes))
    for position, plant in enumerate(structure.plants):
        for material, course in coefficient_courses(structure, plant.process).items():
            if course.max() > 0.0:
                add((plant.region, material, plant.region), activity[position] * np.maximum(course, 0.0))
    dispatched = route_flows(market, path.tonnes)
    for position, row in enumerate(structure.routes):
        shares = path.arrivals.get(position, market.trade.shares[position])
        arrived = dispatched[position] @ shares[:, :-1] + market.trade.pipeline_t[position]
        add((row.destination, row.material, row.origin), arrived)
    return found


def failing_stages(
    case: Case, paths: ScenarioPaths, members: tuple[str, ...], weeks: Periods
) -> tuple[FailingStage, ...]:
    """Return the stages of members that fail in the run, the earliest first; of a stage's materials the one
    that fails first counts, of those the one that falls lowest.
    """
    stages = {row.material: row.stage for row in case.materials}
    usual, now = (_supply(path, weeks, members) for path in (paths.base, paths.path))
    first: dict[tuple[str, str], FailingStage] = {}
    for (member, material), expected in sorted(usual.items()):
        shares = _shares(now.get((member, material), np.zeros(len(weeks))), expected)
        short = np.flatnonzero(shares < THRESHOLD)
        if not len(short):
            continue
        days = int(weeks.starts[short[0]])
        failing = FailingStage(member, stages[material], material, days, float(shares.min()))
        key = (member, stages[material])
        if key not in first or (days, failing.lowest_share) < (first[key].days, first[key].lowest_share):
            first[key] = failing
    return tuple(sorted(first.values(), key=lambda one: (one.days, one.lowest_share, one.member, one.stage)))


def _supply(path: Path, weeks: Periods, members: tuple[str, ...]) -> dict[Node, Floats]:
    found: dict[Node, Floats] = {}
    for (member, material, _), course in supply_by_origin(path, weeks).items():
        if member in members:
            found[member, material] = found.get((member, material), np.zeros(len(weeks))) + course
    return found


def _shares(now: Floats, expected: Floats) -> Floats:
    """Return the share of the expected supply that comes; one where nothing is expected."""
    return np.divide(now, expected, out=np.ones_like(now), where=expected > NEGLIGIBLE_T)


def failing_sectors(situation: Situation, missing_t: Floats) -> tuple[FailingSector, ...]:
    """Return who runs short of what if nobody acts, the earliest first; ``missing_t`` is what the plan leaves
    missing, shape (needs, T).
    """
    weeks, found = situation.periods, []
    for need, left in zip(situation.needs, missing_t, strict=True):
        days = _first_short(need, need.missing_t, weeks)
        if days is not None:
            worth = need.loss_usd_per_kg * 1e3
            found.append(
                FailingSector(
                    need.region, need.sector, need.material, days, _first_short(need, left, weeks),
                    float(need.missing_t.sum()) * worth, float(left.sum()) * worth,
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.days, -one.missing_usd, one.member, one.sector)))


def _first_short(need: Need, missing: Floats, weeks: Periods) -> int | None:
    short = np.flatnonzero(missing > (1.0 - THRESHOLD) * need.expected_t + NEGLIGIBLE_T)
    return int(weeks.starts[short[0]]) if len(short) else None
