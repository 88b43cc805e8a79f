"""The comparisons as they last stood: a table with the day on which they were made, kept with the product."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from didymium.files.atomic import write_whole_file
from didymium.validation.comparison import SCHEMA, Comparison, comparison_table

RECORD = Path(__file__).parent / "record.csv"
"""What pages, report and docs show."""
RECORDED = {"recorded": pl.Date, **SCHEMA}
_SIGNIFICANT = 10
"""Digits of ours that are kept: what differs beyond is rounding of another machine."""
_KEY = ["group", "subject", "item"]


def read_record(path: Path = RECORD) -> pl.DataFrame:
    """Return the record with the columns of :data:`RECORDED`; without rows if there is none."""
    if not path.is_file():
        return pl.DataFrame(schema=RECORDED)
    return pl.read_csv(path, schema=RECORDED).with_columns(pl.col("note").fill_null(""))


def updated_record(record: pl.DataFrame, found: Iterable[Comparison], on: dt.date) -> pl.DataFrame:
    """Return the record with what was found on a day in the place of what it held of the same subjects."""
    new = comparison_table(found).with_columns(
        pl.col("ours", "difference").round_sig_figs(_SIGNIFICANT), recorded=pl.lit(on)
    )
    kept = record.filter(~pl.col("subject").is_in(new["subject"].unique().to_list()))
    return pl.concat([kept, new.select(list(RECORDED))])


def write_record(record: pl.DataFrame, path: Path = RECORD) -> None:
    """Write the record whole.

    Raises:
        OSError: If the place cannot be written.
    """
    buffer = io.BytesIO()
    record.write_csv(buffer)
    write_whole_file(path, buffer.getvalue().decode())


def departures(found: Iterable[Comparison], record: pl.DataFrame, tolerance: float = 1e-6) -> pl.DataFrame:
    """Return the comparisons whose figure of ours is no longer the recorded one, by more than a share of it.

    Columns: those of :data:`SCHEMA`, and ``recorded_ours``.
    """
    before = record.select(*_KEY, recorded_ours="ours")
    joined = comparison_table(found).join(before, on=_KEY, how="inner")
    scale = pl.max_horizontal(pl.col("recorded_ours").abs(), pl.lit(1e-9))
    return joined.filter((pl.col("ours") - pl.col("recorded_ours")).abs() > tolerance * scale)
