"""Where the supply of a stage comes from, by value: tonnes unlike in kind add up at their prices."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from calibration_case import mini_case
from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.indicators.stages import ORDER, stage_origins, weakest_stages
from didymium.outcome.tables import Outcome
from didymium.scenario.schema import Scenario
from didymium.views.service import solve_scenario
from hand_made import FEB, JAN, MAR, base_outcome, make_case, make_outcome
from lab_cases import lab_case


def two_origins() -> Outcome:
    """Viet Nam buys 30 t of magnets from China and 10 t from Japan, at 40 and then 60 US dollars per kg, and
    makes 20 t; it buys 5 t of oxide from China at 300. Scrap has a price too; laser crystals have none.
    """
    return make_outcome(
        "x",
        prices=[
            ("VNM", "magnet", JAN, 40.0, None, None, "ok"),
            ("VNM", "magnet", FEB, 60.0, None, None, "ok"),
            ("VNM", "magnet", MAR, None, None, None, "no_supply"),
            ("VNM", "dy_oxide", JAN, 300.0, None, None, "ok"),
            ("VNM", "swarf", JAN, 1.0, None, None, "ok"),
            ("JPN", "dy_oxide", JAN, None, None, None, "no_supply"),
        ],
        flows=[
            ("magnet", "CHN", "VNM", "", JAN, 30.0, 30.0, 30.0),
            ("magnet", "JPN", "VNM", "", FEB, 10.0, 10.0, 10.0),
            ("dy_oxide", "CHN", "VNM", "", JAN, 5.0, 5.0, 5.0),
            ("dy_oxide", "CHN", "JPN", "", JAN, 7.0, 7.0, 7.0),
            ("swarf", "CHN", "VNM", "", JAN, 99.0, 99.0, 99.0),
        ],
        output=[("works", "making", "VNM", "magnet", JAN, 20.0)],
    )


def of(table: pl.DataFrame, region: str, stage: str, column: str) -> dict[str, float]:
    chosen = table.filter(region=region, stage=stage)
    return dict(chosen.select("origin", column).iter_rows())


def test_two_origins_by_hand() -> None:
    """A mean price of 50 makes 1.5, 1.0 and 0.5 million dollars: halves, thirds and sixths of the magnets."""
    found = stage_origins(lab_case(), two_origins())
    assert of(found, "VNM", "magnet", "usd") == pytest.approx({"CHN": 1.5e6, "VNM": 1.0e6, "JPN": 0.5e6})
    assert of(found, "VNM", "magnet", "share") == pytest.approx({"CHN": 1 / 2, "VNM": 1 / 3, "JPN": 1 / 6})
    assert of(found, "VNM", "separation", "share") == {"CHN": 1.0}


def test_the_largest_origin_comes_first_and_stages_in_the_order_of_the_chain() -> None:
    found = stage_origins(lab_case(), two_origins()).filter(region="VNM")
    assert list(found.select("stage", "origin").iter_rows()) == [
        ("separation", "CHN"), ("magnet", "CHN"), ("magnet", "VNM"), ("magnet", "JPN"),
    ]  # fmt: skip


def test_what_has_no_price_and_what_is_no_stage_does_not_count() -> None:
    """Japan's oxide has no price in any period; scrap has no origin of its own."""
    found = stage_origins(lab_case(), two_origins())
    assert not found.filter(region="JPN").height
    assert not found.filter(stage="scrap").height


def test_materials_of_a_stage_weigh_by_their_value() -> None:
    """One tonne at 900 from Viet Nam outweighs two at 100 from China: 900 to 200 in a stage of both."""
    case = _both_magnets()
    outcome = make_outcome(
        "x",
        prices=[
            ("JPN", "magnet", JAN, 100.0, None, None, "ok"),
            ("JPN", "dy_oxide", JAN, 900.0, None, None, "ok"),
        ],
        flows=[
            ("magnet", "CHN", "JPN", "", JAN, 2.0, 2.0, 2.0),
            ("dy_oxide", "VNM", "JPN", "", JAN, 1.0, 1.0, 1.0),
        ],
    )
    found = stage_origins(case, outcome)
    assert of(found, "JPN", "magnet", "share") == pytest.approx({"VNM": 9 / 11, "CHN": 2 / 11})


def _both_magnets() -> Case:
    case = make_case()
    rows = tuple(row.model_copy(update={"stage": "magnet"}) for row in case.materials)
    return Case(case.settings, {**case.tables, "materials": rows}, case.sources)


def test_the_weakest_stage_ignores_what_is_made_at_home() -> None:
    """Viet Nam makes a third of its magnets itself: the largest origin abroad is China with a half, weaker is
    oxide, all of it from China. The index counts all origins: ¼ + 1/9 + 1/36 = 7/18.
    """
    rows = weakest_stages(stage_origins(lab_case(), two_origins())).to_dicts()
    assert [(row["stage"], row["largest_origin"]) for row in rows] == [
        ("separation", "CHN"),
        ("magnet", "CHN"),
    ]
    assert [row["largest_share"] for row in rows] == pytest.approx([1.0, 0.5])
    assert [row["hhi"] for row in rows] == pytest.approx([1.0, 7 / 18])
    assert [row["usd"] for row in rows] == pytest.approx([1.5e6, 3.0e6])


def test_who_makes_all_at_home_has_no_weak_stage() -> None:
    """China buys nothing: it has origins, but none abroad."""
    origins = stage_origins(make_case(), base_outcome())
    assert of(origins, "CHN", "magnet", "share") == {"CHN": 1.0}
    assert "CHN" not in weakest_stages(origins)["region"]
    weakest = weakest_stages(origins).filter(region="JPN").row(0, named=True)
    assert (weakest["largest_origin"], weakest["largest_share"]) == ("CHN", pytest.approx(360 / 480))


def test_a_window_leaves_other_periods_out() -> None:
    """In February alone Viet Nam bought from Japan only; the price is the run's mean all the same."""
    found = stage_origins(lab_case(), two_origins(), FEB, MAR)
    assert of(found, "VNM", "magnet", "usd") == pytest.approx({"JPN": 0.5e6})


def test_shares_add_up_to_one_in_every_region_and_stage() -> None:
    """In a market that was solved: nothing is lost between origins, and every stage is one of the chain's."""
    mini = mini_case()
    stages = {"ore": "mine", "nd": "separation", "dy": "separation", "mag": "magnet", "magh": "magnet"}
    materials = tuple(row.model_copy(update={"stage": stages[row.material]}) for row in mini.materials)
    case = Case(mini.settings, {**mini.tables, "materials": materials})
    quiet = Scenario.model_validate({"title": "x", "begin": dt.date(2025, 1, 1)})
    run = solve_scenario(case, calibrate(case), "x", quiet)
    origins = stage_origins(case, run.base)
    sums = origins.group_by("region", "stage").agg(pl.col("share").sum())
    assert sums["share"].to_list() == pytest.approx([1.0] * sums.height)
    assert set(origins["stage"]) == {"mine", "separation", "magnet"} <= set(ORDER)
    weakest = weakest_stages(origins)
    assert weakest["largest_share"].is_between(0, 1).all()
    assert (weakest["hhi"] >= weakest["largest_share"] ** 2 - 1e-12).all()
    for _, rows in weakest.group_by("region"):
        assert rows["largest_share"].is_sorted(descending=True)
