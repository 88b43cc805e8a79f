"""What rules ask of shipments refers to what there is, and thresholds to figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from pydantic import ValidationError

from didymium.evidence.agreements import Part, Rule
from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.evidence.rule_test_checks import shipment_problems
from didymium.evidence.rule_tests import ListedItem, ShipmentTest, Threshold
from didymium.files.problems import Problem
from didymium.screening.rules import limit_of


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


def check(column: str, asked: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    found = set(known)
    yield from (Problem("rule", "is unknown", None, column, name) for name in asked if name not in found)


def problems(evidence: Evidence, **changes: object) -> list[tuple[str | None, str | None]]:
    """Return the problems of clause (a) of No. 61 with some of its fields changed."""
    rule = evidence.rules["cn_2025_61"]
    part = rule.part[0].model_copy(update=changes)
    changed = rule.model_copy(update={"part": (part, *rule.part[1:])})
    return [(one.column, one.value) for one in shipment_problems(evidence, changed, part, check)]


def test_the_shipped_rules_refer_to_what_there_is(evidence: Evidence) -> None:
    parts: list[tuple[Rule, Part]] = [(rule, part) for rule in evidence.rules.values() for part in rule.part]
    assert [one for rule, part in parts for one in shipment_problems(evidence, rule, part, check)] == []
    assert sum(len(part.shipment) for _, part in parts) >= 30


@pytest.mark.parametrize(
    ("test", "column", "value"),
    [
        ({"items": ["part_9"]}, "items", "part_9"),
        ({"items": ["cn_2025_18.nothing"]}, "items", "cn_2025_18.nothing"),
        ({"upon": ["z"]}, "upon", "z"),
        ({"destinations": ["JAP"]}, "countries", "JAP"),
        ({"not_origin": ["XXX"]}, "countries", "XXX"),
        ({"listed_users": ["nobodys_list"]}, "listed_users", "nobodys_list"),
        ({"owned_from": {"fact": "no_fact"}}, "facts", "no_fact"),
    ],
)
def test_a_test_that_refers_to_nothing_is_named(
    evidence: Evidence, test: dict[str, object], column: str, value: str
) -> None:
    asked = ShipmentTest.model_validate({"step": "end_user", "effect": "licence", **test})
    assert problems(evidence, shipment=(asked,)) == [(f"part a shipment 1 {column}", value)]


@pytest.mark.parametrize(
    ("item", "column", "value"),
    [
        ({"materials": ["dysprosum"]}, "materials", "dysprosum"),
        ({"containing": ["kryptonite"]}, "containing", "kryptonite"),
        ({"purity": {"fact": "no_fact"}}, "facts", "no_fact"),
        ({"facts": ["no_fact"]}, "facts", "no_fact"),
    ],
)
def test_an_entry_that_refers_to_nothing_is_named(
    evidence: Evidence, item: dict[str, object], column: str, value: str
) -> None:
    listed = ListedItem.model_validate({"item": "part_1", **item})
    found = problems(evidence, item=(listed,), shipment=())
    assert found == [(f"part a item 1 {column}", value)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"step": "end_user", "effect": "forbidden"},
        {"step": "someday", "effect": "licence"},
        {"step": "end_user", "effect": "licence", "colour": "red"},
        {"step": "end_user", "effect": "licence", "end_uses": ["peaceful"]},
        {"step": "end_user", "effect": "licence", "items": ["a b"]},
    ],
)
def test_a_test_is_strict(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ShipmentTest.model_validate(wrong)


@pytest.mark.parametrize(
    ("fact", "included", "value"),
    [
        ("china_61_threshold", True, 0.1), ("china_61_ownership", True, 50.0),
        ("china_antimony_purity_oxide", True, 99.99), ("china_graphite_purity", False, 99.9),
        ("china_10_tungsten_content", True, 97.0),
    ],
)  # fmt: skip
def test_the_figures_of_thresholds_stand_in_facts(
    evidence: Evidence, fact: str, included: bool, value: float
) -> None:
    """0.1 % and 50 % "or more" (No. 61), 99.99 % "or more" (No. 33), "above" 99.9 % (No. 39)."""
    used = [
        limit
        for rule in evidence.rules.values()
        for part in rule.part
        for limit in (
            *(item.purity for item in part.item),
            *(test.owned_from for test in part.shipment),
            *(test.content.from_share for test in part.shipment if test.content is not None),
        )
        if limit is not None and limit.fact == fact
    ]
    assert {limit.included for limit in used} == {included}
    limit = limit_of(evidence, Threshold(fact=fact, included=included))
    assert (limit.value, limit.unit, limit.included) == (value, "percent", included)
