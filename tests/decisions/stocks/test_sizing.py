"""How much to hold, by hand: the newsvendor, bounds on mean, tail and chance; more never does harm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.decisions.stocks.sizing.criteria import Criterion, Served, ServedButFor
from didymium.decisions.stocks.sizing.sizing import SizingError, held_against, losses_of, size_stocks
from didymium.ensemble.two_stage.bounds import MeanBound, TailBound
from stock_futures import CASE, DEMAND, chain, futures, need, place, random_future, situation

SHORT = (10.0, 20.0, 30.0, 40.0)
CHANCES = (0.4, 0.3, 0.2, 0.1)
NEWSVENDOR = futures([situation([need([tonnes])]) for tonnes in SHORT], CHANCES)
"""Four emergencies in which cars miss so many tonnes of magnet, at 100 US dollars per kg: 0.1 million a
tonne.
"""
MAGNETS = place("magnet", 2000.0)


@pytest.mark.parametrize(
    ("bound", "tonnes", "chance_short"),
    [
        # Expected loss with x tonnes: 0.1·(0.4(10−x)⁺ + 0.3(20−x)⁺ + 0.2(30−x)⁺ + 0.1(40−x)⁺) million.
        # Nothing held: 0.1·20 = 2. At 10: 0.1·(3 + 4 + 3) = 1. At 20: 0.1·(2 + 2) = 0.4. At 30: 0.1.
        (1.5, 5.0, 1.0),  # 2 − 0.1·x = 1.5
        (0.7, 15.0, 0.6),  # 1 − 0.06·(x − 10) = 0.7
        (0.25, 25.0, 0.3),  # 0.4 − 0.03·(x − 20) = 0.25
        (0.05, 35.0, 0.1),  # 0.1 − 0.01·(x − 30) = 0.05
    ],
)
def test_newsvendor(bound: float, tonnes: float, chance_short: float) -> None:
    """The size follows from the bound on the expected loss, and the price of the bound is the newsvendor's.

    A newsvendor who pays c a tonne and y times a lost tonne's 0.1 million stops where P(short) · y · 0.1 = c,
    the critical ratio 1 − c / (0.1·y) = P(not short). A bound makes him pay the y at which he stops there: a
    million more of expected loss saves y = c / (0.1 · P(short)).
    """
    found = size_stocks(CASE, NEWSVENDOR, MeanBound(bound), places=(MAGNETS,))
    assert found.places[0].t == pytest.approx(tonnes, abs=1e-3)
    assert found.expected("after") == pytest.approx(bound, abs=1e-5)
    assert found.price_usd_per_year == pytest.approx(2000.0 / (0.1 * chance_short))
    assert found.places[0].saves_usd_per_t == pytest.approx(0.1e6 * chance_short)
    assert found.usd_per_year == pytest.approx(2000.0 * tonnes, abs=2.0)
    # It pays if emergencies come more often than cost over what is saved: 2 million less the bound.
    assert found.break_even_chance == pytest.approx(2000.0 * tonnes / (2e6 - 1e6 * bound), rel=1e-4)


def test_days_of_use_and_money() -> None:
    """Fifteen tonnes of which four are used a day last 3.75 days; at 30 dollars per kg they cost 450,000."""
    dear = place("magnet", 2000.0, price=30.0)
    found = size_stocks(CASE, NEWSVENDOR, MeanBound(0.7), places=(dear,)).places[0]
    assert found.days_of_use == pytest.approx(15.0 / 4.0, abs=1e-3)
    assert found.capital_usd == pytest.approx(450_000.0, rel=1e-4)


def test_a_tonne_drawn_is_a_tonne_gone() -> None:
    """At 30 US dollars per kg each kg drawn saves only 100 − 30."""
    priced = [situation([need([tonnes])], prices={("JPN", "magnet"): 30.0}) for tonnes in SHORT]
    found = size_stocks(CASE, futures(priced, CHANCES), MeanBound(1.65), places=(MAGNETS,))
    assert found.places[0].t == pytest.approx(5.0, abs=1e-3)  # 2 − 0.07·x = 1.65


@pytest.mark.parametrize(
    ("bound", "tonnes"),
    [
        (1.0, 25.0),  # 0.1·(35 − x) = 1
        (0.3, 34.0),  # 0.1·(40 − x) / 2 = 0.3
    ],
)
def test_tail(bound: float, tonnes: float) -> None:
    """The mean loss of the worst fifth of probability: of the two worst futures in equal parts as long as the
    better of them is short, 0.1·(35 − x); from 30 t on only the other loses, 0.1·(40 − x) / 2.
    """
    found = size_stocks(CASE, NEWSVENDOR, TailBound(bound, 0.8), places=(MAGNETS,))
    assert found.places[0].t == pytest.approx(tonnes, abs=1e-3)
    assert found.tail("after", 0.8) == pytest.approx(bound, abs=1e-5)


@pytest.mark.parametrize(
    ("criterion", "tonnes"),
    [
        (Served(("cars",), 30, 1.0), 40.0),
        (Served(("cars",), 30, 0.95), 35.0),  # 5 of 100 t may be missing.
        (Served(("cars",), 15, 1.0), 20.0),  # Half of the month counts.
        (Served(("ships",), 30, 1.0), 0.0),  # Nobody of that name is short.
        (ServedButFor(("cars",), 30, 0.1, 1.0), 30.0),  # The worst, of probability 0.1, is given up,
        (ServedButFor(("cars",), 30, 0.29, 1.0), 30.0),  # with 0.29 the next one is not,
        (ServedButFor(("cars",), 30, 0.3, 1.0), 20.0),  # with 0.3 it is.
    ],
)
def test_named_sectors(criterion: Criterion, tonnes: float) -> None:
    """Named sectors are served in all futures, or in all but those that are let go."""
    found = size_stocks(CASE, NEWSVENDOR, criterion, places=(MAGNETS,))
    assert found.places[0].t == pytest.approx(tonnes, abs=1e-2)
    if isinstance(criterion, Served):
        assert found.losses("after") == pytest.approx(np.zeros(4), abs=1e-2)


def test_others_give_way_if_they_may() -> None:
    """Lamps get 60 t of the same magnets; if they give way, cars need no stock."""
    two = situation([need([40.0]), need([40.0], sector="lamps", loss=5.0)])
    keep, give = (
        size_stocks(
            CASE, futures([two], reallocation=ready), Served(("cars",), 30, 1.0), places=(MAGNETS,)
        ).places[0]
        for ready in (False, True)
    )
    assert keep.t == pytest.approx(40.0, abs=1e-2)
    assert give.t == pytest.approx(0.0, abs=1e-2)


def test_a_bound_that_nothing_keeps() -> None:
    """A stock of oxide cannot serve the first month, whatever its size; the message says what is left."""
    oxide = place("oxide", 1000.0, stage="separation")
    with pytest.raises(SizingError, match="least"):
        size_stocks(CASE, futures([chain(6.0)]), Served(("cars",), 120, 1.0), places=(oxide,))


def test_nowhere_to_hold_anything() -> None:
    """Without a place the bound holds as it is, two million on average, or it cannot be kept."""
    assert size_stocks(CASE, NEWSVENDOR, MeanBound(2.0), places=()).usd_per_year == 0.0
    with pytest.raises(SizingError, match="least risk is 2 million US dollars, not 1.9"):
        size_stocks(CASE, NEWSVENDOR, MeanBound(1.9), places=())
    with pytest.raises(SizingError, match="kg missing"):
        size_stocks(CASE, NEWSVENDOR, Served(("cars",), 30, 1.0), places=())


def test_sizes_held_against_other_futures() -> None:
    """Twenty tonnes, found for three of the futures, leave 20 t missing in the fourth."""
    few = futures([situation([need([tonnes])]) for tonnes in SHORT[:2]])
    sized = size_stocks(CASE, few, Served(("cars",), 30, 1.0), places=(MAGNETS,))
    all_of_them = held_against(CASE, NEWSVENDOR, sized)
    assert all_of_them.losses("after") == pytest.approx([0.0, 0.0, 10.0, 20.0], abs=1e-2)
    assert all_of_them.chance_above("after", 0.1) == pytest.approx(0.3)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_more_stock_never_raises_the_loss(seed: int, data: st.DataObject) -> None:
    """With a planner's draw and perfect foresight; and the loss is convex: the slope at one size bounds it
    from below at any other.
    """
    one = random_future(seed)
    places = (place("magnet", 1.0), place("oxide", 1.0), place("magnet", 1.0, region="USA"))
    sizes = st.lists(st.floats(0.0, 3.0 * DEMAND), min_size=3, max_size=3)
    low = np.array(data.draw(sizes))
    more = low + np.array(data.draw(sizes))
    named = data.draw(st.sampled_from([None, Served(("cars",), 60, 0.95).named]))
    loss = losses_of(CASE, futures([one], reallocation=bool(seed % 2)), places, named)[0]
    (at_low, slope), (at_more, _) = loss.value_and_slope(low), loss.value_and_slope(more)
    rounding = 1e-6 * max(1.0, loss.untouched)
    assert at_more <= at_low + rounding
    assert (slope <= rounding).all()
    assert at_more >= at_low + slope @ (more - low) - rounding
    assert at_low <= loss.untouched + rounding
