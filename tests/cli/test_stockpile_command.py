"""``didymium stockpile``: what it prints and writes, and words for bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

import didymium
from bundled_case import NAME
from didymium.cli.app import app

runner = CliRunner()
BUNDLED = Path(didymium.__file__).parent / "cases" / NAME
REPORTED = ("--scenario", "japan_2026_as_reported", "--days", "120")


def run(*arguments: str | Path, code: int = 0) -> str:
    result = runner.invoke(app, ["stockpile", *map(str, arguments)])
    assert "Traceback" not in result.output and "unexpected error" not in result.output
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """Alone and together, of Japan and the United States."""
    out = tmp_path_factory.mktemp("stockpile") / "out"
    asked = ("--members", "JPN,USA", "--size", "--stages", "--pool", "--shortfall", *REPORTED)
    return json.loads(run(*asked, "--probability", "0.1", "--json", "--out", out)), out


def test_alone_and_together_in_one_command(answered: tuple[dict[str, Any], Path]) -> None:
    """What members pay alone in the pool's account are their own sizes, and pooling never costs more."""
    report, _ = answered
    alone = {one["member"]: one["usd_per_year"] for one in report["sizes"]}
    assert set(alone) == {"JPN", "USA"}
    assert {one["member"]: one["alone_usd_per_year"] for one in report["pool"]["shares"]} == pytest.approx(
        alone
    )
    assert report["pool"]["saving"]["together_usd_per_year"] <= sum(alone.values()) * (1 + 1e-6)
    for member, usd in alone.items():
        mix = [one for one in report["stages"] if one["member"] == member and not one["stage"]]
        assert mix[0]["usd_per_year"] == pytest.approx(usd, rel=1e-3)


def test_files_say_the_same_as_the_output(answered: tuple[dict[str, Any], Path]) -> None:
    report, out = answered
    found = json.loads((out / "stockpile.json").read_text(encoding="utf-8"))
    assert found == {name: value for name, value in report.items() if name != "out"}
    sizes = pl.read_csv(out / "sizes.csv")
    assert sizes["usd_per_year"].sum() == pytest.approx(sum(one["usd_per_year"] for one in report["sizes"]))
    assert (out / "report.html").is_file() and (out / "stock-pool.svg").is_file()


def test_only_named_materials_are_held_and_the_curve_runs_through_the_answer() -> None:
    """The curve is for the same places: at the bound that is asked for it costs what the answer costs."""
    asked = ("--members", "JPN", "--materials", "heavy_oxides,magnet", "--size", "--bound-loss", "0.9")
    (found,) = json.loads(run(*asked, *REPORTED, "--json"))["sizes"]
    oxides = {"eu", "gd", "tb", "dy", "ho", "er", "tm", "yb", "lu", "y"}
    allowed = {f"{name}_oxide" for name in oxides} | {"magnet_standard", "magnet_high_temp", "magnet_smco"}
    assert {place["material"] for place in found["places"]} <= allowed
    (point,) = [one for one in found["frontier"]["points"] if one["loss_share"] == 0.9]
    assert point["usd_per_year"] == pytest.approx(found["usd_per_year"], rel=1e-3)


def test_cover_is_always_answered() -> None:
    """Nothing else is asked for, so no emergency is sized; every figure of a level is assumed and says so."""
    said = run("--members", "JPN", *REPORTED)
    assert "Every level of stock that is used here is assumed" in " ".join(said.split())
    assert "How long members last in each scenario" in said and "How much to hold" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--members", "JPM"), '--members: "JPM"'),
        (("--size", "--days", "0"), '--days: "0" must be from 1'),
        (("--size", "--days", "3000"), "past the end of the run"),
        (("--scenario", "nothing"), "nothing"),
        (("--size", "--scenario", "full_stop=-1"), "--scenario"),
        (("--scenario", "full_stop=much"), "is not a number"),
        (("--size", "--bound-loss", "1.5"), '--bound-loss: "1.5"'),
        (("--size", "--bound-loss", "0.5", "--serve", "defence"), "are different questions"),
        (("--chance", "0.1"), "--chance goes with --serve"),
        (("--size", "--serve", "defense"), 'did you mean "defence"'),
        (("--check",), "--check"),
        (("--pool", "--sharing", "fair"), "--sharing"),
        (("--materials", "dy_oxid"), 'did you mean "dy_oxide"'),
        (("--lang", "fr"), "--lang"),
    ],
)
def test_bad_input_is_named(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    assert said in run(*arguments, "--out", tmp_path / "out", code=2)
    assert not (tmp_path / "out").exists()


def test_all_problems_at_once() -> None:
    said = run("--size", "--members", "JPM", "--days", "0", "--serve", "defense", code=2)
    assert all(option in said for option in ("--members", "--days", "--serve"))


def test_negative_and_unknown_holdings_are_named_with_their_rows(tmp_path: Path) -> None:
    """A level below nothing, and a material that nobody knows, in rows 2 and 3 of the spreadsheet."""
    folder = tmp_path / "case"
    shutil.copytree(BUNDLED, folder)
    lines = (folder / "holdings.csv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split(",")
    for row, column, value in ((1, "level_t", "-5"), (2, "material", "unobtainium")):
        cells = lines[row].split(",")
        cells[columns.index(column)] = value
        lines[row] = ",".join(cells)
    (folder / "holdings.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = run(folder, code=2)
    assert "holdings.csv row 2, column level_t" in said
    said = run(_with_level(folder, lines, columns), code=2)
    assert "holdings.csv row 3, column material" in said and "unobtainium" in said


def _with_level(folder: Path, lines: list[str], columns: list[str]) -> Path:
    """Mend the level, so that names are looked at."""
    cells = lines[1].split(",")
    cells[columns.index("level_t")] = "5"
    (folder / "holdings.csv").write_text(
        "\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8"
    )
    return folder


def test_an_emergency_that_ends_before_it_begins(tmp_path: Path) -> None:
    """A country that is closed until a day before the first day on which it is."""
    file = tmp_path / "emergency.toml"
    file.write_text(
        """\
title = "Two weeks"
member = "USA"
begin = 2026-01-01
conflict_years = 1
recovery_years = 0
[[material]]
material = "dy_oxide"
defence_t_per_year = [1.0]
essential_civilian_t_per_year = [2.0]
investment_t_per_year = [0.0]
domestic_t_per_year = [0.0]
war_damage_share = [0.0]
source = "assumed: a test"
[[material.supply]]
region = "CHN"
t_per_year = [1.0]
share_to_member = 0.5
reliability = 1.0
ability = 1.0
zero_from = 2026-03-01
zero_until = 2026-02-01
source = "assumed: a test"
""",
        encoding="utf-8",
    )
    said = run("--shortfall", "--emergency", file, code=2)
    assert "is before its first day" in said and "emergency.toml" in said


def test_a_case_without_base_flows_is_refused() -> None:
    assert "is not calibrated" in run("trnsport", code=2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--rival", "best-reply"), "--rival: answers stocks, and none are asked for (add --size)"),
        (("--rival", "never", "--size"), "--rival: "),
        (("--rival-file", "china", "--size"), "names a rival that is to do nothing"),
        (("--rival", "best-reply", "--size", "--members", "JPN,CHN"), "moves for CHN, of those who decide"),
    ],
)
def test_rivals_that_make_no_sense_are_refused(arguments: tuple[str, ...], said: str) -> None:
    assert said in run(*arguments, *REPORTED, code=2)
