"""Who has a programme: its subjects in the evidence, its currency and its working calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean

HOST = "USA"
"""Where the programmes invest; its President selects the projects."""


@dataclass(frozen=True)
class Member:
    """A country that has promised investment in the United States."""

    region: str
    """ISO 3166-1 alpha-3 code, also the name of its working calendar."""
    programme: str
    agreement: str
    currency: str
    """ISO 4217 code."""
    consultation_committee: str
    investment_committee: str
    cash_part: str
    """``partner`` of the fact that states the part paid in cash; blank: the whole programme."""
    like: str
    """Programme whose terms are taken, visibly, where its own are not stated; blank: none."""


MEMBERS: Mapping[str, Member] = {
    "JPN": Member(
        region="JPN",
        programme="us_japan_550",
        agreement="us_japan_investment_2025",
        currency="JPY",
        consultation_committee="us_japan_consultation_committee",
        investment_committee="us_japan_investment_committee",
        cash_part="",
        like="",
    ),
    "KOR": Member(
        region="KOR",
        programme="us_korea_350",
        agreement="us_korea_investment_2025",
        currency="KRW",
        consultation_committee="us_korea_consultation_committee",
        investment_committee="us_korea_investment_committee",
        cash_part="cash_investment",
        like="us_japan_550",
    ),
}
"""Members whose programme has terms in the evidence; Taiwan's and the European Union's have totals only."""


def member_of(region: str) -> Member:
    """Return the member of a region.

    Raises:
        InputError: If no programme of the region has known terms.
    """
    if region in MEMBERS:
        return MEMBERS[region]
    remedy = did_you_mean(region, MEMBERS)
    raise InputError([Problem("member", "has no programme with known terms", value=region, remedy=remedy)])
