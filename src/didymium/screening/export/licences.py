"""How long a licence takes and how likely it is: by law, as seen, and when it would be there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from didymium.evidence.dates import add_working_days
from didymium.evidence.evidence import Evidence
from didymium.evidence.rule_tests import LicenceTime
from didymium.screening.answer import Holds
from didymium.screening.export.verdict import ExportAnswer
from didymium.screening.rules import published_on

_WORKING_DAYS_PER_WEEK = 5.0
_LICENCES = frozenset({"licence", "individual_licence", "case_by_case"})


@dataclass(frozen=True)
class Approval:
    """A share of applications that was seen to be approved."""

    fact: str
    as_of: str
    who: str
    """Whose applications."""
    low_percent: float | None
    high_percent: float | None
    """Bounds; equal if the source gives one figure."""
    source: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class LicenceOutlook:
    """What is known of the licences of one part of a rule on a day."""

    rule: str
    part: str
    statutory_working_days: float | None
    """Limit by law; None: none is known, or none holds."""
    statutory_fact: str
    observed_working_days: tuple[float, float] | None
    """Shortest and longest time seen."""
    decided_by: dt.date | None
    """Last day of the limit if the application is filed on the day, by the issuer's calendar."""
    observed: tuple[dt.date, dt.date] | None
    """First and last day of the times seen."""
    approvals: tuple[Approval, ...]
    """Shares approved that were published by the day, the latest last."""
    no_limit: bool
    """Whether the limit does not hold for this user (watch list)."""


def licence_outlooks(evidence: Evidence, answer: ExportAnswer) -> tuple[LicenceOutlook, ...]:
    """Return time and chance of every licence that a shipment needs, or may need."""
    needed = {
        (finding.rule, finding.part)
        for finding in answer.biting
        if finding.effect in _LICENCES and _times(evidence, finding.rule, finding.part) is not None
    }
    individual = any(
        finding.effect == "individual_licence" and finding.bites is not Holds.NO
        for finding in answer.findings
    )
    return tuple(_outlook(evidence, *name, answer.day, individual) for name in sorted(needed))


def _times(evidence: Evidence, rule: str, part: str) -> LicenceTime | None:
    return next(found.licence for found in evidence.rules[rule].part if found.part == part)


def _outlook(evidence: Evidence, rule: str, part: str, day: dt.date, individual: bool) -> LicenceOutlook:
    times = _times(evidence, rule, part)
    assert times is not None
    issuer = evidence.rules[rule].issuer
    statutory = None if times.statutory is None else _working_days(evidence, times.statutory)
    seen = [
        _working_days(evidence, name) for name in (times.observed_shortest, times.observed_longest) if name
    ]
    observed = (min(seen), max(seen)) if seen else None
    return LicenceOutlook(
        rule=rule,
        part=part,
        statutory_working_days=statutory,
        statutory_fact=times.statutory or "",
        observed_working_days=observed,
        decided_by=None
        if statutory is None or individual
        else add_working_days(day, round(statutory), issuer),
        observed=None
        if observed is None
        else (
            add_working_days(day, round(observed[0]), issuer),
            add_working_days(day, round(observed[1]), issuer),
        ),
        approvals=tuple(_approvals(evidence, times.approval, day)),
        no_limit=individual,
    )


def _working_days(evidence: Evidence, fact: str) -> float:
    row = evidence.fact(fact)
    return float(row["number"]) * (_WORKING_DAYS_PER_WEEK if row["unit"] == "weeks" else 1.0)


def _approvals(evidence: Evidence, facts: Iterable[str], day: dt.date) -> Iterator[Approval]:
    rows = [(published_on(evidence, row), row) for row in map(evidence.fact, facts)]
    for published, row in sorted(rows, key=lambda pair: (pair[0], pair[1]["fact"])):
        if published > day:
            continue
        bounded = row["low"] is not None or row["high"] is not None
        number = float(row["number"])
        yield Approval(
            fact=row["fact"],
            as_of=row["as_of"],
            who=row["partner"] or row["region"],
            low_percent=row["low"] if bounded else number,
            high_percent=row["high"] if bounded else number,
            source=row["source"],
            warnings=tuple(str(row["warnings"] or "").split()),
        )
