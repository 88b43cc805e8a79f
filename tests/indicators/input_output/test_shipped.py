"""The tables that ship are whole, sourced, and give the orders of magnitude that others published."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

from didymium.case.reading import read_case
from didymium.indicators.input_output.models import leontief_inverse
from didymium.indicators.input_output.shipped import (
    SOURCE,
    industries,
    sector_industries,
    sector_industry_rows,
    shipped_regions,
    shipped_table,
)
from didymium.indicators.input_output.through import loss_through_economy


@pytest.mark.parametrize("region", shipped_regions())
def test_a_shipped_table_is_whole_and_productive(region: str) -> None:
    """Reading checks balance and signs; L f = x; every industry has a name."""
    table = shipped_table(region)
    assert table is not None
    assert set(table.industries) == set(industries())
    assert_allclose(leontief_inverse(table) @ table.final_demand, table.output, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize(
    ("region", "billion"), [("USA", 17_550), ("JPN", 4_897), ("DEU", 3_889), ("KOR", 1_484)]
)
def test_value_added_is_that_of_the_national_accounts_of_2014(region: str, billion: float) -> None:
    """GDP of 2014 in current dollars (World Bank) is value added at basic prices and taxes on products:
    value added is 85 to 100 % of it.
    """
    table = shipped_table(region)
    assert table is not None
    assert 0.85 <= table.value_added.sum() / 1e3 / billion <= 1.0


def test_a_region_without_a_table_has_no_indirect_loss() -> None:
    """It is unknown, not zero; the direct loss stands."""
    found = loss_through_economy("japan_us_magnets", "VNM", {"ev_traction": 5e6})
    assert (found.direct_usd, found.indirect_usd, found.by_industry) == (5e6, None, None)


def test_a_small_loss_of_cars_in_japan() -> None:
    """One billion less value added in cars costs others more than nothing and less than twice that: the
    mixed model gives 0.86 (a multiplier of 1.86).
    """
    found = loss_through_economy("japan_us_magnets", "JPN", {"ev_traction": 6e8, "other_automotive": 4e8})
    assert found.indirect_usd is not None and found.by_industry is not None
    assert found.direct_usd == 1e9
    assert 0.8e9 < found.indirect_usd < 0.95e9
    assert next(iter(found.by_industry)) == "C29"
    assert_allclose(sum(found.by_industry.values()), 1e9 + found.indirect_usd, rtol=1e-3)


def test_what_no_industry_can_lose_is_said() -> None:
    """Ten trillion dollars of cars are more than Japan adds in a year; a use in no industry stays direct."""
    found = loss_through_economy("japan_us_magnets", "JPN", {"other_automotive": 1e13, "low_value_uses": 7.0})
    table = shipped_table("JPN")
    assert table is not None
    assert_allclose(found.capped_usd, 1e13 - 1e6 * table.value_added[table.position("C29")], rtol=1e-9)
    assert found.unplaced_usd == 7.0


@pytest.mark.parametrize(
    ("case", "without"), [("japan_us_magnets", {"low_value_uses"}), ("allied_minerals", set())]
)
def test_every_sector_of_a_bundled_case_has_its_industries(case: str, without: set[str]) -> None:
    """But for disposal, which adds no value; and no row names a sector that the case does not have."""
    sectors = {row.sector for row in read_case(case).sectors}
    assert sectors - set(sector_industries(case)) == without
    assert set(sector_industries(case)) <= sectors


def test_every_share_says_where_it_comes_from() -> None:
    """A division or class of ISIC, or an assumption in words."""
    assert SOURCE == "wiod_2016"
    assert all(row.source.startswith(("assumed: ", "derived: ")) for row in sector_industry_rows())
