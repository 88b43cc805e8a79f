"""What figures of the case rest on, in words: cited, derived or assumed, and from which sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.figures import filled_figures, row_references
from didymium.evidence.provenance import Kind, Reference, reference_for
from didymium.files.columns import columns_of
from didymium.files.row import Row
from didymium.views.evidence.speaking import Speaker
from didymium.views.result_tables import Table
from didymium.views.wording import Words

_IDS = re.compile(r"\s*\[[^\]]*\]\s*$")


@dataclass(frozen=True)
class Ground:
    """A figure of a row of the case, and what it rests on."""

    name: str
    """What the row is about."""
    column: str
    value: float
    kind: Kind
    explanation: str
    """How it was derived, or why it was assumed; blank where it is cited."""
    facts: tuple[str, ...]
    """Facts that it rests on, to look up."""
    sources: tuple[str, ...]
    """Sources that it rests on, directly or through facts."""


def grounds_of(case: Case, name: str, row: Row, columns: Sequence[str] = ()) -> list[Ground]:
    """Return the figures of a row (of some columns, else of all) with what they rest on; none of a row that
    is confidential, and of facts and sources none that are.
    """
    table = row.file.removesuffix(".csv")
    if case.is_confidential(table, row.identity):
        return []
    references = row_references(row)
    attributes = {column.name: column.attribute for column in columns_of(type(row))}
    return [
        _ground(case, name, column, float(getattr(row, attributes[column])), reference)
        for column in filled_figures(row)
        if (not columns or column in columns) and (reference := reference_for(references, column))
    ]


def _ground(case: Case, name: str, column: str, value: float, reference: Reference) -> Ground:
    sources = [
        source
        for source in dict.fromkeys(case.sources_behind([reference]))
        if source in case.sources and not case.is_confidential("sources", (source,))
    ]
    hidden: frozenset[tuple[str, str]] = case.evidence.confidential if case.evidence else frozenset()
    facts = [fact for fact in reference.ids if fact in case.fact_sources and ("facts", fact) not in hidden]
    explanation = _IDS.sub("", reference.explanation)
    return Ground(name, column, value, reference.kind, explanation, tuple(facts), tuple(sources))


def grounds_table(speaker: Speaker, grounds: Sequence[Ground]) -> Table:
    """Return figures, how they are known and by whom, as a table."""
    words = speaker.words
    rows = [
        (
            f"{item.name}: {column_name(words, item.column)}",
            f"{item.value:,.6g}",
            words(f"label.{item.kind}"),
            "\n".join([*([item.explanation] if item.explanation else []), *_titles(speaker, item.sources)]),
        )
        for item in grounds
    ]
    headers = tuple(words(f"web.chain.{name}") for name in ("figure", "value", "known", "rests_on"))
    return Table(words("web.chain.grounds"), headers, tuple(rows), frozenset({1}), counted(words, grounds))


def counted(words: Words, grounds: Iterable[Ground]) -> str:
    """Say how many figures are cited, derived and assumed."""
    kinds = Counter(item.kind for item in grounds)
    return words(
        "web.chain.counted",
        total=sum(kinds.values()),
        cited=kinds[Kind.CITED],
        derived=kinds[Kind.DERIVED],
        assumed=kinds[Kind.ASSUMED],
    )


def column_name(words: Words, column: str) -> str:
    """Name of a column of the case, with its unit."""
    key = f"web.chain.column.{column}"
    return words(key) if key in words.catalogue.messages else column.replace("_", " ")


def _titles(speaker: Speaker, sources: Iterable[str]) -> list[str]:
    known = speaker.evidence.sources
    return [f"{known[source].title} [{source}]" if source in known else source for source in sources]
