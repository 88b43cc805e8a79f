"""What a plan means for people: who stays short, who swaps what, who gives up what for whom, who must decide
what by when.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from didymium.decisions.allocation.delays import delays_of
from didymium.decisions.allocation.plan import LEAST_T
from didymium.decisions.response.planning import Branch, Response
from didymium.decisions.response.tracing import Tracing
from didymium.indicators.survival import THRESHOLD
from didymium.views.response.tasks import ALWAYS, Task

LEAST_USD = 1000.0
"""Losses below this are not worth a line."""


@dataclass(frozen=True)
class Short:
    """A sector of a member that the plan leaves short of a material."""

    member: str
    sector: str
    material: str
    missing_t: Mapping[str, float]
    """By course: ``as_known``, or ``granted`` and ``refused``."""
    loss_usd: Mapping[str, float]
    worst_share: float
    """Largest share of its use that is missing over the plan, of the courses."""
    begin: dt.date
    """First day of the first week in which it is short in any course."""
    expected_usd: float


def shorts_of(response: Response) -> tuple[Short, ...]:
    """Return who stays short with the plan, the largest expected loss first."""
    found = []
    for place, need in enumerate(response.branches[0].together.situation.needs):
        by_name = {branch.course.name: branch for branch in response.branches}
        usd = {name: float(branch.together.loss_usd[place].sum()) for name, branch in by_name.items()}
        expected = sum(branch.course.probability * usd[branch.course.name] for branch in response.branches)
        if expected < LEAST_USD:
            continue
        tonnes = {name: float(branch.together.missing_t[place].sum()) for name, branch in by_name.items()}
        share = max(_share(branch, place) for branch in response.branches)
        first = min(_first(branch, place) for branch in response.branches)
        begin = response.periods.bounds[first]
        found.append(Short(need.region, need.sector, need.material, tonnes, usd, share, begin, expected))
    return tuple(sorted(found, key=lambda one: (-one.expected_usd, one.member, one.sector, one.material)))


def _share(branch: Branch, place: int) -> float:
    usual = float(branch.together.situation.needs[place].expected_t.sum())
    return float(branch.together.missing_t[place].sum()) / usual if usual > 0.0 else 0.0


def _first(branch: Branch, place: int) -> int:
    need, missing = branch.together.situation.needs[place], branch.together.missing_t[place]
    short = np.flatnonzero(missing > np.maximum((1.0 - THRESHOLD) * need.expected_t, LEAST_T))
    some = short if len(short) else np.flatnonzero(missing > 0.0)
    return int(some[0]) if len(some) else len(missing) - 1


@dataclass(frozen=True)
class Swap:
    """Two members that ship each other different goods; tonnes in expectation over the courses."""

    first: str
    second: str
    first_gives_t: Mapping[str, float]
    """By material, the most first; what goes both ways is netted."""
    second_gives_t: Mapping[str, float]
    value_usd: float
    """The lesser of what the two give, at base prices where it goes: what is swapped rather than given."""


def swaps_of(response: Response, tasks: Sequence[Task]) -> tuple[Swap, ...]:
    """Return the swaps between members, the largest first."""
    net: dict[tuple[str, str], dict[str, float]] = {}
    for task in tasks:
        if task.kind == "ship":
            first, second = sorted((task.origin, task.destination))
            sign = 1.0 if task.origin == first else -1.0
            goods = net.setdefault((first, second), {})
            goods[task.material] = goods.get(task.material, 0.0) + sign * task.t * task.probability
    found = []
    for (first, second), goods in sorted(net.items()):
        given = _largest({name: t for name, t in goods.items() if t > LEAST_T})
        got = _largest({name: -t for name, t in goods.items() if t < -LEAST_T})
        if given and got:
            value = min(_value(response, second, given), _value(response, first, got))
            found.append(Swap(first, second, given, got, value))
    return tuple(sorted(found, key=lambda one: (-one.value_usd, one.first, one.second)))


def _largest(goods: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(goods.items(), key=lambda item: (-item[1], item[0])))


def _value(response: Response, region: str, goods: Mapping[str, float]) -> float:
    prices = response.branches[0].together.situation.price_usd_per_kg
    return sum(t * 1e3 * prices.get((region, name), 0.0) for name, t in goods.items())


@dataclass(frozen=True)
class Reallocation:
    """What one sector gives up for another, in expectation over the courses."""

    material: str
    from_sector: str
    from_region: str
    to_sector: str
    to_region: str
    t: float
    lost_usd: float
    """Value that the one loses."""
    gained_usd: float
    """Value that the other keeps."""


def reallocations_of(response: Response) -> tuple[Reallocation, ...]:
    """Return who gives up what for whom, the largest gain first. Goods of a place are mixed as in
    :mod:`didymium.decisions.response.tracing`; what a sector gets back of its own is no gift.
    """
    tonnes: dict[tuple[str, str, str, str, str], float] = {}
    needs = response.branches[0].together.situation.needs
    worth = {need.name: need.loss_usd_per_kg * 1e3 for need in needs}
    for branch in response.branches:
        tracing = Tracing(branch.together)
        for place, need in enumerate(branch.together.situation.needs):
            for origin, t in tracing.served_t(place):
                if origin.kind == "give_up" and (origin.who, origin.region) != (need.sector, need.region):
                    key = (need.material, origin.who, origin.region, need.sector, need.region)
                    tonnes[key] = tonnes.get(key, 0.0) + branch.course.probability * t
    found = [
        Reallocation(
            *key, t, t * worth[key[1], key[2], key[0]], t * worth[key[3], key[4], key[0]]
        )
        for key, t in tonnes.items()
        if t > LEAST_T
    ]  # fmt: skip
    return tuple(
        sorted(found, key=lambda one: (-one.gained_usd, one.material, one.from_sector, one.to_sector))
    )


@dataclass(frozen=True)
class Decision:
    """What somebody must decide, and by when."""

    kind: str
    """Kind of the tasks that hang on it."""
    who: str
    """Holder or plant; blank for governments."""
    region: str
    """Member who decides: where a stock lies, a plant stands, or to whom purchases and shipments go."""
    partner: str
    """The other side of a shipment, a purchase or an export kept back; blank where several are."""
    by: dt.date
    branch: str
    """``always``, or the course in which alone it is needed."""
    goods_t: Mapping[str, float]
    """Tonnes by material that hang on it, in expectation, the largest value first."""
    cost_usd: float
    value_usd: float


def decisions_of(response: Response, tasks: Sequence[Task]) -> tuple[Decision, ...]:
    """Return the decisions that the plan needs, the earliest first, then the largest value.

    A release is decided so many days earlier as its lead takes, but not before the first week that had not
    begun; everything else on the day it begins.
    """
    groups: dict[tuple[str, str, str], list[Task]] = {}
    for task in tasks:
        member = task.origin if task.kind == "ship" else task.destination
        groups.setdefault((task.kind, task.who, member), []).append(task)
    found = [_decision(response, key, group) for key, group in groups.items()]
    return tuple(sorted(found, key=lambda one: (one.by, -one.value_usd, one.kind, one.who, one.region)))


def _decision(response: Response, key: tuple[str, str, str], tasks: Sequence[Task]) -> Decision:
    kind, who, member = key
    first = min(tasks, key=lambda task: (task.begin, task.branch))
    branches = {task.branch for task in tasks}
    others = {task.destination if kind == "ship" else task.origin for task in tasks} - {member}
    value: dict[str, float] = {}
    tonnes: dict[str, float] = {}
    for task in tasks:
        tonnes[task.material] = tonnes.get(task.material, 0.0) + task.t * task.probability
        value[task.material] = value.get(task.material, 0.0) + task.weight_usd
    ordered = sorted(tonnes, key=lambda name: (-value[name], name))
    return Decision(
        kind,
        who,
        member,
        others.pop() if len(others) == 1 else "",
        _by(response, first),
        branches.pop() if len(branches) == 1 else ALWAYS,
        {name: tonnes[name] for name in ordered},
        sum(task.cost_usd * task.probability for task in tasks),
        sum(value.values()),
    )


def _by(response: Response, task: Task) -> dt.date:
    if task.kind != "release":
        return task.begin
    lead = response.request.means.release_lead_days
    days = delays_of(response.case).release_lead_days(task.material) if lead is None else lead
    open_from = response.periods.bounds[response.past.periods]
    return max(open_from, task.begin - dt.timedelta(days=math.ceil(days)))
