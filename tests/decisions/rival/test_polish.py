"""Figures between the levels: only within the limits of the file, and only where they say something."""

from __future__ import annotations

import pytest

from didymium.decisions.rival.moves import dials_of, neutral
from didymium.decisions.rival.polish import polished
from didymium.decisions.rival.results import Move
from rival_markets import TITLES, WHY, restriction_lever, rival_file, tax_lever


def test_limits_hold_between_levels_too() -> None:
    """A tax of 60 to 90 dollars or none: 45 would be best, and is none of its limits. Nor is 0.8 a share that
    leaves where at most 0.6 may, though 1, no restriction, is always a level.
    """
    tax = {**tax_lever(90.0), "specific_usd_per_kg": {"least": 60.0, "most": 90.0, "between": True}}
    dials = dials_of(rival_file([tax], {"income": 1.0}))
    best = polished(dials, Move({"tax.specific_usd_per_kg": 60.0}), lambda move: -abs(_only(move) - 45.0))
    assert _only(best) == 60.0
    dials = dials_of(rival_file([restriction_lever(least=0.2, most=0.6, between=True)], {"income": 1.0}))
    for start in (0.6, 1.0):
        best = polished(dials, Move({"licences.volume_share": start}), lambda move: -abs(_only(move) - 0.8))
        assert _only(best) == start
    best = polished(dials, Move({"licences.volume_share": 0.5}), lambda move: -abs(_only(move) - 0.57))
    assert _only(best) == pytest.approx(0.57, abs=1e-3)


def test_the_price_of_what_is_not_dumped_is_not_tried() -> None:
    """Where no tonne is offered its price says nothing, and each value costs a solve."""
    war = {
        "kind": "dumping", "name": "war", "origin": "OUT", "material": "m", "source": WHY, **TITLES,
        "t_per_year": {"levels": (0.0, 50.0)}, "price_share": {"levels": (0.5, 0.8), "between": True},
    }  # fmt: skip
    dials, asked = dials_of(rival_file([war], {"income": 1.0})), set[Move]()

    def value(move: Move) -> float:
        asked.add(move)
        return 0.0

    assert polished(dials, neutral(dials), value) == neutral(dials)
    assert asked == set()


def _only(move: Move) -> float:
    (level,) = move.levels.values()
    return level
