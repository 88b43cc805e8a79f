"""The second round: after the rival's reply the alliance may take one more of its policies, knowing how the
rival will reply to that.

The rival's first reply is lifted as news on the day of the second moves and replaced by the second one, which
may be the same: nobody expects either before that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TypeVar

from didymium.case.case import Case
from didymium.decisions.rival.moves import events_of
from didymium.decisions.rival.reading import policy_scenario
from didymium.decisions.rival.replies import Answering, Progress, Told, replies_to
from didymium.decisions.rival.results import NONE, Answered, Reply
from didymium.scenario.entry import Entry

AnyEntry = TypeVar("AnyEntry", bound=Entry)


def answered(
    case: Case,
    answering: Answering,
    told: Sequence[Told],
    replies: Sequence[Reply],
    evaluations: int | None,
    progress: Progress,
) -> tuple[Answered, ...]:
    """Return the second round after each policy and the reply to it."""
    on = answering.rival.answers_on
    assert on is not None, "refused before the game begins"
    answers = _answers(case, answering, on)
    found = []
    for first, reply in zip(told, replies, strict=True):
        so_far = events_of(answering.rival, reply.move, lifted_on=on)
        together = [
            Told(
                answer.name,
                (*first.instruments, *answer.instruments),
                (*first.events, *so_far, *answer.events),
                first.cost_usd_million + answer.cost_usd_million,
            )
            for answer in _others(answers, first)
        ]
        seconds, unanswered = replies_to(answering, together, evaluations, progress, on)
        best = max(seconds, key=lambda one: one.payoff.alliance)
        found.append(Answered(first.name, reply, tuple(seconds), best.policy, unanswered))
    return tuple(found)


def _answers(case: Case, answering: Answering, on: dt.date) -> tuple[Told, ...]:
    rival, found = answering.rival, [Told(NONE)]
    for policy in rival.policy:
        if policy.is_answer:
            scenario = policy_scenario(case, rival, policy)
            found.append(
                Told(
                    policy.name,
                    tuple(_from(entry, on) for entry in scenario.instrument),
                    tuple(_from(entry, on) for entry in scenario.event),
                    policy.cost_usd_million,
                )
            )
    return tuple(found)


def _others(answers: Sequence[Told], first: Told) -> Iterator[Told]:
    """Yield doing nothing more, and every answer but the policy that is in force already."""
    for answer in answers:
        if answer.name == NONE or answer.name != first.name:
            yield answer


def _from(entry: AnyEntry, on: dt.date) -> AnyEntry:
    """Return an entry as one that is decided on a day: nothing of it is known or holds before."""
    return entry.model_copy(update={"from_": max(entry.from_, on), "announced": on})
