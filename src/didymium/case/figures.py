"""The figures of a case: every number that somebody filled in, and the reference that it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.evidence.provenance import Kind, Reference, parse_references, reference_for
from didymium.files.columns import columns_of
from didymium.files.row import Row


@dataclass(frozen=True)
class Figure:
    """A number in a column of a row; ``reference`` is None if nothing speaks for it."""

    table: str
    row: Row
    column: str
    reference: Reference | None


@dataclass(frozen=True)
class SourcesSummary:
    """How the figures of a case are known."""

    tables: Mapping[str, Mapping[Kind, int]]
    """Number of figures by table and kind."""
    cited: Mapping[str, int]
    """Number of times that figures cite a source of a kind (official, press …)."""
    without_fact: tuple[str, ...] = ()
    """Where figures are cited or derived and yet name no fact, only a source or nothing."""

    @property
    def total(self) -> Mapping[Kind, int]:
        """Number of figures by kind, over all tables."""
        return {kind: sum(counts[kind] for counts in self.tables.values()) for kind in Kind}


def figures_of(case: Case) -> Iterator[Figure]:
    """Return every figure of the tables that have sources; malformed references count as none."""
    for table, rows in case.tables.items():
        for row in rows:
            references = row_references(row)
            for column in filled_figures(row):
                yield Figure(table, row, column, reference_for(references, column))


def filled_figures(row: Row) -> list[str]:
    """Return the headers of the numbers filled in that state something about the world."""
    if "source" not in type(row).model_fields:
        return []
    return [
        column.name
        for column in columns_of(type(row))
        if column.numeric
        and column.attribute not in row.unsourced
        and column.attribute in row.model_fields_set
        and getattr(row, column.attribute) is not None
    ]


def row_references(row: Row) -> tuple[Reference, ...]:
    """Return the references of a row, none if they are malformed."""
    try:
        return parse_references(getattr(row, "source", ""))
    except ValueError:
        return ()


def sources_summary(case: Case) -> SourcesSummary:
    """Count the figures of a case by table and kind, and the kinds of the sources that they cite."""
    tables: dict[str, Counter[Kind]] = {}
    cited: Counter[str] = Counter()
    without: list[str] = []
    for figure in figures_of(case):
        if figure.reference is not None:
            if not _rests_on_fact(case, figure.reference):
                without.append(f"{case.place(figure.row)}, {figure.column}")
            tables.setdefault(figure.table, Counter())[figure.reference.kind] += 1
            behind = case.sources_behind((figure.reference,))
            cited.update(case.sources[source].kind for source in behind if source in case.sources)
    return SourcesSummary(tables, cited, tuple(without))


def _rests_on_fact(case: Case, reference: Reference) -> bool:
    if reference.kind is Kind.ASSUMED:
        return True
    return any(name in case.fact_sources for name in reference.ids)


def places_by_fact(case: Case) -> dict[str, list[str]]:
    """Return where the figures of a case rest on a fact: ``plants.csv row 3, capacity_t_per_year``."""
    found: dict[str, list[str]] = {}
    for figure in figures_of(case):
        for name in figure.reference.ids if figure.reference else ():
            if name in case.fact_sources:
                found.setdefault(name, []).append(f"{case.place(figure.row)}, {figure.column}")
    return found


def cited_ids(case: Case) -> dict[str, str]:
    """Return every fact and source that a row of the case cites, with the first place that does."""
    found: dict[str, str] = {}
    for rows in case.tables.values():
        for row in rows:
            for reference in row_references(row):
                for name in reference.ids:
                    found.setdefault(name, f"{case.place(row)}, source")
    return found
