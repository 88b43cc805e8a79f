"""Whether what a rule asks of products refers to what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from didymium.evidence.agreements import Part
from didymium.evidence.countries import country_codes
from didymium.evidence.evidence import Evidence
from didymium.evidence.product_tests import ProductTest
from didymium.evidence.rule_tests import Threshold
from didymium.files.problems import Problem

Check = Callable[[str, Iterable[str], Iterable[str]], Iterator[Problem]]
"""Words the references of a column that are not among the known ones as problems."""


def product_problems(evidence: Evidence, part: Part, check: Check) -> Iterator[Problem]:
    """Find references of a part's product tests to materials, countries, facts and sources that are none."""
    subjects = {*evidence.subjects, *country_codes()}
    for number, test in enumerate(part.product, start=1):
        place = f"part {part.part} product {number}"
        yield from check(f"{place} buyers", test.buyers, subjects)
        yield from check(f"{place} countries", test.countries, subjects)
        yield from check(f"{place} listed_in", [test.listed_in] if test.listed_in else [], evidence.subjects)
        yield from check(f"{place} materials", _materials(test), evidence.materials)
        yield from check(f"{place} thresholds", _thresholds(test), evidence.fact_ids)
        sources = [exemption.source for exemption in test.exemptions if exemption.source]
        yield from check(f"{place} exemptions source", sources, evidence.sources)


def _materials(test: ProductTest) -> Iterator[str]:
    yield from test.materials
    for exemption in test.exemptions:
        yield from (*exemption.materials, *exemption.weight_of)


def _thresholds(test: ProductTest) -> Iterator[str]:
    limits: list[Threshold | None] = [test.threshold]
    limits += [exemption.unless_weight_share for exemption in test.exemptions]
    yield from (limit.fact for limit in limits if limit is not None)
