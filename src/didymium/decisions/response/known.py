"""A scenario as it is known on a day: nothing that anybody learns later is in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.files.problems import InputError, Problem
from didymium.scenario.course import known_events, news_days, run_periods
from didymium.scenario.schema import ExportRestriction, Scenario


def known_scenario(case: Case, scenario: Scenario, day: dt.date) -> Scenario:
    """Return what is known of a scenario on a day, over the same periods.

    Raises:
        InputError: If nothing is known by then.
    """
    days = news_days(scenario)
    if scenario.foresight != "perfect" and not any(news <= day for news in days):
        said = f"its first news is of {days[0]}" if days else "nothing happens in it"
        problem = Problem(
            "as_of", f"comes before anything of the scenario is known: {said}", value=str(day),
            remedy="give a later day, or another scenario",
        )  # fmt: skip
        raise InputError([problem])
    return scenario.model_copy(
        update={
            "event": known_events(scenario, day),
            "instrument": tuple(entry for entry in scenario.instrument if entry.known_from <= day),
            "begin": run_periods(case, scenario).bounds[0],
            "foresight": "surprise",
        }
    )


@dataclass(frozen=True)
class Learnt:
    """Something of a scenario that became known: an event or instrument, or a later share of a licence."""

    date: dt.date
    title: str
    share: float | None
    """Share of the usual flow that leaves from then on; None for anything but a licence."""
    materials: tuple[str, ...]
    """Materials and groups that it names; ``all`` for every one, blank where it names none."""
    source: str


def learnt_between(scenario: Scenario, after: dt.date, until: dt.date) -> tuple[Learnt, ...]:
    """Return what became known after one day and by another, in order."""
    found = [
        Learnt(entry.known_from, entry.title or entry.kind, None, _materials(entry), entry.source)
        for entry in (*scenario.event, *scenario.instrument)
    ]
    for event in scenario.event:
        if isinstance(event, ExportRestriction):
            for approval in event.approval:
                share = approval.rate if approval.volume_share is None else approval.volume_share
                day = approval.known_from or approval.from_
                found.append(Learnt(day, event.title or event.kind, share, event.materials, approval.source))
    return tuple(
        sorted((one for one in found if after < one.date <= until), key=lambda one: (one.date, one.title))
    )


def _materials(entry: object) -> tuple[str, ...]:
    named = getattr(entry, "materials", None) or getattr(entry, "material", None) or ()
    return (named,) if isinstance(named, str) else tuple(named)
