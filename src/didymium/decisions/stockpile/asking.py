"""What is wrong with a question about stockpiles: everything at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.decisions.allocation.reading import members_named
from didymium.decisions.pooling.pooling import MOST_MEMBERS
from didymium.decisions.stockpile.request import (
    PARTS,
    SIZED,
    STRICT,
    Part,
    StockpileRequest,
    Weighted,
)
from didymium.decisions.stocks.futures.emergencies import declared_on, with_profile
from didymium.decisions.stocks.purchases.purchase_terms import (
    MOST_MONTHS,
    PurchaseRequest,
    StockNeed,
    course_without,
    wrong_begin,
)
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.scenario.course import run_periods
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import Scenario

__all__ = [
    "PARTS", "SIZED", "STRICT", "Checked", "Part", "StockpileRequest", "Weighted", "check_request",
]  # fmt: skip

Read = list[tuple[str, Scenario, float]]
"""Name, scenario and weight of each scenario that could be read."""


@dataclass(frozen=True, eq=False)
class Checked:
    """A request that was held against its case: its members as regions, and its scenarios as read."""

    request: StockpileRequest
    members: tuple[str, ...]
    scenarios: tuple[tuple[str, Scenario, float], ...]
    """Name, scenario and weight."""


def check_request(case: Case, request: StockpileRequest) -> Checked:
    """Hold a request against its case; ``until`` becomes ``days``.

    Raises:
        InputError: With every problem.
    """
    members = _members_of(case, request)
    problems = [
        *_members(case, request, members), *_names(case, request), *_nobody(case, request, members),
        *_figures(request),
    ]  # fmt: skip
    found: Read = []
    for one in request.scenarios:
        try:
            found.append((one.name, read_scenario(case, one.name), one.weight))
        except InputError as error:
            problems += error.problems
    days, ends = _days(case, request, found)
    problems += [*ends, *_too_long(case, request, found, days), *_purchases(case, request)]
    if problems:
        raise InputError(problems)
    return Checked(request.model_copy(update={"days": days, "until": None}), members, tuple(found))


def _members_of(case: Case, request: StockpileRequest) -> tuple[str, ...]:
    names = request.members or case.settings.home_regions
    on = request.buy_from or case.settings.start
    return members_named(case, names, on)


def _members(case: Case, request: StockpileRequest, members: tuple[str, ...]) -> Iterator[Problem]:
    known = {row.region for row in case.regions} | set(case.clubs)
    if not members:
        yield Problem("members", "are missing: the case names no home regions", remedy="name some")
    for name in request.members:
        if name not in known:
            remedy = did_you_mean(name, sorted(known)) or "give a region or a club of the case"
            yield Problem("members", "is neither a region nor a club", value=name, remedy=remedy)
    if request.wants("pool") and len(members) > MOST_MEMBERS:
        message = f"are {len(members)}, and every group of them is sized"
        yield Problem("members", message, remedy=f"name at most {MOST_MEMBERS}, or leave out the pool")
    for name in request.bounds_musd:
        if name not in members:
            yield Problem("bounds_musd", "is no member", value=name, remedy=did_you_mean(name, members))
    for name in members:
        if request.bounds_musd and name not in request.bounds_musd:
            yield Problem("bounds_musd", "has none", value=name, remedy="say what it may lose")


def _names(case: Case, request: StockpileRequest) -> Iterator[Problem]:
    for field, word, names, known in (
        ("sectors", "sector", request.sectors, [row.sector for row in case.sectors]),
        ("rule", "sector", request.rule.first_sectors, [row.sector for row in case.sectors]),
        ("materials", "material", request.materials, [row.material for row in case.materials]),
        ("stages", "stage", request.stages, sorted({row.stage for row in case.materials})),
    ):
        for name in names:
            if name not in known:
                remedy = did_you_mean(name, known)
                yield Problem(field, f"is no {word} of the case", value=name, remedy=remedy)
    if request.ask.startswith("served") and not request.sectors:
        yield Problem("sectors", "are missing", remedy="name those that must be served")
    if request.wants("check") and not request.ask.startswith("served"):
        message = "can only be made for named sectors"
        yield Problem("check", message, value=request.ask, remedy="ask for served, and name sectors")
    for field, profile in (("profile", request.profile), ("check_profile", request.check_profile)):
        is_used = request.wants(*SIZED) and (field == "profile" or request.wants("buy", "release", "check"))
        if profile is not None and is_used and profile not in case.settings.profiles:
            remedy = did_you_mean(profile, case.settings.profiles)
            yield Problem(field, "is not among the profiles of case.toml", value=profile, remedy=remedy)


def _nobody(case: Case, request: StockpileRequest, members: tuple[str, ...]) -> Iterator[Problem]:
    """Name sectors that are to be served and that no member has."""
    if not request.ask.startswith("served") or not request.wants(*SIZED) or not members:
        return
    had = {row.sector for row in case.demands if row.region in members}
    for name in request.sectors:
        if name not in had and name in {row.sector for row in case.sectors}:
            message = "uses nothing in any of the members"
            yield Problem("sectors", message, value=name, remedy=f"name some of {', '.join(sorted(had))}")


def _figures(request: StockpileRequest) -> Iterator[Problem]:
    if request.wants(*SIZED) and not request.scenarios:
        yield Problem("scenarios", "are missing", remedy="name at least one")
    for one in request.scenarios:
        if not one.weight > 0.0:
            yield Problem("scenarios", f"of {one.name} must be above 0", None, "weight", f"{one.weight:g}")
    for name, least, most in (
        ("share_of_loss", 0.0, 1.0), ("served_share", 0.0, 1.0), ("chance", 0.0, 1.0),
        ("capital_rate", 0.0, 1.0), ("yearly_chance", 0.0, 1.0), ("alpha", 0.0, 0.9999),
        ("rate_per_month", 1e-6, 31.0), ("price_move", 0.0, 100.0), ("days", 1, 3660), ("draws", 0, 100000),
        ("standing", 1, 1000), ("buy_months", 1, 600), ("months_to_return", 1, 600), ("workers", 1, 256),
    ):  # fmt: skip
        value = getattr(request, name)
        if value is not None and not least <= value <= most:
            yield Problem(name, f"must be from {least:g} to {most:g}", value=f"{value:g}")
    for member, bound in request.bounds_musd.items():
        if bound < 0.0:
            yield Problem("bounds_musd", f"of {member} must be 0 or more", value=f"{bound:g}")
    if request.wants("pool") and request.means.purchase_share > 0.0:
        message = "is above 0: members would bid for the same goods, which alone each counts as its own"
        yield Problem("purchase_share", message, remedy="set it to 0, or leave out the pool")


def _days(case: Case, request: StockpileRequest, found: Read) -> tuple[int, list[Problem]]:
    """Return the days that count: as stated, or from the declaration to the last day."""
    if request.until is None:
        return request.days, []
    begins = {name: _declared(case, request, scenario) for name, scenario, _ in found}
    problems = [
        Problem(
            "until",
            f"lies before the emergency of {name} begins, on {begin}",
            value=str(request.until),
            remedy="give a later day",
        )
        for name, begin in begins.items()
        if begin is not None and request.until < begin
    ]
    days = {(request.until - begin).days + 1 for begin in begins.values() if begin is not None}
    if len(days) > 1:
        message = "means other days in each scenario, as they begin on different ones"
        problems.append(Problem("until", message, value=str(request.until), remedy="give days instead"))
    return (days.pop() if len(days) == 1 else request.days), problems


def _declared(case: Case, request: StockpileRequest, scenario: Scenario) -> dt.date | None:
    turned = with_profile(scenario, request.profile)
    if turned.profile not in case.settings.profiles:
        return None
    return declared_on(turned, run_periods(case, turned))


def _too_long(case: Case, request: StockpileRequest, found: Read, days: int) -> Iterator[Problem]:
    """Hold the days against the runs in which stocks are sized, and those in which they are tried."""
    if not request.wants(*SIZED):
        return
    is_tried = request.wants("check") or (request.wants("release") and request.in_market)
    profiles = dict.fromkeys([request.profile, *([request.check_profile] if is_tried else [])])
    for name, scenario, _ in found:
        left = [_days_left(case, with_profile(scenario, profile)) for profile in profiles]
        least = min((days_left for days_left in left if days_left is not None), default=days)
        if days > least:
            remedy = f"ask for at most {least}"
            yield Problem("days", f"lead past the end of the run of {name}", None, None, str(days), remedy)


def _days_left(case: Case, scenario: Scenario) -> int | None:
    """Return the days from the declaration to the end of the run; None if its profile is unknown."""
    if scenario.profile not in case.settings.profiles:
        return None
    periods = run_periods(case, scenario)
    return (periods.bounds[-1] - declared_on(scenario, periods)).days


def _purchases(case: Case, request: StockpileRequest) -> Iterator[Problem]:
    """Hold the time of purchases against the run that shall meet them, before anything is sized for them."""
    if not request.wants("buy"):
        return
    begin = request.buy_from or case.settings.start
    wrong = wrong_begin(case, begin)
    if wrong is not None:
        yield Problem("buy_from", wrong, value=str(begin))
    elif request.purchase_profile in case.settings.profiles and 1 <= request.buy_months <= MOST_MONTHS:
        need = StockNeed("", "", 1.0, begin, request.buy_months)
        course = course_without(case, PurchaseRequest((need,)), request.purchase_profile)
        last = run_periods(case, course).bounds[-1]
        if need.end > last:
            remedy = "take a longer profile or fewer months"
            yield Problem(
                "buy_months", f"end after the run, {last}", None, None, str(request.buy_months), remedy
            )
