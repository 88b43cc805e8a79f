"""A stock whose participants may draw at a fixed price if they bring the goods back in time."""

import datetime as dt

import numpy as np
import pytest

from instrument_cases import Instrument, Played, assert_accounts_close, builder, play
from market_cases import Case

MONTH = 365.25 / 12


def shortage_in_spring() -> Case:
    """Return users of 120 tonnes a year who give 80, and supply at 20: 60 a year until June, 360 from then
    on, so that the price is 80 before and 20 after.
    """
    case = builder().source_of("m", "CLB", 60.0, 20.0).capacity("m_CLB", dt.date(2025, 7, 1), 360)
    return case.steps("u", "CLB", "m", (120.0, 80.0)).build()


def stock(**more: object) -> Instrument:
    """Twelve tonnes, three a month each way, back within six months, at 50."""
    return {
        "kind": "shared_stock", "holder": "vault", "region": "CLB", "material": "m", "level_t": 12.0,
        "price_usd_per_kg": 50.0, "move_t_per_month": 3.0, "replenish_months": 6, **more,
    }  # fmt: skip


def moved(found: Played) -> tuple[np.ndarray, np.ndarray]:
    """Return draws and returns by month."""
    return found.added("drawn 1"), found.added("brought back 1")


def assert_back_in_time(found: Played, months: int, level: float) -> None:
    """What was drawn by the end of a month is back by the end of the last month that lies within the term;
    never is more out than the stock held, and at the end nothing is.
    """
    drawn, back = (np.cumsum(values) for values in moved(found))
    ends = found.path.market.structure.periods.ends
    for month, end in enumerate(ends):
        due = drawn[ends + months * MONTH <= end]
        assert back[month] >= (due[-1] if len(due) else 0.0) - 1e-6
    assert np.all(drawn - back <= level + 1e-6)
    assert np.all(drawn - back >= -1e-6)
    assert drawn[-1] == pytest.approx(back[-1], abs=1e-6)


def test_a_stock_bridges_a_shortage() -> None:
    """Goods are worth 80 until June and cost 20 from July: participants draw all twelve tonnes in the six
    months before, at no more than three a month, and bring them back after. They are served 12 tonnes more.
    """
    found = play(shortage_in_spring(), stock(), profile="months")
    drawn, back = moved(found)
    assert drawn.sum() == pytest.approx(12.0, rel=1e-6)
    assert drawn[6:].sum() == pytest.approx(0.0, abs=1e-6)
    assert back[:6].sum() == pytest.approx(0.0, abs=1e-6)
    days = found.path.market.structure.periods.days
    assert np.all(np.maximum(drawn, back) <= 3.0 * days / MONTH + 1e-6)
    assert_back_in_time(found, 6, 12.0)
    assert found.used("CLB").sum() - found.before.used("CLB").sum() == pytest.approx(12.0, rel=1e-3)


def test_the_price_of_the_stock_is_fixed() -> None:
    """Draws are sold at 80 and paid at 50, returns bought at 20 and paid back at 50: participants gain
    60 a kg and the stock's owner neither wins nor loses.
    """
    found = play(shortage_in_spring(), stock(), profile="months")
    assert found.money("sales", "participants") == pytest.approx(80.0 * 12.0, rel=1e-3)
    assert found.money("purchases", "participants") == pytest.approx(-20.0 * 12.0, rel=1e-3)
    assert found.money("fixed price", "shared stocks") == pytest.approx(0.0, abs=1e-3)
    assert_accounts_close(found)


def test_a_shorter_term_lets_less_be_drawn() -> None:
    """With two months to bring goods back, only draws from April on (end of April + 2 months = end of June)
    can wait for July's prices: what is drawn before would have to be bought back at 80.
    """
    found = play(shortage_in_spring(), stock(replenish_months=2), profile="months")
    assert_back_in_time(found, 2, 12.0)
    drawn, _ = moved(found)
    assert 0.0 < drawn.sum() < 12.0 - 1e-6
    served = found.used("CLB").sum() - found.before.used("CLB").sum()
    # May and June can be bridged into July and August; three tonnes a month each way.
    assert 5.0 < served <= 3.0 * 61 / MONTH + 1e-3


def test_nothing_may_be_owed_at_the_end() -> None:
    """Where the shortage lasts to the end of the run everything must be back by then: at a price of 80
    throughout nothing is gained by drawing, and nobody is served more.
    """
    case = builder().source_of("m", "CLB", 60.0, 20.0).steps("u", "CLB", "m", (120.0, 80.0)).build()
    found = play(case, stock(), profile="months")
    assert_back_in_time(found, 6, 12.0)
    assert found.used("CLB").sum() == pytest.approx(found.before.used("CLB").sum(), abs=1e-6)


def test_draws_end_with_the_scheme_but_returns_do_not() -> None:
    """After the last day nothing is drawn; what is out still comes back."""
    found = play(shortage_in_spring(), stock(until="2025-02-28"), profile="months")
    drawn, back = moved(found)
    assert drawn[2:].sum() == pytest.approx(0.0, abs=1e-9)
    assert drawn[:2].sum() == pytest.approx(3.0 * 59 / MONTH, rel=1e-6)
    assert back[6:].sum() == pytest.approx(drawn.sum(), rel=1e-6)
