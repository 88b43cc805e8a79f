"""What a response is asked for, and what is wrong with the question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from didymium.case.case import Case
from didymium.decisions.allocation.means import Means
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.scenario.course import run_periods
from didymium.scenario.schema import Scenario

STRICT = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)
Share = Annotated[float, Field(ge=0, le=1)]
LEAST_DAYS = 7
"""A plan has a week at least."""


class ResponseRequest(BaseModel):
    """A response: for whom, from which day on, for how long, with what means."""

    model_config = STRICT

    as_of: dt.date
    """First day of the plan; nothing that becomes known later enters it."""
    days: Annotated[int, Field(ge=LEAST_DAYS, le=730)] = 180
    """Length of the plan in days."""
    members: tuple[str, ...] = ()
    """Members who act together: regions or clubs; blank: the case's home regions."""
    sectors_first: tuple[str, ...] = ()
    """Sectors in the order in which they are served; the others follow in the order of demands.csv."""
    by_value: bool = False
    """Whether the value lost alone decides, and no sector comes first."""
    grant_chance: Share | None = None
    """Chance that what is held back under licences is granted; blank: the rate of approvals last reported
    by the day, else one half."""
    decision_after_days: Annotated[int, Field(ge=1, le=730)] | None = None
    """Days after which it is known; blank: the end of the statutory time if it lies ahead, else 30."""
    means: Means = Means()
    """How far members are ready to go."""


def members_of(case: Case, request: ResponseRequest) -> tuple[str, ...]:
    """Return the members of a request as regions, in the order named."""
    names = request.members or case.settings.home_regions
    return tuple(dict.fromkeys(region for name in names for region in case.regions_of(name, request.as_of)))


def refuse_wrong_request(case: Case, scenario: Scenario, request: ResponseRequest) -> None:
    """Hold a request against the case and its scenario.

    Raises:
        InputError: With every problem.
    """
    problems = list(_problems(case, scenario, request))
    if problems:
        raise InputError(problems)


def _problems(case: Case, scenario: Scenario, request: ResponseRequest) -> Iterator[Problem]:
    yield from _members(case, request)
    yield from _sectors(case, request)
    yield from _dates(case, scenario, request)


def _members(case: Case, request: ResponseRequest) -> Iterator[Problem]:
    regions = {row.region for row in case.regions}
    known = regions | set(case.clubs)
    if not request.members and not case.settings.home_regions:
        yield Problem("members", "are missing: the case names no home regions", remedy="name some")
    for name in request.members:
        if name not in known:
            remedy = did_you_mean(name, sorted(known)) or "give a region or a club of the case"
            yield Problem("members", "is neither a region nor a club", value=name, remedy=remedy)
    for name in request.means.spared:
        if name not in known:
            remedy = did_you_mean(name, sorted(known)) or "give a region or a club of the case"
            yield Problem("spared", "is neither a region nor a club", value=name, remedy=remedy)
    for name in request.members:
        if name in known and not case.regions_of(name, request.as_of):
            remedy = "name its regions, or give another day"
            yield Problem("members", f"has no members on {request.as_of}", value=name, remedy=remedy)
    members = members_of(case, request)
    users = {row.region for row in case.demands if row.loss_usd_per_kg}
    if members and not users & set(members):
        message = "names nobody with a demand for which a loss is stated: there is nothing to plan for"
        remedy = "add a member that has one" if users else "state losses in demands.csv"
        yield Problem("members", message, value=", ".join(members), remedy=remedy)
    ends = {row.origin for row in case.routes} | {row.destination for row in case.routes}
    for region in members:
        if region in regions and region not in ends:
            yield Problem(
                "members",
                "has no port: no route of the case leads to it or from it",
                value=region,
                remedy="add a row to routes.csv, or leave it out",
            )


def _sectors(case: Case, request: ResponseRequest) -> Iterator[Problem]:
    sectors = sorted({row.sector for row in case.demands})
    for name in request.sectors_first:
        if name not in sectors:
            remedy = did_you_mean(name, sectors) or f"choose of {', '.join(sectors)}"
            yield Problem("sectors_first", "is no sector of the case", value=name, remedy=remedy)


def _dates(case: Case, scenario: Scenario, request: ResponseRequest) -> Iterator[Problem]:
    if scenario.profile not in case.settings.profiles:
        return
    bounds = run_periods(case, scenario).bounds
    last = request.as_of + dt.timedelta(days=request.days)
    if not bounds[0] <= request.as_of < bounds[-1]:
        yield Problem(
            "as_of",
            f"lies outside of the run, which goes from {bounds[0]} to {bounds[-1] - dt.timedelta(days=1)}",
            value=str(request.as_of),
            remedy="give a day within it, or a scenario that covers the day",
        )
    elif (bounds[-1] - request.as_of).days < LEAST_DAYS:
        yield Problem(
            "as_of",
            f"leaves {(bounds[-1] - request.as_of).days} days to the end of the run on "
            f"{bounds[-1] - dt.timedelta(days=1)}, and a plan has {LEAST_DAYS} at least",
            value=str(request.as_of),
            remedy=f"give {bounds[-1] - dt.timedelta(days=LEAST_DAYS)} or an earlier day",
        )
    elif last > bounds[-1]:
        yield Problem(
            "days",
            f"lead to {last}, past the end of the run on {bounds[-1] - dt.timedelta(days=1)}",
            value=str(request.days),
            remedy=f"ask for at most {(bounds[-1] - request.as_of).days}",
        )
