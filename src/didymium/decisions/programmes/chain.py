"""The chain of decision of a tranche: consultation, recommendation, selection, notice, funds, or refusal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from didymium.decisions.programmes.clock import due_window
from didymium.decisions.programmes.figures import Known, Row, known_on
from didymium.decisions.programmes.terms import ProgrammeTerms
from didymium.evidence.dates import span_of
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.programmes import Tranche, programmes_on

StepName = Literal["consultation", "recommendation", "selection", "notice", "funding", "refusal"]
StepState = Literal["done", "implied", "assumed", "due", "in_window", "unknown"]
"""``done``: a source says so; ``implied``: a later step could not have come without it; ``assumed``: its day
is taken to be that of the announcement; ``due``: the day lies ahead; ``in_window``: some ways of counting
have passed, others not; ``unknown``: the day has passed and no source says what happened."""


@dataclass(frozen=True)
class Step:
    """One step, as it stands on a day."""

    step: StepName
    by: str
    """Who takes it: a subject of the evidence or a country."""
    state: StepState
    first: dt.date | None = None
    """First day that it fell or may fall on."""
    last: dt.date | None = None
    """Last such day."""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrancheChain:
    """The steps of a tranche in their order."""

    tranche: str
    announced_on: dt.date
    steps: tuple[Step, ...]


def decision_chains(evidence: Evidence, terms: ProgrammeTerms, day: dt.date) -> tuple[TrancheChain, ...]:
    """Return the chain of every tranche announced by a day, the earliest first."""
    known = known_on(evidence, day)
    found = [item for item in programmes_on(evidence, day) if item.subject == terms.member.programme]
    announced = [item for programme in found for item in programme.tranches if item.announced_on]
    earlier = [None, *(item.announced_on for item in announced)]
    return tuple(
        TrancheChain(item.subject, item.announced_on, _steps(known, terms, item, before, day))
        for item, before in zip(announced, earlier, strict=False)
        if item.announced_on is not None
    )


def _steps(
    known: Known, terms: ProgrammeTerms, tranche: Tranche, before: dt.date | None, day: dt.date
) -> tuple[Step, ...]:
    member, selected = terms.member, tranche.announced_on
    assert selected is not None
    source = known.best(tranche.subject, "announced_on")
    told = (str(source["fact"]),) if source else ()
    earliest, latest = due_window(terms, selected)
    paid = _paid(known, terms, selected, day)
    due = tuple(fact for clock in terms.clocks for fact in clock.facts)
    refusal = tuple(
        str(row["fact"]) for row in known.rows(member.programme, "statement") if "refus" in str(row["value"])
    )
    return (
        _consultation(known, terms, before, selected),
        Step("recommendation", member.investment_committee, "implied", last=selected, facts=told),
        Step("selection", "USA", "done", selected, selected, told),
        Step("notice", "USA", "assumed", selected, selected, told),
        paid or Step("funding", member.region, _due_state(day, earliest, latest), earliest, latest, due),
        Step("refusal", member.region, _due_state(day, earliest, latest), earliest, latest, refusal),
    )


def _consultation(known: Known, terms: ProgrammeTerms, before: dt.date | None, selected: dt.date) -> Step:
    """Meetings of the programme between the tranche before and this one."""
    body = terms.member.consultation_committee
    for name, subject in known.evidence.subjects.items():
        if subject.kind == "event" and subject.part_of == terms.member.programme:
            first, last = (_day(known.best(name, measure)) for measure in ("held_on", "ends_on"))
            if first and (before is None or first > before) and first <= selected:
                facts = [
                    row["fact"] for measure in ("held_on", "ends_on") if (row := known.best(name, measure))
                ]
                return Step("consultation", body, "done", first, last or first, tuple(map(str, facts)))
    return Step("consultation", body, "implied", last=selected)


def _paid(known: Known, terms: ProgrammeTerms, selected: dt.date, day: dt.date) -> Step | None:
    """The payment, if the agreement's own entry on it was met by the day."""
    agreement = known.evidence.agreements.get(terms.member.agreement)
    for provision in agreement.provision if agreement else ():
        if provision.due is not None and provision.due.after == selected:
            for state in provision.state:
                if state.state == "met" and state.on <= day:
                    facts = tuple(state.facts)
                    return Step("funding", terms.member.region, "done", state.on, state.on, facts)
    return None


def _due_state(day: dt.date, earliest: dt.date, latest: dt.date) -> StepState:
    if day <= earliest:
        return "due"
    return "in_window" if day <= latest else "unknown"


def _day(row: Row | None) -> dt.date | None:
    span = span_of(str(row["value"])) if row else None
    return span[0] if span else None
