"""A response by the API is that of the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from asgi_client import TestClient
from didymium.cli.app import app
from didymium.market.solver import SolverError
from didymium.web.api import responding
from didymium.web.engine import responses
from didymium.web.server import Server
from web_servers import browser, close, make_api, make_server

DAY = {"as_of": "2025-04-10", "days": 60, "members": ["JPN", "AUS"]}
ORDER = {"scenario": "brief", "request": DAY}
OUTAGE = {"date": "2025-05-02", "kind": "outage", "subject": "mill", "value": 0.5, "source": "reported: us"}
COUNT = {
    "date": "2025-05-01", "kind": "stock", "destinations": "JPN", "materials": "oxide", "subject": "traders",
    "value": 900, "source": "reported: us",
}  # fmt: skip


def respond(client: TestClient, **more: Any) -> dict[str, Any]:
    """Return the answer to an order."""
    answer = client.post("/api/respond", json={**ORDER, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_numbers_are_the_command_lines(server: Server, client: TestClient) -> None:
    """Every key and number is that of ``didymium respond --json``; only what it wrote is the terminal's."""
    line = ["respond", server.settings.case, "--scenario", "brief", "--as-of", "2025-04-10", "--days", "60"]
    result = CliRunner().invoke(app, [*line, "--members", "JPN,AUS", "--surge", "0.2", "--json"])
    assert result.exit_code == 0, result.output
    theirs = json.loads(result.stdout)
    del theirs["written"]
    ours = respond(client, request={**DAY, "means": {"surge_share": 0.2}})
    assert ours == theirs
    assert ours["plan"], "Australia ships what its mill makes beyond what the market takes"


def test_the_plan_saves_what_it_says(client: TestClient) -> None:
    """What is lost less what is lost with the plan and what it costs is what it saves; without the member
    that has something to ship there is nothing to save.
    """
    saved = respond(client)["savings"]
    left = saved["loss_together_usd"] + saved["cost_together_usd"]
    assert saved["saved_against_nothing_usd"] == pytest.approx(saved["loss_if_nobody_acts_usd"] - left)
    assert saved["saved_against_nothing_usd"] > 0
    alone = respond(client, request={**DAY, "members": ["JPN"]})
    assert alone["savings"]["saved_by_coordination_usd"] == pytest.approx(0.0)


def test_a_scenario_in_full_is_the_same_as_its_name(client: TestClient) -> None:
    """What a name stands for has the same answer."""
    given = client.get("/api/scenarios/brief").json()
    assert respond(client, scenario=given, name="brief") == respond(client)


def test_news_changes_what_is_still_to_be_done(client: TestClient) -> None:
    """With half of the mill left, less is made from then on; weeks that had begun stand as planned."""
    first = respond(client, keep_plan=True)
    sent = {"plan": first["saved_plan"], "news": [OUTAGE], "keep_plan": True}
    answer = client.post("/api/respond/update", json=sent)
    assert answer.status_code == 200, answer.text
    second = answer.json()
    assert second["update"]["done_weeks"] == 4, "those that had begun by 2 May"
    assert [row["kind"] for row in second["update"]["news"]] == ["outage"]
    made = {change["label"]: change for change in second["update"]["changes"] if change["block"] == "run"}[
        "mill"
    ]
    assert made["after_t"] < made["before_t"]
    assert made["reasons"] == [0]

    def done(plan: dict[str, Any]) -> list[list[Any]]:
        return [row for row in plan["columns"]["as_known"] if row[2] < 4 and row[0] in ("run", "ship")]

    def tonnes(plan: dict[str, Any]) -> dict[tuple[str, str, int], float]:
        return {(block, label, week): t for block, label, week, t in done(plan)}

    assert tonnes(second["saved_plan"]) == pytest.approx(tonnes(first["saved_plan"]))
    again = {"plan": second["saved_plan"], "news": [{**OUTAGE, "date": "2025-05-20", "value": 1.0}]}
    third = client.post("/api/respond/update", json=again).json()
    assert [row["date"] for row in third["update"]["news"]] == ["2025-05-20"]
    assert third["update"]["done_weeks"] == 6


