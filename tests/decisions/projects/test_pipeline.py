"""Candidates: products, cost and days of a project, derived by hand from the tables of a tiny case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from chain_case import TABLES, WHY
from didymium.decisions.finance.draws import Triangle
from didymium.decisions.projects.pipeline import Candidate, candidates
from didymium.decisions.projects.timeline import Span, output_shares
from project_cases import project_case

SMELTER = f"planned_smelter,smelting,JPN,A plan,160,,9,2027-06-01,,planned,,{WHY}\n"
SECOND_MILL = f"second_mill,separating,JPN,A plan,400,,9,2027-01-01,,planned,,{WHY}\n"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Candidate, ...]:
    """The mill alone, which grows to 800 t of ore; and a mill with a smelter whose capital is in yen."""
    case = project_case(
        tmp_path_factory.mktemp("pipeline"),
        {},
        {
            "project": "works", "plants": "second_mill planned_smelter", "earliest_decision": "",
            "currency": "JPY", "capital_low_million": "1200", "capital_million": "1500",
            "capital_high_million": "3000",
        },
        stakes=["new_mill,Digger,AUS,0.5", "new_mill,Sand,AUS,0.2", "new_mill,Elsewhere,,0.3"],
        rates=["JPY,150"],
        plants=TABLES["plants"] + SMELTER + SECOND_MILL,
        capacity_changes=f"plant,from,capacity_t_per_year,source\nplanned_mill,2028-01-01,800,{WHY}\n",
    )  # fmt: skip
    return candidates(case)


def test_products_at_full_capacity(both: tuple[Candidate, ...]) -> None:
    """800 t of ore, the last expansion, give 0.5 × 800 = 400 t of oxide and 0.25 × 800 = 200 t of residue."""
    mill, _ = both
    assert mill.products == ("oxide", "residue")
    assert mill.capacity_t_per_year == pytest.approx({"oxide": 400.0, "residue": 200.0})
    assert mill.bought_t_per_year == pytest.approx({"ore": 800.0})
    assert mill.stages == ("separation",)


def test_what_plants_pass_on_is_neither_sold_nor_bought(both: tuple[Candidate, ...]) -> None:
    """A mill of 400 t makes 200 t of oxide, the smelter uses 1.25 × 160 = 200 t of it: only metal and residue
    are sold.
    """
    _, works = both
    assert works.capacity_t_per_year == pytest.approx({"residue": 100.0, "metal": 160.0})
    assert works.bought_t_per_year == pytest.approx({"ore": 400.0})
    assert works.stages == ("separation", "metal")


def test_capital_of_plants_and_of_the_project(both: tuple[Candidate, ...]) -> None:
    """The mill's 6 million of plant_costs.csv build all of it, the row states no other capacity; 1,500
    million yen at 150 are 10 million dollars.
    """
    mill, works = both
    assert mill.capital_usd == Triangle(6e6, 6e6, 6e6)
    assert works.capital_usd == Triangle(8e6, 10e6, 20e6)


def test_operating_cost_of_a_year(both: tuple[Candidate, ...]) -> None:
    """The mill costs 1 dollar a kg of ore, 800 t a year; the works' plants have no row of plant_costs.csv and
    cost 9 dollars a kg of what they count in: 400 t of ore and 160 t of metal.
    """
    mill, works = both
    assert mill.operating_usd_per_year == Triangle(0.8e6, 0.8e6, 0.8e6)
    assert works.operating_usd_per_year.mode == pytest.approx(9 * 560e3)


def test_unknown_capital_is_not_zero(tmp_path: Path) -> None:
    """Neither the project nor its plant says what it costs to build."""
    (mill,) = candidates(project_case(tmp_path / "case", plant_costs=""))
    assert mill.capital_usd is None


def test_days_of_a_project(both: tuple[Candidate, ...]) -> None:
    """Decided on 1 January 2025, leads of 12, 24 and 48 months, a quarter of them for permits, two years of
    ramp, ten years of life.
    """
    timeline = both[0].timeline
    assert timeline.decision == dt.date(2025, 1, 1)
    assert timeline.permitted == Span(dt.date(2025, 4, 1), dt.date(2025, 7, 1), dt.date(2026, 1, 1))
    assert timeline.first_product == Span(dt.date(2026, 1, 1), dt.date(2027, 1, 1), dt.date(2029, 1, 1))
    assert timeline.full_output == Span(dt.date(2028, 1, 1), dt.date(2029, 1, 1), dt.date(2031, 1, 1))
    assert timeline.end == Span(dt.date(2036, 1, 1), dt.date(2037, 1, 1), dt.date(2039, 1, 1))


def test_decision_follows_from_a_start(both: tuple[Candidate, ...]) -> None:
    """No earliest decision is stated: the first start of its plants, 1 January 2027, less 24 months."""
    timeline = both[1].timeline
    assert (timeline.decision, timeline.first_product.likely) == (dt.date(2025, 1, 1), dt.date(2027, 1, 1))


def test_first_product_follows_the_decision(both: tuple[Candidate, ...]) -> None:
    """Two and a half months after the last day of November: 30 January, and half of 30.4 days."""
    day = dt.date(2025, 11, 30)
    assert both[0].first_product(day) == dt.date(2027, 11, 30)
    assert both[0].first_product(day, 2.5) == dt.date(2026, 1, 30) + dt.timedelta(days=15)
    assert both[0].decided(day).first_product.likely == dt.date(2027, 11, 30)


def test_output_while_it_ramps_up_and_ends(both: tuple[Candidate, ...]) -> None:
    """Begun on 1 January 2027: a third, two thirds, then all of it to the end of 2036. Begun in the middle of
    a year of 365 days (2 July, 183 days left) the first calendar year holds 183 / 365 of a third.
    """
    project = both[0].project
    shares = output_shares(project, dt.date(2027, 1, 1), [2026, 2027, 2028, 2029, 2036, 2037])
    assert shares == pytest.approx([0, 1 / 3, 2 / 3, 1, 1, 0])
    assert output_shares(project, dt.date(2027, 7, 2), [2027]) == pytest.approx([183 / 365 / 3])


def test_output_adds_up_to_life_less_half_the_ramp(both: tuple[Candidate, ...]) -> None:
    """Ten years of life less half of two years of ramp are nine full years, whenever it begins."""
    shares = output_shares(both[0].project, dt.date(2027, 3, 15), range(2025, 2040))
    assert shares.sum() == pytest.approx(9.0, abs=0.01)
