"""What was proposed, dropped and chosen, with its flags, and what it adds up to at most and on average."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from didymium.decisions.programmes.figures import Figure, Known, Row, figure_of, known_on
from didymium.decisions.programmes.members import HOST
from didymium.decisions.programmes.terms import ProgrammeTerms
from didymium.evidence.dates import span_of
from didymium.evidence.evidence import Evidence

CandidateState = Literal["chosen", "dropped", "expected", "proposed", "eligible"]
"""``chosen``: announced in a tranche; ``dropped``: reported before a tranche and not in it; ``expected``:
named by both sides for the next one; ``proposed``: by the member alone; ``eligible``: a mineral project in
the United States that the two governments named, which nobody has put into a tranche."""
Flag = Literal["starts_late", "may_start_late", "start_unknown", "up_to", "non_binding", "amount_unknown"]

LAPSE_CHANCE: Mapping[CandidateState, float] = {
    "chosen": 0.2, "dropped": 1.0, "expected": 0.5, "proposed": 0.7, "eligible": 0.8,
}  # fmt: skip
"""Chance that a promise that does not bind is never paid; an argument, not a measurement."""
UP_TO_SHARE = 0.75
"""Part of an amount stated as a bound that is expected to be paid, if the promise holds at all."""
_MINERALS_DROPPED = {"copper_refining": ("copper",)}
"""Mineral of a sector that was dropped, where it has one."""


@dataclass(frozen=True)
class Candidate:
    """A project or an idea for one."""

    name: str
    """Subject or material of the evidence; for an idea the last part of its message."""
    is_subject: bool
    tranche: str
    """Tranche that it is in or was dropped from; blank: none yet."""
    state: CandidateState
    amount_usd: Figure | None
    """None: no amount was stated, which is not zero."""
    places: tuple[str, ...]
    operators: tuple[str, ...]
    """Who runs, leads or builds it."""
    minerals: tuple[str, ...]
    start: dt.date | None
    """Last day of the period in which a source sees the start; None: none does."""
    flags: tuple[Flag, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Total:
    """What some candidates add up to, US dollars."""

    bound_usd: float
    """At most: every promise kept and every "up to" reached; it is what the announcements add up to."""
    firm_usd: float
    """Without the amounts that are only bounds."""
    expected_usd: float
    """On average, at the assumed chances of a lapse."""
    unknown: tuple[str, ...]
    """Candidates without an amount, which are left out of the sums."""
    assumed: str = "programmes.assumed.lapse"
    """Key of the message that argues for the chances."""


def candidates(evidence: Evidence, terms: ProgrammeTerms, day: dt.date) -> tuple[Candidate, ...]:
    """Return every candidate of a member's programme known on a day: chosen, dropped, then those to come."""
    known = known_on(evidence, day)
    found = [*_of_tranches(known, terms)]
    found += [*_ideas(known, terms, terms.member.programme, "expected")]
    found += [*_ideas(known, terms, terms.member.region, "proposed")]
    return (*found, *_eligible(known, terms, day))


def total_of(found: Sequence[Candidate], lapse: Mapping[CandidateState, float] = LAPSE_CHANCE) -> Total:
    """Add up candidates; ``lapse`` is the chance, by state, that a promise is never paid."""
    priced = [(item, item.amount_usd) for item in found if item.amount_usd is not None]
    firm = sum(amount.value for item, amount in priced if "up_to" not in item.flags)
    expected = sum(
        (1 - lapse[item.state]) * amount.value * (UP_TO_SHARE if "up_to" in item.flags else 1.0)
        for item, amount in priced
    )
    unknown = tuple(item.name for item in found if item.amount_usd is None)
    return Total(sum(amount.high for _, amount in priced), firm, expected, unknown)


