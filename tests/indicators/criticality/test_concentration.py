"""Concentration: values found by hand, and what must hold for any supply."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.indicators.criticality.concentration import (
    herfindahl,
    herfindahl_of_per_cent,
    largest,
    share_of_largest,
    shares,
    weighted_herfindahl,
)

SUPPLY = {"CHN": 70.0, "USA": 20.0, "AUS": 10.0}
tonnes = st.floats(0.01, 1e6)
supplies = st.dictionaries(st.sampled_from("ABCDEFGHIJ"), tonnes, min_size=1)


def test_by_hand() -> None:
    """0.7² + 0.2² + 0.1² = 0.54; in per cent 4,900 + 400 + 100 = 5,400."""
    assert herfindahl(SUPPLY) == pytest.approx(0.54)
    assert herfindahl_of_per_cent(SUPPLY) == pytest.approx(5400.0)
    assert largest(SUPPLY) == (("CHN", pytest.approx(0.7)),)
    assert share_of_largest(SUPPLY, 2) == pytest.approx(0.9)
    assert share_of_largest(SUPPLY, 9) == pytest.approx(1.0)


def test_weights_by_hand() -> None:
    """0.49 × 6 + 0.04 × 4 + 0.01 × 2 × 1.5 = 2.94 + 0.16 + 0.03 = 3.13."""
    weights = {"CHN": 6.0, "USA": 4.0, "AUS": 2.0}
    assert weighted_herfindahl(SUPPLY, weights, {"AUS": 1.5}) == pytest.approx(3.13)


def test_a_monopoly_by_the_worst_governed_country_has_ten_on_the_european_scale() -> None:
    assert weighted_herfindahl({"X": 3.0}, {"X": 10.0}) == 10.0


def test_unnamed_suppliers_count_in_the_whole_and_add_no_square() -> None:
    """60 of 100 t named as one: 0.36, not 1."""
    assert herfindahl({"A": 60.0}, unnamed=40.0) == pytest.approx(0.36)
    assert share_of_largest({"A": 60.0}, unnamed=40.0) == pytest.approx(0.6)


def test_equal_suppliers_stand_in_alphabetical_order() -> None:
    assert list(shares({"B": 1.0, "A": 1.0, "C": 2.0})) == ["C", "A", "B"]


def test_nothing_supplied_has_no_index_and_nobody_supplies_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="nothing is supplied"):
        herfindahl({"A": 0.0})
    with pytest.raises(ValueError, match="less than nothing"):
        herfindahl({"A": 1.0, "B": -0.1})


@settings(max_examples=25)
@given(supplies)
def test_between_one_over_n_and_one(supply: dict[str, float]) -> None:
    assert 1.0 / len(supply) - 1e-9 <= herfindahl(supply) <= 1.0 + 1e-9


@settings(max_examples=25)
@given(tonnes, st.integers(1, 8))
def test_equal_suppliers_have_one_over_n(each: float, count: int) -> None:
    assert herfindahl({str(name): each for name in range(count)}) == pytest.approx(1.0 / count)


@settings(max_examples=25)
@given(supplies.filter(lambda supply: len(supply) > 1))
def test_merging_two_suppliers_never_lowers_it(supply: dict[str, float]) -> None:
    first, second, *_ = sorted(supply)
    merged = {**supply, first: supply[first] + supply[second]}
    del merged[second]
    assert herfindahl(merged) >= herfindahl(supply) - 1e-12


@settings(max_examples=25)
@given(supplies, st.floats(0.001, 1000.0))
def test_the_unit_of_supply_does_not_matter(supply: dict[str, float], factor: float) -> None:
    scaled = {name: factor * quantity for name, quantity in supply.items()}
    assert herfindahl(scaled) == pytest.approx(herfindahl(supply))


@settings(max_examples=25)
@given(supplies)
def test_weights_of_one_give_the_plain_index_and_smaller_ones_less(supply: dict[str, float]) -> None:
    assert weighted_herfindahl(supply, dict.fromkeys(supply, 1.0)) == pytest.approx(herfindahl(supply))
    assert weighted_herfindahl(supply, dict.fromkeys(supply, 0.4)) <= herfindahl(supply)
