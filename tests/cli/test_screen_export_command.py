"""``didymium screen export``: an answer with its reasons, and refusals in words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from didymium.cli.screen.export_command import export

APP = typer.Typer()
APP.command("export")(export)

MAGNET = """\
item,part_of,material,form,contains,origin,technology,value_usd
magnet,,ndfeb_magnet,magnet,dysprosium 4,JPN,JPN,8
dysprosium,magnet,dysprosium,metal,,CHN,,0.5
"""
KNOWN = [
    "--end-user",
    "Acme",
    "--military-user",
    "no",
    "--end-use",
    "civil",
    "--not-listed",
    "--listed-owners",
    "0",
]
ROUTE = ["--from", "JPN", "--destination", "USA", "--as-of", "2026-11-11"]


def run(folder: Path, *options: str, text: str = MAGNET) -> Result:
    bill = folder / "bom.csv"
    bill.write_text(text, encoding="utf-8")
    return CliRunner().invoke(APP, [str(bill), *options])


def test_the_answer_names_rule_figure_and_readings(tmp_path: Path) -> None:
    """0.5 of 8 is 6.25 %; nobody knows whether No. 61 is in force after 10 November 2026."""
    found = run(tmp_path, *ROUTE, *KNOWN, "--timeline", "--json")
    data = json.loads(found.output)
    assert (data["verdict"], data["least"], data["most"]) == ("unknown", "permitted", "licence")
    (cause,) = data["because"]
    assert (cause["rule"], cause["part"], cause["state"]) == ("cn_2025_61", "a", "unknown")
    finding = next(one for one in data["findings"] if (one["rule"], one["part"]) == ("cn_2025_61", "a"))
    (figure,) = finding["figures"]
    assert (figure["low"], figure["high"], figure["threshold"], figure["threshold_included"]) == (
        6.25,
        6.25,
        0.1,
        True,
    )
    assert (finding["source"], finding["since"]) == ("mofcom_2025_70", "2026-11-11")
    last = data["timelines"]["as_known"][-1]
    assert (last["from"], last["until"], last["verdict"]) == ("2026-11-11", None, "unknown")
    assert {name: one["verdict"] for name, one in data["readings"].items()} == {
        "as_known": "unknown", "extended": "permitted", "lapsed": "licence",
    }  # fmt: skip


@pytest.mark.parametrize(("lang", "word"), [("ja", "許可")])
def test_it_is_said_in_each_language_with_countries_by_name(tmp_path: Path, lang: str, word: str) -> None:
    names = {"ko": ("일본", "미국"), "ja": ("日本", "アメリカ合衆国")}[lang]
    options = ["--from", names[0], "--destination", names[1], "--as-of", "2026-11-11", *KNOWN]
    found = run(tmp_path, *options, "--lang", lang, "--reading", "lapsed")
    assert found.exit_code == 0
    assert word in found.output
    assert "6.25" in found.output


def test_nothing_said_of_the_user_is_unknown(tmp_path: Path) -> None:
    data = json.loads(run(tmp_path, "--as-of", "2026-03-01", "--json").output)
    assert data["verdict"] == "unknown"
    assert data["missing"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "Atlantis"], '--from "Atlantis" is no known country'),
        (["--end-use", "fun"], '--end-use "fun" is unknown'),
        (["--military-user", "maybe"], '--military-user "maybe" is none of yes, no, unknown'),
        (["--listed-owners", "nan"], "--listed-owners"),
        (["--listed-owners", "60-40"], "runs backwards"),
        (["--reading", "hoped"], "--reading"),
        (["--as-of", "2025-02-30"], "--as-of"),
    ],
)
def test_wrong_options_are_refused_by_name(tmp_path: Path, options: list[str], words: str) -> None:
    found = run(tmp_path, *options)
    assert found.exit_code != 0
    assert not isinstance(found.exception, ValueError)
    assert words in " ".join(re.sub(r"[│╭╮╰╯─]", " ", found.output).split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("item,part_of\na,b\nb,a\n", "part of itself"),
        ("item,quantity\na,nan\n", "bom.csv row 2, column quantity"),
    ],
)
def test_a_wrong_bill_is_refused_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    found = run(tmp_path, text=text)
    assert found.exit_code == 2
    assert words in " ".join(found.output.split())
    assert "Traceback" not in found.output
