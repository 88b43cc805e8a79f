"""Indicators from facts: production of the Survey, customs, what offices publish."""

from __future__ import annotations

import json
from functools import cache

import polars as pl
import pytest

from didymium.evidence.reading import shared_evidence
from didymium.indicators.criticality.answer import UnknownIndicator, indicators_from_facts
from didymium.indicators.criticality.table import INDICATOR_COLUMNS

STAGES = ("mine", "refining")


@cache
def table() -> pl.DataFrame:
    return indicators_from_facts(
        shared_evidence(),
        ("world", "JPN", "USA", "eu"),
        (2022, 2024),
        names=("rare_earths", "tungsten", "dysprosium"),
    )


def row(method: str, region: str, year: int, name: str = "rare_earths", stage: str = "separation") -> dict:
    stage = "mine" if region == "world" else stage
    found = table().filter(
        pl.col("method") == method, pl.col("region") == region, pl.col("year") == year,
        pl.col("material_or_element") == name, pl.col("scenario") == "facts", pl.col("stage") == stage,
    )  # fmt: skip
    assert found.height == 1
    return found.row(0, named=True)


def test_same_table_as_from_a_market() -> None:
    assert dict(table().schema) == dict(INDICATOR_COLUMNS)


def test_mining_of_rare_earths_in_2022() -> None:
    """210 of 297.42 kt are China's, 42.5 the United States', 18 Australia's, 12 Myanmar's, 7.1 Thailand's
    (Minerals Yearbook 2022): 0.4985 + 0.0204 + 0.0037 + 0.0016 + 0.0006 and smaller squares."""
    made = (210000, 42500, 18000, 12000, 7100, 2900, 2600, 1200, 960, 80, 80)
    found = row("hhi", "world", 2022)
    assert found["value"] == pytest.approx(sum(t**2 for t in made) / sum(made) ** 2)
    assert found["value"] == pytest.approx(0.5250, abs=5e-5)
    assert found["source"] == "usgs_myb2022"


def test_world_mining_data_of_the_same_year_differs_by_less_than_two_per_cent() -> None:
    """Computed from World Mining Data, which may not be passed on: 0.5283."""
    assert row("hhi", "world", 2022)["value"] == pytest.approx(0.5283, rel=0.02)


def test_japans_dependence_on_china_in_2024_is_that_of_customs() -> None:
    found = row("largest_supplier", "JPN", 2024)
    assert found["value"] == pytest.approx(0.661, abs=5e-4)
    assert json.loads(found["inputs"])["supplier"] == "CHN"
    assert "imports alone" in found["note"]


def test_reliance_as_the_survey_publishes_it_and_as_it_must_be_without_mines() -> None:
    assert row("import_reliance", "USA", 2024)["value"] == pytest.approx(0.53)
    assert "as published" in row("import_reliance", "USA", 2024)["note"]
    assert row("import_reliance", "JPN", 2024)["value"] == 1.0
    assert "nothing is mined at home" in row("import_reliance", "JPN", 2024)["note"]


def test_who_uses_how_much_is_no_fact_so_n_minus_one_is_missing_with_the_reason() -> None:
    found = row("n_minus_one", "world", 2024)
    assert found["value"] is None and "who uses" in found["note"]


def test_trade_parameters_hold_for_the_union_only() -> None:
    assert "trade parameters of 2023" in row("hhi_eu", "eu", 2024, "tungsten", "refining")["note"]
    assert "parameter 1" in row("hhi_eu", "JPN", 2024, "tungsten", "refining")["note"]


def test_without_figures_of_refineries_supply_risk_rests_on_what_is_known() -> None:
    """Tungsten: mines by country, imports of powder. World output of powder is in no table."""
    mined, refined = (json.loads(row("supply_risk", "eu", 2024, "tungsten", at)["inputs"]) for at in STAGES)
    assert (mined["basis"], refined["basis"]) == ("GSonly", "EUonly")


def test_geopolrisk_takes_the_concentration_of_mining() -> None:
    found = row("geopolrisk", "JPN", 2024)
    assert json.loads(found["inputs"])["hhi"] == pytest.approx(row("hhi", "world", 2024)["value"])
    assert "concentration of mining" in found["note"]


def test_shares_of_refining_stand_in_where_no_tonnes_are_shipped() -> None:
    """Cobalt in 2024, International Energy Agency: three countries refine 88.7 %, the rest has no name."""
    found = indicators_from_facts(shared_evidence(), years=(2024,), methods=("top_three",), names=("cobalt",))
    refining = found.filter(pl.col("stage") == "refining").row(0, named=True)
    assert refining["value"] == pytest.approx(0.8871)
    assert "as published" in refining["note"]


def test_what_the_commission_published_stands_beside() -> None:
    found = indicators_from_facts(shared_evidence(), ("eu",), (2023,), names=("dysprosium",))
    published = found.filter(pl.col("scenario") == "published")
    values = dict(published.select("method", "value").iter_rows())
    assert values == {"supply_risk": 5.6, "economic_importance": 7.8}
    assert set(published["source"]) == {"ec_crm_2023"}


def test_no_value_without_source() -> None:
    assert table().filter(pl.col("value").is_not_null(), pl.col("source") == "").height == 0


def test_unknown_words_are_named() -> None:
    with pytest.raises(UnknownIndicator, match="unobtainium"):
        indicators_from_facts(shared_evidence(), names=("unobtainium",))


def test_a_reliance_that_the_study_published_bears_its_year() -> None:
    """The Union's 80 % for dysprosium is of 2016 to 2020, published in 2023, whatever year is asked for."""
    table = indicators_from_facts(
        shared_evidence(), ("eu",), (2024, 2025), methods=("import_reliance",), names=("dysprosium",)
    )
    rows = list(table.filter(pl.col("stage") == "mine").select("year", "value").iter_rows())
    assert rows == [(2023, 0.8)]
