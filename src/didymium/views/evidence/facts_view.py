"""Facts on one screen: every source's figure in time order."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any, TextIO

import polars as pl

from didymium.evidence.fact_table import NUMBER
from didymium.evidence.facts import Correction, Fact
from didymium.files.columns import column_names
from didymium.views.evidence.speaking import Speaker
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table, table_of

MOST = 60
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_facts(file: TextIO, speaker: Speaker, facts: pl.DataFrame, most: int = MOST) -> None:
    """Print facts as a table, the first ``most`` of them, with what was corrected below."""
    console, words = console_for(file), speaker.words
    if not facts.height:
        say(console, [words("say.no_facts", total=f"{speaker.evidence.facts.height:,}")])
        return
    sources = facts["source"].n_unique()
    say(console, [words("say.facts", count=f"{facts.height:,}", sources=sources)])
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in facts.head(most).iter_rows(named=True):
        groups.setdefault(f"{speaker.name(row['subject'])}: {speaker.about(row)}", []).append(row)
    for title, rows in sorted(groups.items(), key=_by_sources):
        heading(console, title)
        print_table(console, facts_table(speaker, rows))
    if facts.height > most:
        say(console, [words("say.more_facts", count=f"{facts.height - most:,}")])
    say(console, corrections_of(speaker, facts))


def _by_sources(group: tuple[str, list[dict[str, Any]]]) -> int:
    """Order groups by how many sources speak of them, most first."""
    return -len({row["source"] for row in group[1]})


def facts_table(speaker: Speaker, rows: Sequence[dict[str, Any]]) -> Table:
    """Return facts on one thing as a table: date, value, and who says so where."""
    cells = [(speaker.date(row), speaker.value(row), origin(speaker, row)) for row in rows]
    return table_of(speaker.words, "title.facts", ("date", "said", "source"), cells, ("said",))


def origin(speaker: Speaker, row: dict[str, Any]) -> str:
    """Say who states a fact, where, how near the source is, and what to know before using it."""
    source = f"{speaker.source(row['source'])} [{row['source']}], {row['locator']}"
    secret = [speaker.words("word.confidential")] if is_confidential(speaker, row["fact"]) else []
    return f"{source} ({speaker.words('list.comma').join([speaker.confidence(row), *secret])})"


def corrections_of(speaker: Speaker, facts: pl.DataFrame) -> list[str]:
    """Say the corrections in force of some facts."""
    return [
        speaker.words(
            "say.corrected",
            printed=row.printed,
            corrected=row.corrected,
            reason=speaker.phrase(row.reason),
        )
        for row in _in_force(speaker, set(facts["fact"].to_list()))
    ]


def _in_force(speaker: Speaker, facts: set[str]) -> list[Correction]:
    """Return the corrections of some facts, none that is confidential."""
    hidden = speaker.evidence.confidential
    return [
        row
        for name, row in speaker.evidence.corrections.items()
        if row.fact in facts and row.status != "withdrawn" and ("corrections", name) not in hidden
    ]


def fact_record(speaker: Speaker, row: dict[str, Any]) -> dict[str, Any]:
    """Return a fact as plain data: its columns, its names, and its source in full."""
    source = speaker.evidence.sources[row["source"]]
    return {
        **{name: row[name] for name in column_names(Fact)},
        "value": row["number"] if row["number"] is not None else row["value"],
        "printed": row["value"],
        "warnings": str(row["warnings"]).split(),
        "subject_name": speaker.name(row["subject"]),
        "measure_name": speaker.measure(row["measure"]),
        "text": speaker.value(row),
        "source_title": source.title,
        "source_kind": source.kind,
        "source_published": source.published,
        "source_url": source.url,
        "corrections": [
            correction.model_dump(include={"column", "printed", "corrected", "reason", "status"})
            for correction in _in_force(speaker, {row["fact"]})
        ],
        "confidential": is_confidential(speaker, row["fact"]),
    }


def is_confidential(speaker: Speaker, fact: str) -> bool:
    """Say whether a fact was laid over the case from outside."""
    return ("facts", fact) in speaker.evidence.confidential


def facts_csv(facts: pl.DataFrame) -> str:
    """Return facts as CSV, for spreadsheets: text that one would take for a formula has an apostrophe before
    it. But for these the file reads back as the same facts.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    names = column_names(Fact)
    writer.writerow(names)
    for row in facts.select(names).iter_rows():
        writer.writerow(_cell(cell) for cell in row)
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    text = str(value)
    return f"'{text}" if text[:1] in _FORMULA and not re.fullmatch(NUMBER, text) else text
