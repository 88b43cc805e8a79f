"""Agencies that support projects: their terms rest on facts, and what nobody knows stays blank."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from didymium.evidence.agencies import (
    AGENCY_INSTRUMENTS,
    Agency,
    AgencyTerm,
    agencies,
    figures_of_term,
    read_agencies,
)
from didymium.evidence.evidence import Evidence
from didymium.evidence.provenance import Kind, parse_references, reference_for
from didymium.evidence.reading import shared_evidence
from didymium.files.problems import InputError

UNITS = {"years": 365.25, "yearly_ceiling_usd_million": 1e6, "total_ceiling_usd_million": 1e6,
         "project_ceiling_usd_million": 1e6}  # fmt: skip
"""Base units of the columns that are no share."""
TERMS = "agency,instrument,max_share,rate,rate_kind,as_of,source\n"


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


@pytest.fixture(scope="module")
def shipped() -> dict[str, Agency]:
    return {agency.agency: agency for agency in agencies()}


def _folder(path: Path, *terms: str, region: str = "JPN", subject: str = "jogmec") -> Path:
    rows = f"agency,subject,region\njogmec,{subject},{region}\n"
    (path / "agencies.csv").write_text(rows, encoding="utf-8")
    (path / "agency_terms.csv").write_text(TERMS + "".join(f"{row}\n" for row in terms), encoding="utf-8")
    return path


def test_cited_terms_say_what_their_facts_say(evidence: Evidence, shipped: dict[str, Agency]) -> None:
    """Each figure that cites a fact has its value, in the column's unit."""
    bases = dict(evidence.corrected.filter(pl.col("number").is_not_null()).select("fact", "base").iter_rows())
    checked = 0
    for agency in shipped.values():
        for term in agency.terms:
            references = parse_references(term.source)
            for column, figure in figures_of_term(term).items():
                reference = reference_for(references, column)
                assert reference is not None
                if reference.kind is Kind.CITED:
                    said = [bases[name] / UNITS.get(column, 1.0) for name in reference.ids]
                    assert figure == pytest.approx(said[0]), (term.agency, term.instrument, column)
                    checked += 1
    assert checked >= 20


def test_known_terms(shipped: dict[str, Agency]) -> None:
    """JOGMEC puts in up to three quarters of the equity since 2022, METI half as a grant; what JBIC lends at
    is not published and stays blank.
    """
    equity, grant, loan = (
        shipped["jogmec"].term("equity"), shipped["meti"].term("grant"),
        shipped["jbic"].term("concessional_loan"),
    )  # fmt: skip
    assert equity is not None and equity.max_share == 0.75
    assert grant is not None and grant.max_share == 0.5
    assert loan is not None and (loan.max_share, loan.years, loan.rate) == (None, None, None)
    assert shipped["jbic"].term("grant") is None


def test_every_instrument_has_an_agency(shipped: dict[str, Agency]) -> None:
    """Each way of supporting a project is somebody's, and every funder has names in three languages."""
    assert {term.instrument for agency in shipped.values() for term in agency.terms} == set(
        AGENCY_INSTRUMENTS
    )
    assert all(agency.name_in(language) for agency in shipped.values() for language in ("en", "ko", "ja"))
    assert shipped["jogmec"].name_in("ko") != shipped["jogmec"].name_in("en")


def test_derived_ceilings(shipped: dict[str, Agency]) -> None:
    """92.2 billion yen at 153.31 yen are 601.4 million dollars; 4 billion AUD at 0.65 are 2,600."""
    equity, loan = shipped["jogmec"].term("equity"), shipped["efa"].term("concessional_loan")
    assert equity is not None and loan is not None
    assert equity.yearly_ceiling_usd_million == pytest.approx(92_200 / 153.31, abs=0.05)
    assert loan.total_ceiling_usd_million == pytest.approx(4_000 * 0.65)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("jogmec,gift,0.5,,,2025-01-01,assumed: paper", "agency_terms.csv row 2, column instrument"),
        ("jogmic,grant,0.5,,,2025-01-01,assumed: paper", 'column agency: "jogmic" is not in agencies.csv'),
        ("jogmec,grant,1.5,,,2025-01-01,assumed: paper", "agency_terms.csv row 2, column max_share"),
        ("jogmec,grant,0.5,,,2025-01-01,nobody", '"nobody" is neither a fact nor a source'),
        ("jogmec,grant,0.5,,,2025-01-01,rate=assumed: paper", "column max_share: has no reference in source"),
        ("jogmec,grant,,0.02,,2025-01-01,assumed: paper", 'write "interest" or "spread"'),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, evidence: Evidence, row: str, complaint: str) -> None:
    """Unknown kinds, agencies and references are named with file and row."""
    with pytest.raises(InputError) as raised:
        read_agencies(_folder(tmp_path, row), evidence)
    assert complaint in str(raised.value)
    assert "agency_terms.csv row 2" in str(raised.value)


def test_all_problems_at_once(tmp_path: Path, evidence: Evidence) -> None:
    """A wrong region, an unknown subject and an unknown instrument are told together."""
    folder = _folder(tmp_path, "jogmec,gift,,,,2025-01-01,assumed: paper", region="Nippon", subject="jogmecc")
    with pytest.raises(InputError) as raised:
        read_agencies(folder, evidence)
    assert {problem.column for problem in raised.value.problems} == {"region", "subject", "instrument"}


def test_an_agency_without_terms_is_still_one(tmp_path: Path, evidence: Evidence) -> None:
    """Nothing known of its terms: it has none, and no error."""
    (agency,) = read_agencies(_folder(tmp_path), evidence)
    assert (agency.terms, agency.region) == ((), "JPN")


def test_terms_are_frozen(shipped: dict[str, Agency]) -> None:
    """Shared by every reader, so nobody may change them."""
    term: AgencyTerm = shipped["nexi"].terms[0]
    with pytest.raises(ValueError, match="frozen"):
        term.max_share = 1.0  # type: ignore[misc]
