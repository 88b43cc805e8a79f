"""Indicators in the IAMC format, a column for each year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from didymium.indicators.criticality.table import ALL_STAGES
from didymium.indicators.criticality.table import WORLD as WORLD_REGION
from didymium.indicators.in_use.rows import USE
from didymium.views.criticality.naming import thing_name
from didymium.views.criticality.view import IndicatorsFound
from didymium.views.iamc import INDEX, MODEL, WORLD, ExportError, write_iamc
from didymium.views.wording import words_for

ENDINGS = (".csv", ".xlsx")
VARIABLES: Mapping[str, str] = {
    "largest_supplier": "Supply Concentration|Largest Supplier",
    "top_three": "Supply Concentration|Three Largest Suppliers",
    "hhi": "Supply Concentration|HHI",
    "hhi_10000": "Supply Concentration|HHI 10000",
    "hhi_governance": "Supply Concentration|HHI Governance",
    "hhi_eu": "Supply Concentration|HHI EU 2017",
    "n_minus_one": "Supply Adequacy|N-1",
    "import_reliance": "Net Import Reliance",
    "geopolrisk": "Supply Risk|GeoPolRisk",
    "supply_risk": "Supply Risk|EU 2017",
    "economic_importance": "Economic Importance|EU 2017",
    "eol_rir": "End-of-Life Recycling Input Rate",
    "benchmark_mined": "Benchmark|EU 2024-1252|Mined",
    "benchmark_processed": "Benchmark|EU 2024-1252|Processed",
    "benchmark_recycled": "Benchmark|EU 2024-1252|Recycled",
    "benchmark_largest_origin": "Benchmark|EU 2024-1252|Largest Origin",
    "in_use_stock": "Stock in Use",
    "scrap_to_come": "End-of-Life Scrap",
    "recycling_potential": "Secondary Supply Potential",
    "recycling_potential_share": "Secondary Supply Potential|Share of Inflow",
    "disruption_loss": "Supply Disruption|Loss of Value Added",
    "disruption_expected_loss": "Supply Disruption|Expected Loss of Value Added",
    "disruption_price": "Supply Disruption|Price Multiple",
}
"""Beginning of the variable of each method."""
PER_YEAR = ("scrap_to_come", "recycling_potential")
"""Methods whose tonnes are those of a year."""


def write_indicators_iamc(found: IndicatorsFound, file: Path) -> int:
    """Write every indicator that has a value to ``.csv`` or ``.xlsx`` and return the number of rows.

    Raises:
        ExportError: If the ending is neither, there is nothing to write, or pyam is not installed.
        OSError: If the file cannot be written.
    """
    if not file.name.lower().endswith(ENDINGS):
        raise ExportError(f"{file}: the ending says no format (write .csv or .xlsx)")
    wide = iamc_table(found)
    if wide.is_empty():
        raise ExportError("no indicator has a value: nothing to write")
    return write_iamc(wide, file)


def iamc_table(found: IndicatorsFound) -> pl.DataFrame:
    """Return columns model, scenario, region, variable, unit and one a year; absent values are null."""
    rows = [
        {
            "model": MODEL,
            "scenario": f"{found.case.settings.name} {row['scenario']}",
            "region": WORLD if row["region"] == WORLD_REGION else row["region"],
            "variable": _variable(found, row),
            "unit": _unit(found, row),
            "year": row["year"],
            "value": row["value"],
        }
        for row in found.table.drop_nulls(["value", "year"]).iter_rows(named=True)
    ]
    if not rows:
        return pl.DataFrame(schema=dict.fromkeys(INDEX, pl.String))
    long = pl.DataFrame(rows).sort("year").with_columns(pl.col("year").cast(pl.String))
    return long.pivot("year", index=list(INDEX), values="value").sort("scenario", "region", "variable")


def _variable(found: IndicatorsFound, row: Mapping[str, object]) -> str:
    """Return ``Supply Risk|EU 2017|Dysprosium`` or, of a stage, ``…|Dysprosium|Separation``."""
    thing = thing_name(words_for(found.case), str(row["material_or_element"])).partition(" (")[0]
    stage = str(row["stage"])
    parts = [VARIABLES[str(row["method"])], _capitals(thing.replace("|", " "))]
    if stage not in (ALL_STAGES, USE):
        parts.append(stage.replace("_", " ").title())
    return "|".join(parts)


def _capitals(text: str) -> str:
    """Return a text with a capital at the beginning of each word, others as they are: NdPr, Rare Earths."""
    return re.sub(r"\b[a-z]", lambda found: found[0].upper(), text)


def _unit(found: IndicatorsFound, row: Mapping[str, object]) -> str:
    """Return tonnes, tonnes a year, dollars of the case's year, or 1 for what has no dimension."""
    if row["unit"] == "t":
        return "t/yr" if row["method"] in PER_YEAR else "t"
    return f"USD_{found.case.settings.currency_year}/yr" if row["unit"] == "usd" else "1"
