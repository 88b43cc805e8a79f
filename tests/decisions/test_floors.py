"""The parts of a comparison of floors, by hand."""

from __future__ import annotations

import polars as pl
import pytest

from didymium.decisions.floors.compare import _bought_t, _breakeven, _held_share, _lost_from
from didymium.indicators.leakage import leakage
from didymium.indicators.who_pays import totals, who_pays
from hand_made import APR, FEB, JAN, MAR, make_outcome

MEMBERS = frozenset({"JPN"})


def test_breakeven_price_by_hand() -> None:
    """A tonne of ore at 2 makes 0.2 t of oxide and 0.1 t of a by-product at 30; processing costs 9. The
    oxide must bring 9 + 2 − 3 = 8 for 0.2 t: 40 a kg. The price of the region holds before others'."""
    recipe = {"ore": -1.0, "oxide": 0.2, "by": 0.1}
    prices = {("JPN", "ore"): 2.0, ("", "by"): 30.0, ("", "ore"): 1.0}
    assert _breakeven(recipe, 9.0, "JPN", "oxide", prices) == pytest.approx(40.0)
    assert _breakeven(recipe, 9.0, "USA", "oxide", prices) == pytest.approx(35.0)


def test_breakeven_is_unknown_without_the_price_of_an_input() -> None:
    """Absent is not zero: ore without a price is not free. A by-product nobody buys brings nothing."""
    recipe = {"ore": -1.0, "oxide": 0.2, "by": 0.1}
    assert _breakeven(recipe, 9.0, "JPN", "oxide", {("", "by"): 30.0}) is None
    assert _breakeven(recipe, 9.0, "JPN", "oxide", {("", "ore"): 1.0}) == pytest.approx(50.0)


def prices(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["region", "period", "price", "use_t"], orient="row")


def test_held_share_weighs_by_use() -> None:
    """30 t of 40 t are bought at the floor or above; half a per cent below counts as held."""
    table = prices(("JPN", JAN, 99.6, 30.0), ("USA", JAN, 60.0, 10.0))
    assert _held_share(table, 100.0) == pytest.approx(0.75)


def test_lost_from_is_the_last_stretch_below() -> None:
    """Below in January, held in February, below from March on: lost from March."""
    table = prices(
        ("JPN", JAN, 50.0, 1.0), ("JPN", FEB, 100.0, 1.0), ("JPN", MAR, 70.0, 1.0), ("JPN", APR, 60.0, 1.0)
    )
    assert _lost_from(table, 100.0) == MAR.isoformat()
    held = prices(("JPN", JAN, 50.0, 1.0), ("USA", JAN, 120.0, 1.0))
    assert _lost_from(held, 100.0) is None


def flows(tonnes: float) -> list[tuple[object, ...]]:
    return [
        ("magnet", "CHN", "JPN", "", JAN, tonnes, tonnes, tonnes),
        ("magnet", "JPN", "CHN", "", JAN, 5.0, 5.0, 5.0),
        ("dy_oxide", "CHN", "JPN", "", JAN, 1.0, 1.0, 1.0),
    ]


def test_leakage_counts_what_comes_in_at_later_stages() -> None:
    """90 t of magnets came in before, 110 t after: 20 t leak. Exports and the oxide itself do not count."""
    base, after = make_outcome("base", flows=flows(90.0)), make_outcome("after", flows=flows(110.0))
    found = leakage(base, after, MEMBERS, {"magnet"})
    assert found.rows() == [("magnet", 90.0, 110.0, 20.0)]


def account(region: str, party: str, item: str, usd: float, sector: str = "") -> tuple[object, ...]:
    return (region, sector, party, item, JAN, usd, usd / 2)


def test_who_pays_adds_up_to_the_change_in_welfare() -> None:
    """A levy of 10: buyers lose 12, the treasury gains 10, outside plants lose 3, members' plants gain 4: the
    sum, −1, is what the world loses."""
    base = make_outcome("base", accounts=[account("JPN", "users", "purchases", -100.0, "ev")])
    after = make_outcome(
        "after",
        accounts=[
            account("JPN", "users", "purchases", -112.0, "ev"),
            account("JPN", "treasuries", "levy", 10.0),
            account("CHN", "producers", "sales", -3.0),
            account("JPN", "producers", "sales", 4.0),
        ],
    )
    table = who_pays(base, after, MEMBERS)
    assert table.filter(pl.col("group") == "buyers")["usd"].to_list() == [-12.0]
    assert table["usd"].sum() == pytest.approx(-1.0)
    assert table["discounted_usd"].sum() == pytest.approx(-0.5)
    sides = dict(totals(table).select(pl.concat_str("side", "group", separator=" "), "usd").iter_rows())
    assert sides == {
        "member buyers": -12.0, "member treasuries": 10.0, "member producers": 4.0, "outside producers": -3.0
    }  # fmt: skip


def test_stock_left_at_the_end_is_a_line_of_its_own() -> None:
    base = make_outcome("base")
    after = make_outcome("after", accounts=[account("JPN", "treasuries", "public stock", 7.0)])
    assert who_pays(base, after, MEMBERS)["group"].to_list() == ["stock_value"]


def test_bought_counts_the_material_under_the_floor() -> None:
    """What an agency of the scenario besides buys of another material is no part of the design."""
    measures = pl.DataFrame(
        [("purchase", "ndpr_oxide", 5.0), ("purchase", "dy_oxide", 7.0), ("levy", "ndpr_oxide", 9.0)],
        schema=["item", "material", "t"],
        orient="row",
    )
    assert _bought_t(measures, "ndpr_oxide") == 5.0
