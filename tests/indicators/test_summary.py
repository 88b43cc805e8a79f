"""The summary of the hand-made run, every number from its tables."""

import json

from didymium.indicators.summary import summarise
from didymium.scenario.schema import Scenario
from hand_made import base_outcome, make_case, make_scenario, shocked_outcome


def summary_of() -> dict[str, object]:
    return summarise(make_case(), make_scenario(), base_outcome(), shocked_outcome())


def test_it_is_json_and_names_exporter_and_start() -> None:
    found = json.loads(json.dumps(summary_of()))
    assert (found["exporter"], found["start"], found["home_regions"]) == ("CHN", "2025-03-10", ["JPN"])


def test_price_peaks_are_against_the_same_period_of_the_base_run() -> None:
    rows = {(row["region"], row["material"]): row for row in summary_of()["prices"]}  # type: ignore[attr-defined]
    magnet = rows["JPN", "magnet"]
    assert (magnet["multiple"], magnet["peak_usd_per_kg"], magnet["date"]) == (4.0, 200.0, "2025-03-01")
    oxide = rows["JPN", "dy_oxide"]
    assert (oxide["multiple"], oxide["no_supply_from"]) == (2.0, "2025-04-01")
    assert rows["CHN", "magnet"]["multiple"] == 1.0


def test_the_gap_is_outside_over_inside_at_its_widest() -> None:
    (gap,) = summary_of()["gap"]  # type: ignore[misc]
    assert (gap["ratio"], gap["base_ratio"], gap["date"]) == (10.0, 1.25, "2025-03-01")


def test_losses_by_member_and_totals() -> None:
    found = summary_of()
    (member,) = found["losses_by_member"]  # type: ignore[misc]
    goods = [{"goods": "magnet", "missing_t": 20.0}]
    assert member == {
        "region": "JPN", "missing_t": 20.0, "goods": goods, "value_added_usd": 20e6, "jobs": 180.0,
    }  # fmt: skip
    assert found["losses_unknown"] == ["mri"]
    assert found["totals"] == {"missing_t": 20.0, "value_added_usd": 20e6, "jobs": 180.0, "sectors_short": 2}


def test_the_user_that_misses_most_by_value_comes_first_among_equals() -> None:
    rows = summary_of()["first_shortages"]
    assert [row["sector"] for row in rows] == ["ev", "mri"]  # type: ignore[attr-defined]


def test_a_run_in_which_nothing_happens_has_no_start_and_no_losses() -> None:
    quiet = Scenario.model_validate({"title": "Base"})
    found = summarise(make_case(), quiet, base_outcome(), base_outcome())
    assert (found["start"], found["first_shortages"], found["losses"]) == (None, [], [])
    assert found["exporter"] == "CHN", "the largest maker of the critical materials"


def test_earlier_events_are_the_background_of_a_run() -> None:
    background = make_scenario(**{"from": "2024-06-01"})
    assert summarise(make_case(), background, base_outcome(), shocked_outcome())["start"] == "2025-01-01"
