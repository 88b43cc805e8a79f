"""How a scenario unfolds: what is done stays done, what is under way arrives, nothing leaks back in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from calibration_case import Run
from didymium.scenario.hot import hold_past
from didymium.scenario.readout import read_path

Play = Callable[..., Run]

APRIL, MAY, JULY, SEPTEMBER = 3, 4, 6, 8
STOP: Mapping[str, object] = {
    "kind": "ban", "origin": "CHN", "materials": ["dy", "magh"], "from": dt.date(2025, 4, 4),
}  # fmt: skip


def licences(*approvals: tuple[dt.date, float]) -> Mapping[str, object]:
    """Nothing leaves from 4 April on, then what approval rates let through from the days on which they are
    known.
    """
    return {
        **STOP,
        "kind": "export_restriction",
        "approval": [{"from": day, "rate": rate, "source": "x"} for day, rate in approvals],
    }


def columns(found: Run) -> tuple[np.ndarray, np.ndarray]:
    """Column values in tonnes of both runs; shape (entities, T)."""
    shape = (-1, found.path.market.balance.periods)
    return found.base.tonnes.reshape(shape), found.path.tonnes.reshape(shape)


@pytest.fixture(scope="module")
def stop(play: Play) -> Run:
    """Nothing leaves from 4 April on, and nobody saw it coming."""
    return play(STOP)


def test_the_run_begins_its_lead_before_the_first_news(stop: Run) -> None:
    """Three months of lead before April: the run begins in January, and news of April is told in the period
    that holds its day.
    """
    assert stop.structure.periods.bounds[0] == dt.date(2025, 1, 1)
    assert stop.path.news == (dt.date(2025, 4, 4),)
    assert len(stop.structure.periods) == 24


def test_before_the_news_everything_is_as_in_the_base_run(stop: Run) -> None:
    """January to March: every column and every price is the base run's, to the last figure."""
    base, path = columns(stop)
    assert np.array_equal(base[:, :APRIL], path[:, :APRIL])
    assert np.array_equal(stop.base.duals[:, :APRIL], stop.path.duals[:, :APRIL])
    assert not np.allclose(base[:, APRIL:], path[:, APRIL:])


def test_an_announcement_moves_agents_before_the_first_day(play: Play) -> None:
    """Announced on 10 February, in force in April: from February on Japan buys ahead, not in January."""
    found = play({**STOP, "announced": dt.date(2025, 2, 10)}, begin=dt.date(2025, 1, 1))
    base, path = columns(found)
    assert np.array_equal(base[:, 0], path[:, 0])
    stocks, before = read_path(found.path)["stocks"], read_path(found.base)["stocks"]
    assert stocks["level_t"][2] > 1.2 * before["level_t"][2]


def test_perfect_foresight_prepares_from_the_first_day(play: Play) -> None:
    """Who knows of April in January fills stocks of dysprosium by March, up to what may be filled."""
    seeing, surprised = play(STOP, foresight="perfect"), play(STOP)
    level = read_path(seeing.path)["stocks"]["level_t"]
    assert level[2] > read_path(surprised.path)["stocks"]["level_t"][2] + 0.1


def test_what_was_done_stays_done(play: Play) -> None:
    """Two pieces of news, April and September: what is done from April to August does not depend on what
    September brings, nor do prices; what comes after does.
    """
    june = (dt.date(2025, 6, 1), 0.25)
    mild = play(licences(june, (dt.date(2025, 9, 1), 0.9)))
    hard = play(licences(june, (dt.date(2025, 9, 1), 0.0)))
    (_, one), (_, other) = columns(mild), columns(hard)
    np.testing.assert_allclose(one[:, :SEPTEMBER], other[:, :SEPTEMBER], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(
        mild.path.duals[:, :SEPTEMBER], hard.path.duals[:, :SEPTEMBER], rtol=1e-9, atol=1e-9
    )
    assert not np.allclose(one[:, SEPTEMBER:], other[:, SEPTEMBER:], rtol=1e-3)
    assert mild.path.news == (dt.date(2025, 4, 4), dt.date(2025, 6, 1), dt.date(2025, 9, 1))


def test_held_columns_cannot_move(stop: Run) -> None:
    """Columns before a stage are fixed at what was done, and rows before it ask for nothing more; later ones
    are as the scenario has them.
    """
    market, program = stop.path.market, stop.path.program
    held = hold_past(market, program, stop.base.tonnes, MAY)
    periods = market.balance.periods
    past = np.arange(len(held.lower)) % periods < MAY
    assert np.array_equal(held.lower[past], (stop.base.tonnes / program.column_unit_t)[past])
    assert np.array_equal(held.lower[past], held.upper[past])
    assert np.array_equal(held.upper[~past], program.upper[~past])
    rows = np.arange(len(held.row_lower)) % periods < MAY
    assert np.all(np.isneginf(held.row_lower[rows])) and np.all(np.isposinf(held.row_upper[rows]))
    assert np.array_equal(held.row_lower[~rows], program.row_lower[~rows])
    assert hold_past(market, program, stop.base.tonnes, 0) is program


def test_goods_under_way_arrive(stop: Run) -> None:
    """Magnets take 12 days. What left in March uniformly arrives by 12/31 in April although nothing leaves
    after 3 April; what left on 1 to 3 April counts a month's dispatch, of which 18/30 arrive in April and
    12/30 in May.
    """
    flows = read_path(stop.path)["flows"]
    mine = flows.filter((flows["material"] == "magh") & (flows["origin"] == "CHN")).sort("period")
    sent, arrived = mine["t"].to_numpy(), mine["arrived_t"].to_numpy()
    assert sent[2] > 1.0
    assert arrived[APRIL] == pytest.approx(12 / 31 * sent[2] + 18 / 30 * sent[APRIL])
    assert arrived[MAY] == pytest.approx(12 / 30 * sent[APRIL] + 19 / 31 * sent[MAY])


def test_what_was_under_way_at_the_opening_arrives(stop: Run) -> None:
    """In January 12 days' worth of last year's dispatch arrive: the base year's flow, half a year of growth
    later (5 % a year), by 12/365.
    """
    flows = read_path(stop.base)["flows"]
    mine = flows.filter((flows["material"] == "magh") & (flows["origin"] == "CHN")).sort("period")
    base_year = stop.structure.base.flow["magh", "CHN", "JPN", ""]
    opening = base_year * stop.structure.growth[0] * 12 / 365
    assert mine["arrived_t"][0] == pytest.approx(opening + 19 / 31 * mine["t"][0])
    assert stop.structure.growth[0] == pytest.approx(1.05 ** (198.5 / 365.25), rel=1e-3)


def test_the_same_run_twice_is_the_same(play: Play) -> None:
    """No clock, no chance: columns and prices are equal bit by bit."""
    one, other = play(STOP), play(STOP)
    assert np.array_equal(one.path.tonnes, other.path.tonnes)
    assert np.array_equal(one.path.duals, other.path.duals)


def test_a_scenario_without_events_is_its_base_run(play: Play) -> None:
    """Nothing happens, nothing is solved twice."""
    found = play()
    assert found.path is found.base
