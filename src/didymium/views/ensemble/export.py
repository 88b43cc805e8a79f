"""An ensemble for others: CSV, Excel, and the IAMC format of integrated assessment (pyam)."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
import xlsxwriter

from didymium.case.case import Case
from didymium.ensemble.reading.quantiles import KEYS, VALUES, quantiles
from didymium.ensemble.reading.results import Results
from didymium.ensemble.reading.risk import loss_risks, shortfall_probabilities
from didymium.files.atomic import write_whole_bytes, write_whole_file
from didymium.files.sheets import harmless_table
from didymium.indicators.roles import home_regions

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
MOST_ROWS = 1_000_000
"""Rows of a sheet of Excel, a little less than it can hold."""


class ExportError(ValueError):
    """Raised for a file name whose ending says no format, or a format that is not installed."""


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
        return _write_excel(_sheets(case, results), file)
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
    return pl.col("destination") if "destination" in KEYS[table] else pl.lit("World")


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


def _write_excel(sheets: Mapping[str, pl.DataFrame], file: Path) -> int:
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        for name, table in sheets.items():
            harmless_table(table.head(MOST_ROWS)).write_excel(book, worksheet=name[:31], autofit=True)
    write_whole_bytes(file, buffer.getvalue())
    return sum(table.height for table in sheets.values())


def _write_iamc(results: Results, file: Path) -> int:
    wide = _iamc(results)
    _check_by_pyam(wide)
    if file.name.lower().endswith(".xlsx"):
        return _write_excel({"data": wide}, file)
    write_whole_file(file, harmless_table(wide).write_csv())
    return wide.height


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
            pl.lit("didymium").alias("model"),
            pl.lit(f"{told['case']} {told['scenario']}").alias("scenario"),
            "region",
            variable.alias("variable"),
            "unit",
            pl.col("period").cast(pl.String),
            "value",
        )
        .pivot("period", index=["model", "scenario", "region", "variable", "unit"], values="value")
        .sort("region", "variable")
    )


def _check_by_pyam(wide: pl.DataFrame) -> None:
    """Let pyam read the table, so that whoever uses it finds nothing to mend."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import pyam
        except ModuleNotFoundError:
            raise ExportError(
                "the IAMC format is checked by pyam, which is not installed: pip install 'didymium[iamc]'"
            ) from None
        frame = wide.to_pandas()
        days = [column for column in frame.columns if column not in pyam.IAMC_IDX]
        pyam.IamDataFrame(frame.melt(id_vars=pyam.IAMC_IDX, value_vars=days, var_name="time").dropna())
