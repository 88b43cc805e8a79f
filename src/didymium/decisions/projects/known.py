"""What the evidence says of a project: partners, offtakes, support, status, permits, disagreements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import polars as pl

from didymium.case.case import Case
from didymium.case.project_schema import Project
from didymium.evidence.agreements import Provision
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.disagreements import Disagreement, find_disagreements

Topic = Literal["partners", "offtakes", "support", "status", "permits", "dates", "money", "output", "other"]
TOPICS: tuple[Topic, ...] = get_args(Topic)
"""What facts of a project are about, in the order in which a reader asks."""

_MEASURES: Mapping[Topic, frozenset[str]] = {
    "partners": frozenset({"japanese_partner", "partner", "led_by", "stake", "supply_share"}),
    "offtakes": frozenset({"offtake", "purchase_promise", "price_floor"}),
    "support": frozenset({"support", "committed", "announced"}),
    "status": frozenset({"status", "statement"}),
    "permits": frozenset({"permit_on"}),
    "dates": frozenset({"start_on", "due_on", "begun_on", "decision_on", "decided_on", "held_on", "ends_on"}),
    "money": frozenset({
        *("capital_cost", "cost", "net_present_value", "internal_rate_of_return", "yearly_amount"),
        *("amount_aud", "amount_brl", "amount_cad", "amount_cny", "amount_eur", "amount_jpy", "amount_krw"),
    }),
    "output": frozenset({"capacity", "output", "output_rate", "reserves", "grade", "operating_life"}),
}  # fmt: skip
_WITH_PARTNER: Topic = "support"
"""What a sum of money is about if it names who pays it."""

Fact = dict[str, Any]
"""A row of the facts of the evidence."""


@dataclass(frozen=True, eq=False)
class Known:
    """What the evidence says of a project; rows of facts, the newest first."""

    subjects: frozenset[str]
    """Names under which the evidence speaks of it."""
    facts: Mapping[Topic, tuple[Fact, ...]]
    """Facts by topic; every topic is there, with nothing in it if nobody said anything."""
    provisions: tuple[tuple[str, Provision], ...]
    """Parts of agreements that name it, with the agreement."""
    disagreements: tuple[Disagreement, ...]
    """Where sources differ on it."""


def known_projects(case: Case) -> dict[str, Known]:
    """Return what the evidence says of each project of a case, by project; empty without evidence."""
    if case.evidence is None:
        return {}
    evidence = case.evidence
    disagreements = find_disagreements(evidence)
    return {project.project: _known(evidence, project, disagreements) for project in case.projects}


def _known(evidence: Evidence, project: Project, disagreements: list[Disagreement]) -> Known:
    subjects = _subjects(evidence, project)
    names = sorted(subjects)
    facts = evidence.corrected.filter(pl.col("subject").is_in(names) | pl.col("partner").is_in(names))
    by_topic: dict[Topic, list[Fact]] = {topic: [] for topic in TOPICS}
    for fact in facts.sort("end", "fact", descending=[True, False]).iter_rows(named=True):
        by_topic[_topic(fact)].append(fact)
    return Known(
        subjects=subjects,
        facts={topic: tuple(rows) for topic, rows in by_topic.items()},
        provisions=tuple(_provisions(evidence, subjects)),
        disagreements=tuple(item for item in disagreements if item.subject in subjects),
    )


def _subjects(evidence: Evidence, project: Project) -> frozenset[str]:
    """Return a project's own subjects, its plants, and what the evidence calls a part of one of them."""
    found = {*project.subject_names, *project.plant_names}
    while more := {
        name for name, row in evidence.subjects.items() if row.part_of in found and name not in found
    }:
        found |= more
    return frozenset(found)


def _topic(fact: Fact) -> Topic:
    measure = fact["measure"]
    if measure.startswith("amount_") and fact["partner"]:
        return _WITH_PARTNER
    return next((topic for topic, measures in _MEASURES.items() if measure in measures), "other")


def _provisions(evidence: Evidence, subjects: frozenset[str]) -> Iterator[tuple[str, Provision]]:
    for name, agreement in evidence.agreements.items():
        for provision in agreement.provision:
            if subjects & set(provision.scope):
                yield name, provision
