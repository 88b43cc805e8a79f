"""Solving, calibrating and explaining from the command line: results, exit codes, and words for bad input."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from didymium.calibration.reconcile import ReconciliationError
from didymium.case.reading import read_case
from didymium.cli.app import app
from didymium.outcome.store import read_outcome
from tiny_case import edit, write_tiny_case

runner = CliRunner()


def invoke(*arguments: str | Path) -> Result:
    """Run the command line; no traceback and no talk of bugs may ever show."""
    result = runner.invoke(app, [str(argument) for argument in arguments])
    assert "Traceback" not in result.output
    assert "unexpected error" not in result.output
    return result


def refused(*arguments: str | Path, code: int = 2) -> str:
    """Run the command line on bad input and return what it says on one line."""
    result = invoke(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    return result.stderr.strip()


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the transport problem solved."""
    out = tmp_path_factory.mktemp("solved") / "out"
    assert invoke("solve", "trnsport", "--out", out, "--quiet").exit_code == 0
    return out


def test_trnsport_as_published(solved: Path) -> None:
    """Dantzig's transport problem (1963): the optimum is 153.675 thousand dollars. The written flows cost as
    much at the case's freights, and meet demand: 325, 300 and 275 cases.
    """
    outcome = read_outcome(solved)
    flows = outcome["flows"].group_by("origin", "destination").agg(pl.col("t").sum())
    freight = {(row.origin, row.destination): row.freight_usd_per_kg for row in read_case("trnsport").routes}
    cost = sum(t * freight[origin, destination] for origin, destination, t in flows.iter_rows())
    assert cost == pytest.approx(153.675, abs=0.001)
    arrived = dict(outcome["flows"].group_by("destination").agg(pl.col("arrived_t").sum()).iter_rows())
    assert arrived == pytest.approx({"new_york": 325, "chicago": 300, "topeka": 275})


