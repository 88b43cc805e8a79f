"""The work: what a request comes to on a case, checked before it waits and done when its turn comes.

What only an ensemble or a report needs is loaded where it is needed: a job begins in half the time without.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.ensemble.inputs import Inputs
from didymium.ensemble.running.plan import (
    PlanError,
    define,
    drawn,
    kept_tables,
    uncertain_inputs,
    with_profile,
)
from didymium.ensemble.sampling.draws import Draws
from didymium.ensemble.sensitivity.designs import SENSITIVITY_DESIGNS, SensitivityDesign, scenarios_needed
from didymium.files.problems import InputError, Problem
from didymium.files.toml_file import dotted
from didymium.outcome.store import write_text
from didymium.scenario.checks import check_scenario
from didymium.scenario.schema import Scenario
from didymium.views.service import solve_scenario, write_run
from didymium.web.jobs.folder import JobFolder, Progress
from didymium.web.jobs.requests import MOST_SCENARIOS, EnsembleRequest, SolveRequest

if TYPE_CHECKING:
    from didymium.ensemble.running.run import Finished

Report = Callable[[Progress], None]

SCENARIO_FILE, REQUEST = "scenario.toml", "request"
"""What problems call the scenario, and all else that was asked for."""


def check_request(case: Case, request: SolveRequest | EnsembleRequest) -> list[Problem]:
    """Return everything that keeps a request from being done on a case."""
    try:
        scenario = scenario_of(case, request)
        if isinstance(request, EnsembleRequest):
            _draws(case, scenario, request)
    except InputError as error:
        return list(error.problems)
    except PlanError as error:
        option = {"input": "inputs", "table": "tables"}.get(error.option or "", error.option)
        return [Problem(REQUEST, str(error), column=option)]
    return []


def scenario_of(case: Case, request: SolveRequest | EnsembleRequest) -> Scenario:
    """Return the scenario that a request is about.

    Raises:
        PlanError: If the case has no such profile.
        InputError: If the scenario does not agree with the case, with every problem.
    """
    scenario = with_profile(case, request.scenario, request.profile)
    problems = [
        Problem(SCENARIO_FILE, found.message, None, dotted(found.path), found.value, found.remedy)
        for found in check_scenario(case, scenario)
    ]
    if problems:
        raise InputError(problems)
    return scenario


def do_solve(
    case: Case,
    calibration: Calibration,
    scenario: Scenario,
    request: SolveRequest,
    folder: JobFolder,
    report: Report,
) -> dict[str, Any]:
    """Solve a scenario and write its tables and a report; return its summary."""
    steps = Progress(1, 3, "solving")
    report(steps)
    run = solve_scenario(case, calibration, request.name, scenario)
    report(replace(steps, done=2, message="reporting"))
    from didymium.views.report import render_report

    folder.clear_result()
    write_run(run, folder.result)
    write_text(folder.result / "report.html", render_report(case, calibration, [run], request.language))
    report(replace(steps, done=3, message="reporting"))
    return dict(run.outcome.summary)


def do_ensemble(
    case: Case,
    calibration: Calibration,
    scenario: Scenario,
    request: EnsembleRequest,
    folder: JobFolder,
    report: Report,
) -> dict[str, Any]:
    """Solve what is left of an ensemble and write a report; return how many scenarios are finished."""
    from didymium.ensemble.running.run import run_ensemble
    from didymium.ensemble.running.threads import Threads

    inputs, draws = _draws(case, scenario, request)
    tables = kept_tables(request.tables)
    definition = define(case, calibration.base, request.name, scenario, inputs, draws, tables, folder.result)
    total, done = definition.count + 1, 0
    report(Progress(0, total, "scenarios"))

    def advance(steps: int) -> None:
        nonlocal done
        done += steps
        report(Progress(done, total, "scenarios"))

    finished = run_ensemble(definition, folder.result, Threads(1), replace=True, advance=advance)
    report(Progress(total, total, "reporting"))
    return _ensemble_report(case, finished, request.language)


def _draws(case: Case, scenario: Scenario, request: EnsembleRequest) -> tuple[Inputs, Draws]:
    inputs = uncertain_inputs(case, scenario, request.inputs)
    _refuse_too_many(request, len(inputs.moving))
    return inputs, drawn(inputs, request.sampling, request.count, request.seed, request.grid)


def _refuse_too_many(request: EnsembleRequest, width: int) -> None:
    """Refuse a design for sensitivity that takes too many scenarios, before it is made: that takes long."""
    if request.grid is not None or request.sampling not in SENSITIVITY_DESIGNS:
        return
    needed = scenarios_needed(cast(SensitivityDesign, request.sampling), request.count, width)
    if needed > MOST_SCENARIOS:
        raise PlanError(
            f"{request.count:,} of {request.sampling} take {needed:,} scenarios, more than "
            f"{MOST_SCENARIOS:,}: ask for fewer",
            "count",
        )


def _ensemble_report(case: Case, finished: Finished, language: str) -> dict[str, Any]:
    from didymium.ensemble.reading.results import Results
    from didymium.ensemble.running.folder import locked
    from didymium.views.ensemble.overview import overview_of
    from didymium.views.ensemble.report import write_ensemble_report

    with Results(finished.folder) as results, locked(finished.folder):
        overview = overview_of(case, results, finished)
        write_ensemble_report(case, overview, results, finished.folder, language)
    progress = finished.progress
    return {
        "scenarios": progress.finished + finished.left,
        "finished": progress.finished,
        "failed": progress.failed,
        "cold": progress.cold,
        "failures": [{"scenario": number, "why": why} for number, why in finished.failures],
    }
