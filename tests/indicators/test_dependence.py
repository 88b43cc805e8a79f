"""Japan uses 480 t in four months: 80 made at home, 360 from China, 40 from Vietnam."""

import polars as pl
import pytest

from didymium.indicators.dependence import (
    consumption,
    origin_concentration,
    origin_shares,
    world_concentration,
)
from didymium.outcome.tables import Outcome
from hand_made import FEB, base_outcome, make_case, make_outcome


def of_japan(table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(pl.col("region") == "JPN", pl.col("material") == "magnet")


def test_apparent_consumption_is_output_less_exports_plus_imports() -> None:
    row = of_japan(consumption(make_case(), base_outcome())).row(0, named=True)
    assert (row["output_t"], row["exports_t"], row["imports_t"]) == (80.0, 0.0, 400.0)
    assert row["consumption_t"] == 480.0
    assert row["net_import_reliance"] == pytest.approx(400 / 480)
    assert row["stage"] == "magnet"


def test_shares_by_origin_are_labelled_as_shipments_and_add_up_to_one() -> None:
    shares = of_japan(origin_shares(make_case(), base_outcome()))
    assert shares["measure"].unique().to_list() == ["shipment"]
    found = dict(shares.select("origin", "share").iter_rows())
    assert found == pytest.approx({"CHN": 360 / 480, "JPN": 80 / 480, "VNM": 40 / 480})


def test_concentration_of_origins() -> None:
    shares = origin_shares(make_case(), base_outcome())
    row = of_japan(origin_concentration(shares)).row(0, named=True)
    assert row["hhi"] == pytest.approx((360**2 + 80**2 + 40**2) / 480**2)
    assert (row["largest_origin"], row["largest_share"]) == ("CHN", 0.75)


def test_concentration_of_world_output() -> None:
    row = world_concentration(make_case(), base_outcome()).row(0, named=True)
    assert row["material"] == "magnet"
    assert row["hhi"] == pytest.approx(0.9**2 + 0.1**2)
    assert row["largest_region"] == "CHN"


def test_a_window_leaves_other_periods_out() -> None:
    row = of_japan(consumption(make_case(), base_outcome(), end=FEB)).row(0, named=True)
    assert row["consumption_t"] == 120.0


def test_who_passes_imports_on_has_the_shares_of_its_imports() -> None:
    entrepot: Outcome = make_outcome(
        "x",
        flows=[
            ("magnet", "CHN", "VNM", "", FEB, 30.0, 30.0, 30.0),
            ("magnet", "JPN", "VNM", "", FEB, 10.0, 10.0, 10.0),
            ("magnet", "VNM", "CHN", "", FEB, 25.0, 25.0, 25.0),
        ],
        output=[("works", "making", "VNM", "magnet", FEB, 5.0)],
    )
    shares = origin_shares(make_case(), entrepot).filter(pl.col("region") == "VNM")
    assert dict(shares.select("origin", "share").iter_rows()) == {"CHN": 0.75, "JPN": 0.25}
