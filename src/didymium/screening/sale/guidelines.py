"""The figures of a sale held against thresholds of merger guidelines, which stand in the evidence.

The guidelines speak of firms on a market for antitrust. Here they are a yardstick that readers know.
"""

from __future__ import annotations

from didymium.evidence.evidence import Evidence
from didymium.evidence.rule_tests import Threshold
from didymium.screening.answer import Figure, Finding, Holds, all_of, any_of
from didymium.screening.rules import limit_of
from didymium.screening.sale.concentration import Bounds, Concentration

US_RULE, EU_RULE = "us_merger_guidelines_2023", "eu_horizontal_merger_guidelines"
US_LEVEL, US_CHANGE, US_SHARE = "us_merger_level", "us_merger_change", "us_merger_share"
EU_LOW, EU_HIGH = "eu_merger_low", "eu_merger_high"
EU_CHANGE_LOW, EU_CHANGE_HIGH = "eu_merger_change_low", "eu_merger_change_high"
"""Facts of the evidence."""
FACTS = (US_LEVEL, US_CHANGE, US_SHARE, EU_LOW, EU_HIGH, EU_CHANGE_LOW, EU_CHANGE_HIGH)


def guideline_findings(evidence: Evidence, found: Concentration) -> tuple[Finding, ...]:
    """Return whether the deal meets the presumption of the United States' guidelines of 2023, and whether it
    leaves the range in which the European Union's of 2004 see no concern.

    Raises:
        KeyError: If the evidence lacks the facts of the thresholds.
    """
    return _american(evidence, found), _european(evidence, found)


def _american(evidence: Evidence, found: Concentration) -> Finding:
    """Above the level with more than the change, or a share above so much with more than the change."""
    level = _figure(evidence, "index_after", found.after.index, US_LEVEL, included=False)
    change = _figure(evidence, "index_change", found.change, US_CHANGE, included=False)
    share = Bounds(100 * found.buyer_share.low, 100 * found.buyer_share.high)
    largest = _figure(evidence, "buyer_share", share, US_SHARE, included=False)
    holds = all_of([change.holds, any_of([level.holds, largest.holds])])
    return _finding(evidence, US_RULE, found, holds, "presumption", (level, change, largest))


def _european(evidence: Evidence, found: Concentration) -> Finding:
    """No concern below the low level, up to the high one with less than the larger change, above it with less
    than the smaller change.
    """
    low = _figure(evidence, "index_after", found.after.index, EU_LOW, included=True)
    high = _figure(evidence, "index_after", found.after.index, EU_HIGH, included=False)
    larger = _figure(evidence, "index_change", found.change, EU_CHANGE_LOW, included=True)
    smaller = _figure(evidence, "index_change", found.change, EU_CHANGE_HIGH, included=True)
    above = any_of([larger.holds, all_of([high.holds, smaller.holds])])
    holds = all_of([low.holds, above])
    return _finding(evidence, EU_RULE, found, holds, "concern_not_excluded", (low, high, larger, smaller))


def _figure(evidence: Evidence, name: str, bounds: Bounds, fact: str, *, included: bool) -> Figure:
    limit = limit_of(evidence, Threshold(fact=fact, included=included))
    return Figure(name, bounds.low, bounds.high, limit.unit, limit.value, included, fact, limit.warnings)


def _finding(
    evidence: Evidence,
    rule: str,
    found: Concentration,
    holds: Holds,
    effect: str,
    figures: tuple[Figure, ...],
) -> Finding:
    row = evidence.fact(figures[0].fact)
    return Finding(
        rule=rule, part=found.by, number=1, step="concentration", about=found.supply.what, state="in_force",
        since=row["start"], until=None, source=str(row["source"]), locator=str(row["locator"]), holds=holds,
        effect=effect, figures=figures, warnings=tuple(sorted({w for one in figures for w in one.warnings})),
    )  # fmt: skip
