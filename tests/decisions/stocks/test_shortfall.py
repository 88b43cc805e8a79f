"""Shortfalls of an emergency by hand, and the list that was published in 2013 as a test of the arithmetic."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from didymium.decisions.stocks.shortfall.emergency import Emergency, parse_emergency, read_emergency
from didymium.decisions.stocks.shortfall.published_shortfalls import (
    published_emergency,
    published_shortfalls,
    published_totals,
)
from didymium.decisions.stocks.shortfall.shortfall import covered_share, shortfall
from didymium.evidence.reading import shared_evidence
from didymium.files.problems import InputError

SOURCE = 'source = "assumed: test"'
TEXT = f"""
title = "two years"
member = "USA"
begin = 2026-01-01
conflict_years = 1
recovery_years = 1

[[material]]
material = "dy_oxide"
defence_t_per_year = [30, 20]
essential_civilian_t_per_year = [60, 50]
investment_t_per_year = [10, 0]
domestic_t_per_year = [20, 20]
war_damage_share = [0.5, 0]
stock_t = 5
price_usd_per_kg = 300
{SOURCE}

[[material.supply]]
region = "AUS"
t_per_year = [100, 200]
share_to_member = 0.5
reliability = 0.8
ability = 0.5
{SOURCE}

[[material.supply]]
region = "CHN"
t_per_year = [365, 365]
share_to_member = 0.2
reliability = 0.5
ability = 1
zero_from = 2026-03-15
zero_until = 2027-12-31
{SOURCE}

[[material.mitigation]]
measure = "substitution"
most_t_per_year = [15, 4]
{SOURCE}

