"""The manipulation test by hand, and both commands from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from chain_case import TABLES, write_chain_case
from didymium.case.reading import read_case
from didymium.cli.app import app
from didymium.decisions.reference.manipulation import HomeCosts
from didymium.decisions.reference.reference_price import ReferencePrices
from didymium.decisions.reference.terms import make_terms
from didymium.market.base_year import BaseYear

runner = CliRunner()


def invoke(*arguments: str | Path) -> Result:
    """Run the command line; no traceback and no talk of bugs may ever show."""
    result = runner.invoke(app, [str(argument) for argument in arguments])
    assert "Traceback" not in result.output
    assert "unexpected error" not in result.output
    return result


def home(folder: Path) -> HomeCosts:
    case = read_case(str(folder))
    return HomeCosts(ReferencePrices(case, BaseYear(), make_terms(case, year=2024)))


def test_quotes_against_the_marginal_plant_by_hand(tmp_path: Path) -> None:
    """The Chinese mill pays its own pit's cost of 2 for ore: (4 + 2 − 1) / 0.5 = 10 without capital, 10.33
    with. 9 in January is below, and 12 in February is not; low costs are (3 + 1 − 1) / 0.5 = 6.
    """
    found = home(write_chain_case(tmp_path)).test("oxide")
    assert found.cost is not None
    assert (found.cost.low_usd_per_kg, found.cost.usd_per_kg) == pytest.approx((6, 10))
    january = next(row for row in found.quotes if row.quote.from_.isoformat() == "2025-01-01")
    february = next(row for row in found.quotes if row.quote.from_.isoformat() == "2025-02-01")
    assert (january.below, january.surely_below, january.margin_usd_per_kg) == (
        True,
        False,
        pytest.approx(-1),
    )
    assert (february.below, february.below_with_capital) == (False, False)


def test_the_marginal_plant_is_the_dearest_that_ran(tmp_path: Path) -> None:
    """A dearer mill that stood still in the base year is not needed for the country's output."""
    plants = TABLES["plants"] + "idle_mill,separating,CHN,Idle,1000,0,3,,,operating,,assumed: round\n"
    plants += "old_mill,separating,CHN,Old,1000,100,3,,,operating,,assumed: round\n"
    costs = TABLES["plant_costs"] + "idle_mill,9,9,9,,,,assumed: round\nold_mill,6,6,6,,,,assumed: round\n"
    found = home(write_chain_case(tmp_path, plants=plants, plant_costs=costs)).marginal("oxide")
    assert found is not None and found.plant.plant == "old_mill"
    assert found.usd_per_kg == pytest.approx((6 + 2 - 1) / 0.5)
    assert found.with_capital_usd_per_kg is None, "an unknown capital cost is not zero"


def test_reference_price_json(tmp_path: Path) -> None:
    """Every plant carries what its cost is made of, what is assumed, and its source."""
    folder = write_chain_case(tmp_path)
    result = invoke("reference-price", folder, "--material", "oxide", "--year", "2024", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    (price,) = report["prices"]
    mill = price["plants"][0]
    parts = [mill[f"{part}_usd_per_kg"] for part in ("operating", "capital", "inputs")]
    assert mill["usd_per_kg"] == pytest.approx(sum(parts) - mill["by_products_usd_per_kg"])
    assert (price["marginal_plant"], mill["plant"]) == ("mill", "mill")
    assert "operating_usd_per_kg" in mill["assumed"] and mill["source"]
    assert price["quoted_inside"]["gap_usd_per_kg"] == pytest.approx(price["usd_per_kg"] - 12)
    assert report["figures"]["operating"]["assumed"] == 2


def test_terminal_says_share_price_plants_and_what_is_assumed(tmp_path: Path) -> None:
    folder = write_chain_case(tmp_path)
    result = invoke("reference-price", folder, "--plants", "--year", "2024")
    assert result.exit_code == 0, result.output
    for said in ("50 %", "The mill", "Assumed shares, separation", "30 %", "No government has published"):
        assert said in result.stdout


def test_manipulation_command(tmp_path: Path) -> None:
    folder = write_chain_case(tmp_path)
    shown = invoke("manipulation", folder).stdout
    assert "1 of 3 quotes are below the cost without capital" in shown
    assert "The cost is assumed" in shown
    report = json.loads(invoke("manipulation", folder, "--json").stdout)
    oxide = next(test for test in report["tests"] if test["material"] == "oxide")
    assert [quote["below"] for quote in oxide["quotes"]] == [False, True, False]


@pytest.mark.parametrize("command", ["reference-price", "manipulation"])
@pytest.mark.parametrize("case", ["trnsport", "mexss"])
def test_a_case_without_costs_says_so(command: str, case: str) -> None:
    result = invoke(command, case)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip() == f"{case} has no plant_costs.csv: there is nothing to build a price from"


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_both_commands_speak_every_language(language: str) -> None:
    for command in ("reference-price", "manipulation"):
        assert invoke(command, "--lang", language).exit_code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--material", "ndpr_oxid"), '--material: "ndpr_oxid" is not'),
        (("--club", "opec"), '--club: "opec" is not'),
        (("--share", "0"), '--share: "0" is not a share above 0 and up to 1'),
        (("--share", "nan"), "--share"),
        (("--return", "nan"), "--return"),
        (("--year", "9999"), '--year: "9999" is out of sight'),
        (("--lang", "xx"), '--lang "xx" is not spoken here'),
    ],
)
def test_bad_input_is_named(options: tuple[str, ...], said: str) -> None:
    result = invoke("reference-price", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
