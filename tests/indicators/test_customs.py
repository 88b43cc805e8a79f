"""In the run 90, 90, 30 and 60 t clear the exporter's customs from January to April."""

import datetime as dt
from dataclasses import replace

import pytest

from didymium.case.schema import Observed
from didymium.indicators.customs import cleared_t, customs_comparison, customs_totals
from hand_made import FEB, MAR, base_outcome, make_case, shocked_outcome


def row(first: dt.date, last: dt.date, destinations: str = "JPN") -> Observed:
    fields = {
        "series": "s",
        "material": "magnet",
        "origin": "CHN",
        "destinations": destinations,
        "from": first,
        "until": last,
        "t": 1.0,
        "source": "report",
    }
    return Observed.model_validate(fields)


def test_whole_periods_add_up() -> None:
    table = customs_comparison(make_case(), base_outcome(), shocked_outcome())
    found = [(line["from"], line["predicted_t"], line["base_t"]) for line in table.iter_rows(named=True)]
    assert found == [(FEB, 90.0, 90.0), (MAR, 90.0, 180.0)]
    assert table["error_share"].to_list() == pytest.approx([-0.1, 0.125])


def test_parts_of_periods_count_by_their_days() -> None:
    middle = row(dt.date(2025, 3, 15), dt.date(2025, 4, 14))
    assert cleared_t(make_case(), shocked_outcome(), middle) == pytest.approx(30 * 17 / 31 + 60 * 14 / 30)


def test_a_blank_destination_is_the_world_and_a_row_outside_the_run_has_no_prediction() -> None:
    case, run = make_case(), shocked_outcome()
    assert cleared_t(case, run, row(FEB, dt.date(2025, 2, 28), "")) == 90.0
    assert cleared_t(case, run, row(FEB, dt.date(2025, 2, 28), "VNM")) == 0.0
    assert cleared_t(case, run, row(dt.date(2024, 12, 31), dt.date(2025, 1, 31))) is None
    assert cleared_t(case, run, row(FEB, dt.date(2025, 5, 1))) is None


def test_totals_weigh_misses_by_tonnes() -> None:
    totals = customs_totals(customs_comparison(make_case(), base_outcome(), shocked_outcome())).row(
        0, named=True
    )
    assert (totals["predicted_t"], totals["reported_t"], totals["periods"]) == (180.0, 180.0, 2)
    assert totals["error_share"] == 0.0
    assert totals["mean_absolute_error_share"] == pytest.approx((10 + 10) / 180)
    assert totals["base_mean_absolute_error_share"] == pytest.approx((10 + 100) / 180)


def test_confidential_rows_are_not_compared() -> None:
    case = make_case()
    hidden = replace(case, confidential=frozenset({("observed", case.observed[0].identity)}))
    assert customs_comparison(hidden, base_outcome(), shocked_outcome())["from"].to_list() == [MAR]
