"""Every share limit that any rule sets flips its answer exactly at its figure, and nothing unknown is
guessed.

The other conditions of each test are made to hold, so that the share alone decides.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.screening.answer import Holds
from didymium.screening.deals.deal import Deal, Entity, Known, Share, exactly
from didymium.screening.deals.findings import TestOnDay, finding_of
from didymium.screening.deals.findings import tests_on as all_tests_on
from didymium.screening.deals.screen import screen_deal, screen_entity
from didymium.screening.rules import limit_of

DAY = dt.date(2026, 11, 22)
PERCENT = st.floats(0, 100, allow_nan=False)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


@pytest.fixture(scope="module")
def tests(evidence: Evidence) -> list[TestOnDay]:
    """Every test of deals and of entities that any rule has."""
    return [
        *all_tests_on(evidence, DAY, "as_known", "deal"),
        *all_tests_on(evidence, DAY, "as_known", "entity"),
    ]


def named(here: TestOnDay) -> str:
    return f"{here.held.rule.rule}-{here.held.part.part}-{here.number}"


def satisfied(here: TestOnDay) -> Known:
    """Return a deal for which every condition of a test holds, each share well on its right side."""
    test = here.test
    properties: dict[Any, Holds] = dict.fromkeys((*test.needs, *test.any_of), Holds.YES)
    properties |= dict.fromkeys(test.none_of, Holds.NO)
    shares: dict[Any, Share] = {limit.share: exactly(100 if limit.from_ else 0) for limit in test.shares}
    acquirer = next(iter(test.acquirer_in), "HKG")
    return Known("company", next(iter(test.target_in), "JPN"), acquirer, shares, properties)


def with_share(known: Known, name: Any, share: Share) -> Known:
    return replace(known, shares={**known.shares, name: share})


def test_each_limit_flips_exactly_at_its_figure(tests: list[TestOnDay], evidence: Evidence) -> None:
    """Included: the figure is enough. Not included: only what is above it. ``below`` is the opposite."""
    limits = [(here, limit) for here in tests for limit in here.test.shares]
    assert len(limits) >= 20
    for here, limit in limits:
        threshold = limit.from_ or limit.below
        assert threshold is not None
        figure, known = limit_of(evidence, threshold), satisfied(here)
        for share in (figure.value - 1e-9, figure.value, figure.value + 1e-9):
            reached = share >= figure.value if figure.included else share > figure.value
            expected = Holds.YES if reached == (limit.from_ is not None) else Holds.NO
            found = finding_of(here, with_share(known, limit.share, exactly(share)), evidence)
            assert found.holds is expected, (named(here), limit.share, share)


def test_what_is_not_known_leaves_a_test_open_and_is_named(
    tests: list[TestOnDay], evidence: Evidence
) -> None:
    for here in tests:
        known = satisfied(here)
        assert finding_of(here, known, evidence).holds is Holds.YES, named(here)
        for name in (*here.test.needs, *here.test.none_of):
            less = {key: holds for key, holds in known.properties.items() if key != name}
            assert f"screen.deal.property.{name}" in asked(here, replace(known, properties=less), evidence)
        for limit in here.test.shares:
            open_ = with_share(known, limit.share, Share())
            assert f"screen.deal.share.{limit.share}" in asked(here, open_, evidence)


def asked(here: TestOnDay, known: Known, evidence: Evidence) -> set[object]:
    """Return what a finding asks for; it must be open."""
    finding = finding_of(here, known, evidence)
    assert finding.holds is Holds.UNKNOWN, named(here)
    return {said.fields.get("condition", said.fields.get("share")) for said in finding.missing}


@settings(max_examples=12, deadline=None)
@given(stake=PERCENT)
def test_any_stake_of_a_listed_firm_is_notified_from_one_percent_on(evidence: Evidence, stake: float) -> None:
    deal = Deal("buyer", "company", "HKG", "JPN", None, {"stake_after": exactly(stake)}, known_listed())
    outcome = screen_deal(evidence, deal, DAY).rule("japan_fefta").outcome
    assert outcome == ("notify_before" if stake >= 1 else "not_caught")


@settings(max_examples=12, deadline=None)
@given(one=PERCENT, other=PERCENT)
def test_bounds_answer_only_what_every_share_between_them_answers(
    evidence: Evidence, one: float, other: float
) -> None:
    """An answer from bounds is the answer of both ends, or unknown where they differ."""
    low, high = min(one, other), max(one, other)
    found = {
        screen_deal(evidence, deal_of(share), DAY).rule("japan_fefta").outcome
        for share in (exactly(low), exactly(high))
    }
    between = screen_deal(evidence, deal_of(Share(low, high)), DAY).rule("japan_fefta").outcome
    assert between == (found.pop() if len(found) == 1 else "unknown")


@settings(max_examples=12, deadline=None)
@given(one=PERCENT, together=PERCENT)
def test_an_entity_is_prohibited_by_one_owner_or_by_all(
    evidence: Evidence, one: float, together: float
) -> None:
    one, together = min(one, together), max(one, together)
    shares: dict[Any, Share] = dict.fromkeys(("specified_debt", "covered_nation_share"), exactly(0))
    shares |= {"specified_one": exactly(one), "specified_all": exactly(together)}
    no = ("covered_nation_entity", "named_entity", "publicly_traded", "appoints_officer", "pays_for_control")
    entity = Entity("company", "USA", shares, dict.fromkeys(no, Holds.NO))  # type: ignore[arg-type]
    outcome = screen_entity(evidence, entity, DAY).rule("us_pfe").outcome
    assert outcome == ("prohibited_entity" if one >= 25 or together >= 40 else "not_caught")


def known_listed() -> Any:
    yes = dict.fromkeys(("listed", "designated_sector", "board_seat"), Holds.YES)
    return {**yes, "core_sector": Holds.NO}


def deal_of(stake: Share) -> Deal:
    return Deal("buyer", "company", "HKG", "JPN", None, {"stake_after": stake}, known_listed())
