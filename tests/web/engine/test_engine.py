"""One engine for many people says what the command line says, whatever was asked before, and by whom."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from calibration_case import WHY, mini_case, scenario
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.indicators.tables import INDICATOR_TABLES
from didymium.market.build import build_market
from didymium.market.solver import SolverError
from didymium.market.structure import Options
from didymium.outcome.tables import SCHEMAS
from didymium.scenario import hot
from didymium.scenario.hot import same_market
from didymium.scenario.instruments.toolbox import additions_of
from didymium.scenario.reading import list_instruments, list_scenarios, read_scenario
from didymium.scenario.run import scenario_structure
from didymium.scenario.schema import Scenario
from didymium.views.run_view import ScenarioRun
from didymium.views.service import solve_scenario
from didymium.web.engine.engine import Engine, Recent
from ensemble_cases import licences
from web_servers import small_case

BEGIN = dt.date(2025, 1, 1)
CLOSE = 1e-9
"""Largest relative difference of prices and tonnes, in tonnes above a kilogram."""


@pytest.fixture(scope="module")
def mini() -> Case:
    return mini_case()


@pytest.fixture(scope="module")
def calibrated(mini: Case) -> Calibration:
    return calibrate(mini)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The small case that the tests of pages use, with its scenarios."""
    return read_case(small_case(tmp_path_factory.mktemp("case")))


def stop(*instruments: Mapping[str, object], until: dt.date | None = None, rate: float = 0.2) -> Scenario:
    """Licences for dysprosium and its magnets from April on, and what Japan does about them."""
    event = {
        "kind": "export_restriction", "origin": "CHN", "materials": ["dy", "magh"], "volume_share": rate,
        "from": dt.date(2025, 4, 1), "until": until,
    }  # fmt: skip
    sourced = [{"source": WHY, "from": BEGIN, **entry} for entry in instruments]
    return scenario(event, begin=BEGIN, instrument=sourced)


def duty(days: float) -> dict[str, object]:
    """Japan's holders of dysprosium keep so many days of use."""
    return {
        "kind": "stock_obligation", "club": "JPN", "materials": ["dy"], "days": days,
        "fine_usd_per_kg_year": 400.0, "build_up_months": 3.0,
    }  # fmt: skip


def vault(level_t: float, price: float = 62.0) -> dict[str, object]:
    """A shared stock of magnets in Japan."""
    return {
        "kind": "shared_stock", "holder": "vault", "region": "JPN", "material": "magh", "level_t": level_t,
        "price_usd_per_kg": price, "move_t_per_month": level_t / 3, "replenish_months": 9,
    }  # fmt: skip


def contract(strike: float) -> dict[str, object]:
    """A contract for difference with Japan's plants that make the same magnets."""
    return {
        "kind": "contract_for_difference", "club": "JPN", "material": "magh", "strike_usd_per_kg": strike,
    }  # fmt: skip


ASKED = {
    "nothing": scenario(begin=BEGIN),
    "licences": licences(),
    "stop": stop(),
    "short stop": stop(until=dt.date(2025, 9, 30), rate=0.05),
    "duty of 100 days": stop(duty(100.0)),
    "duty of 200 days": stop(duty(200.0)),
    "small vault": stop(vault(3.0)),
    "large vault": stop(vault(9.0)),
    "dear vault": stop(vault(3.0, 90.0)),
    "low contract": stop(contract(65.0)),
    "high contract": stop(contract(120.0)),
    "vault, then duty": stop(vault(3.0), duty(100.0)),
    "duty, then vault": stop(duty(100.0), vault(3.0)),
    "only cars": scenario(
        {"kind": "ban", "origin": "CHN", "materials": ["magh"], "users": ["ev"], "from": dt.date(2025, 4, 1)},
        begin=BEGIN,
    ),
    "dumping": scenario(
        {
            "kind": "dumping",
            "origin": "CHN",
            "material": "mag",
            "t_per_year": 20.0,
            "price_share": 0.5,
            "from": dt.date(2025, 4, 1),
        },
        begin=BEGIN,
    ),
    "all three": stop(duty(200.0), vault(9.0), contract(120.0)),
}
"""Scenarios some of which share a market, some its shape, some neither."""


@pytest.fixture(scope="module")
def alone(mini: Case, calibrated: Calibration) -> dict[str, ScenarioRun]:
    """What the command line says to each."""
    return {name: solve_scenario(mini, calibrated, name, asked) for name, asked in ASKED.items()}


def close_to(one: pl.Series, other: pl.Series) -> bool:
    """Whether figures agree, of what lies below a thousandth to a thousandth of that."""
    first, second = one.to_numpy(), other.to_numpy()
    return bool(np.allclose(first, second, rtol=CLOSE, atol=1e-9, equal_nan=True))


