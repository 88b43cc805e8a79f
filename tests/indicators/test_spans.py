"""Periods are known by their first days; where one ends must not be guessed wrong."""

import datetime as dt

from didymium.indicators.spans import overlap_days, spans_of, spans_of_outcome
from hand_made import APR, FEB, JAN, MAR, make_outcome


def test_a_period_ends_where_the_next_begins_and_the_last_is_as_long_as_the_one_before() -> None:
    quarter, year = dt.date(2025, 4, 1), dt.date(2025, 7, 1)
    spans = spans_of([MAR, quarter, year])
    assert spans == {MAR: quarter, quarter: year, year: dt.date(2025, 10, 1)}


def test_a_lone_period_is_a_month() -> None:
    assert spans_of([FEB]) == {FEB: MAR}


def test_the_manifest_says_where_the_last_period_ends() -> None:
    outcome = make_outcome("x", stocks=[("a", "JPN", "magnet", APR, 1.0)])
    bounds = {"periods": [str(JAN), str(APR), "2026-04-01"]}
    known = type(outcome)(outcome.case, outcome.scenario, outcome.title, outcome.tables, {}, bounds)
    assert spans_of_outcome(known) == {JAN: APR, APR: dt.date(2026, 4, 1)}


def test_overlap_counts_whole_days() -> None:
    assert overlap_days(dt.date(2025, 1, 15), dt.date(2025, 2, 10), JAN, FEB) == 17
    assert overlap_days(FEB, MAR, MAR, APR) == 0
