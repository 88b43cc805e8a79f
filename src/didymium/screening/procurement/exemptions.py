"""Whether a circumstance of the purchase takes a product out of a test."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.evidence.evidence import Evidence
from didymium.evidence.product_tests import ProductExemption, ProductTest
from didymium.evidence.rule_tests import Threshold
from didymium.screening.answer import Figure, Holds, Said, all_of, any_of
from didymium.screening.procurement.product import Product
from didymium.screening.procurement.scope import is_of
from didymium.screening.rules import limit_of

_PERCENT = 100.0


@dataclass(frozen=True)
class Exempted:
    """Whether any exemption is given, with its figures and sentences."""

    holds: Holds
    figures: tuple[Figure, ...] = ()
    reasons: tuple[Said, ...] = ()
    missing: tuple[Said, ...] = ()


def exempted(evidence: Evidence, test: ProductTest, product: Product) -> Exempted:
    """Return whether any exemption of a test takes a product out of it."""
    answers, figures, reasons, missing = [], [], [], []
    for exemption in test.exemptions:
        holds, found = _holds(evidence, test, exemption, product)
        answers.append(holds)
        figures += found
        said = Said(f"screen.product.exempt.{holds.value}", {"condition": exemption.condition})
        if holds is Holds.YES:
            reasons.append(said)
        if holds is Holds.UNKNOWN:
            missing.append(said)
            missing += [_weight_open(test, exemption, figure) for figure in found if figure.holds is holds]
    return Exempted(any_of(answers), tuple(figures), tuple(reasons), tuple(missing))


def _holds(
    evidence: Evidence, test: ProductTest, exemption: ProductExemption, product: Product
) -> tuple[Holds, list[Figure]]:
    parts = [product.conditions.get(exemption.condition, Holds.UNKNOWN)]
    figures: list[Figure] = []
    if exemption.materials:
        parts.append(is_of(evidence, product.material, exemption.materials))
    if exemption.unless is not None:
        parts.append(~product.conditions.get(exemption.unless, Holds.UNKNOWN))
    if exemption.unless_weight_share is not None:
        weighed = exemption.weight_of or test.materials
        figures.append(_weight(evidence, exemption.unless_weight_share, weighed, product))
        parts.append(~figures[0].holds)
    return all_of(parts), figures


def _weight_open(test: ProductTest, exemption: ProductExemption, figure: Figure) -> Said:
    fields = {"materials": list(exemption.weight_of or test.materials), "threshold": figure.threshold}
    return Said("screen.product.weight.unknown", fields)


def _weight(evidence: Evidence, threshold: Threshold, materials: tuple[str, ...], product: Product) -> Figure:
    """Return the mass share of listed materials together in the item; what is not stated may be anything that
    the stated shares leave.
    """
    limit = limit_of(evidence, threshold)
    factor = _PERCENT if limit.unit == "percent" else 1.0
    stated = product.weight_shares
    rest = max(0.0, 1.0 - sum(low for low, _ in stated.values()))
    bounds = [stated.get(material, (0.0, rest)) for material in materials]
    low, high = (min(1.0, sum(values)) * factor for values in zip(*bounds, strict=True))
    return Figure(
        "weight_share", low, high, limit.unit, limit.value, limit.included, limit.fact, limit.warnings
    )
