"""Bars: met or missed by how much, from the course or the points of the run on paper."""

from pathlib import Path

import pytest

from backtest_cases import PRICE, bar_text, hand_made_runs, read_backtest_case, series_text
from didymium.backtest.bars import BarResult, bars_of
from didymium.backtest.points import points_and_paths

STOPPED = series_text(
    "stop", "first_short", "days", materials='["oxide"]', regions='["JPN"]', history='"stopped"'
)


def _bar(tmp_path: Path, test: str, series: str = "price", **keys: object) -> BarResult:
    text = PRICE + STOPPED + bar_text(test, [series], **keys)
    case, definition = read_backtest_case(tmp_path / "tiny", text)
    points, paths = points_and_paths(case, definition.series, *hand_made_runs())
    return bars_of(definition, points, paths)[0]


@pytest.mark.parametrize(
    ("low", "high", "met", "missed_by"),
    [(2.0, 6.0, True, 0.0), (4.5, 6.0, False, 0.5), (2.0, 3.25, False, 0.75)],
)
def test_between_looks_at_the_highest_period(
    tmp_path: Path, low: float, high: float, met: bool, missed_by: float
) -> None:
    """The course is 1, 1, 2 and 4 times the reference; the quarter has days in the window and counts."""
    (found,) = _bar(tmp_path, "between", low=low, high=high, from_="2025-02-01", until="2025-04-01").series
    assert (found.found, found.met, found.missed_by) == ((4.0,), met, pytest.approx(missed_by))


def test_a_window_leaves_later_periods_out(tmp_path: Path) -> None:
    (found,) = _bar(tmp_path, "between", low=1.5, high=2.0, until="2025-03-31").series
    assert (found.found, found.met) == ((2.0,), True)


def test_inside_looks_at_every_period(tmp_path: Path) -> None:
    """From 1 to 4 is not within 15 % of 1: above by 4 − 1.15."""
    (found,) = _bar(tmp_path, "inside", low=0.85, high=1.15).series
    assert (found.found, found.met, found.missed_by) == ((1.0, 4.0), False, pytest.approx(2.85))
    assert _bar(tmp_path / "early", "inside", low=0.85, high=1.15, until="2025-02-28").met is True


def test_within_counts_points(tmp_path: Path) -> None:
    """2 against 3.03 is off by 34 %, 3 against 3.36 by 11 %: one of two is within a quarter."""
    (found,) = _bar(tmp_path, "within", share=0.25, at_least=2).series
    assert (found.met, found.found, found.counted, found.missed_by) == (False, (1.0,), 2, 1)
    assert _bar(tmp_path / "one", "within", share=0.25, at_least=1).met is True


def test_days_are_held_against_a_limit(tmp_path: Path) -> None:
    """Short nine days after the news."""
    assert _bar(tmp_path, "at_most", "stop", value=60).met is True
    (found,) = _bar(tmp_path / "two", "at_most", "stop", value=7).series
    assert (found.met, found.missed_by) == (False, 2.0)
    assert _bar(tmp_path / "three", "at_least", "stop", value=7).met is True


def test_days_that_the_run_does_not_reach_say_nothing(tmp_path: Path) -> None:
    assert _bar(tmp_path, "between", low=1.0, high=2.0, from_="2026-01-01").met is None
