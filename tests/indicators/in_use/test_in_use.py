"""What is in use and the scrap to come, of a case small enough to count by hand and of the bundled one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from didymium.case.case import Case
from didymium.case.folder import find_case
from didymium.case.reading import read_case
from didymium.indicators.criticality.table import INDICATOR_COLUMNS
from didymium.indicators.in_use.inflows import inflows, places_of
from didymium.indicators.in_use.published import beside_published
from didymium.indicators.in_use.recycling import (
    collected_in_run,
    recovery_yields,
    recycling_potential,
    scrap_materials,
)
from didymium.indicators.in_use.rows import in_use_indicators
from didymium.indicators.in_use.stocks import (
    InUse,
    has_in_use,
    in_use,
    names_of_products,
    of_regions,
    sums_by,
)
from in_use_cases import case_with, run_of, total

FIVE_YEARS = "cars,vans,Vans,1,fixed,5,,0.5"
SINCE_2020 = ("cars,,oxide,2020,5000",)
USE = ("cars", "JPN", "oxide")


@pytest.fixture
def vans(tmp_path: Path) -> Case:
    """Vans last five years; 5,000 t went into those of 2020, 10,000 t into those of 2024."""
    return case_with(tmp_path / "tiny", lifetimes=[FIVE_YEARS], use_history=SINCE_2020)


@pytest.fixture(scope="module")
def bundled() -> Case:
    return read_case(find_case("japan_us_magnets"))


@pytest.fixture(scope="module")
def magnets(bundled: Case) -> InUse:
    return in_use(bundled, until=2040)


def test_use_grows_evenly_between_the_years_given(vans: Case) -> None:
    """From 5,000 t to 10,000 t in four years: each is 2^(1/4) times the one before."""
    found = inflows(vans, until=2026, growth_per_year=0.1)
    assert found.t[USE] == pytest.approx(
        {year: 5000 * 2 ** ((year - 2020) / 4) for year in range(2020, 2025)} | {2025: 11000, 2026: 12100}
    )
    assert [found.grounds[year] for year in (2020, 2021, 2024, 2025)] == [
        "history",
        "between",
        "base",
        "growth",
    ]


def test_scrap_comes_when_its_goods_are_worn_out(vans: Case) -> None:
    """Vans of mid-2020 are 5.5 years old at the end of 2025: their 5,000 t are that year's scrap, 1,000 t of
    it NdPr oxide, and half of it could be collected."""
    found = in_use(vans, until=2026, growth_per_year=0.0)
    assert total(found.table, "outflow_t", year=2025) == pytest.approx(5000)
    assert total(found.table, "outflow_t", year=2024) == 0
    assert total(found.elements, "outflow_t", year=2025, element="NdPr") == pytest.approx(1000)
    assert total(found.cohorts, "outflow_t", year=2025, entered=2020) == pytest.approx(5000)
    assert total(found.cohorts, "outflow_t", year=2025) == pytest.approx(5000)
    had = recycling_potential(vans, found).row(by_predicate=pl.col("year") == 2025, named=True)
    assert had["recoverable_t"] == pytest.approx(500)
    assert had["recovered_t"] is None  # nothing in the case takes scrap


def test_run_takes_the_place_of_growth(vans: Case) -> None:
    """A crisis halves the use of 2025; 2026 is covered by half only and rests on growth again."""
    bounds = [dt.date(2025, 1, 1), dt.date(2025, 7, 1), dt.date(2026, 1, 1), dt.date(2026, 7, 1)]
    served = [
        {"sector": "cars", "region": "JPN", "material": "oxide", "period": day, "served_t": t}
        for day, t in zip(bounds, (3000.0, 2000.0, 9000.0), strict=False)
    ]
    found = inflows(vans, run_of(bounds, served=served), until=2026, growth_per_year=0.0)
    assert (found.t[USE][2025], found.grounds[2025]) == (pytest.approx(5000), "run")
    assert (found.t[USE][2026], found.grounds[2026]) == (pytest.approx(5000), "growth")


def test_period_across_new_year_is_shared_out_by_days(vans: Case) -> None:
    """Of 400 days from the first of January 2025, 365 are of 2025."""
    bounds = [dt.date(2025, 1, 1), dt.date(2026, 2, 5)]
    served = [
        {"sector": "cars", "region": "JPN", "material": "oxide", "period": bounds[0], "served_t": 4000.0}
    ]
    found = inflows(vans, run_of(bounds, served=served))
    assert found.t[USE][2025] == pytest.approx(4000 * 365 / 400)
    assert max(found.years) == 2025


def test_goods_are_where_they_are_used_not_where_they_were_made(tmp_path: Path) -> None:
    """Japan makes all the cars, two fifths drive in Australia; two kinds of them share the use."""
    case = case_with(
        tmp_path / "tiny",
        lifetimes=["cars,vans,Vans,0.25,fixed,5,,", "cars,toys,Toys,0.75,fixed,2,,"],
        use_history=SINCE_2020,
        use_places=[",JPN,0.6", ",AUS,0.4"],
    )
    found = in_use(case)
    made = found.table.filter(pl.col("year") == 2024)
    assert total(made, "inflow_t", region="AUS") == pytest.approx(4000)
    assert total(made, "inflow_t", product="toys") == pytest.approx(7500)
    assert places_of(case, "cars", "oxide") == {"JPN": 0.6, "AUS": 0.4}
    assert total(of_regions(found.table, case, "friends"), "inflow_t", year=2024) == pytest.approx(10000)


def test_what_nobody_knows_the_past_of_is_named_not_counted(tmp_path: Path) -> None:
    """Lifetimes without a history: nothing is in use as far as anybody knows, and the sector is named."""
    case = case_with(tmp_path / "tiny", lifetimes=[FIVE_YEARS])
    assert not has_in_use(case)
    found = in_use(case, until=2030)
    assert found.table.is_empty() and found.elements.is_empty()
    assert found.left_out == (("cars", "oxide"),)
    assert in_use_indicators(case).is_empty()


def test_collected_of_a_run(bundled: Case, magnets: InUse) -> None:
    """Plants of the Union collect 300 t of scrap in 2025, take in 100 t; Germany sends 120 t away, of which
    20 t stay in the Union."""
    first, scrap = dt.date(2025, 1, 1), "scrap_end_of_life"
    plant = {"region": "DEU", "material": scrap, "period": first}
    output = [
        {**plant, "plant": "a", "process": "collect_end_of_life", "t": 300.0},
        {**plant, "plant": "b", "process": "recycle_end_of_life", "t": -100.0},
    ]
    flows = [
        {"material": scrap, "origin": "DEU", "destination": to, "via": "", "period": first, "t": t}
        for to, t in (("CHN", 100.0), ("FRA", 20.0))
    ]
    run = run_of([first, dt.date(2026, 1, 1)], output=output, flows=flows)
    found = collected_in_run(bundled, run, magnets, bundled.regions_of("eu")).row(0, named=True)
    assert (found["year"], found["collected_t"], found["recycled_t"]) == (2025, 300, 100)
    assert (found["sent_t"], found["received_t"]) == (100, 0)
    assert found["scrap_t"] == pytest.approx(
        total(of_regions(magnets.table, bundled, "eu"), "outflow_t", year=2025)
    )
    assert found["collected_share"] == pytest.approx(300 / found["scrap_t"])


def test_yields_are_those_of_the_recycling_processes(bundled: Case) -> None:
    """coefficients.csv: 0.275499 t NdPr oxide of a ton of old magnets that holds 0.29 t, so 95 %."""
    assert scrap_materials(bundled) == {"scrap_end_of_life"}
    assert recovery_yields(bundled) == pytest.approx({"NdPr": 0.95, "Dy": 0.95, "Tb": 0.95}, rel=1e-5)


def test_bundled_base_year_enters_use_once(bundled: Case, magnets: InUse) -> None:
    """All NdFeB magnets of the sectors that are followed, however they are spread over places and kinds."""
    left = set(magnets.left_out)
    used = sum(
        row.base_t_per_year or 0.0
        for row in bundled.demands
        if row.material in bundled.materials_of("ndfeb_magnet") and (row.sector, row.material) not in left
    )
    assert total(magnets.table, "inflow_t", year=2024) == pytest.approx(used)
    assert used > 0.998 * sum(
        row.base_t_per_year or 0.0
        for row in bundled.demands
        if row.material in bundled.materials_of("ndfeb_magnet")
    )


def test_bundled_tables_keep_every_ton(magnets: InUse) -> None:
    """Since 1987: what entered has left or is in use, for every kind of goods, place and material."""
    keys = ["sector", "product", "region", "material"]
    sums = magnets.table.group_by(keys).agg(
        pl.col("inflow_t", "outflow_t").sum(), last=pl.col("stock_t").sort_by("year").last()
    )
    gap = (sums["inflow_t"] - sums["outflow_t"] - sums["last"]).abs().max()
    assert isinstance(gap, float) and gap < 1e-6
    assert total(magnets.cohorts, "stock_t", year=2040) == pytest.approx(
        total(magnets.table, "stock_t", year=2040)
    )
    assert sums_by(magnets.table, "year")["year"].to_list() == list(range(1987, 2041))


def test_published_stocks_stand_beside_ours_as_they_are(bundled: Case, magnets: InUse) -> None:
    """Du and Graedel (2011): 62.6, 15.7, 15.7 and 3.1 kt of Nd, Pr, Dy, Tb in use in 2007. Ours hold three
    fifths of their Nd and Pr and a small part of their Dy and Tb: contents.csv knows those of today."""
    table = beside_published(bundled, magnets)
    world = table.filter(pl.col("source") == "du_graedel_2011").sort("material")
    assert dict(world.select("material", "published_t").iter_rows()) == {
        "dysprosium": 15700, "neodymium": 62600, "praseodymium": 15700, "terbium": 3100,
    }  # fmt: skip
    ratios = dict(world.select("material", "ratio").iter_rows())
    assert {material: round(ratio, 1) for material, ratio in ratios.items()} == {
        "dysprosium": 0.0, "neodymium": 0.6, "praseodymium": 0.6, "terbium": 0.0,
    }  # fmt: skip
    assert set(table["region"]) == {"world", "eu"}


def test_rows_of_the_common_table(bundled: Case) -> None:
    """Four methods for each element and place, in the columns of all indicators."""
    rows = in_use_indicators(bundled, regions=("world", "eu"), years=[2030], names=["NdPr"])
    assert dict(rows.schema) == dict(INDICATOR_COLUMNS)
    values = {(row["region"], row["method"]): row["value"] for row in rows.iter_rows(named=True)}
    assert len(values) == 8
    assert values["eu", "in_use_stock"] < values["world", "in_use_stock"]
    assert values["world", "recycling_potential"] < values["world", "scrap_to_come"]
    assert 0 < values["world", "recycling_potential_share"] < 1
    assert '"inflow_rests_on": "growth"' in rows["inputs"][0]


def test_goods_have_names_in_every_language(bundled: Case) -> None:
    """A reader of Korean or Japanese sees no English among the goods."""
    for language in ("ko", "ja"):
        names = names_of_products(bundled, language)
        assert all(name and not name.isascii() for name in names.values())
