"""Effects read off two runs that were written by hand."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from didymium.case.schema import Demand
from didymium.indicators.disruption.effects import missing_tonnes, price_multiple, value_per_kg
from hand_made import APR, MAR, base_outcome, make_case, shocked_outcome


def demand(sector: str, elasticity: float = -0.5, loss: float | None = 700.0) -> Demand:
    return Demand(
        sector=sector, region="JPN", material="magnet", base_t_per_year=1200.0, elasticity=elasticity,
        loss_usd_per_kg=loss, source="assumed: test",
    )  # fmt: skip


def missing(sector: str, month: dt.date, price: float | None, elasticity: float = -0.5) -> float:
    """What a sector misses in a month whose price is another one; 50 before."""
    case = make_case(demands=(demand("ev", elasticity), demand("mri", elasticity)))
    outcome = shocked_outcome()
    there = (pl.col("region") == "JPN") & (pl.col("material") == "magnet") & (pl.col("period") == month)
    told = pl.when(there).then(pl.lit(price, pl.Float64)).otherwise(pl.col("price_usd_per_kg"))
    outcome.tables["prices"] = outcome["prices"].with_columns(price_usd_per_kg=told)
    found = missing_tonnes(case, base_outcome(), outcome)
    return float(found.filter(pl.col("sector") == sector, pl.col("period") == month)["missing_t"][0])


def test_a_kilogram_of_magnet_is_worth_what_is_made_with_it() -> None:
    """4,000 dollars of value added a vehicle by 2 kg; medical imaging states its loss itself; a user with
    neither figure is left out, which is not zero.
    """
    case = make_case(demands=(demand("ev"), demand("mri")))
    assert value_per_kg(case) == {("ev", "JPN", "magnet"): 2000.0, ("mri", "JPN", "magnet"): 700.0}
    assert value_per_kg(make_case(demands=(demand("mri", loss=None),))) == {}


def test_far_from_the_base_price_all_that_is_missing_counts() -> None:
    """March, at four times the price: ev misses 10 of 100 t, mri 5 of 10; also where there is no price."""
    assert missing("ev", MAR, 200.0) == pytest.approx(10.0)
    assert missing("mri", MAR, 200.0) == pytest.approx(5.0)
    assert missing("mri", APR, None) == pytest.approx(5.0)


def test_near_the_base_price_the_curve_counts_and_not_its_steps() -> None:
    """At 1 % more and elasticity −½ a user gives up 1 − 1.01^−½ = 0.496 %, though a whole step of the
    curve fell: 0.0496 of 10 t, not 5. Where less is missing than the curve gives up, that counts.
    """
    assert missing("mri", MAR, 50.5) == pytest.approx(10.0 * (1.0 - 1.01**-0.5))
    assert missing("mri", MAR, 50.0) == 0.0
    assert missing("ev", MAR, 80.0, elasticity=-1.0) == pytest.approx(10.0)


def test_price_multiple_of_the_year() -> None:
    """Magnets in Japan cost 200 and 100 instead of 50 and 50: three times as much in the mean."""
    base, outcome = base_outcome(), shocked_outcome()
    assert price_multiple(base, outcome, "JPN", "magnet", "CHN", [MAR, APR]) == pytest.approx(3.0)


def test_no_price_in_a_month_is_no_multiple() -> None:
    """Dysprosium oxide cannot be had in April; no other region has a price of it."""
    assert price_multiple(base_outcome(), shocked_outcome(), "JPN", "dy_oxide", "CHN", [MAR, APR]) is None
    assert price_multiple(base_outcome(), shocked_outcome(), "JPN", "dy_oxide", "CHN", [MAR]) == 2.0


def test_a_region_without_a_price_is_told_that_of_others() -> None:
    """Viet Nam buys no magnets: it is told the mean of other regions but the origin, here Japan's."""
    base, outcome = base_outcome(), shocked_outcome()
    assert price_multiple(base, outcome, "VNM", "magnet", "CHN", [MAR, APR]) == pytest.approx(3.0)
