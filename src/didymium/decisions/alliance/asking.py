"""What is wrong with a question about an alliance: everything at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.usual import usual
from didymium.decisions.alliance.floor import FLOOR_CLUB, MOST_FLOOR_MEMBERS, regions_in, with_club
from didymium.decisions.alliance.members import (
    Member,
    members_of,
    parts_of,
    problems_of_members,
)
from didymium.decisions.alliance.request import CoalitionRequest, FloorAsked
from didymium.decisions.floors.asking import checked_question
from didymium.decisions.floors.designs import FloorQuestion
from didymium.decisions.stockpile.request import Weighted
from didymium.decisions.stocks.futures.emergencies import (
    WeightedCase,
    refuse_wrong_question,
    with_profile,
)
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.market.base_year import BaseYear
from didymium.scenario.reading import read_scenario, restricting_scenarios
from didymium.scenario.schema import Ban, Dumping, ExportRestriction, Scenario


@dataclass(frozen=True, eq=False)
class Checked:
    """A request that was held against its case."""

    request: CoalitionRequest
    members: tuple[Member, ...]
    scenarios: tuple[WeightedCase, ...]
    """In the request's division of time."""
    founders: tuple[str, ...]
    newcomer: str
    """Blank if whoever adds most is meant."""
    floor: FloorQuestion | None
    """The floor, if one is asked for and the members are few enough for it."""

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions of all members."""
        return tuple(region for member in self.members for region in member.regions)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all members."""
        return tuple(member.name for member in self.members)


def check_coalition(case: Case, base_year: BaseYear, request: CoalitionRequest) -> Checked:
    """Hold a request against its case.

    Raises:
        InputError: With every problem.
    """
    members = members_of(case, request.members, case.settings.start)
    founders, newcomer = _joining(case, request, members)
    problems = [
        *problems_of_members(case, request.members, members),
        *_named(request, members, founders),
        *_figures(request),
    ]
    scenarios = _scenarios(case, request, problems)
    problems += _rivals(case, scenarios, members)
    problems += _emergencies(case, request, scenarios, members)
    floor = None
    if request.floor is not None:
        floor = _floor(case, base_year, request.floor, members, problems)
    if problems:
        raise InputError(problems)
    is_small = len(members) <= MOST_FLOOR_MEMBERS
    return Checked(request, members, scenarios, founders, newcomer, floor if is_small else None)


def _joining(case: Case, request: CoalitionRequest, members: Sequence[Member]) -> tuple[tuple[str, ...], str]:
    """Return the founders and the newcomer, as stated or as usual; a label stands for ``LABEL=NAME``."""
    names, stated = [member.name for member in members], usual(case)
    known = [name for name in stated.founders if name in names]
    founders = tuple(dict.fromkeys(parts_of(name)[0] for name in request.founders))
    founders = founders or tuple(known if len(known) > 1 else names[:2])
    newcomer = parts_of(request.newcomer)[0]
    if not newcomer and stated.newcomer in names and stated.newcomer not in founders:
        newcomer = stated.newcomer
    return founders, newcomer


def _named(
    request: CoalitionRequest, members: Sequence[Member], founders: Sequence[str]
) -> Iterator[Problem]:
    names = [member.name for member in members]
    stated = [("founders", parts_of(name)[0]) for name in request.founders]
    if request.newcomer:
        stated.append(("newcomer", parts_of(request.newcomer)[0]))
    for field, name in stated:
        if name not in names:
            remedy = did_you_mean(name, names) or f"name one of {', '.join(names)}"
            yield Problem(field, "is no member", value=name, remedy=remedy)
    if request.newcomer and parts_of(request.newcomer)[0] in founders:
        message = "is among the founders already"
        yield Problem("newcomer", message, value=request.newcomer, remedy="name another")


def _figures(request: CoalitionRequest) -> Iterator[Problem]:
    for name, least, most in (
        ("draws", 0, 100000),
        ("standing", 1, 1000),
        ("alpha", 0.0, 0.9999),
        ("workers", 1, 256),
    ):
        value = getattr(request, name)
        if not least <= value <= most:
            yield Problem(name, f"must be from {least:g} to {most:g}", value=f"{value:g}")
    if request.means.purchase_share > 0.0:
        message = "is above 0: members would bid for the same goods, which alone each counts as its own"
        yield Problem("purchase_share", message, remedy="set it to 0")
    if not request.means.swaps:
        message = "are off, and members who ship nothing to each other have nothing to share"
        yield Problem("swaps", message, remedy="leave them on")


def _scenarios(case: Case, request: CoalitionRequest, problems: list[Problem]) -> tuple[WeightedCase, ...]:
    """Return the scenarios as they could be read; what could not is named."""
    named = request.scenarios or tuple(Weighted(name=name) for name in restricting_scenarios(case))
    if not named:
        message = "are missing: none of the case restricts exports"
        problems.append(Problem("scenarios", message, remedy="name at least one"))
    found = []
    for one in named:
        scenario = _read(case, one.name, problems)
        if scenario is not None:
            found.append(WeightedCase(one.name, with_profile(scenario, request.profile), one.weight))
    return tuple(found)


def _read(case: Case, name: str, problems: list[Problem]) -> Scenario | None:
    try:
        return read_scenario(case, name)
    except InputError as error:
        problems += error.problems
        return None


def _rivals(case: Case, scenarios: Sequence[WeightedCase], members: Sequence[Member]) -> list[Problem]:
    """Name members who restrict exports or dump in one of the scenarios: an alliance is held against them."""
    found: dict[tuple[str, str], str] = {}
    for one in scenarios:
        for event in one.scenario.event:
            if isinstance(event, Ban | ExportRestriction | Dumping):
                does = "dumps" if isinstance(event, Dumping) else "restricts its exports"
                for region in case.regions_of(event.origin):
                    for member in members:
                        if region in member.regions:
                            found.setdefault((member.name, does), one.name)
    remedy = "leave it out, or the scenario"
    return [
        Problem("members", f"{does} in {scenario}", value=name, remedy=remedy)
        for (name, does), scenario in found.items()
    ]


def _emergencies(
    case: Case, request: CoalitionRequest, scenarios: Sequence[WeightedCase], members: Sequence[Member]
) -> tuple[Problem, ...]:
    if not scenarios:
        return ()
    known = [row.region for row in case.regions]
    # Unknown members are named already.
    regions = [region for member in members for region in member.regions if region in known] or known[:1]
    try:
        refuse_wrong_question(case, scenarios, regions, request.days)
    except InputError as error:
        return tuple(error.problems)
    return ()


def _floor(
    case: Case, base_year: BaseYear, asked: FloorAsked, members: Sequence[Member], problems: list[Problem]
) -> FloorQuestion | None:
    """Return the question about a floor of all members, or name what is wrong with it."""
    begin = asked.begin or case.settings.start
    besides = _read(case, asked.scenario, problems) if asked.scenario else None
    question = FloorQuestion(
        asked.material, asked.usd_per_kg, FLOOR_CLUB, begin, asked.profile, besides,
        asked.dumping_origin, asked.dumping_t_per_year,
    )  # fmt: skip
    try:
        return checked_question(with_all(case, members), base_year, question)
    except InputError as error:
        problems += error.problems
        return None


def with_all(case: Case, members: Sequence[Member]) -> Case:
    """Return a case in which all members are the club of the floor."""
    return with_club(case, FLOOR_CLUB, regions_in(members, (1 << len(members)) - 1))
