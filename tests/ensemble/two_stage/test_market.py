"""A small market as recourse: how much to have in stock before it is known whether a ban comes."""

from dataclasses import replace

import numpy as np
import pytest

from didymium.case.settings import Profile
from didymium.ensemble.two_stage import (
    CvarWeight,
    Decisions,
    LinkedProgram,
    Risk,
    TwoStageError,
    TwoStageProblem,
    WeightedScenario,
    information_value,
    make_links,
    solve_extensive_form,
    solve_two_stage,
)
from didymium.market.build import Market
from didymium.market.solver import HotSolver
from didymium.market.trade import columns_of_route
from market_cases import EXACT, CaseBuilder, build

USD_PER_KG = 30.0
BANNED_FROM = 3
"""Index of the first month of the ban: April of six months from January on."""


def island() -> Market:
    """Oxide costs 10 in AUS and 1 to ship to JPN, where 1200 t a year are worth 100 dollars a kg and 1200 t
    more are worth 40. Traders in JPN have room for 2000 t and nothing in stock.
    """
    case = (
        CaseBuilder()
        .source_of("oxide", "AUS", 5000, 10)
        .route("oxide", "AUS", "JPN", 1.0)
        .steps("cars", "JPN", "oxide", (1200.0, 100.0), (1200.0, 40.0))
        .holding("JPN", "oxide", 0.0, 1000.0, room_t=2000.0)
        .build()
    )
    return build(case, Profile(months=6), None, EXACT)


def stock_problem(probability: float, risk: Risk | None = None) -> TwoStageProblem:
    """Tonnes bought now at 30 dollars a kg are in stock on the first day, with a ban or without."""
    market = island()
    assert market.stocks is not None
    decisions = Decisions(("stock_t",), cost=[USD_PER_KG * 1e-3], lower=[0.0], upper=[2000.0])
    opening = int(market.stocks.rows.index(0)[0])
    banned = market.program.upper.copy()
    for columns in columns_of_route(market.trade, 0):
        banned[columns[BANNED_FROM:]] = 0.0
    programs = (market.program, replace(market.program, upper=banned))
    linked = [
        LinkedProgram(
            program,
            make_links(program, decisions, rows=[(opening, "stock_t", 1 / program.row_unit_t[opening])]),
        )
        for program in programs
    ]
    scenarios = (
        WeightedScenario("trade goes on", 1 - probability, linked[0]),
        WeightedScenario("ban from April", probability, linked[1]),
    )
    problem = TwoStageProblem(decisions, scenarios)
    return problem if risk is None else replace(problem, risk=risk)


def tonnes_of_ban(per_year: float) -> float:
    """What a use of so many tonnes a year takes from April to June."""
    return float(per_year * island().structure.periods.years[BANNED_FROM:].sum())


@pytest.mark.parametrize(
    ("probability", "covered_per_year"),
    [
        # A tonne saves 11 without a ban and serves what is worth 100 or 40 in one.
        # 0.8·11 + 0.2·100 = 28.8 does not cover 30.
        (0.2, 0.0),
        # 0.6·11 + 0.4·100 = 46.6 covers 30; 0.6·11 + 0.4·40 = 22.6 does not.
        (0.4, 1200.0),
        # 0.3·11 + 0.7·40 = 31.3 covers it too.
        (0.7, 2400.0),
    ],
)
def test_stock_by_hand(probability: float, covered_per_year: float) -> None:
    """Stock is bought for the uses of the banned months whose expected worth covers its price, and for no
    others; the program written out says the same.
    """
    found = solve_two_stage(stock_problem(probability))
    whole = solve_extensive_form(stock_problem(probability))
    assert found.decision == pytest.approx([tonnes_of_ban(covered_per_year)], abs=0.01)
    assert found.objective == pytest.approx(whole.objective, rel=2e-6)
    assert whole.decision == pytest.approx([tonnes_of_ban(covered_per_year)], abs=0.01)


def test_cautious_buyer_covers_the_ban() -> None:
    """A ban of probability 0.2 is not worth a stock on average. Where only the worst fifth counts, it is
    bought for every use worth more than its price: 2400 t a year.
    """
    found = solve_two_stage(stock_problem(0.2, CvarWeight(1.0, 0.8)))
    whole = solve_extensive_form(stock_problem(0.2, CvarWeight(1.0, 0.8)))
    assert found.decision == pytest.approx([tonnes_of_ban(2400.0)], abs=0.01)
    assert found.objective == pytest.approx(whole.objective, rel=2e-6)


def test_scenarios_start_from_a_basis() -> None:
    """Started from the market without a ban, no scenario is solved cold, and the answer is the same."""
    market = island()
    reference = HotSolver(market.program)
    reference.solve()
    problem = stock_problem(0.4)
    hot = replace(
        problem,
        scenarios=tuple(
            replace(scenario, recourse=replace(scenario.recourse, basis=reference.basis()))
            for scenario in problem.scenarios
        ),
    )
    found, usual = solve_two_stage(hot), solve_two_stage(problem)
    assert found.objective == pytest.approx(usual.objective, rel=2e-6)
    assert found.decision == pytest.approx(usual.decision, abs=0.01)
    records = [record for scenario in hot.scenarios for record in scenario.recourse.solver.records]
    assert {record.path for record in records} == {"hot"}


def test_worth_of_knowing() -> None:
    """With a ban of probability 0.4 one buys for 1200 t a year and would have liked to know: without a ban
    each tonne saves only 11 of 30; with one, uses worth 40 would have been covered too. EVPI is
    0.6·(30 − 11)·S + 0.4·(40 − 30)·S for the S tonnes of each step, in thousand dollars a tonne.
    """
    no_ban = stock_problem(0.4).scenarios[0].recourse
    value = information_value(stock_problem(0.4), mean=no_ban, relative_gap=1e-8)
    by_hand = (0.6 * 19 + 0.4 * 10) * tonnes_of_ban(1200.0) * 1e-3
    assert value.perfect_information == pytest.approx(by_hand, rel=1e-4)


def test_worth_of_planning_for_the_ban() -> None:
    """Planned as if no ban came, nothing is in stock. Each tonne missed is worth 46.6 and costs 30."""
    no_ban = stock_problem(0.4).scenarios[0].recourse
    value = information_value(stock_problem(0.4), mean=no_ban, relative_gap=1e-8)
    assert value.mean_decision == pytest.approx([0.0], abs=1e-6)
    assert value.stochastic_solution == pytest.approx(16.6 * tonnes_of_ban(1200.0) * 1e-3, rel=1e-4)


def test_ban_has_no_mean() -> None:
    """A route that is open without limit in one scenario and shut in the other has no mean limit: the caller
    must say what the mean scenario is.
    """
    with pytest.raises(TwoStageError, match="upper is infinite in some scenarios only"):
        information_value(stock_problem(0.4))


def test_slope_is_the_worth_of_a_tonne() -> None:
    """With next to nothing in stock, a tonne serves what is worth 100 in a ban and saves 11 without one."""
    free, ban = (scenario.recourse for scenario in stock_problem(0.5).scenarios)
    assert free.value_and_slope(np.ones(1))[1] == pytest.approx([-0.011])
    assert ban.value_and_slope(np.ones(1))[1] == pytest.approx([-0.1])