def test_rows_and_the_text_of_a_file_are_the_same_news(client: TestClient) -> None:
    """News may be sent as a list or as the file that the command line reads."""
    plan = respond(client, keep_plan=True)["saved_plan"]
    text = io.StringIO()
    columns = ("date", "kind", "origin", "destinations", "materials", "subject", "value", "until", "source")
    written = csv.DictWriter(text, columns)
    written.writeheader()
    written.writerows([OUTAGE, COUNT])
    rows, file = (
        client.post("/api/respond/update", json={"plan": plan, "news": news}).json()
        for news in ([OUTAGE, COUNT], text.getvalue())
    )
    assert rows == file


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({**ORDER, "request": {**DAY, "as_of": "2031-01-01"}}, '"2031-01-01" lies outside of the run'),
        ({**ORDER, "request": {**DAY, "days": 700}}, '"700" lead to'),
        ({**ORDER, "request": {**DAY, "members": ["JPNN"]}}, "is neither a region nor a club"),
        ({**ORDER, "request": {**DAY, "sectors_first": ["car"]}}, 'did you mean "cars"?'),
        ({**ORDER, "request": {**DAY, "means": {"surge": 0.1}}}, "request means surge: is unknown"),
        ({**ORDER, "request": {**DAY, "grant_chance": 2}}, "request grant_chance"),
        ({**ORDER, "request": {"days": 60}}, "request as_of: is missing"),
        ({**ORDER, "request": {**DAY, "as_of": "10 April"}}, '"10 April" is not a date'),
        ({**ORDER, "profile": "shok"}, 'did you mean "shock"?'),
        ({"scenario": "brief"}, "request: is missing"),
    ],
)
def test_wrong_orders_are_refused_in_words(client: TestClient, order: object, words: str) -> None:
    """Each is named with the value and what would be right; no message is the library's own."""
    answer = client.post("/api/respond", json=order)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_an_unknown_scenario_is_not_there(client: TestClient) -> None:
    """It is 404, with what may have been meant."""
    answer = client.post("/api/respond", json={**ORDER, "scenario": "brif"})
    assert answer.status_code == 404
    assert 'did you mean "brief"?' in answer.json()["detail"]


def test_everything_wrong_with_news_is_said_at_once(client: TestClient) -> None:
    """Rows of a list are counted from 1, those of a file as in a spreadsheet."""
    plan = respond(client, keep_plan=True)["saved_plan"]
    wrong = [OUTAGE, {**OUTAGE, "subject": "mil", "value": 1.5}]
    refusal = client.post("/api/respond/update", json={"plan": plan, "news": wrong})
    assert refusal.status_code == 422
    found = {problem["column"]: problem for problem in refusal.json()["problems"]}
    assert found["news 2 subject"]["remedy"] == 'did you mean "mill"?'
    assert found["news 2 value"]["message"] == "is no share"
    early = [{**OUTAGE, "date": "2025-01-01"}]
    refusal = client.post("/api/respond/update", json={"plan": plan, "news": early})
    assert "lies outside of what is left of the plan" in refusal.json()["detail"]
    refusal = client.post("/api/respond/update", json={"plan": plan, "news": "date,kind\n"})
    assert refusal.status_code == 422


def test_a_plan_that_somebody_changed_is_refused(client: TestClient) -> None:
    """A plan comes back from outside: nothing in it is believed unseen."""
    plan = respond(client, keep_plan=True)["saved_plan"]
    event = {**plan["scenario"]["event"][0], "origin": "AUSS"}
    for changed, words in (
        ({**plan, "format": 7}, "is no plan of format 1"),
        ({**plan, "columns": {}}, "is damaged"),
        ({**plan, "columns": {"as_known": [["run", "mill", 0, -5.0]]}}, "is damaged"),
        ({**plan, "case": "other"}, "is of the case other, not of tiny"),
        ({**plan, "scenario": {**plan["scenario"], "event": [event]}}, '"AUSS" is not in regions.csv'),
    ):
        answer = client.post("/api/respond/update", json={"plan": changed, "news": [OUTAGE]})
        assert (answer.status_code, words in answer.json()["detail"]) == (422, True), answer.text


def test_a_late_answer_is_a_refusal_with_a_time_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a crowded solver is told so, and when to come again."""
    monkeypatch.setattr(responding, "LONGEST_SECONDS", 0.0)
    answer = client.post("/api/respond", json={**ORDER, "request": {**DAY, "days": 59}})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_market_without_an_answer_says_why(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words are those of the solver, not a trace."""

    def fails(*_: object, **__: object) -> None:
        raise SolverError("infeasible", "these cannot hold together: supply and demand")

    monkeypatch.setattr(responses, "answer_request", fails)
    answer = client.post("/api/respond", json={**ORDER, "request": {**DAY, "days": 58}})
    assert answer.status_code == 422
    assert "no answer. these cannot hold together" in answer.json()["detail"]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server where people sign in, who may solve twice a minute."""
    folder: Path = tmp_path_factory.mktemp("guarded")
    made = make_server(folder, authentication="password", solves_per_minute=2)
    yield made
    close(made)


def test_who_may_plan_and_how_often(guarded: Server) -> None:
    """Viewers plan as they solve, nobody without an account does, and rates are those of solves."""
    made = make_api(guarded)
    with browser(made) as stranger:
        assert stranger.post("/api/respond", json=ORDER).status_code == 401
    with browser(made, "vera") as viewer:
        assert [viewer.post("/api/respond", json=ORDER).status_code for _ in range(3)] == [200, 200, 429]
