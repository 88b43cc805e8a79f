"""Who knows of an instrument when: nothing leaks back, and what was charged before a news stays booked."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from instrument_cases import (
    Instrument,
    Played,
    builder,
    contract,
    floor,
    linear_market,
    play,
    tariff,
    two_stages,
)
from market_cases import Case

FEBRUARY, APRIL, JUNE, JULY = 1, 3, 5, 6
DUTY = tariff(specific_usd_per_kg=20.0, ad_valorem=0.1, **{"from": "2025-02-01"})
LATER = contract(80.0, **{"from": "2025-07-01", "announced": "2025-06-01"})


def surprised(case: Case, *instruments: Instrument) -> Played:
    """Return a run of twelve months in which instruments become known as they are announced."""
    return play(case, *instruments, profile="months", foresight="surprise")


def columns(found: Played, periods: slice) -> np.ndarray:
    """Return the market's own columns in some periods, tonnes."""
    market = found.path.market
    shape = (-1, market.balance.periods)
    first = min((extra.block.offset for extra in market.extras.values()), default=len(found.path.tonnes))
    return np.asarray(found.path.tonnes[:first].reshape(shape)[:, periods])


def charged(found: Played, item: str, before: dt.date) -> list[tuple[object, ...]]:
    """Return the booked amounts of an item by party and period, before a day."""
    rows = found.accounts.filter((pl.col("item") == item) & (pl.col("period") < before))
    return rows.select("region", "party", "period", "usd").rows()


def warehouse() -> Case:
    """Return supply at 30 outside, users of 120 tonnes a year, and an empty store of ten tonnes."""
    case = builder().source_of("m", "OUT", 1000.0, 30.0).route("m", "OUT", "CLB")
    case.steps("u", "CLB", "m", (120.0, 100.0))
    case.holding("CLB", "m", 0.0, 10.0, fill_t_per_month=10.0, room_t=10.0, storage_usd_per_t_year=1000.0)
    return case.build()


def test_goods_are_stored_between_announcement_and_start() -> None:
    """A duty of 20 from July, announced in April: nothing is stored before, ten tonnes by the end of June,
    and less is imported in July.
    """
    duty = tariff(specific_usd_per_kg=20.0, **{"from": "2025-07-01", "announced": "2025-04-01"})
    found = surprised(warehouse(), duty)
    np.testing.assert_allclose(found.level("traders")[:APRIL], 0.0, atol=1e-9)
    assert found.level("traders")[JUNE] == pytest.approx(10.0, rel=1e-6)
    assert found.imports("CLB")[JULY] < 120.0 * 31 / 365 - 1.0
    assert np.array_equal(columns(found, slice(APRIL)), columns(found.before, slice(APRIL)))


def test_an_instrument_announced_later_changes_nothing_before() -> None:
    """Until May a run with a contract announced in June is the run without it; then it is not."""
    case = linear_market()
    one, both = surprised(case, DUTY), surprised(case, DUTY, LATER)
    np.testing.assert_allclose(columns(one, slice(JUNE)), columns(both, slice(JUNE)), atol=1e-9)
    np.testing.assert_allclose(one.path.duals[:, :JUNE], both.path.duals[:, :JUNE], atol=1e-9)
    assert not np.allclose(one.path.duals[:, JULY:], both.path.duals[:, JULY:], atol=1.0)
    assert np.array_equal(columns(one, slice(FEBRUARY)), columns(one.before, slice(FEBRUARY)))


def test_charges_of_a_compound_duty_outlast_the_next_news() -> None:
    """What the duty brought from February to May is booked as in the run without the later contract, its part
    by price and its part by mass.
    """
    case, june = linear_market(("OU0", "OU1")), dt.date(2025, 6, 1)
    one, both = surprised(case, DUTY), surprised(case, DUTY, LATER)
    alone = charged(one, "tariff", june)
    assert len(alone) == 8
    for (*mine, usd), (*theirs, other) in zip(alone, charged(both, "tariff", june), strict=True):
        assert mine == theirs
        assert usd == pytest.approx(other, rel=1e-9)


