"""Deadlines as an iCalendar file (RFC 5545), for the calendar of whoever must keep them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from icalendar import Calendar, Event

from didymium.evidence.questions.deadlines import Deadline
from didymium.views.evidence.agreements_view import deadline_status
from didymium.views.evidence.speaking import Speaker


def deadlines_calendar(speaker: Speaker, deadlines: Sequence[Deadline], day: dt.date) -> bytes:
    """Return deadlines as all-day events; the same deadlines on the same day give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//didymium//deadlines//EN")
    calendar.add("version", "2.0")
    for deadline in deadlines:
        calendar.add_component(_event(speaker, deadline, day))
    return bytes(calendar.to_ical())


def _event(speaker: Speaker, deadline: Deadline, day: dt.date) -> Event:
    language = speaker.language
    title = deadline.agreement.title.in_language(language)
    promise = deadline.provision.title.in_language(language)
    event = Event()
    event.add("uid", f"{deadline.agreement.agreement}-{deadline.provision.number}@didymium")
    event.add("dtstamp", dt.datetime.combine(day, dt.time(), dt.UTC))
    event.add("dtstart", deadline.due)
    event.add("dtend", deadline.due + dt.timedelta(days=1))
    event.add("summary", f"{promise} ({deadline_status(speaker, deadline)})")
    source = f"{speaker.source(deadline.provision.source)}, {deadline.provision.locator}"
    event.add("description", f"{title}, {deadline.provision.number}. {source}")
    event.add("categories", [title])
    event.add("transp", "TRANSPARENT")
    return event
