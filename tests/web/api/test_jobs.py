"""Jobs by the API: submit, follow, fetch, remove, and nothing of anybody else's."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from asgi_client import TestClient
from didymium.web.server import Server
from web_servers import browser, close, make_api, make_server

SECONDS = 120.0
"""A process of its own takes some seconds to start on a busy machine."""


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose jobs run."""
    server = make_server(tmp_path_factory.mktemp("jobs"), authentication="password")
    server.jobs.start()
    yield server
    server.jobs.stop()
    close(server)


def _over(client: TestClient, key: str) -> dict[str, object]:
    until = time.monotonic() + SECONDS
    while (job := client.get(f"/api/jobs/{key}").json())["state"] in ("queued", "running"):
        assert time.monotonic() < until, job
        time.sleep(0.1)
    return dict(job)


def test_a_job_from_beginning_to_end(working: Server) -> None:
    """A solve in full: it is submitted, done, its files are listed, fetched one by one and together, and it
    is removed.
    """
    anna = browser(make_api(working), "anna")
    scenario = anna.get("/api/scenarios/stop").json()
    sent = anna.post("/api/jobs", json={"kind": "solve", "scenario": scenario, "name": "stop"})
    assert sent.status_code == 201
    job = _over(anna, sent.json()["key"])
    address = sent.headers["Location"]
    assert (job["state"], job["failure"]) == ("done", "")
    assert job["summary"]["exporter"] == "AUS"  # type: ignore[index]
    listed = anna.get(f"{address}/results?limit=200").json()["items"]
    names = {item["path"] for item in listed}
    assert {"summary.json", "manifest.json", "prices.csv", "base/prices.csv", "report.html"} <= names
    for item in listed:
        file = anna.get(f"{address}/results/{item['path']}")
        assert (file.status_code, len(file.content)) == (200, item["bytes"])
        assert file.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(anna.get(f"{address}/archive").content)) as archive:
        assert {name.partition("/")[2] for name in archive.namelist()} == names
    assert anna.post(f"{address}/cancel").status_code == 409
    assert anna.delete(address).status_code == 204
    assert anna.get(address).status_code == 404


def test_jobs_are_their_owners(server: Server, tmp_path: Path) -> None:
    """To others a job is not there; an admin sees it, and may cancel it."""
    waiting = make_server(tmp_path, authentication="password")
    app = make_api(waiting)
    anna, bela, vera, adam = (browser(app, name) for name in ("anna", "bela", "vera", "adam"))
    key = anna.post("/api/jobs", json={"kind": "solve", "scenario": {"title": "Mine"}}).json()["key"]
    for other in (bela, vera):
        assert other.get(f"/api/jobs/{key}").status_code == 404
        assert other.get("/api/jobs").json()["total"] == 0
    assert bela.post(f"/api/jobs/{key}/cancel").status_code == 404
    assert [item["key"] for item in adam.get("/api/jobs").json()["items"]] == [key]
    assert adam.get("/api/jobs?mine=true").json()["total"] == 0
    assert anna.get(f"/api/jobs/{key}").json()["place"] == 1
    assert anna.get(f"/api/jobs/{key}/results").status_code == 409
    assert anna.delete(f"/api/jobs/{key}").status_code == 409
    assert adam.post(f"/api/jobs/{key}/cancel").json()["state"] == "cancelled"
    close(waiting)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"kind": "sove", "scenario": {"title": "x"}}, 'did you mean "solve"?'),
        ({"scenario": {"title": "x"}}, "kind: is missing"),
        ({"kind": "ensemble", "scenario": {"title": "x"}, "count": 0}, '"0" must be at least 1'),
        (
            {"kind": "solve", "scenario": {"title": "x", "include": ["a"]}},
            "write the events",
        ),
        ({"kind": "solve", "scenario": {"title": "x", "profile": "y"}}, "y"),
    ],
)
def test_wrong_jobs_are_refused_in_words(client: TestClient, order: object, words: str) -> None:
    """Before they wait, not after."""
    answer = client.post("/api/jobs", json=order)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_no_path_leads_out_of_the_results(working: Server) -> None:
    """Only names of the list are files."""
    anna = browser(make_api(working), "anna")
    order = {"kind": "solve", "scenario": {"title": "x", "profile": "live"}}
    key = anna.post("/api/jobs", json=order).json()["key"]
    assert _over(anna, key)["state"] == "done"
    for path in ("../order.json", "..%2Forder.json", "%2Fetc%2Fpasswd", "a%0Ab", "base%2F..%2F..%2Flog.txt"):
        assert anna.get(f"/api/jobs/{key}/results/{path}").status_code == 404, path
