"""Corrections applied to facts, and the guard that says when a source has mended its mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from didymium.evidence.facts import Correction, Fact
from didymium.evidence.vocabulary import Unit
from didymium.files.columns import column_names
from didymium.files.problems import Problem

if TYPE_CHECKING:
    from didymium.evidence.evidence import Evidence


def apply_corrections(
    facts: pl.DataFrame, corrections: Iterable[Correction], units: Mapping[str, Unit]
) -> pl.DataFrame:
    """Return facts with the corrected text in place of the printed one; withdrawn corrections are left
    out.
    """
    from didymium.evidence.fact_table import SCHEMA, typed

    in_force = [correction for correction in corrections if correction.status != "withdrawn"]
    if not in_force:
        return facts
    raw = facts.with_columns(pl.col("low", "high").cast(pl.String).fill_null(""))
    raw = raw.select(*column_names(Fact), "file", "row")
    for correction in in_force:
        raw = raw.with_columns(
            pl.when(pl.col("fact") == correction.fact)
            .then(pl.lit(correction.corrected))
            .otherwise(pl.col(correction.column))
            .alias(correction.column)
        )
    return typed(raw, units).select(list(SCHEMA))


def correction_problems(evidence: Evidence, known: set[tuple[str, str]]) -> Iterator[Problem]:
    """Find corrections of unknown facts, without effect, or of what the source no longer prints."""
    new = [row for name, row in evidence.corrections.items() if ("corrections", name) not in known]
    printed = {row["fact"]: row for row in evidence.facts.iter_rows(named=True)} if new else {}
    for correction in new:
        file, row = evidence.places["corrections", correction.correction]
        if correction.fact not in printed:
            yield Problem(file, "is no fact", row, "fact", correction.fact, "name a row of facts.csv")
            continue
        found = printed[correction.fact][correction.column]
        if not _same(found, correction.printed):
            remedy = f'the fact says "{found}" now: the source has been mended, delete the correction'
            yield Problem(file, "is no longer printed", row, "printed", correction.printed, remedy)
        if _same(correction.printed, correction.corrected):
            yield Problem(
                file,
                "is what is printed",
                row,
                "corrected",
                correction.corrected,
                "a correction changes something",
            )
        for fact in correction.evidence.split():
            if fact not in printed:
                yield Problem(file, "is no fact", row, "evidence", fact, "name rows of facts.csv")


def _same(left: object, right: object) -> bool:
    try:
        return float(str(left)) == float(str(right))
    except ValueError:
        return str(left) == str(right)
