"""Japan uses 110 t of magnets a month; a stock of 55 t at the end of March lasts half of its 31 days."""

import polars as pl
import pytest

from didymium.indicators.cover import cover, daily_use, stock_minima
from hand_made import APR, MAR, base_outcome, make_case, shocked_outcome


def test_daily_use_counts_sectors_and_plants() -> None:
    use = {(row[1], row[2]): row[3] for row in daily_use(base_outcome()).iter_rows()}
    assert use["magnet", MAR] == pytest.approx(110 / 31)
    assert use["dy_oxide", APR] == pytest.approx(1 / 30)


def test_cover_is_stock_over_the_base_runs_use_by_kind_of_holder() -> None:
    table = cover(make_case(), base_outcome(), shocked_outcome())
    march = table.filter(pl.col("period") == MAR)
    assert dict(march.select("kind", "cover_days").iter_rows()) == pytest.approx(
        {"commercial": 15.5, "public": 31.0}
    )


def test_cover_of_what_nobody_uses_is_unknown_not_endless() -> None:
    shocked = shocked_outcome()
    table = cover(make_case(), type(shocked)("x", "x", "x", {**shocked.tables}), shocked)
    assert table["cover_days"].null_count() == 0
    nothing = base_outcome()
    empty = {name: frame.clear() for name, frame in nothing.tables.items()}
    assert (
        cover(make_case(), type(nothing)("x", "x", "x", empty), shocked)["cover_days"].null_count()
        == table.height
    )


def test_the_lowest_level_has_its_date() -> None:
    rows = stock_minima(cover(make_case(), base_outcome(), shocked_outcome())).filter(
        pl.col("kind") == "commercial"
    )
    row = rows.row(0, named=True)
    assert (row["first_t"], row["lowest_t"], row["date"]) == (110.0, 55.0, MAR)
    assert row["first_days"] == pytest.approx(31.0)
    assert row["lowest_days"] == pytest.approx(15.5)
