"""The API tells what is recorded, and indicators as the command line prints them."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from asgi_client import TestClient
from didymium.cli.app import app
from didymium.validation.record import read_record
from didymium.web.api.validation.records import BacktestRecord, BacktestSummary, IndicatorsRecord
from didymium.web.lab.choices import lab_profile
from didymium.web.server import Server


def by_command(*line: str) -> Any:
    result = CliRunner().invoke(app, [*line, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_recorded_backtest_is_the_command_lines(client: TestClient) -> None:
    """Every series with its points and reasons, as ``didymium backtest --recorded`` has them, and the history
    of its errors beside.
    """
    found = client.get("/api/backtests/japan_2026").json()
    told = by_command("backtest", "japan_us_magnets", "--name", "japan_2026", "--recorded")
    (same,) = told["backtests"]
    history = found.pop("history")
    assert found == same
    BacktestRecord.model_validate({**found, "history": history})
    assert {row["series"] for row in history} == {row["series"] for row in found["series"]}


def test_list_holds_every_series_and_bar(client: TestClient, server: Server) -> None:
    found = client.get("/api/backtests", params={"lang": "ko"})
    assert found.headers["etag"]
    listed = [BacktestSummary.model_validate(row) for row in found.json()]
    assert [one.backtest for one in listed] == list(server.recorded.named())
    for one in listed:
        _, view = server.recorded.named()[one.backtest]
        assert [row.title for row in one.series] == [row.title_ko for row in view.result.definition.series]
        assert [bar.met for bar in one.bars] == [bar.met for bar in view.result.bars]


def test_unknown_backtest_is_named(client: TestClient) -> None:
    found = client.get("/api/backtests/licence_2025")
    assert found.status_code == 404
    assert "licences_2025" in found.json()["detail"]


def test_published_figures_come_by_kind(client: TestClient) -> None:
    """Those that differ too, with the reason."""
    record = read_record().filter(group="indicator")
    found = client.get("/api/validation", params={"group": "indicator", "limit": 200}).json()
    assert found["total"] == record.height
    assert [row["agrees"] for row in found["items"]] == record["agrees"].to_list()[:200]
    assert all(row["note"] for row in found["items"] if not row["agrees"])


def test_indicators_are_the_command_lines(client: TestClient, server: Server) -> None:
    """Of the same scenario and profile."""
    order = {"scenarios": ["brief"], "regions": ["JPN"], "methods": ["largest_supplier"], "facts": False}
    found = client.post("/api/indicators", json=order)
    assert found.status_code == 200, found.text
    data = found.json()
    IndicatorsRecord.model_validate(data)
    told = by_command(
        "indicators", server.settings.case, "--scenario", "brief", "--region", "JPN", "--method",
        "largest_supplier", "--profile", lab_profile(server.case),
    )  # fmt: skip
    for name in ("regions", "years", "scenarios"):
        assert data[name] == told[name]
    wanted = [row for row in told["indicators"] if row["scenario"] == "brief"]
    assert [(row["stage"], row["year"], round(row["value"] or 0.0, 6)) for row in data["indicators"]] == [
        (row["stage"], row["year"], round(row["value"] or 0.0, 6)) for row in wanted
    ]


def test_indicators_name_everything_wrong(client: TestClient) -> None:
    order = {"regions": ["Jpan"], "methods": ["guess"], "scenarios": ["/etc/passwd"]}
    found = client.post("/api/indicators", json=order)
    assert found.status_code == 422
    assert {"Jpan", "guess", "/etc/passwd"} <= {row["value"] for row in found.json()["problems"]}
