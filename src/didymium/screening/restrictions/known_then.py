"""What was known on a day of the states of a rule: nobody foresaw a suspension."""

from __future__ import annotations

import datetime as dt

from didymium.evidence.agreements import Interval, Part
from didymium.evidence.dates import span_of
from didymium.evidence.evidence import Evidence


def part_known_on(evidence: Evidence, part: Part, day: dt.date) -> Part:
    """Return a part with the intervals that had begun or were announced by a day.

    What a later source ended goes on without it: what was in force has no end, what was pending comes into
    force on the day that was planned (an ``in_force_from`` fact of the part).
    """
    known = tuple(interval for interval in part.interval if _was_known(evidence, interval, day))
    if known == part.interval or not known:
        return part if known else part.model_copy(update={"interval": part.interval[:1]})
    *before, last = known
    after = _undisturbed(last, _planned(evidence, part, last))
    return part.model_copy(update={"interval": (*before, *after)})


def _was_known(evidence: Evidence, interval: Interval, day: dt.date) -> bool:
    if interval.from_ <= day:
        return True
    published = span_of(evidence.sources[interval.source].published)
    return published is not None and published[1] <= day


def _planned(evidence: Evidence, part: Part, last: Interval) -> dt.date | None:
    """Return the first day in force that was announced, after the last interval has begun."""
    rows = [evidence.fact(name) for name in part.facts]
    days = [_day(row["value"]) for row in rows if row["measure"] == "in_force_from"]
    return min((day for day in days if day is not None and day > last.from_), default=None)


def _day(text: str) -> dt.date | None:
    span = span_of(text)
    return None if span is None else span[0]


def _undisturbed(last: Interval, planned: dt.date | None) -> tuple[Interval, ...]:
    if last.state == "in_force":
        return (last.model_copy(update={"until": None}),)
    if last.state != "pending" or planned is None:
        return (last,)
    pending = last.model_copy(update={"until": planned - dt.timedelta(days=1)})
    return (pending, last.model_copy(update={"from_": planned, "until": None, "state": "in_force"}))
