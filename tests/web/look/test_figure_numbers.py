"""The numbers of a figure as a file that a spreadsheet opens: as they are, and no cell a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium.web.look.figure import csv_of

MARK = b"\xef\xbb\xbf"


def rows_of(content: bytes) -> list[list[str]]:
    """The cells of a file, read by another reader than the writer's own."""
    assert content.startswith(MARK)
    return list(csv.reader(io.StringIO(content[len(MARK) :].decode(), newline="")))


def test_a_spreadsheet_knows_its_letters() -> None:
    """The mark of UTF-8 comes first and once: without it Excel takes Korean for something else."""
    content = csv_of(pl.DataFrame({"지역": ["일본", "中国"], "t": [1.5, None]}))
    assert content.count(MARK) == 1
    assert rows_of(content) == [["지역", "t"], ["일본", "1.5"], ["中国", ""]]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"],
)
def test_text_that_a_spreadsheet_would_run_is_text(text: str) -> None:
    """A name that somebody chose must do nothing on the machine of who opens it."""
    assert rows_of(csv_of(pl.DataFrame({"name": [text]})))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["-5.5", "+3", "-1e-9", ".5", "a=b", "2025-04-04", "", "–", "x@y"])
def test_text_that_does_no_harm_stays(text: str) -> None:
    assert rows_of(csv_of(pl.DataFrame({"name": [text], "also": ["x"]})))[1] == [text, "x"]


@given(
    st.lists(
        st.tuples(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**62), 2**62)), min_size=1
    )
)
def test_numbers_are_unharmed(rows: list[tuple[float, int]]) -> None:
    """Negative ones get no apostrophe, and every number reads back to its last digit."""
    table = pl.DataFrame(rows, schema={"usd": pl.Float64, "count": pl.Int64}, orient="row")
    found = rows_of(csv_of(table))[1:]
    assert [(float(usd), int(count)) for usd, count in found] == rows


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=8))
def test_every_text_reads_back_without_its_apostrophe(texts: list[str]) -> None:
    """Commas, quotation marks and line breaks within a cell stay within it."""
    found = [row[0] for row in rows_of(csv_of(pl.DataFrame({"name": texts, "also": ["x"] * len(texts)})))[1:]]
    for cell, text in zip(found, texts, strict=True):
        assert cell in (text, f"'{text}")
        assert not cell.startswith(("=", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_tables_of_other_things() -> None:
    """Dates as dates, nothing at all as its headers; the table itself is not changed."""
    table = pl.DataFrame({"day": [dt.date(2025, 4, 4)], "name": ["=x"]})
    assert rows_of(csv_of(table))[1] == ["2025-04-04", "'=x"]
    assert table["name"].to_list() == ["=x"]
    assert rows_of(csv_of(table.clear())) == [["day", "name"]]
    assert rows_of(csv_of(pl.DataFrame({"name": pl.Series([None, None], dtype=pl.String), "t": [1, 2]}))) == [
        ["name", "t"], ["", "1"], ["", "2"],
    ]  # fmt: skip
