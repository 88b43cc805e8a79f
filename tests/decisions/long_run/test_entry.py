"""Capacity that others add: as much as stated, at the cost stated, and what prices do with and without it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from didymium.decisions.long_run.entry import Entry, is_entry, with_entry
from didymium.decisions.long_run.horizon import calm_course, long_run
from didymium.market.solution import solve_market
from didymium.market.solver import HotSolver
from investment_cases import LAST, paper


def test_capacity_follows_the_formula() -> None:
    """The Chinese pit ran at 1,000 t in 2024. At 10 % a year and a lead of three years from the case's first
    day in 2025, capacity begins in 2028 with 1000 · (1.1⁴ − 1) = 464.1 t, and is 1000 · (1.1⁶ − 1) =
    771.561 t in 2030.
    """
    grown = with_entry(paper().case, paper().base, Entry(growth_per_year=0.10, lead_years=3), 2030)
    course = {
        row.from_: row.capacity_t_per_year
        for row in grown.capacity_changes
        if row.plant == "later_mining_CHN"
    }
    assert list(course) == [dt.date(year, 1, 1) for year in (2028, 2029, 2030)]
    assert course[dt.date(2028, 1, 1)] == pytest.approx(464.1, rel=1e-6)
    assert course[dt.date(2030, 1, 1)] == pytest.approx(771.561, rel=1e-6)


def test_only_what_runs_grows() -> None:
    """One plant for each process and region that ran: no pit in Australia, where none ran in 2024."""
    grown = with_entry(paper().case, paper().base, Entry(), LAST)
    added = {row.plant for row in grown.plants if is_entry(row.plant)}
    assert added == {"later_mining_CHN", "later_separating_CHN", "later_smelting_JPN"}
    assert {row.capacity_t_per_year for row in grown.plants if row.plant in added} == {0.0}


def test_it_costs_what_it_is_worth_at_base_prices() -> None:
    """A tonne of ore is worth 8 dollars a kg; the mill makes 0.5 · 40 of oxide of it, 12 more than the ore;
    the smelter 80 of metal with 1.25 · 40.565 of oxide, the price in Japan. All stated costs are lower.
    """
    base = paper().base
    grown = with_entry(paper().case, base, Entry(), LAST)
    cost = {row.plant: row.cost_usd_per_kg for row in grown.plants}
    assert cost["later_mining_CHN"] == pytest.approx(8.0, abs=1e-5)
    assert cost["later_separating_CHN"] == pytest.approx(12.0, abs=1e-5)
    assert cost["later_smelting_JPN"] == pytest.approx(80.0 - 1.25 * base.price["JPN", "oxide"], abs=1e-5)


def test_prices_stay_near_those_of_the_base_year_only_with_it() -> None:
    """Use grows by 8 % a year and others can add 12 %: from 2027 on, when the first new capacity runs, oxide
    stays within 2 % of 40 dollars. Without entry use doubles from 2024 to 2033 on plants that could make a
    fifth more: in 2033 it costs more than five times as much.
    """
    with_it, without = _oxide_in_china(Entry()), _oxide_in_china(Entry(growth_per_year=0.0))
    assert np.abs(with_it[1:] / 40.0 - 1.0).max() < 0.02
    assert without[-1] > 5.0 * 40.0


def _oxide_in_china(entry: Entry) -> np.ndarray:
    own = paper().setting.markets[0]
    run = long_run(own.case, own.base_year, paper().setting.horizon, entry, own.shape)
    program = calm_course(run).path.program
    solution = solve_market(run.market, HotSolver(program), program)
    return solution.prices[run.market.structure.node_index["CHN", "oxide"]]
