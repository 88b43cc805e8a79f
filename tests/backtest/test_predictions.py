"""What a run predicts for any days, and what happened in the same unit: every figure worked out by hand."""

import datetime as dt
import math
from pathlib import Path

import pytest

from backtest_cases import hand_made_runs, read_backtest_case, series_text
from didymium.backtest.points import points_and_paths
from didymium.backtest.predictions import Course, Reason


def _points(tmp_path: Path, text: str) -> list[dict[str, object]]:
    case, definition = read_backtest_case(tmp_path / "tiny", text)
    base, crisis = hand_made_runs()
    return points_and_paths(case, definition.series, base, crisis)[0].to_dicts()


def test_price_as_multiple_of_its_reference(tmp_path: Path) -> None:
    """Predicted: 60 in January and February is 1, so 10 March is 120 / 60 = 2; 17 March to 15 April has 15
    days at 120 and 15 at 240, which is 180 / 60 = 3. Happened: January's 50 for 31 days and February's 70 for
    28 are 59.49 on average; 180 and 200 are divided by that. Calibration rows and the reference are no
    points.
    """
    from backtest_cases import PRICE

    mean = (50 * 31 + 70 * 28) / 59
    found = _points(tmp_path, PRICE)
    assert [(row["predicted"], row["actual"], row["base"]) for row in found] == [
        (2.0, pytest.approx(180 / mean), 1.0),
        (pytest.approx(3.0), pytest.approx(200 / mean), 1.0),
    ]
    assert [row["error"] for row in found] == pytest.approx([2 * mean / 180 - 1, 3 * mean / 200 - 1])
    assert [row["log_error"] for row in found] == pytest.approx(
        [math.log(2 * mean / 180), math.log(3 * mean / 200)]
    )
    assert [row["held_out"] for row in found] == [False, True], "held out is what begins on 15 March or later"


def test_reference_before_the_run_is_the_base_runs_first_period(tmp_path: Path) -> None:
    """Of 2024 the run knows nothing: what is predicted is divided by the base run's January, what happened
    by the quote of 2024.
    """
    text = series_text(
        "price", "price", "multiple", material='"oxide"', region='"JPN"',
        reference="[2024-01-01, 2024-12-31]", from_="2025-03-01",
        quotes='{ material = "oxide", region = "JPN" }',
    )  # fmt: skip
    found = _points(tmp_path, text)
    assert [(row["predicted"], row["actual"]) for row in found] == [
        (2.0, 3.0), (pytest.approx(3.0), pytest.approx(200 / 60)),
    ]  # fmt: skip


def test_history_in_multiples_divides_only_what_is_predicted(tmp_path: Path) -> None:
    """March: 120 / 60 against the 4 told; June to August ends after the run and is not scored."""
    text = series_text(
        "price", "price", "multiple", material='"oxide"', region='"JPN"',
        reference="[2025-01-01, 2025-01-31]", history='"risen"',
    )  # fmt: skip
    found = _points(tmp_path, text)
    assert [(row["predicted"], row["actual"], row["status"]) for row in found] == [
        (2.0, 4.0, "scored"), (None, 5.0, "outside"),
    ]  # fmt: skip


def test_ratio_of_two_places(tmp_path: Path) -> None:
    """10 March: predicted 120 / 50. Happened: 180 over the mean of Australia's quotes, March's with one day
    of its 31 and the year's with one of its 365: (40/31 + 80/365) / (1/31 + 1/365).
    """
    text = series_text(
        "gap", "price_ratio", "multiple", material='"oxide"', region='"JPN"', against_region='"AUS"',
        quotes='{ material = "oxide", region = "JPN", market = "spot" }', from_="2025-03-01",
        against_quotes='{ material = "oxide", region = "AUS" }',
    )  # fmt: skip
    below = (40 / 31 + 80 / 365) / (1 / 31 + 1 / 365)
    (found,) = _points(tmp_path, text)
    assert (found["predicted"], found["base"]) == (pytest.approx(2.4), pytest.approx(1.2))
    assert found["actual"] == pytest.approx(180 / below)


def test_exports_of_part_of_a_quarter(tmp_path: Path) -> None:
    """The observed row wants oxide from Australia to Japan in January: 0.9 × 900 = 810 t. In April 30 of 91
    days fall: 0.9 × 1,820 × 30 / 91 = 540 t, in the base run 0.9 × 2,700 × 30 / 91 = 801.1 t.
    """
    observed = (
        "series,material,origin,destinations,from,until,t,source\n"
        "exports,oxide,AUS,JPN,2025-01-01,2025-01-31,800,report\n"
        "exports,oxide,AUS,JPN,2025-04-01,2025-04-30,600,report\n"
    )
    text = series_text("sent", "exports", "t", observed='"exports"')
    case, definition = read_backtest_case(tmp_path / "tiny", text, observed=observed)
    points, paths = points_and_paths(case, definition.series, *hand_made_runs())
    assert points["predicted"].to_list() == pytest.approx([810.0, 540.0])
    assert points["base"].to_list() == pytest.approx([810.0, 0.9 * 2700 * 30 / 91])
    assert points["error"].to_list() == pytest.approx([810 / 800 - 1, -0.1])
    assert points["log_error"].to_list() == [None, None], "logarithms are for prices"
    assert paths["predicted"].to_list() == pytest.approx([810.0, 810.0, 810.0, 1638.0])


