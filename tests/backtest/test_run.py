"""A backtest solved on the tiny case, its band over uncertain figures, and the command that does both."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from backtest_cases import PRICE, bar_text, series_text, write_backtest_case
from didymium.backtest.bands import read_bands
from didymium.backtest.history import last_record, recorded
from didymium.backtest.reading import read_backtests
from didymium.backtest.run import BacktestResult, run_backtest
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.cli.app import app

RUN = CliRunner()
UNCERTAIN = """\
input,name_en,table,rows,column,change,distribution,parameters,source
elasticity,elasticity of use,demands,,elasticity,factor,uniform,low=0.5;high=2,parameters=assumed: wide
penalty,cost of saving,substitutes,,penalty_usd_per_kg,factor,uniform,low=0.5;high=2,parameters=assumed: wide
"""
TEXT = (
    PRICE
    + series_text("sent", "exports", "t", observed='"exports"')
    + series_text(
        "stop", "first_short", "days", materials='["oxide"]', regions='["JPN"]', history='"stopped"'
    )
    + series_text("used", "use", "t", materials='["oxide"]', regions='["JPN"]', history='"used"')
    + bar_text("between", ["price"], low=1.0, high=1.5)
)
SHORT = "months = 5\nlead_months = 3"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny case with a year of months and uncertain figures."""
    from tiny_case import TABLES

    settings = TABLES["case.toml"].replace("months = 18\nquarters = 6\nlead_months = 1", SHORT)
    place = write_backtest_case(tmp_path_factory.mktemp("cases") / "tiny", TEXT, **{"case.toml": settings})
    (place / "uncertain.csv").write_text(UNCERTAIN, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    return read_case(folder)


@pytest.fixture(scope="module")
def result(case: Case) -> BacktestResult:
    return run_backtest(case, read_backtests(case)[0])


def test_before_the_news_the_run_is_the_base_run(result: BacktestResult) -> None:
    """The ban is announced on 1 April: until then predictions and 'nothing changes' are the same, after it
    the price is higher.
    """
    prices = result.paths.filter(pl.col("series") == "price").sort("from")
    before, after = prices.head(3), prices.tail(2)
    assert before["predicted"].to_numpy() == pytest.approx(before["base"].to_numpy(), rel=1e-9)
    assert (after["predicted"] > 1.05 * after["base"]).all()


def test_exports_of_january_are_those_of_the_base_year(result: BacktestResult) -> None:
    """31 of 365.25 days of 10,000 t a year, growth aside."""
    (row,) = result.points.filter(pl.col("series") == "sent").to_dicts()
    assert row["predicted"] == pytest.approx(10_000 * 31 / 365, rel=0.03)


def test_the_manifest_says_what_is_needed_to_repeat_it(result: BacktestResult) -> None:
    assert {"case_sha256", "backtest_sha256", "scenario_sha256", "code_sha256", "solver"} <= set(
        result.manifest
    )
    assert result.manifest["periods"][:2] == ["2025-01-01", "2025-02-01"]


def _json(*words: str) -> dict[str, object]:
    found = RUN.invoke(app, ["backtest", *words, "--json"])
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)  # type: ignore[no-any-return]


def test_bands_are_recorded_and_hold_the_median(folder: Path, case: Case, tmp_path: Path) -> None:
    """Ten draws: the record says so, low ≤ median ≤ high, and of days before the news every draw says the
    same. Given again, the command finds the ensemble done and records the same bands.
    """
    words = [str(folder), "--bands", "10", "--seed", "3", "--ensembles", str(tmp_path / "ensembles")]
    told = _json(*words)["backtests"][0]  # type: ignore[index]
    assert (told["bands"]["scenarios"], told["bands"]["seed"]) == (10, 3)
    bands = read_bands(case, "crisis")
    assert bands is not None and set(bands["series"]) == {"price", "sent", "stop", "used"}
    values = bands.drop_nulls("median").select("low", "median", "high").to_numpy()
    assert (np.diff(values) >= -1e-9).all()
    (january,) = bands.filter(pl.col("series") == "sent").to_dicts()
    assert january["low"] == pytest.approx(january["high"], rel=1e-3)
    file = folder / "backtests" / "bands" / "crisis.csv"
    before = file.read_bytes()
    _json(*words)
    assert file.read_bytes() == before


