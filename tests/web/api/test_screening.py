"""An answer of screening by the API is that of the command line; nothing that is sent is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from asgi_client import TestClient
from didymium.cli.app import app
from didymium.web.api.screening import routes
from didymium.web.api.screening.records import ExportRecord, OwnershipRecord
from didymium.web.pages.screening.export_tab import MOTOR
from didymium.web.pages.screening.ownership_tab import CHAIN
from didymium.web.server import Server

DAY = "2026-06-01"
MAGNET = {"item": "magnet", "material": "ndfeb_magnet", "form": "magnet", "contains": "dysprosium 4"}
SECRET = "Nobody Must Read This KK"


def answer(client: TestClient, path: str, order: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to an order."""
    found = client.post(f"/api{path}", json=order)
    assert found.status_code == 200, found.text
    data: dict[str, Any] = found.json()
    return data


def by_command(*line: str) -> dict[str, Any]:
    """Return what a command prints as JSON, but for what it wrote."""
    result = CliRunner().invoke(app, [*line, "--json"])
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    del data["out"]
    return data


def test_export_is_the_command_lines(client: TestClient, server: Server, tmp_path: Path) -> None:
    """Every key and value is that of ``didymium screen export --json``."""
    bill = tmp_path / "bill.csv"
    bill.write_text(MOTOR, encoding="utf-8")
    line = ["screen", "export", str(bill), "--case", server.settings.case, "--from", "JPN"]
    line += ["--destination", "USA", "--end-use", "civil", "--military-user", "no", "--as-of", DAY]
    order = {
        "bill": MOTOR, "shipped_from": "Japan", "destination": "USA", "end_uses": ["civil"],
        "military_user": "no", "as_of": DAY,
    }  # fmt: skip
    found = answer(client, "/screen/export", order)
    assert found == by_command(*line)
    assert set(found) == set(ExportRecord.model_fields)


def test_lines_are_the_text_of_their_file(client: TestClient) -> None:
    """A bill sent as rows is answered as the same bill sent as a file."""
    text = "item,material,form,contains\nmagnet,ndfeb_magnet,magnet,dysprosium 4\n"
    answers = [answer(client, "/screen/export", {"bill": bill, "as_of": DAY}) for bill in ([MAGNET], text)]
    assert answers[0] == answers[1]


def test_ownership_is_the_command_lines(client: TestClient, server: Server, tmp_path: Path) -> None:
    """The owners and the deal are those of ``didymium screen ownership --json``."""
    owners = tmp_path / "owners.csv"
    owners.write_text(CHAIN, encoding="utf-8")
    line = ["screen", "ownership", str(owners), "--case", server.settings.case, "--target", "Example Magnet"]
    line += ["--acquirer", "Example Trading", "--stake", "5", "--as-of", DAY]
    order = {
        "owners": CHAIN, "target": "Example Magnet", "acquirer": "Example Trading", "stake_percent": 5,
        "as_of": DAY,
    }  # fmt: skip
    found = answer(client, "/screen/ownership", order)
    assert found == by_command(*line)
    assert set(found) == set(OwnershipRecord.model_fields)


def test_stated_origin_is_held_against_the_rules(client: TestClient, server: Server) -> None:
    """A magnet made in China is what the US ban asks about, as by the command."""
    order = {"material": "ndfeb_magnet", "buyer": "us_war", "made": {"magnet": "CHN"}, "as_of": "2027-06-01"}
    line = ["screen", "origin", "--case", server.settings.case, "--material", "ndfeb_magnet"]
    line += ["--buyer", "us_war", "--magnet", "CHN", "--as-of", "2027-06-01"]
    assert answer(client, "/screen/origin", order) == by_command(*line)


@pytest.mark.parametrize(
    ("path", "order", "words"),
    [
        ("export", {"bill": "item,frm\nx,y\n"}, ['did you mean "form"']),
        ("export", {"bill": [MAGNET, MAGNET]}, ["is the same item as in row 2"]),
        ("export", {"bill": [MAGNET], "destination": "Jpan", "shipped_from": "Q"}, ["Jpan", '"Q"']),
        ("export", {"bill": [MAGNET], "listed_owners_percent": [30, 20]}, ["runs backwards"]),
        ("export", {"bill": [MAGNET], "listed_owners_percent": [20, 120]}, ["must be at most 100"]),
        ("export", {"bill": "x" * 250_001}, ["is too long"]),
        ("export", {"bill": "item\n" + "a\n" * 2_002}, ["has too many lines"]),
        ("export", {"bill": "item,part_of\na,b\nb,a\n"}, ["is a part of itself"]),
        ("export", {"bill": [MAGNET], "end_use": ["civil"]}, ["end_use: is unknown"]),
        ("ownership", {}, ["asks nothing"]),
        ("ownership", {"owners": "[" * 200_000, "target": "x"}, ["owners.json"]),
        ("ownership", {"owners": CHAIN, "target": "Exampel Magnet"}, ['magnet "Example Magnet"']),
        ("ownership", {"target": "x", "acquirer": "y", "is_so": ["lsted"]}, ['did you mean "listed"']),
        ("origin", {}, ["documents: are blank"]),
        ("origin", {"documents": "{" * 90_000}, ["documents"]),
        (
            "sale",
            {"plant": "mill", "buyer": "b", "buyer_country": "CHN", "scenario": "../x"},
            ["is no scenario"],
        ),
    ],
)  # fmt: skip
def test_wrong_orders_are_refused_in_words(
    client: TestClient, path: str, order: dict[str, Any], words: list[str]
) -> None:
    """Each problem is named, all at once; nothing hostile hangs or leaves a trace."""
    found = client.post(f"/api/screen/{path}", json=order)
    assert found.status_code == 422, found.text
    assert found.headers["content-type"] == "application/problem+json"
    assert all(word in found.json()["detail"] for word in words), found.json()["detail"]


def test_a_trace_of_an_unknown_scenario_is_refused(client: TestClient) -> None:
    """No file of the machine is read for a name, and nothing is solved for it."""
    found = client.post("/api/trace", json={"scenario": "brif"})
    assert found.status_code == 422
    assert 'did you mean "brief"?' in found.json()["detail"]


def test_nothing_that_was_sent_is_kept(
    client: TestClient, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the audit, nor the log, nor the answers that are kept hold a name that somebody sent."""
    caplog.set_level("DEBUG")
    order = {"bill": [{**MAGNET, "item": SECRET}], "end_user": SECRET, "as_of": DAY}
    assert SECRET in json.dumps(answer(client, "/screen/export", order))
    assert SECRET not in caplog.text
    audit = [str(entry) for entry in server.audit.list()]
    assert any("screen" in entry for entry in audit)
    assert not any(SECRET in entry for entry in audit)


def test_a_late_answer_is_a_refusal_with_a_time_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a crowded solver is told so, and when to come again."""
    monkeypatch.setattr(routes, "LONGEST_SECONDS", 0.0)
    found = client.post("/api/screen/export", json={"bill": [MAGNET]})
    assert (found.status_code, found.headers["Retry-After"]) == (503, "5")
