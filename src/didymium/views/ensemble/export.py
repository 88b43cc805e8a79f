"""An ensemble for others: CSV, Excel, and the IAMC format of integrated assessment (pyam)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from didymium.case.case import Case
from didymium.ensemble.reading.quantiles import KEYS, VALUES, quantiles
from didymium.ensemble.reading.results import Results
from didymium.ensemble.reading.risk import loss_risks, shortfall_probabilities
from didymium.files.atomic import write_whole_file
from didymium.files.sheets import harmless_table
from didymium.indicators.roles import home_regions
from didymium.views.iamc import INDEX, MODEL, WORLD, ExportError, write_excel, write_iamc

__all__ = ["IAMC", "NAMES", "UNITS", "ExportError", "write_export"]

IAMC = (".iamc.csv", ".iamc.xlsx")
_UNITS: Mapping[str, tuple[str, ...]] = {
    "USD/kg": ("price_usd_per_kg", "base_usd_per_kg", "rate_usd_per_kg"),
    "1": ("multiple", "share", "units", "jobs"),
    "t": ("missing_t", "demanded_t", "met_t", "expected_t", "level_t", "t", "cleared_t", "arrived_t"),
    "USD": ("value_added_usd", "usd", "discounted_usd"),
}
UNITS: Mapping[str, str] = {figure: unit for unit, figures in _UNITS.items() for figure in figures}
"""Unit of each figure."""
NAMES: Mapping[str, str] = {
    "prices": "Price",
    "shortages": "Shortage",
    "losses": "Loss",
    "stocks": "Stock",
    "flows": "Flow",
    "output": "Output",
    "accounts": "Account",
    "measures": "Measure",
}
"""Name of each table in IAMC variables."""


def write_export(case: Case, results: Results, file: Path) -> int:
    """Write an ensemble to a file, whole or not at all, and return the number of rows.

    ``.csv``: quantiles of every table that was kept, long. ``.xlsx``: one sheet a table, risks, inputs and
    what the ensemble is. ``.iamc.csv`` and ``.iamc.xlsx``: model, scenario, region, variable, unit and a
    column for each period, quantiles as variables, checked by pyam where it is installed.

    Raises:
        ExportError: If the ending is none of these, or pyam is not installed and is needed.
        OSError: If the file cannot be written.
    """
    name = file.name.lower()
    file.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith(IAMC):
        return _write_iamc(results, file)
    if name.endswith(".csv"):
        table = pl.concat(list(_long(results)))
        write_whole_file(file, harmless_table(table).write_csv())
        return table.height
    if name.endswith(".xlsx"):
        return write_excel(_sheets(case, results), file)
    raise ExportError(f"{file}: the ending says no format (write .xlsx, .csv, .iamc.csv or .iamc.xlsx)")


def _long(results: Results) -> Iterator[pl.DataFrame]:
    """Yield quantiles of each figure, with the same columns: table, figure, unit, keys, period, quantiles."""
    for table in results.tables:
        for figure in VALUES[table]:
            found = quantiles(results, table, figure)
            keys = [pl.col(key).fill_null("") for key in KEYS[table]]
            yield found.select(
                pl.lit(table).alias("table"),
                pl.lit(figure).alias("figure"),
                pl.lit(UNITS[figure]).alias("unit"),
                _region(table).alias("region"),
                pl.concat_str(keys, separator="|").alias("of"),
                *("period", "as_stated", "scenarios", "without", "mean", "q05", "q25", "q50", "q75", "q95"),
            )


def _region(table: str) -> pl.Expr:
    if "region" in KEYS[table]:
        return pl.col("region")
    return pl.col("destination") if "destination" in KEYS[table] else pl.lit(WORLD)


def _sheets(case: Case, results: Results) -> dict[str, pl.DataFrame]:
    told = [(key, str(value)) for key, value in results.definition.items()]
    sheets = {"ensemble": pl.DataFrame(told, schema=["what", "value"], orient="row")}
    for table in results.tables:
        sheets[table] = quantiles(results, table)
    homes = home_regions(case)
    if "shortages" in results.tables:
        sheets["shortfall_probability"] = shortfall_probabilities(results)
    if "losses" in results.tables:
        sheets["loss_risk"] = loss_risks(results, homes)
    rows = [row.model_dump() for row in case.uncertain if row.input in results.definition["inputs"]]
    if rows:
        sheets["inputs"] = pl.DataFrame(rows)
    sheets["draws"] = results.ask("SELECT * FROM draws ORDER BY scenario")
    return sheets


def _write_iamc(results: Results, file: Path) -> int:
    return write_iamc(_iamc(results), file)


def _iamc(results: Results) -> pl.DataFrame:
    """Return quantiles in the wide IAMC form; a period stands as its first day."""
    told = results.definition
    table = pl.concat(list(_long(results)))
    names = {"as_stated": "As stated", "mean": "Mean", "q05": "5th Percentile", "q25": "25th Percentile",
             "q50": "Median", "q75": "75th Percentile", "q95": "95th Percentile"}  # fmt: skip
    long = table.unpivot(
        list(names), index=["table", "figure", "unit", "region", "of", "period"], variable_name="what"
    ).drop_nulls("value")
    variable = pl.concat_str(
        pl.col("table").replace_strict(NAMES),
        "figure",
        "of",
        pl.col("what").replace_strict(names),
        separator="|",
    )
    return (
        long.select(
            pl.lit(MODEL).alias("model"),
            pl.lit(f"{told['case']} {told['scenario']}").alias("scenario"),
            "region",
            variable.alias("variable"),
            "unit",
            pl.col("period").cast(pl.String),
            "value",
        )
        .pivot("period", index=list(INDEX), values="value")
        .sort("region", "variable")
    )
