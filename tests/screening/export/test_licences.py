"""How long a licence takes and how likely it is, as known on the day."""

from __future__ import annotations

import datetime as dt

import pytest

from didymium.evidence.dates import add_working_days
from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.screening.export.licences import LicenceOutlook, licence_outlooks
from didymium.screening.export.screen import screen_shipment
from export_cases import shipment_of


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


def outlook(evidence: Evidence, day: dt.date, user: str = "Acme Motors") -> LicenceOutlook:
    shipment = shipment_of(evidence, [{"material": "dysprosium", "form": "oxide"}], user=user)
    (found,) = licence_outlooks(evidence, screen_shipment(evidence, shipment, day))
    return found


def test_forty_five_working_days_by_rule_and_five_to_forty_five_seen(evidence: Evidence) -> None:
    """One week of five working days at the shortest, 45 working days at the longest (Teslam, July 2025)."""
    day = dt.date(2025, 7, 7)
    found = outlook(evidence, day)
    assert (found.rule, found.part) == ("cn_2025_18", "elements")
    assert (found.statutory_working_days, found.observed_working_days) == (45, (5, 45))
    assert found.decided_by == add_working_days(day, 45, "CHN")
    assert found.observed == (add_working_days(day, 5, "CHN"), found.decided_by)


def test_working_days_by_hand(evidence: Evidence) -> None:
    """Filed on Monday 7 July 2025: no holiday before 8 September, so that 45 days are nine weeks."""
    found = outlook(evidence, dt.date(2025, 7, 7))
    assert found.decided_by == dt.date(2025, 9, 8)
    assert found.observed == (dt.date(2025, 7, 14), dt.date(2025, 9, 8))


@pytest.mark.parametrize(
    ("day", "facts"),
    [
        ("2025-06-03", []),
        ("2025-06-04", ["china_approval_clepa_june"]),
        ("2025-06-27", [f"china_approval_{who}" for who in ("clepa_june", "clepa_late_june", "dexter")]),
    ],
)
def test_rates_are_shown_from_the_day_on_which_they_were_published(
    evidence: Evidence, day: str, facts: list[str]
) -> None:
    assert [one.fact for one in outlook(evidence, dt.date.fromisoformat(day)).approvals] == facts


def test_a_rate_of_a_month_counts_from_its_publication(evidence: Evidence) -> None:
    """The EU Chamber's count "of September 2025" was published on 23 September."""
    before = outlook(evidence, dt.date(2025, 9, 22)).approvals
    assert "china_approval_eu_chamber" not in {one.fact for one in before}
    last = outlook(evidence, dt.date(2025, 9, 23)).approvals[-1]
    assert (last.fact, last.low_percent, last.high_percent) == ("china_approval_eu_chamber", None, 25)


def test_no_limit_holds_for_the_watch_list(evidence: Evidence) -> None:
    """No. 12 of 2026: the time limit of article 17 (1) does not apply."""
    day = dt.date(2026, 3, 2)
    assert not outlook(evidence, day).no_limit
    watched = outlook(evidence, day, "TDK")
    assert watched.no_limit
    assert watched.decided_by is None


def test_what_is_permitted_needs_no_licence(evidence: Evidence) -> None:
    shipment = shipment_of(evidence, [{"material": "neodymium", "form": "metal"}])
    assert licence_outlooks(evidence, screen_shipment(evidence, shipment, dt.date(2026, 3, 2))) == ()
