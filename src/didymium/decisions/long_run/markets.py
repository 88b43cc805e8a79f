"""A market in a future: its calm course and the program of what happens in it."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.decisions.long_run.entry import Entry
from didymium.decisions.long_run.futures import MarketCase, MarketFuture
from didymium.decisions.long_run.horizon import Calm, Horizon, LongRun, calm_course, long_run
from didymium.decisions.long_run.shocks import course_program
from didymium.market.program import Program


@dataclass(frozen=True, eq=False)
class FutureMarket:
    """A market in a future: its long run, its calm course without projects, and the program of its course."""

    run: LongRun
    calm: Calm
    program: Program


@dataclass(frozen=True, eq=False)
class Setting:
    """What all futures have in common."""

    markets: tuple[MarketCase, ...]
    horizon: Horizon
    entry: Entry = Entry()

    def market(self, place: int, future: MarketFuture) -> FutureMarket:
        """Return one of the markets in a future.

        Raises:
            SolverError: If it has no answer.
        """
        own, fine_year = self.markets[place], future.news.year if future.news else None
        run = long_run(future.case, own.base_year, self.horizon, self.entry, own.shape, fine_year)
        calm = calm_course(run)
        return FutureMarket(run, calm, course_program(run, run.market, calm.path, future.events))
