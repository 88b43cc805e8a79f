"""What may become of licences that are applied for: granted, or refused, known from a day on.

Granted, the usual flow leaves from the day of the decision; refused, what leaves stays as it is. Both have
the same past. The chance is the rate of approvals last reported by the day of the plan: of what waits, as
much is granted as was before. All licences are decided alike, which is the harsher reading.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from didymium.decisions.response.asking import ResponseRequest
from didymium.evidence.dates import add_working_days
from didymium.market.periods import Periods
from didymium.scenario.schema import Approval, Event, ExportRestriction, Scenario

UNKNOWN_CHANCE = 0.5
"""Chance of a grant where no rate of approvals is known."""
USUAL_DECISION_DAYS = 30
"""Days to a decision where no statutory time runs."""


@dataclass(frozen=True)
class Course:
    """One way in which things may go on, with its probability."""

    name: str
    """``as_known``, ``granted`` or ``refused``."""
    probability: float
    scenario: Scenario


@dataclass(frozen=True)
class Licences:
    """The ways in which a scenario may go on, and the day on which it will be known which of them holds."""

    courses: tuple[Course, ...]
    decision: dt.date | None
    """None where nothing waits for a decision within the plan."""
    chance: float | None
    chance_source: str
    """Where the chance comes from: of the request, a source of the scenario, or ``assumed: why``."""


def licences_of(scenario: Scenario, request: ResponseRequest, periods: Periods) -> Licences:
    """Return what may become of the licences of a scenario as known on the day of the plan; ``periods`` are
    those of its run, and the decision falls on the first day of one.
    """
    waiting = [
        event
        for event in scenario.event
        if isinstance(event, ExportRestriction) and _waits(event, request.as_of)
    ]
    decision = _decision_day(waiting, request, periods) if waiting else None
    if decision is None:
        return Licences((Course("as_known", 1.0, scenario),), None, None, "")
    chance, source = _chance(waiting, request)
    granted = scenario.model_copy(
        update={"event": tuple(_granted(event, waiting, decision) for event in scenario.event)}
    )
    courses = (Course("granted", chance, granted), Course("refused", 1.0 - chance, scenario))
    return Licences(tuple(course for course in courses if course.probability > 0.0), decision, chance, source)


def _waits(event: ExportRestriction, day: dt.date) -> bool:
    in_force = event.from_ <= day and (event.until is None or event.until > day)
    return in_force and _share_now(event, day) < 1.0


def _share_now(event: ExportRestriction, day: dt.date) -> float:
    share = event.volume_share
    for approval in event.approval:
        if approval.from_ <= day:
            share = approval.rate if approval.volume_share is None else approval.volume_share
    return share


def _decision_day(
    waiting: list[ExportRestriction], request: ResponseRequest, periods: Periods
) -> dt.date | None:
    """Return the first day of the first period of the run on or after the expected one, if it lies within the
    plan.
    """
    expected = _expected_day(waiting, request)
    end = request.as_of + dt.timedelta(days=request.days)
    later = [day for day in periods.bounds[:-1] if day >= expected and day > request.as_of]
    return later[0] if later and later[0] < end else None


def _expected_day(waiting: list[ExportRestriction], request: ResponseRequest) -> dt.date:
    if request.decision_after_days is not None:
        return request.as_of + dt.timedelta(days=request.decision_after_days)
    ends = [
        add_working_days(event.from_, event.processing_working_days, event.origin)
        for event in waiting
        if event.processing_working_days
    ]
    ahead = [day for day in ends if day > request.as_of]
    return min(ahead, default=request.as_of + dt.timedelta(days=USUAL_DECISION_DAYS))


def _chance(waiting: list[ExportRestriction], request: ResponseRequest) -> tuple[float, str]:
    if request.grant_chance is not None:
        return request.grant_chance, "as asked for"
    reported = [
        approval for event in waiting for approval in event.approval if approval.from_ <= request.as_of
    ]
    if not reported:
        return UNKNOWN_CHANCE, "assumed: no rate of approvals is known on the day"
    last = max(reported, key=lambda approval: approval.from_)
    return last.rate, last.source


def _granted(event: Event, waiting: list[ExportRestriction], decision: dt.date) -> Event:
    if event not in waiting or not isinstance(event, ExportRestriction):
        return event
    source = "assumed: every licence that waits is granted"
    grant = Approval(from_=decision, rate=1.0, known_from=decision, source=source)
    before = tuple(approval for approval in event.approval if approval.from_ < decision)
    return event.model_copy(update={"approval": (*before, grant)})
