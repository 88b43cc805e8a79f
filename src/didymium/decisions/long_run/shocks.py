"""A shock in the long run: what is known before its news, and the program of the whole course.

A course is one program from the first year to the last, so that what projects change can be read from its
duals. Agents of such a program know everything from the first day. Three things keep them from acting on news
that has not come, all bounds taken from the calm course without projects:

- capacity that others add is no larger than on the calm course until the news and the years that building
  takes have passed;
- private stocks are no larger than on the calm course;
- buyers qualify suppliers and climb their ladders as far as on the calm course, where they have had all the
  years for it, and further only from the news on, as in every scenario.

Lanes from and to the plants of projects are qualified before any news: a project that is built has its buyers
and its feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.long_run.horizon import LongRun
from didymium.market.build import Market
from didymium.market.program import Program
from didymium.scenario.draft import Draft
from didymium.scenario.effects import apply_events, without_news
from didymium.scenario.path import Path
from didymium.scenario.schema import Event, ProjectBuild

ROOM = 1.0 + 1e-6
"""What a bound leaves above the calm course, so that rounding makes nothing impossible."""


def course_program(
    run: LongRun,
    market: Market,
    calm: Path,
    events: Sequence[Event],
    builds: Sequence[ProjectBuild] = (),
) -> Program:
    """Return the program of a course on which ``events`` happen, with no undecided project but those of
    ``builds``, as their plants stand in the case.

    Args:
        run: The long run.
        market: Its market, or one of the same case with columns for the events.
        calm: The calm course of that market.
        events: What happens; none: the calm course itself, free to add capacity and stocks.
        builds: Projects that are built, by the plants that stand in the case.
    """
    return drafted_course(run, market, calm, events, builds)[0]


def drafted_course(
    run: LongRun,
    market: Market,
    calm: Path,
    events: Sequence[Event],
    builds: Sequence[ProjectBuild] = (),
) -> tuple[Program, Draft]:
    """Return the program of a course as :func:`course_program` does, and what its path is read with."""
    program, draft = apply_events(market, calm.reference_flows, (*events, *builds), (), calm.tonnes)
    if not events and not builds:
        return without_news(market), draft
    if not events:
        calm_upper = np.maximum(program.upper, without_news(market).upper)
        return replace(program, upper=calm_upper), draft
    upper = program.upper.copy()
    _keep_ways_out(market, calm, np.isinf(draft.limit_t), upper)
    _open_lanes_of_projects(run, market, np.isinf(draft.limit_t), upper)
    _hold_entry(run, market, calm, events, upper)
    _hold_stocks(market, calm, upper)
    return replace(program, upper=upper), draft


def _keep_ways_out(market: Market, calm: Path, free: NDArray[np.bool_], upper: NDArray[np.float64]) -> None:
    """Leave what the calm course ships on new routes that nothing limits, and what it replaces.

    ``free`` says which routes are free when; shape (routes, T).
    """
    blocks = [(market.trade.more_block, free)]
    if market.use.swap is not None:
        blocks.append((market.use.swap, np.array(True)))
    for block, open_ in blocks:
        used = block.view(calm.tonnes) / block.view(market.program.column_unit_t) * ROOM
        view = block.view(upper)
        view[:] = np.where(open_, np.maximum(view, used), view)


def _open_lanes_of_projects(
    run: LongRun, market: Market, free: NDArray[np.bool_], upper: NDArray[np.float64]
) -> None:
    structure = market.structure
    touched = {
        (plant.region, material)
        for plant in structure.plants
        if plant.plant in run.built
        for material in structure.recipe(plant.process)
    }
    own = np.array(
        [
            (route.origin, route.material) in touched or (route.destination, route.material) in touched
            for route in structure.routes
        ]
    )
    block = market.trade.more_block
    view = block.view(upper)
    view[:] = np.where(free & own[:, None], np.maximum(view, block.view(market.program.upper)), view)


def _hold_entry(
    run: LongRun, market: Market, calm: Path, events: Sequence[Event], upper: NDArray[np.float64]
) -> None:
    periods = market.structure.periods
    first_news = min(event.known_from for event in events)
    built = first_news.replace(year=first_news.year + run.entry.lead_years, day=min(first_news.day, 28))
    held = np.array([day < built for day in periods.bounds[:-1]])
    view = market.supply.block.view(upper)
    used = market.supply.block.view(calm.tonnes) / market.supply.block.view(market.program.column_unit_t)
    rows = run.entry_segments
    view[rows] = np.where(held, np.minimum(view[rows], used[rows] * ROOM), view[rows])


def _hold_stocks(market: Market, calm: Path, upper: NDArray[np.float64]) -> None:
    if market.stocks is None:
        return
    block = market.stocks.high
    used = block.view(calm.tonnes) / block.view(market.program.column_unit_t)
    view = block.view(upper)
    view[:] = np.minimum(view, used * ROOM)
