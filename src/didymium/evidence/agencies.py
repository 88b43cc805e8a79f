"""Public agencies that support projects, and what is known of their terms.

Agencies stand in ``data/agencies.csv``, their terms in ``data/agency_terms.csv``: one row for each instrument
that an agency gives. A blank figure is one that nobody published, never zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field

from didymium.evidence.countries import country_codes
from didymium.evidence.evidence import Evidence
from didymium.evidence.provenance import parse_references, reference_for
from didymium.evidence.reading import shared_evidence, shared_folder
from didymium.evidence.vocabulary import Identifier
from didymium.files.columns import columns_of
from didymium.files.problems import InputError, Problem
from didymium.files.row import Row
from didymium.files.suggestion import did_you_mean
from didymium.files.table_file import TableFile, read_table

AgencyInstrument = Literal[
    "grant", "guarantee", "concessional_loan", "equity", "offtake_floor", "insurance", "facilitation",
    "tax_credit",
]  # fmt: skip
AGENCY_INSTRUMENTS: tuple[str, ...] = get_args(AgencyInstrument)
"""Ways in which an agency can support a project."""
BLOCS = ("EU",)
"""Regions of agencies beside countries."""

_Share = Annotated[float, Field(ge=0, le=1)]


class AgencyRow(Row):
    """A public agency that supports projects; its names are those of its subject."""

    file = "agencies.csv"
    key = ("agency",)

    agency: Identifier
    """Identifier by which budgets and supports name it."""
    subject: Identifier
    """The subject of subjects.csv that it is."""
    region: str
    """Whose money it gives: ISO 3166-1 alpha-3 code, or ``EU``."""


class AgencyTerm(Row):
    """An instrument that an agency gives, on which terms as far as they are known."""

    file = "agency_terms.csv"
    key = ("agency", "instrument")

    agency: Identifier
    """The agency."""
    instrument: AgencyInstrument
    """What it gives."""
    max_share: _Share | None = None
    """Largest share of the project's cost that it bears (``guarantee``: of the loan, ``equity``: of the
    equity needed, ``tax_credit``: of the yearly cost of production); blank: not known."""
    years: Annotated[float, Field(gt=0, le=100)] | None = None
    """Longest time for which it is given; blank: not known."""
    rate: Annotated[float, Field(ge=0, lt=1)] | None = None
    """Interest a year, nominal, or the spread over the agency's own cost of money; blank: not known."""
    rate_kind: Literal["", "interest", "spread"] = ""
    """Which of the two ``rate`` is; blank if there is none."""
    premium: Annotated[float, Field(ge=0, lt=1)] | None = None
    """What it charges for bearing the risk, a year, as a share of what it covers; blank: not known."""
    cover_share: _Share | None = None
    """Share of the loss (``offtake_floor``: of the output) that it covers; blank: not known."""
    yearly_ceiling_usd_million: Annotated[float, Field(ge=0, le=1e7)] | None = None
    """What it can give in a year, to all projects, million US dollars; blank: not known."""
    total_ceiling_usd_million: Annotated[float, Field(ge=0, le=1e7)] | None = None
    """What it can give in all, to all projects, million US dollars; blank: not known."""
    project_ceiling_usd_million: Annotated[float, Field(ge=0, le=1e7)] | None = None
    """What it can give to one project, million US dollars; blank: not known."""
    condition: str = ""
    """What it asks for, in a few English words; blank: nothing known."""
    as_of: dt.date
    """Day on which the terms were such."""
    source: Annotated[str, Field(min_length=1)]
    """Where each figure comes from: facts, ``assumed: why`` or ``derived: how [id]``."""


@dataclass(frozen=True)
class Agency:
    """A public agency with its names and the terms of each instrument that it gives."""

    agency: str
    region: str
    name_en: str
    name_ko: str
    name_ja: str
    terms: tuple[AgencyTerm, ...]

    def name_in(self, language: str) -> str:
        """Return its name in a language."""
        return {"ko": self.name_ko, "ja": self.name_ja}.get(language) or self.name_en

    def term(self, instrument: AgencyInstrument) -> AgencyTerm | None:
        """Return its terms for an instrument; None if it does not give it."""
        return next((term for term in self.terms if term.instrument == instrument), None)


