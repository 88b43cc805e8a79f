"""The IAMC format: what pyam reads is what was found."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

from didymium.case.reading import read_case
from didymium.views.criticality.iamc import VARIABLES, iamc_table, write_indicators_iamc
from didymium.views.criticality.view import ALL_METHODS, IndicatorsFound
from didymium.views.iamc import ExportError
from indicator_cases import STOP, found_of, row


def found() -> IndicatorsFound:
    return found_of(
        read_case("japan_us_magnets"),
        market=[
            row("supply_risk", 5.25, stage="all", region="eu"),
            row("supply_risk", 5.5, stage="all", region="eu", year=2026),
            row("largest_supplier", 0.75, region="world"),
            row("top_three", 0.5, name="NdPr", region="world"),
            row("hhi", None),
        ],
        goods=[row("in_use_stock", 410.0, stage="use"), row("scrap_to_come", 9.5, stage="use")],
        stops=[STOP],
    )


def read_by_pyam(file: Path) -> Any:
    """Read a file as whoever uses it does; what pyam imports warns of its own settings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas
        import pyam

        read = pandas.read_excel if file.suffix == ".xlsx" else pandas.read_csv
        return pyam.IamDataFrame(read(file))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_pyam_reads_what_was_found(tmp_path: Path, ending: str) -> None:
    """Variables, units and years as the field has them; what is missing is not there."""
    file = tmp_path / f"indicators.{ending}"
    write_indicators_iamc(found(), file)
    frame = read_by_pyam(file)
    data = {
        (variable, region, year): (value, unit)
        for variable, region, year, value, unit in frame.data[
            ["variable", "region", "year", "value", "unit"]
        ].itertuples(index=False)
    }
    assert data["Supply Risk|EU 2017|Dysprosium", "eu", 2025] == (5.25, "1")
    assert data["Supply Risk|EU 2017|Dysprosium", "eu", 2026] == (5.5, "1")
    supplier = "Supply Concentration|Largest Supplier|Dysprosium|Separation"
    assert data[supplier, "World", 2025] == (0.75, "1")
    assert ("Supply Concentration|Three Largest Suppliers|NdPr|Separation", "World", 2025) in data
    assert data["Stock in Use|Dysprosium", "JPN", 2025] == (410.0, "t")
    assert data["End-of-Life Scrap|Dysprosium", "JPN", 2025] == (9.5, "t/yr")
    lost = "Supply Disruption|Loss of Value Added|Dysprosium"
    assert data[lost, "USA", 2025] == (18e6, "USD_2024/yr")
    assert not any("HHI" in variable for variable, _, _ in data)
    assert frame.model == ["didymium"]
    assert "japan_us_magnets base" in frame.scenario


def test_every_method_has_a_variable_of_its_own() -> None:
    assert set(VARIABLES) == set(ALL_METHODS)
    assert len(set(VARIABLES.values())) == len(VARIABLES)


def test_values_of_a_variable_are_told_apart_by_region_scenario_and_year() -> None:
    wide = iamc_table(found())
    assert wide.select("scenario", "region", "variable").is_unique().all()


def test_other_endings_and_empty_answers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.csv or \.xlsx"):
        write_indicators_iamc(found(), tmp_path / "indicators.txt")
    with pytest.raises(ExportError, match="nothing to write"):
        write_indicators_iamc(found_of(read_case("japan_us_magnets")), tmp_path / "indicators.csv")
    assert not list(tmp_path.iterdir())
