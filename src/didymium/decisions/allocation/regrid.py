"""From the periods of a run to other periods: flows by days in common, levels by straight lines between."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didymium.market.periods import Periods

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Regrid:
    """Turns courses over ``source`` into courses over ``target``, which must lie within it."""

    source: Periods
    target: Periods

    @cached_property
    def shares(self) -> Floats:
        """Share of each source period that lies in each target period; shape (S, T)."""
        offset = self.source.position(self.target.bounds[0])
        begin, end = self.target.starts + offset, self.target.ends + offset
        overlap = np.minimum(self.source.ends[:, None], end[None, :]) - np.maximum(
            self.source.starts[:, None], begin[None, :]
        )
        return np.asarray(np.clip(overlap, 0.0, None) / self.source.days[:, None])

    def flows(self, tonnes: Floats) -> Floats:
        """Return what falls into each target period of tonnes a source period; shapes (…, S) and (…, T)."""
        return np.asarray(tonnes @ self.shares)

    def rates(self, values: Floats) -> Floats:
        """Return the mean over the days of each target period; shapes (…, S) and (…, T)."""
        weights = self.shares * self.source.days[:, None]
        return np.asarray(values @ weights / self.target.days)

    def levels(self, opening: float, ends: Floats) -> Floats:
        """Return levels at the end of each target period, from one at the first day of the source and those
        at the ends of its periods; shapes (S,) and (T,).
        """
        days = np.concatenate([[0.0], self.source.ends])
        offset = self.source.position(self.target.bounds[0])
        return np.asarray(np.interp(self.target.ends + offset, days, np.concatenate([[opening], ends])))

    def level_on(self, day: dt.date, opening: float, ends: Floats) -> float:
        """Return the level on the morning of a day."""
        days = np.concatenate([[0.0], self.source.ends])
        return float(np.interp(self.source.position(day), days, np.concatenate([[opening], ends])))


def weeks_from(first: dt.date, days: int, length: int = 7) -> Periods:
    """Return periods of ``length`` days from a date on, ``days`` in all; the last one may be shorter."""
    starts = range(0, days, length)
    return Periods(tuple(first + dt.timedelta(days=day) for day in (*starts, days)))
