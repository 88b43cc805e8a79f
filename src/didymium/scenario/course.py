"""The course of a restriction over time, as it is known on a given day (market.md §§6, 7)."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.evidence.dates import add_working_days
from didymium.market.periods import Periods, add_months, make_periods
from didymium.scenario.schema import (
    Approval,
    Ban,
    CustomsFriction,
    Event,
    ExportQuota,
    ExportRestriction,
    ExportTax,
    QuotaWindow,
    RouteClosure,
    Scenario,
    TaxStep,
)

Floats = NDArray[np.float64]


_COURSES: dict[type[object], str] = {
    ExportRestriction: "approval",
    ExportQuota: "quota",
    ExportTax: "step",
}
"""Where events hold what changes later and becomes known later."""


def _known_from(item: Approval | QuotaWindow | TaxStep) -> dt.date:
    return item.known_from or item.from_


def news_days(scenario: Scenario) -> list[dt.date]:
    """Return every day on which something of the scenario becomes known, in order."""
    days = set[dt.date]()
    for event in scenario.event:
        key = _COURSES.get(type(event))
        if key:
            days.update(_known_from(item) for item in getattr(event, key))
    for entry in (*scenario.event, *scenario.instrument):
        days.update({entry.known_from, entry.end_known_from or entry.known_from})
    return sorted(days)


def run_periods(case: Case, scenario: Scenario) -> Periods:
    """Return the periods of a run: from the day that the scenario states, else the profile's lead months
    before its first news, else the case's first day.
    """
    profile = case.settings.profiles[scenario.profile]
    days = news_days(scenario)
    if scenario.begin is not None:
        begin = scenario.begin
    elif days:
        begin = max(add_months(days[0], -profile.lead_months), case.settings.start)
    else:
        begin = case.settings.start
    return make_periods(begin, profile)


def known_events(scenario: Scenario, day: dt.date) -> tuple[Event, ...]:
    """Return the events of which agents know on a day, with only those approval rates, quotas, tax rates and
    ends that are known by then.
    """
    known = []
    for event in scenario.event:
        if event.known_from > day:
            continue
        key = _COURSES.get(type(event))
        if key:
            course = tuple(item for item in getattr(event, key) if _known_from(item) <= day)
            event = event.model_copy(update={key: course})
        known.append(event.known_on(day))
    return tuple(known)


def believed_events(scenario: Scenario, day: dt.date, after: dt.date) -> tuple[Event, ...]:
    """Return the events of which agents know on a day, as they expect them to go on: with a belief, every
    restriction on shipments that would last longer ends so many months after the current period.

    ``after`` is the first day after that period. A restriction that is announced and begins later is believed
    to last so many months after the month in which it begins.
    """
    known, months = known_events(scenario, day), scenario.belief_ends_in_months
    if scenario.foresight != "rolling" or months is None:
        return known
    return tuple(_ending(event, after, months) for event in known)


def _ending(event: Event, after: dt.date, months: int) -> Event:
    if not isinstance(event, ExportRestriction | Ban | CustomsFriction | RouteClosure | ExportQuota):
        return event
    begun = after if event.from_ < after else add_months(event.from_, 1)
    last = add_months(begun, months) - dt.timedelta(days=1)
    if event.until is not None and event.until <= last:
        return event
    return event.model_copy(update={"until": last})


def volume_shares(event: ExportRestriction | Ban, periods: Periods) -> Floats:
    """Return the share of the base flow that may leave in each period, the mean over its days; shape (T,)."""
    days = np.arange(int(periods.ends[-1]))
    shares = np.ones(len(days))
    inside = days >= periods.position(event.from_)
    if event.until is not None:
        inside &= days <= periods.position(event.until)
    shares[inside] = 0.0 if isinstance(event, Ban) else _licensed_shares(event, periods, days)[inside]
    cumulated = np.concatenate([[0.0], np.cumsum(shares)])
    starts, ends = periods.starts.astype(int), periods.ends.astype(int)
    return np.asarray((cumulated[ends] - cumulated[starts]) / periods.days)


def _licensed_shares(event: ExportRestriction, periods: Periods, days: NDArray[np.int64]) -> Floats:
    """Return nothing while applications are processed, then the stated share, then what each approval rate
    lets through.
    """
    shares = np.full(len(days), event.volume_share)
    if event.processing_working_days:
        over = add_working_days(event.from_, event.processing_working_days, event.origin)
        shares[days < periods.position(over)] = 0.0
    for approval in sorted(event.approval, key=lambda item: item.from_):
        shares[days >= periods.position(approval.from_)] = _volume_share(approval)
    return shares


def _volume_share(approval: Approval) -> float:
    return approval.rate if approval.volume_share is None else approval.volume_share
