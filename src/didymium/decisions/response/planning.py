"""The plan: the market as it is known on the day, what members can do about it, and the best of that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from didymium.case.case import Case
from didymium.decisions.allocation.coupled import Coupled, CoupledPlanner
from didymium.decisions.allocation.delays import delays_of
from didymium.decisions.allocation.past import NOTHING_DONE, Past, after_past
from didymium.decisions.allocation.plan import Plan
from didymium.decisions.allocation.program import Worth, allocation_program
from didymium.decisions.allocation.reading import SituationReader
from didymium.decisions.allocation.regrid import weeks_from
from didymium.decisions.allocation.situation import Need, Situation, without_giving_way
from didymium.decisions.response.asking import ResponseRequest, members_of, refuse_wrong_request
from didymium.decisions.response.cover_check import refuse_missing_cover
from didymium.decisions.response.known import known_scenario
from didymium.decisions.response.licences import Course, Licences, licences_of
from didymium.market.base_year import BaseYear
from didymium.market.build import build_market
from didymium.market.periods import Periods
from didymium.market.structure import Options
from didymium.scenario.course import run_periods
from didymium.scenario.hot import HotMarket
from didymium.scenario.instruments.toolbox import additions_of
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.run import scenario_structure
from didymium.scenario.schema import Scenario

Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Branch:
    """One way in which things may go on: the run without a plan, and what members do in it."""

    course: Course
    paths: ScenarioPaths
    together: Plan
    apart: Plan
    """What each member can do by itself: no shipments between them but those that were made already."""

    @property
    def missing_usd(self) -> float:
        """Value lost if nobody does anything."""
        return float(self.together.situation.missing_usd.sum())


@dataclass(frozen=True, eq=False)
class Response:
    """The answer: the same actions until the decision on licences, and a plan for each outcome."""

    case: Case
    scenario_name: str
    request: ResponseRequest
    members: tuple[str, ...]
    known: Scenario
    licences: Licences
    branches: tuple[Branch, ...]
    common_periods: int
    """Weeks until the decision: in them all branches do the same."""
    counted: Mapping[tuple[str, ...], tuple[dt.date, float]] = field(default_factory=dict)
    """Stocks that were counted, by holder, region and material: the day and the tonnes."""
    past: Past = NOTHING_DONE
    """What was done before the day of an update."""

    @cached_property
    def periods(self) -> Periods:
        """The weeks of the plan."""
        return self.branches[0].together.situation.periods

    @property
    def likeliest(self) -> Branch:
        """The branch with the highest probability, the first of equals."""
        return max(self.branches, key=lambda branch: branch.course.probability)

    def expected(self, figure: Callable[[Branch], float]) -> float:
        """Return the mean of a figure over the branches."""
        return sum(branch.course.probability * figure(branch) for branch in self.branches)


def plan_response(
    case: Case,
    base_year: BaseYear,
    name: str,
    scenario: Scenario,
    request: ResponseRequest,
    *,
    progress: Progress = lambda message: None,
) -> Response:
    """Plan from a day on with what is known on it.

    Raises:
        InputError: With everything that is wrong with the request.
        SolverError: If the market has no answer.
    """
    refuse_wrong_request(case, scenario, request)
    known = known_scenario(case, scenario, request.as_of)
    licences = licences_of(known, request, run_periods(case, known))
    members = members_of(case, request)
    courses = run_courses(case, base_year, licences, progress)
    first = next(courses)
    # All have the same past: the first is enough to refuse a request, before the others are run.
    refuse_missing_cover(case, first, members, request)
    found = [first, *courses]
    situations = [read_situation(case, paths, members, request) for paths in found]
    progress("plan")
    common = common_periods(situations[0].periods, licences.decision)
    branches = plan_branches(licences, found, situations, request, NOTHING_DONE, common)
    return Response(case, name, request, members, known, licences, branches, common)


def run_courses(
    case: Case, base_year: BaseYear, licences: Licences, progress: Progress
) -> Iterator[ScenarioPaths]:
    """Run the market on each way in which things may go on, hot after the first, one whenever it is asked
    for.
    """
    first = licences.courses[0].scenario
    structure = scenario_structure(case, base_year, first, Options())
    hot = HotMarket(build_market(structure, additions_of(first.instrument)))
    progress("base run")
    base = hot.base()
    for course in licences.courses:
        yield ScenarioPaths(course.scenario, base, hot.run(course.scenario, progress))


def read_situation(
    case: Case,
    paths: ScenarioPaths,
    members: tuple[str, ...],
    request: ResponseRequest,
    counted: Mapping[tuple[str, ...], tuple[dt.date, float]] | None = None,
) -> Situation:
    """Return the situation of members over the weeks of a plan: the emergency is declared on its first
    day.
    """
    weeks = weeks_from(request.as_of, request.days)
    reader = SituationReader(
        case, paths, members, request.means, delays_of(case), weeks, request.as_of, counted or {}
    )
    situation = reader.read()
    return situation if request.means.reallocation else without_giving_way(situation)


def plan_branches(
    licences: Licences,
    found: Sequence[ScenarioPaths],
    situations: Sequence[Situation],
    request: ResponseRequest,
    past: Past,
    common: int,
) -> tuple[Branch, ...]:
    """Return the branches with their plans: good in expectation, and the same until the decision."""
    planner = planner_of(licences, situations, request, past, common)
    together = planner.plans()
    apart = planner.plans_without(lambda name: name[0] == "ship" and name[2] >= past.periods)
    return tuple(Branch(*parts) for parts in zip(licences.courses, found, together, apart, strict=True))


def planner_of(
    licences: Licences, situations: Sequence[Situation], request: ResponseRequest, past: Past, common: int
) -> CoupledPlanner:
    """Return what makes plans for the situations of all branches, one each, in which the past is as it
    was.
    """
    worth = worth_of(situations[0], request)
    allocations = tuple(after_past(allocation_program(one, worth=worth), past) for one in situations)
    return CoupledPlanner(
        Coupled(allocations, tuple(course.probability for course in licences.courses), common)
    )


def planner_for(response: Response, situations: Sequence[Situation]) -> CoupledPlanner:
    """Return what makes plans of a response, for its own situations or other ones of its branches."""
    return planner_of(response.licences, situations, response.request, response.past, response.common_periods)


def common_periods(weeks: Periods, decision: dt.date | None) -> int:
    """Return how many weeks begin before the day of the decision, which nobody can foresee within its week;
    all of them where none is awaited.
    """
    if decision is None:
        return len(weeks)
    return int(np.sum(weeks.starts < weeks.position(decision)))


def worth_of(situation: Situation, request: ResponseRequest) -> Worth:
    """Return what a kg counts for each need: the value lost, and by rank the highest value of any on top, so
    that a sector is served before those that come after it.
    """
    if request.by_value:
        return lambda need: need.loss_usd_per_kg
    highest = max((need.loss_usd_per_kg for need in situation.needs), default=0.0)
    ranks = ranks_of(situation, request)
    return lambda need: need.loss_usd_per_kg + highest * ranks[need.name]


def ranks_of(situation: Situation, request: ResponseRequest) -> dict[tuple[str, str, str], int]:
    """Return the rank of each need, the highest first served: the sectors named in the request, then by the
    priority of demands.csv.
    """
    order = {name: position for position, name in enumerate(request.sectors_first)}

    def place(need: Need) -> tuple[int, int]:
        return (0, order[need.sector]) if need.sector in order else (1, need.priority)

    places = sorted({place(need) for need in situation.needs}, reverse=True)
    return {need.name: places.index(place(need)) for need in situation.needs}
