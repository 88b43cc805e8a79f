"""``didymium screen ownership`` answers from a register, from a deal, or both, and refuses in words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from didymium.cli.screen.ownership_command import ownership
from tiny_case import write_tiny_case

APP = typer.Typer()
APP.command("ownership")(ownership)
OWNERS = """\
owner,owned,capital_percent,owner_name,owner_kind,owner_country,owned_name,owned_kind,owned_country,owned_listed
chen,fund,100,陳大文,person,HKG,Harbour Fund Ltd,entity,HKG,no
yamada,alloy,97,山田花子,person,JPN,磁石合金株式会社,entity,JPN,yes
fund,alloy,3,,,,,,,
"""
DEAL = ["--acquirer", "Fund", "--acquirer-country", "HKG", "--target", "Alloy", "--target-country", "日本"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small case and a register of two holdings in a firm, all of it accounted for."""
    place = tmp_path_factory.mktemp("ownership")
    write_tiny_case(place / "case")
    (place / "owners.csv").write_text(OWNERS, encoding="utf-8")
    return place


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(APP, [*options, "--case", str(folder / "case"), "--as-of", "2026-11-22"])


def test_owners_of_a_name_in_another_script(folder: Path) -> None:
    """The owners of the alloy maker hold 97 % and 3 %, and Mr Chen has all of the fund's 3 %."""
    result = run(folder, str(folder / "owners.csv"), "--target", "磁石合金株式会社", "--json")
    assert result.exit_code == 0, result.output
    owners = json.loads(result.output)["owners"]
    found = {one["party"]: one["integrated_percent"] for one in owners["owners"]}
    assert found == {"yamada": [97.0, 97.0], "fund": [3.0, 3.0], "chen": [3.0, 3.0]}
    assert owners["controllers"]["ultimate"] == ["yamada"]
    assert owners["unstated_percent"] == [0.0, 0.0]


def test_a_deal_on_a_register_counts_what_was_held(folder: Path) -> None:
    """3 % before and 6.5 % more are 9.5 %, below the 10 % of the exemption in core sectors; 7 % reach it,
    and only a supervised institution may still be exempt.
    """
    options = ["--target", "alloy", "--acquirer", "harbour fund ltd", "--seller", "山田花子"]
    options += ["--is", "critical_minerals_34", "--is-not", "financial_institution", "--json"]
    exemptions = []
    for bought, after in (("6.5", 9.5), ("7", 10.0)):
        result = run(folder, str(folder / "owners.csv"), *options, "--stake", bought)
        deal = json.loads(result.output)["deal"]
        assert deal["shares"]["stake_after"] == [after, after]
        assert deal["outcome"] == "notify_before"
        exemptions += [one["exemption"] for one in deal["rules"] if one["rule"] == "japan_fefta"]
    assert exemptions == ["unknown", "no"]


def test_a_deal_from_a_file_without_a_register_and_its_files(folder: Path) -> None:
    (folder / "deal.toml").write_text(
        'acquirer = "Fund"\nacquirer_country = "HKG"\ntarget = "Alloy"\ntarget_country = "JPN"\n'
        'stake = 8\nis_so = ["listed", "critical_minerals_34"]\n',
        encoding="utf-8",
    )
    out = folder / "out"
    result = run(folder, "--deal", str(folder / "deal.toml"), "--lang", "ko", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "일본은행" in result.output
    answer = json.loads((out / "ownership.json").read_text(encoding="utf-8"))
    assert answer["deal"]["outcome"] == "notify_before"
    asked = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["asked"]
    assert (asked["target"], asked["shares"]) == ("Alloy", {"stake_after": [8.0, 8.0]})
    assert "<desc" in (out / "screen-deal-duties.svg").read_text(encoding="utf-8")
    assert (out / "report.html").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "OWNERS is missing"),
        (["--owners-of-all", "25"], "OWNERS is missing"),
        (["owners.csv"], "say whose owners with --target NAME"),
        (["owners.csv", "--target", "aloy"], "did you mean alloy"),
        (["owners.csv", "--owners-of-all", "0"], "no share above 0"),
        (["owners.csv", "--owners-of-all", "nan"], "no share above 0"),
        (["none.csv", "--target", "alloy"], "none.csv"),
        (["owners.txt", "--target", "alloy"], "is no register"),
        ([*DEAL, "--stake", "8-5"], '--stake "8-5" lies outside 0 to 100, or runs backwards'),
        ([*DEAL, "--stake", "nan"], "--stake"),
        ([*DEAL, "--before", "-1"], "--before"),
        (
            [*DEAL, "--is", "listet", "--is-not", "boardseat"],
            "--is: .listet. is unknown .+--is-not",
        ),
        ([*DEAL, "--listed", "--is-not", "listed"], "is said to be so and not so"),
        ([*DEAL, "--share", "foreign_votes"], "has no figure"),
        ([*DEAL, "--share", "foreign_vote=20"], "--share: .foreign_vote. is unknown"),
        ([*DEAL, "--seller", "Yamada"], "--seller: only with OWNERS"),
        (["--acquirer", "Fund"], "Say --target"),
        (["--target", "Alloy", "--stake", "8"], "--stake: say who acquires"),
        ([*DEAL, "--deal", "deal.toml"], "--deal says it all: leave out --acquirer"),
        ([*DEAL, "--target-country", "Narnia"], "--target-country"),
        ([*DEAL, "--reading", "soon"], "--reading"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, options: list[str], words: str) -> None:
    here = [str(folder / one) if one.startswith(("owners.", "none.")) else one for one in options]
    (folder / "owners.txt").write_text(OWNERS, encoding="utf-8")
    result = run(folder, *here)
    assert result.exit_code == 2, result.output
    assert re.search(words, " ".join(result.output.split()))
    assert "Traceback" not in result.output
