"""Puts the API into an application, below ``/api``."""

from __future__ import annotations

import re

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.routing import Mount

from didymium import __version__
from didymium.web.api import (
    cases,
    checking,
    jobs,
    lab,
    projects,
    responding,
    scenarios,
    solving,
    stockpiles,
)
from didymium.web.api.answers.errors import add_refusals
from didymium.web.api.answers.kept import Kept
from didymium.web.api.evidence import agreements, facts
from didymium.web.api.evidence.library import Library
from didymium.web.api.reference import routes as reference
from didymium.web.api.rival import routes as rival
from didymium.web.api.screening import routes as screening
from didymium.web.api.validation import routes as validation

ROOT = "/api"


def install_api(app: FastAPI) -> None:
    """Add the API to an application whose ``state.server`` is set.

    It is an application of its own, so that its errors are problem details and the pages' are pages. Call it
    before NiceGUI is mounted, which takes every path that is left.
    """
    api = FastAPI(
        title="didymium", version=__version__, docs_url=None, redoc_url=None, openapi_url=None,
        redirect_slashes=False,
    )  # fmt: skip
    # One state for both: what is added to it later is seen here too.
    api.state = app.state
    api.state.kept = Kept()
    api.state.checks = checking.Checks()
    api.state.library = Library(app.state.server)
    api.state.library.prepare()
    for part in (
        cases, checking, scenarios, solving, responding, stockpiles, projects, screening, lab, jobs, facts,
        agreements, validation, rival,
    ):  # fmt: skip
        api.include_router(part.router)
    api.include_router(reference.router_for(api, ROOT))
    add_refusals(api)
    below = Mount(ROOT, api, name="api")
    # A name in an address may hold any character, a line break too.
    below.path_regex = re.compile(below.path_regex.pattern, re.DOTALL)
    app.routes.append(below)
    app.add_api_route(ROOT, _to_reference, include_in_schema=False)


async def _to_reference() -> RedirectResponse:
    return RedirectResponse(f"{ROOT}/docs")
