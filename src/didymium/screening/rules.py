"""The parts of the rules on a day, under a reading of what follows after the last day that is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from didymium.evidence.agreements import Part, Rule
from didymium.evidence.dates import span_of
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.deadlines import Force, force_on
from didymium.evidence.rule_tests import Threshold

Reading = Literal["as_known", "extended", "lapsed"]
"""What is taken to hold after the last day that any source gives. ``as_known``: nothing, the state is
unknown. ``extended``: the last state goes on. ``lapsed``: it ends as its text says: what was suspended
or pending is in force, what was in force ends."""
READINGS: tuple[Reading, ...] = ("as_known", "extended", "lapsed")


@dataclass(frozen=True)
class PartOnDay:
    """A part of a rule and its state on a day."""

    rule: Rule
    part: Part
    force: Force


@dataclass(frozen=True)
class Limit:
    """A threshold with its figure."""

    value: float
    unit: str
    included: bool
    fact: str
    warnings: tuple[str, ...]


def force_of(part: Part, day: dt.date, reading: Reading = "as_known") -> Force:
    """Return the state of a part on a day under a reading."""
    force = force_on(part.interval, day)
    if force.state != "unknown" or reading == "as_known" or force.interval is None:
        return force
    last = force.interval.state
    if reading == "extended":
        return replace(force, state=last)
    return replace(force, state="in_force" if last in ("suspended", "pending") else "expired")


def parts_on(evidence: Evidence, day: dt.date, reading: Reading = "as_known") -> Iterator[PartOnDay]:
    """Return every part of every rule with its state on a day."""
    for rule in evidence.rules.values():
        for part in rule.part:
            yield PartOnDay(rule, part, force_of(part, day, reading))


def limit_of(evidence: Evidence, threshold: Threshold) -> Limit:
    """Return the figure of a threshold, in the unit of its fact."""
    row = evidence.fact(threshold.fact)
    warnings = tuple(str(row["warnings"] or "").split())
    return Limit(float(row["number"]), str(row["unit"]), threshold.included, threshold.fact, warnings)


def turning_days(evidence: Evidence, concerns: Callable[[Part], bool] = bool) -> list[dt.date]:
    """Return the days on which a part of any rule changes its state, or stops being known, in order.

    ``concerns(part)`` says whether a part is of interest; by default all are.
    """
    parts = [part for rule in evidence.rules.values() for part in rule.part if concerns(part)]
    intervals = [interval for part in parts for interval in part.interval]
    begins = {interval.from_ for interval in intervals}
    ends = {interval.until for interval in intervals if interval.until is not None}
    return sorted(begins | {day + dt.timedelta(days=1) for day in ends})


def published_on(evidence: Evidence, fact: Mapping[str, Any]) -> dt.date:
    """Return the day on which a figure became known: that of its source, if the figure's date is no day."""
    span = span_of(evidence.sources[fact["source"]].published)
    if fact["start"] < fact["end"] and span is not None and fact["start"] <= span[1] <= fact["end"]:
        return span[1]
    end: dt.date = fact["end"]
    return end
