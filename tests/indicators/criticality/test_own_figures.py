"""Our own supply risks beside the published ones: other years and data, each difference with its reasons."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from didymium.evidence.reading import shared_evidence
from didymium.indicators.criticality.own_figures import REASONS, own_against_published, rank_correlation


@cache
def table() -> pl.DataFrame:
    return own_against_published(shared_evidence(), 2024)


def test_every_row_says_in_what_it_differs() -> None:
    words = {word for cell in table()["reasons"] for word in cell.split()}
    assert words == set(REASONS)
    assert all(cell.startswith("years governance") for cell in table()["reasons"])


def test_another_basis_is_named_exactly_where_it_is_another() -> None:
    named = table()["reasons"].str.split(" ").list.contains("basis")
    assert named.to_list() == (table()["our_basis"] != table()["published_basis"]).to_list()


def test_cobalt_rose_with_congo() -> None:
    """Both rest on mining alone. Congo mined 226 of 302 kt in 2024: a square of 0.5615 by weight 9.24 by
    parameter 1.1 by 0.78 not recycled by 0.98 is 4.36, and the others add a little; 2016 to 2020 had 2.8."""
    row = table().row(
        by_predicate=(pl.col("material") == "cobalt") & (pl.col("stage") == "extraction"), named=True
    )
    assert row["published"] == 2.8 and row["our_basis"] == row["published_basis"] == "GSonly"
    assert 4.36 < row["ours"] < 4.46


def test_rank_correlation_of_equal_orders_is_one() -> None:
    same = pl.DataFrame({"published": [1.0, 2.0, 3.0], "ours": [0.1, 0.5, 9.0]})
    assert rank_correlation(same) == pytest.approx(1.0)
    assert rank_correlation(same.with_columns(ours=-pl.col("ours"))) == pytest.approx(-1.0)
