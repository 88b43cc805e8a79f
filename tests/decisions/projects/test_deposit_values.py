"""What a deposit holds and would fetch, on paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.projects.deposits import (
    DepositValue,
    element_prices,
    solved_prices,
    value_deposits,
)
from tiny_case import write_tiny_case

PRICES = {"Nd": 60.0, "Pr": 60.0, "NdPr": 60.0, "Dy": 250.0, "Ce": 1.0, "Ni": 15.0}
DEPOSITS = """\
deposit,name_en,name_ko,name_ja,region,kind,knowledge,ore_mt,grade_percent,output_t_per_year,cost_usd_per_kg,source
hill,Hill,언덕,丘,AUS,monazite,indicated,10,2,1000,20,assumed: paper
sea,Sea,바다,海,,nodules,probable,50,,2000,,assumed: paper
mud,Mud,진흙,泥,JPN,mud,unstated,,0.1,,150,assumed: paper
"""
ELEMENTS = """\
deposit,element,share,source
hill,Nd,0.15,assumed: paper
hill,Pr,0.05,assumed: paper
hill,Dy,0.02,assumed: paper
hill,Ce,0.5,assumed: paper
hill,La,0.25,assumed: paper
sea,Ni,0.01,assumed: paper
sea,Mn,0.2,assumed: paper
mud,HRE,0.44,assumed: paper
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder: Path = write_tiny_case(tmp_path_factory.mktemp("deposits") / "tiny")
    (folder / "deposits.csv").write_text(DEPOSITS, encoding="utf-8")
    (folder / "deposit_elements.csv").write_text(ELEMENTS, encoding="utf-8")
    return read_case(folder)


@pytest.fixture(scope="module")
def values(case: Case) -> dict[str, DepositValue]:
    return {value.deposit.deposit: value for value in value_deposits(case, PRICES)}


def test_contained_tonnes(values: dict[str, DepositValue]) -> None:
    """10 Mt at 2 % hold 200,000 t of oxide: 30,000 t of neodymium, 4,000 t of dysprosium."""
    contained = values["hill"].contained_t
    assert contained["Nd"] == pytest.approx(30_000)
    assert contained["Dy"] == pytest.approx(4_000)


def test_other_ores_count_by_ore(values: dict[str, DepositValue]) -> None:
    """Shares of nodules are of the ore: 1 % of 50 Mt is 500,000 t of nickel, though no grade is stated."""
    assert values["sea"].contained_t == pytest.approx({"Ni": 500_000, "Mn": 10_000_000})


def test_unknown_ore_holds_nothing_known(values: dict[str, DepositValue]) -> None:
    """Without a tonnage nothing is contained, and without a plan nothing planned: blank is not zero."""
    assert values["mud"].contained_t == {}
    assert values["mud"].planned_t_per_year == {}


def test_planned_tonnes(values: dict[str, DepositValue]) -> None:
    """1,000 t a year of oxide with 2 % dysprosium are 20 t of it."""
    assert values["hill"].planned_t_per_year["Dy"] == pytest.approx(20)


def test_basket(values: dict[str, DepositValue]) -> None:
    """A kg holds 0.2 kg NdPr at 60, 0.02 kg Dy at 250 and 0.5 kg Ce at 1: 12 + 5 + 0.5 = 17.5 US dollars;
    lanthanum has no price. Magnets make 17 of it.
    """
    hill = values["hill"]
    assert hill.basket_usd_per_kg == pytest.approx(17.5)
    assert hill.magnet_value_share == pytest.approx(17 / 17.5)
    assert (hill.known_share, hill.priced_share) == pytest.approx((0.97, 0.72))
    assert hill.heavy_share == pytest.approx(0.02)


def test_nothing_priced_is_no_basket(values: dict[str, DepositValue]) -> None:
    """A mud of which only the heavy share is known has no basket value, not one of zero."""
    mud = values["mud"]
    assert (mud.basket_usd_per_kg, mud.magnet_value_share, mud.heavy_share) == (None, None, 0.44)


def test_a_priced_group_is_not_counted_twice(case: Case) -> None:
    """Where heavy elements are priced together, dysprosium among them adds nothing more."""
    rows = tuple(row.model_copy(update={"deposit": "hill"}) for row in case.deposit_elements[2:3])
    group = case.deposit_elements[-1].model_copy(update={"deposit": "hill"})
    both = Case(case.settings, {**case.tables, "deposit_elements": (*rows, group)})
    hill = value_deposits(both, PRICES | {"HRE": 10.0})[0]
    assert hill.basket_usd_per_kg == pytest.approx(0.44 * 10)
    assert hill.known_share == pytest.approx(0.44)


def test_prices_scale_the_basket(case: Case, values: dict[str, DepositValue]) -> None:
    """Twice the prices, twice the basket, and the same shares of it."""
    twice = value_deposits(case, {element: 2 * price for element, price in PRICES.items()})[0]
    assert twice.basket_usd_per_kg == pytest.approx(35)
    assert twice.magnet_value_share == pytest.approx(values["hill"].magnet_value_share)


def test_prices_by_material_speak_for_elements() -> None:
    """NdPr oxide speaks for both elements and the group, an oxide of its own goes first, metal for nobody."""
    prices = element_prices({"ndpr_oxide": 60, "pr_oxide": 70, "dy_oxide": 250, "dy_metal": 300, "oxide": 1})
    assert prices == {"Nd": 60, "Pr": 70, "NdPr": 60, "Dy": 250}


def test_prices_of_a_run_are_means_over_its_periods() -> None:
    """Periods without supply have no price and are left out; other regions are not looked at."""
    table = pl.DataFrame(
        {
            "region": ["JPN", "JPN", "JPN", "CHN"],
            "material": ["dy_oxide", "dy_oxide", "dy_oxide", "dy_oxide"],
            "period": [dt.date(2025, month, 1) for month in (1, 4, 7, 1)],
            "price_usd_per_kg": [200.0, 300.0, None, 100.0],
        }
    )
    assert solved_prices(table, "JPN") == {"Dy": 250.0}
