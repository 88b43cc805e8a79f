"""What a project opens: its ramp, its life, its expansions, and the same market as from the case's tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from didymium.case.case import Case
from didymium.case.schema import CapacityChange
from didymium.decisions.long_run.horizon import Horizon, LongRun, long_run
from didymium.decisions.long_run.opening import opened, ramp
from didymium.decisions.portfolio.again import losses_again
from didymium.decisions.portfolio.model import Funding, Plan
from didymium.decisions.portfolio.recourse import links_of, recourse_of
from didymium.decisions.projects.pipeline import candidates
from didymium.ensemble.two_stage import LinkedProgram, make_links
from investment_cases import WHY, every_portfolio, paper


def _run(case: Case | None = None) -> LongRun:
    """Years only from 2026 on, but for the quarters of 2026 and 2027."""
    return long_run(case or paper().case, paper().base, Horizon(2026, 2033), fine_year=2026)


def test_the_ramp_by_hand() -> None:
    """A ramp of one year has two steps: from 1 April 2028 half, from 1 April 2029 all of it, for a life of
    three years until 31 March 2031. Of 2028 275 days of 366 at a half; of 2029 90 of 365 at a half and 275
    in full; 2030 whole; 90 of 365 days of 2031.
    """
    project = paper().projects[0].model_copy(update={"life_years": 3.0})
    shares = ramp(project, dt.date(2028, 4, 1), _run().market)
    quarters = 8
    by_hand = [0.5 * 275 / 366, 0.5 * 90 / 365 + 275 / 365, 1.0, 90 / 365, 0.0, 0.0]
    assert shares[:quarters] == pytest.approx(np.zeros(quarters))
    assert shares[quarters:] == pytest.approx(by_hand)


def test_it_opens_the_columns_of_its_plant_only() -> None:
    """300 t a year of the pit: 150 t in 2028, 300 t in each year after; nothing once the horizon is over."""
    run, project = _run(), paper().projects[0]
    lifted = _tonnes(run, dict(opened(run.market, project, dt.date(2028, 1, 1))))
    plant = [row.plant for row in run.market.structure.plants].index("pit")
    assert lifted[plant] == pytest.approx([0.0] * 8 + [150.0] + [300.0] * 5)
    assert not np.delete(lifted, plant, axis=0).any()
    assert not list(opened(run.market, project, dt.date(2034, 1, 1)))


def test_expansions_count_as_its_finance_counts_them() -> None:
    """A pit whose second step of 500 t stands in capacity_changes.csv opens 500 t a year at the end of its
    ramp, whatever the day stated there: as much as the candidate sells.
    """
    step = CapacityChange.model_validate(
        {"plant": "pit", "from": dt.date(2032, 1, 1), "capacity_t_per_year": 500.0, "source": WHY}
    )
    case = paper().case
    case = replace(case, tables={**case.tables, "capacity_changes": (step,)})
    run = _run(case)
    lifted = _tonnes(run, dict(opened(run.market, case.projects[0], dt.date(2028, 1, 1))))
    assert lifted.sum(axis=0)[-5:] == pytest.approx([500.0] * 5)
    assert candidates(case)[0].capacity_t_per_year == {"ore": 500.0}


def _tonnes(run: LongRun, units: dict[int, float]) -> np.ndarray:
    """Return what is lifted as tonnes by plant and period."""
    market = run.market
    lifted = np.zeros_like(market.program.upper)
    for position, value in units.items():
        lifted[position] += value * market.program.column_unit_t[position]
    by_segment, plants = market.supply.block.view(lifted), market.supply.plant_of
    return np.array([by_segment[plants == n].sum(axis=0) for n in range(len(market.structure.plants))])


@pytest.fixture(scope="module")
def portfolios() -> tuple[Plan, list[tuple[Funding, ...]]]:
    """Nothing, the pit, the pair, and the pair with the mill decided two years later."""
    plan = paper().plan()
    wanted = [
        set(),
        {"new_pit 2026-01-01"},
        {"new_pit 2026-01-01", "new_mill 2026-01-01"},
        {"new_pit 2026-01-01", "new_mill 2028-01-01", "dear_pit 2026-01-01"},
    ]
    found = {frozenset(item.build.name for item in one): one for one in every_portfolio(plan)}
    return plan, [found[frozenset(names)] for names in wanted]


def test_bounds_of_the_search_and_tables_of_the_case_lose_the_same(
    portfolios: tuple[Plan, list[tuple[Funding, ...]]],
) -> None:
    """Two ways to the same market: bounds that a decision lifts, and plants built in the tables of the case
    with their ramp as later capacities. In every future with every portfolio the same loss within 1e-6 of
    the market.
    """
    plan, chosen = portfolios
    for future in paper().futures:
        ready = paper().setting.market(0, future.markets[0])
        links = make_links(
            ready.program, plan.decisions, column_upper=links_of(ready.run, plan, 0, future.fates)
        )
        plain = LinkedProgram(ready.program, links, basis=ready.calm.basis)
        for one in chosen:
            value, _ = plain.value_and_slope(plan.decision_of(one))
            (again,) = losses_again(paper().setting, [future], one)
            assert value - ready.calm.cost_usd_million == pytest.approx(again, abs=1e-5)


def test_balances_eased_for_the_search_hardly_move_losses(
    portfolios: tuple[Plan, list[tuple[Funding, ...]]],
) -> None:
    """What the search sees is off by less than a ten-thousandth of the loss, the same for every portfolio."""
    plan, chosen = portfolios
    future = paper().futures[1]
    recourse = recourse_of(paper().setting, plan, future)
    seen = np.array([recourse.value_and_slope(plan.decision_of(one))[0] for one in chosen])
    again = np.array([losses_again(paper().setting, [future], one)[0] for one in chosen])
    assert np.abs(seen - again).max() < 1e-4 * again[0]
    assert np.ptp(seen - again) < 1e-5 * again[0]
