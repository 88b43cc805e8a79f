"""Scores worked out by hand, on points made by hand."""

import datetime as dt
import math
from pathlib import Path

import polars as pl
import pytest

from backtest_cases import read_backtest_case, series_text
from didymium.backtest.points import POINTS, error_of, log_error_of
from didymium.backtest.scores import direction, error_measure, rank_correlation, scores_of, skill

Figures = list[tuple[float, float]]


def _points(
    name: str, figures: Figures, base: float = 1.0, bands: tuple[float, float] | None = None
) -> pl.DataFrame:
    """Return points of consecutive months of 2025, predicted and actual; the last two are held out."""
    low, high = bands or (None, None)
    rows = [
        {
            "series": name, "from": dt.date(2025, month, 1), "until": dt.date(2025, month, 28),
            "predicted": predicted, "actual": actual, "base": base, "error": error_of(predicted, actual),
            "log_error": log_error_of(predicted, actual), "low": low, "median": None, "high": high,
            "held_out": month > len(figures) - 2, "status": "scored", "source": "report",
        }
        for month, (predicted, actual) in enumerate(figures, start=1)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=POINTS)


@pytest.fixture
def scores(tmp_path: Path) -> dict[tuple[str, str], float]:
    """Predicted 2, 4, 3 and 3 where 2, 5, 4 and 6 happened; 'nothing changes' says 1, the band 1.5 to 4.5."""
    _, definition = read_backtest_case(tmp_path / "tiny")
    points = _points("price", [(2, 2), (4, 5), (3, 4), (3, 6)], bands=(1.5, 4.5))
    found = scores_of(definition.series, points)
    return {(part, measure): value for _, part, measure, value in found.iter_rows()}


def test_errors(scores: dict[tuple[str, str], float]) -> None:
    """Relative: 0, 0.2, 0.25, 0.5; logarithms: 0, ln 5/4, ln 4/3, ln 2; all below what happened."""
    assert scores["all", "points"] == 4
    assert scores["all", "relative_error"] == pytest.approx(0.95 / 4)
    assert scores["all", "bias"] == pytest.approx(-0.95 / 4)
    assert scores["all", "log_error"] == pytest.approx((math.log(5 / 4) + math.log(4 / 3) + math.log(2)) / 4)
    assert scores["before", "relative_error"] == pytest.approx(0.1)
    assert scores["held_out", "relative_error"] == pytest.approx(0.375)


def test_skill_is_what_is_better_than_nothing_changes(scores: dict[tuple[str, str], float]) -> None:
    """'Nothing changes' errs by 1/2, 4/5, 3/4 and 5/6: 0.7208 on average."""
    naive = (1 / 2 + 4 / 5 + 3 / 4 + 5 / 6) / 4
    assert scores["all", "naive_relative_error"] == pytest.approx(naive)
    assert scores["all", "skill"] == pytest.approx(1 - 0.2375 / naive)
    logs = (math.log(2) + math.log(5) + math.log(4) + math.log(6)) / 4
    assert scores["all", "log_skill"] == pytest.approx(1 - scores["all", "log_error"] / logs)


def test_skill_is_of_the_points_that_the_benchmark_has_too(tmp_path: Path) -> None:
    """Off by 1/2 where 'nothing changes' is off by 3/4, and right where the base run has no price: the skill
    is 1 − 2/3, though the error is 1/4 on average.
    """
    _, definition = read_backtest_case(tmp_path / "tiny")
    points = _points("price", [(2, 4), (3, 3)]).with_columns(
        base=pl.when(pl.col("actual") == 4).then(pl.col("base"))
    )
    found = scores_of(definition.series, points).filter(pl.col("part") == "all")
    scores = dict(found.select("measure", "value").iter_rows())
    assert scores["relative_error"] == pytest.approx(1 / 4)
    assert scores["naive_relative_error"] == pytest.approx(3 / 4)
    assert scores["skill"] == pytest.approx(1 / 3)
    assert scores["log_skill"] == pytest.approx(1 / 2)


def test_direction_is_against_the_point_before_and_first_the_reference(
    scores: dict[tuple[str, str], float],
) -> None:
    """Up from 1, up, down: as it happened. Then the prediction stays and the price rises: one of four
    wrong, one of the two that are held out.
    """
    assert scores["all", "direction"] == 0.75
    assert scores["before", "direction"] == 1.0
    assert scores["held_out", "direction"] == 0.5


def test_rank_and_coverage(scores: dict[tuple[str, str], float]) -> None:
    """Ranks predicted 1, 4, 2.5, 2.5 and happened 1, 3, 2, 4: products of deviations sum to 3, squares to 4.5
    and 5. Two of four lie in the band; two points are too few for a rank.
    """
    assert scores["all", "rank_correlation"] == pytest.approx(3 / math.sqrt(4.5 * 5))
    assert scores["all", "coverage"] == 0.5
    assert ("held_out", "rank_correlation") not in scores


def test_a_perfect_prediction_has_no_error_and_full_skill(tmp_path: Path) -> None:
    _, definition = read_backtest_case(tmp_path / "tiny")
    found = scores_of(definition.series, _points("price", [(2, 2), (4, 4), (3, 3)]))
    by_measure = dict(found.filter(pl.col("part") == "all").select("measure", "value").iter_rows())
    expected = {
        "points": 3, "relative_error": 0, "bias": 0, "log_error": 0, "direction": 1, "rank_correlation": 1,
        "naive_relative_error": 0.6388888, "naive_log_error": math.log(24) / 3, "skill": 1, "log_skill": 1,
    }  # fmt: skip
    assert by_measure == pytest.approx(expected, abs=1e-6)


def test_what_cannot_be_measured_is_left_out(tmp_path: Path) -> None:
    """One point has no rank; nothing predicted has no score at all; a flat prediction has no rank either."""
    _, definition = read_backtest_case(tmp_path / "tiny")
    assert scores_of(definition.series, pl.DataFrame(schema=POINTS)).height == 0
    flat = _points("price", [(2, 1), (2, 2), (2, 3)]).to_dicts()
    assert rank_correlation(flat) is None
    noisy = [{**row, "predicted": row["predicted"] + 1e-9 * place} for place, row in enumerate(flat)]
    assert rank_correlation(noisy) is None, "what a solver leaves open is no order"
    assert skill(0.5, 0.0) is None, "nobody is better than a benchmark without error"


def test_changes_below_one_per_cent_are_none() -> None:
    assert [direction(1.0, after) for after in (1.005, 0.995, 1.02, 0.98)] == [0, 0, 1, -1]


def test_shares_are_judged_by_the_difference(tmp_path: Path) -> None:
    """Of 1 % instead of 0.1 % the relative error is 9, though it is off by less than one point; the base run
    is off by 2 − 0.1 and 2 − 1 points.
    """
    share = series_text(
        "price", "import_share", "share", materials='["oxide"]', region='"JPN"', origins='["AUS"]',
        history='"from_aus"',
    )  # fmt: skip
    _, definition = read_backtest_case(tmp_path / "tiny", share)
    found = scores_of(definition.series, _points("price", [(0.01, 0.001), (0.02, 0.01)], base=0.02))
    scores = dict(found.select("measure", "value").iter_rows())
    assert found["part"].unique().to_list() == ["all"], "without a split there is one part"
    assert scores["relative_error"] == pytest.approx((9 + 1) / 2)
    assert scores["absolute_error"] == pytest.approx((0.009 + 0.01) / 2)
    assert scores["skill"] == pytest.approx(1 - 0.0095 / 0.0145)
    assert error_measure(definition.series[0]) == "absolute_error"
