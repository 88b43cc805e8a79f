"""Emergencies read from runs: when they are declared, over which periods, and draws alike by any threads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from calibration_case import mini_case
from didymium.case.case import Case
from didymium.decisions.stocks.futures.drawn import drawn_futures, features_of, reduced
from didymium.decisions.stocks.futures.emergencies import (
    Futures,
    WeightedCase,
    declared_on,
    emergency_periods,
    futures_of_scenarios,
    mixed,
)
from didymium.decisions.stocks.sizing.criteria import Served
from didymium.decisions.stocks.sizing.sizing import size_stocks
from didymium.ensemble.running.worker import Worker
from didymium.files.problems import InputError
from didymium.market.periods import Periods
from didymium.market.solver import SolverError
from didymium.scenario.path import ScenarioPaths
from ensemble_cases import MINI_INPUTS, licences, mini_base_year
from stock_futures import futures as on_paper
from stock_futures import need, place, situation

CASE = mini_case(uncertain=MINI_INPUTS)
APRIL = dt.date(2025, 4, 4)


def _drawn(case: Case = CASE, **choices: Any) -> Futures:
    asked = {"count": 6, "seed": 3, "days": 180, "profile": None, **choices}
    return drawn_futures(case, mini_base_year(), "licences", licences(), ("JPN",), **asked)


@pytest.fixture(scope="module")
def six() -> Futures:
    """Six draws by one thread."""
    return _drawn(workers=1)


def test_declared_with_the_first_restriction() -> None:
    """Background events from before the run do not count, news that restricts nothing neither."""
    periods = Periods((dt.date(2025, 1, 1), dt.date(2025, 2, 1), dt.date(2025, 12, 1)))
    assert declared_on(licences(), periods) == APRIL
    later = Periods((dt.date(2025, 5, 1), dt.date(2025, 6, 1), dt.date(2025, 12, 1)))
    assert declared_on(licences(), later) == dt.date(2025, 7, 1)  # The first approval is news too.


def test_first_and_last_period_are_cut() -> None:
    """From 4 April for 60 days: the rest of April, May, and two days of June."""
    months = Periods(tuple(dt.date(2025, month, 1) for month in range(1, 12)))
    cut = emergency_periods(months, APRIL, 60)
    assert cut.bounds == (APRIL, dt.date(2025, 5, 1), dt.date(2025, 6, 1), dt.date(2025, 6, 3))


def test_one_thread_or_two(six: Futures) -> None:
    """Whoever solves which draw, futures and sizes are the same to the last bit."""
    two = _drawn(workers=2)
    assert [one.name for one in two.emergencies] == [f"licences, draw {number}" for number in range(1, 7)]
    for one, other in zip(six.emergencies, two.emergencies, strict=True):
        assert one.situation.periods == other.situation.periods
        for mine, theirs in zip(one.situation.needs, other.situation.needs, strict=True):
            assert mine.name == theirs.name
            assert np.array_equal(mine.missing_t, theirs.missing_t)
    wanted, where = Served(("ev",), 180, 0.99), (place("magh", 1000.0),)
    sizes = [
        size_stocks(CASE, futures, wanted, places=where, workers=workers).places[0].t
        for futures, workers in ((six, 1), (two, 2))
    ]
    assert sizes[0] == sizes[1] > 0.0


def test_the_seed_decides(six: Futures) -> None:
    """The same seed gives the same draws, another one others."""
    losses = [
        features_of([one.situation for one in futures.emergencies]) for futures in (six, _drawn(seed=4))
    ]
    assert not np.allclose(*losses)


def test_draws_without_an_answer_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third of four draws has none: the other three are as likely as each other, and it is said why."""
    solved, order = Worker.paths, list[int]()

    def failing(worker: Worker, values: Sequence[float]) -> tuple[Case, ScenarioPaths]:
        order.append(len(order) + 1)
        if order[-1] == 3:
            raise SolverError("infeasible", "these cannot hold together")
        return solved(worker, values)

    monkeypatch.setattr(Worker, "paths", failing)
    told: list[tuple[int, int]] = []
    found = _drawn(count=4, workers=1, progress=lambda done, count: told.append((done, count)))
    assert [one.name[-1] for one in found.emergencies] == ["1", "2", "4"]
    assert found.probabilities == pytest.approx(np.full(3, 1 / 3))
    assert (found.drawn, len(found.failures)) == (4, 1)
    assert found.failures[0].startswith("draw 3: ") and "hold together" in found.failures[0]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_no_draw_with_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """If none has one there is nothing to size, and the first reasons are given."""

    def failing(worker: Worker, values: Sequence[float]) -> tuple[Case, ScenarioPaths]:
        raise SolverError("infeasible", "these cannot hold together")

    monkeypatch.setattr(Worker, "paths", failing)
    with pytest.raises(SolverError, match="no draw has an answer"):
        _drawn(count=2)


