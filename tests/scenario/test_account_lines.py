"""Accounts as a table, against a second way of writing them: row by row."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from calibration_case import Run, mini_case, run
from didymium.calibration.calibrate import calibrate
from didymium.outcome.tables import SCHEMAS
from didymium.scenario.account_lines import Line, column_line, lines_table, owners_of, plain_line
from didymium.scenario.path import Path


@cache
def solved() -> Run:
    """A ban on the mini case."""
    case = mini_case()
    event = {"kind": "ban", "origin": "CHN", "materials": ["dy", "magh"], "from": dt.date(2025, 4, 1)}
    return run(case, calibrate(case), event, begin=dt.date(2025, 1, 1))


def row_by_row(path: Path, lines: list[Line]) -> pl.DataFrame:
    """The table, one amount after the other."""
    structure, rows = path.market.structure, []
    for line in lines:
        for region, sector, party, period, usd in zip(
            line.regions, line.sectors, line.parties, line.periods, line.usd, strict=True
        ):
            factor = structure.discount[period] if line.discount is None else line.discount
            day = structure.periods.bounds[period]
            rows.append((region, sector, party, line.item, day, usd, usd * factor))
    return pl.DataFrame(rows, schema=dict(SCHEMAS["accounts"]), orient="row")


NAMES = st.sampled_from(["JPN", "CHN", "", "한국"])
AMOUNTS = st.floats(-1e12, 1e12)
ROWS = st.lists(st.tuples(NAMES, NAMES, NAMES, st.integers(0, 23), AMOUNTS), max_size=6)


def line_of(rows: list[tuple[str, str, str, int, float]], item: str, discount: float | None) -> Line:
    def names(position: int) -> np.ndarray:
        return np.array([row[position] for row in rows] or [""], dtype=object)[: len(rows)]

    periods = np.array([row[3] for row in rows], dtype=np.int64)
    usd = np.array([row[4] for row in rows], dtype=np.float64)
    return Line(item, names(0), names(1), names(2), periods, usd, discount)


@given(st.lists(st.tuples(ROWS, st.sampled_from(["trade", "tax"]), st.none() | st.floats(0, 1)), max_size=5))
def test_lines_become_the_rows_that_they_are(
    stated: list[tuple[list[tuple[str, str, str, int, float]], str, float | None]],
) -> None:
    """To the last bit, in order, with a discount of their own or that of their period; empty lines, and no
    lines at all, are a table without rows.
    """
    path = solved().path
    assert len(path.market.structure.periods) == 24
    lines = [line_of(*each) for each in stated]
    assert_frame_equal(lines_table(path, lines), row_by_row(path, lines), check_exact=True)


@pytest.mark.parametrize("which", ["base", "path"])
def test_all_columns_of_a_market(which: str) -> None:
    """The cost of every column of a solved market: shared among its owners and added up again it is what it
    was, period by period; users are told by their sector, all others have none.
    """
    path: Path = getattr(solved(), which)
    market, owners = path.market, owners_of(path)
    count = len(market.structure.periods)
    columns = np.arange(len(path.tonnes), dtype=np.int64)
    usd = path.tonnes * np.linspace(1.0, 2.0, len(path.tonnes))
    line = column_line(owners, "cost", columns, columns % count, usd)
    table = lines_table(path, [line])
    assert_frame_equal(table, row_by_row(path, [line]), check_exact=True)
    days = pl.Series("period", market.structure.periods.bounds[:-1])
    stated = pl.DataFrame({"period": days.gather(columns % count), "usd": usd}).group_by("period")
    summed = stated.agg(pl.col("usd").sum()).sort("period")
    found = table.group_by("period").agg(pl.col("usd").sum()).sort("period")
    assert found["usd"].to_list() == pytest.approx(summed["usd"].to_list(), rel=1e-12)
    assert (table["sector"] != "").to_list() == (table["party"] == "users").to_list()
    assert set(table["sector"]) >= {"ev", "other", "misc", ""}


def test_lines_of_parties() -> None:
    """Amounts by party and period: what is nothing has no row."""
    usd = np.array([[0.0, 5.0, 0.0], [2.0, 0.0, -3.0]])
    path = solved().path
    table = lines_table(path, [plain_line("fine", [("JPN", "holders"), ("CHN", "treasuries")], usd)])
    bounds = path.market.structure.periods.bounds
    assert list(table.select("region", "party", "period", "usd").iter_rows()) == [
        ("JPN", "holders", bounds[1], 5.0), ("CHN", "treasuries", bounds[0], 2.0),
        ("CHN", "treasuries", bounds[2], -3.0),
    ]  # fmt: skip