def test_record_then_strict(folder: Path, case: Case) -> None:
    """The second run is the same to the last digit: nothing is worse."""
    refused = RUN.invoke(app, ["backtest", str(folder), "--record"])
    assert refused.exit_code == 2 and "--record needs --note" in refused.output
    _json(str(folder), "--record", "--note", "as built")
    assert last_record(case, "crisis")[0].note == "as built"
    told = _json(str(folder), "--strict")["backtests"][0]  # type: ignore[index]
    assert {change["verdict"] for change in told["changes"]} == {"same"}
    shown = _json(str(folder), "--recorded")["backtests"][0]  # type: ignore[index]
    points = [[point["predicted"] for point in series["points"]] for series in told["series"]]
    again = [[point["predicted"] for point in series["points"]] for series in shown["series"]]
    for one, other in zip(points, again, strict=True):
        assert other == pytest.approx(one, rel=1e-5)


def test_a_worse_score_fails_only_when_asked(folder: Path, case: Case) -> None:
    """With an error of zero in the record every later one is worse."""
    from didymium.backtest.records import SCORES_FILE, Score, write_rows

    rows = [
        row.model_copy(update={"record": 99, "value": 0.0 if row.measure == "relative_error" else row.value})
        for row in last_record(case, "crisis")
    ]
    write_rows(case, SCORES_FILE, Score, rows)
    assert RUN.invoke(app, ["backtest", str(folder), "--quiet"]).exit_code == 0
    assert RUN.invoke(app, ["backtest", str(folder), "--quiet", "--strict"]).exit_code == 1


def test_text_says_what_is_missed_by_how_much(folder: Path, case: Case) -> None:
    """The bar asks for ×1 to ×1.5 and the price rises beyond: the table says by how much."""
    shown = RUN.invoke(app, ["backtest", str(folder), "--recorded"])
    assert shown.exit_code == 0
    assert "0 of 1 bars are met." in shown.output
    (found,) = recorded(case)[0].result.bars[0].series
    assert found.missed_by > 1.0
    assert f"missed by {found.missed_by:.2f}" in shown.output


@pytest.mark.parametrize(
    ("language", "said"),
    [("ko", "기준 1개 가운데 0개를 충족한다."), ("ja", "基準1件のうち0件を満たす。")],
)
def test_languages(folder: Path, language: str, said: str) -> None:
    shown = RUN.invoke(app, ["backtest", str(folder), "--recorded", "--lang", language])
    assert said in shown.output and {"ko": "한국어", "ja": "日本語"}[language] in shown.output


def test_check_names_what_is_wrong_with_backtests(tmp_path: Path) -> None:
    """`didymium check` holds backtests against the case as well."""
    folder = write_backtest_case(
        tmp_path / "tiny", PRICE.replace('material = "oxide"', 'material = "oxid"', 1)
    )
    found = RUN.invoke(app, ["check", str(folder)])
    assert found.exit_code == 2
    assert 'series 1 material: "oxid" is not in materials.csv (did you mean "oxide"?)' in found.output


def test_files_hold_tables_charts_and_a_report(folder: Path, tmp_path: Path) -> None:
    """What is written as Parquet is what is written as CSV; each series with a course has a chart twice."""
    RUN.invoke(app, ["backtest", str(folder), "--recorded", "--out", str(tmp_path / "out"), "--quiet"])
    place = tmp_path / "out" / "tiny"
    points = pl.read_parquet(place / "points.parquet")
    assert pl.read_csv(place / "points.csv").height == points.height > 0
    charts = sorted(path.stem for path in place.glob("*.svg"))
    assert charts == ["backtest-crisis-price", "backtest-crisis-sent", "backtest-crisis-used"]
    assert sorted(path.stem for path in place.glob("*.png")) == charts
    assert "In English" in (place / "report.html").read_text(encoding="utf-8")
    data = json.loads((place / "backtest.json").read_text(encoding="utf-8"))
    assert data["backtests"][0]["backtest"] == "crisis"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "crises"], 'is no backtest of tiny (did you mean "crisis"?)'),
        (["--note", "x"], "--note goes with --record"),
        (["--recorded", "--bands", "5"], "--recorded solves nothing"),
        (["--lang", "xx"], "is not spoken here"),
    ],
)
def test_what_cannot_be_is_refused(folder: Path, words: list[str], said: str) -> None:
    found = RUN.invoke(app, ["backtest", str(folder), *words])
    assert found.exit_code == 2 and said in found.output
