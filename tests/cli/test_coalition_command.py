"""``didymium coalition`` on futures of paper: what it prints and writes, and words for bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from alliance_cases import DAYS
from coalition_view_cases import PAPER, one_future
from didymium.cli import coalition_commands
from didymium.cli.app import app
from didymium.cli.coalition_commands import STEPS, evenly
from didymium.decisions.alliance import answering

runner = CliRunner()
THREE = ("--members", "JPN,KOR,USA", "--days", str(DAYS))


@pytest.fixture(autouse=True)
def on_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Futures come from paper: the market is not asked."""
    answer = answering.answer_coalition

    def answered(case: Any, calibration: Any, request: Any, **options: Any) -> Any:
        return answer(case, calibration, request, futures=one_future(), **options)

    monkeypatch.setattr(answering, "answer_coalition", answered)
    monkeypatch.setattr(coalition_commands, "calibrated", lambda case: PAPER)


def run(*arguments: str | Path, code: int = 0) -> str:
    result = runner.invoke(app, ["coalition", *map(str, arguments)])
    assert "Traceback" not in result.output and "unexpected error" not in result.output
    assert result.exit_code == code, result.output
    return result.output


def test_json_and_files_say_the_same(tmp_path: Path) -> None:
    """Korea adds all of the million that the three are worth."""
    report = json.loads(run(*THREE, "--json", "--out", tmp_path / "out"))
    assert report["joining"]["newcomer"]["member"] == "KOR"
    assert report["joining"]["newcomer"]["adds_usd_million"] == pytest.approx(1.0)
    assert json.loads((tmp_path / "out/coalition.json").read_text(encoding="utf-8")) == {
        name: value for name, value in report.items() if name != "out"
    }
    assert pl.read_csv(tmp_path / "out/sets.csv").height == 7
    assert (tmp_path / "out/report.html").is_file() and (tmp_path / "out/manifest.json").is_file()


def test_founders_and_newcomer_are_those_named() -> None:
    """Japan and Korea are worth a million already, and the United States bring nothing to share."""
    said = " ".join(run(*THREE, "--founders", "JPN,KOR", "--newcomer", "USA").split())
    assert "The United States adds nothing to Japan and South Korea." in said
    assert "Nobody outside adds anything to Japan and South Korea." in said


def test_languages_and_silence() -> None:
    assert "섀플리" in run(*THREE, "--lang", "ko")
    assert "シャープレイ" in run(*THREE, "--lang", "ja")
    assert run(*THREE, "--quiet") == ""


def test_the_bar_moves_by_what_is_done() -> None:
    """Two kinds of work, each as long as the other whatever its count; what is not known moves nothing."""
    moved: list[int] = []
    told = evenly(["scenario", "future"], lambda message, steps: moved.append(steps))
    for call in (("scenario", 1, 2), ("scenario", 2, 2), ("future", 1, 3), ("future", 3, 3), ("other", 1, 2)):
        told(*call)
    assert moved == [STEPS // 2, STEPS // 2, STEPS // 3, STEPS - STEPS // 3, 0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--members", "JPN,USM"), '--members: "USM" is neither a region nor a club'),
        (("--members", "JPN"), "must be at least two"),
        (("--members", "JPN,CHN"), "restricts its exports"),
        (("--members", "JPN,USA,KOR,AUS,MYS,VNM,IND,CAN,GBR,MEX,EU=eu"), "are 11"),
        (("--founders", "XYZ"), '--founders: "XYZ" is no member'),
        (("--newcomer", "JPN"), "--newcomer"),
        (("--alpha", "2"), "--alpha"),
        (("--standing", "0"), '--standing: "0" must be from 1'),
        (("--days", "99999"), "past the end of the run"),
        (("--draws", "-1"), "--draws"),
        (("--scenarios", "nothing"), "nothing"),
        (("--scenarios", "full_stop=much"), "is not a number"),
        (("--scenarios", "full_stop=-1"), "give a weight above 0"),
        (("--floor", "-1"), '--floor: "-1"'),
        (("--floor", "110", "--floor-material", "ndpr"), 'did you mean "ndpr_oxide"'),
        (("--floor", "110", "--floor-design", "levy"), "--floor-design"),
        (("--floor", "110", "--floor-from", "soon"), "--floor-from"),
        (("--floor-material", "ndpr_oxide"), "without a floor"),
        (("--lang", "fr"), "--lang"),
    ],
)
def test_bad_input_is_named(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    assert said in run(*arguments, "--out", tmp_path / "out", code=2)
    assert not (tmp_path / "out").exists()


def test_all_problems_at_once() -> None:
    said = run("--members", "JPN,USM", "--alpha", "2", "--founders", "KOR", "--floor", "-1", code=2)
    assert all(option in said for option in ("--members", "--alpha", "--founders", "--floor"))


def test_a_case_without_base_flows_is_refused() -> None:
    assert "is not calibrated" in run("trnsport", code=2)


def test_mexico_can_be_named() -> None:
    """Its futures would be run: those on paper are of other members, and that is said."""
    assert "were run for other members" in run("--members", "JPN,USA,MEX", "--days", str(DAYS), code=2)
