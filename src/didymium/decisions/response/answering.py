"""The whole answer to a request: the plan and the three lists that the framework names, in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.decisions.response.asking import ResponseRequest
from didymium.decisions.response.mending import Mend, what_would_mend
from didymium.decisions.response.planning import Branch, Response, plan_response, planner_for
from didymium.decisions.response.priorities import Priority, rank_priorities
from didymium.decisions.response.vulnerabilities import (
    FailingSector,
    FailingStage,
    SingleSource,
    failing_sectors,
    failing_stages,
    single_sources,
)
from didymium.market.base_year import BaseYear
from didymium.scenario.schema import Scenario

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Savings:
    """What the plan saves, US dollars in expectation over the branches."""

    loss_if_nobody_acts_usd: float
    loss_apart_usd: float
    """Each member by itself, by its own means."""
    cost_apart_usd: float
    loss_together_usd: float
    cost_together_usd: float

    @property
    def saved_against_nothing_usd(self) -> float:
        """Loss avoided less what the plan costs, against nobody acting."""
        return self.loss_if_nobody_acts_usd - self.loss_together_usd - self.cost_together_usd

    @property
    def saved_by_coordination_usd(self) -> float:
        """The same against each member acting by itself."""
        apart = self.loss_apart_usd + self.cost_apart_usd
        return apart - self.loss_together_usd - self.cost_together_usd


@dataclass(frozen=True, eq=False)
class ResponseAnswer:
    """A response with what follows from it. Vulnerabilities are those of the branch in which licences are
    refused, or of the only one.
    """

    response: Response
    savings: Savings
    priorities: tuple[Priority, ...]
    single_sources: tuple[SingleSource, ...]
    failing_stages: tuple[FailingStage, ...]
    failing_sectors: tuple[FailingSector, ...]
    mends: tuple[Mend, ...]

    @property
    def worst(self) -> Branch:
        """The branch in which most is lost if nobody acts."""
        return max(self.response.branches, key=lambda branch: branch.missing_usd)


def answer_request(
    case: Case,
    base_year: BaseYear,
    name: str,
    scenario: Scenario,
    request: ResponseRequest,
    *,
    progress: Progress = lambda message: None,
) -> ResponseAnswer:
    """Plan, and find priorities, vulnerabilities and what would mend what stays short.

    Raises:
        InputError: With everything that is wrong with the request.
        SolverError: If the market has no answer.
    """
    response = plan_response(case, base_year, name, scenario, request, progress=progress)
    return answer_of(response, progress=progress)


def answer_of(response: Response, *, progress: Progress = lambda message: None) -> ResponseAnswer:
    """Return the whole answer for a plan that was made."""
    progress("priorities")
    situations = [branch.together.situation for branch in response.branches]
    planner = planner_for(response, situations)
    priorities = rank_priorities(planner, planner.plans(), first_period=response.past.periods)
    progress("what would mend it")
    mends = what_would_mend(response)
    worst = max(response.branches, key=lambda branch: branch.missing_usd)
    case, members, weeks = response.case, response.members, response.periods
    return ResponseAnswer(
        response,
        savings_of(response),
        priorities,
        single_sources(case, worst.paths, members, weeks),
        failing_stages(case, worst.paths, members, weeks),
        failing_sectors(worst.together.situation, worst.together.missing_t),
        mends,
    )


def savings_of(response: Response) -> Savings:
    """Return what the plan saves in expectation."""
    return Savings(
        response.expected(lambda branch: branch.missing_usd),
        response.expected(lambda branch: float(branch.apart.loss_usd.sum())),
        response.expected(lambda branch: branch.apart.cost_usd),
        response.expected(lambda branch: float(branch.together.loss_usd.sum())),
        response.expected(lambda branch: branch.together.cost_usd),
    )
