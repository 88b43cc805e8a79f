"""An answer about stockpiles by the API is that of the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from asgi_client import TestClient
from didymium.cli.app import app
from didymium.decisions.stocks.sizing.sizing import SizingError
from didymium.web.api import stockpiles as api
from didymium.web.engine import stockpiles
from didymium.web.server import Server
from stockpile_servers import make_stock_server, same
from web_servers import close

ORDER: dict[str, Any] = {
    "parts": ["cover", "size", "stages", "pool"],
    "members": ["JPN", "AUS"],
    "scenarios": [{"name": "brief", "weight": 2}, {"name": "stop"}],
    "days": 60,
    "search_rules": True,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the small case that states what stocks cost."""
    made = make_stock_server(tmp_path_factory.mktemp("server"))
    yield made
    close(made)


def answer(client: TestClient, **more: Any) -> dict[str, Any]:
    """Return the answer to an order."""
    found = client.post("/api/stockpile", json={**ORDER, **more})
    assert found.status_code == 200, found.text
    data: dict[str, Any] = found.json()
    return data


def test_the_numbers_are_the_command_lines(server: Server, client: TestClient) -> None:
    """Every key and number is that of ``didymium stockpile --json``; only what it wrote is the terminal's."""
    line = ["stockpile", server.settings.case, "--members", "JPN,AUS", "--size", "--stages", "--pool"]
    line += ["--scenario", "brief=2", "--scenario", "stop", "--days", "60", "--bound-loss", "0.4", "--json"]
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 0, result.output
    theirs = json.loads(result.stdout)
    del theirs["out"]
    ours = answer(client, share_of_loss=0.4)
    assert same(ours, theirs)
    assert ours["cover"]["against_scenarios"], "the run without exports is held against cover"


def test_a_tighter_bound_never_costs_less(client: TestClient) -> None:
    """Stocks that keep a tighter bound keep the looser one too, so that least cost can only rise."""
    costs = [
        answer(client, parts=["size"], share_of_loss=share)["sizes"][0]["usd_per_year"]
        for share in (1.0, 0.6, 0.3)
    ]
    assert costs == sorted(costs)
    assert costs[0] == pytest.approx(0.0), "the whole loss is kept without any stock"


def test_a_frontier_is_that_of_the_places_asked_for(client: TestClient) -> None:
    """At the share that is asked, cost against risk is the cost of the sizes in these places."""
    found = answer(client, parts=["size"], materials=["oxide"], share_of_loss=0.5)["sizes"][0]
    (point,) = [one for one in found["frontier"]["points"] if one["loss_share"] == 0.5]
    assert point["usd_per_year"] == pytest.approx(found["usd_per_year"], rel=1e-4)
    assert {row["material"] for row in found["places"]} == {"oxide"}


def test_cover_alone_needs_no_scenario(client: TestClient) -> None:
    """What there is now is no question about what comes."""
    found = answer(client, parts=["cover"], scenarios=[])
    assert "sizes" not in found
    assert found["cover"]["against_scenarios"] == []
    assert {row["member"] for row in found["cover"]["materials"]} <= {"JPN", "AUS"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"scenarios": [{"name": "brif"}]}, 'did you mean "brief"?'),
        ({"scenarios": [{"name": "../brief.toml"}]}, "is no scenario of tiny"),
        ({"scenarios": [{"name": "brief", "weight": -1}]}, "must be above 0"),
        ({"scenarios": []}, "scenarios: are missing"),
        ({"members": ["JPNN"]}, "is neither a region nor a club"),
        ({"days": 100000}, "must be from 1 to 3660"),
        ({"days": 3000}, "lead past the end of the run of brief"),
        ({"capital_rate": -0.1}, "capital_rate"),
        ({"ask": "served"}, "name those that must be served"),
        ({"ask": "served", "sectors": ["car"]}, 'did you mean "cars"?'),
        ({"ask": "much"}, "ask"),
        ({"parts": ["cover", "check"]}, '"check" takes minutes'),
        ({"draws": 500}, "take minutes"),
        ({"parts": ["size", "buy"]}, '"buy" takes minutes'),
        ({"day": 60}, "day: is unknown"),
    ],
)
def test_wrong_orders_are_refused_in_words(client: TestClient, more: dict[str, Any], words: str) -> None:
    """Each is named with the value and what would be right; no file of the machine is read for a name."""
    found = client.post("/api/stockpile", json={**ORDER, **more})
    assert found.status_code == 422, found.text
    assert found.headers["content-type"] == "application/problem+json"
    assert words in found.json()["detail"]


def test_everything_wrong_is_said_at_once(client: TestClient) -> None:
    """Scenarios that are unknown do not hide what else is wrong."""
    wrong = {"scenarios": [{"name": "brif"}, {"name": "stop"}], "members": ["JPNN", "AUS"], "days": 0}
    detail = client.post("/api/stockpile", json={**ORDER, **wrong}).json()["detail"]
    assert all(word in detail for word in ("brif", "JPNN", "days"))


def test_stocks_that_keep_no_bound_are_said_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words are those of the engine, not a trace."""

    def fails(*_: object, **__: object) -> None:
        raise SizingError("the least risk is 3, not 1")

    monkeypatch.setattr(stockpiles, "answer_stockpile", fails)
    found = client.post("/api/stockpile", json={**ORDER, "days": 59})
    assert found.status_code == 422
    assert "no stocks keep the bound: the least risk is 3, not 1" in found.json()["detail"]


def test_a_late_answer_is_a_refusal_with_a_time_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a crowded solver is told so, and when to come again."""
    monkeypatch.setattr(api, "LONGEST_SECONDS", 0.0)
    found = client.post("/api/stockpile", json={**ORDER, "days": 58})
    assert (found.status_code, found.headers["Retry-After"]) == (503, "5")
