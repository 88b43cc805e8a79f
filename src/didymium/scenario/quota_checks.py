"""Whether export quotas and export taxes agree with themselves and with what the case's origin exports."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from didymium.case.case import Case
from didymium.files.suggestion import did_you_mean
from didymium.files.wording import Finding, Path
from didymium.scenario.schema import ExportQuota, ExportTax, QuotaWindow


def check_quota(case: Case, event: ExportQuota, path: Path) -> Iterator[Finding]:
    """Yield what is wrong with a quota's windows and weights, and whether anything that it counts leaves."""
    if not event.quota:
        yield Finding(path, "has no window", remedy="add a table [[event.quota]] with from, until and t")
    for number, window in enumerate(event.quota):
        yield from _window(event, window, (*path, "quota", number))
    yield from _order(event, path)
    yield from _weights(case, event, path)
    yield from _exports_nothing(case, event, path)


def _window(event: ExportQuota, window: QuotaWindow, here: Path) -> Iterator[Finding]:
    if window.t is not None and window.t < 0:
        yield Finding((*here, "t"), "is below zero", f"{window.t:g}", "leave it out where a quota is lifted")
    if window.t is not None and window.until is None:
        yield Finding((*here, "until"), "is missing", remedy="give the last day of the window")
    if window.until and window.until < window.from_:
        yield Finding((*here, "until"), f"is before from, {window.from_}", str(window.until))
    if window.from_ < event.from_:
        yield Finding((*here, "from"), f"is before the event, {event.from_}", str(window.from_))
    if event.until and window.from_ > event.until:
        yield Finding((*here, "from"), f"is after the event's end, {event.until}", str(window.from_))


def _order(event: ExportQuota, path: Path) -> Iterator[Finding]:
    for number, (before, after) in enumerate(pairwise(event.quota), start=1):
        here = (*path, "quota", number, "from")
        if after.from_ <= before.from_:
            yield Finding(here, f"is not after the window before it, {before.from_}", str(after.from_))
        elif before.until and after.from_ <= before.until:
            message = f"overlaps the window before it, which ends on {before.until}"
            yield Finding(here, message, str(after.from_))


def _weights(case: Case, event: ExportQuota, path: Path) -> Iterator[Finding]:
    known = _known_materials(case, event)
    seen: set[str] = set()
    for number, item in enumerate(event.weight):
        here = (*path, "weight", number, "material")
        if item.material not in known:
            remedy = did_you_mean(item.material, known)
            yield Finding(here, "is not among the quota's materials", item.material, remedy)
        if item.material in seen:
            yield Finding(here, "has a weight already", item.material, "take one of them out")
        seen.add(item.material)


def check_tax(case: Case, event: ExportTax, path: Path) -> Iterator[Finding]:
    """Yield what is wrong with a tax's rates, and whether anything that it charges leaves."""
    rates = [(event.ad_valorem, event.specific_usd_per_kg)]
    rates += [(step.ad_valorem, step.specific_usd_per_kg) for step in event.step]
    if not any(map(any, rates)):
        yield Finding(
            path, "charges nothing", remedy="give ad_valorem, specific_usd_per_kg, or steps with them"
        )
    for number, step in enumerate(event.step):
        here = (*path, "step", number, "from")
        if step.from_ < event.from_:
            yield Finding(here, f"is before the event, {event.from_}", str(step.from_))
        if event.until and step.from_ > event.until:
            yield Finding(here, f"is after the event's end, {event.until}", str(step.from_))
    for number, (before, after) in enumerate(pairwise(event.step), start=1):
        if after.from_ <= before.from_:
            here = (*path, "step", number, "from")
            yield Finding(here, f"is not after the step before it, {before.from_}", str(after.from_))
    yield from _exports_nothing(case, event, path)


def _known_materials(case: Case, event: ExportQuota | ExportTax) -> set[str]:
    names = {row.material for row in case.materials} | set(case.groups)
    return {material for name in event.materials if name in names for material in case.materials_of(name)}


def _exports_nothing(case: Case, event: ExportQuota | ExportTax, path: Path) -> Iterator[Finding]:
    """An origin from which no route leaves with these materials; names that nobody knows are named apart."""
    known = _known_materials(case, event)
    is_region = any(row.region == event.origin for row in case.regions)
    leaves = any(row.origin == event.origin and row.material in known for row in case.routes)
    if is_region and known and not leaves:
        message = "exports none of these materials: no route of the case leaves it with them"
        yield Finding((*path, "origin"), message, event.origin)
