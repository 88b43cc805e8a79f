"""What runs come to for both sides, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from didymium.case.case import Case
from didymium.decisions.rival.results import Payoff
from instrument_cases import FINE, linear_market
from rival_markets import TITLES, WHY, Answering, BaseYear, answering, restriction_lever, rival_file

FEBRUARY_AND_MARCH = 59 / 365


def stopped(case: Case) -> Payoff:
    """What a stop of all exports comes to."""
    rival = rival_file([restriction_lever(levels=(0.0,))], {"harm": 1.0, "harm_to": ("CLB",)}, club="CLB")
    return answering(case, rival).best_reply("x").payoff


def test_value_added_that_nobody_states_is_not_zero() -> None:
    """The users of CLB miss tonnes; what those are worth in value added is known only where sectors.csv says
    so: 1 kg a unit and 5 dollars a unit are 5 dollars a kg.
    """
    case = linear_market()
    (member,) = stopped(case).members
    assert member.lost_value_added is None
    sectors = tuple(
        row.model_copy(update={"kg_per_unit": 1.0, "value_added_usd_per_unit": 5.0}) for row in case.sectors
    )
    (member,) = stopped(replace(case, tables={**case.tables, "sectors": sectors})).members
    assert member.lost_value_added is not None
    # 66.67 t a year used at 53.33 without the stop; members alone supply P − 60 to 120 − P: 30 t at 90.
    missing_t = (200.0 / 3.0 - 30.0) * FEBRUARY_AND_MARCH
    assert member.lost_value_added == pytest.approx(missing_t * 1e3 * 5.0 / 1e6, rel=0.02)


def test_what_is_dumped_below_the_price_is_given_away() -> None:
    """OUT sells 66.67 t a year at 53.33. If 30 of these are offered at half of a base price of 50, the
    marginal tonne is sold as before, so no price moves: OUT gives away 30 t · 25 dollars a year, in revenue
    as in income, and traders of CLB have it.
    """
    war = {
        "kind": "dumping", "name": "war", "origin": "OUT", "material": "m", "source": WHY, **TITLES,
        "t_per_year": {"levels": (30.0,)}, "price_share": {"levels": (0.5,)},
    }  # fmt: skip
    rival = rival_file([war], {"income": -1.0}, club="CLB")
    finder = Answering(linear_market(), BaseYear(price={("OUT", "m"): 50.0}), rival, FINE)
    reply = finder.best_reply("x")
    assert reply.move["war.t_per_year"] == 30.0
    given = 30.0 * 25.0 * FEBRUARY_AND_MARCH / 1e3
    assert reply.payoff.income == pytest.approx(-given, rel=0.01)
    assert reply.payoff.revenue == pytest.approx(-given, rel=0.01)
    assert reply.payoff.alliance == pytest.approx(given, rel=0.01)
