"""What the controls of the shock lab offer for a case, and where they stand at first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.counted import named_materials
from didymium.case.usual import exporters, usual
from didymium.indicators.roles import critical_materials, home_regions
from didymium.market.periods import add_months
from didymium.scenario.reading import list_scenarios, read_scenario
from didymium.scenario.schema import Ban, ExportRestriction, Scenario
from didymium.web.lab.settings import MOST_LISTED, MOST_MONTHS, LabSettings

PROFILE = "live"
"""Profile of the lab, where a case has it: short enough to be solved while a slider is moved."""
SCRAP = "scrap"
"""Stage of the materials that a collection target may name."""


@dataclass(frozen=True)
class Choices:
    """What may be chosen. Materials and regions by their codes, the likeliest first."""

    profile: str
    scenarios: tuple[str, ...]
    origins: tuple[str, ...]
    materials: tuple[str, ...]
    destinations: tuple[str, ...]
    clubs: tuple[str, ...]
    floor_materials: tuple[str, ...]
    shared_materials: tuple[str, ...]
    projects: tuple[str, ...]
    sectors: tuple[str, ...]
    scrap: str
    """Scrap that is collected; blank where a case collects none."""


def lab_profile(case: Case) -> str:
    """Return the profile in which the lab solves a case."""
    return PROFILE if PROFILE in case.settings.profiles else next(iter(case.settings.profiles))


def choices_of(case: Case) -> Choices:
    """Return what the lab offers for a case."""
    homes, critical = home_regions(case), critical_materials(case)
    clubs = tuple(case.clubs)

    first = [name for name in critical if name in {route.material for route in case.routes}]
    rest = [row.material for row in case.materials if row.material not in first and row.stage != SCRAP]
    return Choices(
        profile=lab_profile(case),
        scenarios=tuple(list_scenarios(case)),
        origins=exporters(case),
        materials=(*(name for name in case.groups), *first, *rest),
        destinations=("all", *clubs, *homes, *(r.region for r in case.regions if r.region not in homes)),
        clubs=(*clubs, *homes),
        floor_materials=tuple(first),
        shared_materials=_used(case, first),
        projects=tuple(row.plant for row in case.plants if row.status == "planned"),
        sectors=tuple(row.sector for row in case.sectors),
        scrap=_collected(case),
    )


def first_settings(case: Case, today: dt.date) -> LabSettings:
    """Return where the sliders stand at first: the usual shock of the case from the next month on, or on top
    of that scenario where sliders cannot say what happens in it; without one no restriction by the usual
    exporter.
    """
    choices, stated = choices_of(case), usual(case)
    begin = max(today.replace(day=1), case.settings.start)
    settings = LabSettings(
        begin=begin,
        origin=stated.exporter,
        materials=choices.materials[:1],
        club=stated.club,
        floor_material=_preferred(choices.floor_materials, stated.floor_material),
        shared_material=_preferred(choices.shared_materials),
    )
    if not stated.shock:
        return settings
    moved = with_restriction(settings, read_scenario(case, stated.shock))
    return moved or settings.model_copy(update={"scenario": stated.shock})


def with_restriction(settings: LabSettings, scenario: Scenario) -> LabSettings | None:
    """Return settings with the restriction of a scenario, in as many months after the run's first day as its
    start lies after the lead month; None if sliders cannot say what happens in it.
    """
    event = scenario.event[0] if len(scenario.event) == 1 and not scenario.instrument else None
    if not isinstance(event, ExportRestriction | Ban) or event.users != "all":
        return None
    if scenario.foresight != "surprise":
        return None
    if isinstance(event, ExportRestriction) and (event.approval or event.processing_working_days):
        return None
    months = _months(event.from_, event.until)
    if months is None or months > MOST_MONTHS or event.from_.day != 1 or event.known_from != event.from_:
        return None
    share = 0.0 if isinstance(event, Ban) else event.volume_share
    if abs(share * 100 - round(share * 100)) > 1e-9:
        return None
    destinations = ("all",) if event.destinations == "all" else event.destinations
    if max(len(event.materials), len(destinations)) > MOST_LISTED:
        return None
    return settings.model_copy(
        update={
            "origin": event.origin,
            "materials": event.materials,
            "destinations": destinations,
            "severity": 100 - round(share * 100),
            "start": 1,
            "months": months,
        }
    )


def _months(first: dt.date, last: dt.date | None) -> int | None:
    """Return how many whole months lie from a first to a last day, 0 for an open end; None if no number."""
    if last is None:
        return 0
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return months if add_months(first, months) == last + dt.timedelta(days=1) else None


def _preferred(names: Sequence[str], *first: str) -> str:
    """Return the first of the names preferred that there is, else the first of all, else nothing."""
    return (*(name for name in first if name in names), *names, "")[0]


def _used(case: Case, materials: Sequence[str]) -> tuple[str, ...]:
    """Return the materials that sectors use as they are, those counted in their product first: what a stock
    may be of.
    """
    used, counted = {row.material for row in case.demands}, named_materials(case)
    return tuple(sorted((name for name in materials if name in used), key=lambda name: name not in counted))


def _collected(case: Case) -> str:
    """Return the scrap that collectors bring in: made from nothing by a process of that stage."""
    stages = {row.material: row.stage for row in case.materials}
    outputs = {
        row.material: row.process
        for row in case.coefficients
        if row.t_per_t > 0 and stages.get(row.material) == SCRAP
    }
    used = {row.process for row in case.coefficients if row.t_per_t < 0}
    return next((material for material, process in outputs.items() if process not in used), "")
