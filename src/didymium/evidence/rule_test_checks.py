"""Whether what a rule asks of shipments refers to what there is: goods, countries, lists, facts and parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from didymium.evidence.agreements import Part, Rule
from didymium.evidence.countries import country_codes
from didymium.evidence.evidence import Evidence
from didymium.evidence.rule_tests import ListedItem, ShipmentTest
from didymium.files.problems import Problem

Check = Callable[[str, Iterable[str], Iterable[str]], Iterator[Problem]]
"""Words the references of a column that are not among the known ones as problems."""


def shipment_problems(evidence: Evidence, rule: Rule, part: Part, check: Check) -> Iterator[Problem]:
    """Find references of a part's listed goods, shipment tests and licence times to nothing."""
    for number, item in enumerate(part.item, start=1):
        yield from _item_problems(evidence, f"part {part.part} item {number}", item, check)
    for number, test in enumerate(part.shipment, start=1):
        yield from _test_problems(evidence, rule, f"part {part.part} shipment {number}", test, check)
    if part.licence is not None:
        times = (part.licence.statutory, part.licence.observed_shortest, part.licence.observed_longest)
        facts = [name for name in (*times, *part.licence.approval) if name is not None]
        yield from check(f"part {part.part} licence", facts, evidence.fact_ids)


def _item_problems(evidence: Evidence, place: str, item: ListedItem, check: Check) -> Iterator[Problem]:
    yield from check(f"{place} materials", item.materials, evidence.materials)
    yield from check(f"{place} containing", item.containing, evidence.materials)
    purity = () if item.purity is None else (item.purity.fact,)
    yield from check(f"{place} facts", (*item.facts, *purity), evidence.fact_ids)


def _test_problems(
    evidence: Evidence, rule: Rule, place: str, test: ShipmentTest, check: Check
) -> Iterator[Problem]:
    yield from check(f"{place} items", _named(test), _items(evidence, rule))
    yield from check(f"{place} upon", test.upon, {part.part for part in rule.part})
    yield from check(f"{place} countries", _countries(test), country_codes())
    yield from check(f"{place} listed_users", test.listed_users, {*evidence.subjects, *evidence.rules})
    limits = [test.owned_from, None if test.content is None else test.content.from_share]
    yield from check(f"{place} facts", [limit.fact for limit in limits if limit], evidence.fact_ids)


def _named(test: ShipmentTest) -> tuple[str, ...]:
    return test.items if test.content is None else (*test.items, test.content.of_item)


def _items(evidence: Evidence, rule: Rule) -> set[str]:
    own = {item.item for part in rule.part for item in part.item}
    others = {
        f"{other.rule}.{item.item}"
        for other in evidence.rules.values()
        for part in other.part
        for item in part.item
    }
    return own | others


def _countries(test: ShipmentTest) -> tuple[str, ...]:
    content = () if test.content is None else (test.content.origin,)
    return (
        *test.shipped_from,
        *test.not_shipped_from,
        *test.origin,
        *test.not_origin,
        *test.technology_of,
        *test.destinations,
        *test.not_destinations,
        *content,
    )
