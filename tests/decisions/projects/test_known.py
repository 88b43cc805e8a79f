"""What the evidence says of a project, with the sources that differ."""

from __future__ import annotations

import dataclasses

import pytest

from didymium.case.case import Case
from didymium.decisions.projects.known import TOPICS, Known, known_projects
from project_cases import project_case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The mill, told to be two projects of the joint fact sheet at once, and one that nobody speaks of."""
    return project_case(
        tmp_path_factory.mktemp("known"),
        {"subject": "lofdal reelement"},
        {"project": "silent", "plants": "mill", "status": "operating"},
    )


@pytest.fixture(scope="module")
def known(case: Case) -> Known:
    """What is known of the first."""
    return known_projects(case)["new_mill"]


def test_facts_by_topic(known: Known) -> None:
    """Who takes part, who pays, what it costs: each under its topic, the newest first."""
    partners = {fact["value"] for fact in known.facts["partners"] if fact["measure"] == "japanese_partner"}
    assert partners == {"jogmec", "mitsubishi_materials"}
    assert "lofdal_pfs_capital" in {fact["fact"] for fact in known.facts["money"]}
    support = {fact["fact"]: fact["partner"] for fact in known.facts["support"]}
    assert support["reelement_osc_loan"] == "office_of_strategic_capital"
    assert support["lofdal_jogmec_study_cad"] == "jogmec", "money in another currency, paid by somebody"
    for facts in known.facts.values():
        ends = [fact["end"] for fact in facts if fact["end"] is not None]
        assert ends == sorted(ends, reverse=True)


def test_parts_of_a_project_are_part_of_it(known: Known) -> None:
    """The first phase is a part of ReElement's project: what is said of it counts."""
    assert "reelement_phase_1" in known.subjects
    assert "reelement_phase_1_capacity_reex" in {fact["fact"] for fact in known.facts["output"]}


def test_disagreements_of_the_sources(known: Known) -> None:
    """JOGMEC holds 40 % of Lofdal by two magazines, 15 % by an institute's brief: all stand side by side."""
    (stake,) = (item for item in known.disagreements if (item.subject, item.measure) == ("lofdal", "stake"))
    assert {fact["value"] for fact in stake.facts} == {"15", "40"}
    assert {item.subject for item in known.disagreements} <= known.subjects


def test_agreements_that_name_it(known: Known) -> None:
    """The joint fact sheet has a provision for each."""
    named = {name for name, provision in known.provisions if {"lofdal", "reelement"} & set(provision.scope)}
    assert "us_japan_projects_2026" in named


def test_silence_is_shown_as_silence(case: Case) -> None:
    """Every topic is there, with nothing in it; without evidence nothing is known of anything."""
    silent = known_projects(case)["silent"]
    assert silent.facts == {topic: () for topic in TOPICS}
    assert (silent.provisions, silent.disagreements) == ((), ())
    assert known_projects(dataclasses.replace(case, evidence=None)) == {}