[[material.mitigation]]
measure = "extra_purchase"
most_t_per_year = [30, 30]
{SOURCE}
"""


def emergency(text: str = TEXT) -> Emergency:
    return parse_emergency(text, "emergency.toml")


def test_a_year_by_hand() -> None:
    """Year one. Home 20·(1 − 0.5) = 10; Australia 100·0.5·0.8·0.5 = 20; China sends 365·0.2·0.5 = 36.5 a
    year, but nothing from 15 March, so 73 of 365 days: 7.3. Together 37.3 of 100 wanted, 62.7 missing, 5
    from the stock: 57.7 gross. Defence (30) is served first, then 12.3 of 60 t of civilians; investment
    gets nothing. Substitution covers 15, extra purchases 30: 12.7 net.
    """
    year = shortfall(emergency()).materials[0].years[0]
    assert year.domestic_t == pytest.approx(10.0)
    assert year.foreign_t == pytest.approx({"AUS": 20.0, "CHN": 7.3})
    assert year.drawn_t == 5.0
    assert year.gross_t == pytest.approx(57.7)
    assert year.short_t == pytest.approx({"defence": 0.0, "essential_civilian": 47.7, "investment": 10.0})
    assert year.mitigated_t == pytest.approx({"substitution": 15.0, "extra_purchase": 30.0})
    assert year.net_t == pytest.approx(12.7)


def test_years_add_up_to_tonnes_and_money() -> None:
    """Year two: 20 at home, 40 from Australia, China closed to its last day, the stock is empty: 60 of
    70, 10 short, 4 by substitution and 6 bought: none left. In all 67.7 t gross at 300 USD a kg: 20.31
    million; 12.7 t net: 3.81 million. A stock of 12.7 + 5 t would have done.
    """
    found = shortfall(emergency()).materials[0]
    second = found.years[1]
    assert second.mitigated_t == pytest.approx({"substitution": 4.0, "extra_purchase": 6.0})
    assert second.net_t == pytest.approx(0.0)
    assert found.gross_t == pytest.approx(67.7)
    assert found.gross_usd_million == pytest.approx(20.31)
    assert found.net_usd_million == pytest.approx(3.81)
    assert found.goal_t == pytest.approx(17.7)


def test_a_stock_of_the_goal_leaves_nothing_short() -> None:
    """12.7 t more in the stock: year one lacks 45 t, which the two measures cover to the last tonne."""
    goal = TEXT.replace("stock_t = 5", "stock_t = 17.7")
    assert shortfall(emergency(goal)).materials[0].net_t == pytest.approx(0.0, abs=1e-9)


def test_the_goal_is_what_measures_cannot_cover_whatever_is_held() -> None:
    """62.7 t are missing in year one, of which measures cover 45; in year two 10 t, which they cover: the
    goal is 17.7 t. It is the same with no stock, and with 72.7 t, all drawn before any measure is taken.
    """
    for held in (0, 5, 72.7):
        found = shortfall(emergency(TEXT.replace("stock_t = 5", f"stock_t = {held}"))).materials[0]
        assert found.goal_t == pytest.approx(17.7)
    assert sum(year.drawn_t for year in found.years) == pytest.approx(72.7)
    assert found.net_t == pytest.approx(0.0)


def test_an_emergency_beyond_the_calendar_is_refused() -> None:
    """Dates end with the year 9999."""
    with pytest.raises(InputError, match="is no believable day"):
        emergency(TEXT.replace("begin = 2026-01-01", "begin = 9998-01-01"))


def test_a_surplus_is_carried_over_in_part() -> None:
    """With 120 t at home and no damage year one has 120 + 20 + 7.3 − 100 = 47.3 t too much. Half of it,
    23.65 t, is there in year two, which lacked 10 t: no shortfall. Without carrying over it lacks them, less
    the stock of 5.
    """
    rich = TEXT.replace("[20, 20]", "[120, 20]").replace("[0.5, 0]", "[0, 0]")
    half = rich.replace("stock_t = 5", "stock_t = 5\ncarry_over_share = 0.5")
    years = shortfall(emergency(half)).materials[0].years
    assert years[1].carried_over_t == pytest.approx(23.65)
    assert [year.gross_t for year in years] == [0.0, 0.0]
    assert shortfall(emergency(rich)).materials[0].gross_t == pytest.approx(5.0)


def test_the_order_of_measures_decides_who_covers_but_not_what_is_left() -> None:
    """Extra purchases first cover 30 of year one and the whole 10 of year two; the net stays."""
    first, second = TEXT.index("[[material.mitigation]]"), TEXT.rindex("[[material.mitigation]]")
    turned = TEXT[:first] + TEXT[second:] + TEXT[first:second]
    found = shortfall(emergency(turned)).materials[0]
    assert found.years[1].mitigated_t == pytest.approx({"extra_purchase": 10.0, "substitution": 0.0})
    assert found.net_t == pytest.approx(12.7)


def test_a_material_without_a_price_has_tonnes_and_no_money() -> None:
    """Absent is not zero: the total leaves it out, and says so."""
    found = shortfall(emergency(TEXT.replace("price_usd_per_kg = 300\n", "")))
    assert found.materials[0].net_usd_million is None
    assert found.unpriced == ("dy_oxide",)


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    """Too few years, the member among foreign countries, an end before its beginning: all at once."""
    wrong = (
        TEXT.replace("investment_t_per_year = [10, 0]", "investment_t_per_year = [10]")
        .replace('"AUS"', '"USA"')
        .replace("zero_until = 2027-12-31", "zero_until = 2026-01-31")
    )
    path = tmp_path / "wrong.toml"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_emergency(path)
    lines = wrong.splitlines()
    rows = [lines.index(text) + 1 for text in (
        "investment_t_per_year = [10]", 'region = "USA"', "zero_until = 2026-01-31")]  # fmt: skip
    assert [problem.row for problem in refused.value.problems] == rows
    said = " ".join(problem.message for problem in refused.value.problems)
    assert "1 figures, the emergency has 2 years" in said
    assert "is the member itself" in said
    assert "before its first day, 2026-03-15" in said


def test_a_negative_stock_is_refused() -> None:
    """A holding cannot be negative; the line is named."""
    with pytest.raises(InputError, match=r"emergency\.toml line 15, material 1 stock_t"):
        emergency(TEXT.replace("stock_t = 5", "stock_t = -5"))


def test_published_list_of_2013() -> None:
    """Table 10-1 of the 2013 report: the base shortfalls less extra purchases, at the prices that the
    base column implies, must give the columns after extra purchases. Quantities are printed whole, each
    side may be off by half a unit; values to 10,000 dollars, so 5,000 and half a unit at the price.
    """
    rows = published_shortfalls(shared_evidence())
    found = shortfall(published_emergency(rows))
    assert len(rows) == 18
    for row, line in zip(rows, found.materials, strict=True):
        assert line.material == row.material
        assert line.gross_usd_million == pytest.approx(row.base_usd_million, abs=1e-9)
        assert abs(line.net_t - row.after_extra_buy_t) <= 1.001 * row.digit_t, row.material
        rounding = 0.005 + row.price_usd_per_kg * row.digit_t / 1e3
        assert line.net_usd_million is not None
        assert abs(line.net_usd_million - row.after_extra_buy_usd_million) <= rounding + 0.005, row.material
        covered = row.base_usd_million - line.net_usd_million
        assert abs(covered - row.extra_buy_usd_million) <= rounding + 0.005, row.material


def test_totals_of_the_published_list() -> None:
    """USD 1,221.41 m, of which extra purchases cover 642.66 and leave 578.75: each within 18 roundings."""
    evidence = shared_evidence()
    found, printed = (
        shortfall(published_emergency(published_shortfalls(evidence))),
        published_totals(evidence),
    )
    assert (printed.base_usd_million, printed.after_extra_buy_usd_million) == (1221.41, 578.75)
    assert printed.extra_buy_usd_million == 642.66
    assert found.gross_usd_million == pytest.approx(1221.41, abs=0.02)
    assert found.net_usd_million == pytest.approx(578.75, abs=0.03)
    assert found.mitigated_usd_million == pytest.approx(642.66, abs=0.03)


def test_prices_before_and_after_extra_purchases_agree() -> None:
    """What is left is valued at the same price as the whole: in every row the two implied prices agree
    within what whole units and two decimals leave open. The figures for dysprosium and terbium are those
    of oxides in 2013, not of metals.
    """
    rows = {row.material: row for row in published_shortfalls(shared_evidence())}
    for row in rows.values():
        if row.after_extra_buy_t > 0:
            after = row.after_extra_buy_usd_million * 1e3 / row.after_extra_buy_t
            open_share = 0.01 / row.after_extra_buy_usd_million + row.digit_t / row.after_extra_buy_t
            assert after == pytest.approx(row.price_usd_per_kg, rel=open_share), row.material
    assert rows["dysprosium"].price_usd_per_kg == pytest.approx(460.4, abs=0.1)
    assert rows["terbium"].price_usd_per_kg == pytest.approx(1022.9, abs=0.1)
    assert rows["yttrium"].price_usd_per_kg == pytest.approx(44.85, abs=0.01)


def test_share_that_the_stockpile_covered_in_2023() -> None:
    """CRS R47833: material of 912.3 m USD and a net shortfall of 13.5 bn, of which the stockpile covers about
    6 %: 0.9123 / (0.9123 + 13.5) = 6.3 %.
    """
    facts = {
        row["fact"]: row["base"]
        for row in shared_evidence().facts.iter_rows(named=True)
        if row["fact"] in ("nds_material", "nds_gap", "nds_cover_net")
    }
    share = covered_share(facts["nds_material"], facts["nds_gap"])
    assert share == pytest.approx(0.0633, abs=5e-5)
    assert round(share, 2) == facts["nds_cover_net"]


def test_a_leap_day_begins_and_ends_on_a_real_day() -> None:
    """Four years from 29 February 2028: the years begin on 1 March where there is no such day."""
    begun = emergency(TEXT.replace("2026-01-01\nconflict", "2028-02-29\nconflict"))
    assert begun.bounds == (dt.date(2028, 2, 29), dt.date(2029, 3, 1), dt.date(2030, 3, 1))
