"""What a common floor is worth, by hand, from the market of market.md §9."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.decisions.alliance.floor import (
    FLOOR_CLUB,
    FloorChanges,
    floor_changes,
    floor_values,
    with_club,
)
from didymium.decisions.alliance.members import Member
from didymium.decisions.floors.designs import FloorQuestion
from didymium.market.base_year import BaseYear
from instrument_cases import FINE, FIRST_DAY, PRICE_STEP, linear_market

STEP = PRICE_STEP * 60.0 / 2.0
"""Half a step of the price on 60 t, thousand US dollars: so far curves cut in steps may be off."""
MEMBERS = (Member("CLB", ("CLB",)), Member("FAR", ("FAR",)))


def test_a_floor_held_at_the_border_of_each_set() -> None:
    """CLB uses Q = 120 − P and makes Q = P − 60; OUT and FAR each make Q = P − 20. Thousand US dollars.

    No floor: 120 − P = 2·(P − 20), P = 160/3: users have ½·(200/3)², OUT and FAR ½·(100/3)² each.
    CLB alone, 60: 60 t come in, made at 20 + 60/2 = 50; users have ½·60², the levy 10·60, FAR ½·30².
    CLB gains 177.8, FAR loses 105.6. FAR alone buys nothing: no change.
    Both: FAR sells at 60, 40 t; OUT sells the other 20 t at 40: the levy is 20·20, FAR has ½·40². CLB loses
    22.2 of what it had without a floor, FAR gains 244.4; together 222.2, 44.4 more than CLB alone.
    """
    question = FloorQuestion("m", 60.0, "", FIRST_DAY, "year")
    changes = floor_changes(
        linear_market(("OUT", "FAR")), BaseYear(), question, "border_levy", MEMBERS, options=FINE
    )
    assert changes.of_member * 1e3 == pytest.approx(
        np.array([[0.0, 0.0], [177.8, -105.6], [0.0, 0.0], [-22.2, 244.4]]), abs=STEP
    )
    assert not changes.unsettled and not changes.joint.any()
    found = floor_values(changes)
    assert found.values * 1e3 == pytest.approx([0.0, 177.8, 0.0, 222.2], abs=STEP)
    assert found.added * 1e3 == pytest.approx([0.0, 0.0, 0.0, 44.4], abs=STEP)
    assert found.parts == ((), (1,), (), (3,))
    # FAR by itself outside bears what CLB's floor does to it.
    assert found.outside[1] * 1e3 == pytest.approx([0.0, -105.6], abs=STEP)


def test_a_floor_that_harms_is_left_unused() -> None:
    """A gains 3 alone, B loses 1 alone, and both together gain 2 − 1 + 0.5 of what they hold in common: A's
    own floor is worth more, so both leave it at that. What A's floor does to B counts while B is outside.
    """
    of_member = np.array([[0.0, 0.0], [3.0, 0.7], [0.2, -1.0], [2.0, -1.0]])
    found = floor_values(FloorChanges(of_member, np.array([0.0, 0.0, 0.0, 0.5]), {}))
    assert found.values == pytest.approx([0.0, 3.0, 0.0, 3.0])
    assert found.added == pytest.approx([0.0, 0.0, 0.0, 0.0])
    assert found.parts == ((), (1,), (), (1,))
    assert found.outside[1] == pytest.approx([0.0, 0.7])
    assert found.outside[2] == pytest.approx([0.0, 0.0])


def test_a_club_of_the_floor_replaces_an_older_one() -> None:
    """The club has the regions last given, and the case's own clubs stay."""
    case = with_club(with_club(linear_market(), FLOOR_CLUB, ["CLB", "OUT"]), FLOOR_CLUB, ["OUT"])
    assert case.regions_of(FLOOR_CLUB) == ("OUT",)