def assert_same_answer(found: ScenarioRun, stated: ScenarioRun) -> None:
    """Prices and tonnes agree, so does the summary, and the manifest to the letter."""
    for run, other in ((found.outcome, stated.outcome), (found.base, stated.base)):
        for table in ("prices", "flows", "output", "served", "stocks"):
            texts = [name for name, kind in SCHEMAS[table].items() if kind != pl.Float64]
            assert_frame_equal(run[table].select(texts), other[table].select(texts))
            for column in set(SCHEMAS[table]) - set(texts):
                assert close_to(run[table][column], other[table][column]), (found.name, table, column)
    assert found.outcome.manifest == stated.outcome.manifest
    assert_alike(dict(found.outcome.summary), dict(stated.outcome.summary), found.name)


def assert_alike(found: object, stated: object, place: str) -> None:
    """Nested data is the same, its numbers to within what tonnes agree to."""
    if isinstance(stated, float) and isinstance(found, float):
        assert found == pytest.approx(stated, rel=1e-6, abs=1e-6), place
    elif isinstance(stated, Mapping):
        assert isinstance(found, Mapping) and list(found) == list(stated), place
        for key in stated:
            assert_alike(found[key], stated[key], f"{place} {key}")
    elif isinstance(stated, list | tuple):
        assert isinstance(found, list | tuple) and len(found) == len(stated), place
        for number, (one, other) in enumerate(zip(found, stated, strict=True)):
            assert_alike(one, other, f"{place} {number}")
    else:
        assert found == stated, place


def test_shipped_scenarios_are_answered_as_on_the_command_line(shipped: Case) -> None:
    """Every scenario and instrument file of the small case, forwards and backwards in one engine each."""
    calibration = calibrate(shipped)
    names = (*list_scenarios(shipped), *list_instruments(shipped))
    assert len(names) == 3
    for order in (names, names[::-1]):
        engine = Engine(shipped, calibration)
        for name in order:
            asked = read_scenario(shipped, name)
            assert_same_answer(engine.solve(name, asked), solve_scenario(shipped, calibration, name, asked))


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_questions_does_not_matter(
    mini: Case, calibrated: Calibration, alone: dict[str, ScenarioRun], seed: int
) -> None:
    """All scenarios in four orders, each order in one engine: markets that are the same, of the same shape or
    of another follow each other, and every answer is the command line's.
    """
    engine = Engine(mini, calibrated)
    for name in np.random.default_rng(seed).permutation(list(ASKED)):
        assert_same_answer(engine.solve(str(name), ASKED[name]), alone[str(name)])
    assert engine.solves == len(ASKED)


def test_terms_that_shape_a_program_are_followed(mini: Case, calibrated: Calibration) -> None:
    """Two duties in turn, thrice: a market whose rows differ is turned to, never mistaken for the other."""
    engine = Engine(mini, calibrated)
    levels = []
    for days in (100.0, 200.0, 100.0, 200.0, 100.0, 200.0):
        # Another date each time, so that nothing is answered from what is kept.
        until = dt.date(2025, 9, 30) + dt.timedelta(days=len(levels))
        found = engine.solve("x", stop(duty(days), until=until)).outcome["stocks"]
        levels.append(float(found.filter(holder="jp_makers", period=dt.date(2025, 3, 1))["level_t"][0]))
    assert engine.markets == 1
    assert engine.solves == 6
    assert levels[0] == pytest.approx(levels[2]) == pytest.approx(levels[4])
    assert levels[1] == pytest.approx(levels[3]) == pytest.approx(levels[5])
    assert levels[1] > levels[0] + 1e-3


def test_only_markets_that_are_the_same_count_as_the_same(mini: Case, calibrated: Calibration) -> None:
    """A contract's strike and a vault's price are in no row; a vault's tonnes and the order of instruments
    are.
    """

    def market(asked: Scenario) -> object:
        structure = scenario_structure(mini, calibrated.base, asked, Options())
        return build_market(structure, additions_of(asked.instrument))

    def same(one: str, other: str) -> bool:
        return same_market(market(ASKED[one]), market(ASKED[other]))  # type: ignore[arg-type]

    assert same("low contract", "high contract")
    assert same("small vault", "dear vault")
    assert not same("small vault", "large vault")
    assert not same("vault, then duty", "duty, then vault")
    assert not same("stop", "small vault")


