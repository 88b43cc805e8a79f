"""What a test measures on a product: shares of countries by stage, cost ratios, membership."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from didymium.evidence.evidence import Evidence
from didymium.evidence.product_tests import PRODUCT_STAGES, ProductStage, ProductTest
from didymium.screening.answer import Figure, Holds, Said, any_of
from didymium.screening.lots.origin import StageOrigin
from didymium.screening.procurement.product import Product
from didymium.screening.procurement.scope import countries_of
from didymium.screening.rules import limit_of

_PERCENT = 100.0
_DIGITS = 12
"""Shares are sums of floating-point numbers: differences in later digits are none."""


@dataclass(frozen=True)
class Measured:
    """Whether the measure of a test holds, with its figures and sentences."""

    holds: Holds
    figures: tuple[Figure, ...] = ()
    reasons: tuple[Said, ...] = ()
    missing: tuple[Said, ...] = ()
    remedies: tuple[Said, ...] = ()


def measure(evidence: Evidence, test: ProductTest, product: Product) -> Measured:
    """Measure a product as a test asks."""
    ways: Mapping[str, Callable[[Evidence, ProductTest, Product], Measured]] = {
        "material_share": _material_share,
        "largest_share": _largest_share,
        "cost_ratio": _cost_ratio,
        "membership": _membership,
    }
    return ways[test.measure](evidence, test, product)


def _stages(test: ProductTest) -> tuple[ProductStage, ...]:
    return test.stages or tuple(stage for stage in PRODUCT_STAGES if stage not in ("recycling", "end_item"))


def _material_share(evidence: Evidence, test: ProductTest, product: Product) -> Measured:
    countries, unknown = countries_of(evidence, test.countries)
    if unknown:
        return _nobody_known(unknown)
    figures, found = [], []
    for stage in _stages(test):
        low, high = product.stage(stage).through(countries)
        figure = _figure(evidence, test, stage, low, high)
        figures.append(figure)
        found.append((stage, figure.holds))
    return _by_stage(tuple(figures), found, countries, product)


def _by_stage(
    figures: tuple[Figure, ...],
    found: list[tuple[ProductStage, Holds]],
    countries: frozenset[str],
    product: Product,
) -> Measured:
    """Put the answers of all stages together: one that holds is enough."""
    holds = any_of(answer for _, answer in found)
    reasons, missing, remedies = [], [], []
    for stage, answer in found:
        fields = {"stage": stage, "countries": sorted(countries)}
        if answer is Holds.YES:
            done = [name for name in sorted(countries) if product.stage(stage).through([name])[0] > 0.0]
            reasons.append(
                Said("screen.product.stage.yes", {"stage": stage, "countries": done or fields["countries"]})
            )
            remedies.append(Said("screen.product.remedy.stage", fields))
        if answer is Holds.UNKNOWN:
            missing.append(Said("screen.product.stage.unknown", fields))
    if holds is Holds.NO:
        stages = [stage for stage, _ in found]
        reasons.append(Said("screen.product.stage.no", {"stages": stages, "countries": sorted(countries)}))
    return Measured(holds, figures, tuple(reasons), tuple(missing), tuple(remedies))


def _figure(evidence: Evidence, test: ProductTest, name: str, low: float, high: float) -> Figure:
    """Return a share against the test's threshold; without one, anything above nothing counts."""
    if test.threshold is None:
        return Figure(name, _rounded(low), _rounded(high), "share", 0.0, included=False)
    limit = limit_of(evidence, test.threshold)
    factor = _PERCENT if limit.unit == "percent" else 1.0
    return Figure(
        name,
        _rounded(low * factor),
        _rounded(high * factor),
        limit.unit,
        limit.value,
        limit.included,
        limit.fact,
        limit.warnings,
    )


def _rounded(share: float) -> float:
    """Return a share without the dust of floating-point sums."""
    return round(share, _DIGITS)


def _largest_share(evidence: Evidence, test: ProductTest, product: Product) -> Measured:
    """Measure the largest share that one country outside the home ones has at any stage."""
    home, unknown = countries_of(evidence, test.countries)
    figures, answers, missing, reasons = [], [], [], []
    for stage in _stages(test):
        low, high = _largest(product.stage(stage), home)
        figure = _figure(evidence, test, stage, 0.0 if unknown else low, high)
        figures.append(figure)
        answers.append(figure.holds)
        if figure.holds is Holds.UNKNOWN:
            missing.append(Said("screen.product.largest.unknown", {"stage": stage}))
        else:
            said = f"screen.product.largest.{figure.holds.value}"
            reasons.append(Said(said, {"stage": stage, "low": figure.low, "high": figure.high}))
    holds = any_of(answers)
    return Measured(holds, tuple(figures), tuple(reasons), tuple(missing))


def _largest(origin: StageOrigin, home: frozenset[str]) -> tuple[float, float]:
    abroad = [bounds for country, bounds in origin.shares.items() if country not in home]
    low = max((low for low, _ in abroad), default=0.0)
    return low, max([origin.others_high, *(high for _, high in abroad)])


def _cost_ratio(evidence: Evidence, test: ProductTest, product: Product) -> Measured:
    """Measure (direct material cost − cost from prohibited entities) / direct material cost."""
    low, high = (0.0, 1.0) if product.prohibited_cost is None else product.prohibited_cost
    if test.threshold is None:
        return Measured(Holds.UNKNOWN, (), (), (Said("screen.product.ratio.no_threshold", {}),))
    figure = _figure(evidence, test, "cost_ratio", 1.0 - high, 1.0 - low)
    fields = {"threshold": figure.threshold, "low": figure.low, "high": figure.high}
    holds = ~figure.holds
    said = (Said(f"screen.product.ratio.{holds.value}", fields),)
    if holds is Holds.UNKNOWN:
        return Measured(holds, (figure,), (), said)
    remedies = (Said("screen.product.remedy.ratio", fields),) if holds is Holds.YES else ()
    return Measured(holds, (figure,), said, (), remedies)


def _membership(evidence: Evidence, test: ProductTest, product: Product) -> Measured:
    """Measure whether any stage was done outside the members."""
    members, unknown = countries_of(evidence, test.countries)
    if unknown or not members:
        return _nobody_known(unknown)
    figures, found = [], []
    for stage in _stages(test):
        low, high = product.stage(stage).only(members)
        figures.append(Figure(stage, _rounded(1.0 - high), _rounded(1.0 - low), "share", 0.0, included=False))
        found.append((stage, figures[-1].holds))
    missing = [
        Said("screen.product.stage.open", {"stage": s}) for s, holds in found if holds is Holds.UNKNOWN
    ]
    outside = [Said("screen.product.stage.outside", {"stage": s}) for s, holds in found if holds is Holds.YES]
    return Measured(any_of(h for _, h in found), tuple(figures), tuple(outside), tuple(missing))


def _nobody_known(groups: tuple[str, ...]) -> Measured:
    return Measured(
        Holds.UNKNOWN, (), (), (Said("screen.product.members.unknown", {"groups": list(groups)}),)
    )
