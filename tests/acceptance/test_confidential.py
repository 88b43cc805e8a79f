"""What is laid over a case from outside takes part in the calculation and in nothing that is written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pytest

from bundled_case import HALF_YEAR, NAME, with_profile
from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.case.checks import check_case
from didymium.case.reading import read_case
from didymium.scenario.reading import read_scenario
from didymium.views.report import render_report
from didymium.views.service import solve_scenario, write_run

SECRETS = ("zaibatsu_vault", "letter_of_intent", "4.732198", "2.918476", "777.531421", "1.357913")
"""The secret holder and source, and the figures: stock, release, contract, cost."""

FILES = {
    "holdings.csv": (
        "holder,kind,region,material,level_t,draw_t_per_month,fill_t_per_month,source\n"
        "zaibatsu_vault,commercial,JPN,dy_oxide,4.732198,2.918476,1,letter_of_intent\n"
    ),
    "routes.csv": (
        "material,origin,destination,base_t_per_year,freight_usd_per_kg,transit_days,limit_t_per_year,via,"
        "source\n"
        "dy_oxide,MYS,JPN,0,0.2,10,777.531421,,letter_of_intent\n"
    ),
    "evidence/sources.csv": "source,title,kind\nletter_of_intent,A letter of intent,company\n",
}


def overlay_folder(place: Path, bundled: Case) -> Path:
    """Write a secret stock, a secret contract over a route and the secret cost of a plant."""
    row = next(row for row in bundled.plants if row.plant == "japan_other_magnets_high_temp")
    plants = (
        "plant,process,region,name_en,capacity_t_per_year,base_t_per_year,cost_usd_per_kg,status,source\n"
        f'{row.plant},{row.process},{row.region},"{row.name_en}",{row.capacity_t_per_year},'
        f"{row.base_t_per_year},1.357913,operating,letter_of_intent\n"
    )
    for name, text in {**FILES, "plants.csv": plants}.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def written(bundled: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the outcome and the report of the licences of 2025, with secrets laid over the case."""
    place = tmp_path_factory.mktemp("confidential")
    case = with_profile(read_case(NAME, overlay_folder(place / "overlay", bundled)), HALF_YEAR)
    assert [str(problem) for problem in check_case(case)] == []
    assert len([key for key in case.confidential if key[0] != "sources"]) == 3
    calibration = calibrate(case)
    run = solve_scenario(case, calibration, "licences_2025", read_scenario(case, "licences_2025"))
    write_run(run, place / "out")
    report = render_report(case, calibration, [run], "en")
    (place / "out" / "report.html").write_text(report, encoding="utf-8")
    return place / "out"


def _text(path: Path) -> str:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).write_csv()
    return path.read_text(encoding="utf-8")


def test_no_secret_is_written(written: Path) -> None:
    """No name and no figure of the overlay stands in any file: CSV, Parquet, JSON, HTML."""
    files = [path for path in written.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".csv", ".parquet", ".json", ".html"}
    for path in files:
        text = _text(path)
        assert [secret for secret in SECRETS if re.search(rf"(?<![\w.]){secret}", text)] == [], path.name


def test_hidden_rows_are_in_no_table(written: Path) -> None:
    """The secret route and the plant with a secret cost are left out as a whole, not only their figures."""
    flows = pl.read_parquet(written / "flows.parquet")
    contract = (pl.col("material") == "dy_oxide") & (pl.col("origin") == "MYS")
    assert flows.filter(contract & (pl.col("destination") == "JPN")).height == 0
    assert flows.filter(pl.col("material") == "dy_oxide").height > 0
    output = pl.read_parquet(written / "output.parquet")
    assert "japan_other_magnets_high_temp" not in output["plant"].to_list()
    drivers = pl.read_parquet(written / "drivers.parquet")
    hidden = drivers.filter(pl.col("subject").is_in(["MYS → JPN", "japan_other_magnets_high_temp"]))
    assert hidden.filter(pl.col("material").is_in(["dy_oxide", "magnet_high_temp"])).height == 0
    assert json.loads((written / "manifest.json").read_text())["confidential_overlay"] is True
