"""Whether a scenario agrees with its case: names, dates and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise

from didymium.case.case import Case
from didymium.case.names import Names, Target, names_of
from didymium.case.schema import Demand
from didymium.evidence.provenance import Kind, parse_references, reference_for
from didymium.files.suggestion import did_you_mean
from didymium.files.wording import Finding, Path
from didymium.scenario.instruments.checks import check_instruments
from didymium.scenario.instruments.schema import Instrument
from didymium.scenario.names import concerned_routes, expand_materials, expand_regions
from didymium.scenario.quota_checks import check_quota, check_tax
from didymium.scenario.schema import (
    Approval,
    Ban,
    CapacityMove,
    CustomsFriction,
    DemandSurge,
    Dumping,
    Event,
    ExportQuota,
    ExportRestriction,
    ExportTax,
    PlantOutage,
    ProjectBuild,
    ProjectDelay,
    QuotaWeight,
    QuotaWindow,
    RouteClosure,
    Scenario,
    TaxStep,
)

MOST_YEARS = 100
"""No event and no run lies further from the base year than this."""

_TARGETS = {
    "origin": Target.REGION,
    "origins": Target.REGION_OR_CLUB,
    "destinations": Target.REGION_OR_CLUB,
    "regions": Target.REGION_OR_CLUB,
    "material": Target.MATERIAL,
    "materials": Target.MATERIAL_OR_GROUP,
    "users": Target.SECTOR,
    "sectors": Target.SECTOR,
    "plants": Target.PLANT,
    "via": Target.CHOKE_POINT,
    "club": Target.REGION_OR_CLUB,
    "covers": Target.MATERIAL_OR_GROUP,
    "trusted": Target.REGION_OR_CLUB,
    "members": Target.REGION_OR_CLUB,
    "region": Target.REGION,
    "reference_region": Target.REGION,
    "payer": Target.REGION,
    "buyer": Target.REGION,
}
"""What the keys of an event or an instrument refer to."""
_MAY_BE_EMPTY = ("plants", "covers", "trusted", "members")
"""Lists that an instrument may leave out."""

_SAME_RATE = 1e-9
_Inner = Approval | QuotaWindow | QuotaWeight | TaxStep


def check_scenario(case: Case, scenario: Scenario) -> list[Finding]:
    """Return every disagreement of a scenario with its case and with itself."""
    found = [*_profile(case, scenario), *_belief(scenario), *_conduct(case, scenario)]
    names = names_of(case)
    entries: list[tuple[Path, Event | Instrument]] = [
        *((("event", number), event) for number, event in enumerate(scenario.event)),
        *((("instrument", number), entry) for number, entry in enumerate(scenario.instrument)),
    ]
    for path, event in entries:
        found += [
            *_names(names, event, path),
            *_dates(event, path),
            *_sources(case, event, path),
            *_approvals(case, event, path),
            *_quotas_and_taxes(case, event, path),
            *_plants(case, scenario, event, path),
            *_closure(event, path),
            *_moves(event, path),
            *_outside(case, scenario, event, path),
        ]
    if not found:
        found = [finding for path, event in entries for finding in _without_effect(case, event, path)]
        found += check_instruments(case, scenario)
    return found


def _profile(case: Case, scenario: Scenario) -> Iterator[Finding]:
    profiles = case.settings.profiles
    if scenario.begin is not None:
        yield from check_begin(case, scenario.begin)
    if scenario.profile not in profiles:
        remedy = did_you_mean(scenario.profile, profiles)
        yield Finding(("profile",), "is not among the profiles of case.toml", scenario.profile, remedy)


def check_begin(case: Case, begin: dt.date) -> Iterator[Finding]:
    """Yield that a run cannot begin on a day: before the case does, or in a far future."""
    start, base_year = case.settings.start, case.settings.base_year
    if begin < start:
        yield Finding(("begin",), f"is before the case begins, {start}", str(begin))
    if begin.year > base_year + MOST_YEARS:
        message = f"is more than {MOST_YEARS} years after the base year, {base_year}"
        yield Finding(("begin",), message, str(begin))


def _belief(scenario: Scenario) -> Iterator[Finding]:
    months = scenario.belief_ends_in_months
    if months is not None and scenario.foresight != "rolling":
        message = f"has no effect with foresight {scenario.foresight}: agents plan anew at news only"
        remedy = 'write foresight = "rolling", or take it out'
        yield Finding(("belief_ends_in_months",), message, str(months), remedy)


def _conduct(case: Case, scenario: Scenario) -> Iterator[Finding]:
    if scenario.conduct != "price_taking" and not case.market_power:
        message = f"has no effect: {case.settings.name} names no exporter with market power"
        yield Finding(("conduct",), message, scenario.conduct, "add market_power.csv, or take it out")


_EVENTS = (
    ExportRestriction,
    Ban,
    CustomsFriction,
    ExportQuota,
    ExportTax,
    PlantOutage,
    CapacityMove,
    ProjectBuild,
    ProjectDelay,
    RouteClosure,
    DemandSurge,
    Dumping,
)


def _names(names: Names, event: Event | Instrument, path: Path) -> Iterator[Finding]:
    for key, target in _TARGETS.items():
        value = getattr(event, key, "")
        if value == () and (isinstance(event, _EVENTS) or key not in _MAY_BE_EMPTY):
            yield Finding((*path, key), "is an empty list", remedy="name at least one")
        listed = value if isinstance(value, tuple) else (value,) if value not in ("", "all") else ()
        for name in listed:
            problem = names.problem(target, name, "", None, key)
            if problem:
                yield Finding((*path, key), problem.message, name, problem.remedy)


def _dates(event: Event | Instrument, path: Path) -> Iterator[Finding]:
    if event.until and event.until < event.from_:
        yield Finding((*path, "until"), f"is before from, {event.from_}", str(event.until))
    if event.announced and event.announced > event.from_:
        message = f"is after from, {event.from_}: an event is known at the latest when it begins"
        yield Finding((*path, "announced"), message, str(event.announced))
    yield from _end_known(event, path)


def _end_known(event: Event | Instrument, path: Path) -> Iterator[Finding]:
    """Yield what is wrong with the day on which an end became known."""
    here, known = (*path, "end_known_from"), event.end_known_from
    if known is None:
        return
    if event.until is None:
        yield Finding(here, "has no end to be known of: until is blank", str(known), "name the last day")
    elif known > event.until + dt.timedelta(days=1):
        message = f"is later than the day after until, {event.until}: whoever sees it ended knows"
        yield Finding(here, message, str(known))
    if known < event.known_from:
        yield Finding(here, f"is before it was known itself, {event.known_from}", str(known))


def _sources(case: Case, entry: Event | Instrument | _Inner, path: Path) -> Iterator[Finding]:
    here = (*path, "source")
    try:
        references = parse_references(entry.source)
    except ValueError as error:
        yield Finding(here, f"cannot be read: {error}", entry.source)
        return
    if not references:
        yield Finding(here, "is blank", remedy='write a source id or "assumed: why"')
    fields = {field.alias or name for name, field in type(entry).model_fields.items()}
    for reference in references:
        if reference.column is not None and reference.column not in fields:
            yield Finding(
                here, "is no key of this table", reference.column, did_you_mean(reference.column, fields)
            )
        for name in reference.ids:
            if not case.is_evidence(name):
                remedy = did_you_mean(name, case.sources, limit=0) or "add it to evidence/sources.csv"
                yield Finding(here, "is neither a fact nor a source", name, remedy)


def _approvals(case: Case, event: Event | Instrument, path: Path) -> Iterator[Finding]:
    if not isinstance(event, ExportRestriction):
        return
    for number, approval in enumerate(event.approval):
        here = (*path, "approval", number)
        yield from _sources(case, approval, here)
        yield from _cited_rate(case, approval, here)
        if approval.from_ < event.from_:
            yield Finding((*here, "from"), f"is before the restriction, {event.from_}", str(approval.from_))
        if event.until and approval.from_ > event.until:
            yield Finding(
                (*here, "from"), f"is after the restriction's end, {event.until}", str(approval.from_)
            )
    for number, (before, after) in enumerate(pairwise(event.approval), start=1):
        if after.from_ <= before.from_:
            here = (*path, "approval", number, "from")
            yield Finding(here, f"is not after the approval before it, {before.from_}", str(after.from_))


def _quotas_and_taxes(case: Case, event: Event | Instrument, path: Path) -> Iterator[Finding]:
    if isinstance(event, ExportQuota):
        for number, window in enumerate(event.quota):
            yield from _sources(case, window, (*path, "quota", number))
        for number, weight in enumerate(event.weight):
            yield from _sources(case, weight, (*path, "weight", number))
        yield from check_quota(case, event, path)
    if isinstance(event, ExportTax):
        for number, step in enumerate(event.step):
            yield from _sources(case, step, (*path, "step", number))
        yield from check_tax(case, event, path)


def _cited_rate(case: Case, approval: Approval, here: Path) -> Iterator[Finding]:
    """A rate that cites facts says what one of them says."""
    try:
        references = parse_references(approval.source)
    except ValueError:
        return
    reference = reference_for(references, "rate")
    if reference is None or reference.kind is not Kind.CITED or case.evidence is None:
        return
    rows = [case.evidence.fact(name) for name in reference.ids if name in case.evidence.fact_ids]
    shares = {row["fact"]: row["base"] for row in rows if row["dimension"] == "share"}
    if shares and all(abs(base - approval.rate) > _SAME_RATE for base in shares.values()):
        said = ", ".join(f"{name} says {base:g}" for name, base in shares.items())
        remedy = "write what the fact says, or say how the rate is derived from it"
        yield Finding((*here, "rate"), f"is not what it cites: {said}", f"{approval.rate:g}", remedy)


def _plants(case: Case, scenario: Scenario, event: Event | Instrument, path: Path) -> Iterator[Finding]:
    """A planned plant is built; every other event concerns plants that run or are being built."""
    if not isinstance(event, PlantOutage | CapacityMove | ProjectBuild | ProjectDelay):
        return
    status = {row.plant: row.status for row in case.plants}
    built = {name for other in scenario.event if isinstance(other, ProjectBuild) for name in other.plants}
    for name in event.plants:
        idle = status.get(name) in ("planned", "closed")
        if name in status and isinstance(event, ProjectBuild) and not idle:
            yield Finding((*path, "plants"), f"is {status[name]} already, nothing is built", name)
        if isinstance(event, PlantOutage) and idle:
            yield Finding((*path, "plants"), f"is {status[name]}: it has no output to lose", name)
        if isinstance(event, CapacityMove) and idle and name not in built:
            remedy = "build it in the same scenario (project_build), or name a plant that runs"
            yield Finding((*path, "plants"), f"is {status[name]}: it has no capacity to change", name, remedy)


def _moves(event: Event | Instrument, path: Path) -> Iterator[Finding]:
    """A change of capacity says once how much, and changes something."""
    if not isinstance(event, CapacityMove):
        return
    remedy = "give share (below 1 withheld, above 1 added) or t_per_year, one of the two"
    if event.share is None and event.t_per_year is None:
        yield Finding(path, "does not say by how much capacity changes", remedy=remedy)
    elif event.share is not None and event.t_per_year is not None:
        yield Finding((*path, "t_per_year"), "stands beside share", f"{event.t_per_year:g}", remedy)
    elif event.share == 1.0 or event.t_per_year == 0.0:
        key = "share" if event.t_per_year is None else "t_per_year"
        value = f"{event.share if event.t_per_year is None else event.t_per_year:g}"
        yield Finding((*path, key), "leaves capacity as it is: the event does nothing", value, remedy)


def _closure(event: Event | Instrument, path: Path) -> Iterator[Finding]:
    if isinstance(event, RouteClosure):
        everything = event.origins == event.destinations == event.materials == "all"
        if not event.via and everything:
            yield Finding(path, "concerns every route", remedy="give via, origins, destinations or materials")


def _outside(case: Case, scenario: Scenario, event: Event | Instrument, path: Path) -> Iterator[Finding]:
    """An event must reach into the time that a run can show."""
    begin = scenario.begin or case.settings.start
    if event.until and event.until < begin:
        yield Finding(
            (*path, "until"), f"is before the run begins, {begin}: the event does nothing", str(event.until)
        )
    if event.from_.year > case.settings.base_year + MOST_YEARS:
        message = f"is more than {MOST_YEARS} years after the base year, {case.settings.base_year}"
        yield Finding((*path, "from"), message, str(event.from_))


def _without_effect(case: Case, event: Event | Instrument, path: Path) -> Iterator[Finding]:
    """An event that no route, demand or plant answers to is a mistake, not a finding of no harm."""
    concerned: Iterable[object]
    if isinstance(event, ExportRestriction | Ban | CustomsFriction | ExportQuota | ExportTax):
        concerned = concerned_routes(case, event, case.routes)
        missing = "no route of the case leaves the origin with these materials for these destinations"
        if isinstance(event, ExportRestriction | Ban) and event.users != "all":
            concerned = (row for row in case.demands if _concerns_users(case, event, row))
            missing = "no demand of these users for these materials is in the case"
    elif isinstance(event, Dumping):
        concerned = (
            row for row in case.routes if (row.origin, row.material) == (event.origin, event.material)
        )
        missing = "no route of the case carries the material from the origin"
    elif isinstance(event, RouteClosure):
        concerned = concerned_routes(case, event, case.routes)
        missing = "no route of the case is concerned"
    elif isinstance(event, DemandSurge):
        concerned = (row for row in case.demands if _concerns_demand(case, event, row))
        missing = "no demand of the case is concerned"
    else:
        return
    if not any(True for _ in concerned):
        yield Finding(path, missing, remedy="mend the names, or take the event out")


def _concerns_demand(case: Case, event: DemandSurge, row: Demand) -> bool:
    named = event.sectors == "all" or row.sector in event.sectors
    in_region = row.region in expand_regions(case, event.regions, event.from_)
    return named and in_region and row.material in expand_materials(case, event.materials)


def _concerns_users(case: Case, event: ExportRestriction | Ban, row: Demand) -> bool:
    regions = expand_regions(case, event.destinations, event.from_) - {event.origin}
    return (
        row.sector in event.users
        and row.region in regions
        and row.material in expand_materials(case, event.materials)
    )
