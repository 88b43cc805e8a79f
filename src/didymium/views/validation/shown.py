"""Validation as an answer: one part for each kind of published figure, then the backtests."""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium.case.case import Case
from didymium.evidence.reading import shared_evidence
from didymium.validation.comparison import GROUPS
from didymium.views.answer.parts import ShownAnswer, ShownPart
from didymium.views.validation.tables import agreeing_table, departed_table, differing_table, subject_name
from didymium.views.wording import Words, words_for

NAME = "validation"


def shown_validation(
    case: Case, record: pl.DataFrame, lang: str, departed: pl.DataFrame | None = None
) -> ShownAnswer:
    """Return everything that terminal, report and page show of the comparisons of a record.

    ``case`` lends its words; ``record`` has the columns of ``didymium.validation.record.RECORDED``,
    ``departed`` those of :func:`didymium.validation.record.departures` if ours were found anew.
    """
    words = words_for(case, lang)
    parts = [
        comparison_part(words, group, record.filter(pl.col("group") == group))
        for group in GROUPS
        if group in record["group"]
    ]
    if departed is not None:
        parts.append(_departed(words, departed))
    return ShownAnswer(
        NAME,
        words,
        words("validation.title"),
        words("validation.lead"),
        tuple(parts),
        {"comparisons": record.to_dicts(), "departed": [] if departed is None else departed.to_dicts()},
        shared_evidence(),
        (),
    )


def comparison_part(words: Words, group: str, rows: pl.DataFrame) -> ShownPart:
    """Return one kind of figures: how many agree, those that do not with the reason, the others folded."""
    differ = differing_table(words, rows)
    agree = agreeing_table(words, rows)
    tables, folded = ((differ,), (agree,)) if differ.rows else ((agree,), ())
    return ShownPart(group, words(f"validation.section.{group}"), _said(words, rows), tables, folded)


def _departed(words: Words, departed: pl.DataFrame) -> ShownPart:
    """Return whether ours are still those of the record."""
    if departed.is_empty():
        return ShownPart("departed", words("validation.section.departed"), (words("validation.said.same"),))
    said = words("validation.said.departs", count=departed.height)
    return ShownPart(
        "departed", words("validation.section.departed"), (said,), (departed_table(words, departed),)
    )


def _said(words: Words, rows: pl.DataFrame) -> tuple[str, ...]:
    count, agree = rows.height, int(rows["agrees"].sum())
    message = "all" if agree == count else "some"
    first = words(f"validation.said.{message}", count=count, agree=agree)
    day = rows["recorded"].max()
    assert isinstance(day, dt.date)
    subjects = rows.group_by("subject", maintain_order=True).agg(pl.col("source").unique(maintain_order=True))
    told = [f"{subject_name(words, name)}: {'; '.join(sources)}." for name, sources in subjects.iter_rows()]
    command = "didymium validation " + " ".join(f"--only {one}" for one in dict.fromkeys(rows["subject"]))
    return (
        first,
        *told,
        words("validation.said.recorded", date=words.date(day)),
        words("validation.said.command", command=command),
    )
