"""``didymium portfolio``: what it prints and writes on a market on paper, and words for bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from didymium.cli.app import app
from didymium.decisions.investment.budget_file import read_budgets
from didymium.files.problems import InputError
from investment_cases import write_investment_case

runner = CliRunner()
YEARS = ("--last-year", "2033", "--first-shock", "2028", "--last-shock", "2030")
SMALL = ("--futures", "2", "--draws", "2", "--calm", "0", "--no-mixes", *YEARS)


def run(*arguments: str | Path, code: int = 0) -> str:
    result = runner.invoke(app, ["portfolio", *map(str, arguments)])
    assert "Traceback" not in result.output and "unexpected error" not in result.output
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_investment_case(tmp_path_factory.mktemp("portfolio") / "paper")


@pytest.fixture(scope="module")
def answered(paper: Path) -> tuple[dict[str, Any], Path]:
    """The pit and the mill with fifty million US dollars, each of them named by number."""
    out = paper.parent / "out"
    asked = ("--budget", "0.05", "--frontier", "0.1", "--check", "2", "--json", "--out", out)
    return json.loads(run(paper, *asked, *SMALL)), out


def test_a_pit_and_a_mill_that_need_each_other_are_chosen_together(
    answered: tuple[dict[str, Any], Path],
) -> None:
    """Neither avoids anything alone, so that choosing one after the other never begins, and the dear pit,
    whose ore nobody would pay for, stays out.
    """
    report, _ = answered
    assert {one["project"] for one in report["best"]["projects"]} == {"new_pit", "new_mill"}
    assert report["held"]["greedy"] == []
    assert report["held"]["best_usd_million"] < report["held"]["greedy_usd_million"]
    assert report["held"]["beaten_by"] == 0
    assert [abs(one["alone_usd_million"]) < 0.005 for one in report["additions"]] == [True, True]
    assert "dear_pit" in report["left"] or "dear_pit" in {one["project"] for one in report["excluded"]}


def test_the_budget_is_kept_and_less_money_avoids_less(answered: tuple[dict[str, Any], Path]) -> None:
    report, _ = answered
    (line,) = report["budgets"]
    assert line["usd_million"] == 50.0 and line["spent_usd_million"] <= 50.0
    paid = sum(row["usd_million"] for row in report["payments"])
    assert paid == pytest.approx(report["best"]["public_usd_million"])
    tenth, whole = report["frontier"]
    assert (tenth["factor"], whole["factor"]) == (0.1, 1.0)
    assert tenth["public_usd_million"] <= 5.0
    assert tenth["weighed_usd_million"] >= whole["weighed_usd_million"]


def test_files_say_the_same_as_the_output(answered: tuple[dict[str, Any], Path]) -> None:
    report, out = answered
    found = json.loads((out / "portfolio.json").read_text(encoding="utf-8"))
    assert found == {name: value for name, value in report.items() if name != "out"}
    assert (out / "report.html").is_file() and (out / "manifest.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--budget: are missing (say how much may be spent"),
        (("--budget", "3bn"), '--budget: "3bn" is neither a number of billion US dollars nor a file'),
        (("--budget=-1",), '--budget: "-1" is no budget'),
        (("--budget", "nan"), "is no budget"),
        (("--budget", "1", "--commit", "new_mil"), 'did you mean "new_mill"'),
        (("--budget", "1", "--exclude", "old_pit"), '--exclude: "old_pit" is no project'),
        (("--budget", "1", "--commit", "new_pit", "--exclude", "new_pit"), "is committed too"),
        (("--budget", "1", "--aim", "glory"), '--aim: "glory" is wrong'),
        (("--budget", "1", "--tail-share", "0"), "--tail-share"),
        (("--budget", "1", "--delays", "0,soon"), '--delays: "soon" is wrong'),
        (("--budget", "1", "--frontier", "-1"), "--frontier"),
        (("--budget", "1", "--link", "JPN,AUS"), '--link: "JPN" has no budget'),
        (("--budget", "1", "--scenario", "stopp"), "stopp"),
        (("--budget", "1", "--last-shock", "2026"), "--last-shock"),
        (("--budget", "1", "--discount-rate=-0.1"), '--discount-rate: "-0.1" is wrong'),
        (("--budget", "1", "--floor-material", "oxid"), 'did you mean "oxide"'),
        (("--budget", "1", "--lang", "fr"), "--lang"),
    ],
)
def test_bad_input_is_named(paper: Path, arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    assert said in run(paper, *arguments, "--out", tmp_path / "out", code=2)
    assert not (tmp_path / "out").exists()


def test_a_case_is_named_once(paper: Path) -> None:
    assert "name each case once" in run(paper, "--with", str(paper), "--budget", "1", code=2)


def test_every_problem_of_a_budget_file_at_once_with_its_row(paper: Path, tmp_path: Path) -> None:
    """Rows are those of the spreadsheet: the header is row 1, and row 3 is blank."""
    file = tmp_path / "money.csv"
    file.write_text(
        "funders,first_year,last_year,amount_million,currency\n"
        "JPX,2026,2030,10,USD\n,,,,\nAUS,2030,2026,ten,USD\nJPN,,,5,yen\n",
        encoding="utf-8",
    )
    said = run(paper, "--budget", file, "--commit", "nobody", code=2)
    assert 'money.csv row 4, column amount_million: "ten" is not a number' in said
    assert "money.csv row 5, column currency" in said
    assert '--commit: "nobody" is no project' in said
    file.write_text(
        "funders,first_year,last_year,amount_million,currency\n"
        "JPX,2026,2030,10,USD\n,,,,\nAUS,2026,2026,10,EUR\nJPN AUS,2030,2026,7,\n",
        encoding="utf-8",
    )
    said = run(paper, "--budget", file, code=2)
    assert 'money.csv row 2, column funders: "JPX" is no region' in said
    assert 'money.csv row 4, column currency: "EUR" has no exchange rate' in said
    assert 'money.csv row 5, column last_year: "2026" comes before the first' in said
    assert "3 problems" in said


def test_budgets_that_cannot_meet_commitments_are_refused(paper: Path) -> None:
    """A million dollars for a pit of ten."""
    said = run(paper, "--budget", "0.000001", "--commit", "new_pit", *SMALL, code=2)
    assert "cannot meet the commitments" in said


def test_a_budget_file_is_read_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "money.csv"
    file.write_text("funders,amount_million,last_year\nJPN KOR,500,2030\n,20,\n", encoding="utf-8")
    found = read_budgets(file)
    assert [(one.funders, one.amount_million, one.last_year) for one in found.budgets] == [
        (("JPN", "KOR"), 500.0, 2030), ((), 20.0, None)
    ]  # fmt: skip
    assert {one.currency for one in found.budgets} == {"USD"} and found.rows == (2, 3)
    file.write_text("funders,amount_million\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no rows"):
        read_budgets(file)


def test_ownership_over_all_is_named(paper: Path, tmp_path: Path) -> None:
    """0.7 and 0.6 of a project: tables are held against each other before anything is solved."""
    folder = tmp_path / "case"
    shutil.copytree(paper, folder)
    (folder / "project_stakes.csv").write_text(
        "project,holder,region,share,source\n"
        "new_pit,One,JPN,0.7,assumed: too much\nnew_pit,Two,AUS,0.6,assumed: too much\n",
        encoding="utf-8",
    )
    said = run(folder, "--budget", "1", code=2)
    assert "project_stakes.csv" in said and "new_pit" in said


def test_an_option_out_of_bounds_hides_no_other_problem(paper: Path) -> None:
    said = run(paper, "--budget", "much", "--risk-weight", "2", "--commit", "new_pid", code=2)
    assert all(text in said for text in ("--budget", "--risk-weight", 'did you mean "new_pit"', "3 problems"))


RIVAL = """\
title_en = "China"
title_ko = "중국"
title_ja = "中国"
regions = ["CHN"]
club = "JPN"
moves_on = 2026-06-01
profile = "shock"

