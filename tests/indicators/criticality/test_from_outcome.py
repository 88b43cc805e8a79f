"""Indicators of a market small enough to check on paper.

A tonne of ore or oxide holds 1 t of Nd, mixed concentrate and magnet 0.5 t. In January 2025 China mines 80
and Australia 20 t; Malaysia makes 30 t of mixed concentrate on the way to oxide; China makes 90 t of oxide
(10 of them from old magnets) and Malaysia 10 t; China sends 30 t and Malaysia 8 t of oxide to Japan.
"""

from __future__ import annotations

import json
from functools import cache

import polars as pl
import pytest

from didymium.case import schema
from didymium.case.case import Case
from didymium.indicators.criticality.answer import UnknownIndicator, indicators_of
from didymium.indicators.criticality.from_outcome import MarketYear
from didymium.indicators.criticality.governance import governance_of
from didymium.indicators.criticality.methods import METHODS
from didymium.indicators.criticality.table import INDICATOR_COLUMNS
from didymium.indicators.dependence import consumption, origin_concentration, origin_shares
from didymium.outcome.tables import Outcome
from hand_made import FEB, JAN, base_outcome, make_case, make_outcome

STAGES = {"ore": "mine", "mixed": "separation", "oxide": "separation", "magnet": "magnet", "old": "scrap"}
HELD = {"ore": 1.0, "mixed": 0.5, "oxide": 1.0, "magnet": 0.5, "old": 0.5}
RECIPES = {
    "mining": ("mine", {"ore": 1.0}),
    "leaching": ("separation", {"ore": -1.0, "mixed": 1.0}),
    "separating": ("separation", {"mixed": -2.0, "oxide": 1.0}),
    "recycling": ("separation", {"old": -2.5, "oxide": 1.0}),
    "collecting": ("scrap", {"old": 1.0}),
}
COUNTRIES = ("JPN", "CHN", "AUS", "MYS", "ROW")


def case(added_usd: float | None = 4000.0) -> Case:
    sectors = [
        schema.Sector(
            sector=name, name_en=name, name_ko=name, name_ja=name, kg_per_unit=2.0, source="assumed: test",
            value_added_usd_per_unit=value,
        )
        for name, value in (("ev", added_usd), ("mri", 1000.0))
    ]  # fmt: skip
    return make_case(
        regions=[
            schema.Region(region=code, name_en=code, name_ko=code, name_ja=code, lat=0.0, lon=0.0)
            for code in COUNTRIES
        ],
        sectors=sectors,
        materials=[
            schema.Material(material=name, stage=stage, basis="reo", name_en=name, name_ko=name, name_ja=name)
            for name, stage in STAGES.items()
        ],
        contents=[
            schema.Content(material=name, element="Nd", t_oxide_per_t=held, source="assumed: test")
            for name, held in HELD.items()
        ],
        processes=[
            schema.Process(process=name, stage=stage, reference_material=next(iter(recipe)), name_en=name)
            for name, (stage, recipe) in RECIPES.items()
        ],
        coefficients=[
            schema.Coefficient(process=name, material=material, t_per_t=value, source="assumed: test")
            for name, (_, recipe) in RECIPES.items()
            for material, value in recipe.items()
        ],
        clubs=[schema.ClubMember(club="partners", region=name) for name in ("JPN", "MYS")],
    )


def outcome() -> Outcome:
    return make_outcome(
        "run",
        output=[
            ("pit", "mining", "CHN", "ore", JAN, 80.0),
            ("hill", "mining", "AUS", "ore", JAN, 20.0),
            ("leach", "leaching", "MYS", "mixed", JAN, 30.0),
            ("leach", "leaching", "MYS", "ore", JAN, -30.0),
            ("works", "separating", "CHN", "oxide", JAN, 80.0),
            ("round", "recycling", "CHN", "oxide", JAN, 10.0),
            ("lynx", "separating", "MYS", "oxide", JAN, 10.0),
        ],
        flows=[
            ("oxide", "CHN", "JPN", "", JAN, 30.0, 30.0, 30.0),
            ("oxide", "MYS", "JPN", "", JAN, 8.0, 8.0, 8.0),
            ("ore", "AUS", "MYS", "", JAN, 20.0, 20.0, 20.0),
        ],
        served=[
            ("ev", "JPN", "magnet", JAN, 60.0, 60.0, 0.0, 0.0),
            ("mri", "JPN", "magnet", JAN, 20.0, 20.0, 0.0, 0.0),
        ],
        prices=[("JPN", "oxide", JAN, 60.0, None, None, "ok")],
    )


@cache
def table() -> pl.DataFrame:
    return indicators_of(case(), outcome(), ("world", "JPN", "partners"))


def value(method: str, region: str, stage: str, name: str = "Nd") -> float | None:
    return row(method, region, stage, name)["value"]


