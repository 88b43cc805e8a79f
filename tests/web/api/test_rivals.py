"""The API tells recorded games and works a reply anew, as the command line prints them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from asgi_client import TestClient
from didymium.cli.app import app
from didymium.web.api.rival.records import RivalRecord, RivalSummary
from didymium.web.server import Server
from rival_cases import NAME
from rival_servers import case_with_rival
from web_servers import browser, close, make_api, make_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the small case with a rival and a recorded game."""
    folder = tmp_path_factory.mktemp("rivals")
    made = make_server(folder, case_with_rival(folder))
    yield made
    close(made)


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[TestClient]:
    with browser(make_api(server)) as found:
        yield found


def by_command(*line: str) -> dict[str, object]:
    result = CliRunner().invoke(app, ["rival", *line, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return {name: value for name, value in found.items() if name != "out"}


def test_rivals_are_listed_with_what_they_may_do(client: TestClient) -> None:
    (found,) = client.get("/api/rivals", params={"lang": "ko"}).json()
    listed = RivalSummary.model_validate_json(json.dumps(found))
    assert (listed.rival, listed.title, listed.club) == (NAME, "호주", "JPN")
    assert [one.policy for one in listed.policies] == ["floor", "stocks", "plants"]
    assert listed.recorded is not None and listed.recorded.day == dt.date(2026, 1, 5)


def test_a_recorded_game_is_the_command_lines(client: TestClient, server: Server) -> None:
    answer = client.get(f"/api/rivals/{NAME}")
    assert answer.headers["etag"]
    RivalRecord.model_validate_json(answer.text)
    assert answer.json() == by_command(server.settings.case, "--recorded")
    missing = client.get("/api/rivals/digge")
    assert missing.status_code == 404 and NAME in missing.json()["detail"]


def test_a_policy_with_its_reply_is_a_scenario(client: TestClient) -> None:
    text = client.get(f"/api/rivals/{NAME}/scenarios/stocks", params={"format": "toml"})
    assert text.headers["content-type"].startswith("application/toml")
    assert 'title = "Australia answers: stocks"' in text.text
    found = client.get(f"/api/rivals/{NAME}/scenarios/stocks")
    assert found.json()["title"] == "Australia answers: stocks"
    assert client.get(f"/api/rivals/{NAME}/scenarios/wall").status_code == 404


def test_a_reply_worked_anew_is_the_command_lines(client: TestClient, server: Server) -> None:
    order = {"policy": "stocks", "aim": {"revenue": 1.0}, "evaluations": 2}
    found = client.post("/api/rivals/reply", json=order)
    assert found.status_code == 200, found.text
    RivalRecord.model_validate_json(found.text)
    told = by_command(
        server.settings.case, "--policy", "stocks", "--aim", "revenue=1", "--evaluations", "2",
        "--no-recheck",
    )  # fmt: skip
    assert {**found.json(), "cross": []} == {**told, "cross": []}


def test_everything_wrong_is_named(client: TestClient) -> None:
    wrong = client.post("/api/rivals/reply", json={"aim": {"fun": 1}, "evaluations": 1000})
    assert wrong.status_code == 422
    said = json.dumps(wrong.json())
    assert "policy" in said and "evaluations" in said and "fun" in said
    unknown = client.post("/api/rivals/reply", json={"policy": "wall", "rival": "digge"})
    assert unknown.status_code == 422 and NAME in unknown.text
