"""The whole game: the alliance moves first, the rival answers; at will the alliance once more, and the rival
after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from didymium.case.case import Case
from didymium.decisions.rival.moves import neutral
from didymium.decisions.rival.reading import policy_scenario
from didymium.decisions.rival.replies import Answering, Progress, Told, replies_to
from didymium.decisions.rival.results import NONE, PASSIVE, Cross, Drifting, Game, Move, Reply
from didymium.decisions.rival.schema import Rival
from didymium.decisions.rival.second_round import answered
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.indicators.drift import base_drift, traded_prices
from didymium.market.base_year import BaseYear
from didymium.market.solver import SolverError
from didymium.market.structure import Options
from didymium.outcome.tables import Outcome
from didymium.scenario.instruments.settle import UnsettledError
from didymium.scenario.readout import read_path


def play(
    case: Case,
    base_year: BaseYear,
    rival: Rival,
    *,
    policies: Sequence[str] = (),
    evaluations: int | None = None,
    again: bool = False,
    recheck: bool = True,
    crosswise: bool = True,
    options: Options | None = None,
    progress: Progress = lambda done, count, said: None,
) -> Game:
    """Find the rival's best reply to every policy, and the policy that stands best.

    Args:
        case: The case.
        base_year: Its base year.
        rival: The rival file.
        policies: Names of the policies that are looked at; blank: all. Doing nothing always is.
        evaluations: Moves tried at most against each; None: as many as the file says.
        again: Whether the alliance moves once more, and the rival after it.
        recheck: Whether each reply is worked out once more on the file's finer division of time.
        crosswise: Whether every policy is held against every reply.
        options: How the market is cut; None: as usual.
        progress: Told after every move.

    Raises:
        InputError: If a policy is unknown, or no second move is stated.
        SolverError, UnsettledError: If a policy has no answer even when the rival does nothing.
    """
    refuse_wrong(rival, policies, again)
    answering = Answering(case, base_year, rival, options or Options())
    told = told_policies(case, rival, policies)
    replies, unanswered = replies_to(answering, told, evaluations, progress)
    told = tuple(one for one in told if one.name not in unanswered)
    if recheck and rival.recheck_profile:
        replies = [_rechecked(answering, one, reply) for one, reply in zip(told, replies, strict=True)]
    passive = max(replies, key=lambda reply: reply.passive.alliance)
    standing = max(replies, key=lambda reply: reply.payoff.alliance)
    second = answered(case, answering, told, replies, evaluations, progress) if again else ()
    return Game(
        rival=rival.title_en,
        dials=answering.dials,
        replies=tuple(replies),
        cross=_cross(answering, told, replies, progress) if crosswise else Cross((), (), ()),
        best_against_passive=passive.policy,
        best_against_reply=standing.policy,
        answered=second,
        unanswered=unanswered,
        drifting=drifting(answering),
    )


def drifting(answering: Answering) -> tuple[Drifting, ...]:
    """Return the prices of the run in which nothing happens that leave the base year's, furthest first."""
    prices = read_path(answering.gauge().nothing, ("prices",))
    outcome = Outcome(answering.case.settings.name, "", "", prices)
    return tuple(
        Drifting(**row) for row in base_drift(traded_prices(answering.base_year), outcome).to_dicts()
    )


def told_policies(case: Case, rival: Rival, policies: Sequence[str] = ()) -> tuple[Told, ...]:
    """Return doing nothing and the policies of a file, or those named of them, as what a rival knows.

    Raises:
        InputError: With everything that is wrong with one of them.
    """
    found = [Told(NONE)]
    for policy in rival.policy:
        if not policies or policy.name in policies:
            scenario = policy_scenario(case, rival, policy)
            found.append(Told(policy.name, scenario.instrument, scenario.event, policy.cost_usd_million))
    return tuple(found)


def refuse_wrong(rival: Rival, policies: Sequence[str], again: bool) -> None:
    """Hold a question against a rival file.

    Raises:
        InputError: If a policy is unknown, or no second move is stated.
    """
    known = [NONE, *(policy.name for policy in rival.policy)]
    problems = [
        Problem("--policy", "is not in the rival file", value=name, remedy=did_you_mean(name, known))
        for name in policies
        if name not in known
    ]
    if again and rival.answers_on is None:
        remedy = "name the day with answers_on"
        problems.append(
            Problem("--again", "the rival file names no day for a second move", None, None, None, remedy)
        )
    if problems:
        raise InputError(problems)


def _rechecked(answering: Answering, told: Told, reply: Reply) -> Reply:
    try:
        found = answering.again(told, reply.move, answering.rival.recheck_profile)
    except (SolverError, UnsettledError):
        return reply
    return replace(reply, rechecked=found)


@dataclass(frozen=True)
class _Column:
    """A move against which every policy is held."""

    name: str
    move: Move


def _cross(answering: Answering, told: Sequence[Told], replies: Sequence[Reply], progress: Progress) -> Cross:
    """Hold every policy against doing nothing and against the reply to each."""
    columns = [_Column(PASSIVE, neutral(answering.dials))]
    columns += [_Column(reply.policy, reply.move) for reply in replies]
    known = [{one.move: one.payoff for one in reply.tried} for reply in replies]
    payoffs = []
    for number, one in enumerate(told):
        progress(number, len(told), f"{one.name} against every reply")
        missing = tuple(column.move for column in columns if column.move not in known[number])
        found = known[number] | answering.payoffs(one, missing)
        payoffs.append(tuple(found[column.move] for column in columns))
    names = tuple(column.name for column in columns)
    return Cross(tuple(one.name for one in told), names, tuple(payoffs))
