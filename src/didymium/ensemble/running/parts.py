"""Tables of single scenarios as Arrow files, before they are gathered."""

from __future__ import annotations

import io
from collections.abc import Iterable

import polars as pl


def packed(table: pl.DataFrame) -> bytes:
    """Return a table as an Arrow file."""
    buffer = io.BytesIO()
    table.write_ipc(buffer, compression="zstd")
    return buffer.getvalue()


def unpacked(content: bytes) -> pl.DataFrame:
    """Return the table of an Arrow file."""
    return pl.read_ipc(io.BytesIO(content))


def joined(parts: Iterable[tuple[int, bytes]]) -> pl.DataFrame | None:
    """Return one table of several scenarios, each as (number, Arrow file), with a column ``scenario`` first;
    None of none.
    """
    frames = [
        unpacked(content).select(pl.lit(number, pl.Int32).alias("scenario"), pl.all())
        for number, content in parts
    ]
    return pl.concat(frames) if frames else None