def agencies(evidence: Evidence | None = None) -> tuple[Agency, ...]:
    """Return the agencies that come with the product, in the order of their table.

    ``evidence`` names them and holds the facts that their terms cite; by default the shared evidence.

    Raises:
        InputError: With every unknown instrument, agency, subject, region or reference, by file and row.
    """
    return _shared_agencies() if evidence is None else read_agencies(shared_folder().path, evidence)


def read_agencies(folder: Path, evidence: Evidence) -> tuple[Agency, ...]:
    """Return the agencies of a folder that holds ``agencies.csv`` and ``agency_terms.csv``.

    Raises:
        InputError: With everything that is wrong in both files.
    """
    found = read_table(folder / AgencyRow.file, AgencyRow.file, AgencyRow, AgencyRow.key)
    terms = read_table(folder / AgencyTerm.file, AgencyTerm.file, AgencyTerm, AgencyTerm.key)
    problems = [*found.problems, *terms.problems]
    problems += [*_agency_problems(found, evidence), *_term_problems(found, terms, evidence)]
    if problems:
        raise InputError(problems)
    return tuple(_agency(row, terms, evidence) for _, row in found.rows)


@cache
def _shared_agencies() -> tuple[Agency, ...]:
    return read_agencies(shared_folder().path, shared_evidence())


def _agency(row: AgencyRow, terms: TableFile[AgencyTerm], evidence: Evidence) -> Agency:
    subject = evidence.subjects[row.subject]
    own = tuple(term for _, term in terms.rows if term.agency == row.agency)
    return Agency(row.agency, row.region, subject.name_en, subject.name_ko, subject.name_ja, own)


def _agency_problems(found: TableFile[AgencyRow], evidence: Evidence) -> Iterator[Problem]:
    for number, row in found.rows:
        if row.subject not in evidence.subjects:
            remedy = did_you_mean(row.subject, evidence.subjects, limit=0) or "add it to subjects.csv"
            yield Problem(found.file, "is no subject", number, "subject", row.subject, remedy)
        if row.region not in country_codes() and row.region not in BLOCS:
            remedy = f"write an ISO 3166-1 alpha-3 code or {', '.join(BLOCS)}"
            yield Problem(found.file, "is no country", number, "region", row.region, remedy)


def _term_problems(
    found: TableFile[AgencyRow], terms: TableFile[AgencyTerm], evidence: Evidence
) -> Iterator[Problem]:
    known = {row.agency: row for _, row in found.rows}
    for number, row in terms.rows:
        if row.agency not in known:
            remedy = did_you_mean(row.agency, known)
            yield Problem(terms.file, "is not in agencies.csv", number, "agency", row.agency, remedy)
        if (row.rate is None) != (row.rate_kind == ""):
            remedy = 'write "interest" or "spread"' if row.rate is not None else "leave it blank"
            message = "does not go with what rate holds"
            yield Problem(terms.file, message, number, "rate_kind", row.rate_kind or None, remedy)
        yield from _source_problems(terms.file, number, row, evidence)


def _source_problems(file: str, number: int, row: AgencyTerm, evidence: Evidence) -> Iterator[Problem]:
    try:
        references = parse_references(row.source)
    except ValueError as error:
        yield Problem(file, f"cannot be read: {error}", number, "source", row.source)
        return
    for name in sorted({name for reference in references for name in reference.ids}):
        if name not in evidence.fact_ids and name not in evidence.sources:
            remedy = did_you_mean(name, [*evidence.fact_ids, *evidence.sources], limit=0)
            yield Problem(file, "is neither a fact nor a source", number, "source", name, remedy)
    for column in figures_of_term(row):
        if reference_for(references, column) is None:
            remedy = f'add "{column}=…": a fact, "assumed: why" or "derived: how [id]"'
            yield Problem(file, "has no reference in source", number, column, remedy=remedy)


def figures_of_term(term: AgencyTerm) -> Mapping[str, float]:
    """Return the figures of a term that are known, by column."""
    return {
        column.name: float(getattr(term, column.attribute))
        for column in columns_of(AgencyTerm)
        if column.numeric and getattr(term, column.attribute) is not None
    }
