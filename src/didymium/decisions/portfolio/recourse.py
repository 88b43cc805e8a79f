"""Each future's market as recourse: how much less is lost as projects open plants in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from didymium.decisions.long_run.futures import Fate, LongFuture
from didymium.decisions.long_run.horizon import LongRun
from didymium.decisions.long_run.markets import FutureMarket, Setting
from didymium.decisions.long_run.opening import opened
from didymium.decisions.portfolio.model import Build, Plan
from didymium.decisions.projects.timeline import first_product
from didymium.ensemble.two_stage import LinkedProgram, Recourse, make_links
from didymium.ensemble.two_stage.combined import SumOfRecourses
from didymium.market.program import Program

Progress = Callable[[int, int], None]
"""Told how many futures are ready, and of how many."""


EASE = 0.05
"""Share of the usual perturbation by which balances ask for less."""


def recourse_of(setting: Setting, plan: Plan, future: LongFuture) -> Recourse:
    """Return what a future loses as a function of the decisions, in million US dollars.

    Raises:
        SolverError: If a calm course has no answer.
    """
    parts = []
    for place, item in enumerate(future.markets):
        ready = setting.market(place, item)
        eased = _eased(ready)
        links = links_of(ready.run, plan, place, future.fates)
        made = make_links(eased, plan.decisions, column_upper=links)
        parts.append(LinkedProgram(eased, made, basis=ready.calm.basis))
    return parts[0] if len(parts) == 1 else SumOfRecourses(tuple(parts))


def _eased(ready: FutureMarket) -> Program:
    """Return the program of a course with its loss as objective, and with balances that ask for a trifle less
    than nothing.

    Without that the worth of the first tonne at a place where nothing is made or used could be anything up to
    the supply of last resort, and cuts would promise millions; with it, it is what it fetches elsewhere.
    """
    program, market = ready.program, ready.run.market
    row_lower = program.row_lower.copy()
    row_lower[market.balance.slice] -= EASE * market.perturbation
    constant = program.constant - ready.calm.cost_usd_million
    return replace(program, constant=constant, row_lower=row_lower)


def links_of(run: LongRun, plan: Plan, place: int, fates: Mapping[str, Fate]) -> list[tuple[int, str, float]]:
    """Return the columns of a market that each build lifts, in a future with these fates."""
    return [
        (position, build.name, units)
        for build in plan.builds
        if build.choice.market == place and (fate := fates[build.choice.name]).built
        for position, units in opened(run.market, build.choice.project, _begins(build, fate))
    ]


def _begins(build: Build, fate: Fate) -> dt.date:
    return first_product(build.choice.project, build.decided, fate.lead_months)


def recourses(
    setting: Setting,
    plan: Plan,
    futures: Sequence[LongFuture],
    workers: int = 1,
    progress: Progress = lambda done, count: None,
) -> tuple[Recourse, ...]:
    """Return the recourse of each future, in their order; raises as :func:`recourse_of` does."""
    found = []
    with ThreadPoolExecutor(workers) as pool:
        made = pool.map(lambda future: recourse_of(setting, plan, future), futures)
        for number, recourse in enumerate(made, start=1):
            found.append(recourse)
            progress(number, len(futures))
    return tuple(found)
