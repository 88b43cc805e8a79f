"""Entry, on a market solved by hand: until when prices stay high, where they settle, and who stays away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from didymium.case.case import Case
from didymium.decisions.entry_exit import EntryTerms, enter_and_leave
from didymium.market.base_year import BaseYear
from didymium.scenario.schema import DemandSurge, Scenario
from entry_cases import YEARLY, one_market

STEP = 1.0
"""Dollars between two steps of the demand, which is cut into a hundred."""


def surge(announced: dt.date | None = None, factor: float = 1.5) -> Scenario:
    """Demand that is half as large again from 2029 on."""
    event = DemandSurge(
        kind="demand_surge",
        factor=factor,
        from_=dt.date(2029, 1, 1),
        announced=announced,
        source="assumed: test",
    )
    return Scenario(title="surge", event=(event,))


def test_the_price_stays_high_for_the_lead_time_and_falls_to_the_full_cost() -> None:
    """60 t cost (200 − 60)/2 = 70. Entrants need 40, and decide on the first day: for two years nothing
    comes, then 200 − 2·40 = 120 t in all, 60 of them new, for ever. No step more: it would push the price
    below.
    """
    found = enter_and_leave(one_market(), BaseYear(), None, YEARLY)
    price = found.price("AAA", "m")
    assert price[:2] == pytest.approx(70.0, abs=STEP)
    assert price[2:] == pytest.approx(40.0, abs=STEP)
    assert sum(one.t_per_year for one in found.built) == pytest.approx(60.0, abs=2.0)
    assert {one.begins for one in found.built} == {dt.date(2027, 1, 1)}
    assert {one.decided for one in found.built} == {dt.date(2025, 1, 1)}
    assert all(one.worth_usd >= 0.0 for one in found.built)
    assert found.left == ()
    assert np.all(found.still.prices[0] == pytest.approx(70.0, abs=STEP))


@pytest.mark.parametrize("lead", [1.0, 3.0])
def test_a_longer_lead_time_keeps_it_high_longer(lead: float) -> None:
    """With a lead of one or three years the price is 70 exactly that long; what capital asks for moves with
    the lead, so the price that it settles at is the entrant's own full cost.
    """
    case = one_market()
    row = case.plant_costs[0].model_copy(update={"construction_years": lead})
    found = enter_and_leave(
        replace(case, tables={**case.tables, "plant_costs": (row,)}), BaseYear(), None, YEARLY
    )
    (entrant,) = found.candidates
    assert found.price("AAA", "m")[: int(lead)] == pytest.approx(70.0, abs=STEP)
    assert found.price("AAA", "m")[int(lead) :] == pytest.approx(entrant.full_cost_usd_per_kg, abs=STEP)


def test_nobody_enters_below_cost() -> None:
    """At a full cost of 75 a price of 70 draws in nobody."""
    found = enter_and_leave(one_market(full=75.0), BaseYear(), None, YEARLY)
    assert found.decisions == ()
    assert found.price("AAA", "m") == pytest.approx(70.0, abs=STEP)


def test_a_ramp_delays_and_makes_dearer() -> None:
    """Output in two halves, a year apart: in the third year half of what was built, in the fourth all of it.
    The lost half year is paid for by a higher price.
    """
    found = enter_and_leave(one_market(), BaseYear(), None, replace(YEARLY, ramp_years=1.0))
    price, (entrant,) = found.price("AAA", "m"), found.candidates
    built = sum(one.t_per_year for one in found.built if one.decided.year == 2025)
    assert entrant.full_cost_usd_per_kg > 40.5
    assert price[2] == pytest.approx((200 - 60 - built / 2) / 2, abs=STEP)
    assert price[3] == pytest.approx((200 - 60 - built) / 2, abs=STEP)


def test_what_is_announced_later_decides_nothing_before() -> None:
    """Half as much demand again from 2029 on, known on that day only: until then the same is built as
    without it, and 120 t then cost 60, for 1.5 · (200 − 2·60) = 120; known from 2026 on, more is decided in
    2027, to be there when it comes.
    """
    calm = enter_and_leave(one_market(), BaseYear(), None, YEARLY)
    late = enter_and_leave(one_market(), BaseYear(), surge(), YEARLY)
    early = enter_and_leave(one_market(), BaseYear(), surge(dt.date(2026, 6, 1)), YEARLY)
    eve = dt.date(2029, 1, 1)
    assert [one for one in late.decisions if one.decided <= eve] == list(calm.decisions)
    assert late.price("AAA", "m")[:4] == pytest.approx(calm.price("AAA", "m")[:4])
    assert {one.decided.year for one in late.decisions} == {2025, 2030}
    assert {one.decided.year for one in early.decisions} == {2025, 2027}
    assert early.price("AAA", "m")[4:] == pytest.approx(40.0, abs=2 * STEP)
    assert late.price("AAA", "m")[4] == pytest.approx(60.0, abs=STEP)


def test_the_order_of_rows_does_not_matter() -> None:
    """The same market with a second, dearer way in, rows forwards and backwards: the same to the last
    digit.
    """

    def turned(case: Case) -> Case:
        return replace(case, tables={name: rows[::-1] for name, rows in case.tables.items()})

    case = one_market()
    more = case.plants[0].model_copy(update={"plant": "other", "region": "BBB", "cost_usd_per_kg": 12.0})
    case = replace(case, tables={**case.tables, "plants": (*case.plants, more)})
    one, other = (enter_and_leave(given, BaseYear(), None, YEARLY) for given in (case, turned(case)))
    assert one.decisions == other.decisions
    assert one.price("AAA", "m") == pytest.approx(other.price("AAA", "m"), rel=1e-12)


def test_steps_a_year_are_limited() -> None:
    """Five steps of 2 % of 60 t at each review, 6 t: the price falls by 3 dollars a year until it is at
    cost.
    """
    found = enter_and_leave(one_market(), BaseYear(), None, replace(YEARLY, most_tranches=5))
    assert found.price("AAA", "m")[2:] == pytest.approx([67, 64, 61, 58, 55, 52], abs=STEP)


def test_no_steps_and_no_projects_no_entry() -> None:
    """With neither entrants nor projects the price stays."""
    terms = EntryTerms(quarters=0, years=4, entrants=False, projects=False)
    found = enter_and_leave(one_market(), BaseYear(), None, terms)
    assert found.candidates == ()
    assert found.price("AAA", "m") == pytest.approx(70.0, abs=STEP)
