"""Is the server well: alive at once, ready when the first questions are solved and the catalogue answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from asgi_client import TestClient
from didymium.catalogue.database import CatalogueError
from didymium.web.opening import first_questions, warm_up
from didymium.web.operations.health import router
from didymium.web.operations.metrics import add_metrics, part_of
from didymium.web.server import Server
from guarded_server import HOME
from web_servers import close, make_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = make_server(tmp_path_factory.mktemp("server"))
    yield made
    close(made)


@pytest.fixture
def client(server: Server) -> Iterator[TestClient]:
    """Whoever looks after the server, and an application that answers, fails and is asked for anything."""
    app = FastAPI()
    app.state.server = server
    app.include_router(router)

    @app.get("/well")
    def well() -> str:
        return "well"

    @app.get("/api/ill")
    def ill() -> str:
        raise RuntimeError("ill")

    add_metrics(app, server)
    with TestClient(app, HOME, raise_server_exceptions=False) as found:
        yield found


def counted(client: TestClient, name: str) -> dict[str, float]:
    """The values of a metric by its labels, as the text for Prometheus tells them."""
    text = client.get("/metrics").text
    lines = [line for line in text.splitlines() if line.startswith((f"{name}{{", f"{name} "))]
    return {line.removeprefix(name).rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines}


def test_not_ready_before_the_first_questions_are_solved(server: Server, client: TestClient) -> None:
    """A service manager sends nobody before; the process is alive all the same."""
    server.ready = False
    assert client.get("/health/live").json()["status"] == "alive"
    for path in ("/health", "/health/ready"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.json() == {
            "status": "waiting", "lacking": ["the first scenarios are being solved"], "case": "tiny",
        }  # fmt: skip
    assert counted(client, "didymium_ready") == {"": 0.0}


def test_ready_once_they_are(server: Server, client: TestClient) -> None:
    """Warming up solves what the lab shows first; then whoever asks for it does not wait for a solve."""
    server.ready = False
    today = dt.date(2025, 3, 10)
    warm_up(server, today)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"], answer.json()["lacking"]) == (200, "ready", [])
    assert counted(client, "didymium_ready") == {"": 1.0}
    solves = server.engine.solves
    for name, scenario in first_questions(server, today):
        assert server.engine.known(name, scenario) is not None
    assert counted(client, "didymium_solves") == {"": float(solves)}
    assert counted(client, "didymium_markets_hot") == {"": float(server.engine.markets)}


def test_a_catalogue_that_is_gone(
    server: Server, client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The database does not answer: 503 with its words, and 200 again when it does."""
    server.ready = True
    with monkeypatch.context() as patched:

        def gone() -> None:
            raise CatalogueError("the catalogue cannot be read: connection refused")

        patched.setattr(server.database, "check", gone)
        answer = client.get("/health/ready")
        assert answer.status_code == 503
        assert answer.json()["lacking"] == ["the catalogue cannot be read: connection refused"]
        assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 200


def test_requests_are_counted_by_part_and_status(client: TestClient) -> None:
    """A page that answers, one that is not there and an error within: each under its status."""
    for path in ("/well", "/well", "/nowhere", "/api/ill", "/api/none", "/health/live"):
        client.get(path)
    found = counted(client, "didymium_requests_total")
    assert found['{part="pages",status="200"}'] == 2.0
    assert found['{part="pages",status="404"}'] == 1.0
    assert found['{part="api",status="500"}'] == 1.0
    assert found['{part="api",status="404"}'] == 1.0
    assert found['{part="health",status="200"}'] == 1.0
    seconds = counted(client, "didymium_request_seconds_count")
    assert seconds['{part="pages"}'] == 3.0


def test_whatever_is_asked_for_the_labels_are_few(client: TestClient) -> None:
    """A scanner asks for a thousand addresses: the server does not remember one of them."""
    for number in range(200):
        client.get(f"/{number}/wp-admin.php?x={number}")
        client.get(f"/api/{number}")
    parts = {label.split('"')[1] for label in counted(client, "didymium_requests_total")}
    assert parts == {"pages", "api", "metrics"} or parts == {"pages", "api"}
    assert "wp-admin" not in client.get("/metrics").text


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/", "pages"), ("/lab", "pages"), ("/api/solve", "api"), ("/static/x.css", "static"),
        ("/_nicegui/3/x.js", "_nicegui"), ("/health/ready", "health"), ("/metrics", "metrics"),
        ("/sign-in", "sign-in"), ("/sign-out", "sign-out"), ("", "pages"), ("/API", "pages"),
    ],
)  # fmt: skip
def test_parts(path: str, part: str) -> None:
    assert part_of(path) == part


def test_metrics_are_text_for_prometheus(client: TestClient) -> None:
    """Each with its help and type; nothing of the machine or of people is in it."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    for name in (
        "didymium_requests",
        "didymium_request_seconds",
        "didymium_sessions_waiting",
        "didymium_solve_seconds",
    ):
        assert f"# HELP {name}" in answer.text
        assert f"# TYPE {name}" in answer.text
    assert "python_info" not in answer.text


def test_two_servers_count_apart(server: Server) -> None:
    """A registry of its own each: a second application in a process does not clash with the first."""
    apps = [FastAPI() for _ in range(2)]
    for app in apps:
        app.state.server = server
        app.include_router(router)
        add_metrics(app, server)
    with TestClient(apps[0], HOME) as first, TestClient(apps[1], HOME) as second:
        first.get("/health/live")
        assert counted(first, "didymium_requests_total")['{part="health",status="200"}'] == 1.0
        assert '{part="health",status="200"}' not in counted(second, "didymium_requests_total")
