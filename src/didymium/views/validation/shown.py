"""Validation as an answer: one part for each kind of published figure, then the backtests."""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium.case.case import Case
from didymium.evidence.reading import shared_evidence
from didymium.validation.comparison import GROUPS
from didymium.views.answer.parts import ShownAnswer, ShownPart
from didymium.views.evidence.speaking import Speaker, speaker_for
from didymium.views.validation.tables import agreeing_table, departed_table, differing_table, subject_name

NAME = "validation"


def shown_validation(
    case: Case, record: pl.DataFrame, lang: str, departed: pl.DataFrame | None = None
) -> ShownAnswer:
    """Return everything that terminal, report and page show of the comparisons of a record.

    ``case`` lends its words; ``record`` has the columns of ``didymium.validation.record.RECORDED``,
    ``departed`` those of :func:`didymium.validation.record.departures` if ours were found anew.
    """
    speaker = speaker_for(case, lang)
    words = speaker.words
    parts = [_whole(speaker, record)] + [
        comparison_part(speaker, subject, record.filter(pl.col("subject") == subject))
        for subject in dict.fromkeys(record["subject"])
    ]
    if departed is not None:
        parts.append(_departed(speaker, departed))
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


def comparison_part(speaker: Speaker, subject: str, rows: pl.DataFrame) -> ShownPart:
    """Return the figures of a problem or method: how many agree, those that do not with the reason, the
    others folded.
    """
    differ = differing_table(speaker, rows)
    agree = agreeing_table(speaker, rows)
    tables, folded = ((differ,), (agree,)) if differ.rows else ((agree,), ())
    return ShownPart(subject, subject_name(speaker, subject), _said(speaker, rows), tables, folded)


def _whole(speaker: Speaker, record: pl.DataFrame) -> ShownPart:
    """Return how many of all figures agree, by kind."""
    words = speaker.words
    kinds = [(group, record.filter(pl.col("group") == group)) for group in GROUPS]
    said = [
        f"{words(f'validation.section.{group}')}: {_count(speaker, rows)}"
        for group, rows in kinds
        if rows.height
    ]
    return ShownPart("all", words("validation.section.all"), tuple(said))


def _departed(speaker: Speaker, departed: pl.DataFrame) -> ShownPart:
    """Return whether ours are still those of the record."""
    words = speaker.words
    if departed.is_empty():
        return ShownPart("departed", words("validation.section.departed"), (words("validation.said.same"),))
    said = words("validation.said.departs", count=departed.height)
    return ShownPart(
        "departed", words("validation.section.departed"), (said,), (departed_table(speaker, departed),)
    )


def _count(speaker: Speaker, rows: pl.DataFrame) -> str:
    count, agree = rows.height, int(rows["agrees"].sum())
    message = "all" if agree == count else "some"
    return speaker.words(f"validation.said.{message}", count=count, agree=agree)


def _said(speaker: Speaker, rows: pl.DataFrame) -> tuple[str, ...]:
    words, day = speaker.words, rows["recorded"].max()
    assert isinstance(day, dt.date)
    sources = "; ".join(rows["source"].unique(maintain_order=True))
    return (
        _count(speaker, rows),
        words("validation.said.source", source=sources),
        words("validation.said.recorded", date=words.date(day)),
        words("validation.said.command", command=f"didymium validation --only {rows['subject'][0]}"),
    )
