"""The same question on every date: when the answer changes, through suspensions and past what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from didymium.evidence.agreements import Part
from didymium.evidence.evidence import Evidence
from didymium.screening.export.screen import Worked, screen_shipment
from didymium.screening.export.shipment import Shipment
from didymium.screening.export.verdict import ExportAnswer, Verdict
from didymium.screening.rules import READINGS, Reading, force_of, turning_days


@dataclass(frozen=True)
class Stretch:
    """Days with the same answer for the same reasons."""

    first: dt.date
    last: dt.date | None
    """Last day; None: no end is known."""
    verdict: Verdict
    least: Verdict
    most: Verdict
    because: tuple[tuple[str, str, str], ...]
    """Rule, part and state of each finding that bites or may."""


def shipment_timeline(
    evidence: Evidence, shipment: Shipment, first: dt.date | None = None, reading: Reading = "as_known"
) -> list[Stretch]:
    """Return the answers for a shipment from a day on (by default from the first rule that touches it)."""
    return shipment_timelines(evidence, shipment, first, (reading,))[reading]


def shipment_timelines(
    evidence: Evidence,
    shipment: Shipment,
    first: dt.date | None = None,
    readings: Sequence[Reading] = READINGS,
    progress: Callable[[int, int], None] | None = None,
) -> dict[Reading, list[Stretch]]:
    """Return the answers under several readings; they differ only on days with states that nobody knows."""
    days = [day for day in turning_days(evidence, _about_shipments) if first is None or day > first]
    if first is not None:
        days = [first, *days]
    answers: dict[Reading, list[ExportAnswer]] = {reading: [] for reading in readings}
    worked = Worked()
    for number, day in enumerate(days, start=1):
        told = {} if _is_open(evidence, day) else {readings[0]: readings}
        for reading, alike in (told or {one: (one,) for one in readings}).items():
            answer = screen_shipment(evidence, shipment, day, reading, worked)
            for one in alike:
                answers[one].append(replace(answer, reading=one))
        if progress is not None:
            progress(number, len(days))
    return {reading: _merged(found) for reading, found in answers.items()}


def _is_open(evidence: Evidence, day: dt.date) -> bool:
    """Whether the state of a part about shipments is unknown on a day, so that readings may differ."""
    parts = (part for rule in evidence.rules.values() for part in rule.part if _about_shipments(part))
    return any(force_of(part, day).state == "unknown" for part in parts)


def readings_on(evidence: Evidence, shipment: Shipment, day: dt.date) -> dict[Reading, ExportAnswer]:
    """Return the answer of a day under each reading of what nobody knows yet."""
    worked = Worked()
    return {one: screen_shipment(evidence, shipment, day, one, worked) for one in READINGS}


def _about_shipments(part: Part) -> bool:
    return bool(part.shipment or part.item)


def _merged(answers: Sequence[ExportAnswer]) -> list[Stretch]:
    stretches: list[Stretch] = []
    for answer in answers:
        because = tuple(sorted({(finding.rule, finding.part, finding.state) for finding in answer.biting}))
        found = Stretch(answer.day, None, answer.verdict, answer.least, answer.most, because)
        previous = stretches[-1] if stretches else None
        if previous is not None and _same(previous, found):
            continue
        if previous is not None:
            stretches[-1] = replace(previous, last=answer.day - dt.timedelta(days=1))
        stretches.append(found)
    return stretches


def _same(one: Stretch, other: Stretch) -> bool:
    return (one.verdict, one.least, one.most, one.because) == (
        other.verdict,
        other.least,
        other.most,
        other.because,
    )
