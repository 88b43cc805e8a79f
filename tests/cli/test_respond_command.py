"""``didymium respond``: what it prints and writes, and words for bad input."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from didymium.cli.app import app
from response_cases import markets_shared

runner = CliRunner()
JUNE = ("--as-of", "2025-06-01", "--days", "56", "--members", "JPN,KOR", "--profile", "live")
"""Eight weeks, which the short division of time holds."""


def run(*arguments: str | Path, code: int = 0) -> str:
    result = runner.invoke(app, ["respond", *map(str, arguments)])
    assert "Traceback" not in result.output and "unexpected error" not in result.output
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module", autouse=True)
def _shared() -> Iterator[None]:
    """The same market is solved once."""
    with markets_shared():
        yield


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("respond")
    files = ("--out", folder / "out", "--briefing", folder / "briefing.html", "--pdf", folder / "b.pdf")
    return json.loads(run(*JUNE, "--json", *files)), folder


def test_the_three_outputs_of_the_framework(answered: tuple[dict[str, Any], Path]) -> None:
    report, _ = answered
    assert report["plan"] and report["priorities"]
    assert set(report["vulnerabilities"]) == {"single_sources", "failing_stages", "failing_sectors"}
    assert report["members"] == ["JPN", "KOR"]
    assert report["until"] == "2025-07-27"


def test_the_plan_saves_and_two_do_better_together(answered: tuple[dict[str, Any], Path]) -> None:
    """Doing nothing and acting apart are both open to members who act together."""
    savings = answered[0]["savings"]
    assert savings["saved_against_nothing_usd"] > 0.0
    assert savings["saved_by_coordination_usd"] >= -1e-6 * savings["loss_if_nobody_acts_usd"]


def test_what_is_written_says_the_same(answered: tuple[dict[str, Any], Path]) -> None:
    report, folder = answered
    found = json.loads((folder / "out" / "response.json").read_text(encoding="utf-8"))
    assert report.pop("written") == [
        str(folder / "out"), str(folder / "briefing.html"), str(folder / "b.pdf")
    ]  # fmt: skip
    assert found == report
    assert len(re.findall(rb"/Type\s*/Page[^s]", (folder / "b.pdf").read_bytes())) == 2
    assert (folder / "briefing.html").read_text(encoding="utf-8") == (
        folder / "out" / "briefing_en.html"
    ).read_text(encoding="utf-8")
    assert (folder / "out" / "plan.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--as-of is missing"),
        (("--as-of", "soon"), "is not a date"),
        (("--as-of", "2031-01-01"), "--as-of: "),
        (("--as-of", "2025-01-10"), "comes before anything of the scenario is known"),
        (("--as-of", "2025-06-01", "--days", "3"), "--days: "),
        (("--as-of", "2027-12-01", "--days", "180"), "past the end of the run"),
        (("--as-of", "2025-06-01", "--chance", "1.5"), "--chance: "),
        (("--as-of", "2025-06-01", "--buy", "-1"), "--buy: "),
        (("--as-of", "2025-06-01", "--members", "JPX"), 'did you mean "JPN"'),
        (("--as-of", "2025-06-01", "--first", "defense"), 'did you mean "defence"'),
        (("--as-of", "2025-06-01", "--scenario", "nothing"), "neither a scenario"),
        (("--as-of", "2025-06-01", "--profile", "lively"), "lively"),
        (("--as-of", "2025-06-01", "--lang", "fr"), "--lang"),
        (("trnsport", "--as-of", "2025-06-01"), ""),
    ],
)
def test_bad_input_is_named(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    assert said in run(*arguments, "--out", tmp_path / "out", code=2)
    assert not (tmp_path / "out").exists()


def test_all_problems_at_once() -> None:
    said = run("--as-of", "2025-06-01", "--members", "JPX", "--first", "defense", code=2)
    assert "--members" in said and "--first" in said
    said = run("--as-of", "2025-06-01", "--days", "1", "--chance", "2", "--surge", "9", code=2)
    assert all(option in said for option in ("--days", "--chance", "--surge"))


def test_a_cover_that_nobody_has_is_named_with_its_row() -> None:
    """Stocks of 45 days and less cannot keep 300: each row of holdings.csv that has less is named."""
    problems = json.loads(run(*JUNE, "--minimum-cover", "300", "--json", code=2))["problems"]
    assert problems
    for problem in problems:
        assert problem["file"] == "holdings.csv" and problem["row"] > 1
        assert "less than the minimum cover of 300" in problem["message"]


def test_a_folder_of_others_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    run(*JUNE, "--out", tmp_path, code=2)
    assert (tmp_path / "thesis.docx").exists()
