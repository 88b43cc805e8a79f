"""Numbers rounded to what a reader can use, and names as each language writes them."""

import datetime as dt
from dataclasses import replace

import pytest

from didymium.case.case import Case
from didymium.case.market_unit_schema import MarketUnit
from didymium.views.result_tables import price_table
from didymium.views.run_view import ScenarioRun
from didymium.views.wording import number, words_for
from hand_made import make_case


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1234.5, 2, "1,200"),
        (1234.5, 3, "1,230"),
        (0.01234, 2, "0.012"),
        (99.96, 3, "100"),
        (9.96, 2, "10"),
        (-4.56, 2, "−4.6"),
        (0, 3, "0"),
        (None, 3, "–"),
        (5.0, 2, "5.0"),
        (250.0, 3, "250"),
    ],
)
def test_numbers(value: float | None, digits: int, text: str) -> None:
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("language", "usd", "text"),
    [
        ("en", 1.84e9, "USD 1.8 billion"),
        ("en", 270e6, "USD 270 million"),
        ("en", 5400, "USD 5,400"),
        ("ko", 1.84e9, "18억 달러"),
        ("ko", 4e6, "400만 달러"),
        ("ja", 1.84e9, "18億ドル"),
    ],
)
def test_money_in_the_scale_of_the_language(case: Case, language: str, usd: float, text: str) -> None:
    assert words_for(case, language).money(usd) == text


def test_dates_and_periods(case: Case) -> None:
    words = words_for(case)
    first = dt.date(2025, 4, 1)
    assert words.date("2025-04-04") == "4 April 2025"
    assert words_for(case, "ja").date(first) == "2025年4月1日"
    assert words.period(first, {first: dt.date(2025, 5, 1)}) == "April 2025"
    assert words.period(first, {first: dt.date(2025, 7, 1)}) == "April to June 2025"
    assert words.period(first, {first: dt.date(2026, 4, 1)}) == "April 2025 to March 2026"


def test_a_share_just_below_all_is_not_all(case: Case) -> None:
    words = words_for(case)
    assert (words.percent(0.994), words.percent(0.9996), words.percent(0.046)) == ("99 %", "100 %", "4.6 %")


def test_names_inside_english_sentences(case: Case) -> None:
    words = words_for(case)
    assert words.inside("Dysprosium oxide") == "dysprosium oxide"
    assert words.inside("NdFeB magnet") == "NdFeB magnet"
    assert words_for(case, "ko").inside("Dysprosium oxide") == "Dysprosium oxide"


def test_a_list_in_a_sentence(case: Case) -> None:
    words = words_for(case)
    assert [words.listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_units_are_counted_in_words_where_the_catalogue_has_them(case: Case) -> None:
    """Of other units the case says what they are called, in each language; long numbers are shortened."""
    assert words_for(case).made(5000, "ev") == "5,000 vehicles"
    assert words_for(case, "ko").made(5000, "ev") == "차량 5,000대"
    other = {"unit_en": "left-handed widget", "unit_ko": "왼손잡이 부품"}
    sectors = tuple(row.model_copy(update=other) for row in case.sectors)
    widgets = replace(case, tables={**case.tables, "sectors": sectors})
    assert words_for(widgets).made(3, "ev") == "3.0 × left-handed widget"
    assert words_for(widgets).made(8.1e6, "ev") == "8.1 million × left-handed widget"
    assert words_for(widgets, "ko").unit("ev") == "왼손잡이 부품"
    assert words_for(widgets, "ja").unit("ev") == "left-handed widget"


def test_a_series_is_named_by_what_goes_where(case: Case) -> None:
    assert words_for(case).series("exports") == "Magnet, China → Japan"


@pytest.fixture
def in_barrels(case: Case) -> Case:
    """Read the oxide as oil is: prices in barrels of 125 kg, quantities too, flows by the day."""
    unit = {
        "material": "dy_oxide",
        "unit_ko": "배럴",
        "unit_ja": "バレル",
        "kg_per_unit": 125,
        "source": "assumed: x",
    }
    rows = (
        MarketUnit.model_validate({**unit, "reads": "price", "unit_en": "barrel"}),
        MarketUnit.model_validate({**unit, "reads": "quantity", "unit_en": "barrels", "per": "day"}),
    )
    return replace(case, tables={**case.tables, "market_units": rows})


def test_prices_and_quantities_in_the_units_of_the_trade(in_barrels: Case) -> None:
    """125 kg a barrel: 0.64 USD/kg are 80 USD a barrel, 250,000 t are two million barrels, and 91.25 million
    tonnes a year, 730 million barrels, are two million a day.
    """
    words = words_for(in_barrels)
    assert words.price(0.64, "dy_oxide") == "USD 80 per barrel"
    assert (words.price_unit("dy_oxide"), words.price_number(0.64, "dy_oxide")) == ("USD/barrel", "80.0")
    assert words.quantity("dy_oxide", 250_000) == "2.0 million barrels"
    assert words.flow("dy_oxide", 91.25e6) == "2.0 million barrels a day"
    assert words.price(0.64, "magnet") == words.price(0.64) == "USD 0.64 per kg"
    assert words.flow("magnet", 91.25e6) == "91 million t a year"


def test_units_in_the_scale_of_the_language(in_barrels: Case) -> None:
    """Korean and Japanese count in powers of ten thousand."""
    korean, japanese = (words_for(in_barrels, language) for language in ("ko", "ja"))
    assert (korean.price(0.64, "dy_oxide"), japanese.price(0.64, "dy_oxide")) == (
        "배럴당 80달러", "バレル当たり80ドル",
    )  # fmt: skip
    assert (korean.flow("dy_oxide", 91.25e6), japanese.flow("dy_oxide", 91.25e6)) == (
        "하루 200만 배럴", "日量200万バレル",
    )  # fmt: skip


def test_prices_in_a_table_stand_beside_their_units(in_barrels: Case, runs: list[ScenarioRun]) -> None:
    """A column of units is there as soon as one of the materials has its own."""
    table = price_table(words_for(in_barrels), runs[1])
    assert table.headers[2:5] == ("Unit", "Base", "Peak")
    units = {row[0]: row[2] for row in table.rows}
    assert units == {"Dysprosium oxide": "USD/barrel", "Magnet": "USD/kg"}
    assert table.right == {3, 4, 5}
    assert "Unit" not in price_table(words_for(make_case()), runs[1]).headers
