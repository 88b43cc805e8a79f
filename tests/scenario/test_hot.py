"""A hot market says what a fresh one says, whatever was solved before, by whom and in which order."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

import didymium.market.solver as solver_module
from calibration_case import mini_case
from didymium.case.case import Case
from didymium.files.row import Row
from didymium.market.build import Market, build_market
from didymium.market.structure import Options
from didymium.scenario.hot import HotMarket, same_shape, stages
from didymium.scenario.path import Path
from didymium.scenario.run import run_scenario, scenario_structure
from didymium.scenario.schema import Scenario
from ensemble_cases import licences, mini_base_year

STATED = licences()


def market_of(case: Case, found: Scenario = STATED) -> Market:
    return build_market(scenario_structure(case, mini_base_year(), found, Options()))


def opened() -> HotMarket:
    """A hot market of the mini case that has been through the scenario as stated."""
    hot = HotMarket(market_of(mini_case()))
    hot.run(STATED)
    return hot


def drawn(seed: int, count: int) -> list[Scenario]:
    """Scenarios with other shares that are let through, known on other days: news in three periods, two of
    which the scenario as stated may not have.
    """
    random = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        first = dt.date(2025, 6, 1) + dt.timedelta(days=int(random.integers(0, 80)))
        second = dt.date(2025, 9, 15) + dt.timedelta(days=int(random.integers(0, 140)))
        found.append(licences(random.uniform(0.0, 0.9, 2).tolist(), (first, second)))
    return found


def scaled(rows: Sequence[Row], column: str, factor: float) -> tuple[Row, ...]:
    return tuple(row.model_copy(update={column: getattr(row, column) * factor}) for row in rows)


def other_figures(seed: int) -> Case:
    """The mini case with another discount rate, dearer substitutes, longer voyages, and magnets that need
    another amount of what they replace: costs, bounds and coefficients of the program differ.
    """
    random = np.random.default_rng(seed)
    case = mini_case()
    tables = dict(case.tables)
    substitutes = scaled(tables["substitutes"], "penalty_usd_per_kg", float(random.uniform(0.5, 2.0)))
    tables["substitutes"] = scaled(substitutes, "t_per_t", float(random.uniform(0.9, 1.1)))
    tables["routes"] = scaled(tables["routes"], "transit_days", float(random.uniform(0.5, 2.0)))
    tables["demands"] = scaled(tables["demands"], "loss_usd_per_kg", float(random.uniform(0.5, 2.0)))
    rate = {"discount_rate": float(random.uniform(0.04, 0.15))}
    return replace(case, settings=case.settings.model_copy(update=rate), tables=tables)


def assert_same_bits(one: Path, other: Path) -> None:
    for name in ("tonnes", "prices", "duals", "bound_worth", "row_prices"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def worst(one: np.ndarray, other: np.ndarray) -> float:
    """The largest difference, relative where the figure is above one."""
    return float(np.max(np.abs(one - other) / np.maximum(1.0, np.abs(other))))


def test_hot_and_cold_agree_on_forty_scenarios() -> None:
    """Forty random courses of licences, each with three pieces of news: prices, also where they are
    unknown, tonnes and cost of a market kept hot agree with a fresh one's to 1e-6.
    """
    hot, case = opened(), mini_case()
    for found in drawn(1, 40):
        warm = hot.run(found)
        cold = run_scenario(case, mini_base_year(), found).path
        assert len(warm.news) == 3
        assert warm.news == cold.news
        assert worst(warm.duals, cold.duals) < 1e-6
        assert np.array_equal(np.isnan(warm.prices), np.isnan(cold.prices))
        assert worst(warm.tonnes, cold.tonnes) < 1e-6
        assert {record.path for record in warm.records[len(hot.base().records) :]} == {"hot"}


def test_order_does_not_matter_to_the_last_bit() -> None:
    """Twelve scenarios forwards, backwards, twice over and each alone in a market of its own: the same
    figures bit by bit, also where news comes in periods that others opened first.
    """
    scenarios = drawn(2, 12)
    forwards, backwards = opened(), opened()
    found = [forwards.run(one) for one in scenarios]
    for one, other in zip(found, [backwards.run(one) for one in reversed(scenarios)][::-1], strict=True):
        assert_same_bits(one, other)
    for position in (0, 5, 11):
        assert_same_bits(found[position], forwards.run(scenarios[position]))
        assert_same_bits(found[position], opened().run(scenarios[position]))
    opened_periods = {stage.first_period for one in scenarios for stage in stages(forwards.market, one)}
    assert len(opened_periods) > len(stages(forwards.market, STATED)) + 1


def test_what_scenarios_share_is_solved_once_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Courses of the same first news that part at the second: the first is solved with the first of them
    alone, and each says bit by bit what it says in a market that solved nothing before, with as many solves
    told.
    """
    days = (dt.date(2025, 6, 1), dt.date(2025, 11, 1))
    scenarios = [licences((0.3, later), days) for later in (0.1, 0.5, 0.9)]
    followed, hot = list[int](), opened()
    follow = HotMarket._follow
    monkeypatch.setattr(
        HotMarket,
        "_follow",
        lambda self, path, scenario, stage: (
            followed.append(stage.first_period) or follow(self, path, scenario, stage)
        ),
    )
    found = [hot.run(one) for one in scenarios]
    each = len(stages(hot.market, scenarios[0]))
    assert len(followed) == each + 2 * 1
    for one, scenario in zip(found, scenarios, strict=True):
        alone = opened().run(scenario)
        assert_same_bits(one, alone)
        assert len(one.records) == len(alone.records)


