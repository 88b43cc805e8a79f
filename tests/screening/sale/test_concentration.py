"""Indices by hand: the sum of squared shares in per cent."""

import pytest

from didymium.screening.sale.concentration import Transfer, concentration, index_of
from didymium.screening.sale.markets import Supply


def supply(**amounts: float) -> Supply:
    return Supply("product", "ore", "output", "t", amounts)


def test_the_index_is_the_sum_of_squared_percentages() -> None:
    """Four firms of 30, 30, 20 and 20 %: 900 + 900 + 400 + 400 = 2,600, the example of the US Department of
    Justice; one firm of all: 10,000.
    """
    assert index_of({"a": 0.3, "b": 0.3, "c": 0.2, "d": 0.2}).low == pytest.approx(2600)
    assert index_of({"a": 1.0}).high == pytest.approx(10_000)


def test_what_nobody_is_named_for_lies_between_countless_owners_and_the_largest() -> None:
    """50 and 30 % are named, 20 % not: 2,500 + 900 at least; if the largest has them, 4,900 + 900."""
    bounds = index_of({"a": 0.5, "b": 0.3}, 0.2)
    assert (bounds.low, bounds.high) == (pytest.approx(3400), pytest.approx(5800))


def test_a_sale_moves_twice_the_product_of_shares() -> None:
    """Shares of 40 (two plants of 25 and 15), 35 and 25 %. The plant of 15 goes to the holder of 35: squares
    of 40, 35, 25 are 1,600 + 1,225 + 625 = 3,450, of 25, 50, 25 are 625 + 2,500 + 625 = 3,750.
    """
    plants = supply(one=25.0, two=15.0, three=35.0, four=25.0)
    holders = {"one": "A", "two": "A", "three": "B", "four": "C"}
    found = concentration(plants, "owner", holders, Transfer("two", "A", "B"))
    assert found is not None
    assert (found.before.index.low, found.after.index.low) == (pytest.approx(3450), pytest.approx(3750))
    assert (found.change.low, found.change.high) == (pytest.approx(300), pytest.approx(300))
    assert (found.before.largest, found.after.largest) == ("A", "B")
    assert found.buyer_share.low == pytest.approx(0.5) and found.plant_share == pytest.approx(0.15)


def test_the_change_is_bounded_if_some_owners_are_not_named() -> None:
    """A plant of 20 % goes from A (only that) to B (30 %), 50 % are not named. If B's group has them,
    2 · 20 · 80 = 3,200 more; if A's has, 20 · 2 · (30 − 70 + 20) = −800.
    """
    plants = supply(sold=20.0, other=30.0, fringe=50.0)
    found = concentration(plants, "owner", {"sold": "A", "other": "B"}, Transfer("sold", "A", "B"))
    assert found is not None
    assert (found.change.low, found.change.high) == (pytest.approx(-800), pytest.approx(3200))
    assert found.buyer_share.high == pytest.approx(1.0) and found.unnamed_share == pytest.approx(0.5)


@pytest.mark.parametrize("unnamed_to", ["A", "B", "C", "D"])
def test_whoever_owns_the_unnamed_plants_the_figures_lie_within_the_bounds(unnamed_to: str) -> None:
    plants = supply(sold=20.0, other=30.0, third=10.0, fringe=40.0)
    known = {"sold": "A", "other": "B", "third": "C"}
    bounds = concentration(plants, "owner", known, Transfer("sold", "A", "B"))
    full = {**known, "fringe": unnamed_to}
    exact = concentration(plants, "owner", full, Transfer("sold", "A", "B"))
    assert bounds is not None and exact is not None
    for wide, narrow in (
        (bounds.before.index, exact.before.index),
        (bounds.after.index, exact.after.index),
        (bounds.change, exact.change),
        (bounds.buyer_share, exact.buyer_share),
        (bounds.after.largest_share, exact.after.largest_share),
    ):
        assert wide.low - 1e-9 <= narrow.low <= narrow.high <= wide.high + 1e-9


def test_nothing_changes_if_nothing_passes_and_nothing_is_said_of_what_the_plant_does_not_make() -> None:
    plants = supply(one=1.0, two=3.0)
    found = concentration(plants, "owner", {"one": "A"}, Transfer("one", "A", "A"))
    assert found is not None and (found.change.low, found.change.high) == (0.0, 0.0)
    assert found.before == found.after
    assert concentration(supply(two=3.0), "owner", {}, Transfer("one", "A", "B")) is None
