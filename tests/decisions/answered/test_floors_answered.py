"""Designs of a floor held against a rival that answers: the market of ``answered_cases``, solved on paper."""

from __future__ import annotations

import datetime as dt

import pytest

from answered_cases import (
    BASE,
    CONTRACT,
    DESIGNS,
    DUMPED,
    DUMPED_CONTRACT,
    QUESTION,
    WITHOUT,
    answered,
    market,
    rival,
)  # fmt: skip
from didymium.decisions.floors.answered import rival_facing
from didymium.decisions.floors.compare import compare_designs
from didymium.files.problems import InputError
from instrument_cases import FINE, FIRST_DAY


def test_a_contract_that_wins_against_a_passive_rival_loses_once_it_dumps() -> None:
    """A rival that wants a share of the market dumps under both. Accounts are thousand dollars."""
    found = answered("share")
    none, contract = found.standings
    assert all(found.replies[name].attacks for name in DESIGNS)
    assert contract.account_before_usd_million * 1e3 == pytest.approx(CONTRACT - WITHOUT, rel=0.02)
    assert none.account_after_usd_million * 1e3 == pytest.approx(DUMPED - WITHOUT, rel=0.01)
    assert contract.account_after_usd_million * 1e3 == pytest.approx(DUMPED_CONTRACT - WITHOUT, rel=0.01)
    assert found.best_for_alliance("before") == "contract"
    assert found.best_for_alliance("after") == "none"


def test_new_supply_costs_more_after_the_reply() -> None:
    """Before 10 t for 144 thousand dollars; after 12 t for 648: dumping stops what is not paid for."""
    found = answered("share")
    contract = found.standings[1]
    assert contract.new_before_t_per_year == pytest.approx(10.0, rel=0.01)
    assert contract.new_after_t_per_year == pytest.approx(12.0, rel=0.01)
    assert contract.cost_before_usd_per_t == pytest.approx(14.4e3, rel=0.03)
    assert contract.cost_after_usd_per_t == pytest.approx(54e3, rel=0.01)
    assert found.cheapest("before") == found.cheapest("after") == "contract"


def test_a_rival_without_a_move_that_pays_leaves_all_as_it_was() -> None:
    """What it gives away costs a rival more than it earns: before and after are the same to the last digit,
    and before is what the comparison against a passive rival says.
    """
    found = answered("income")
    assert not any(reply.attacks for reply in found.replies.values())
    for one in found.standings:
        assert one.account_after_usd_million == one.account_before_usd_million
        assert one.cost_after_usd_per_t == one.cost_before_usd_per_t
        assert one.held_after == one.held_before
    passive = compare_designs(market(), BASE, QUESTION, DESIGNS, options=FINE)
    for before, alone in zip(found.before.designs, passive.designs, strict=True):
        assert before.output_t_per_year == pytest.approx(alone.output_t_per_year, rel=1e-9)
        assert before.price_in_usd_per_kg == pytest.approx(alone.price_in_usd_per_kg, rel=1e-9)


def test_the_rival_moves_no_earlier_than_the_floor_and_its_club_is_that_of_the_floor() -> None:
    turned = rival_facing(market(), QUESTION, rival("share", moves_on=dt.date(2024, 3, 1)))
    assert (turned.moves_on, turned.begin, turned.club, turned.profile) == (
        FIRST_DAY,
        FIRST_DAY,
        "CLB",
        "year",
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"regions": ("CLB",)}, "of those who decide"),
        ({"moves_on": dt.date(2027, 1, 1)}, "too late to count"),
    ],
)
def test_a_rival_that_cannot_answer_this_floor_is_refused(more: dict[str, object], said: str) -> None:
    """One of the club itself, and one that moves when the run is over."""
    stated = rival("share").model_copy(update=more)
    with pytest.raises(InputError, match=said):
        rival_facing(market(), QUESTION, stated)
