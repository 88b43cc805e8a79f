"""Whether instruments agree with their case, with themselves and with each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import Any

from didymium.case.case import Case
from didymium.files.wording import Finding, Path
from didymium.scenario.course import run_periods
from didymium.scenario.entry import Names
from didymium.scenario.instruments.release_checks import (
    check_release,
    released_after_the_run,
    released_twice,
)
from didymium.scenario.instruments.schema import (
    CapitalGrant,
    CollectionTarget,
    ContractForDifference,
    DependenceCap,
    Instrument,
    MinimumProcurementPrice,
    Offtake,
    PriceFloor,
    PriceGapSubsidy,
    PriorityAllocation,
    ProcurementRule,
    ProductionSubsidy,
    PublicPurchase,
    SharedStock,
    StockObligation,
    StockRelease,
    Tariff,
    TaxCredit,
)
from didymium.scenario.instruments.scope import members_of
from didymium.scenario.names import expand_materials, expand_regions
from didymium.scenario.schema import ProjectBuild, Scenario


def check_instruments(case: Case, scenario: Scenario) -> list[Finding]:
    """Return every disagreement; names, dates and sources must have been checked before."""
    found: list[Finding] = []
    for number, entry in enumerate(scenario.instrument):
        path: Path = ("instrument", number)
        found += _members(case, entry, path)
        found += _after_the_run(case, scenario, entry, path)
        found += _phases(entry, path)
        for kinds, check in _CHECKS:
            if isinstance(entry, kinds):
                found += check(case, entry, path)
    return found + [
        *_floors(case, scenario),
        *_holders(scenario),
        *released_twice(scenario),
        *released_after_the_run(case, scenario),
        *_unbuilt(case, scenario),
    ]


def _members(case: Case, entry: Instrument, path: Path) -> Iterator[Finding]:
    club = getattr(entry, "club", "")
    if club and not members_of(case, club, entry):
        yield Finding((*path, "club"), f"has no member on {entry.from_}", club, "see clubs.csv")


def _after_the_run(case: Case, scenario: Scenario, entry: Instrument, path: Path) -> Iterator[Finding]:
    last = run_periods(case, scenario).bounds[-1]
    if entry.from_ >= last:
        message = f"is after the run, which ends before {last}: the instrument does nothing"
        yield Finding((*path, "from"), message, str(entry.from_), "give a later begin, or a longer profile")


def _floors(case: Case, scenario: Scenario) -> Iterator[Finding]:
    """Two floors of one club on one material at the same time contradict each other; of different clubs the
    highest applies.
    """
    floors = [(n, entry) for n, entry in enumerate(scenario.instrument) if isinstance(entry, PriceFloor)]
    for (first, one), (second, other) in combinations(floors, 2):
        same = (one.club, one.material) == (other.club, other.material)
        if same and _overlap(one, other):
            yield Finding(
                ("instrument", second, "floor_usd_per_kg"),
                f"is a second floor of {other.club} on {other.material} beside instrument {first + 1}",
                f"{other.floor_usd_per_kg:g}",
                "end the first before the second begins, or name another club: the highest applies then",
            )


def _overlap(one: Instrument, other: Instrument) -> bool:
    last = dt.date.max
    return one.from_ <= (other.until or last) and other.from_ <= (one.until or last)


def _holders(scenario: Scenario) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for number, entry in enumerate(scenario.instrument):
        if isinstance(entry, PublicPurchase | SharedStock):
            if entry.holder in seen:
                message = f"is the holder of instrument {seen[entry.holder] + 1} as well"
                yield Finding(("instrument", number, "holder"), message, entry.holder, "give it its own name")
            seen.setdefault(entry.holder, number)


def _unbuilt(case: Case, scenario: Scenario) -> Iterator[Finding]:
    """Supported plants must run, or be built in the same scenario: else the support would do nothing."""
    built = {name for event in scenario.event if isinstance(event, ProjectBuild) for name in event.plants}
    for entry in scenario.instrument:
        if isinstance(entry, CapitalGrant):
            built.update(entry.plants)
    idle = {row.plant for row in case.plants if row.status in ("planned", "closed")} - built
    remedy = "build it with a project_build event or a capital_grant"
    for number, entry in enumerate(scenario.instrument):
        if not isinstance(entry, (*_SUPPORTS, TaxCredit)):
            continue
        path: Path = ("instrument", number)
        makers, named = _makers_of_any(case, entry), getattr(entry, "plants", ())
        for name in named:
            if name in makers and name in idle:
                yield Finding((*path, "plants"), "does not run and nothing builds it", name, remedy)
        club = getattr(entry, "club", "")
        members = members_of(case, club, entry) if club else frozenset()
        mine = {name for name, region in makers.items() if region in members}
        if not named and mine and mine <= idle:
            what = entry.material if not isinstance(entry, TaxCredit) else " or ".join(entry.materials)
            message = f"has no running plant that makes {what}, and nothing builds {min(mine)}"
            yield Finding((*path, "club"), message, club, remedy)


def _phases(entry: Instrument, path: Path) -> Iterator[Finding]:
    if not isinstance(entry, TaxCredit):
        return
    days = [entry.from_, *(phase.from_ for phase in entry.phase)]
    for number, (before, after) in enumerate(pairwise(days)):
        if after <= before:
            yield Finding((*path, "phase", number, "from"), f"is not after {before}", str(after))


def _support(case: Case, entry: Any, path: Path) -> Iterator[Finding]:
    """Supported plants must make the material."""
    plants, club = getattr(entry, "plants", ()), getattr(entry, "club", "")
    if not plants and not club:
        yield Finding((*path, "plants"), "is missing", remedy="name plants, or a club whose plants are meant")
        return
    makers = _makers(case, entry.material)
    for name in plants:
        if name not in makers:
            yield Finding((*path, "plants"), f"does not make {entry.material}", name)
    regions = {makers[name] for name in plants if name in makers}
    if not plants:
        regions = set(members_of(case, club, entry)) & set(makers.values())
        if not regions:
            message = f"has no plant that makes {entry.material}: nothing can be supported"
            yield Finding((*path, "club"), message, club)
    reference = getattr(entry, "reference_region", "") or getattr(entry, "buyer", "")
    if reference and (reference, entry.material) not in _markets(case):
        key = "reference_region" if getattr(entry, "reference_region", "") else "buyer"
        yield Finding((*path, key), f"has no market for {entry.material}", reference)


def _upside(case: Case, entry: Any, path: Path) -> Iterator[Finding]:
    low = entry.strike_usd_per_kg if isinstance(entry, ContractForDifference) else entry.floor_usd_per_kg
    key = (
        "second_strike_usd_per_kg" if isinstance(entry, ContractForDifference) else "rebate_above_usd_per_kg"
    )
    second = getattr(entry, key)
    if second is not None and second < low:
        yield Finding((*path, key), f"is below the price that is held, {low:g}", f"{second:g}")
    share = "upside_share" if isinstance(entry, ContractForDifference) else "rebate_share"
    if second is None and getattr(entry, share):
        yield Finding((*path, share), f"has no {key} above which it is paid", f"{getattr(entry, share):g}")


def _deliveries(case: Case, entry: Offtake, path: Path) -> Iterator[Finding]:
    makers = _makers(case, entry.material)
    linked = {(row.origin, row.destination) for row in case.routes if row.material == entry.material}
    for name in entry.plants:
        region = makers.get(name)
        if region not in (None, entry.buyer) and (region, entry.buyer) not in linked:
            message = f"has no route for {entry.material} to {entry.buyer}"
            yield Finding((*path, "plants"), message, name)


def _levy_terms(case: Case, entry: PriceFloor, path: Path) -> Iterator[Finding]:
    """Terms of a border levy say nothing about a floor that is held otherwise."""
    if entry.enforcement == "border_levy":
        return
    for key in ("reach", "origin_rule", "non_member_content"):
        if key in entry.model_fields_set:
            message = f"has no effect on a floor that is held by {entry.enforcement}"
            yield Finding((*path, key), message, str(getattr(entry, key)), "take it out")


def _border(case: Case, entry: Any, path: Path) -> Iterator[Finding]:
    """A levy, tariff or cap needs something that comes in."""
    members = members_of(case, entry.club, entry)
    named = (entry.material,) if isinstance(entry, PriceFloor) else entry.materials
    materials = expand_materials(case, named)
    if isinstance(entry, PriceFloor) and entry.enforcement != "border_levy":
        if not any((region, entry.material) in _markets(case) for region in members):
            yield Finding((*path, "club"), f"has no market for {entry.material}", entry.club)
        return
    crossing = {
        row.origin
        for row in case.routes
        if row.material in materials and row.destination in members and row.origin not in members
    }
    imported = " or ".join(sorted(materials))
    if members and not crossing:
        message = f"imports no {imported} from outside: nothing can be charged"
        yield Finding((*path, "club"), message, entry.club)
        return
    origins: Names = getattr(entry, "origins", "all")
    if members and origins != "all" and not crossing & expand_regions(case, origins, entry.from_):
        message = f"send no {imported} to {entry.club} from outside: nothing can be charged"
        yield Finding((*path, "origins"), message, ", ".join(origins))


def _cap(case: Case, entry: DependenceCap, path: Path) -> Iterator[Finding]:
    if entry.share >= 1.0:
        message = "caps nothing: no origin supplies more than all that is used"
        yield Finding((*path, "share"), message, f"{entry.share:g}", "give a share below 1")


def _quota(case: Case, entry: Tariff, path: Path) -> Iterator[Finding]:
    if not (entry.ad_valorem or entry.specific_usd_per_kg):
        yield Finding(path, "is a tariff of nothing", remedy="give ad_valorem, specific_usd_per_kg or both")
    within = entry.in_quota_ad_valorem or entry.in_quota_specific_usd_per_kg
    if within and entry.quota_t_per_year is None:
        yield Finding(path, "has rates within a quota but no quota_t_per_year")
    dearer = (
        entry.in_quota_ad_valorem > entry.ad_valorem
        or entry.in_quota_specific_usd_per_kg > entry.specific_usd_per_kg
    )
    if entry.quota_t_per_year is not None and dearer:
        yield Finding(path, "is dearer within the quota than above it", remedy="lower the rates within it")


def _purchase(case: Case, entry: PublicPurchase, path: Path) -> Iterator[Finding]:
    if not any((region, entry.material) in _markets(case) for region in members_of(case, entry.club, entry)):
        yield Finding((*path, "club"), f"has no market for {entry.material}", entry.club)


def _obligation(case: Case, entry: StockObligation, path: Path) -> Iterator[Finding]:
    members = members_of(case, entry.club, entry)
    materials = expand_materials(case, entry.materials)
    held = {row.material for row in case.holdings if row.kind == "commercial" and row.region in members}
    if not held & materials:
        message = "has no commercial holding of these materials to rest the obligation on"
        yield Finding((*path, "club"), message, entry.club, "add rows to holdings.csv")


def _lane(case: Case, entry: ProcurementRule, path: Path) -> Iterator[Finding]:
    if not entry.trusted and not entry.plants:
        yield Finding((*path, "trusted"), "is missing", remedy="name trusted regions, or plants")
    yield from _users(case, entry, path)


def _users(case: Case, entry: ProcurementRule | PriorityAllocation, path: Path) -> Iterator[Finding]:
    members = members_of(case, entry.club, entry)
    materials = expand_materials(case, entry.materials)
    if not any(
        row.region in members
        and row.material in materials
        and (entry.sectors == "all" or row.sector in entry.sectors)
        for row in case.demands
    ):
        yield Finding((*path, "sectors"), f"have no demand for these materials in {entry.club}")


def _collection(case: Case, entry: CollectionTarget, path: Path) -> Iterator[Finding]:
    regions = set(_makers(case, entry.material).values())
    if not regions & members_of(case, entry.club, entry):
        yield Finding((*path, "club"), f"has no plant that makes {entry.material}", entry.club)


def _credit(case: Case, entry: TaxCredit, path: Path) -> Iterator[Finding]:
    """Plants get the credit that are in the club and make one of the materials."""
    makers, members = _makers_of_any(case, entry), members_of(case, entry.club, entry)
    what = " or ".join(entry.materials)
    for name in entry.plants:
        if name not in makers:
            yield Finding((*path, "plants"), f"does not make {what}", name)
        elif makers[name] not in members:
            yield Finding((*path, "plants"), f"is in {makers[name]}, outside {entry.club}", name)
    if members and not members & set(makers.values()):
        message = f"has no plant that makes {what}: nothing can be supported"
        yield Finding((*path, "club"), message, entry.club)


def _grant(case: Case, entry: CapitalGrant, path: Path) -> Iterator[Finding]:
    planned = {row.plant for row in case.plants if row.status in ("planned", "closed")}
    if entry.operating_from is None and planned & set(entry.plants):
        names = ", ".join(sorted(planned & set(entry.plants)))
        yield Finding((*path, "operating_from"), "is missing: planned plants need a first day", names)
    if entry.operating_from is not None and entry.operating_from < entry.from_:
        day = str(entry.operating_from)
        yield Finding((*path, "operating_from"), f"is before the grant, {entry.from_}", day)


def _stock(case: Case, entry: SharedStock, path: Path) -> Iterator[Finding]:
    if (entry.region, entry.material) not in _markets(case):
        yield Finding((*path, "region"), f"has no market for {entry.material}", entry.region)


def _release(case: Case, entry: StockRelease, path: Path) -> Iterator[Finding]:
    yield from check_release(case, entry, path, _markets(case))


def _makers(case: Case, material: str) -> dict[str, str]:
    """Return the region of every plant that makes a material."""
    processes = {row.process for row in case.coefficients if row.material == material and row.t_per_t > 0}
    return {row.plant: row.region for row in case.plants if row.process in processes}


def _makers_of_any(case: Case, entry: Any) -> dict[str, str]:
    """Return the region of every plant that makes the material, or one of the materials, of an entry."""
    named = entry.materials if isinstance(entry, TaxCredit) else (entry.material,)
    makers: dict[str, str] = {}
    for material in sorted(expand_materials(case, named)):
        makers |= _makers(case, material)
    return makers


def _markets(case: Case) -> set[tuple[str, str]]:
    """Return the regions and materials at which something is made, used, held, sent or received."""
    found = {(row.region, row.material) for row in case.demands}
    found |= {(row.region, row.material) for row in case.holdings}
    for row in case.routes:
        found |= {(row.origin, row.material), (row.destination, row.material)}
    materials: dict[str, set[str]] = {}
    for coefficient in case.coefficients:
        materials.setdefault(coefficient.process, set()).add(coefficient.material)
    active = (row for row in case.plants if row.status not in ("planned", "closed"))
    return found | {(row.region, name) for row in active for name in materials.get(row.process, ())}


_SUPPORTS = (ContractForDifference, Offtake, PriceGapSubsidy, MinimumProcurementPrice, ProductionSubsidy)
"""Kinds that pay for plants' output."""
_CHECKS: tuple[tuple[tuple[type[Any], ...], Callable[[Case, Any, Path], Iterator[Finding]]], ...] = (
    (_SUPPORTS, _support),
    ((ContractForDifference, Offtake), _upside),
    ((Offtake,), _deliveries),
    ((PriceFloor,), _levy_terms),
    ((PriceFloor, Tariff, DependenceCap), _border),
    ((Tariff,), _quota),
    ((DependenceCap,), _cap),
    ((PublicPurchase,), _purchase),
    ((StockObligation,), _obligation),
    ((ProcurementRule,), _lane),
    ((PriorityAllocation,), _users),
    ((CollectionTarget,), _collection),
    ((TaxCredit,), _credit),
    ((CapitalGrant,), _grant),
    ((SharedStock,), _stock),
    ((StockRelease,), _release),
)
"""Which checks concern which kinds."""
