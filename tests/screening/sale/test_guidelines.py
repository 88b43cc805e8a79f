"""Thresholds of the merger guidelines: exactly where they flip, and whether the figure itself is enough."""

import pytest

from didymium.evidence.reading import shared_evidence
from didymium.screening.answer import Holds
from didymium.screening.sale.concentration import Bounds, Concentration, State
from didymium.screening.sale.guidelines import guideline_findings
from didymium.screening.sale.markets import Supply

SUPPLY = Supply("product", "ore", "output", "t", {})


def holds(level: object, change: object, share: object = 0.2) -> tuple[Holds, Holds]:
    """Return what the American and the European guidelines say of an index, its change and the buyer's
    share.
    """

    def bounds(value: object) -> Bounds:
        low, high = value if isinstance(value, tuple) else (value, value)
        return Bounds(low, high)

    after = State(bounds(level), "B", bounds(share))
    found = Concentration(SUPPLY, "owner", 0.1, after, after, bounds(change), bounds(share), 0.0)
    american, european = guideline_findings(shared_evidence(), found)
    return american.holds, european.holds


@pytest.mark.parametrize(
    ("level", "change", "share", "expected"),
    [
        (1801, 101, 0.2, Holds.YES),
        (1800, 101, 0.2, Holds.NO),  # "greater than 1,800"
        (1801, 100, 0.2, Holds.NO),  # "greater than 100"
        (1500, 101, 0.31, Holds.YES),  # a share of more than 30 % is enough beside the change
        (1500, 101, 0.30, Holds.NO),
        (9000, 0, 0.95, Holds.NO),  # nothing changes: no presumption, however concentrated
        ((1700, 1900), 200, 0.2, Holds.UNKNOWN),
        ((1700, 1900), 200, 0.4, Holds.YES),
        ((1700, 1900), (-50, 90), 0.4, Holds.NO),
    ],
)
def test_the_american_presumption(level: object, change: object, share: float, expected: Holds) -> None:
    assert holds(level, change, share)[0] is expected


@pytest.mark.parametrize(
    ("level", "change", "expected"),
    [
        (999, 400, Holds.NO),  # below 1,000: no concern
        (1000, 250, Holds.YES),
        (1000, 249, Holds.NO),  # from 1,000 to 2,000 none below 250
        (2000, 249, Holds.NO),
        (2001, 249, Holds.YES),  # above 2,000 none below 150
        (2001, 150, Holds.YES),
        (2001, 149, Holds.NO),
        ((1900, 2100), 200, Holds.UNKNOWN),
        ((1900, 2100), 260, Holds.YES),
    ],
)
def test_the_european_range_without_concern(level: object, change: object, expected: Holds) -> None:
    assert holds(level, change)[1] is expected


def test_a_finding_names_its_thresholds_and_who_says_so() -> None:
    after = State(Bounds(3000, 3000), "B", Bounds(0.4, 0.4))
    found = Concentration(SUPPLY, "owner", 0.1, after, after, Bounds(200, 200), Bounds(0.4, 0.4), 0.0)
    american, european = guideline_findings(shared_evidence(), found)
    assert [figure.threshold for figure in american.figures] == [1800, 100, 30]
    assert [figure.threshold for figure in european.figures] == [1000, 2000, 250, 150]
    assert (american.source, european.source) == ("us_merger_guidelines_2023", "eu_merger_guidelines_2004")
    assert "paragraph" in european.locator
