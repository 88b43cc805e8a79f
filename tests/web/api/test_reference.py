"""The reference is whole and asks nobody else for anything; the lab means what it says."""

from __future__ import annotations

import re

import pytest

from asgi_client import TestClient
from didymium.scenario.reading import parse_scenario
from didymium.web.lab.scenario import scenario_of
from didymium.web.lab.settings import LabSettings
from didymium.web.server import Server


def test_every_endpoint_stands_in_the_page(client: TestClient) -> None:
    """The page has a section for each endpoint and each model of the document, and its links lead to them."""
    document = client.get("/api/openapi.json").json()
    page = client.get("/api/docs").text
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} /api{path.replace('{', '{')}</code>" in page
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert {f"model-{name}" for name in document["components"]["schemas"]} <= anchors
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_the_page_loads_nothing(client: TestClient) -> None:
    """No script, no address but those of the API, and a policy that allows only its own style."""
    answer = client.get("/api/docs")
    assert "<script" not in answer.text
    assert "src=" not in answer.text
    assert all(link.startswith(("#", "/api/")) for link in re.findall(r'href="([^"]+)"', answer.text))
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_every_refusal_is_documented_as_a_problem(client: TestClient) -> None:
    """No endpoint documents a refusal of another kind."""
    document = client.get("/api/openapi.json").json()
    for methods in document["paths"].values():
        for operation in methods.values():
            refusals = {status: found for status, found in operation["responses"].items() if status >= "400"}
            assert {"401", "403", "422", "429"} <= set(refusals)
            assert all(list(found["content"]) == ["application/problem+json"] for found in refusals.values())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/facts/", 404),
        ("GET", "/api/a%0Ab", 404),
        ("PUT", "/api/cases", 405),
        ("DELETE", "/api/facts", 405),
    ],
)
def test_addresses_and_methods_that_are_none(client: TestClient, method: str, path: str, status: int) -> None:
    """They are refused as everything else is."""
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    if status == 405:
        assert answer.headers["Allow"] == "GET"


def test_the_lab_means_what_it_says(server: Server, client: TestClient) -> None:
    """Settings of the lab give by the API the scenario that the page solves, in both forms, and it solves."""
    offer = client.get("/api/lab").json()
    wanted = {
        **offer["first"], "begin": "2025-01-01", "origin": "AUS", "materials": ["oxide"], "severity": 60,
        "club": "JPN", "stock_days": 20,
    }  # fmt: skip
    settings = LabSettings.model_validate(wanted)
    stated = scenario_of(server.case, server.calibration, settings)
    given = client.post("/api/lab/scenario", json=wanted)
    text = client.post("/api/lab/scenario?format=toml", json=wanted).text
    assert parse_scenario(server.case, text, "lab.toml") == stated
    answer = client.post("/api/solve", json={"scenario": given.json(), "name": "shock_lab"})
    assert answer.status_code == 200
    assert answer.json()["summary"]["exporter"] == "AUS"


def test_wrong_settings_of_the_lab_are_refused(client: TestClient) -> None:
    """Out of bounds, unknown, and of another case: in words, all at once."""
    first = client.get("/api/lab").json()["first"]
    answer = client.post("/api/lab/scenario", json={**first, "severity": 101, "strt": 2, "floor": "9"})
    assert {(item["column"], item["message"]) for item in answer.json()["problems"]} == {
        ("severity", "must be at most 100"), ("strt", "is unknown"), ("floor", "is not a number"),
    }  # fmt: skip
    wrong = {**first, "origin": "XXX", "materials": ["nothing"], "severity": 50}
    answer = client.post("/api/lab/scenario", json=wrong)
    assert {item["value"] for item in answer.json()["problems"]} >= {"XXX", "nothing"}
