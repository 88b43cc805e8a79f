"""How exporters act, from the command line: an option, a key of a scenario, and words for what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from didymium.case.settings import Profile
from didymium.case.writing import write_case
from didymium.cli.app import app
from didymium.outcome.store import read_outcome
from market_cases import WHY
from power_cases import oligopoly

SCENARIO = 'title = "base"\nprofile = "year"\n'


def invoke(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def duopoly(tmp_path: Path) -> Path:
    """A case folder: Cournot's two firms at a cost of 30 against P = 120 − Q."""
    folder, settings = (
        tmp_path / "duopoly",
        {"name": "duopoly", "profiles": {"year": Profile(years=1)}, "source": WHY},
    )
    write_case(oligopoly((30.0, 30.0), conjectures=(1.0, 1.0), **settings).build(), folder)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "base.toml").write_text(SCENARIO, encoding="utf-8")
    return folder


def price(out: Path) -> float:
    """What is paid at the market in the year."""
    prices = read_outcome(out)["prices"].filter(region="MKT")
    return float(prices["price_usd_per_kg"].item())


def test_an_option_and_a_key_say_how_exporters_act(duopoly: Path, tmp_path: Path) -> None:
    """Takers sell at their cost of 30, Cournot's firms at 60 to a step of 1.2; an option goes before the key
    of the scenario.
    """
    scenario = tmp_path / "power.toml"
    scenario.write_text(SCENARIO + 'conduct = "conjectural_variation"\n', encoding="utf-8")
    for number, (options, expected) in enumerate(
        (
            (("--conduct", "conjectural_variation"), 60.0),
            (("--scenario", scenario, "--conduct", "price_taking"), 30.0),
        )
    ):
        out = tmp_path / f"out{number}"
        assert invoke("solve", duopoly, "--out", out, "--quiet", *options).exit_code == 0
        assert price(out) == pytest.approx(expected, abs=1.3)


def test_conduct_that_cannot_be_is_named(tmp_path: Path) -> None:
    """A word that is none of the two, in an option and in a file, and power where the case names nobody: exit
    code 2, and nothing is written.
    """
    out, scenario = tmp_path / "out", tmp_path / "power.toml"
    unknown = invoke("solve", "trnsport", "--conduct", "cournot", "--out", out)
    nobody = invoke("solve", "trnsport", "--conduct", "conjectural_variation", "--out", out)
    scenario.write_text('title = "x"\nprofile = "plan"\nconduct = "cournot"\n', encoding="utf-8")
    in_file = invoke("solve", "trnsport", "--scenario", scenario, "--out", out)
    scenario.write_text(
        'title = "x"\nprofile = "plan"\nconduct = "conjectural_variation"\n', encoding="utf-8"
    )
    nobody_in_file = invoke("solve", "trnsport", "--scenario", scenario, "--out", out)
    assert {one.exit_code for one in (unknown, nobody, in_file, nobody_in_file)} == {2}
    assert '--conduct "cournot" is neither price_taking nor conjectural_variation' in unknown.stderr
    said = (
        "has no effect: trnsport names no exporter with market power (add market_power.csv, or take it out)"
    )
    assert f'--conduct, column conduct: "conjectural_variation" {said}' in nobody.stderr
    assert "cournot" in in_file.stderr
    assert said in nobody_in_file.stderr
    assert not out.exists()
