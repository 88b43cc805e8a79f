"""What ``didymium diff`` says of two outcomes."""

from __future__ import annotations

import datetime as dt

from didymium.outcome.difference import compare_outcomes
from didymium.outcome.tables import Outcome, make_table


def outcome_with_stock(level_t: float) -> Outcome:
    columns = {
        "holder": ["maker"],
        "region": ["JPN"],
        "material": ["dy_oxide"],
        "period": [dt.date(2025, 4, 1)],
        "level_t": [level_t],
    }
    return Outcome("case", "scenario", "title", {"stocks": make_table("stocks", columns)})


def test_equal_outcomes_do_not_differ() -> None:
    """An outcome compared with itself shows no difference."""
    assert compare_outcomes(outcome_with_stock(5.0), outcome_with_stock(5.0)) == []


def test_the_row_that_moved_is_named_with_both_values() -> None:
    """A stock that fell from 5 to 3 t is one differing row of one, with its key and both values."""
    (found,) = compare_outcomes(outcome_with_stock(5.0), outcome_with_stock(3.0))
    assert (found["table"], found["column"], found["differing"], found["rows"]) == ("stocks", "level_t", 1, 1)
    (row,) = found["largest"]
    assert (row["before"], row["after"], row["holder"]) == (5.0, 3.0, "maker")