def test_eight_people_at_once_get_each_their_own_answer(
    mini: Case, calibrated: Calibration, alone: dict[str, ScenarioRun]
) -> None:
    """Eight threads start together, each with all scenarios in an order of its own; tables are worked out
    while others solve.
    """
    engine, barrier = Engine(mini, calibrated, most_answers=3), threading.Barrier(8)

    def ask(seed: int) -> None:
        barrier.wait(60)
        for name in np.random.default_rng(100 + seed).permutation(list(ASKED))[:5]:
            assert_same_answer(engine.solve(str(name), ASKED[name]), alone[str(name)])

    with ThreadPoolExecutor(8) as people:
        for done in [people.submit(ask, seed) for seed in range(8)]:
            done.result()
    assert 1 <= engine.solves <= 40


def test_an_answer_stays_what_it_was(
    mini: Case, calibrated: Calibration, alone: dict[str, ScenarioRun]
) -> None:
    """Tables are worked out when they are asked for: also after the market has turned to other scenarios they
    are those of their own.
    """
    engine = Engine(mini, calibrated)
    early = {name: engine.solve(name, asked) for name, asked in ASKED.items()}
    for name, found in early.items():
        assert_same_answer(found, alone[name])


def test_answers_are_kept_and_their_number_is_bounded(mini: Case, calibrated: Calibration) -> None:
    """The same question is solved once; under another name it is another question; the third lets go of the
    first of two.
    """
    engine = Engine(mini, calibrated, most_answers=2)
    asked = [stop(rate=rate) for rate in (0.1, 0.2, 0.3)]
    first = engine.solve("x", asked[0])
    assert engine.solve("x", asked[0]) is first is engine.known("x", asked[0])
    assert engine.known("y", asked[0]) is None
    engine.solve("x", asked[1])
    engine.solve("x", asked[2])
    assert engine.known("x", asked[0]) is None
    assert engine.known("x", asked[2]) is not None
    assert engine.solves == 3


def test_markets_are_bounded(mini: Case, calibrated: Calibration, alone: dict[str, ScenarioRun]) -> None:
    """Room for two markets: older ones are let go and built again when they are asked for."""
    engine = Engine(mini, calibrated, most_markets=2, most_answers=1)
    for name in ("stop", "small vault", "duty of 100 days", "stop"):
        assert_same_answer(engine.solve(name, ASKED[name]), alone[name])
        assert engine.markets <= 2


@pytest.mark.parametrize("before", [(), ("stop",)])
def test_a_scenario_without_an_answer_spoils_nothing(
    mini: Case,
    calibrated: Calibration,
    alone: dict[str, ScenarioRun],
    before: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The solver gives up in the middle of a scenario, as the first that a market meets or later: the asker
    is told, nothing is kept, and the next scenarios of that market are answered as ever.
    """
    engine, asked = Engine(mini, calibrated), stop(rate=0.11)
    for name in before:
        engine.solve(name, ASKED[name])
    solve_market, count = hot.solve_market, len(before)

    def fails(*arguments: object, **terms: object) -> object:
        nonlocal count
        count += 1
        if count == 2:
            raise SolverError("unknown", "the solver gave up")
        return solve_market(*arguments, **terms)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(hot, "solve_market", fails)
        with pytest.raises(SolverError, match="gave up"):
            engine.solve("x", asked)
    assert engine.known("x", asked) is None
    for name in ("short stop", "stop", "licences"):
        assert_same_answer(engine.solve(name, ASKED[name]), alone[name])
    assert_same_answer(engine.solve("x", asked), solve_scenario(mini, calibrated, "x", asked))


def test_the_engine_gives_every_table(mini: Case, calibrated: Calibration) -> None:
    """An answer of the engine has the tables that one of the command line has."""
    found = Engine(mini, calibrated).solve("stop", ASKED["stop"])
    assert set(found.outcome.tables) >= {*SCHEMAS, *INDICATOR_TABLES}


def test_recent_lets_go_of_what_was_asked_for_longest_ago() -> None:
    """Asking counts, by find as by keep; making happens once as long as a value is kept."""
    recent, made = Recent(2), list[str]()

    def keep(key: str) -> str:
        return recent.keep(key, lambda: made.append(key) or key.upper())

    assert [keep("a"), keep("b"), keep("a")] == ["A", "B", "A"]
    assert recent.find("a") == "A"
    assert keep("c") == "C"
    assert recent.find("b") is None
    assert (recent.find("a"), recent.find("c"), len(recent)) == ("A", "C", 2)
    assert made == ["a", "b", "c"]


def test_recent_makes_a_value_once_for_many_threads() -> None:
    """Eight threads ask for the same: one makes it, all get it."""
    recent, made, barrier = Recent(2), list[object](), threading.Barrier(8)

    def make() -> object:
        made.append(object())
        return made[-1]

    def ask(_: int) -> object:
        barrier.wait(30)
        return recent.keep("key", make)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(8)))
    assert len(made) == 1
    assert all(value is made[0] for value in found)
