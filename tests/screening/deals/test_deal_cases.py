"""Deals and companies against the rules' own words: one row of ``cases.csv`` each, with its source."""

from __future__ import annotations

import pytest

from deal_cases import Row, answer, rows
from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.screening.answer import Holds

STATES = ("in_force", "pending", "suspended", "repealed", "not_yet", "unknown", "expired")


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["case"].replace(" ", "_"))
def test_a_case_is_answered_as_the_rule_says(row: Row, evidence: Evidence) -> None:
    found = answer(evidence, row).rule(row["rule"])
    assert found.outcome == row["outcome"], row["words"]
    if row["exemption"]:
        assert found.exemption is Holds(row["exemption"]), row["words"]
    said = {str(value) for one in found.missing for value in (one.key, *one.fields.values())}
    assert not row["missing"] or row["missing"] in said
    assert row["source"] in evidence.sources
    for finding in found.findings:
        assert (finding.rule, finding.state in STATES) == (row["rule"], True)
        assert finding.source in evidence.sources
        assert finding.locator
        assert finding.since is not None
        assert {figure.fact for figure in finding.figures} <= evidence.fact_ids


def test_the_table_covers_what_it_should() -> None:
    """At least fifty cases, eight of them combinations, each once, on both sides of every turning day."""
    table = rows()
    assert len({row["case"] for row in table}) == len(table) >= 50
    assert sum(row["combined"] == "yes" for row in table) >= 8
    days = {row["date"] for row in table}
    pairs = ["2020-06-06 2020-06-07", "2021-11-03 2021-11-04", "2025-05-18 2025-05-19"]
    pairs += ["2027-06-05 2027-06-06", "2025-09-28 2025-09-29", "2025-11-09 2025-11-10"]
    pairs += ["2026-11-09 2026-11-10", "2020-02-12 2020-02-13", "2020-10-14 2020-10-15"]
    assert {day for pair in pairs for day in pair.split()} <= days
