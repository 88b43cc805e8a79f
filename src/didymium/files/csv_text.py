"""Rows of a table as CSV text that reads back as the same rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable

from pydantic import BaseModel

from didymium.files.columns import columns_of


def csv_text(model: type[BaseModel], rows: Iterable[BaseModel]) -> str:
    """Write a header with every column of the schema, and a row a line; what nobody filled in stays blank."""
    columns = columns_of(model)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in columns)
    for row in rows:
        filled = row.model_fields_set
        writer.writerow(_cell(getattr(row, c.attribute)) if c.attribute in filled else "" for c in columns)
    return text.getvalue()


def _cell(value: object) -> str:
    """Write the shortest text that reads back as the same value."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)
