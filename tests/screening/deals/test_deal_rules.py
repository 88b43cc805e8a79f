"""What rules say of deals refers to what there is, and unknown keys and words are refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from pydantic import ValidationError

from didymium.evidence.deal_checks import deal_problems
from didymium.evidence.deal_tests import DealTest, ShareLimit
from didymium.evidence.reading import shared_evidence
from didymium.evidence.rule_tests import Threshold
from didymium.files.problems import Problem


def check(column: str, words: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    yield from (Problem("rule.toml", "is unknown", None, column, w) for w in words if w not in set(known))


def test_references_to_nothing_are_named() -> None:
    evidence = shared_evidence()
    rule = evidence.rules["us_cfius"]
    limit = ShareLimit(share="votes_after", from_=Threshold(fact="no_such_limit"))
    test = DealTest(
        step="exemption",
        effect="exempt",
        target_in=("XXX",),
        shares=(limit,),
        exempts=("stake",),
        tell=("nobody",),
        days_before="no_such_time",
        facts=("no_such_fact",),
    )
    part = rule.part[0].model_copy(update={"deal": (test,)})
    found = [problem.value for problem in deal_problems(evidence, rule, part, check)]
    assert found == ["XXX", "nobody", "no_such_limit", "no_such_time", "no_such_fact", "stake"]


@pytest.mark.parametrize("wrong", [{"needs": ["rich"]}, {"effect": "forbidden"}, {"colour": "red"}])
def test_unknown_words_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        DealTest.model_validate({"step": "stake", "effect": "notify_before", **wrong})
