"""``didymium indicators``: criticality by named methods."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chain_case import write_chain_case
from chain_run import CONTENTS
from didymium.cli.app import app
from didymium.cli.console import BAD_INPUT, FINE

BAN = """\
title = "Nothing leaves"
profile = "shock"

[[event]]
kind = "ban"
origin = "AUS"
materials = ["oxide"]
from = 2025-04-04
announced = 2025-04-01
source = "assumed: test"
"""


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A mine and a mill in Australia, a dearer mill in Japan, and a ban on Australian oxide."""
    return str(write_chain_case(tmp_path_factory.mktemp("chain"), contents=CONTENTS, stop=BAN))


def indicators(*options: str) -> Result:
    return CliRunner().invoke(app, ["indicators", *options])


def test_a_ban_on_oxide_makes_japan_mill_all_of_its_own(chain: str, tmp_path: Path) -> None:
    """In 2026 nothing comes from Australia under the ban: reliance 0, the largest supplier Japan; without it
    part of Japan's oxide is imported. Files and report hold the same.
    """
    out = tmp_path / "out"
    done = indicators(
        chain, "--scenario", "stop", "--year", "2026", "--material", "oxide", "--region", "JPN",
        "--method", "import_reliance,largest_supplier", "--json", "--out", str(out),
    )  # fmt: skip
    assert done.exit_code == FINE, done.output
    answer = json.loads(done.stdout)
    values = {row["method"]: row for row in answer["changes"]}
    assert values["import_reliance"]["value"] == pytest.approx(0.0, abs=1e-9)
    assert values["import_reliance"]["base"] > 0.1
    assert values["import_reliance"]["change"] == pytest.approx(-values["import_reliance"]["base"])
    supplier = next(row for row in answer["indicators"] if row["method"] == "largest_supplier")
    assert json.loads(supplier["inputs"])["supplier"] == "JPN"
    assert json.loads((out / "indicators.json").read_text(encoding="utf-8"))["changes"] == answer["changes"]
    assert (out / "report.html").is_file()


def test_the_terminal_says_what_moves(chain: str) -> None:
    done = indicators(chain, "--scenario", "stop", "--year", "2026", "--lang", "ko")
    assert done.exit_code == FINE, done.output
    assert "정책별로 달라지는 지표" in done.stdout
    assert "순수입 의존도" in done.stdout


def test_a_published_optimum_has_indicators_too() -> None:
    """Dantzig's markets get all of their goods from two canneries: every market imports all of its own."""
    done = indicators("trnsport", "--json", "--scenario", "")
    assert done.exit_code == FINE, done.output
    rows = json.loads(done.stdout)["indicators"]
    reliance = {row["region"]: row["value"] for row in rows if row["method"] == "import_reliance"}
    assert {reliance[name] for name in ("new_york", "chicago", "topeka")} == {1.0}


def test_wrong_names_are_refused_together_by_their_options(chain: str) -> None:
    done = indicators(
        chain, "--scenario", "stop", "--region", "JPNN", "--method", "hhhi", "--material", "oxid",
        "--year", "1990",
    )  # fmt: skip
    assert done.exit_code == BAD_INPUT
    for said in ('--region: "JPNN"', 'did you mean "hhi"?', 'did you mean "oxide"?', "2025 to", "4 problems"):
        assert said in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--theta", "0.5"), "--theta: only with --disruption"),
        (("--until", "2030"), "--until: only with --in-use"),
        (("--disruption", "--theta", "1.5", "--probability", "often"), "2 problems"),
        (("--iamc", "wide.txt"), "write .csv or .xlsx"),
        (("--in-use",), "add lifetimes.csv"),
        (("--disruption", "--region", "world"), "name one"),
    ],
)
def test_options_that_cannot_be_are_refused(chain: str, options: tuple[str, ...], said: str) -> None:
    done = indicators(chain, *options)
    assert done.exit_code == BAD_INPUT
    assert said in done.stderr


def test_chances_of_stops_come_from_a_file(chain: str, tmp_path: Path) -> None:
    """What is wrong with the file is said by row, and nothing is solved."""
    file = tmp_path / "chances.csv"
    file.write_text("commodity,origin,probability\noxide,AUS,1.5\n,JPN,x\n", encoding="utf-8")
    done = indicators(chain, "--disruption", "--probability", str(file))
    assert done.exit_code == BAD_INPUT
    assert "row 2" in done.stderr
    assert "row 3" in done.stderr