def test_exports_as_multiples_are_rates_a_day(tmp_path: Path) -> None:
    """April ships 540 t in 30 days, 18 a day, against January's 810 / 31: 0.689. Reported: 600 / 30 over
    800 / 31.
    """
    observed = (
        "series,material,origin,destinations,from,until,t,source\n"
        "exports,oxide,AUS,JPN,2025-01-01,2025-01-31,800,report\n"
        "exports,oxide,AUS,JPN,2025-04-01,2025-04-30,600,report\n"
    )
    text = series_text(
        "sent", "exports", "multiple", observed='"exports"', reference="[2025-01-01, 2025-01-31]"
    )
    case, definition = read_backtest_case(tmp_path / "tiny", text, observed=observed)
    (row,) = points_and_paths(case, definition.series, *hand_made_runs())[0].to_dicts()
    assert (row["predicted"], row["actual"]) == (pytest.approx(18 * 31 / 810), pytest.approx(20 * 31 / 800))


def test_import_share_counts_what_came_from_abroad(tmp_path: Path) -> None:
    """Japan's 7 t to itself are no import; of oxide and ore all comes from Australia, of which oxide alone
    is nine tenths by weight.
    """
    text = series_text(
        "share", "import_share", "share", materials='["everything"]', region='"JPN"', origins='["AUS"]',
        history='"from_aus"',
    )  # fmt: skip
    (row,) = _points(tmp_path, text)
    assert (row["predicted"], row["actual"], row["error"]) == (1.0, 0.8, pytest.approx(0.25))


def test_output_counts_what_is_made_by_the_processes_named(tmp_path: Path) -> None:
    """March: the mill makes 900 t of oxide; the ore that it takes, and that the pit digs, does not count."""
    text = series_text(
        "made", "output", "t", materials='["everything"]', regions='["friends"]', processes='["separating"]',
        history='"made"',
    )  # fmt: skip
    (row,) = _points(tmp_path, text)
    assert (row["predicted"], row["error"]) == (900.0, 1.0)


def test_use_is_what_sectors_are_served_with(tmp_path: Path) -> None:
    """February and March: 1,000 t and 800 t."""
    text = series_text(
        "used", "use", "t", materials='["oxide"]', regions='["JPN"]', sectors='["cars"]', history='"used"'
    )
    (row,) = _points(tmp_path, text)
    assert (row["predicted"], row["base"]) == (1800.0, 2000.0)


def test_days_until_short_count_from_the_day_of_the_row(tmp_path: Path) -> None:
    """Cars have 80 % from 1 March on: nine days after 20 February. With a threshold of three quarters they
    are first short in the quarter, at half: 40 days after it.
    """
    places = {"materials": '["oxide"]', "regions": '["JPN"]', "history": '"stopped"'}
    text = series_text("stop", "first_short", "days", **places)
    lower = series_text("later", "first_short", "days", threshold="0.75", **places)
    never = series_text("never", "first_short", "days", threshold="0.4", **places)
    found = _points(tmp_path, text + lower + never)
    assert [(row["predicted"], row["status"]) for row in found] == [
        (9.0, "scored"), (40.0, "scored"), (None, "never"),
    ]  # fmt: skip


def test_days_without_a_price_are_named() -> None:
    """Nothing is left to buy in March: any day of it has no mean, other days have one."""
    day = dt.date
    spans = {day(2025, 2, 1): day(2025, 3, 1), day(2025, 3, 1): day(2025, 4, 1)}
    course = Course(spans, {day(2025, 2, 1): 28.0 * 5, day(2025, 3, 1): None}, {one: 28.0 for one in spans})
    assert course.value(day(2025, 2, 3), day(2025, 2, 28)) == pytest.approx(5.0)
    assert course.value(day(2025, 2, 3), day(2025, 3, 1)) is Reason.NO_PRICE
    assert course.value(day(2025, 1, 31), day(2025, 2, 3)) is Reason.OUTSIDE
    nothing = Course(spans, {}, {})
    assert nothing.value(day(2025, 2, 3), day(2025, 2, 4)) is Reason.NOTHING_TRADED
