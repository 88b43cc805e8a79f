"""What a server counts: requests, solves, who waits, jobs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import get_args

from fastapi import FastAPI
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from didymium.catalogue.database import CatalogueError
from didymium.web.jobs.store import State
from didymium.web.server import Server

_SECONDS = (0.01, 0.03, 0.1, 0.3, 0.7, 1.5, 3.0, 10.0, 30.0)
_KINDS = ("/api", "/static", "/_nicegui", "/health", "/metrics", "/sign-in", "/sign-out")


class Metrics:
    """The counters of one server, in a registry of their own."""

    def __init__(self, server: Server) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "didymium_requests_total", "Requests answered.", ("part", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "didymium_request_seconds", "Time to answer.", ("part",), buckets=_SECONDS, registry=self.registry
        )
        self._gauge("didymium_sessions_waiting", "Tabs that wait for a solve.", lambda: server.desk.waiting)
        self._gauge(
            "didymium_solves", "Scenarios solved for pages and the API.", lambda: server.engine.solves
        )
        self._gauge("didymium_solve_seconds", "Seconds spent on these.", lambda: server.engine.solve_seconds)
        self._gauge("didymium_markets_hot", "Markets that are kept hot.", lambda: server.engine.markets)
        jobs = Gauge("didymium_jobs", "Jobs in the catalogue.", ("state",), registry=self.registry)
        for state in get_args(State):
            jobs.labels(state).set_function(partial(_jobs_in, server, state))
        self._gauge("didymium_ready", "Whether the first questions are solved.", lambda: int(server.ready))

    def _gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        Gauge(name, text, registry=self.registry).set_function(read)


def _jobs_in(server: Server, state: State) -> float:
    """Return how many jobs are in a state; not a number while the catalogue does not answer."""
    try:
        return float(server.jobs.states().get(state, 0))
    except CatalogueError:
        return math.nan


class CountRequests:
    """Middleware that counts requests by part of the server and status, and times them."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count it once it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        part, begun, status = part_of(scope["path"]), time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            self.metrics.requests.labels(part, str(status)).inc()
            self.metrics.seconds.labels(part).observe(time.perf_counter() - begun)


def part_of(path: str) -> str:
    """Return the part of the server that a path belongs to: few values, whatever is asked for."""
    return next((kind.strip("/") for kind in _KINDS if path.startswith(kind)), "pages")


def add_metrics(app: FastAPI, server: Server) -> None:
    """Count what an application does."""
    app.state.metrics = Metrics(server)
    app.add_middleware(CountRequests, metrics=app.state.metrics)
