"""``didymium validation``: figures that others published, found anew."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from didymium.cli.app import app
from didymium.cli.console import BAD_INPUT

GAMES = ["validation", "--only", "estate,gloves"]


def test_figures_stand_beside_ours() -> None:
    """The Talmud divides 200 among claims of 100, 200 and 300 as 50, 75 and 75."""
    said = CliRunner().invoke(app, [*GAMES, "--lang", "en"])
    assert said.exit_code == 0
    assert "All 6 figures are found" in " ".join(said.stdout.split())
    assert "didymium validation --only gloves" in " ".join(said.stdout.split())
    assert "50.00000000" in said.stdout


def test_the_same_as_data_and_as_files(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, [*GAMES, "--json", "--out", str(tmp_path / "out")])
    rows = {(row["subject"], row["item"]): row for row in json.loads(found.stdout)["comparisons"]}
    assert rows["estate", "player_A"]["published"] == 50.0
    assert rows["estate", "player_A"]["agrees"]
    assert (tmp_path / "out" / "report.html").is_file()


def test_unknown_names_are_refused_together() -> None:
    said = CliRunner().invoke(app, ["validation", "--only", "farmr,xyzzy"])
    assert said.exit_code == BAD_INPUT
    assert 'did you mean "farmer"?' in said.stderr
    assert "xyzzy" in said.stderr