def test_charges_of_every_route_outlast_the_next_news() -> None:
    """A levy charges oxide and, for the half tonne in it, magnet: a later news mixes up neither."""
    case, june = two_stages(60.0), dt.date(2025, 6, 1)
    levy = floor(80.0, material="oxide", reach="downstream")
    later = contract(
        95.0, material="oxide", t_per_year=5.0, **{"from": "2025-07-01", "announced": "2025-06-01"}
    )
    one, both = surprised(case, levy), surprised(case, levy, later)
    alone = charged(one, "levy", june)
    assert len(alone) == 10
    for (*mine, usd), (*theirs, other) in zip(alone, charged(both, "levy", june), strict=True):
        assert mine == theirs
        assert usd == pytest.approx(other, rel=1e-9)


def test_what_has_ended_stays_booked() -> None:
    """A duty that ended in April is still in the accounts of a run whose last news came in June."""
    case, june = linear_market(), dt.date(2025, 6, 1)
    short = {**DUTY, "until": "2025-04-30"}
    one, both = surprised(case, short), surprised(case, short, LATER)
    assert charged(one, "tariff", june) == charged(both, "tariff", june)
    assert {row[2] for row in charged(both, "tariff", june)} == {dt.date(2025, m, 1) for m in (2, 3, 4)}


def test_rates_before_a_news_are_those_that_were_paid() -> None:
    """The measures hold the levy of each month as it was, also after a contract made imports cheaper."""
    levy = floor(80.0, **{"from": "2025-02-01"})
    one, both = surprised(linear_market(), levy), surprised(linear_market(), levy, LATER)
    rates = [
        found.measures.filter((pl.col("item") == "levy") & (pl.col("period") < dt.date(2025, 6, 1)))
        .sort("period")["rate_usd_per_kg"]
        .to_list()
        for found in (one, both)
    ]
    assert len(rates[0]) == 4
    assert rates[0] == pytest.approx(rates[1], abs=1e-9)


def test_perfect_foresight_knows_every_instrument() -> None:
    """With perfect foresight the store is filled ahead of a duty that is announced only on its first day."""
    duty = tariff(specific_usd_per_kg=20.0, **{"from": "2025-07-01"})
    found = play(warehouse(), duty, profile="months", foresight="perfect")
    assert found.level("traders")[JUNE] == pytest.approx(10.0, rel=1e-6)
    assert surprised(warehouse(), duty).level("traders")[JUNE] == pytest.approx(0.0, abs=1e-9)


def test_a_quarter_that_a_news_divides_keeps_the_prices_of_its_first_months() -> None:
    """Every month is alike (price 46.67, so a contract at 80 pays 33.33), and the news of March is a duty of
    next to nothing: January and February count in the quarter's mean at the prices that they had.
    """
    quarterly = contract(80.0, settlement="quarterly")
    trifle = tariff(specific_usd_per_kg=1e-6, **{"from": "2025-03-01"})
    found = surprised(linear_market(), quarterly, trifle)
    np.testing.assert_allclose(found.rate()[2:], 33.33, atol=0.3)


def test_a_yearly_cap_on_money_counts_what_was_paid_before_a_news() -> None:
    """Plants pay back 20 thousand dollars a year at most; a duty that makes their goods dearer from July on
    does not begin the year anew.
    """
    terms = contract(
        40.0, second_strike_usd_per_kg=60.0, upside_share=0.5, upside_cap_usd_million_per_year=0.02
    )
    duty = tariff(specific_usd_per_kg=30.0, **{"from": "2025-07-01"})
    found = surprised(linear_market(choke=180.0), terms, duty)
    assert found.money("contract upside", "treasuries") == pytest.approx(20.0, abs=0.1)
