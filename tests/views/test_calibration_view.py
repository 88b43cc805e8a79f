"""The condensed calibration of the tiny case."""

import json
from pathlib import Path

import pytest

from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.reading import read_case
from didymium.market.base_year import BaseYear
from didymium.views.calibration_view import calibration_report
from tiny_case import TABLES, write_tiny_case


@pytest.fixture
def report(tmp_path: Path) -> dict[str, object]:
    # The mine makes just the ore that the mill needs; the user takes all oxide, but reports 12,000 t.
    demands = TABLES["demands.csv"].replace(",10000,0.05", ",12000,0.05")
    return calibration_report(calibrate(read_case(write_tiny_case(tmp_path / "tiny", demands=demands))))


def test_it_can_be_written_as_json(report: dict[str, object]) -> None:
    assert json.loads(json.dumps(report))["calibrated"] is True


def test_figures_are_ordered_by_how_far_they_were_moved(report: dict[str, object]) -> None:
    moved = report["moved"]
    assert isinstance(moved, list)
    first = moved[0]
    assert first["label"] == "demands cars JPN oxide"
    assert first["place"] == "demands.csv row 2"
    assert first["reconciled_t"] < first["stated_t"] == 12000
    assert first["deviations"] == pytest.approx((first["reconciled_t"] - 12000) / (0.2 * 12000))
    sizes = [abs(row["deviations"]) for row in moved]
    assert sizes == sorted(sizes, reverse=True)


def test_quotes_stand_beside_base_prices(report: dict[str, object]) -> None:
    (quote,) = report["quotes"]  # type: ignore[misc]
    assert (quote["material"], quote["region"], quote["quote_usd_per_kg"]) == ("oxide", "JPN", 60.0)
    assert quote["deviations"] == pytest.approx((quote["calibrated_usd_per_kg"] - 60) / 6)


def test_flows_that_only_the_prior_set_are_those_that_nobody_states(tmp_path: Path) -> None:
    routes = TABLES["routes.csv"].replace("JPN,10000,", "JPN,,")
    report = calibration_report(calibrate(read_case(write_tiny_case(tmp_path / "tiny", routes=routes))))
    (flow,) = report["prior"]
    assert flow["label"] == "routes oxide AUS JPN open_sea"
    # Four figures of 20 % pull it to 10,000 t, the prior of 30 % of world use to 0:
    # (4 / 2² · 10) / (4 / 2² + 1 / 3²) = 9.
    assert flow["t_per_year"] == pytest.approx(9000, rel=1e-3)
    assert flow["share_of_world"] <= 1.0


def test_a_case_with_stated_costs_has_nothing_to_report() -> None:
    report = calibration_report(Calibration(BaseYear()))
    assert (report["calibrated"], report["moved"]) == (False, [])
