"""The command line: exit codes, JSON, and quick help."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from didymium.cli.app import app
from didymium.cli.console import command
from tiny_case import edit, write_tiny_case

runner = CliRunner()


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The folder of the tiny case."""
    return write_tiny_case(tmp_path / "tiny")


def test_help_imports_nothing_heavy() -> None:
    """``didymium --help`` answers at once because it loads no library that it does not need."""
    script = (
        "import sys; sys.argv = ['didymium', '--help']\n"
        "from didymium.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'polars', 'pydantic', 'rich', 'highspy', 'scipy', 'tomlkit'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "check" in result.stdout


def test_sound_case_exits_with_zero(tiny: Path) -> None:
    """A sound case says how large it is and which prices its ladders imply."""
    result = runner.invoke(app, ["check", str(tiny), "--sources"])
    assert result.exit_code == 0
    assert "tiny: 17 tables, 28 rows" in result.output
    assert "cars    oxide     90" in result.output
    assert "official" in result.output
    assert runner.invoke(app, ["check", str(tiny), "--quiet"]).output == ""


def test_problems_exit_with_two(tiny: Path) -> None:
    """Bad cells, tables that disagree and bad scenarios all end with exit code 2 and their lines."""
    edit(tiny, "routes.csv", "AUS,JPN", "AUS,JAP")
    edit(tiny, "scenarios/stop.toml", '"AUS"', '"AUT"')
    result = runner.invoke(app, ["check", str(tiny)])
    assert result.exit_code == 2
    assert (
        'routes.csv row 2, column destination: "JAP" is not in regions.csv (did you mean "JPN"?)'
        in result.output
    )
    assert 'scenarios/stop.toml line 6, event 1 origin: "AUT" is not in regions.csv' in result.output
    edit(tiny, "plants.csv", "12000,11000", "x,11000")
    assert runner.invoke(app, ["check", str(tiny)]).exit_code == 2


def test_json_holds_the_same_as_the_text(tiny: Path) -> None:
    """Programs read problems and results as JSON on the output, with the same exit codes."""
    found = json.loads(runner.invoke(app, ["check", str(tiny), "--json", "--sources"]).stdout)
    assert found["problems"] == []
    assert found["ladder_caps"][0]["penalty_usd_per_kg"] == 90
    assert found["sources"]["figures"]["plants"] == {"cited": 5, "assumed": 3}
    edit(tiny, "plants.csv", "12000,11000", "x,11000")
    result = runner.invoke(app, ["check", str(tiny), "--json"])
    assert result.exit_code == 2
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["file"], problem["row"], problem["column"], problem["value"]) == (
        "plants.csv", 2, "capacity_t_per_year", "x",
    )  # fmt: skip


def test_unknown_case_exits_with_two() -> None:
    """A name that is no case is bad input, not a crash."""
    result = runner.invoke(app, ["check", "no_such_case_anywhere"])
    assert result.exit_code == 2
    assert "is neither a bundled case nor a folder" in result.output


def test_new_then_check(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new case can be checked at once, and a second one of the name is refused."""
    monkeypatch.chdir(tmp_path)
    assert runner.invoke(app, ["new", "mine", "--from", str(tiny)]).exit_code == 0
    assert runner.invoke(app, ["check", "./mine"]).exit_code == 0
    again = runner.invoke(app, ["new", "mine", "--from", str(tiny)])
    assert (again.exit_code, "exists already" in again.output) == (2, True)


@pytest.mark.parametrize(("error", "code", "said"), [
    (KeyboardInterrupt(), 130, "stopped"),
    (RuntimeError("odd"), 1, "unexpected error: RuntimeError: odd"),
])  # fmt: skip
def test_nobody_sees_a_traceback(
    error: BaseException, code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C and our own bugs end in a line and an exit code; the traceback comes on request."""
    monkeypatch.delenv("DIDYMIUM_DEBUG", raising=False)
    broken = typer.Typer()

    @broken.command()
    @command
    def fail() -> None:
        """Fail."""
        raise error

    result = runner.invoke(broken, [])
    assert (result.exit_code, said in result.output, "Traceback" in result.output) == (code, True, False)
    monkeypatch.setenv("DIDYMIUM_DEBUG", "1")
    assert ("Traceback" in runner.invoke(broken, []).output) == (code == 1)


def test_verbose_shows_where_an_error_comes_from(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--verbose`` does what the message promises: the traceback of a bug of ours."""
    monkeypatch.setenv("DIDYMIUM_DEBUG", "")
    monkeypatch.setattr("didymium.scenario.case_check.check_case", lambda _case: 1 / 0)
    quiet = runner.invoke(app, ["check", str(tiny)])
    assert (quiet.exit_code, "Traceback" in quiet.output) == (1, False)
    assert "didymium --verbose" in quiet.output
    assert "Traceback" in runner.invoke(app, ["--verbose", "check", str(tiny)]).output
