"""Whether releases of strategic stocks agree with their case and with each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Set
from itertools import combinations

from didymium.case.case import Case
from didymium.files.wording import Finding, Path
from didymium.scenario.course import run_periods
from didymium.scenario.instruments.release_terms import holding_of, receivers_of, unknown_ways
from didymium.scenario.instruments.schema import PublicPurchase, SharedStock, StockRelease
from didymium.scenario.schema import Scenario


def check_release(
    case: Case, entry: StockRelease, path: Path, markets: Set[tuple[str, str]]
) -> Iterator[Finding]:
    """Yield every disagreement of a release with its case; ``markets`` are the regions and materials at which
    something is made, used, held, sent or received.
    """
    if entry.level_t is None:
        yield from _holding(case, entry, path)
    elif (entry.holder, entry.region, entry.material) in {row.identity for row in case.holdings}:
        message = f"holds {entry.material} in {entry.region} in holdings.csv already"
        remedy = "leave out level_t to open that holding, or give the stock another name"
        yield Finding((*path, "holder"), message, entry.holder, remedy)
    yield from _receivers(case, entry, path, markets)
    yield from unknown_ways(case, entry, path)
    yield from _too_late(entry, path)


def _holding(case: Case, entry: StockRelease, path: Path) -> Iterator[Finding]:
    """A holding that is opened must be there, public, filled, and have a rate."""
    where = f"{entry.material} in {entry.region}"
    row = holding_of(case, entry)
    if row is None:
        others = [held.holder for held in case.holdings if (held.region, held.material) == entry_place(entry)]
        named = f"name one of {', '.join(sorted(set(others)))}, or " if others else ""
        message = f"has no row for {where} in holdings.csv, and no level_t is given"
        yield Finding((*path, "holder"), message, entry.holder, f"{named}give level_t")
        return
    if row.kind != "public":
        message = f"holds {where} as a commercial stock: firms draw it as they like"
        yield Finding((*path, "holder"), message, entry.holder, "name a public holding, or give level_t")
    if row.level_t == 0:
        message = f"has no {where} to release: level_t is 0 in holdings.csv"
        yield Finding((*path, "holder"), message, entry.holder, "take the release out, or give level_t")
    if row.draw_t_per_month == 0 and entry.draw_t_per_month is None:
        message = f"may draw nothing of {where}: draw_t_per_month is 0 in holdings.csv"
        yield Finding((*path, "holder"), message, entry.holder, "give draw_t_per_month")


def entry_place(entry: StockRelease) -> tuple[str, str]:
    """Return the region and material of a stock."""
    return entry.region, entry.material


def _receivers(
    case: Case, entry: StockRelease, path: Path, markets: Set[tuple[str, str]]
) -> Iterator[Finding]:
    """Every region that is named, and some member of every club, has a market for the material."""
    for name in entry.members or (entry.region,):
        key = "members" if entry.members else "region"
        regions = case.regions_of(name, entry.from_)
        if not regions:
            yield Finding((*path, key), f"has no member on {entry.from_}", name, "see clubs.csv")
        elif not any((region, entry.material) in markets for region in regions):
            yield Finding((*path, key), f"has no market for {entry.material}", name)
    away = [region for region in receivers_of(case, entry) if region != entry.region]
    for key in ("transit_days", "freight_usd_per_kg"):
        value = getattr(entry, key)
        if value is not None and not away:
            message = "has no effect: nothing is released to another region"
            yield Finding((*path, key), message, f"{value:g}", "take it out, or name members")


def _too_late(entry: StockRelease, path: Path) -> Iterator[Finding]:
    if entry.until is not None and entry.until < entry.from_ + dt.timedelta(days=entry.lead_days):
        message = f"is {entry.lead_days:g} days, but the emergency ends on {entry.until}: nothing is released"
        yield Finding((*path, "lead_days"), message, f"{entry.lead_days:g}", "shorten it, or end later")


def released_after_the_run(case: Case, scenario: Scenario) -> Iterator[Finding]:
    """Yield releases whose lead reaches beyond the run."""
    last = run_periods(case, scenario).bounds[-1]
    for number, entry in enumerate(scenario.instrument):
        if not isinstance(entry, StockRelease) or entry.from_ >= last:
            continue
        first = entry.from_ + dt.timedelta(days=entry.lead_days)
        if first >= last:
            message = f"puts the first release on {first}, after the run, which ends before {last}"
            remedy = "shorten it, or choose a longer profile"
            yield Finding(("instrument", number, "lead_days"), message, f"{entry.lead_days:g}", remedy)


def released_twice(scenario: Scenario) -> Iterator[Finding]:
    """Yield releases of a stock that another instrument has already.

    A stock with a level of its own belongs to one release; a holding may be opened again once it was closed.
    """
    holders = {
        entry.holder: number
        for number, entry in enumerate(scenario.instrument)
        if isinstance(entry, PublicPurchase | SharedStock)
    }
    releases = [(n, entry) for n, entry in enumerate(scenario.instrument) if isinstance(entry, StockRelease)]
    for number, entry in releases:
        if entry.level_t is not None and entry.holder in holders:
            message = f"is the holder of instrument {holders[entry.holder] + 1} as well"
            yield Finding(("instrument", number, "holder"), message, entry.holder, "give it its own name")
    for (first, one), (second, other) in combinations(releases, 2):
        same = (one.holder, *entry_place(one)) == (other.holder, *entry_place(other))
        if same and (one.level_t is not None or other.level_t is not None or _overlap(one, other)):
            message = f"releases the stock of instrument {first + 1} as well"
            remedy = "put both into one, or give it its own name"
            yield Finding(("instrument", second, "holder"), message, other.holder, remedy)


def _overlap(one: StockRelease, other: StockRelease) -> bool:
    last = dt.date.max
    return one.from_ <= (other.until or last) and other.from_ <= (one.until or last)
