"""What the command line and the page ask for: a case calibrated, a scenario solved, its outcomes written."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.indicators.drift import base_drift, traded_prices
from didymium.indicators.loss import losses
from didymium.indicators.summary import summarise
from didymium.indicators.tables import INDICATOR_TABLES, indicator_tables
from didymium.market.solver import FEASIBILITY_TOLERANCE
from didymium.market.structure import Options
from didymium.outcome.identity import case_hash, code_hash, text_hash
from didymium.outcome.lazy import Lazy, LazyDict
from didymium.outcome.store import write_outcome
from didymium.outcome.tables import Outcome
from didymium.scenario.drivers import drivers_table
from didymium.scenario.path import Path as MarketPath
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.readout import TABLES_OF_A_PATH, read_path
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario
from didymium.views.run_view import ScenarioRun

Progress = Callable[[str], None]


def solve_scenario(
    case: Case,
    calibration: Calibration,
    name: str,
    scenario: Scenario,
    *,
    options: Options | None = None,
    algorithm: str = "ipm",
    intervals: bool = False,
    progress: Progress = lambda message: None,
) -> ScenarioRun:
    """Solve a scenario and its base run and turn both into outcomes with summary and manifest."""
    options = options or Options()
    paths = run_scenario(
        case,
        calibration.base,
        scenario,
        options=options,
        algorithm=algorithm,
        intervals=intervals,
        progress=progress,
    )
    found = outcomes_of(case, calibration, name, scenario, paths, options=options, algorithm=algorithm)
    return whole(found)


def write_run(run: ScenarioRun, folder: Path) -> None:
    """Write the outcome to ``folder`` and its base run to ``folder/base``, each whole or not at all."""
    write_outcome(run.outcome, folder, {"base": run.base})


def outcomes_of(
    case: Case,
    calibration: Calibration,
    name: str,
    scenario: Scenario,
    paths: ScenarioPaths,
    *,
    options: Options | None = None,
    algorithm: str = "ipm",
    base_tables: Mapping[str, Any] | None = None,
) -> ScenarioRun:
    """Turn solved paths into outcomes with summary, indicators and manifest. Each table and the summary are
    worked out when somebody asks for them; until then the answer holds on to the paths (:func:`whole` lets go
    of them). ``base_tables`` are those of the base run (:func:`tables_of_base`), if they were read before.
    """
    manifest = _manifest(case, name, scenario, paths, options or Options(), algorithm)
    case_name, base_tables = case.settings.name, base_tables or tables_of_base(case, paths.base)
    base = Outcome(case_name, "base", "Base run", base_tables, {}, manifest)
    makers: dict[str, Callable[[], Any]] = {
        table: partial(_table, paths.path, table) for table in TABLES_OF_A_PATH
    }
    makers["drivers"] = lambda: drivers_table(paths.path, paths.base)
    makers["losses"] = lambda: losses(case, base, outcome)
    tables: Lazy[Any] = Lazy(
        makers, {INDICATOR_TABLES: lambda: indicator_tables(case, scenario, base, outcome)}
    )

    def summary() -> dict[str, Any]:
        drift = base_drift(traded_prices(calibration.base), base).to_dicts()
        return {**summarise(case, scenario, base, outcome), "base_drift": drift}

    outcome: Outcome = Outcome(case_name, name, scenario.title, tables, LazyDict(summary), manifest)
    seconds = sum(record.seconds for record in paths.path.records)
    return ScenarioRun(name, scenario, base, outcome, seconds)


def _table(path: MarketPath, name: str) -> pl.DataFrame:
    return read_path(path, (name,))[name]


def whole(run: ScenarioRun) -> ScenarioRun:
    """Return a run with every table and the summary worked out."""
    outcome = replace(run.outcome, tables=dict(run.outcome.tables), summary=dict(run.outcome.summary))
    return replace(run, outcome=outcome)


def work_out(run: ScenarioRun) -> None:
    """Work out every table and the summary of a run, if it has not been done."""
    for name in run.outcome.tables:
        _ = run.outcome[name]
    _ = len(run.outcome.summary)


def tables_of_base(case: Case, path: MarketPath) -> Mapping[str, Any]:
    """Return the tables of a base run, its losses among them, which are none."""
    base = Outcome(case.settings.name, "base", "Base run", _tables(path))
    return {**base.tables, "losses": losses(case, base, base)}


def _tables(path: MarketPath, base: MarketPath | None = None) -> dict[str, Any]:
    return {**read_path(path), "drivers": drivers_table(path, base or path)}


def _manifest(
    case: Case, name: str, scenario: Scenario, paths: ScenarioPaths, options: Options, algorithm: str
) -> dict[str, Any]:
    """Return what is needed to repeat a run: hashes of its inputs, versions, solver and options. Nothing in
    it depends on the clock.
    """
    rows, columns = paths.path.program.shape
    return {
        "case": case.settings.name,
        "case_sha256": case_hash(case),
        "scenario": name,
        "scenario_sha256": text_hash(scenario.model_dump_json()),
        "code_sha256": code_hash(),
        "didymium": importlib.metadata.version("didymium"),
        "solver": {
            "name": "HiGHS",
            "version": importlib.metadata.version("highspy"),
            "cold_algorithm": algorithm,
            "feasibility_tolerance": FEASIBILITY_TOLERANCE,
        },
        "options": {
            "price_perturbation": options.price_perturbation,
            "cost_perturbation": options.cost_perturbation,
            "kink": options.kink,
            "linear_steps": options.linear_steps,
        },
        "program": {"rows": rows, "columns": columns, "coefficients": int(paths.path.program.matrix.nnz)},
        "periods": [str(day) for day in paths.path.market.structure.periods.bounds],
        "news": [str(day) for day in paths.path.news],
        "foresight": scenario.foresight,
        **_belief(scenario),
        "confidential_overlay": bool(case.confidential),
    }


def _belief(scenario: Scenario) -> dict[str, int]:
    months = scenario.belief_ends_in_months
    return {} if months is None else {"belief_ends_in_months": months}
