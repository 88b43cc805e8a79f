"""What was in force on a date, and which promises were due, met or late: never a guess."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from didymium.evidence.agreements import Agreement, Due, Interval, Part, Provision, Rule, State
from didymium.evidence.dates import add_months, add_working_days

DeadlineStatus = Literal["due", "met", "met_late", "late", "lapsed", "unknown"]
"""``due``: the day has not passed; ``met``: by the day; ``met_late``: after it; ``late``: a source says after
the day that it is not met; ``lapsed``: given up; ``unknown``: the day has passed and no source says what
happened."""


@dataclass(frozen=True)
class Force:
    """The state of a rule, a part or an agreement on a date."""

    state: str
    """State of the interval, ``not_yet`` before the first one, or ``unknown`` after the last one with an
    end."""
    since: dt.date | None
    """First day of this state; for ``not_yet`` the day on which it begins."""
    until: dt.date | None = None
    """Last day of this state as far as known."""
    interval: Interval | None = None
    """The interval that the answer rests on; for ``unknown`` the last one."""


@dataclass(frozen=True)
class Deadline:
    """A promise with a date, as it stands on a day."""

    agreement: Agreement
    provision: Provision
    due: dt.date
    status: DeadlineStatus
    days: int
    """Days from the day asked about to the due day: negative once it has passed; for what is met, from the
    day on which it was met to the due day."""
    last: State | None
    """The last thing known by then."""


def force_on(intervals: Sequence[Interval], day: dt.date) -> Force:
    """Return the state on a day."""
    if not intervals:
        return Force("unknown", None)
    if day < intervals[0].from_:
        return Force("not_yet", intervals[0].from_)
    past = [interval for interval in intervals if interval.from_ <= day]
    last = past[-1]
    if last.until is None or day <= last.until:
        return Force(last.state, last.from_, last.until, last)
    return Force("unknown", last.until + dt.timedelta(days=1), None, last)


def agreement_force(agreement: Agreement, day: dt.date) -> Force:
    """Return the state of an agreement: in force from its signing unless it says otherwise."""
    if agreement.force:
        return force_on(agreement.force, day)
    state = "not_yet" if day < agreement.signed else "in_force"
    return Force(state, agreement.signed)


def rule_on(rule: Rule, day: dt.date) -> list[tuple[Part, Force]]:
    """Return the state of every part of a rule on a day."""
    return [(part, force_on(part.interval, day)) for part in rule.part]


def due_day(agreement: Agreement, due: Due) -> dt.date:
    """Return the day on which a promise falls due; months end on the last day of a shorter month."""
    if due.date is not None:
        return due.date
    start = due.after or agreement.signed
    if due.days is not None:
        return start + dt.timedelta(days=due.days)
    if due.months is not None:
        return add_months(start, due.months)
    return add_working_days(start, due.working_days or 0)


def deadlines_on(agreements: Sequence[Agreement], day: dt.date) -> list[Deadline]:
    """Return every promise with a date of what was signed by a day, by due day."""
    found = [
        _deadline(agreement, provision, provision.due, day)
        for agreement in agreements
        if agreement.signed <= day
        for provision in agreement.provision
        if provision.due is not None
    ]
    return sorted(found, key=lambda item: (item.due, item.agreement.agreement, item.provision.number))


def _deadline(agreement: Agreement, provision: Provision, due: Due, day: dt.date) -> Deadline:
    falls = due_day(agreement, due)
    known = sorted((state for state in provision.state if state.on <= day), key=lambda state: state.on)
    last = known[-1] if known else None
    days = (falls - day).days
    if last is not None and last.state == "met":
        first = next(state for state in known if state.state == "met")
        status: DeadlineStatus = "met" if first.on <= falls else "met_late"
        return Deadline(agreement, provision, falls, status, (falls - first.on).days, last)
    over = agreement_force(agreement, day).state in ("repealed", "expired", "struck_down")
    if over or (last is not None and last.state == "lapsed"):
        return Deadline(agreement, provision, falls, "lapsed", days, last)
    if days >= 0:
        return Deadline(agreement, provision, falls, "due", days, last)
    late = last is not None and (last.on > falls or (last.state == "not_met" and last.on >= falls))
    return Deadline(agreement, provision, falls, "late" if late else "unknown", days, last)