@pytest.mark.parametrize("case", ["trnsport", "mexss"])
def test_solve_writes_tables_and_says_so(case: str, tmp_path: Path) -> None:
    """Tables as Parquet and CSV with manifest and summary, the base run beside; the last line names the
    folder.
    """
    result = invoke("solve", case, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert str(tmp_path / "out") in "".join(result.stdout.split("\n"))
    for name in ("prices.parquet", "flows.csv", "manifest.json", "summary.json", "base/prices.csv"):
        assert (tmp_path / "out" / name).is_file()
    assert read_outcome(tmp_path / "out").case == case


def test_json_is_json(tmp_path: Path) -> None:
    """Programs get the summary, the size of the program and the folder, and nothing else on the output."""
    result = invoke("solve", "trnsport", "--out", tmp_path / "out", "--json", "--algorithm", "simplex")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["out"] == str(tmp_path / "out")
    assert found["program"]["columns"] > 0
    assert result.stderr == ""


def test_quiet_is_quiet(tmp_path: Path) -> None:
    """Nothing on either output, the result is there all the same."""
    result = invoke("solve", "mexss", "--out", tmp_path / "out", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert read_outcome(tmp_path / "out")["prices"].height > 0


def test_slips_in_names_and_options_are_named(tmp_path: Path) -> None:
    """A scenario, a case, an algorithm, a language or an overlay that does not exist: exit code 2, the slip
    and what would be right, and nothing is written.
    """
    out = tmp_path / "out"
    said = refused("solve", "trnsport", "--scenario", "bse", "--out", out)
    assert said == 'bse: is neither a scenario of trnsport nor a file (did you mean "base"?)'
    assert '"barrier" is neither ipm nor simplex' in refused("solve", "trnsport", "--algorithm", "barrier")
    assert "choose en, ko, ja" in refused("solve", "trnsport", "--lang", "fr", "--out", out)
    assert "is neither a bundled case nor a folder" in refused("solve", "transport_problem", "--out", out)
    assert "is no folder" in refused("solve", "trnsport", "--overlay", tmp_path / "secret", "--out", out)
    assert not out.exists()


def test_bad_input_as_json(tmp_path: Path) -> None:
    """With ``--json`` problems come as JSON on the output, with the same exit code."""
    result = invoke("solve", "trnsport", "--scenario", "bse", "--out", tmp_path / "out", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["problems"][0]["message"].startswith("is neither a scenario")


def test_a_broken_scenario_file_is_named_with_its_line(tmp_path: Path) -> None:
    """A scenario given as a path is held against the case before anything is solved."""
    file = tmp_path / "mine.toml"
    file.write_text('title = "Mine"\nprofile = "shok"\n', encoding="utf-8")
    said = refused("solve", "trnsport", "--scenario", file, "--out", tmp_path / "out")
    assert "mine.toml line 2, profile" in said
    assert 'did you mean "shock"?' in said


def test_a_case_with_problems_is_not_solved(tmp_path: Path) -> None:
    """A route to nowhere: the problem is named, nothing is calibrated, solved or written."""
    tiny = write_tiny_case(tmp_path / "tiny")
    edit(tiny, "routes.csv", "oxide,AUS,JPN", "oxide,AUS,JAP")
    for name in ("solve", "run", "calibrate"):
        assert "routes.csv row 2, column destination" in refused(name, tiny, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["solve", "run"])
def test_a_folder_that_cannot_be_written_is_named_before_solving(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below a file, or in place of somebody's files: refused in words, before the work is done."""
    monkeypatch.setattr("didymium.views.service.solve_scenario", lambda *_, **__: 1 / 0)
    (tmp_path / "file").write_text("text")
    said = refused(command, "trnsport", "--out", tmp_path / "file" / "out")
    assert f"cannot be written: {tmp_path / 'file'} is a file" in said
    (tmp_path / "mine" / "base").mkdir(parents=True)
    (tmp_path / "mine" / "base" / "thesis.txt").write_text("years of work")
    out = tmp_path / "mine" / "base" if command == "solve" else tmp_path / "mine"
    assert "holds something other than results" in refused(command, "trnsport", "--out", out)
    assert (tmp_path / "mine" / "base" / "thesis.txt").read_text() == "years of work"


def test_a_folder_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No permission is said before solving (the system's answer is set here: root may write everywhere)."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "no permission to write" in refused("solve", "trnsport", "--out", tmp_path / "out")


def test_a_full_disk_is_no_bug_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system refuses to write: exit code 1 and its reason, no traceback."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("didymium.outcome.store._write_json", full)
    said = refused("solve", "trnsport", "--out", tmp_path / "out", "--quiet", code=1)
    assert said == f"{tmp_path / 'out'} cannot be written: No space left on device"


def test_ctrl_c_ends_with_130_and_leaves_the_old_result(
    solved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user stops while the solver works: exit code 130, and the result of before is as it was."""
    before = (solved / "prices.parquet").read_bytes()

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("didymium.views.service.solve_scenario", stopped)
    result = invoke("solve", "trnsport", "--out", solved)
    assert (result.exit_code, result.stderr.strip()) == (130, "stopped")
    assert (solved / "prices.parquet").read_bytes() == before


def test_explain_says_why(solved: Path) -> None:
    """The price of a node in words: the material, the place and the price; without names, the highest. The
    published marginal cost of Topeka is 0.126 thousand dollars a thousand cases.
    """
    said = invoke("explain", solved, "--region", "topeka", "--material", "cases")
    assert said.exit_code == 0
    assert "Topeka" in said.stdout and "USD 0.13 per kg" in said.stdout
    answers = json.loads(invoke("explain", solved, "--json").stdout)["explained"]
    assert answers and all(answer["sentences"] for answer in answers)


def test_explain_refuses_what_it_cannot_answer(solved: Path, tmp_path: Path) -> None:
    """A folder without a result, a damaged one, a node that does not exist, a word for a date."""
    assert "holds no outcome (no summary.json)" in refused("explain", tmp_path)
    assert "holds no price for cases in paris" in refused(
        "explain", solved, "--region", "paris", "--material", "cases"
    )
    assert "is not a date (write 2025-04-01)" in refused("explain", solved, "--period", "April")
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "summary.json").write_text("{")
    assert "cannot be read" in refused("explain", damaged)


def test_calibrate_a_case_that_states_its_costs(tmp_path: Path) -> None:
    """A textbook case has nothing to calibrate: exit code 2 and why, and no file."""
    said = refused("calibrate", "trnsport", "--out", tmp_path / "report.json")
    assert said.startswith("trnsport states its costs outright (calibrated = false in case.toml)")
    assert not (tmp_path / "report.json").exists()


def test_calibrate_writes_its_report(tmp_path: Path) -> None:
    """The tiny case: what was moved and the prices found, on the output and in the file alike."""
    tiny = write_tiny_case(tmp_path / "tiny")
    result = invoke("calibrate", tiny, "--json", "--out", tmp_path / "report.json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert json.loads(result.stdout)["calibrated"] is True
    said = refused("calibrate", tiny, "--quiet", "--out", tiny / "case.toml" / "report.json", code=1)
    assert "cannot be written" in said


def test_a_case_that_cannot_be_calibrated_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts that no flows can satisfy: exit code 1 with the case's name and the reason."""

    def impossible(_: object) -> None:
        raise ReconciliationError("no flows satisfy all balances of the base year")

    monkeypatch.setattr("didymium.calibration.calibrate.calibrate", impossible)
    tiny = write_tiny_case(tmp_path / "tiny")
    said = refused("solve", tiny, "--scenario", "stop", "--out", tmp_path / "out", code=1)
    assert said == "tiny cannot be calibrated: no flows satisfy all balances of the base year"


def test_run_writes_results_and_a_report(tmp_path: Path) -> None:
    """Every scenario of the case in a folder of its own, and a report."""
    tiny = write_tiny_case(tmp_path / "tiny")
    result = invoke("run", tiny, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert set(found["scenarios"]) == {"stop"}
    assert read_outcome(tmp_path / "out" / "stop").scenario == "stop"
    assert (tmp_path / "out" / "report.html").read_text(encoding="utf-8").startswith("<!")
    again = invoke("run", tiny, "--out", tmp_path / "out", "--quiet")
    assert (again.exit_code, again.output) == (0, "")
