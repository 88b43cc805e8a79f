"""Answers about projects, portfolios, alliances and programmes by the API are those of the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from asgi_client import TestClient
from coalition_view_cases import coalition_view
from didymium.cli.app import app
from didymium.decisions.finance.problems import FinanceError
from didymium.ensemble.two_stage import TwoStageError
from didymium.views.coalition.data import coalition_data
from didymium.web.api import projects as api
from didymium.web.engine import project_cases, projects
from didymium.web.server import Server
from investment_cases import write_investment_case
from stockpile_servers import same
from web_servers import close, make_server

SHORT = {"futures": 2, "draws_each": 2, "last_year": 2031, "last_shock_year": 2030}
PORTFOLIO: dict[str, Any] = {
    "futures": 2, "budgets": [{"amount_million": 100}], "alternatives": 1, "last_year": 2031,
    "last_shock_year": 2030,
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the market on paper with projects that need each other; no other case is offered."""
    folder = tmp_path_factory.mktemp("server")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project_cases, "bundled_cases", dict)
        made = make_server(folder, write_investment_case(folder / "paper"))
        yield made
        close(made)


def posted(client: TestClient, path: str, order: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to an order."""
    found = client.post(f"/api/{path}", json=order)
    assert found.status_code == 200, found.text
    data: dict[str, Any] = found.json()
    return data


def printed(*line: str) -> dict[str, Any]:
    """Return what a command prints as JSON, but for where it wrote: that is the terminal's alone."""
    result = CliRunner().invoke(app, [*line, "--json", "--quiet"])
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    data.pop("out", None)
    return data


def test_the_pipeline_is_the_command_lines(server: Server, client: TestClient) -> None:
    """Every key and number is that of ``didymium projects --json``; deposits come if they are asked for."""
    ours = client.get("/api/projects").json()
    assert same(ours, printed("projects", server.settings.case))
    assert set(ours) == set(api.ProjectsRecord.model_fields)
    assert [row["project"] for row in ours["projects"]] == ["new_pit", "new_mill", "dear_pit"]
    assert ours["finance"] is None and ours["deposits"] is None
    assert client.get("/api/projects?deposits=true").json()["deposits"] == []


def test_one_project_comes_with_every_fact(server: Server, client: TestClient) -> None:
    """As ``--project`` does; names are said in the language that is asked for."""
    ours = client.get("/api/projects?project=new_mill&lang=ko").json()
    assert same(ours, printed("projects", server.settings.case, "--project", "new_mill", "--lang", "ko"))
    (mill,) = ours["projects"]
    assert mill["name"] == "새 광산" and "facts" in mill
    unknown = client.get("/api/projects?project=new_mil")
    assert unknown.status_code == 404 and 'did you mean "new_mill"?' in unknown.json()["detail"]
    other = client.get("/api/projects?cases=papr")
    assert other.status_code == 422 and 'did you mean "paper"?' in other.json()["detail"]


def test_finance_is_the_command_lines(server: Server, client: TestClient) -> None:
    """Verdicts, needs, mixes and cash by year."""
    line = ["projects", server.settings.case, "--finance", "--deposits", "--floor", "90", "--futures", "2"]
    line += ["--draws", "2", "--last-year", "2031", "--last-shock", "2030"]
    ours, theirs = posted(client, "projects/finance", {**SHORT, "floor_usd_per_kg": 90}), printed(*line)
    for data in (ours, theirs):
        # The command names every project that it asks about.
        data["request"].pop("projects")
    assert same(ours, theirs)
    assert len(ours["finance"]) == 3


def test_a_portfolio_is_the_command_lines(server: Server, client: TestClient) -> None:
    """The pit and the mill, which need each other, with what each adds."""
    line = ["portfolio", server.settings.case, "--budget", "0.1", "--futures", "2", "--alternatives", "1"]
    line += ["--last-year", "2031", "--last-shock", "2030"]
    ours = posted(client, "portfolio", PORTFOLIO)
    theirs = printed(*line)
    assert set(ours) == set(api.PortfolioRecord.model_fields)
    assert same({key: ours[key] for key in ours}, {key: theirs[key] for key in ours})
    assert {row["project"] for row in ours["best"]["projects"]} <= {"new_pit", "new_mill"}


def test_a_coalition_is_that_of_the_engine(
    server: Server, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The data of the answer, key by key; who asks is heard once."""
    found = coalition_view()

    async def answer(session: str, order: object, **_: object) -> object:
        return found

    monkeypatch.setattr(server.coalitions, "answer", answer)
    ours = posted(client, "coalition", {"members": ["JPN", "AUS"], "profile": "shock"})
    assert ours == json.loads(json.dumps(coalition_data(found)))
    assert set(ours) == set(api.CoalitionRecord.model_fields)


def test_a_programme_is_as_known_on_its_day(server: Server, client: TestClient) -> None:
    """Every figure of the command; nothing before there was a programme, and none of others."""
    ours = client.get("/api/programmes/JPN?as_of=2026-03-20").json()
    line = ("projects", server.settings.case, "--programme", "JPN", "--day", "2026-03-20")
    assert same(ours, printed(*line)["programme"])
    assert set(api.ProgrammeRecord.model_fields) <= set(ours)
    early = client.get("/api/programmes/KOR?as_of=2020-01-01")
    assert early.status_code == 422 and "by 2020-01-01" in early.json()["detail"]
    nobody = client.get("/api/programmes/KORR")
    assert nobody.status_code == 404 and 'did you mean "KOR"?' in nobody.json()["detail"]


@pytest.mark.parametrize(
    ("path", "order", "words"),
    [
        ("projects/finance", {"projects": ["new_pitt"]}, 'did you mean "new_pit"?'),
        ("projects/finance", {"cases": ["papr"]}, 'did you mean "paper"?'),
        ("projects/finance", {"scenarios": ["../scenarios/stop.toml"]}, "is no scenario here"),
        ("projects/finance", {"scenarios": ["stopp"], "floor_material": "oxid"}, "oxid"),
        ("projects/finance", {"discount_rate": -0.1}, "discount_rate"),
        ("projects/finance", {"futures": 100}, "take too long"),
        ("projects/finance", {"future": 4}, "future"),
        ("portfolio", {}, "say how much may be spent"),
        ("portfolio", {"budgets": [{"amount_million": 1, "currency": "EUR"}]}, "has no exchange rate"),
        ("portfolio", {"budgets": [{"amount_million": 1, "funders": ["JPNN"]}]}, 'did you mean "JPN"?'),
        ("portfolio", {"budgets": [{"amount_million": 1}], "commit": ["mine"]}, "is no project"),
        ("portfolio", {"budgets": [{"amount_million": 1}], "check": 100}, "takes minutes"),
        ("coalition", {"members": ["JPN"]}, "must be at least two"),
        ("coalition", {"members": ["JPN", "AUSS"]}, "is neither a region nor a club"),
        ("coalition", {"members": ["JPN", "AUS"], "scenarios": [{"name": "/etc/passwd"}]}, "is no scenario"),
        ("coalition", {"draws": 500}, "take minutes"),
        ("coalition", {"floor": {"material": "oxide", "usd_per_kg": 60}}, "takes minutes"),
    ],
)
def test_wrong_orders_are_refused_in_words(
    client: TestClient, path: str, order: dict[str, Any], words: str
) -> None:
    """Each is named with the value and what would be right; no file of the machine is read for a name."""
    found = client.post(f"/api/{path}", json=order)
    assert found.status_code == 422, found.text
    assert found.headers["content-type"] == "application/problem+json"
    assert words in found.json()["detail"]


@pytest.mark.parametrize(
    ("name", "error"),
    [("answer_projects", FinanceError("a rate of 7")), ("answer_portfolio", TwoStageError("none fits"))],
)
def test_no_answer_is_said_in_words(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, name: str, error: Exception
) -> None:
    """The words are those of the engine, not a trace."""

    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(projects, name, fails)
    path, order = ("projects/finance", SHORT) if name == "answer_projects" else ("portfolio", PORTFOLIO)
    found = client.post(f"/api/{path}", json={**order, "seed": 99})
    assert found.status_code == 422
    assert f"no answer. {error}" in found.json()["detail"]


def test_a_late_answer_is_a_refusal_with_a_time_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a crowded solver is told so, and when to come again."""
    monkeypatch.setattr(api, "LONGEST_SECONDS", 0.0)
    found = client.post("/api/projects/finance", json={**SHORT, "seed": 98})
    assert (found.status_code, found.headers["Retry-After"]) == (503, "5")
