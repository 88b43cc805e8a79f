"""The comparisons as they last stood: a table with the day on which they were made, kept with the product."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from didymium.files.atomic import write_whole_file
from didymium.files.problems import InputError, Problem
from didymium.validation.comparison import SCHEMA, Comparison, comparison_table

RECORD = Path(__file__).parent / "record.csv"
"""What pages, report and docs show."""
RECORDED = {"recorded": pl.Date, **SCHEMA}
_SIGNIFICANT = 10
"""Digits of ours that are kept: what differs beyond is rounding of another machine."""
_KEY = ["group", "subject", "item"]


def read_record(path: Path = RECORD) -> pl.DataFrame:
    """Return the record with the columns of :data:`RECORDED`; without rows if there is none.

    Raises:
        InputError: If the file is damaged.
    """
    if not path.is_file():
        return pl.DataFrame(schema=RECORDED)
    try:
        return pl.read_csv(path, schema=RECORDED).with_columns(pl.col("note").fill_null(""))
    except pl.exceptions.PolarsError as error:
        first = str(error).splitlines()[0]
        raise InputError(
            [Problem(path.name, f"is damaged: {first}", remedy="write it anew with --record")]
        ) from None


def updated_record(record: pl.DataFrame, found: Iterable[Comparison], on: dt.date) -> pl.DataFrame:
    """Return the record with what was found on a day in the place of what it held of the same subjects."""
    new = comparison_table(found).with_columns(
        pl.col("ours", "difference").round_sig_figs(_SIGNIFICANT), recorded=pl.lit(on)
    )
    subjects = dict.fromkeys([*record["subject"], *new["subject"]])
    fresh = {
        name: new.filter(pl.col("subject") == name).select(list(RECORDED)) for name in set(new["subject"])
    }
    return pl.concat(
        [fresh[name] if name in fresh else record.filter(pl.col("subject") == name) for name in subjects]
    )


def write_record(record: pl.DataFrame, path: Path = RECORD) -> None:
    """Write the record whole.

    Raises:
        OSError: If the place cannot be written.
    """
    buffer = io.BytesIO()
    record.write_csv(buffer)
    write_whole_file(path, buffer.getvalue().decode())


def departures(found: Iterable[Comparison], record: pl.DataFrame, tolerance: float = 1e-6) -> pl.DataFrame:
    """Return the comparisons whose figure of ours is no longer the recorded one, by more than a share of it,
    those that nobody recorded, and those of the same subjects that are no longer found.

    Columns: those of :data:`SCHEMA`, and ``recorded_ours``; ``ours`` is null where nothing is found.
    """
    table = comparison_table(found)
    known = record.filter(pl.col("subject").is_in(table["subject"].unique().to_list())).drop("recorded")
    before = known.select(*_KEY, recorded_ours="ours")
    joined = table.join(before, on=_KEY, how="left")
    scale = pl.max_horizontal(pl.col("recorded_ours").abs(), pl.lit(1e-9))
    moved = (pl.col("ours") - pl.col("recorded_ours")).abs() > tolerance * scale
    gone = known.join(table, on=_KEY, how="anti").with_columns(
        recorded_ours="ours", ours=pl.lit(None, pl.Float64), difference=pl.lit(None, pl.Float64)
    )
    return pl.concat([joined.filter(moved.fill_null(True)), gone.select(joined.columns)])
