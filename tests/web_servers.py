"""Servers for the tests of pages and API: a small case, everything else as it is when people use it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from asgi_client import TestClient
from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.catalogue.database import Database
from didymium.web.access.access import Access
from didymium.web.access.accounts.audit import Audit
from didymium.web.access.accounts.people import People
from didymium.web.access.accounts.roles import Role
from didymium.web.access.install import install_access
from didymium.web.access.problems import PeopleError
from didymium.web.api.install import install_api
from didymium.web.engine.desk import Desk
from didymium.web.engine.engine import Engine
from didymium.web.jobs.queue import JobQueue
from didymium.web.jobs.store import JobStore
from didymium.web.lab.saved import SavedScenarios
from didymium.web.server import Server
from didymium.web.settings import ServerSettings
from guarded_server import HOME, PASSWORD, SECRET, quick_passwords
from tiny_case import TABLES, write_tiny_case

PEOPLE = {"vera": Role.VIEWER, "anna": Role.ANALYST, "bela": Role.ANALYST, "adam": Role.ADMIN}
"""Who has an account where people must sign in."""
LIVE = "\n[profiles.live]\nmonths = 6\nlead_months = 1\n"
STOCKS = """\
title = "A duty to hold stocks"

[[instrument]]
kind = "stock_obligation"
club = "JPN"
materials = ["oxide"]
days = 30.0
fine_usd_per_kg_year = 60.0
from = 2025-01-01
source = "report"
"""
"""An instrument file of the case."""


def small_case(folder: Path) -> Path:
    """Write the tiny case with a live profile, a live scenario and an instrument file; return its folder."""
    place = write_tiny_case(folder / "tiny")
    (place / "case.toml").write_text(TABLES["case.toml"] + LIVE, encoding="utf-8")
    stop = TABLES["scenarios/stop.toml"]
    (place / "scenarios" / "brief.toml").write_text(stop.replace('"shock"', '"live"'), encoding="utf-8")
    (place / "instruments").mkdir()
    (place / "instruments" / "stocks.toml").write_text(STOCKS, encoding="utf-8")
    return place


def make_server(folder: Path, case: Case | str | Path | None = None, **settings: Any) -> Server:
    """Return a server of a case (without one :func:`small_case`) whose state lies in a folder; its jobs are
    not started.

    Where people must sign in there are those of :data:`PEOPLE`, with the password of ``guarded_server``.
    """
    if case is None:
        case = small_case(folder)
    found = case if isinstance(case, Case) else read_case(case, settings.get("overlay"))
    name = found.settings.name if isinstance(case, Case) else str(case)
    given = ServerSettings(**{"case": name, "state": folder / "state", **settings})
    given.state.mkdir(exist_ok=True)
    database = Database(given.catalogue or f"sqlite:///{given.state / 'catalogue.sqlite'}")
    people = People(database, passwords=quick_passwords())
    if given.authentication != "none":
        for who, role in PEOPLE.items():
            with suppress(PeopleError):  # a catalogue that was opened before has them
                people.add(who, role, PASSWORD)
    calibration = calibrate(found)
    return Server(
        settings=given,
        case=found,
        calibration=calibration,
        engine=Engine(found, calibration),
        desk=Desk(given.solver_threads),
        database=database,
        people=people,
        audit=Audit(database),
        jobs=JobQueue(given, JobStore(database, found.settings.name), found),
        saved=SavedScenarios(database),
    )


def close(server: Server) -> None:
    """Let go of what a server holds; its jobs must have been stopped."""
    server.desk.close()
    server.database.close()


def make_api(server: Server) -> FastAPI:
    """Return the API of a server behind its guard, without pages."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.server = server
    install_api(app)
    install_access(app, server.settings, server.people, server.audit, SECRET)
    return app


def browser(app: FastAPI, person: str = "") -> TestClient:
    """Return a client of an application: signed in with a token if a person is named. What goes wrong in the
    application is an answer, as on a server.
    """
    client = TestClient(app, HOME, follow_redirects=False, raise_server_exceptions=False)
    if person:
        access: Access = app.state.access
        client.headers["Authorization"] = f"Bearer {access.people.tokens.create(person, 'a test')}"
    return client
