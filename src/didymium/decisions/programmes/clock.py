"""When the funds fall due after a selection, by each way of counting and each calendar of working days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from didymium.decisions.programmes.members import HOST
from didymium.decisions.programmes.terms import Clock, ProgrammeTerms
from didymium.evidence.dates import add_working_days

CalendarName = Literal["weekdays", "funder", "host", "both", "every_day"]
"""Monday to Friday; without the public holidays of the funder, of the United States, or of both; every day
of the calendar."""


@dataclass(frozen=True)
class FundingDay:
    """The day that one way of counting leads to."""

    clock: Clock
    calendar: CalendarName
    day: dt.date
    is_last: bool
    """Whether it is the last day for the funds; otherwise it is the first."""


def funding_days(terms: ProgrammeTerms, notice: dt.date) -> tuple[FundingDay, ...]:
    """Return when the funds fall due after a notice: a day for each clock and calendar, the earliest first.

    No source names the calendar that the memorandum means, so all are shown. Public holidays are those of the
    ``holidays`` package.
    """
    found = [
        FundingDay(clock, calendar, _counted(clock, calendar, terms.member.region, notice), _is_last(clock))
        for clock in terms.clocks
        for calendar in _calendars(clock)
    ]
    return tuple(sorted(found, key=lambda item: (item.day, item.clock.kind, item.calendar)))


def due_window(terms: ProgrammeTerms, notice: dt.date) -> tuple[dt.date, dt.date]:
    """Return the earliest and the latest day that any way of counting calls the last day."""
    days = [item.day for item in funding_days(terms, notice) if item.is_last]
    days = days or [item.day for item in funding_days(terms, notice)]
    return min(days), max(days)


def _calendars(clock: Clock) -> tuple[CalendarName, ...]:
    return ("weekdays", "funder", "host", "both") if clock.kind.endswith("working_days") else ("every_day",)


def _is_last(clock: Clock) -> bool:
    return clock.kind.startswith("within")


def _counted(clock: Clock, calendar: CalendarName, funder: str, notice: dt.date) -> dt.date:
    if calendar == "every_day":
        return notice + dt.timedelta(days=clock.count)
    regions = {"weekdays": (), "funder": (funder,), "host": (HOST,), "both": (funder, HOST)}[calendar]
    return add_working_days(notice, clock.count, *regions)
