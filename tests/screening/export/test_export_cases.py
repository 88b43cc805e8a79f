"""Shipments against the rules' own words: one table of ``cases.toml`` each, with its source."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.screening.answer import Finding, Holds
from didymium.screening.export.screen import screen_shipment
from didymium.screening.export.verdict import ExportAnswer
from export_cases import shipment_of

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
BITES = {"permitted": "no", "licence": "yes", "prohibited": "yes"}


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


def answer_to(evidence: Evidence, case: dict[str, Any]) -> ExportAnswer:
    shipment = shipment_of(evidence, **case)
    return screen_shipment(evidence, shipment, case["day"], case.get("reading", "as_known"))


@pytest.fixture(scope="module")
def answers(evidence: Evidence) -> dict[str, ExportAnswer]:
    """The answer to every case, worked out once."""
    return {case["name"]: answer_to(evidence, case) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_shipment_is_answered_as_the_rules_say(
    answers: dict[str, ExportAnswer], case: dict[str, Any]
) -> None:
    found = answers[case["name"]]
    least, _, most = case["verdict"].partition("..")
    assert (found.least, found.most) == (least, most or least)
    assert found.verdict == ("unknown" if most else least)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_part_that_the_words_name_decides(answers: dict[str, ExportAnswer], case: dict[str, Any]) -> None:
    findings = [
        finding
        for finding in answers[case["name"]].findings
        if f"{finding.rule}.{finding.part}" == case["rule"]
    ]
    assert {finding.state for finding in findings} == {case.get("state", "in_force")}
    bites = {finding.bites.value for finding in findings}
    wanted = case.get("bites", BITES.get(case["verdict"], "unknown"))
    assert wanted in bites
    if wanted == "no":
        assert bites == {"no"}


@pytest.mark.parametrize("case", [case for case in CASES if "missing" in case], ids=lambda case: case["name"])
def test_an_open_answer_says_what_would_decide_it(
    answers: dict[str, ExportAnswer], case: dict[str, Any]
) -> None:
    keys = {said.key for said in answers[case["name"]].missing}
    assert f"screen.export.missing.{case['missing']}" in keys


def test_each_case_has_its_source_and_there_are_enough(evidence: Evidence) -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 90
    assert sum(case.get("combination", False) for case in CASES) >= 20
    assert not [
        case["name"] for case in CASES if case["source"] not in evidence.sources or not case["locator"]
    ]


def test_every_finding_that_bites_names_rule_source_and_place(
    evidence: Evidence, answers: dict[str, ExportAnswer]
) -> None:
    biting = [finding for answer in answers.values() for finding in answer.biting]
    assert biting
    assert all(finding.source in evidence.sources and finding.locator for finding in biting)
    assert all(
        finding.missing for finding in biting if finding.holds is Holds.UNKNOWN and not _waits(finding)
    )
    open_states = [
        finding for finding in biting if finding.bites is Holds.UNKNOWN and finding.holds is Holds.YES
    ]
    assert {finding.state for finding in open_states} == {"unknown"}


def _waits(finding: Finding) -> bool:
    """Whether all that is open is whether a part that it builds upon is in force."""
    return [said.key for said in finding.reasons] == ["screen.export.reason.upon_unknown"]
