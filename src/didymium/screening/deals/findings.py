"""One finding for each deal test of each part of the rules, on one day and under one reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from didymium.evidence.deal_tests import DealTest
from didymium.evidence.evidence import Evidence
from didymium.screening.answer import Finding, Holds, Said, all_of
from didymium.screening.deals.conditions import Check, checks_of
from didymium.screening.deals.deal import Known
from didymium.screening.rules import PartOnDay, Reading, parts_on


@dataclass(frozen=True)
class TestOnDay:
    """A test, the part that it stands in, and its number there, from 1."""

    __test__ = False

    held: PartOnDay
    test: DealTest
    number: int


def tests_on(
    evidence: Evidence, day: dt.date, reading: Reading, of: Literal["deal", "entity"]
) -> list[TestOnDay]:
    """Return every test of deals, or of entities, with the state of its part on a day."""
    return [
        TestOnDay(held, test, number)
        for held in parts_on(evidence, day, reading)
        for number, test in enumerate(held.part.deal, start=1)
        if test.of == of
    ]


def finding_of(here: TestOnDay, known: Known, evidence: Evidence) -> Finding:
    """Return the answer to one test."""
    held, test = here.held, here.test
    checks = checks_of(test, known, evidence)
    holds = all_of(check.holds for check in checks)
    interval = held.force.interval or held.part.interval[0]
    figures = tuple(figure for check in checks for figure in check.figures)
    facts = [] if holds is Holds.NO else _fact_warnings(evidence, test.facts)
    return Finding(
        held.rule.rule,
        held.part.part,
        here.number,
        test.step,
        known.about,
        held.force.state,
        held.force.since,
        held.force.until,
        interval.source,
        interval.locator,
        holds,
        test.effect,
        figures,
        _unique(said for check in _deciding(checks, holds) for said in check.reasons),
        _unique(said for check in checks for said in check.missing) if holds is Holds.UNKNOWN else (),
        _unique(_remedies(test, checks, holds)),
        tuple(dict.fromkeys([*(word for figure in figures for word in figure.warnings), *facts])),
    )


def _deciding(checks: Sequence[Check], holds: Holds) -> list[Check]:
    """All conditions if they all hold; otherwise those that fail, or that leave it open."""
    return list(checks) if holds is Holds.YES else [check for check in checks if check.holds is holds]


def _remedies(test: DealTest, checks: Sequence[Check], holds: Holds) -> Iterator[Said]:
    """What would end a duty, one change being enough; for an exemption what would earn it, all together."""
    if test.effect == "exempt":
        wanting = [check for check in checks if check.holds is not Holds.YES]
        barred = any(check.holds is Holds.NO and not check.reach for check in wanting)
        yield from () if barred else (said for check in wanting for said in check.reach)
    elif holds is not Holds.NO and test.effect not in ("classed", "accompanies"):
        yield from (said for check in checks for said in check.avoid)


def _fact_warnings(evidence: Evidence, facts: Iterable[str]) -> list[str]:
    return [word for fact in facts for word in str(evidence.fact(fact)["warnings"] or "").split()]


def _unique(said: Iterable[Said]) -> tuple[Said, ...]:
    """Leave out what was said before; fields cannot be hashed in general, so their texts are compared."""
    return tuple({(one.key, str(sorted(one.fields.items(), key=str))): one for one in said}.values())