def test_order_does_not_matter_when_figures_differ() -> None:
    """The same with markets of other figures: what a market said before leaves nothing behind."""
    cases = [other_figures(seed) for seed in range(8)]
    scenarios = drawn(3, 8)

    def through(order: Sequence[int]) -> dict[int, Path]:
        hot, found = opened(), {}
        for position in order:
            hot.turn_to(market_of(cases[position]))
            found[position] = hot.run(scenarios[position])
        return found

    forwards, backwards = through(range(8)), through(range(7, -1, -1))
    for position in range(8):
        assert_same_bits(forwards[position], backwards[position])
    assert_same_bits(forwards[6], through([6])[6])


def test_a_twin_says_the_same_and_solves_nothing_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A market for another thread takes over the base run and the bases of the first scenario, also from one
    that holds other figures by now: it makes no solve of its own, and answers bit by bit as one that did.
    """
    hot, scenarios = opened(), drawn(7, 3)
    base = hot.base()
    hot.turn_to(market_of(other_figures(1)))
    hot.run(scenarios[0])
    monkeypatch.setattr(solver_module.HotSolver, "solve", lambda self, duals=True: pytest.fail("solved"))
    twin = hot.twin()
    assert twin.base() is base
    monkeypatch.undo()
    for found in scenarios:
        assert_same_bits(twin.run(found), opened().run(found))
    case = other_figures(2)
    alone = opened()
    for market in (twin, alone):
        market.turn_to(market_of(case))
    assert_same_bits(twin.run(scenarios[1]), alone.run(scenarios[1]))


def test_a_much_dearer_market_before_leaves_nothing_behind() -> None:
    """News in June, a period that the first scenario has no news in: whether the first market with news there
    has the same costs or a thousand times them, the answer is the same bit by bit.
    """
    found = licences((0.3, 0.6), (dt.date(2025, 6, 1), dt.date(2025, 11, 1)))
    plain, dear = market_of(mini_case()), market_of(mini_case())
    dear = replace(dear, program=replace(dear.program, cost=dear.program.cost * 1024.0))
    alone, after = opened(), opened()
    after.turn_to(dear)
    after.run(found)
    after.turn_to(plain)
    alone.turn_to(plain)
    assert_same_bits(alone.run(found), after.run(found))


def test_turning_to_other_figures_is_a_fresh_market() -> None:
    """After turn_to the base run and the prices of a scenario are those of a market built for the figures."""
    hot = opened()
    for seed in range(4):
        case, found = other_figures(seed), drawn(seed, 1)[0]
        hot.turn_to(market_of(case))
        warm, cold = hot.run(found), run_scenario(case, mini_base_year(), found)
        assert worst(hot.base().duals, cold.base.duals) < 1e-6
        assert worst(warm.duals, cold.path.duals) < 1e-6
        cost = cold.path.program.cost / cold.path.program.column_unit_t
        assert cost @ warm.tonnes == pytest.approx(cost @ cold.path.tonnes, rel=1e-6)


def test_turning_to_the_same_market_keeps_its_base_run() -> None:
    """The base run is solved once a market, and anew for another."""
    hot = opened()
    base = hot.base()
    hot.turn_to(hot.market)
    assert hot.base() is base
    hot.turn_to(market_of(other_figures(1)))
    assert hot.base() is not base


def test_another_shape_is_refused() -> None:
    """A market with a route more has other columns."""
    hot = opened()
    case = mini_case()
    more = case.routes[0].model_copy(update={"via": "elsewhere"})
    wider = replace(case, tables={**case.tables, "routes": (*case.routes, more)})
    market = market_of(wider)
    assert not same_shape(hot.market, market)
    with pytest.raises(ValueError, match="another shape"):
        hot.turn_to(market)
    assert same_shape(hot.market, market_of(other_figures(2)))


class NoIterations(int):
    """Iterations for each row such that a hot solve may take none, whatever is added for small programs."""

    def __mul__(self, rows: int) -> int:
        return -1000


def test_a_hot_solve_that_drags_on_is_done_cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no iteration allowed a hot solve is stopped, recorded, and done cold, with the same answer; and
    what comes next is as though nothing had happened.
    """
    hot, (first, second) = opened(), drawn(4, 2)
    as_usual = [hot.run(first), hot.run(second)]
    again = opened()
    with monkeypatch.context() as patched:
        patched.setattr(solver_module, "HOT_ITERATIONS_PER_ROW", NoIterations())
        stopped = again.run(first)
    paths = [record.path for record in stopped.records[len(again.base().records) :]]
    assert paths.count("stopped") == paths.count("cold") > 0
    assert all(
        after == "cold" for before, after in zip(paths, paths[1:], strict=False) if before == "stopped"
    )
    assert Counter(record.path for record in as_usual[0].records)["stopped"] == 0
    assert worst(stopped.duals, as_usual[0].duals) < 1e-6
    assert worst(stopped.tonnes, as_usual[0].tonnes) < 1e-6
    assert_same_bits(again.run(second), as_usual[1])


def test_a_scenario_in_which_nothing_happens_is_the_base_run() -> None:
    """Without events nothing is solved beside the base run."""
    hot = opened()
    quiet = Scenario.model_validate({"title": "quiet", "begin": dt.date(2025, 1, 1)})
    assert hot.run(quiet) is hot.base()