def row(method: str, region: str, stage: str, name: str = "Nd") -> dict:
    found = table().filter(
        pl.col("method") == method, pl.col("region") == region, pl.col("stage") == stage,
        pl.col("material_or_element") == name,
    )  # fmt: skip
    assert found.height == 1
    return found.row(0, named=True)


def test_columns_are_those_of_the_one_table() -> None:
    assert dict(table().schema) == dict(INDICATOR_COLUMNS)
    assert set(table()["method"]) <= set(METHODS)
    assert table()["source"].unique().to_list()[0].startswith("case:hand_made")


def test_world_concentration_by_stage() -> None:
    """Mining: 0.8² + 0.2² = 0.68. Separation: 90 and 10 t of oxide, mixed concentrate on its way to oxide not
    counted twice: 0.9² + 0.1² = 0.82."""
    assert value("hhi", "world", "mine") == pytest.approx(0.68)
    assert value("hhi", "world", "separation") == pytest.approx(0.82)
    assert value("hhi_10000", "world", "separation") == pytest.approx(8200.0)
    assert value("largest_supplier", "world", "separation") == pytest.approx(0.9)
    assert json.loads(row("largest_supplier", "world", "separation")["inputs"])["supplier"] == "CHN"


def test_sourcing_of_a_country_and_of_a_club() -> None:
    """Japan: 30 t of 38 from China, 8 from Malaysia. The club keeps the 2 t that Malaysia does not send to
    Japan and the 8 t that it does: 30 of 40 t from China, 10 of its own."""
    assert value("hhi", "JPN", "separation") == pytest.approx((30**2 + 8**2) / 38**2)
    assert value("hhi", "partners", "separation") == pytest.approx(0.75**2 + 0.25**2)
    assert value("import_reliance", "JPN", "separation") == pytest.approx(1.0)
    assert value("import_reliance", "partners", "separation") == pytest.approx(0.75)


def test_a_port_is_no_supplier() -> None:
    """Of 10 t of oxide that the rest of the world passes on to Japan it had 9 from China and 3 from Malaysia:
    with 30 t straight from China, 37.5 of 40 t are Chinese.
    """
    run = make_outcome(
        "run",
        output=[
            ("works", "separating", "CHN", "oxide", JAN, 80.0),
            ("lynx", "separating", "MYS", "oxide", JAN, 10.0),
        ],
        flows=[
            ("oxide", "CHN", "JPN", "", JAN, 30.0, 30.0, 30.0),
            ("oxide", "CHN", "ROW", "", JAN, 9.0, 9.0, 9.0),
            ("oxide", "MYS", "ROW", "", JAN, 3.0, 3.0, 3.0),
            ("oxide", "JPN", "ROW", "", JAN, 1.0, 1.0, 1.0),
            ("oxide", "ROW", "JPN", "", JAN, 10.0, 10.0, 10.0),
        ],
    )
    found = indicators_of(case(), run, ("JPN",), methods=("largest_supplier", "hhi"), names=("oxide",))
    values = dict(found.select("method", "value").iter_rows())
    assert values["largest_supplier"] == pytest.approx(37.5 / 40)
    assert values["hhi"] == pytest.approx((37.5**2 + 2.5**2) / 40**2)


def test_governance_weights_are_those_of_the_year() -> None:
    known = governance_of(None)
    china, malaysia = (known.instability(name, 2025) for name in ("CHN", "MYS"))
    assert china is not None and malaysia is not None
    expected = 0.81 * china + 0.01 * malaysia
    assert value("hhi_governance", "world", "separation") == pytest.approx(expected)
    assert value("hhi_eu", "world", "separation") == pytest.approx(10.0 * expected)


def test_n_minus_one_takes_chinas_use_away_with_its_supply() -> None:
    """Without China 10 t are left; Japan takes in 38 t and Malaysia keeps 2 t: 10 / 40."""
    assert value("n_minus_one", "world", "separation") == pytest.approx(0.25)


def test_geopolrisk_by_hand() -> None:
    known = governance_of(None)
    risk = (30.0 * known.instability("CHN", 2025) + 8.0 * known.instability("MYS", 2025)) / 38.0  # type: ignore[operator]
    assert value("geopolrisk", "JPN", "separation") == pytest.approx(0.82 * risk)
    inputs = json.loads(row("geopolrisk", "JPN", "separation", "oxide")["inputs"])
    assert inputs["price_thousand_usd_per_t"] == 60.0


def test_recycling_rate_counts_old_products_only() -> None:
    """Ten of 100 t of oxide come out of old magnets."""
    assert value("eol_rir", "world", "all") == pytest.approx(0.1)
    assert value("eol_rir", "JPN", "all") == 0.0


def test_supply_risk_is_the_formula_on_the_parts() -> None:
    """Japan imports all: half world, half sourcing; nothing recycled at home; the index of neodymium."""
    world, sourcing = (value("hhi_eu", region, "separation") for region in ("world", "JPN"))
    assert world is not None and sourcing is not None
    assert value("supply_risk", "JPN", "separation") == pytest.approx((world + sourcing) / 2 * 0.99)
    assert value("supply_risk", "JPN", "all") == value("supply_risk", "JPN", "separation")
    assert row("supply_risk", "JPN", "all")["threshold"] == 1.0


