"""A market in a future: its calm course and the program of what happens in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from didymium.decisions.long_run.entry import Entry
from didymium.decisions.long_run.futures import MarketCase, MarketFuture
from didymium.decisions.long_run.horizon import Calm, Horizon, LongRun, calm_course, long_run
from didymium.decisions.long_run.shocks import course_program
from didymium.market.program import Program

MOST_KEPT = 64
"""Markets kept in memory, about 20 MB each."""


@dataclass(frozen=True, eq=False)
class FutureMarket:
    """A market in a future: its long run, its calm course without projects, the program of its course, and
    the future itself.
    """

    run: LongRun
    calm: Calm
    program: Program
    future: MarketFuture


@dataclass(frozen=True, eq=False)
class Setting:
    """What all futures have in common."""

    markets: tuple[MarketCase, ...]
    horizon: Horizon
    entry: Entry = Entry()
    _kept: dict[tuple[int, int], FutureMarket] = field(default_factory=dict, init=False, repr=False)
    """What was made, by its place and the identity of its future: prices and choices ask for the same."""

    def market(self, place: int, future: MarketFuture) -> FutureMarket:
        """Return one of the markets in a future, made once for the first ``MOST_KEPT``.

        Raises:
            SolverError: If it has no answer.
        """
        found = self._kept.get((place, id(future)))
        if found is None:
            found = self._made(place, future)
            if len(self._kept) < MOST_KEPT:
                self._kept[place, id(future)] = found
        return found

    def _made(self, place: int, future: MarketFuture) -> FutureMarket:
        own, fine_year = self.markets[place], future.news.year if future.news else None
        run = long_run(future.case, own.base_year, self.horizon, self.entry, own.shape, fine_year)
        calm = calm_course(run)
        return FutureMarket(run, calm, course_program(run, run.market, calm.path, future.events), future)
