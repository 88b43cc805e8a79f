"""Exit, on a market solved by hand: when a plant closes, that it stays closed, and what a pause changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from didymium.decisions.entry_exit import EntryTerms, Mothball, enter_and_leave
from didymium.market.base_year import BaseYear
from entry_cases import two_plants

NOBODY_ENTERS = EntryTerms(quarters=0, years=8, entrants=False, exit_years=1.0)
STEP = 1.0


@pytest.mark.parametrize("years", [1.0, 2.0])
def test_it_closes_in_the_year_in_which_it_is_not_covered(years: float) -> None:
    """80 t cost 60, above the 55 that the dear plant spends; from 2028 on 120 t cost 40. It closes at the
    end of 2027, not a year earlier: that the new plant comes is known, but 2027 still pays.
    """
    found = enter_and_leave(two_plants(), BaseYear(), None, replace(NOBODY_ENTERS, exit_years=years))
    (closed,) = found.decisions
    assert (closed.kind, closed.name) == ("closed", "dear")
    assert closed.decided == closed.begins == dt.date(2028, 1, 1)
    assert closed.t_per_year == pytest.approx(20.0)
    price = found.price("AAA", "m")
    assert price[:3] == pytest.approx(60.0, abs=STEP)
    assert price[3:] == pytest.approx(40.0, abs=STEP)


def test_it_stays_closed() -> None:
    """The new plant ends with 2029. 60 t then cost 70; with the dear plant it would have been 60."""
    found = enter_and_leave(two_plants(until=dt.date(2029, 12, 31)), BaseYear(), None, NOBODY_ENTERS)
    assert found.price("AAA", "m")[3:5] == pytest.approx(40.0, abs=STEP)
    assert found.price("AAA", "m")[5:] == pytest.approx(70.0, abs=STEP)
    assert found.still.prices[0][5:] == pytest.approx(60.0, abs=STEP)


def test_a_pause_may_end_where_the_return_pays_for_it() -> None:
    """Put to sleep at the end of 2027, woken at the end of 2029, when 20 t earn (70 − 55) dollars a kg,
    300,000 a year: starting again may cost 14 dollars a kg of capacity, not 16.
    """
    case = two_plants(until=dt.date(2029, 12, 31))

    def kinds(restart: float, years: float = 5.0) -> list[tuple[str, int]]:
        terms = replace(NOBODY_ENTERS, mothballs={"dear": Mothball(years, restart * 1e3)})
        return [
            (one.kind, one.decided.year) for one in enter_and_leave(case, BaseYear(), None, terms).decisions
        ]

    assert kinds(14.0) == [("mothballed", 2028), ("restarted", 2030)]
    assert kinds(16.0) == [("mothballed", 2028)]
    assert kinds(14.0, years=1.0) == [("mothballed", 2028), ("closed", 2029)]
    woken = replace(NOBODY_ENTERS, mothballs={"dear": Mothball(5.0, 1e3)})
    assert enter_and_leave(case, BaseYear(), None, woken).price("AAA", "m")[5:] == pytest.approx(
        60.0, abs=STEP
    )


def test_what_it_costs_to_stand_ready_is_avoidable_too() -> None:
    """At 60 dollars the dear plant earns 5 over 55 a kg: it covers 8 % of 55 a year for standing ready, not
    10 %, and then closes at the end of the first year. It ran, so the price rises to 70.
    """
    kept = enter_and_leave(two_plants(), BaseYear(), None, replace(NOBODY_ENTERS, standing_share=0.08))
    gone = enter_and_leave(two_plants(), BaseYear(), None, replace(NOBODY_ENTERS, standing_share=0.10))
    assert [one.decided.year for one in kept.decisions] == [2028]
    assert [one.decided.year for one in gone.decisions] == [2026]
    assert gone.price("AAA", "m")[1:3] == pytest.approx(70.0, abs=STEP)