def test_economic_importance_by_hand() -> None:
    """Cars: 60 t, 30,000 of them, 120 million dollars, the largest sector. Scanners: 20 t, 10 million. 0.75 ×
    10 + 0.25 × 10/12 = 7.708, times 0.97."""
    expected = (0.75 * 10.0 + 0.25 * 10.0 / 12.0) * 0.97
    assert value("economic_importance", "JPN", "all") == pytest.approx(expected)


def test_unknown_value_added_of_most_use_leaves_it_missing_and_says_whose() -> None:
    found = indicators_of(case(None), outcome(), ("JPN",), methods=("economic_importance",))
    assert found["value"].to_list() == [None]
    assert "25%" in found["note"][0] and "ev" in found["note"][0]


def test_too_large_a_share_without_governance_leaves_the_index_missing() -> None:
    """Where the rest of the world mines a third, nobody knows how it is governed."""
    run = make_outcome(
        "run",
        output=[("pit", "mining", "CHN", "ore", JAN, 60.0), ("x", "mining", "ROW", "ore", JAN, 30.0)],
    )
    found = indicators_of(case(), run, methods=("hhi", "hhi_eu"), names=("ore",))
    values = dict(found.select("method", "value").iter_rows())
    assert values == {"hhi": pytest.approx(5 / 9), "hhi_eu": None}
    assert "ROW, 33% of supply" in found.filter(pl.col("method") == "hhi_eu")["note"][0]


def test_benchmarks_stand_in_the_same_table() -> None:
    largest = row("benchmark_largest_origin", "JPN", "all")
    assert (largest["value"], largest["threshold"]) == (pytest.approx(30.0 / 40.0), 0.65)
    assert "not met" in largest["note"]


def test_a_year_covered_in_part_says_so() -> None:
    assert "2025-01-01 to 2025-01-31 only" in row("hhi", "world", "mine")["note"]


def test_a_quarter_counts_for_more_days_than_a_month() -> None:
    """60 in January, 120 in the quarter after it: (31 × 60 + 89 × 120) / 120 days = 104.5, not 90."""
    rows = [("JPN", "oxide", day, price, None, None, "ok") for day, price in ((JAN, 60.0), (FEB, 120.0))]
    run = make_outcome("run", prices=rows)
    bounds = {"periods": ["2025-01-01", "2025-02-01", "2025-05-01"]}
    found = MarketYear(case(), Outcome(run.case, run.scenario, run.title, run.tables, {}, bounds), 2025)
    assert found.prices["oxide", "JPN"] == pytest.approx((31 * 60 + 89 * 120) / 120)
    assert found.covered == "covers 2025-01-01 to 2025-04-30 only"


def test_a_quarter_that_reaches_into_the_next_year_is_told() -> None:
    """What is counted are whole periods that begin in the year: 13 months here."""
    run = make_outcome("run")
    bounds = {"periods": ["2025-01-01", "2025-11-01", "2026-02-01"]}
    found = MarketYear(case(), Outcome(run.case, run.scenario, run.title, run.tables, {}, bounds), 2025)
    assert found.covered == "covers 2025-01-01 to 2026-01-31 only"


def test_materials_agree_with_the_dependence_of_the_same_run() -> None:
    """A second implementation: origins and reliance of the run's own tables."""
    whole = indicators_of(make_case(), base_outcome(), ("JPN",), names=("magnet",))
    found = dict(whole.select("method", "value").iter_rows())
    origins = origin_concentration(origin_shares(make_case(), base_outcome()))
    japan = origins.filter(pl.col("region") == "JPN", pl.col("material") == "magnet").row(0, named=True)
    used = consumption(make_case(), base_outcome())
    reliance = used.filter(pl.col("region") == "JPN", pl.col("material") == "magnet")["net_import_reliance"]
    assert found["hhi"] == pytest.approx(japan["hhi"])
    assert found["largest_supplier"] == pytest.approx(japan["largest_share"])
    assert found["import_reliance"] == pytest.approx(reliance[0])


def test_everything_unknown_is_named_at_once() -> None:
    with pytest.raises(UnknownIndicator) as caught:
        indicators_of(case(), outcome(), ("JAP",), (1999,), methods=("hhj",), names=("Ndd",))
    text = str(caught.value)
    assert all(word in text for word in ("JAP", "1999", "hhj", "Ndd", 'did you mean "JPN"'))


def test_rows_in_any_order_give_the_same_table() -> None:
    run = outcome()
    turned = {name: frame.reverse() for name, frame in run.tables.items()}
    again = indicators_of(
        case(), Outcome(run.case, run.scenario, run.title, turned), ("world", "JPN", "partners")
    )
    assert again.drop("value").equals(table().drop("value"))
    assert again["value"].to_list() == pytest.approx(table()["value"].to_list(), nan_ok=True)
