"""Turning a stock over, by hand."""

from __future__ import annotations

import math

import pytest

from didymium.decisions.stocks.purchases.rotation import rotation


def test_rotation_by_hand() -> None:
    """120 t that keep for four years: 30 t a year. At 250 USD a kg these are 7.5 million; 4 % of it are lost
    between selling and buying: 0.3 million."""
    found = rotation(120.0, 250.0, shelf_life_years=4.0, rotation_cost_share=0.04)
    assert found.turned_t_per_year == 30.0
    assert found.sales_usd_million_per_year == pytest.approx(7.5)
    assert found.cost_usd_million_per_year == pytest.approx(0.3)


def test_nothing_grows_older_than_it_keeps_and_less_would_not_do() -> None:
    """A stock of twelve monthly lots that keep a year: selling the oldest lot each month, level / shelf life,
    no lot ever passes twelve months; at eleven lots a year one does.
    """
    turned = rotation(12.0, 1.0, shelf_life_years=1.0, rotation_cost_share=0.0).turned_t_per_year
    assert oldest_after(turned) <= 12
    assert oldest_after(turned - 1.0) > 12


def oldest_after(lots_per_year: float, months: int = 60) -> float:
    """Age in months of the oldest of twelve lots, bought a month apart, if so many a year are replaced."""
    ages, due, oldest = [float(age) for age in range(12)], 0.0, 0.0
    for _ in range(months):
        ages = [age + 1.0 for age in ages]
        oldest = max(oldest, *ages)
        due += lots_per_year / 12
        while due >= 1.0 - 1e-9:
            ages[ages.index(max(ages))] = 0.0
            due -= 1.0
    return oldest


def test_goods_that_keep_forever_are_not_turned_over() -> None:
    assert rotation(10.0, 5.0, shelf_life_years=math.inf, rotation_cost_share=0.1).turned_t_per_year == 0.0


def test_impossible_figures_are_named() -> None:
    with pytest.raises(ValueError, match="level_t, shelf_life_years"):
        rotation(-1.0, 5.0, shelf_life_years=0.0, rotation_cost_share=0.1)
