"""Tables of comparisons in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from didymium.views.evidence.speaking import Speaker
from didymium.views.result_tables import Table, message_table

COLUMNS = ("item", "published", "ours", "unit")
WHY = ("item", "published", "ours", "difference", "unit", "why")
PURE = "1"
FEWEST_ALIKE = 3
"""From so many rows on a reason that all share is said once."""
MORE_DIGITS = 2
"""Decimals of ours beyond those that were published."""


def agreeing_table(speaker: Speaker, rows: pl.DataFrame) -> Table:
    """Return what is found to the digits published."""
    return _table(speaker, "agree", COLUMNS, rows.filter(pl.col("agrees")))


def differing_table(speaker: Speaker, rows: pl.DataFrame) -> Table:
    """Return what is not, with the reason of each; a reason that all share stands below."""
    differ = rows.filter(~pl.col("agrees"))
    reasons = differ["note"].unique().to_list()
    if differ.height < FEWEST_ALIKE or len(reasons) > 1:
        return _table(speaker, "differ", WHY, differ)
    columns = tuple(name for name in WHY if name != "why")
    return replace(_table(speaker, "differ", columns, differ), note=_reason(speaker, reasons[0]))


def departed_table(speaker: Speaker, departed: pl.DataFrame) -> Table:
    """Return the figures of ours that are no longer the recorded ones."""
    rows = [
        (
            subject_name(speaker, row["subject"]),
            item_name(speaker, row["item"]),
            _nine_digits(row["recorded_ours"]),
            _nine_digits(row["ours"]),
        )
        for row in departed.iter_rows(named=True)
    ]
    columns = ("subject", "item", "before", "ours")
    return message_table(speaker.words, "validation", "departed", columns, rows, ("before", "ours"))


def _nine_digits(value: float | None) -> str:
    return "–" if value is None else f"{value:.9g}"


def subject_name(speaker: Speaker, subject: str) -> str:
    """Return what a problem or method is called."""
    return speaker.words(f"validation.subject.{subject}")


def _table(speaker: Speaker, title: str, columns: Sequence[str], rows: pl.DataFrame) -> Table:
    right = tuple(name for name in ("published", "ours", "difference") if name in columns)
    cells = _cells(speaker, columns, rows.iter_rows(named=True))
    return message_table(speaker.words, "validation", title, columns, cells, right)


def _cells(
    speaker: Speaker, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> Iterable[tuple[str, ...]]:
    for row in rows:
        cells = _cells_of(speaker, row)
        yield tuple(cells[name] for name in columns)


def _cells_of(speaker: Speaker, row: Mapping[str, Any]) -> dict[str, str]:
    digits = int(row["digits"])
    return {
        "item": item_name(speaker, row["item"]),
        "published": f"{row['published']:,.{digits}f}",
        "ours": f"{row['ours']:,.{digits + MORE_DIGITS}f}",
        "difference": f"{row['difference']:+,.{digits + MORE_DIGITS}f}",
        "unit": "" if row["unit"] == PURE else speaker.words(f"validation.unit.{row['unit']}"),
        "why": _reason(speaker, row["note"]),
    }


def _reason(speaker: Speaker, note: str) -> str:
    return speaker.words(f"validation.note.{note or 'none'}")


def item_name(speaker: Speaker, item: str) -> str:
    """Return what a figure is called: ``NAME:MATERIAL`` is a figure of a material, ``NAME:2`` a second one,
    ``NAME.CHN:MATERIAL`` one of what a region does.
    """
    name, _, of = item.partition(":")
    what, _, region = name.partition(".")
    fields = {"region": speaker.name(region)} if region else {}
    said = speaker.words(f"validation.item.{what}", **fields)
    return f"{_named(speaker, of)}, {said}" if of else said


def _named(speaker: Speaker, of: str) -> str:
    known = speaker.name(of)
    if known != of or not of[:1].isalpha():
        return known
    return speaker.words(f"validation.material.{of.replace(' ', '_')}")
