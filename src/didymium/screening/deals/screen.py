"""Which rules a deal or a company falls under on a day, and over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from didymium.evidence.evidence import Evidence
from didymium.screening.deals.answers import Judged, RuleAnswer, ScreenAnswer, rule_answer
from didymium.screening.deals.deal import Deal, Entity, Known
from didymium.screening.deals.definitions import open_definitions, with_definitions
from didymium.screening.deals.findings import finding_of, tests_on
from didymium.screening.rules import Reading

Of = Literal["deal", "entity"]


@dataclass(frozen=True)
class Span:
    """Days on which the answer is the same."""

    first: dt.date | None
    """None: before the first day on which any of these rules changes."""
    last: dt.date | None
    """None: no later change is known."""
    answer: ScreenAnswer
    """The answer on the first of these days (the last one, if there is no first)."""


def screen_deal(evidence: Evidence, deal: Deal, day: dt.date, reading: Reading = "as_known") -> ScreenAnswer:
    """Return what every rule on acquisitions says of a deal on a day."""
    return _screen(evidence, deal.known(), day, reading, "deal")


def screen_entity(
    evidence: Evidence, entity: Entity, day: dt.date, reading: Reading = "as_known"
) -> ScreenAnswer:
    """Return whether a company is a prohibited entity, or bound by what binds its listed owners, on a day."""
    return _screen(evidence, entity.known(), day, reading, "entity")


def deal_timeline(evidence: Evidence, deal: Deal, reading: Reading = "as_known") -> tuple[Span, ...]:
    """Return the same question on every day, as spans of equal answers."""
    return _timeline(evidence, deal.known(), reading, "deal")


def entity_timeline(evidence: Evidence, entity: Entity, reading: Reading = "as_known") -> tuple[Span, ...]:
    """Return the tests on an entity on every day, as spans of equal answers."""
    return _timeline(evidence, entity.known(), reading, "entity")


def _screen(evidence: Evidence, given: Known, day: dt.date, reading: Reading, of: Of) -> ScreenAnswer:
    tests = tests_on(evidence, day, reading, of)
    known = with_definitions(given, tests, evidence)
    by_rule: dict[str, list[Judged]] = {}
    for here in tests:
        tested = Judged(here.test, finding_of(here, known, evidence))
        by_rule.setdefault(here.held.rule.rule, []).append(tested)
    defined = open_definitions(known, tests, evidence)
    rules = tuple(rule_answer(rule, tested, defined, evidence) for rule, tested in by_rule.items())
    return ScreenAnswer(known.about, day, reading, rules)


def _timeline(evidence: Evidence, given: Known, reading: Reading, of: Of) -> tuple[Span, ...]:
    days = sorted(set(_turning_days(evidence, of)))
    if not days:
        return ()
    asked = [days[0] - dt.timedelta(days=1), *days]
    spans: list[Span] = []
    for number, day in enumerate(asked):
        answer = _screen(evidence, given, day, reading, of)
        last = asked[number + 1] - dt.timedelta(days=1) if number + 1 < len(asked) else None
        if spans and _same(spans[-1].answer, answer):
            spans[-1] = Span(spans[-1].first, last, spans[-1].answer)
        else:
            spans.append(Span(day if number else None, last, answer))
    return tuple(spans)


def _turning_days(evidence: Evidence, of: Of) -> Iterator[dt.date]:
    """The days on which a part with such tests changes its state, or stops being known."""
    for rule in evidence.rules.values():
        for part in rule.part:
            if any(test.of == of for test in part.deal):
                for interval in part.interval:
                    yield interval.from_
                    if interval.until is not None:
                        yield interval.until + dt.timedelta(days=1)


def _same(one: ScreenAnswer, other: ScreenAnswer) -> bool:
    return [_essence(rule) for rule in one.rules] == [_essence(rule) for rule in other.rules]


def _essence(answer: RuleAnswer) -> tuple[object, ...]:
    return answer.rule, answer.outcome, answer.possible, answer.exemption, answer.duties
