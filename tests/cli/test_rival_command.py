"""``didymium rival``: a small game played, recorded, listed and written, and words for bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from didymium.cli.app import app
from rival_cases import NAME, RIVAL
from web_servers import small_case

FEW = ("--policy", "stocks", "--evaluations", "3", "--no-recheck")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_case(tmp_path_factory.mktemp("rival"))
    (folder / "rivals").mkdir()
    (folder / "rivals" / f"{NAME}.toml").write_text(RIVAL, encoding="utf-8")
    return folder


def run(*arguments: str | Path, code: int = 0, command: str = "rival") -> str:
    result = CliRunner().invoke(app, [command, *map(str, arguments)])
    assert "Traceback" not in result.output and "unexpected error" not in result.output
    assert result.exit_code == code, result.output
    return result.output


def data(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def test_solve_runs_policy_and_reply_to_the_same_figures(case: Path, tmp_path: Path) -> None:
    """The file of a policy holds the reply too: what the alliance loses against doing nothing is the sum of
    its discounted accounts in that run, less those of its base run.
    """
    found = data(run(case, *FEW, "--json", "--out", tmp_path / "out"))
    stocks = next(one for one in found["policies"] if one["policy"] == "stocks")
    assert [one["policy"] for one in found["policies"]] == ["none", "stocks"]
    assert stocks["search"]["tried"] <= 3
    run(case, "--scenario", tmp_path / "out" / "scenario_stocks.toml", "--out", tmp_path / "solved",
        command="solve")  # fmt: skip
    solved, base = (_account(tmp_path / "solved" / name) for name in ("", "base"))
    assert solved - base == pytest.approx(stocks["answered"]["alliance_usd_million"], rel=1e-6)


def _account(folder: Path) -> float:
    """Return the discounted account of Japan in a run, million US dollars."""
    rows = pl.read_parquet(folder / "accounts.parquet").filter(pl.col("region") == "JPN")
    return float(rows["discounted_usd"].sum()) / 1e6


def test_a_game_is_kept_and_shown_again(case: Path) -> None:
    """Nothing is recorded at first; a record is shown as it was played, until the case changes."""
    assert "play it with --record" in run(case, "--recorded", code=2)
    text = (case / "rivals" / f"{NAME}.toml").read_text(encoding="utf-8")
    brief = text.replace("evaluations = 12", "evaluations = 3").replace('recheck_profile = "shock"\n', "")
    (case / "rivals" / f"{NAME}.toml").write_text(brief, encoding="utf-8")
    played = data(run(case, "--record", "--json"))
    shown = data(run(case, "--recorded", "--json"))
    assert shown["recorded"]["case_changed"] is False
    assert shown["policies"] == played["policies"] and shown["cross"] == played["cross"]
    said = run(case, "--recorded", "--lang", "ko")
    assert "어느 정책이 버티는가" in said


def test_what_there_is_can_be_listed(case: Path) -> None:
    said = " ".join(run(case, "--list").split())
    assert f"Australia ({NAME})" in said and "0 % to 100 % of the base flow" in said
    (found,) = data(run(case, "--list", "--json"))["rivals"]
    assert [one["dial"] for one in found["dials"]][:2] == ["oxide.volume_share", "oxide.begins_after_months"]
    assert "has no rival file" in run("trnsport", "--list")


def test_wrong_questions_are_refused_whole(case: Path) -> None:
    """Every problem at once, each with what would be right."""
    said = run(case, "--policy", "stock", "--policy", "wall", "--aim", "share=0", code=2)
    assert 'did you mean "stocks"?' in said and '"wall"' in said and "--aim" in said and "3 problems" in said
    said = run(case, "--aim", "fun=2", "--evaluations", "1", code=2)
    assert "--evaluations" in said and "'revenue', 'income', 'share' or 'harm'" in said
    assert "write harm=1" in run(case, "--aim", "harm", code=2)
    assert 'did you mean "digger"?' in run(case, "--rival", "diger", code=2)
    said = run(case, "--record", "--recorded", "--policy", "stocks", code=2)
    assert "leave --policy" in said and "but for --lasting, --record away" in said


def test_a_case_without_a_base_year_is_refused(case: Path, tmp_path: Path) -> None:
    """Moves are weighed by base flows and prices."""
    other = Path(shutil.copytree(case, tmp_path / "other"))
    settings = (other / "case.toml").read_text(encoding="utf-8")
    (other / "case.toml").write_text("calibrated = false\n" + settings, encoding="utf-8")
    assert "is not calibrated" in run(other, code=2)


def test_another_aim_leads_elsewhere(case: Path) -> None:
    """A rival that wants what harms itself does nothing: against an aim of minus its own revenue and nothing
    else the best move earns it least."""
    usual = data(run(case, *FEW, "--json"))["policies"][0]
    other = data(run(case, *FEW, "--aim", "revenue=-1", "--json"))
    assert other["aim"]["revenue"] == -1 and other["aim"]["harm"] == 0
    assert other["aim"]["source"].startswith("assumed")
    changed = other["policies"][0]
    assert changed["answered"]["revenue_usd_million"] <= usual["answered"]["revenue_usd_million"]
