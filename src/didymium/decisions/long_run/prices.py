"""Prices over the years at the places of projects, in each future, with or without the other projects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.case.project_schema import Project
from didymium.decisions.long_run.futures import LongFuture
from didymium.decisions.long_run.markets import FutureMarket, Setting
from didymium.decisions.long_run.opening import opened
from didymium.decisions.projects.timeline import first_product
from didymium.market.base_year import Node
from didymium.market.periods import Periods
from didymium.market.program import Program
from didymium.market.solution import solve_market
from didymium.market.solver import HotSolver

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

LAST_YEARS = 3
"""Years at the end of the horizon whose mean price holds on after it."""


@dataclass(frozen=True, eq=False)
class PricePaths:
    """Prices at places by future and calendar year, US dollars per kg.

    ``fetches`` is what one tonne more sold at a place fetches, ``costs`` what one tonne more bought there
    costs, NaN where there is none to be had; each of shape (futures, years).
    """

    years: NDArray[np.int64]
    fetches: Mapping[Node, Floats]
    costs: Mapping[Node, Floats]
    shocks: tuple[str, ...]
    """The shock of each future in this market; blank: calm."""
    probabilities: Floats

    def until(self, last_year: int) -> PricePaths:
        """Return the paths to a later year, each going on at the mean of the last years of the horizon that
        have a price; without one there is none later either.
        """
        more = max(last_year - int(self.years[-1]), 0)
        years = np.arange(self.years[0], self.years[0] + len(self.years) + more)

        def longer(paths: Mapping[Node, Floats]) -> dict[Node, Floats]:
            return {
                node: np.hstack([path, np.repeat(_known_mean(path[:, -LAST_YEARS:])[:, None], more, axis=1)])
                for node, path in paths.items()
            }

        return replace(self, years=years, fetches=longer(self.fetches), costs=longer(self.costs))


def price_paths(
    setting: Setting,
    place: int,
    futures: Sequence[LongFuture],
    projects: Sequence[Project],
    nodes: Collection[Node],
    *,
    workers: int = 1,
    progress: Progress = lambda done, count: None,
) -> PricePaths:
    """Solve one of the markets in every future with some projects built, and return the prices at places.

    Args:
        setting: The markets and the years.
        place: Which market.
        futures: What may happen.
        projects: Those that are decided as early as they can be, and come as each future has it.
        nodes: Regions and materials asked about.
        workers: Threads; the answer does not depend on their number.
        progress: Told after each future.

    Raises:
        SolverError: If a market has no answer.
    """
    found, wanted = [], sorted(nodes)

    def solved(future: LongFuture) -> tuple[Floats, Floats]:
        return _prices(setting.market(place, future.markets[place]), future, projects, wanted)

    with ThreadPoolExecutor(workers) as pool:
        for number, pair in enumerate(pool.map(solved, futures), start=1):
            found.append(pair)
            progress(number, len(futures))
    return PricePaths(
        setting.horizon.years,
        {node: np.array([low[n] for low, _ in found]) for n, node in enumerate(wanted)},
        {node: np.array([high[n] for _, high in found]) for n, node in enumerate(wanted)},
        tuple(future.markets[place].shock for future in futures),
        np.array([future.probability for future in futures]),
    )


def with_projects(ready: FutureMarket, future: LongFuture, projects: Sequence[Project]) -> Program:
    """Return the program of a course on which projects are decided as early as they can be, and come as the
    future has it.
    """
    upper = ready.program.upper.copy()
    begin = ready.run.horizon.begin
    for project in projects:
        fate = future.fates[project.project]
        if fate.built:
            decided = max(project.earliest_decision or begin, begin)
            for position, units in opened(
                ready.run.market, project, first_product(project, decided, fate.lead_months)
            ):
                upper[position] += units
    return replace(ready.program, upper=upper)


def _prices(
    ready: FutureMarket, future: LongFuture, projects: Sequence[Project], nodes: Sequence[Node]
) -> tuple[Floats, Floats]:
    """Return what nodes fetch and cost by year; shapes (nodes, years)."""
    market, program = ready.run.market, with_projects(ready, future, projects)
    solver = HotSolver(program)
    solver.start_from(ready.calm.basis)
    solution = solve_market(market, solver, program, intervals=True)
    assert solution.prices_low is not None
    weights = _year_weights(market.structure.periods, ready.run.horizon.years)
    places = [market.structure.node_index.get(node) for node in nodes]
    unknown = np.full(len(weights), np.nan)

    def by_year(prices: Floats) -> Floats:
        return np.array([unknown if n is None else _yearly(weights, prices[n]) for n in places])

    low = np.fmin(np.nan_to_num(solution.prices_low, nan=np.inf), np.nan_to_num(solution.duals, nan=np.inf))
    return by_year(np.where(np.isinf(low), 0.0, low)), by_year(solution.prices)


def _known_mean(paths: Floats) -> Floats:
    """Return the mean of what is known in each row, NaN where nothing is; shapes (rows, years), (rows,)."""
    known = np.isfinite(paths)
    count = known.sum(axis=1)
    total = np.where(known, paths, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(len(paths), np.nan), where=count > 0))


def _yearly(weights: Floats, prices: Floats) -> Floats:
    """Return the mean of each year's periods; a year with a period without a price has none."""
    return np.asarray(np.where(weights > 0.0, weights * prices, 0.0).sum(axis=1))


def _year_weights(periods: Periods, years: NDArray[np.int64]) -> Floats:
    """Return the share of each period in each calendar year's days; shape (years, T). Periods lie within
    years.
    """
    of_year = np.array([[day.year == year for day in periods.bounds[:-1]] for year in years], dtype=float)
    days = of_year * periods.days
    return np.asarray(days / days.sum(axis=1, keepdims=True))
