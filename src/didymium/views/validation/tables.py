"""Tables of comparisons in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from didymium.views.result_tables import Table, message_table
from didymium.views.wording import Words

COLUMNS = ("subject", "item", "published", "ours", "unit")
WHY = ("subject", "item", "published", "ours", "difference", "unit", "why")
PURE = "1"
MORE_DIGITS = 2
"""Decimals of ours beyond those that were published."""


def agreeing_table(words: Words, rows: pl.DataFrame) -> Table:
    """Return what is found to the digits published."""
    return _table(words, "agree", COLUMNS, rows.filter(pl.col("agrees")))


def differing_table(words: Words, rows: pl.DataFrame) -> Table:
    """Return what is not, with the reason of each."""
    return _table(words, "differ", WHY, rows.filter(~pl.col("agrees")))


def departed_table(words: Words, departed: pl.DataFrame) -> Table:
    """Return the figures of ours that are no longer the recorded ones."""
    rows = [
        (
            subject_name(words, row["subject"]),
            item_name(words, row["item"]),
            f"{row['recorded_ours']:.9g}",
            f"{row['ours']:.9g}",
        )
        for row in departed.iter_rows(named=True)
    ]
    columns = ("subject", "item", "before", "ours")
    return message_table(words, "validation", "departed", columns, rows, ("before", "ours"))


def subject_name(words: Words, subject: str) -> str:
    """Return what a problem or method is called."""
    return words(f"validation.subject.{subject}")


def _table(words: Words, title: str, columns: Sequence[str], rows: pl.DataFrame) -> Table:
    right = tuple(name for name in ("published", "ours", "difference") if name in columns)
    cells = _cells(words, columns, rows.iter_rows(named=True))
    return message_table(words, "validation", title, columns, cells, right)


def _cells(
    words: Words, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> Iterable[tuple[str, ...]]:
    for row in rows:
        cells = _cells_of(words, row)
        yield tuple(cells[name] for name in columns)


def _cells_of(words: Words, row: Mapping[str, Any]) -> dict[str, str]:
    digits = int(row["digits"])
    return {
        "subject": subject_name(words, row["subject"]),
        "item": item_name(words, row["item"]),
        "published": f"{row['published']:,.{digits}f}",
        "ours": f"{row['ours']:,.{digits + MORE_DIGITS}f}",
        "difference": f"{row['difference']:+,.{digits + MORE_DIGITS}f}",
        "unit": "" if row["unit"] == PURE else words(f"validation.unit.{row['unit']}"),
        "why": words(f"validation.note.{row['note'] or 'none'}"),
    }


def item_name(words: Words, item: str) -> str:
    """Return what a figure is called; ``NAME:MATERIAL`` is a figure of a material."""
    name, _, of = item.partition(":")
    said = words(f"validation.item.{name}")
    return f"{of}, {said}" if of else said