[aim]
harm = 1.0
harm_to = ["JPN"]
source = "assumed: a test"

[[lever]]
kind = "restriction"
name = "oxide"
title_en = "Licences for oxide"
title_ko = "산화물 수출 허가"
title_ja = "酸化物の輸出許可"
origin = "CHN"
materials = ["oxide"]
lasts_months = [24]
volume_share = { levels = [0, 1] }
source = "assumed: a test"

[[policy]]
name = "something"
title_en = "a"
title_ko = "b"
title_ja = "c"
"""


def test_a_rival_answers_the_portfolio(paper: Path, tmp_path: Path) -> None:
    """The answer is the one against a passive rival, and what becomes of it beside that."""
    (tmp_path / "china.toml").write_text(RIVAL, encoding="utf-8")
    best_reply = ("--rival", "best-reply", "--rival-file", tmp_path / "china.toml")
    asked = (paper, "--budget", "0.05", "--alternatives", "0", *SMALL)
    report = json.loads(run(*asked, *best_reply, "--json"))
    passive = json.loads(run(*asked, "--json"))
    assert passive.pop("rival") is None
    held = report.pop("rival")
    assert report == passive
    names = [one["portfolio"] for one in held["portfolios"]]
    assert names == ["best", "none"]  # the greedy one backs nothing either
    best, none = held["portfolios"]
    assert set(best["projects"]) == {"new_pit", "new_mill"} and none["projects"] == []
    assert best["reply"]["attacks"] and best["reply"]["move"]["oxide.volume_share"] == 0.0
    assert held["best_after"] == "best" and held["stands"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--rival", "best_reply"), 'did you mean "best-reply"'),
        (("--rival-file", "china"), "names a rival that is to do nothing"),
        (("--rival", "best-reply"), "needs a rival, and paper has none"),
        (("--rival", "best-reply", "--rival-file", "nobody"), "is no rival file of paper"),
    ],
)
def test_wrong_rivals_are_named(paper: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in run(paper, "--budget", "0.05", *SMALL, *arguments, code=2)


def test_a_rival_who_funds_projects_is_refused(paper: Path, tmp_path: Path) -> None:
    """Australia may fund the pit: it is no rival of this choice, whatever a file says."""
    text = RIVAL.replace('regions = ["CHN"]', 'regions = ["AUS"]').replace('"CHN"', '"AUS"')
    (tmp_path / "australia.toml").write_text(text, encoding="utf-8")
    best_reply = ("--rival", "best-reply", "--rival-file", tmp_path / "australia.toml")
    said = run(paper, "--budget", "0.05", *SMALL, *best_reply, code=2)
    assert "moves for AUS, of those who decide" in said
