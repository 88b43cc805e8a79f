"""Screens a product against every rule of buying and support on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from didymium.evidence.evidence import Evidence
from didymium.evidence.product_tests import ProductTest
from didymium.screening.answer import Finding, Holds, Said, all_of, any_of
from didymium.screening.procurement.exemptions import exempted
from didymium.screening.procurement.measures import measure
from didymium.screening.procurement.product import Product
from didymium.screening.procurement.scope import Checked, scope_checks
from didymium.screening.rules import PartOnDay, Reading, limit_of, parts_on


class Verdict(StrEnum):
    """What a rule says of a product on a day."""

    COMPLIES = "complies"
    FAILS = "fails"
    UNKNOWN = "unknown"
    DOES_NOT_APPLY = "does_not_apply"
    NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True)
class ProductAnswer:
    """What every rule says of a product on a day."""

    product: Product
    day: dt.date
    reading: Reading
    findings: tuple[Finding, ...]
    applies: tuple[Holds, ...]
    """By finding: whether its test is about such a product at all."""

    @property
    def rules(self) -> tuple[str, ...]:
        """Rules that ask anything of products, in order."""
        return tuple(dict.fromkeys(finding.rule for finding in self.findings))

    def verdict(self, rule: str) -> Verdict:
        """Return what a rule says. One test that bites is enough; complying needs all to be answered."""
        pairs = zip(self.findings, self.applies, strict=True)
        found = [(finding, applies) for finding, applies in pairs if finding.rule == rule]
        bites = any_of(finding.bites for finding, _ in found)
        if bites is not Holds.NO:
            return Verdict.FAILS if bites is Holds.YES else Verdict.UNKNOWN
        about = [finding for finding, applies in found if applies is not Holds.NO]
        if not about:
            return Verdict.DOES_NOT_APPLY
        in_force = any(finding.state in ("in_force", "unknown") for finding in about)
        return Verdict.COMPLIES if in_force else Verdict.NOT_IN_FORCE


def screen_product(
    evidence: Evidence, product: Product, day: dt.date, reading: Reading = "as_known"
) -> ProductAnswer:
    """Hold a product against every test of products in every rule, as it stands on a day."""
    found = [
        pair for on_day in parts_on(evidence, day, reading) for pair in _findings(evidence, on_day, product)
    ]
    return ProductAnswer(
        product, day, reading, tuple(finding for finding, _ in found), tuple(applies for _, applies in found)
    )


def _findings(evidence: Evidence, on_day: PartOnDay, product: Product) -> Iterator[tuple[Finding, Holds]]:
    for number, test in enumerate(on_day.part.product, start=1):
        yield _finding(evidence, on_day, number, test, product)


def _finding(
    evidence: Evidence, on_day: PartOnDay, number: int, test: ProductTest, product: Product
) -> tuple[Finding, Holds]:
    scope = list(scope_checks(evidence, test, product))
    applies = all_of(one.holds for one in scope)
    measured, exempt = measure(evidence, test, product), exempted(evidence, test, product)
    holds = all_of((applies, measured.holds, ~exempt.holds))
    within = applies is not Holds.NO
    figures = (*measured.figures, *exempt.figures) if within else ()
    force, interval = on_day.force, on_day.force.interval or on_day.part.interval[0]
    finding = Finding(
        on_day.rule.rule,
        on_day.part.part,
        number,
        test.measure,
        product.about,
        force.state,
        force.since,
        force.until,
        interval.source,
        interval.locator,
        holds,
        test.effect,
        figures,
        reasons=(*_said(scope, Holds.NO), *(measured.reasons if within else ()), *exempt.reasons),
        missing=_missing(holds, scope, measured.missing, exempt.missing),
        remedies=measured.remedies if holds is not Holds.NO else (),
        warnings=_warnings(evidence, on_day, test),
    )
    return finding, applies


def _said(scope: list[Checked], holds: Holds) -> tuple[Said, ...]:
    return tuple(one.said for one in scope if one.holds is holds)


def _missing(
    holds: Holds, scope: list[Checked], measured: tuple[Said, ...], exempt: tuple[Said, ...]
) -> tuple[Said, ...]:
    """Return what would have to be known, if the answer is open."""
    return (*_said(scope, Holds.UNKNOWN), *measured, *exempt) if holds is Holds.UNKNOWN else ()


def _warnings(evidence: Evidence, on_day: PartOnDay, test: ProductTest) -> tuple[str, ...]:
    facts = list(on_day.part.facts)
    if test.threshold is not None:
        facts.append(limit_of(evidence, test.threshold).fact)
    words = {word for fact in facts for word in str(evidence.fact(fact)["warnings"] or "").split()}
    return tuple(sorted(words))
