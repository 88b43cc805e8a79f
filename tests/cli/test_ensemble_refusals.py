"""What ``didymium ensemble`` does not understand is refused in a line, before anything is solved."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from didymium.cli.app import app

runner = CliRunner()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--sampling", "dice"], '--sampling "dice" is not among monte_carlo, latin_hypercube, sobol'),
        (["--sampling", "sobol", "-n", "100"], "100 is none: give -n 128"),
        (["--input", "stop_lenght"], "is not in uncertain.csv (did you mean \"stop_length\"?"),
        (["--input", "dumping_price"], "no input of uncertain.csv moves anything in this scenario"),
        (["--grid", "stop_length=a,b"], "holds something other than numbers (write stop_length=0.5,1,2)"),
        (["--grid", "stop_length=1,2", "--grid", "stop_length=3"], '--grid names "stop_length" twice'),
        (["--grid", "dumping_price=1,2"], 'lever "dumping_price" moves nothing in this scenario'),
        (["--grid", "stop_length="], 'lever "stop_length" needs different levels'),
        (["--table", "price"], '--table "price" is not among prices, shortages'),
        (["--workers", "2", "--scheduler", "tcp://127.0.0.1:9"], "--workers counts threads here"),
    ],
)  # fmt: skip
def test_each_option(tmp_path: Path, options: list[str], message: str) -> None:
    """Exit code 2, one message that says what would be right, and no folder."""
    out = tmp_path / "out"
    done = runner.invoke(
        app, ["ensemble", "--scenario", "full_stop", "--profile", "live", "--out", str(out), *options]
    )
    said = " ".join(done.stderr.split())
    assert (done.exit_code, done.stdout) == (2, ""), said
    assert message in said
    assert not out.exists()


def test_a_stranger_in_the_folder(tmp_path: Path) -> None:
    """A folder with something else in it is refused."""
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    options = ["--scenario", "full_stop", "--profile", "live", "-n", "2", "--out", str(tmp_path), "--quiet"]
    done = runner.invoke(app, ["ensemble", *options])
    assert done.exit_code == 2
    assert "holds something other than an ensemble" in " ".join(done.stderr.split())
    assert (tmp_path / "letter.txt").is_file()


def test_a_case_without_uncertain_inputs(tmp_path: Path) -> None:
    """There would be nothing to tell its scenarios apart."""
    scenario = tmp_path / "quiet.toml"
    scenario.write_text('title = "Quiet"\n', encoding="utf-8")
    done = runner.invoke(
        app, ["ensemble", "trnsport", "--scenario", str(scenario), "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 2
    assert "uncertain.csv" in done.stderr
