"""Scenario discovery: the ranges of inputs in which something happens.

Friedman and Fisher (1999, Stat. Comput. 9:123) peel a box from the whole space inwards; Bryant and Lempert
(2010, Technol. Forecast. Soc. Change 77:34) made it a way to describe the futures in which a plan fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.sensitivity.box import Box, Limit, Range, described, simplified
from didymium.ensemble.sensitivity.condition import Condition, ConditionError
from didymium.ensemble.sensitivity.prim import Step, trajectory
from didymium.ensemble.sensitivity.result import Note, SensitivityError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_CASES = 10
"""Cases below which no box is looked for, and as many others."""


@dataclass(frozen=True)
class Search:
    """How boxes are looked for.

    From the trajectory the box with the largest ``density`` is taken among those that cover at least
    ``coverage`` of the cases (the larger coverage, then the fewer limits among equals). Then limits with a
    quasi-p-value above ``chance`` are taken away, the most doubtful first.

    Before that, inputs are left out that no box of a first trajectory limits with a quasi-p-value of at most
    ``chance`` over twice their number (Bonferroni's correction for looking at both sides of all of them).
    """

    coverage: float = 0.6
    chance: float = 0.05
    boxes: int = 1
    """Boxes at most; each is looked for where the earlier ones are not."""
    peel: float = 0.05
    """Share of the scenarios in a box that a step takes away."""
    least_mass: float = 0.05
    """Least share of the scenarios in a box; where cases are rare, half of their share."""
    halves: int = 10
    """Random halves of the scenarios in which the search is repeated; 0: none."""

    def __post_init__(self) -> None:
        """Raise ValueError if a figure is impossible."""
        for name in ("coverage", "chance", "peel", "least_mass"):
            value = getattr(self, name)
            if not 0.0 < value < 1.0:
                raise ValueError(f"{name} {value:g}: give a share between 0 and 1")
        if self.boxes < 1 or self.halves < 0:
            raise ValueError(f"{self.boxes} boxes, {self.halves} halves: give at least 1 box and 0 halves")


DEFAULT = Search()


@dataclass(frozen=True)
class Discovery:
    """The boxes found, none if no limit sets the cases apart."""

    boxes: tuple[Box, ...]
    condition: Condition
    limit: float
    """Limit of the condition in the unit of the measure."""
    cases: int
    scenarios: int
    notes: tuple[Note, ...] = ()


def discover(
    condition: Condition,
    names: Sequence[str],
    inputs: Floats,
    values: Floats,
    *,
    search: Search = DEFAULT,
    failed: int = 0,
    seed: int = 0,
) -> Discovery:
    """Return the ranges of inputs in which a condition on a measure holds.

    Args:
        condition: What is asked.
        names: Names of the inputs.
        inputs: Their values by scenario; shape (scenarios, inputs).
        values: The measure, NaN where there is none; shape (scenarios,).
        search: How to look for boxes.
        failed: Scenarios without an answer, for the note on them.
        seed: Seed of the random halves.

    Raises:
        ConditionError: If it holds in all scenarios or none, or in too few.
        SensitivityError: If there are no inputs.
        DiscoveryMissing: If ema_workbench is not installed.
    """
    if not names:
        raise SensitivityError("no input moves anything in this scenario: there are no ranges")
    known = np.isfinite(values)
    missing = int((~known).sum()) + failed
    inputs, values = inputs[known], values[known]
    cases = condition.holds(values) if len(values) else np.zeros(0, dtype=np.bool_)
    _check(cases)
    ranges = _ranges(inputs, cases, search)
    shares = _reproduced(inputs, cases, search, len(ranges), seed)
    notes = (Note("ensemble.note_missing", {"failed": missing}),) if missing else ()
    boxes = _boxes(ranges, names, inputs, cases, shares)
    return Discovery(boxes, condition, condition.value(values), int(cases.sum()), len(cases), notes)


def choose(steps: Sequence[Step], coverage: float) -> Step:
    """Return the box of a trajectory that the rule takes; see :class:`Search`."""
    enough = [step for step in steps if step.coverage >= coverage]
    return max(enough, key=lambda step: (step.density, step.coverage, -len(step.range.limited())))


def _check(cases: Flags) -> None:
    happens, total = int(cases.sum()), len(cases)
    if happens == 0:
        raise ConditionError(f"it happens in none of {total} scenarios: there is nothing to set apart")
    if happens == total:
        raise ConditionError(f"it happens in all {total} scenarios, whatever the inputs are")
    fewer = min(happens, total - happens)
    if fewer < LEAST_CASES:
        what = "happens" if happens <= total - happens else "does not happen"
        raise ConditionError(
            f"it {what} in {fewer} of {total} scenarios, too few: at least {LEAST_CASES} are needed, about "
            f"{-(-total * LEAST_CASES // fewer):,} scenarios"
        )


def _ranges(inputs: Floats, cases: Flags, search: Search) -> list[Range]:
    """Return one range after the other, each looked for where the earlier ones are not."""
    found: list[Range] = []
    left = np.ones(len(cases), dtype=np.bool_)
    while len(found) < search.boxes and 0 < cases[left].sum() < left.sum():
        one = _one(inputs[left], cases[left], search)
        if not one.limited():
            break
        found.append(one)
        left &= ~one.holds(inputs)
    return found


def _one(inputs: Floats, cases: Flags, search: Search) -> Range:
    """Peel twice: over all inputs, and over those that the first trajectory limits for sure.

    Many idle inputs would otherwise use up the coverage, each with a cut that fits by chance.
    """
    least = min(search.least_mass, 0.5 * float(cases.mean()))
    width = inputs.shape[1]
    first = trajectory(inputs, cases, search.peel, least)
    surest = np.min([step.chances for step in first], axis=0)
    sure = np.flatnonzero(surest <= search.chance / (2 * width))
    if not len(sure):
        return Range(np.full(width, -np.inf), np.full(width, np.inf))
    steps = trajectory(inputs[:, sure], cases, search.peel, least) if len(sure) < width else first
    taken = choose(steps, search.coverage).range.among(sure, width)
    return simplified(taken, inputs, cases, search.chance)


def _reproduced(
    inputs: Floats, cases: Flags, search: Search, boxes: int, seed: int
) -> dict[tuple[int, int], float]:
    """Return the share of random halves in which some box limits a side of an input (Bryant and Lempert
    2010, test of reproducibility).
    """
    if not search.halves or not boxes:
        return {}
    random = np.random.default_rng(seed)
    counts: Counter[tuple[int, int]] = Counter()
    for _ in range(search.halves):
        half = np.sort(random.permutation(len(cases))[: len(cases) // 2])
        ranges = _ranges(inputs[half], cases[half], replace(search, boxes=boxes))
        counts.update({limit for found in ranges for limit in found.limited()})
    sides = product((0, 1), range(inputs.shape[1]))
    return {limit: counts[limit] / search.halves for limit in sides}


def _boxes(
    ranges: Sequence[Range],
    names: Sequence[str],
    inputs: Floats,
    cases: Flags,
    shares: dict[tuple[int, int], float],
) -> tuple[Box, ...]:
    boxes, earlier = [], np.zeros(len(cases), dtype=np.bool_)
    for found in ranges:
        box = described(found, names, inputs, cases, earlier)
        limits = tuple(_with_share(limit, list(names).index(limit.name), shares) for limit in box.limits)
        boxes.append(replace(box, limits=limits))
        earlier = earlier | found.holds(inputs)
    return tuple(boxes)


def _with_share(limit: Limit, position: int, shares: dict[tuple[int, int], float]) -> Limit:
    """Return a limit with the share of halves that limit its less often limited side."""
    if not shares:
        return limit
    sides = [side for side, end in enumerate((limit.low, limit.high)) if end is not None]
    return replace(limit, reproduced=min(shares[side, position] for side in sides))
