"""Agents who plan anew in every period, and what they believe about the end of a restriction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calibration_case import Run, run, scenario
from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.files.problems import InputError
from didymium.market.base_year import BaseYear
from didymium.market.build import build_market
from didymium.market.structure import Options
from didymium.scenario.accounts import TRADE_ITEMS, accounts_table
from didymium.scenario.course import believed_events, volume_shares
from didymium.scenario.hot import HotMarket, stages
from didymium.scenario.reading import parse_scenario
from didymium.scenario.run import run_scenario, scenario_structure
from didymium.scenario.schema import Ban, ExportRestriction, Scenario
from didymium.scenario.writing import scenario_text
from instrument_cases import Played, builder
from tiny_case import write_tiny_case

Play = Callable[..., Run]
FEW = settings(
    max_examples=8, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip

APRIL, MAY, JUNE = 3, 4, 5
STOP: Mapping[str, object] = {
    "kind": "ban", "origin": "CHN", "materials": ["dy", "magh"], "from": dt.date(2025, 4, 4),
}  # fmt: skip
LICENCES: Mapping[str, object] = {
    **STOP,
    "kind": "export_restriction",
    "approval": [{"from": dt.date(2025, 7, 1), "rate": 0.4, "source": "x"}],
}


def rolling(*events: Mapping[str, object], belief: int | None = 2, **more: object) -> Scenario:
    """Return events with rolling foresight and a belief."""
    return scenario(*events, foresight="rolling", belief_ends_in_months=belief, **more)


def until(found: Scenario, day: dt.date, after: dt.date) -> dt.date | None:
    """Return the last day of the first event as agents expect it."""
    (event, *_) = believed_events(found, day, after)
    return event.until


def test_an_open_end_is_believed_to_come_soon() -> None:
    """Planning in April 2025 with a belief of two months: May and June, until 30 June. In May until 31 July;
    in the second quarter as a whole, until 31 August.
    """
    found = rolling(STOP)
    assert until(found, dt.date(2025, 4, 30), dt.date(2025, 5, 1)) == dt.date(2025, 6, 30)
    assert until(found, dt.date(2025, 5, 31), dt.date(2025, 6, 1)) == dt.date(2025, 7, 31)
    assert until(found, dt.date(2025, 6, 30), dt.date(2025, 7, 1)) == dt.date(2025, 8, 31)


def test_a_known_end_that_is_nearer_holds() -> None:
    """What ends on 15 May is not believed to last until 30 June; what ends in December is not believed to."""
    april = dt.date(2025, 4, 30), dt.date(2025, 5, 1)
    assert until(rolling({**STOP, "until": dt.date(2025, 5, 15)}), *april) == dt.date(2025, 5, 15)
    assert until(rolling({**STOP, "until": dt.date(2025, 12, 31)}), *april) == dt.date(2025, 6, 30)


def test_what_is_announced_lasts_as_long_after_it_begins() -> None:
    """Announced in February for 4 April: two months after April, until 30 June, from February on."""
    found = rolling({**STOP, "announced": dt.date(2025, 2, 10)})
    assert until(found, dt.date(2025, 2, 28), dt.date(2025, 3, 1)) == dt.date(2025, 6, 30)


def test_without_a_belief_and_for_other_events_the_last_known_course_persists() -> None:
    """A blank belief leaves the ban open; an outage is no restriction and keeps its course."""
    april = dt.date(2025, 4, 30), dt.date(2025, 5, 1)
    assert until(rolling(STOP, belief=None), *april) is None
    outage = {"kind": "plant_outage", "plants": ["x"], "from": dt.date(2025, 4, 4)}
    assert until(rolling(outage), *april) is None
    closure = {"kind": "route_closure", "via": "x", "from": dt.date(2025, 4, 4)}
    assert until(rolling(closure), *april) == dt.date(2025, 6, 30)


def test_the_believed_course_lets_all_leave_after_its_end(play: Play) -> None:
    """Seen from April, nothing leaves from 4 April to 30 June, and all from July on."""
    found = play(STOP)
    (event,) = believed_events(rolling(STOP), dt.date(2025, 4, 30), dt.date(2025, 5, 1))
    assert isinstance(event, Ban | ExportRestriction)
    shares = volume_shares(event, found.structure.periods)
    assert shares[APRIL] == pytest.approx(3 / 30)
    assert shares[MAY : JUNE + 1].tolist() == [0.0, 0.0]
    assert np.all(shares[JUNE + 1 :] == 1.0)


def test_every_period_from_the_first_news_on_is_planned_anew(play: Play) -> None:
    """24 periods with three months of lead: 21 plans; only the days of real news are told as news."""
    found = play(LICENCES, foresight="rolling")
    planned = stages(found.path.market, rolling(LICENCES))
    assert [stage.first_period for stage in planned] == list(range(APRIL, 24))
    assert found.path.news == (dt.date(2025, 4, 4), dt.date(2025, 7, 1))


def objective(found: Run | Played) -> float:
    """Return what the program of the last plan counts for all that was done, million US dollars."""
    program = found.path.program
    return -float(program.cost @ (found.path.tonnes / program.column_unit_t))


def traded(found: Run | Played) -> float:
    """Return what sales less purchases come to over all parties, as a share of all that is booked."""
    table = accounts_table(found.path)
    mine = table.filter(pl.col("item").is_in(TRADE_ITEMS))
    return abs(float(mine["usd"].sum())) / float(table["usd"].abs().sum())


@pytest.mark.parametrize("event", [STOP, LICENCES], ids=["ban", "licences"])
def test_a_belief_that_the_course_persists_is_surprise(play: Play, event: Mapping[str, object]) -> None:
    """Whoever plans anew and has learnt nothing keeps to the plan: the rest of a best plan is the best plan
    for the rest. What is done agrees to the solver's tolerance, and so does its worth.

    A price is what a kg more costs from the day of the plan on; at a kink it may be another number once the
    months before can no longer be changed. Trades at these prices sum to zero all the same.
    """
    again, once = play(event, foresight="rolling"), play(event)
    np.testing.assert_allclose(again.path.tonnes, once.path.tonnes, rtol=1e-5, atol=1e-5)
    assert objective(again) == pytest.approx(objective(once), rel=1e-9)
    assert traded(again) < 1e-9


@given(share=st.floats(0.0, 0.9), later=st.floats(0.0, 0.9), belief=st.integers(1, 12))
@FEW
def test_no_belief_is_better_than_the_truth(
    share: float, later: float, belief: int, mini: Case, calibrated: Calibration
) -> None:
    """Licences let a share leave, another from July on, and never end. Agents whose last known course is the
    true one from July on make the best of it; those who believe in an end do no better, and those who
    believe nothing else do exactly as well.
    """
    approval = [
        {"from": dt.date(2025, 4, 4), "rate": share, "source": "x"},
        {"from": dt.date(2025, 7, 1), "known_from": dt.date(2025, 4, 4), "rate": later, "source": "x"},
    ]
    event = {**LICENCES, "approval": approval}
    once = run(mini, calibrated, event)
    blank = run(mini, calibrated, event, foresight="rolling")
    believing = run(mini, calibrated, event, foresight="rolling", belief_ends_in_months=belief)
    # Plans are of programs changed by 1e-6 of their costs, so that the best of one is not quite another's.
    slack = 1e-6 * abs(objective(once))
    assert objective(blank) == pytest.approx(objective(once), abs=slack)
    assert objective(believing) <= objective(once) + slack


def test_a_restriction_that_ends_as_believed_is_surprise(play: Play) -> None:
    """A ban from 4 April that is known to end on 30 April ends before anybody believes it would: the same
    as surprise, although a belief is stated.
    """
    short = {**STOP, "until": dt.date(2025, 4, 30)}
    believed, once = play(short, foresight="rolling", belief_ends_in_months=1), play(short)
    np.testing.assert_allclose(believed.path.tonnes, once.path.tonnes, rtol=1e-5, atol=1e-5)


STOCK_T = 30.0


def stocked_market() -> tuple[Case, BaseYear]:
    """Return users of 10 t a month, of which half are worth 300 and half 100, whose goods come from OUT at 20
    and who hold 30 t; only OUT sells.
    """
    case = builder(discount_rate=0.08).source_of("m", "OUT", 600.0, 20.0)
    case.route("m", "OUT", "CLB", base_t_per_year=120.0)
    case.steps("u", "CLB", "m", (60.0, 300.0), (60.0, 100.0))
    case.holding("CLB", "m", STOCK_T, 100.0, fill_t_per_month=100.0)
    base = BaseYear(
        price={("CLB", "m"): 20.0, ("OUT", "m"): 20.0},
        run={"m_OUT": 120.0},
        flow={("m", "OUT", "CLB", ""): 120.0},
        use={("u", "CLB", "m"): 120.0},
    )
    return case.build(), base


def levels(belief: int | None, foresight: str = "rolling") -> np.ndarray:
    """Return the stock by month when all imports stop on 1 March, for good."""
    case, base = stocked_market()
    ban = {"kind": "ban", "origin": "OUT", "materials": ["m"], "from": dt.date(2025, 3, 1)}
    found = Scenario.model_validate(
        {
            "title": "t", "profile": "months", "begin": dt.date(2025, 1, 1), "foresight": foresight,
            "belief_ends_in_months": belief, "event": [{**ban, "source": "assumed: test"}],
        }
    )  # fmt: skip
    return Played(run_scenario(case, base, found)).level("traders")


def test_who_believes_in_a_quick_end_draws_faster() -> None:
    """Stopped for good, 30 t serve the uses that are worth 300 for six months: five tonnes a month, by days
    60 × 31 / 365 in March. Whoever believes in every month that imports come back after one more serves both
    uses and keeps what the uses worth 300 need in the next month: 10.19 t go in March and 9.86 t in April.
    In May, of 9.95 t, 4.93 t are kept for June and 5.10 t are needed: only the uses worth 300 are served. In
    June the rest goes, and from July on nothing is left.
    """
    persists, ends = levels(None), levels(1)
    month = 60.0 * np.array([31, 30, 31, 30]) / 365.0
    np.testing.assert_allclose(persists[2:6], STOCK_T - np.cumsum(month), rtol=1e-4)
    drawn = np.array([2 * month[0], 2 * month[1], month[2]])
    np.testing.assert_allclose(ends[2:5], STOCK_T - np.cumsum(drawn), rtol=1e-3)
    assert ends[5] == pytest.approx(0.0, abs=1e-6)
    assert np.all(ends[2:7] < persists[2:7] - 1e-6 * (persists[2:7] > 0))


def test_a_longer_belief_keeps_more() -> None:
    """The stock in April rises with the months for which agents believe that the restriction goes on; of a
    belief beyond the run it is that of surprise.
    """
    april = [levels(months)[APRIL] for months in (1, 3, 5, 24)]
    assert all(more >= less - 1e-6 for less, more in pairwise(april))
    np.testing.assert_allclose(levels(24), levels(None, "surprise"), atol=1e-6)


def test_a_hot_market_says_the_same(mini: Case, calibrated: Calibration) -> None:
    """After another scenario has been through a market, a rolling one is what it is in one of its own."""
    believed = rolling(LICENCES, begin=dt.date(2025, 1, 1))
    structure = scenario_structure(mini, calibrated.base, believed, Options())
    hot = HotMarket(build_market(structure))
    hot.run(scenario(STOP, begin=dt.date(2025, 1, 1)))
    warm, cold = hot.run(believed), run_scenario(mini, calibrated.base, believed).path
    np.testing.assert_allclose(warm.tonnes, cold.tonnes, rtol=1e-6, atol=1e-6)
    assert warm.news == cold.news


@pytest.mark.parametrize("foresight", ["surprise", "perfect"])
def test_a_belief_without_rolling_foresight_is_named(tmp_path: Path, foresight: str) -> None:
    """Nobody would ever ask for the belief: the file says something that the run does not do."""
    case = read_case(write_tiny_case(tmp_path))
    text = (tmp_path / "scenarios" / "stop.toml").read_text(encoding="utf-8")
    stated = text.replace("\n\n", f'\nforesight = "{foresight}"\nbelief_ends_in_months = 3\n\n', 1)
    with pytest.raises(InputError) as caught:
        parse_scenario(case, stated, "stop.toml")
    (problem,) = caught.value.problems
    assert str(problem).startswith(
        f'stop.toml line 4, belief_ends_in_months: "3" has no effect with foresight {foresight}'
    )
    sound = parse_scenario(case, stated.replace(foresight, "rolling"), "stop.toml")
    assert (sound.foresight, sound.belief_ends_in_months) == ("rolling", 3)
    assert parse_scenario(case, scenario_text(sound), "again.toml") == sound
