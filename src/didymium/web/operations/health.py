"""Is the server alive, and can it answer; numbers for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from didymium import __version__
from didymium.catalogue.database import CatalogueError
from didymium.web.operations.metrics import Metrics
from didymium.web.server import Server

router = APIRouter(include_in_schema=False)


@router.get("/health/live")
async def live() -> JSONResponse:
    """Say that the process answers."""
    return JSONResponse({"status": "alive", "version": __version__})


@router.get("/health")
@router.get("/health/ready")
def ready(request: Request) -> JSONResponse:
    """Say whether the first questions are solved and the catalogue answers; 503 if not."""
    server: Server = request.app.state.server
    lacking = [] if server.ready else ["the first scenarios are being solved"]
    try:
        server.database.check()
    except CatalogueError as error:
        lacking.append(str(error))
    status = {
        "status": "waiting" if lacking else "ready",
        "lacking": lacking,
        "case": server.case.settings.name,
    }
    return JSONResponse(status, 503 if lacking else 200)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Return what the server counts, as Prometheus reads it."""
    found: Metrics = request.app.state.metrics
    return Response(generate_latest(found.registry), media_type=CONTENT_TYPE_LATEST)
