"""Bars: what the predictions must come to, and by how much they miss it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from didymium.backtest.definition import (
    AtLeastBar,
    AtMostBar,
    Bar,
    BetweenBar,
    Definition,
    FirstShortSeries,
    InsideBar,
    WithinBar,
)
from didymium.backtest.points import SCORED
from didymium.backtest.predictions import Reason


@dataclass(frozen=True)
class Cleared:
    """One series against a bar. ``found`` are the value or values held against it: the lowest and the highest
    of the window, or the number of points within the share, of ``counted``.
    """

    series: str
    met: bool | None
    """Whether it clears the bar; None if nothing can be said: the run does not cover the days."""
    found: tuple[float, ...] = ()
    missed_by: float = 0.0
    """How far from the bar, in the unit of the series, or in points; 0 if it clears it."""
    counted: int = 0
    never: bool = False
    """Whether nobody runs short to the end of the run."""


@dataclass(frozen=True)
class BarResult:
    """A bar and how each of its series did."""

    bar: Bar
    series: tuple[Cleared, ...]

    @property
    def met(self) -> bool | None:
        """Whether all its series clear it; None if of some nothing can be said and none misses it."""
        found = [one.met for one in self.series]
        return False if False in found else (None if None in found else True)


def bars_of(definition: Definition, points: pl.DataFrame, paths: pl.DataFrame) -> tuple[BarResult, ...]:
    """Hold predictions against every bar of a backtest."""
    return tuple(
        BarResult(bar, tuple(_cleared(definition, bar, name, points, paths) for name in bar.series))
        for bar in definition.bar
    )


def _cleared(
    definition: Definition, bar: Bar, name: str, points: pl.DataFrame, paths: pl.DataFrame
) -> Cleared:
    own = points.filter(pl.col("series") == name)
    if isinstance(bar, WithinBar):
        return _within(bar, name, own)
    if isinstance(definition.one(name), FirstShortSeries):
        values = own.filter(pl.col("status") == SCORED)["predicted"].to_list()
        if (own["status"] == Reason.NEVER).any():
            # Whoever never runs short does so later than any day, but nobody can say by how much.
            return Cleared(name, isinstance(bar, AtLeastBar), tuple(values), never=True)
    else:
        values = _values(bar, paths.filter(pl.col("series") == name))
    if not values:
        return Cleared(name, None)
    return _against(bar, name, values)


def _values(bar: Bar, path: pl.DataFrame) -> list[float]:
    """Return the values of the periods that have a day in the window."""
    first, last = bar.from_ or dt.date.min, bar.until or dt.date.max
    touched = path.filter(pl.col("from") <= last, pl.col("until") >= first, pl.col("predicted").is_not_null())
    return [float(value) for value in touched["predicted"]]


def _against(bar: Bar, name: str, values: Sequence[float]) -> Cleared:
    lowest, highest = min(values), max(values)
    if isinstance(bar, BetweenBar):
        return _limited(name, (highest,), max(bar.low - highest, highest - bar.high))
    if isinstance(bar, InsideBar):
        return _limited(name, (lowest, highest), max(bar.low - lowest, highest - bar.high))
    if isinstance(bar, AtMostBar):
        return _limited(name, (highest,), highest - bar.value)
    assert isinstance(bar, AtLeastBar)
    return _limited(name, (highest,), bar.value - highest)


def _limited(name: str, found: tuple[float, ...], beyond: float) -> Cleared:
    return Cleared(name, beyond <= 0, found, max(beyond, 0.0))


def _within(bar: WithinBar, name: str, points: pl.DataFrame) -> Cleared:
    first, last = bar.from_ or dt.date.min, bar.until or dt.date.max
    there = points.filter(pl.col("from") >= first, pl.col("until") <= last, pl.col("error").is_not_null())
    near = there.filter(pl.col("error").abs() <= bar.share).height
    if not there.height:
        return Cleared(name, None)
    return Cleared(name, near >= bar.at_least, (float(near),), max(bar.at_least - near, 0), there.height)
