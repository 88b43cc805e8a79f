"""The wide format of the Integrated Assessment Modeling Consortium: written, and read back by pyam."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import xlsxwriter

from didymium.files.atomic import write_whole_bytes, write_whole_file
from didymium.files.sheets import harmless_table

MODEL = "didymium"
WORLD = "World"
INDEX = ("model", "scenario", "region", "variable", "unit")
"""Columns before those of time."""
MOST_ROWS = 1_000_000
"""Rows of a sheet of Excel, a little less than it can hold."""


class ExportError(ValueError):
    """Raised for a file name whose ending says no format, or a format that is not installed."""


def write_iamc(wide: pl.DataFrame, file: Path) -> int:
    """Write a wide table to ``.csv`` or ``.xlsx``, whole or not at all, after pyam has read it; return the
    number of rows.

    Raises:
        ExportError: If pyam is not installed.
        OSError: If the file cannot be written.
    """
    check_by_pyam(wide)
    if file.name.lower().endswith(".xlsx"):
        return write_excel({"data": wide}, file)
    write_whole_file(file, harmless_table(wide).write_csv())
    return wide.height


def write_excel(sheets: Mapping[str, pl.DataFrame], file: Path) -> int:
    """Write tables as sheets of an Excel file, whole or not at all; return the number of rows."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        for name, table in sheets.items():
            harmless_table(table.head(MOST_ROWS)).write_excel(book, worksheet=name[:31], autofit=True)
    write_whole_bytes(file, buffer.getvalue())
    return sum(table.height for table in sheets.values())


def check_by_pyam(wide: pl.DataFrame) -> None:
    """Let pyam read the table, so that whoever uses it finds nothing to mend.

    Raises:
        ExportError: If pyam is not installed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import pyam
        except ModuleNotFoundError:
            raise ExportError(
                "the IAMC format is checked by pyam, which is not installed: pip install 'didymium[iamc]'"
            ) from None
        frame = wide.to_pandas()
        times = [column for column in frame.columns if column not in pyam.IAMC_IDX]
        if all(column.isdigit() for column in times):
            pyam.IamDataFrame(frame)
        else:
            pyam.IamDataFrame(frame.melt(id_vars=pyam.IAMC_IDX, value_vars=times, var_name="time").dropna())
