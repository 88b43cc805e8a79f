"""Opens a server: reads and calibrates its case, opens the catalogue, and solves what is asked first."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import structlog

from didymium.backtest.reading import backtest_problems
from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.decisions.rival.reading import rival_problems
from didymium.files.problems import InputError
from didymium.market.checks import MassBalanceError
from didymium.market.solver import SolverError
from didymium.scenario.case_check import case_problems
from didymium.scenario.instruments.settle import UnsettledError
from didymium.scenario.schema import Scenario
from didymium.web.access.accounts.audit import Audit
from didymium.web.access.accounts.people import People
from didymium.web.access.opening import open_catalogue
from didymium.web.engine.desk import Desk
from didymium.web.engine.engine import Engine
from didymium.web.jobs.queue import JobQueue
from didymium.web.jobs.store import JobStore
from didymium.web.lab.choices import first_settings
from didymium.web.lab.saved import SavedScenarios
from didymium.web.lab.scenario import NAME, scenario_of
from didymium.web.server import Server
from didymium.web.settings import ServerSettings

_LOG = structlog.get_logger("didymium.web")
WARM_STARTS = 6
"""Months in which a restriction may begin whose markets are opened at the start."""


def open_server(settings: ServerSettings) -> Server:
    """Open a server; nothing listens and no job runs yet.

    Raises:
        InputError: If the case has problems, or a scenario or instrument file in it.
        ReconciliationError, PricingError: If it cannot be calibrated.
        CatalogueError: If the catalogue cannot be opened.
        OSError: If the state folder cannot be written.
    """
    case = read_case(settings.case, settings.overlay)
    problems = case_problems(case) + backtest_problems(case) + rival_problems(case)
    if problems:
        raise InputError(problems)
    calibration = calibrate(case)
    database = open_catalogue(settings.state, settings.catalogue)
    return Server(
        settings=settings,
        case=case,
        calibration=calibration,
        engine=Engine(case, calibration),
        desk=Desk(settings.solver_threads),
        database=database,
        people=People(database),
        audit=Audit(database),
        jobs=JobQueue(settings, JobStore(database, case.settings.name), case),
        saved=SavedScenarios(database),
    )


def warm_up(server: Server, today: dt.date | None = None) -> None:
    """Solve what visitors ask first, so that nobody waits for a cold market; then the server is ready."""
    try:
        for name, scenario in first_questions(server, today or dt.date.today()):
            try:
                server.engine.solve(name, scenario)
            except (SolverError, UnsettledError, MassBalanceError) as error:
                _LOG.warning("no answer", scenario=name, reason=str(error))
    except Exception:
        # Visitors ask the same and are told what is wrong; the server is as ready as it will be.
        _LOG.exception("the first questions failed")
    server.ready = True
    _LOG.info("ready", case=server.case.settings.name, markets=server.engine.markets)


def first_questions(server: Server, today: dt.date) -> Iterator[tuple[str, Scenario]]:
    """Yield what is asked first: the lab as it stands at first, with each month in which its restriction may
    begin.
    """
    case, calibration = server.case, server.calibration
    first = first_settings(case, today)
    yield NAME, scenario_of(case, calibration, first)
    for months in range(WARM_STARTS):
        if months != first.start and first.restricts:
            moved = first.model_copy(update={"start": months})
            yield NAME, scenario_of(case, calibration, moved)


def warm_up_aside(server: Server) -> threading.Thread:
    """Do :func:`warm_up` in a thread of its own."""
    thread = threading.Thread(target=warm_up, args=(server,), name="warm-up", daemon=True)
    thread.start()
    return thread
