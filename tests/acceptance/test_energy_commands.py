"""The commands answer on the energy case as on any other, in the units of its trades and without a word of
the chains that other cases hold.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from didymium.case.folder import find_case
from didymium.cli.app import app

NAME = "japan_korea_energy"
FOREIGN = ("magnet", "oxide", "rare earth", "dysprosium", "NdPr", "자석", "磁石")
"""Words of other chains."""
runner = CliRunner()


def said(*line: str, code: int = 0) -> str:
    """Return what a command prints, on one line; it must end as expected and speak of nothing foreign."""
    result = runner.invoke(app, [*line], env={"COLUMNS": "100"})
    assert result.exit_code == code, result.output
    text = " ".join(result.output.split())
    assert not [word for word in FOREIGN if word.lower() in text.lower()]
    return text


@pytest.fixture(scope="module")
def closure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The usual scenario of the case, on the division of time of pages."""
    text = (find_case(NAME) / "scenarios" / "hormuz_closed_3_months.toml").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("scenario") / "closure.toml"
    path.write_text(text.replace('profile = "shock"', 'profile = "live"'), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def solved(closure: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the solved closure, and what was printed."""
    folder = tmp_path_factory.mktemp("solved") / "closure"
    return folder, said("solve", NAME, "--scenario", str(closure), "--out", str(folder))


def test_the_case_is_sound() -> None:
    assert "no problems" in said("check", NAME)


def test_prices_and_what_is_missing_are_read_in_the_units_of_the_trade(solved: tuple[Path, str]) -> None:
    """Crude by the barrel, gas by the million Btu, power by the MWh: the figures of the tables times the
    factors of market_units.csv; what is missing in barrels by the million, and in words of its own.
    """
    text = solved[1]
    for unit in ("USD/barrel", "USD/million Btu", "USD/MWh"):
        assert unit in text
    assert "million barrels of" in text
    assert "are missing over the run" in text


def test_json_keeps_the_units_of_its_keys(solved: tuple[Path, str]) -> None:
    """About 70 dollars a barrel of 136.4 kg are half a dollar a kg; the factor stands beside."""
    summary = json.loads((solved[0] / "summary.json").read_text(encoding="utf-8"))
    crude = [row for row in summary["prices"] if row["material"] == "crude"]
    assert crude and all(0.4 < row["base_usd_per_kg"] < 0.7 for row in crude)
    (unit,) = [
        row for row in summary["market_units"] if (row["material"], row["reads"]) == ("crude", "price")
    ]
    assert (unit["unit"], unit["kg_per_unit"]) == ("barrel", 136.4)


def test_why_prices_are_high(solved: tuple[Path, str]) -> None:
    folder = str(solved[0])
    assert "per barrel" in said("explain", folder, "--case", NAME, "--region", "JPN", "--material", "crude")
    assert "It rests on" in said("why", folder, "--price", "crude", "--case", NAME, "--region", "JPN")


def test_an_element_cannot_be_traced_where_no_contents_are_stated(solved: tuple[Path, str]) -> None:
    result = runner.invoke(app, ["trace", str(solved[0]), "--case", NAME, "--material", "crude"])
    assert result.exit_code == 2
    assert "contents.csv: says of no material what it holds" in result.output


def test_a_floor_is_on_the_cases_own_material_in_its_own_club(tmp_path: Path) -> None:
    """Without --material and --club: crude, in the alliance. 0.3 dollars a kg are 41 a barrel, below any
    price there, so that the levy is nothing at once.
    """
    text = said("floor", NAME, "--floor", "0.3", "--out", str(tmp_path / "floor"))
    assert "USD 41 per barrel" in text and "crude oil" in text.lower() and "alliance" in text


def test_what_the_case_does_not_hold_is_named() -> None:
    assert "lifetimes.csv" in said("indicators", NAME, "--in-use", code=2)
    assert "loop of materials" in said("reference-price", NAME, code=1)


def test_projects_and_what_they_make() -> None:
    """Power stations make electricity by the GWh, terminals gas by the tonne."""
    assert "GWh" in said("projects", NAME)
