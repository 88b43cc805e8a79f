"""Names of several cases at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from didymium.case.case import Case
from didymium.evidence.sources import Source
from didymium.views.sources_view import cited_in_tables

NAMING = ("regions", "materials", "sectors", "plants")
"""Tables whose names are said."""


def naming_case(cases: Sequence[Case]) -> Case:
    """Return a case that knows the names of all: of a name in several, that of the first."""
    # A later name takes the place of others, so the first case comes last.
    tables = {
        name: tuple(row for case in reversed(cases) for row in case.tables.get(name, ())) for name in NAMING
    }
    return replace(cases[0], tables={**cases[0].tables, **tables})


def cited_sources(cases: Sequence[Case], tables: Sequence[str]) -> tuple[Source, ...]:
    """Return the sources that rows of some tables cite in any of the cases, each once, most cited first."""
    found = {name: case.sources[name] for case in cases for name in cited_in_tables(case, tables)}
    return tuple(found.values())
