"""Scenarios by the API: JSON and TOML say the same, lists are whole, people keep what is theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from asgi_client import TestClient
from didymium.scenario.reading import parse_scenario, read_scenario
from didymium.scenario.schema import Scenario
from didymium.web.server import Server
from web_servers import browser, close, make_api, make_server

TOML = {"Content-Type": "application/toml"}


@pytest.mark.parametrize("name", ["brief", "stop", "stocks"])
def test_json_and_toml_agree(server: Server, client: TestClient, name: str) -> None:
    """Both forms of a scenario read back as the scenario of the case."""
    stated = read_scenario(server.case, name)
    as_json = Scenario.model_validate_json(client.get(f"/api/scenarios/{name}").content)
    text = client.get(f"/api/scenarios/{name}?format=toml").text
    assert as_json == stated == parse_scenario(server.case, text, "scenario.toml")


def test_both_forms_are_saved_alike(client: TestClient) -> None:
    """A file that was sent is kept as what its JSON is kept as."""
    as_json = client.get("/api/scenarios/brief").json()
    as_toml = client.get("/api/scenarios/brief?format=toml").text
    first = client.post("/api/scenarios", json=as_json)
    second = client.post("/api/scenarios", content=as_toml, headers=TOML)
    assert first.status_code == second.status_code == 201
    assert (
        client.get(first.headers["Location"]).json()
        == client.get(second.headers["Location"]).json()
        == as_json
    )


def test_a_wrong_file_is_refused_with_its_lines(client: TestClient) -> None:
    """A file is refused as on the command line: every problem with its line."""
    text = client.get("/api/scenarios/brief?format=toml").text
    wrong = text.replace('"AUS"', '"AUSS"').replace('"report"', '"nobody"')
    answer = client.post("/api/scenarios", content=wrong, headers=TOML)
    assert answer.status_code == 422
    assert {problem["value"] for problem in answer.json()["problems"]} >= {"AUSS", "nobody"}
    unreadable = client.post("/api/scenarios", content="title = ", headers=TOML)
    assert unreadable.json()["problems"][0]["row"] == 1


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b'{"title": "x"', "application/json", 422),
        (b'{"title": "\\u0000"}', "application/json", 422),
        (b"\xff\xfe", "application/toml", 422),
        (b"title,x", "text/csv", 415),
        (b"#" * 200_001, "application/toml", 413),
        (b"#" * 2_000_001, "application/toml", 413),
    ],
)
def test_bodies_that_are_no_scenario(client: TestClient, content: bytes, media: str, status: int) -> None:
    """Broken, foreign and too large bodies are refused in words."""
    answer = client.post("/api/scenarios", content=content, headers={"Content-Type": media})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_files_of_the_server_cannot_be_read(client: TestClient) -> None:
    """An include names an instrument of the case; a path would be a file of whoever runs the server."""
    for include in ("../scenarios/stop.toml", "/etc/passwd"):
        sent = {"title": "x", "include": [include]}
        answer = client.post("/api/scenarios", json=sent)
        assert answer.status_code == 422
        assert f'"{include}" is not an instrument file of tiny' in answer.json()["detail"]
    assert client.get("/api/scenarios/..%2Fscenarios%2Fstop.toml").status_code == 404


@pytest.fixture
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, TestClient]]:
    """Clients of a server where people sign in, by name; nobody under a blank name."""
    server = make_server(tmp_path_factory.mktemp("people"), authentication="password")
    app = make_api(server)
    yield {name: browser(app, name) for name in ("vera", "anna", "bela", "adam", "")}
    close(server)


def test_pages_cover_everything_once(people: dict[str, TestClient]) -> None:
    """Whoever follows the links to the next page sees each scenario once: the case's, then one's own."""
    anna = people["anna"]
    for number in range(5):
        assert anna.post("/api/scenarios", json={"title": f"Mine {number}"}).status_code == 201
    people["bela"].post("/api/scenarios", json={"title": "Not Anna's"})
    seen, pages, address = [], 0, "/api/scenarios?limit=2"
    while address:
        answer = anna.get(address)
        seen += [item["title"] for item in answer.json()["items"]]
        address, pages = answer.links.get("next", {}).get("url", ""), pages + 1
    assert sorted(seen) == [
        "Mine 0",
        "Mine 1",
        "Mine 2",
        "Mine 3",
        "Mine 4",
        "Nothing leaves",
        "Nothing leaves",
    ]
    assert (pages, anna.get("/api/scenarios").json()["total"]) == (4, 7)
    assert people["adam"].get("/api/scenarios").json()["total"] == 8


def test_who_may_what(people: dict[str, TestClient]) -> None:
    """Viewers read and solve; analysts save and run jobs; only the owner or an admin deletes; nobody else
    comes in.
    """
    sent = {"title": "Mine"}
    job = {"kind": "solve", "scenario": sent}
    expected = {"": (401, 401, 401, 401), "vera": (200, 200, 403, 403), "anna": (200, 200, 201, 201)}
    for name, statuses in expected.items():
        client = people[name]
        found = (
            client.get("/api/scenarios").status_code,
            client.post("/api/solve", json={"scenario": "brief"}).status_code,
            client.post("/api/scenarios", json=sent).status_code,
            client.post("/api/jobs", json=job).status_code,
        )
        assert found == statuses, name
    key = people["anna"].post("/api/scenarios", json=sent).json()["name"]
    assert people["bela"].get(f"/api/scenarios/{key}").status_code == 200
    assert people["bela"].delete(f"/api/scenarios/{key}").status_code == 403
    assert people["vera"].delete(f"/api/scenarios/{key}").status_code == 403
    assert people["anna"].delete(f"/api/scenarios/{key}").status_code == 204
    assert people["adam"].delete(f"/api/scenarios/{key}").status_code == 404


def test_solves_of_one_person_are_bounded(tmp_path: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whoever asks too often is told when to come again; others are not held up."""
    server = make_server(tmp_path_factory.mktemp("rates"), authentication="password", solves_per_minute=2)
    app = make_api(server)
    vera, anna = browser(app, "vera"), browser(app, "anna")
    order = {"scenario": "brief"}
    assert [vera.post("/api/solve", json=order).status_code for _ in range(3)] == [200, 200, 429]
    assert int(vera.post("/api/solve", json=order).headers["Retry-After"]) >= 1
    assert anna.post("/api/solve", json=order).status_code == 200
    close(server)


def test_acts_are_written_down(people: dict[str, TestClient]) -> None:
    """The audit says who saved, solved, submitted and deleted what."""
    anna = people["anna"]
    key = anna.post("/api/scenarios", json={"title": "Mine"}).json()["name"]
    anna.post("/api/solve", json={"scenario": "brief"})
    anna.delete(f"/api/scenarios/{key}")
    acts = anna.app.state.server.audit.list()  # type: ignore[attr-defined]
    assert [(act.who, act.action) for act in reversed(acts)][-3:] == [
        ("anna", "save scenario"), ("anna", "solve"), ("anna", "delete scenario"),
    ]  # fmt: skip
