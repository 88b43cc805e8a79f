"""The application: guard, API, health, pages. One a process, since NiceGUI has one of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from fastapi import FastAPI
from nicegui import ui
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from didymium import __version__
from didymium.web.access.install import install_access
from didymium.web.access.secret import server_secret
from didymium.web.api.install import install_api
from didymium.web.look.shell import add_page
from didymium.web.opening import warm_up_aside
from didymium.web.operations.health import router as health_router
from didymium.web.operations.metrics import add_metrics
from didymium.web.pages import PAGES
from didymium.web.server import Server

_LOG = structlog.get_logger("didymium.web")
STATIC = Path(__file__).parent / "static"


def make_application(server: Server) -> FastAPI:
    """Return the whole application of a server: pages, API and the guard around both."""
    app = FastAPI(
        title="didymium", version=__version__, docs_url=None, redoc_url=None, openapi_url=None,
        lifespan=_running,
    )  # fmt: skip
    app.state.server = server
    secret = server_secret(server.settings.state)
    install_api(app)
    app.include_router(health_router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for page in PAGES:
        add_page(server, page, PAGES)
    server.access = install_access(app, server.settings, server.people, server.audit, secret)
    ui.run_with(
        app,
        title="didymium",
        favicon=STATIC / "favicon.svg",
        dark=None,
        tailwind=False,
        storage_secret=secret,
        session_middleware_kwargs={
            "session_cookie": "didymium_tab",
            "same_site": "lax",
            "https_only": server.settings.is_encrypted,
        },
        show_welcome_message=False,
        reconnect_timeout=15.0,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    add_metrics(app, server)
    return app


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    """Run jobs while the application runs; end gracefully: solves are finished, jobs go back to the queue."""
    server: Server = app.state.server
    server.jobs.start()
    warm_up_aside(server)
    yield
    _LOG.info("stopping", waiting=server.desk.waiting)
    server.floors.close()
    server.responses.close()
    server.stockpiles.close()
    server.projects.close()
    server.coalitions.close()
    server.screening.close()
    server.desk.close()
    server.jobs.stop()
    server.database.close()