def _of_tranches(known: Known, terms: ProgrammeTerms) -> Iterator[Candidate]:
    """Chosen projects of each announced tranche, then what was reported for it and is missing."""
    subjects = known.evidence.subjects
    for tranche, subject in subjects.items():
        if subject.part_of != terms.member.programme or not known.rows(tranche, "announced_on"):
            continue
        for name, project in subjects.items():
            if project.part_of == tranche:
                yield _project(known, terms, name, tranche, "chosen", "announced")
        for row in known.rows(tranche, "listed"):
            sector, flags = str(row["value"]), _flags(terms, None, None, "dropped")
            minerals = _MINERALS_DROPPED.get(sector, ())
            facts = (str(row["fact"]),)
            yield Candidate(
                sector, True, tranche, "dropped", None, (), (), minerals, None, flags, facts
            )  # fmt: skip


def _ideas(known: Known, terms: ProgrammeTerms, subject: str, state: CandidateState) -> Iterator[Candidate]:
    """Candidates of the next tranche that only a sentence tells of, no subject of the evidence stands for: no
    amount, no start, no operator. Such a fact names its mineral, and in ``detail`` the last part of the
    message ``programmes.candidate.*`` that says what it is.
    """
    for row in known.rows(subject, "statement"):
        if row["material"] and row["detail"]:
            flags, facts = _flags(terms, None, None, state), (str(row["fact"]),)
            minerals = (str(row["material"]),)
            yield Candidate(
                str(row["detail"]), False, "", state, None, (), (), minerals, None, flags, facts
            )  # fmt: skip


def _eligible(known: Known, terms: ProgrammeTerms, day: dt.date) -> Iterator[Candidate]:
    """Projects in the United States of an agreement between it and the member on projects."""
    evidence = known.evidence
    for name, subject in evidence.subjects.items():
        agreement = evidence.agreements.get(subject.part_of)
        if subject.kind != "project" or agreement is None or agreement.signed > day:
            continue
        if {HOST, terms.member.region} <= set(agreement.parties) and HOST in _countries(known, name):
            yield _project(known, terms, name, "", "eligible", "capital_cost")


def _project(
    known: Known, terms: ProgrammeTerms, name: str, tranche: str, state: CandidateState, measure: str
) -> Candidate:
    amount = known.best(name, measure)
    start = known.best(name, "start_on")
    span = span_of(str(start["value"])) if start else None
    rows = [row for row in (amount, start) if row]
    return Candidate(
        name, True, tranche, state, figure_of(amount) if amount else None, _values(known, name, "located_in"),
        tuple(dict.fromkeys(_values(known, name, "led_by") + _values(known, name, "partner"))),
        _values(known, name, "mineral"), span[1] if span else None, _flags(terms, amount, span, state),
        tuple(str(row["fact"]) for row in rows),
    )  # fmt: skip


def _flags(
    terms: ProgrammeTerms, amount: Row | None, start: tuple[dt.date, dt.date] | None, state: CandidateState
) -> tuple[Flag, ...]:
    """An amount whose upper end is itself, with none below, was stated as "up to"."""
    found: list[Flag] = []
    if state != "dropped":
        if start is None:
            found.append("start_unknown")
        elif terms.ends_on is not None and start[1] > terms.ends_on:
            found.append("starts_late" if start[0] > terms.ends_on else "may_start_late")
    if amount is None:
        found.append("amount_unknown")
    elif amount["base_high"] is not None and amount["base_low"] is None:
        found.append("up_to")
    if terms.binding_facts:
        found.append("non_binding")
    return tuple(found)


def _countries(known: Known, project: str) -> set[str]:
    """Where a project stands, with the country of its state or town."""
    found: set[str] = set()
    for place in _values(known, project, "located_in"):
        at: str = place
        while at in known.evidence.subjects and known.evidence.subjects[at].part_of:
            at = known.evidence.subjects[at].part_of
        found.add(at)
    return found


def _values(known: Known, subject: str, measure: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(row["value"]) for row in known.rows(subject, measure)))
