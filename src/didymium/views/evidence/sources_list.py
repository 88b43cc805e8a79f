"""Sources, their corrections, and the sums that they state."""

from __future__ import annotations

from collections import Counter
from typing import Any, TextIO

from didymium.evidence.questions.sums import check_sums
from didymium.views.evidence.speaking import Speaker
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table, table_of


def print_list(file: TextIO, speaker: Speaker, table: Table, kind: str | None, *, listing: bool) -> None:
    """Print one of the tables below."""
    console = console_for(file)
    if listing:
        say(console, [sources_summary(speaker, kind)])
    heading(console, table.title)
    print_table(console, table)


def sources_summary(speaker: Speaker, kind: str | None) -> str:
    """Say how many sources there are, by kind."""
    words = speaker.words
    counts = Counter(row.kind for row in speaker.evidence.sources.values() if kind in (None, row.kind))
    kinds = words("list.comma").join(
        f"{words(f'source_kind.{name}')} {count}" for name, count in counts.most_common()
    )
    return words("say.sources", count=sum(counts.values()), kinds=kinds)


def sources_table(speaker: Speaker, kind: str | None = None) -> Table:
    """Return the sources by identifier, with the number of facts that rest on each."""
    used = Counter(speaker.evidence.facts["source"].to_list())
    rows = [
        (
            name, source.title, source.publisher, source.published,
            speaker.words(f"source_kind.{source.kind}"), source.licence, f"{used[name]:,}",
        )
        for name, source in sorted(speaker.evidence.sources.items())
        if kind in (None, source.kind)
    ]  # fmt: skip
    columns = ("source", "title", "by", "published", "kind", "licence", "used")
    return table_of(speaker.words, "title.sources", columns, rows, ("used",))


def corrections_table(speaker: Speaker) -> Table:
    """Return what sources print wrongly."""
    rows = [
        (
            speaker.evidence.fact(row.fact)["source"],
            row.fact,
            row.printed,
            row.corrected,
            row.reason,
            row.status,
        )
        for row in speaker.evidence.corrections.values()
    ]
    columns = ("source", "fact", "printed", "corrected", "reason", "state")
    return table_of(speaker.words, "title.corrections", columns, rows)


def sums_table(speaker: Speaker) -> Table:
    """Return the sums that sources state, with what their parts give."""
    rows = []
    for result in check_sums(speaker.evidence):
        total = speaker.evidence.fact(result.sum.total)
        rows.append(
            (
                result.sum.parts, result.sum.relation.replace("_", " "), speaker.base(result.stated, total),
                speaker.base(result.computed, total), "✓" if result.holds else "✗",
                f"{result.sum.source}, {result.sum.locator}",
            )
        )  # fmt: skip
    columns = ("fact", "kind", "said", "figure", "state", "source")
    return table_of(speaker.words, "title.sums", columns, rows, ("said", "figure"))


def records(speaker: Speaker, name: str, kind: str | None) -> list[dict[str, Any]]:
    """Return sources, corrections or sums as plain data."""
    evidence = speaker.evidence
    if name == "corrections":
        return [row.model_dump() for row in evidence.corrections.values()]
    if name == "sums":
        return [
            {
                **result.sum.model_dump(),
                "stated": result.stated,
                "computed": result.computed,
                "holds": result.holds,
            }
            for result in check_sums(evidence)
        ]
    used = Counter(evidence.facts["source"].to_list())
    return [
        {**row.model_dump(), "facts": used[identifier]}
        for identifier, row in sorted(evidence.sources.items())
        if kind in (None, row.kind)
    ]