def test_days_past_the_end_are_refused() -> None:
    """The run is three years long: 4,000 days are refused before anything is solved, with what would do."""
    with pytest.raises(InputError, match="past the end of the run.*at most"):
        _drawn(days=4000)


def test_few_stand_for_many(six: Futures) -> None:
    """Probabilities of those left out go to the nearest one; with as many as there are nothing changes."""
    few, reduction = reduced(six, 2)
    assert len(few.emergencies) == 2
    assert few.probabilities.sum() == pytest.approx(1.0)
    assert set(few.probabilities * 6) <= {1.0, 2.0, 3.0, 4.0, 5.0}
    assert reduction.distance > 0.0
    assert reduced(six, 50)[1].distance == 0.0


def test_value_tells_futures_apart() -> None:
    """Ten tonnes at 100 US dollars per kg are a million."""
    two = [situation([need([10.0, 0.0])]), situation([need([5.0, 15.0], loss=50.0)])]
    assert features_of(two) == pytest.approx(np.array([[1.0], [1.0]]))


def test_scenarios_by_weight() -> None:
    """Three to one; the state of a run depends on no other."""
    runs = (WeightedCase("mild", licences((0.8, 0.9)), 3.0), WeightedCase("hard", licences((0.0, 0.1)), 1.0))
    found = futures_of_scenarios(CASE, mini_base_year(), runs, ("JPN",), days=180, profile=None)
    assert found.probabilities == pytest.approx([0.75, 0.25])
    mild, hard = (one.situation.missing_usd.sum() for one in found.emergencies)
    assert hard > mild
    assert found.use_t_per_day["JPN", "magh"] > 0.0


def test_mixed_by_weight() -> None:
    """Two draws at weight 1 and one at weight 3: a half of a quarter each, and three quarters."""
    part = on_paper([situation([need([10.0])]), situation([need([20.0])])])
    sole = on_paper([situation([need([30.0])])])
    assert mixed([(part, 1.0), (sole, 3.0)]).probabilities == pytest.approx([0.125, 0.125, 0.75])
    with pytest.raises(InputError, match="above 0"):
        mixed([(part, 1.0), (sole, 0.0)])


def test_everything_wrong_at_once() -> None:
    """An unknown member, days that are none, and a weight of nothing."""
    with pytest.raises(InputError) as caught:
        futures_of_scenarios(
            CASE, mini_base_year(), (WeightedCase("x", licences(), 0.0),), ("JAP",), days=0, profile=None
        )
    assert [problem.file for problem in caught.value.problems] == ["members", "days", "x"]


def test_some_members_left_to_themselves() -> None:
    """What others have and need is not seen any more; a stranger is refused."""
    both = on_paper([situation([need([10.0]), need([20.0], region="USA")])])
    alone = both.of_members(("USA",))
    assert [one.region for one in alone.emergencies[0].situation.needs] == ["USA"]
    with pytest.raises(InputError, match="AUS"):
        both.of_members(("AUS",))
