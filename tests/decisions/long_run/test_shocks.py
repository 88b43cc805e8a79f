"""The course of a shock: nobody acts on news before it comes, and nobody gains by it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from didymium.decisions.long_run.horizon import Calm, LongRun, calm_course, long_run
from didymium.decisions.long_run.markets import FutureMarket
from didymium.decisions.long_run.shocks import ROOM, course_program
from didymium.market.solver import HotSolver
from didymium.scenario.effects import without_news
from investment_cases import NEWS, paper


@pytest.fixture(scope="module")
def struck() -> FutureMarket:
    """The market in which the ban comes in January 2029."""
    return paper().setting.market(0, paper().struck())


def test_the_calm_course_is_its_own_course() -> None:
    """Without a shock and without projects nothing is lost."""
    ready = paper().setting.market(0, paper().calm())
    answer = HotSolver(ready.program).solve(duals=False)
    assert answer.objective == pytest.approx(ready.calm.cost_usd_million, rel=1e-8)


@pytest.mark.parametrize("day", [dt.date(2026, 2, 1), NEWS, dt.date(2032, 11, 5)])
def test_a_shock_never_gains(day: dt.date) -> None:
    """Its course has fewer ways out than the calm one; the later the ban, the less of it is lost."""
    ready = paper().setting.market(0, paper().struck(day))
    lost = HotSolver(ready.program).solve(duals=False).objective - ready.calm.cost_usd_million
    assert lost > 1.0


def test_capacity_of_others_is_held_until_it_could_be_built(struck: FutureMarket) -> None:
    """News comes in January 2029 and building takes two years: until 2031 no more than on the calm course,
    from 2031 on all that may be added at all.
    """
    run, calm = struck.run, struck.calm
    block, unit = run.market.supply.block, run.market.program.column_unit_t
    rows = run.entry_segments
    allowed = (block.view(struck.program.upper) * block.view(unit))[rows]
    used = block.view(calm.path.tonnes)[rows]
    early = np.array([day < dt.date(2031, 1, 1) for day in run.market.structure.periods.bounds[:-1]])
    assert len(rows) == 3
    assert (allowed[:, early] <= used[:, early] * ROOM + 1e-12).all()
    free = (block.view(run.market.program.upper) * block.view(unit))[rows]
    assert allowed[:, ~early] == pytest.approx(free[:, ~early])
    assert (allowed[:, ~early] > used[:, ~early] * 1.1).any()


def test_stocks_are_no_larger_than_on_the_calm_course(struck: FutureMarket) -> None:
    """Who does not know of a ban does not store for it: without the bound traders would fill their room
    before January 2029.
    """
    free = _course(struck.run, struck.calm, held=False)
    kept = _course(struck.run, struck.calm, held=True)
    stocks = struck.run.market.stocks
    assert stocks is not None
    level = stocks.high.view(struck.calm.path.tonnes)
    before = struck.run.market.structure.periods.index_of(NEWS)
    assert stocks.high.view(free)[:, before - 1].sum() > level[:, before - 1].sum() + 1.0
    assert (stocks.high.view(kept) <= level * ROOM + 1e-6).all()


def _course(run: LongRun, calm: Calm, *, held: bool) -> np.ndarray:
    """Return the tonnes of the struck course, with or without the bound on stocks."""
    program = course_program(run, run.market, calm.path, paper().struck().events)
    if not held:
        assert run.market.stocks is not None
        view = run.market.stocks.high.view(program.upper)
        view[:] = run.market.stocks.high.view(without_news(run.market).upper)
    return HotSolver(program).solve(duals=False).columns * program.column_unit_t


def test_lanes_of_projects_are_open_before_any_news(struck: FutureMarket) -> None:
    """Oxide can go from Australia, where a mill may come, to Japan in every period; from China to Japan not
    during the ban.
    """
    market = struck.run.market
    more = market.trade.more_block.view(struck.program.upper)
    lanes = {(row.origin, row.destination): n for n, row in enumerate(market.structure.routes)}
    assert np.isinf(more[lanes["AUS", "JPN"]]).all()
    year = market.structure.periods.index_of(dt.date(2030, 1, 1))
    assert more[lanes["CHN", "JPN"], year] == 0.0


def test_an_undecided_project_under_construction_is_not_counted_twice() -> None:
    """Its plant would run anyway and once more if chosen: until it is chosen it is a plan like others."""
    case = paper().case
    plants = tuple(
        row.model_copy(update={"status": "construction"}) if row.plant == "mill" else row
        for row in case.plants
    )
    begun = type(case)(case.settings, {**case.tables, "plants": plants})
    own = paper().setting.markets[0]
    costs = [
        calm_course(long_run(one, own.base_year, paper().setting.horizon)).cost_usd_million
        for one in (case, begun)
    ]
    assert costs[0] == pytest.approx(costs[1], rel=1e-9)
