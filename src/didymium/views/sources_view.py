"""Sources and assumptions of what a page shows, without anything confidential."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.figures import figures_of, row_references
from didymium.evidence.provenance import Kind, Reference, parse_references
from didymium.evidence.sources import Source
from didymium.scenario.instruments.schema import Instrument
from didymium.scenario.schema import Approval, Event, ExportRestriction, Scenario


@dataclass(frozen=True)
class Assumption:
    """Something that nobody said but us: where it stands, for which figure, why, and for how many figures."""

    place: str
    column: str
    reason: str
    count: int = 1


def cited_in_tables(case: Case, tables: Iterable[str]) -> list[str]:
    """Return the ids of the sources that rows of some tables cite, most cited first; confidential rows do
    not count.
    """
    counts: Counter[str] = Counter()
    for table in tables:
        for row in case.tables.get(table, ()):
            if not case.is_confidential(table, row.identity):
                counts.update(case.sources_behind(row_references(row)))
    return _public(case, counts)


def cited_in_scenario(case: Case, scenario: Scenario) -> list[str]:
    """Return the ids of the sources that a scenario cites, most cited first."""
    counts: Counter[str] = Counter()
    for _, references in _scenario_references(scenario):
        counts.update(case.sources_behind(references))
    return _public(case, counts)


def _public(case: Case, counts: Counter[str]) -> list[str]:
    known = [
        source
        for source in counts
        if source in case.sources and not case.is_confidential("sources", (source,))
    ]
    return sorted(known, key=lambda source: (-counts[source], source))


def sources_shown(case: Case, scenarios: Sequence[Scenario]) -> list[Source]:
    """Return every source that the case or a scenario cites in what is not confidential, by id."""
    ids = set(cited_in_tables(case, case.tables)).union(
        *(cited_in_scenario(case, scenario) for scenario in scenarios)
    )
    return [case.sources[source] for source in sorted(ids)]


def figure_counts(case: Case) -> dict[str, dict[Kind, int]]:
    """Count the figures of each table by how they are known; confidential rows do not count."""
    counts: dict[str, dict[Kind, int]] = {}
    for figure in figures_of(case):
        if figure.reference and not case.is_confidential(figure.table, figure.row.identity):
            counts.setdefault(figure.table, dict.fromkeys(Kind, 0))[figure.reference.kind] += 1
    return counts


def assumed_figures(case: Case, table: str, column: str) -> tuple[int, int]:
    """Return how many figures of a column are assumed, and how many there are; confidential rows do not
    count.
    """
    kinds = [
        figure.reference.kind
        for figure in figures_of(case)
        if figure.table == table and figure.column == column and figure.reference
        if not case.is_confidential(figure.table, figure.row.identity)
    ]
    return kinds.count(Kind.ASSUMED), len(kinds)


def case_assumptions(case: Case) -> list[Assumption]:
    """Return the assumptions of the case, the same reason for the same column gathered; confidential rows
    do not count.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    for figure in figures_of(case):
        hidden = case.is_confidential(figure.table, figure.row.identity)
        if figure.reference and figure.reference.kind is Kind.ASSUMED and not hidden:
            counts[figure.row.file, figure.column, figure.reference.explanation] += 1
    ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0]))
    return [Assumption(file, column, reason, count) for (file, column, reason), count in ordered]


def scenario_assumptions(scenario: Scenario) -> list[Assumption]:
    """Return the assumptions that a scenario states, event by event, the same one once."""
    found = [
        Assumption(title, reference.column or "", reference.explanation)
        for title, references in _scenario_references(scenario)
        for reference in references
        if reference.kind is Kind.ASSUMED
    ]
    return list(dict.fromkeys(found))


def _scenario_references(scenario: Scenario) -> list[tuple[str, tuple[Reference, ...]]]:
    found = []
    for event in (*scenario.event, *scenario.instrument):
        title = event.title or event.kind.replace("_", " ")
        for cell in (event.source, *(approval.source for approval in _approvals(event))):
            try:
                found.append((title, parse_references(cell)))
            except ValueError:
                continue
    return found


def _approvals(event: Event | Instrument) -> Sequence[Approval]:
    return event.approval if isinstance(event, ExportRestriction) else ()
