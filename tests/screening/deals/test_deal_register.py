"""Deals and companies filled from a register of owners: bounds hold whatever the register leaves open."""

from __future__ import annotations

import datetime as dt

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.screening.answer import Holds
from didymium.screening.deals.deal import Deal, Share, exactly
from didymium.screening.deals.entities import covered_nations
from didymium.screening.deals.from_register import (
    Lists,
    Owned,
    deal_from_register,
    deal_with,
    entity_from_register,
    owned_of,
)
from didymium.screening.deals.screen import screen_deal, screen_entity
from didymium.screening.ownership.holdings import Kind
from didymium.screening.register.arrays import register_of
from didymium.screening.register.records import Party, Stake

DAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


def owned(*stakes: tuple[str, str, float], lists: Lists | None = None, votes: float | None = None) -> Owned:
    """Return a register. Names begin with a country; ``P`` ends a person, ``S`` a state, ``L`` is listed."""
    names = dict.fromkeys(name for owner, held, _ in stakes for name in (owner, held))
    kinds = {"P": Kind.PERSON, "S": Kind.STATE}
    parties = {
        name: Party(name, name, kinds.get(name[-1], Kind.ENTITY), (name[:3],), listed=name[-1] == "L")
        for name in names
    }
    rows = [
        Stake(owner, held, (share, share), (share if votes is None else votes,) * 2)
        for owner, held, share in stakes
    ]
    return owned_of(register_of(parties, rows, DAY), lists)


def index(register: Owned, name: str) -> int:
    return register.register.names.find(name)[0]


def test_a_japanese_firm_half_held_abroad_is_a_foreign_investor(evidence: Evidence) -> None:
    """HKG_P holds 60 % of JPN_a and JPN_P 40 %: 60 % of its votes are abroad, though it is Japanese."""
    register = owned(("HKG_P", "JPN_a", 0.6), ("JPN_P", "JPN_a", 0.4), ("JPN_P", "JPN_L", 1.0))
    deal = deal_from_register(register, index(register, "JPN_a"), index(register, "JPN_L"), exactly(8))
    assert deal.shares["foreign_votes"] == exactly(60)
    assert (deal.acquirer_country, deal.target_country, deal.before) == ("JPN", "JPN", exactly(0))
    assert deal.properties == {"listed": Holds.YES}
    given = Deal("", "", properties={"designated_sector": Holds.YES})
    assert screen_deal(evidence, deal_with(deal, given), DAY).rule("japan_fefta").outcome == "notify_before"


def test_a_chain_counts_both_ways() -> None:
    """HKG_P holds 60 % of JPN_b, which holds 60 % of JPN_a: 36 % by shares, 60 % counted whole."""
    register = owned(
        ("HKG_P", "JPN_b", 0.6), ("JPN_P", "JPN_b", 0.4), ("JPN_b", "JPN_a", 0.6), ("JPN_P", "JPN_a", 0.4),
        ("JPN_P", "JPN_L", 1.0),
    )  # fmt: skip
    deal = deal_from_register(register, index(register, "JPN_a"), index(register, "JPN_L"), exactly(8))
    assert deal.shares["foreign_votes"] == Share(36, 60)


def test_owners_that_nobody_states_may_be_anybody() -> None:
    register = owned(("HKG_P", "JPN_a", 0.2), ("JPN_P", "JPN_L", 1.0))
    deal = deal_from_register(register, index(register, "JPN_a"), index(register, "JPN_L"), exactly(8))
    assert deal.shares["foreign_votes"] == Share(20, 100)


def test_what_is_bought_adds_to_what_was_held() -> None:
    """3 % held, 4 % bought: 7 % from a stranger; from a seller not named, perhaps one's own, at least 4 %."""
    register = owned(("HKG_P", "JPN_L", 0.03), ("JPN_P", "JPN_L", 0.97))
    acquirer, target = index(register, "HKG_P"), index(register, "JPN_L")
    stranger = deal_from_register(register, acquirer, target, exactly(4), seller=index(register, "JPN_P"))
    assert stranger.shares["stake_after"] == exactly(7)
    assert deal_from_register(register, acquirer, target, exactly(4)).shares["stake_after"] == Share(4, 7)


def test_votes_that_differ_from_capital_widen_the_bounds() -> None:
    """30 % of the capital with 10 % of the votes is a stake of 10 to 30 %, and rules ask of the larger."""
    register = owned(("HKG_P", "JPN_L", 0.3), votes=0.1)
    acquirer, target = index(register, "HKG_P"), index(register, "JPN_L")
    before = deal_from_register(register, acquirer, target, exactly(1)).before
    assert before is not None
    assert before.low == 10
    assert before.high is not None
    assert before.high >= 30


def test_a_foreign_state_stands_behind_the_buyer() -> None:
    register = owned(("CHN_S", "CHN_a", 0.49), ("CHN_P", "CHN_a", 0.51), ("USA_P", "USA_t", 1.0))
    deal = deal_from_register(register, index(register, "CHN_a"), index(register, "USA_t"), exactly(30))
    assert deal.shares["government_votes"] == exactly(49)


def test_owners_of_covered_nations_add_up(evidence: Evidence) -> None:
    """24 % and 17 %: no one reaches 25 %, together they reach 40 %."""
    register = owned(("CHN_a", "USA_t", 0.24), ("RUS_b", "USA_t", 0.17), ("USA_P", "USA_t", 0.59))
    entity = entity_from_register(register, index(register, "USA_t"), evidence)
    assert (entity.shares["specified_one"].low, entity.shares["specified_all"].low) == (24, 41)
    answer = screen_entity(evidence, entity, DAY)
    assert answer.rule("us_pfe").outcome == "prohibited_entity"
    assert covered_nations(evidence) == ("CHN", "IRN", "PRK", "RUS")


def test_a_firm_that_covered_owners_control_counts_as_one_owner(evidence: Evidence) -> None:
    """CHN_a holds 60 % of JPN_b, which holds 30 %: JPN_b itself is a specified owner of 30 %."""
    register = owned(
        ("CHN_a", "JPN_b", 0.6), ("JPN_P", "JPN_b", 0.4), ("JPN_b", "USA_t", 0.3), ("USA_P", "USA_t", 0.7)
    )
    entity = entity_from_register(register, index(register, "USA_t"), evidence)
    assert entity.shares["specified_one"].low == 30


def test_lists_known_in_part_leave_the_answer_open(evidence: Evidence) -> None:
    """A listed owner of 30 %: more may be listed, unless the lists are complete. Above half it is sure."""
    day = dt.date(2025, 10, 15)
    stakes = (("CHN_a", "KOR_t", 0.3), ("KOR_P", "KOR_t", 0.7))
    for complete, outcome in ((False, "unknown"), (True, "not_caught")):
        register = owned(*stakes, lists=Lists(us=[0], complete=complete))
        entity = entity_from_register(register, index(register, "KOR_t"), evidence)
        assert screen_entity(evidence, entity, day).rule("us_affiliates_rule").outcome == outcome
    register = owned(("CHN_a", "KOR_t", 0.5), ("KOR_P", "KOR_t", 0.5), lists=Lists(us=[0]))
    entity = entity_from_register(register, index(register, "KOR_t"), evidence)
    assert screen_entity(evidence, entity, day).rule("us_affiliates_rule").outcome == "restricted_entity"
