"""Who is who in a scenario: the restricting exporter, the members shown first, the first day of the
restriction.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

import polars as pl

from didymium.case.case import Case
from didymium.outcome.tables import Outcome
from didymium.scenario.schema import Dumping, ProjectBuild, Scenario

_HARMLESS = (Dumping, ProjectBuild)
"""Kinds of event that nobody runs short by."""


def home_regions(case: Case) -> tuple[str, ...]:
    """Return the members that summaries show first: as the case says, else every member of its clubs, else
    all regions.
    """
    if case.settings.home_regions:
        return case.settings.home_regions
    members = {row.region for rows in case.clubs.values() for row in rows}
    return tuple(row.region for row in case.regions if row.region in members or not members)


def critical_materials(case: Case) -> tuple[str, ...]:
    """Return the materials that summaries show first: as the case says, else all of them."""
    return case.settings.critical_materials or tuple(row.material for row in case.materials)


def exporter(case: Case, scenario: Scenario, base: Outcome) -> str | None:
    """Return the region whose exports the scenario restricts; without any, the largest maker of critical
    materials.
    """
    named = Counter(str(origin) for event in scenario.event if (origin := getattr(event, "origin", None)))
    if named:
        return named.most_common(1)[0][0]
    made = (
        base["output"]
        .filter(pl.col("t") > 0, pl.col("material").is_in(list(critical_materials(case))))
        .group_by("region")
        .agg(pl.col("t").sum())
        .sort(["t", "region"], descending=[True, False])
    )
    return str(made["region"][0]) if made.height else None


def restriction_start(scenario: Scenario, outcome: Outcome) -> dt.date | None:
    """Return the first day of effect after the run's first day; earlier events are the background of the
    run. Where nothing but instruments happens, theirs counts.
    """
    first = first_day(outcome)
    if first is None or not scenario.happens:
        return None
    restricting = [event.from_ for event in scenario.event if not isinstance(event, _HARMLESS)]
    if not scenario.event:
        restricting = [entry.from_ for entry in scenario.instrument]
    later = [day for day in restricting if day > first]
    return min(later, default=first)


def first_day(outcome: Outcome) -> dt.date | None:
    """Return the first day of a run."""
    days = [day for table in ("served", "prices") for day in outcome[table]["period"].unique()]
    return min(days, default=None)
