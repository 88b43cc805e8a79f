"""Corrections applied to facts, and the guard that says when a source has mended its mistake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from didymium.evidence.fact_table import SCHEMA, fact_problems, typed, words_of
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
    in_force = [correction for correction in corrections if correction.status != "withdrawn"]
    if not in_force:
        return facts
    return typed(_corrected(facts, in_force), units).select(list(SCHEMA))


def _corrected(facts: pl.DataFrame, corrections: Iterable[Correction]) -> pl.DataFrame:
    """Return the texts of facts as corrections would have them."""
    raw = facts.with_columns(pl.col("low", "high").cast(pl.String).fill_null(""))
    raw = raw.select(*column_names(Fact), "file", "row")
    for correction in corrections:
        raw = raw.with_columns(
            pl.when(pl.col("fact") == correction.fact)
            .then(pl.lit(correction.corrected))
            .otherwise(pl.col(correction.column))
            .alias(correction.column)
        )
    return raw


def correction_problems(evidence: Evidence, known: set[tuple[str, str]], today: dt.date) -> Iterator[Problem]:
    """Find corrections of unknown facts, without effect, of what the source no longer prints, two of one
    figure, and those that would leave a fact with a problem.
    """
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
    yield from _twice(evidence, new)
    yield from _spoilt(evidence, new, today)


def _twice(evidence: Evidence, corrections: Iterable[Correction]) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for row in corrections:
        if row.status == "withdrawn":
            continue
        other = first.setdefault((row.fact, row.column), row.correction)
        if other != row.correction:
            file, number = evidence.places["corrections", row.correction]
            message = f"is corrected already by {other}"
            yield Problem(file, message, number, "fact", row.fact, "keep one of the two")


def _spoilt(evidence: Evidence, corrections: Sequence[Correction], today: dt.date) -> Iterator[Problem]:
    """Check every corrected fact as if it had been written so: all at once, and one by one only where
    something is wrong with one of them.
    """
    if not corrections:
        return
    words = words_of(evidence)
    together = evidence.facts.filter(pl.col("fact").is_in([row.fact for row in corrections]))
    if not any(fact_problems(typed(_corrected(together, corrections), evidence.units), words, today)):
        return
    for name in dict.fromkeys(row.fact for row in corrections):
        rows = [row for row in corrections if row.fact == name]
        facts = evidence.facts.filter(pl.col("fact") == name)
        before, after = (
            [*fact_problems(typed(_corrected(facts, applied), evidence.units), words, today)]
            for applied in ([], rows)
        )
        file, number = evidence.places["corrections", rows[0].correction]
        value = ", ".join(row.corrected for row in rows)
        for problem in after:
            if problem not in before:
                message = f"gives a fact whose {problem.column} {problem.message}"
                yield Problem(file, message, number, "corrected", value, problem.remedy)


def _same(left: object, right: object) -> bool:
    try:
        return float(str(left)) == float(str(right))
    except ValueError:
        return str(left) == str(right)
