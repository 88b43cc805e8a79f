"""Whether what a rule asks of deals and owners refers to what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from didymium.evidence.agreements import Part, Rule
from didymium.evidence.countries import country_codes
from didymium.evidence.deal_tests import DealTest
from didymium.evidence.evidence import Evidence
from didymium.files.problems import Problem

Check = Callable[[str, Iterable[str], Iterable[str]], Iterator[Problem]]
"""Words the references of a column that are not among the known ones as problems."""


def deal_problems(evidence: Evidence, rule: Rule, part: Part, check: Check) -> Iterator[Problem]:
    """Find references of a part's deal tests to countries, subjects, facts and steps that are none."""
    if not part.deal:
        return
    subjects = {*evidence.subjects, *country_codes()}
    steps = {test.step for other in rule.part for test in other.deal}
    for number, test in enumerate(part.deal, start=1):
        place = f"part {part.part} deal {number}"
        yield from check(f"{place} countries", _countries(test), subjects)
        yield from check(f"{place} tell", (*test.tell, *_given(test.through)), subjects)
        yield from check(f"{place} facts", (*_limits(test), *_times(test), *test.facts), evidence.fact_ids)
        yield from check(f"{place} exempts", test.exempts, steps)


def _countries(test: DealTest) -> tuple[str, ...]:
    return (*test.target_in, *test.acquirer_in, *test.acquirer_not_in)


def _limits(test: DealTest) -> Iterator[str]:
    for limit in test.shares:
        yield from (threshold.fact for threshold in (limit.from_, limit.below) if threshold is not None)


def _times(test: DealTest) -> Iterator[str]:
    yield from _given(test.days_before, test.months_before, test.days_after)


def _given(*names: str | None) -> Iterator[str]:
    yield from (name for name in names if name is not None)
