"""The balance by elasticities alone has answers on paper."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from didymium.indicators.disruption.elasticities import (
    HIGHEST_MULTIPLE,
    Supplier,
    balance_after,
)

FULL = Supplier(50.0, 50.0, 0.3)
"""Makes 50 t and can make no more."""


def test_half_of_supply_gone_and_nobody_can_make_more() -> None:
    """100 / P = 50: the price doubles and half is used."""
    found = balance_after([FULL], 50.0, 1.0, -1.0)
    assert_allclose([found.price_multiple, found.supply_share], [2.0, 0.5])


def test_others_make_more_at_a_higher_price() -> None:
    """With supply in proportion to the price, 50 P = 100 / P: P = √2, and 1 / √2 is used."""
    found = balance_after([Supplier(50.0, 1e6, 1.0)], 50.0, 1.0, -1.0)
    assert_allclose([found.price_multiple, found.supply_share], [math.sqrt(2.0), 1.0 / math.sqrt(2.0)])


def test_spare_capacity_ends() -> None:
    """Others would supply 70 at √2 but can make 60: 100 / P = 60."""
    found = balance_after([Supplier(50.0, 60.0, 1.0)], 50.0, 1.0, -1.0)
    assert_allclose([found.price_multiple, found.supply_share], [100 / 60, 0.6])


def test_nothing_held_back_changes_nothing() -> None:
    found = balance_after([FULL], 50.0, 0.0, -0.2)
    assert_allclose([found.price_multiple, found.supply_share], [1.0, 1.0])


def test_what_nobody_else_makes_is_not_found_at_any_price() -> None:
    found = balance_after([], 50.0, 1.0, -0.2)
    assert (found.price_multiple, found.supply_share) == (HIGHEST_MULTIPLE, 0.0)


@given(st.floats(0.0, 0.9), st.floats(0.01, 0.1), st.floats(-1.5, -0.1))
def test_more_held_back_never_costs_less(theta: float, more: float, elasticity: float) -> None:
    """Neither in price nor in what is used, and the balance holds: use = supply."""
    others = [FULL, Supplier(30.0, 45.0, 0.5)]
    less, held = (balance_after(others, 50.0, part, elasticity) for part in (theta, theta + more))
    assert held.price_multiple >= less.price_multiple
    assert held.supply_share <= less.supply_share
    made = sum(row.at(held.price_multiple) for row in others) + 50.0 * (1.0 - theta - more)
    assert_allclose(130.0 * held.supply_share, made, rtol=1e-9)


def test_demand_must_fall_with_the_price() -> None:
    with pytest.raises(ValueError, match="fall with the price"):
        balance_after([FULL], 50.0, 1.0, 0.0)
