"""How much of a good's value is listed content of one origin, traced through its parts, with bounds.

A part of unknown value is worth nothing at least and what its whole leaves at most; a part of unknown origin
or kind may be listed content or not. The parts list of a good that has one is taken as complete: what it does
not name is work, energy and margin.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from didymium.files.problems import InputError, Problem
from didymium.screening.answer import Holds
from didymium.screening.export.bill import Bill

_ROUNDING = 1e-9
_SMALLEST = sys.float_info.min
_DIGITS = 12
"""Digits of a share: sums of decimals miss a threshold that they reach by less than this."""


@dataclass(frozen=True)
class Bounds:
    """Lowest and highest value that the known facts allow; None: nothing bounds it from above."""

    low: float
    high: float | None

    def __add__(self, other: Bounds) -> Bounds:
        """Add two amounts."""
        high = None if self.high is None or other.high is None else self.high + other.high
        return Bounds(self.low + other.low, high)

    def times(self, factor: float) -> Bounds:
        """Return so many of it; what may be worth something stays so, however small it is."""
        if not self.high:
            return Bounds(self.low * factor, self.high)
        return Bounds(self.low * factor, max(self.high * factor, _SMALLEST))


NOTHING = Bounds(0.0, 0.0)


def values_of(bill: Bill) -> list[Bounds]:
    """Return what one of each item is worth, US dollars: as stated, or at least the sum of its parts.

    Raises:
        InputError: If parts are surely worth more than the whole that they are built into.
    """
    values: list[Bounds] = [NOTHING] * len(bill.lines)
    problems = []
    for place in bill.parts_first:
        line = bill.lines[place]
        parts = _sum(bill, place, values)
        if line.value_usd is None:
            values[place] = Bounds(parts.low, None)
            continue
        values[place] = Bounds(line.value_usd, line.value_usd)
        if parts.low > line.value_usd * (1 + _ROUNDING):
            message = f"is less than the {parts.low:,.6g} that its parts are worth"
            row = bill.rows[place] if bill.rows else place + 2
            problems.append(Problem(bill.file, message, row, "value_usd", f"{line.value_usd:g}"))
    if problems:
        raise InputError(problems)
    return values


def content_of(
    bill: Bill,
    values: list[Bounds],
    counts: Callable[[int], Holds],
    may_hide: Callable[[int], bool],
) -> list[Bounds]:
    """Return how much of one of each item's value is content that counts, US dollars.

    ``counts(place)`` says whether an item as a whole is such content; ``may_hide(place)`` whether an item may
    hold some that none of its parts accounts for: it has no parts list, or one that lacks what it holds.
    """
    content: list[Bounds] = [NOTHING] * len(bill.lines)
    for place in bill.parts_first:
        whole, value = counts(place), values[place]
        if whole is Holds.YES:
            content[place] = value
            continue
        within = _sum(bill, place, content)
        if may_hide(place):
            within = Bounds(within.low, value.high)
        high = value.high if whole is Holds.UNKNOWN else _least(within.high, value.high)
        content[place] = Bounds(within.low, high)
    return content


def share_of(content: Bounds, value: Bounds) -> tuple[float, float]:
    """Return the lowest and highest share, per cent, that an amount within a value can be."""
    low = min(_percent(content.low, value.high), 100.0) if value.high else 0.0
    if content.high == 0.0:
        return 0.0, 0.0
    if content.high is None or value.low <= content.high:
        return low, 100.0
    return low, _percent(content.high, value.low)


def _percent(amount: float, whole: float) -> float:
    return float(f"{100.0 * amount / whole:.{_DIGITS}g}")


def _sum(bill: Bill, place: int, amounts: list[Bounds]) -> Bounds:
    total = NOTHING
    for part in bill.parts.get(place, ()):
        total = total + amounts[part].times(bill.lines[part].quantity)
    return total


def _least(first: float | None, second: float | None) -> float | None:
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)
