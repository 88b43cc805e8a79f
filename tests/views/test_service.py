"""Answers that are worked out on demand are those that are worked out at once."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from polars.testing import assert_frame_equal

from calibration_case import WHY, mini_case, scenario
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.indicators.tables import INDICATOR_TABLES
from didymium.outcome import lazy as lazy_module
from didymium.outcome.tables import SCHEMAS
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.readout import TABLES_OF_A_PATH
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario
from didymium.views.service import outcomes_of, tables_of_base, work_out
from didymium.views.service import whole as whole_run


@pytest.fixture(scope="module")
def mini() -> Case:
    return mini_case()


@pytest.fixture(scope="module")
def calibrated(mini: Case) -> Calibration:
    return calibrate(mini)


def stop() -> Scenario:
    """Licences for magnets, a floor of Japan and a duty to hold dysprosium: every table has rows."""
    event = {"kind": "ban", "origin": "CHN", "materials": ["dy", "magh"], "from": dt.date(2025, 4, 1)}
    floor = {
        "kind": "price_floor", "club": "JPN", "material": "magh", "floor_usd_per_kg": 90.0, "source": WHY,
        "from": dt.date(2025, 1, 1),
    }  # fmt: skip
    duty = {
        "kind": "stock_obligation", "club": "JPN", "materials": ["dy"], "days": 150.0, "source": WHY,
        "fine_usd_per_kg_year": 400.0, "from": dt.date(2025, 1, 1),
    }  # fmt: skip
    return scenario(event, begin=dt.date(2025, 1, 1), instrument=[floor, duty])


@pytest.fixture(scope="module")
def paths(mini: Case, calibrated: Calibration) -> ScenarioPaths:
    return run_scenario(mini, calibrated.base, stop())


EVERY = (*TABLES_OF_A_PATH, "drivers", "losses", *INDICATOR_TABLES)


def test_table_by_table(mini: Case, calibrated: Calibration, paths: ScenarioPaths) -> None:
    """All tables, those that others rest on last and first; summary, manifest and base run too."""
    whole = whole_run(outcomes_of(mini, calibrated, "stop", stop(), paths))
    assert set(whole.outcome.tables) == set(EVERY)
    for order in (EVERY, EVERY[::-1]):
        lazy = outcomes_of(mini, calibrated, "stop", stop(), paths)
        for table in order:
            assert_frame_equal(lazy.outcome[table], whole.outcome[table])
        assert dict(lazy.outcome.summary) == whole.outcome.summary
        assert lazy.outcome.manifest == whole.outcome.manifest
        for table, content in whole.base.tables.items():
            assert_frame_equal(lazy.base[table], content)
        assert lazy.seconds == whole.seconds
    assert whole.outcome["served"].height
    assert whole.outcome["measures"].height
    assert whole.outcome["losses"].height


def test_tables_have_their_schemas(mini: Case, calibrated: Calibration, paths: ScenarioPaths) -> None:
    """Whoever reads one table alone gets the types that are written."""
    lazy = outcomes_of(mini, calibrated, "stop", stop(), paths)
    for table, schema in SCHEMAS.items():
        assert dict(lazy.outcome[table].schema) == schema, table


def test_a_base_run_read_before_serves_again(
    mini: Case, calibrated: Calibration, paths: ScenarioPaths
) -> None:
    """The tables of a base run may be handed over; nothing changes but the time that it takes."""
    base_tables = tables_of_base(mini, paths.base)
    handed = whole_run(outcomes_of(mini, calibrated, "stop", stop(), paths, base_tables=base_tables))
    whole = whole_run(outcomes_of(mini, calibrated, "stop", stop(), paths))
    assert handed.base.tables is base_tables
    for table in EVERY:
        assert_frame_equal(handed.outcome[table], whole.outcome[table])
    assert handed.outcome.summary == whole.outcome.summary
    assert not base_tables["losses"].height


def test_many_ask_for_different_parts_at_once(
    mini: Case, calibrated: Calibration, paths: ScenarioPaths
) -> None:
    """Six threads begin with the summary, the indicators or the losses, each of which asks for other tables:
    nobody waits for ever, and all see the same.
    """
    whole = whole_run(outcomes_of(mini, calibrated, "stop", stop(), paths))
    lazy, barrier = outcomes_of(mini, calibrated, "stop", stop(), paths), threading.Barrier(6)

    def ask(first: str) -> None:
        barrier.wait(30)
        if first == "summary":
            assert dict(lazy.outcome.summary) == whole.outcome.summary
        else:
            assert_frame_equal(lazy.outcome[first], whole.outcome[first])
        for table in EVERY:
            assert_frame_equal(lazy.outcome[table], whole.outcome[table])

    with ThreadPoolExecutor(6) as threads:
        for done in [threads.submit(ask, name) for name in ("summary", "cover", "losses") * 2]:
            done.result(60)


def test_working_out_makes_everything_once(
    mini: Case, calibrated: Calibration, paths: ScenarioPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After it nothing is left to make."""
    lazy = outcomes_of(mini, calibrated, "stop", stop(), paths)
    assert isinstance(lazy.outcome.tables, lazy_module.Lazy)
    work_out(lazy)
    monkeypatch.setattr(lazy.outcome.tables, "_makers", {})
    monkeypatch.setattr(lazy.outcome.tables, "_together", {})
    assert lazy.outcome["prices"].height
    assert lazy.outcome["survival"].columns
    assert lazy.outcome.summary["totals"]
