"""Numbers rounded to what a reader can use, and names as each language writes them."""

import datetime as dt

import pytest

from didymium.case.case import Case
from didymium.views.wording import number, words_for


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
    assert words_for(case).made(5000, "vehicle") == "5,000 vehicles"
    assert words_for(case, "ko").made(5000, "vehicle") == "차량 5,000대"
    assert words_for(case).made(3, "left-handed widget") == "3.0 × left-handed widget"


def test_a_series_is_named_by_what_goes_where(case: Case) -> None:
    assert words_for(case).series("exports") == "Magnet, China → Japan"
