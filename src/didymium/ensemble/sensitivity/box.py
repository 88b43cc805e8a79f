"""Boxes: ranges of inputs, how much of what happens lies in them, and which limits may be chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Limit:
    """The range of one input in a box, None on a side that is free.

    ``chance_low`` and ``chance_high`` are the quasi-p-values of Bryant and Lempert (2010): how likely the box
    without this limit would give as high a density by chance. ``reproduced`` is the share of random halves of
    the scenarios in which a box limits the same side of this input, None if none were drawn.
    """

    name: str
    low: float | None
    high: float | None
    chance_low: float | None
    chance_high: float | None
    reproduced: float | None = None

    @property
    def chance(self) -> float:
        """The quasi-p-value of its more doubtful side."""
        return max(value for value in (self.chance_low, self.chance_high) if value is not None)


@dataclass(frozen=True)
class Box:
    """Ranges of inputs in which something happens more often than elsewhere.

    All shares are of the scenarios that earlier boxes do not hold, but ``coverage``, which is of all cases.
    """

    limits: tuple[Limit, ...]
    coverage: float
    """Share of all cases that lie in it, and in no earlier box."""
    density: float
    """Share of the scenarios in it that are cases."""
    mass: float
    """Share of all scenarios that lie in it, and in no earlier box."""
    base: float
    """Share of cases among the scenarios that it was searched in: the density without any limit."""
    scenarios: int
    """Scenarios in it."""


@dataclass(frozen=True)
class Range:
    """A low and a high limit by input, infinite where free; both of shape (inputs,)."""

    low: Floats
    high: Floats

    def holds(self, inputs: Floats) -> Flags:
        """Return which scenarios lie in it; shapes (scenarios, inputs) and (scenarios,)."""
        return np.asarray(((inputs >= self.low) & (inputs <= self.high)).all(axis=1))

    def without(self, side: int, position: int) -> Range:
        """Return the range with one limit (side 0 low, 1 high) taken away."""
        ends = [self.low.copy(), self.high.copy()]
        ends[side][position] = (-np.inf, np.inf)[side]
        return Range(*ends)

    def among(self, positions: Integers, width: int) -> Range:
        """Return the range over ``width`` inputs, of which these are at ``positions``, the others free."""
        low, high = np.full(width, -np.inf), np.full(width, np.inf)
        low[positions], high[positions] = self.low, self.high
        return Range(low, high)

    def limited(self) -> list[tuple[int, int]]:
        """Return the limits that there are, as side and position of the input."""
        ends = (self.low, self.high)
        return [(side, int(n)) for side in (0, 1) for n in np.flatnonzero(np.isfinite(ends[side]))]


def chance_of(found: Range, side: int, position: int, inputs: Floats, cases: Flags) -> float:
    """Return the quasi-p-value of a limit: the chance of at least as many cases in the box, if each scenario
    in it were one as often as in the box without this limit (Bryant and Lempert 2010, a binomial test).
    """
    from scipy.stats import binomtest  # it takes long to load

    inside = cases[found.holds(inputs)]
    wider = cases[found.without(side, position).holds(inputs)]
    test = binomtest(int(inside.sum()), len(inside), float(wider.mean()), alternative="greater")
    return float(test.pvalue)


def simplified(found: Range, inputs: Floats, cases: Flags, most: float) -> Range:
    """Return a range without the limits that may be chance: the most doubtful one is taken away first, until
    every quasi-p-value is at most ``most``.
    """
    while limits := found.limited():
        chances = [chance_of(found, side, position, inputs, cases) for side, position in limits]
        worst = int(np.argmax(chances))
        if chances[worst] <= most:
            return found
        found = found.without(*limits[worst])
    return found


def described(found: Range, names: Sequence[str], inputs: Floats, cases: Flags, earlier: Flags) -> Box:
    """Return a box with its figures.

    Args:
        found: The range.
        names: Names of the inputs.
        inputs: Values of the inputs; shape (scenarios, inputs).
        cases: Where it happens; shape (scenarios,).
        earlier: Scenarios in earlier boxes; shape (scenarios,).
    """
    there, happens = inputs[~earlier], cases[~earlier]
    inside = found.holds(there)
    number = int(inside.sum())
    limits = tuple(
        _limit(found, position, names[position], there, happens)
        for position in sorted({position for _, position in found.limited()})
    )
    hit = int(happens[inside].sum())
    return Box(
        limits, hit / int(cases.sum()), hit / number, number / len(cases), float(happens.mean()), number
    )


def _limit(found: Range, position: int, name: str, inputs: Floats, cases: Flags) -> Limit:
    ends, chances = [], []
    for side, values in enumerate((found.low, found.high)):
        end = float(values[position])
        finite = bool(np.isfinite(end))
        ends.append(end if finite else None)
        chances.append(chance_of(found, side, position, inputs, cases) if finite else None)
    return Limit(name, ends[0], ends[1], chances[0], chances[1])
