"""The sentences say the numbers of the hand-made run."""

from dataclasses import replace

import pytest

from didymium.case.case import Case
from didymium.locale import LANGUAGES
from didymium.views import sentences
from didymium.views.run_view import ScenarioRun, main_run
from didymium.views.wording import words_for


@pytest.fixture
def run(runs: list[ScenarioRun]) -> ScenarioRun:
    return runs[1]


def test_who_is_short_from_when_until_when(case: Case, run: ScenarioRun) -> None:
    (said,) = sentences.short_sentences(words_for(case), run)
    assert said == (
        "Japan: the first to run short of a critical material is electric vehicles, of magnet, "
        "from March 2025 to April 2025; at worst 10 % of it is missing. Of 2 sectors that run short "
        "at some time, these miss most by value: electric vehicles (up to 10 % of its magnet) "
        "and medical imaging (up to 50 % of its magnet)."
    )


def test_prices_say_peak_place_period_multiple_and_the_price_inside(case: Case, run: ScenarioRun) -> None:
    said = sentences.price_sentences(words_for(case), run)
    assert (
        "Magnet peaks at USD 200 per kg in Japan in March 2025 (×4.0); "
        "inside China it costs USD 20 per kg at that time." in said
    )
    assert "Dysprosium oxide: nothing is left to buy at any price in Japan (from April 2025)." in said


def test_stocks_and_what_is_assumed_of_them(case: Case, run: ScenarioRun) -> None:
    drawn, assumed = sentences.stock_sentences(words_for(case), run)
    assert drawn == (
        "Japan: these commercial stocks are drawn down: magnet from 31 days of use to 16 days in March 2025."
    )
    assert assumed.startswith("2 of the 2 stock levels in the case are assumed")


def test_losses_and_what_is_unknown(case: Case, run: ScenarioRun) -> None:
    said = sentences.loss_sentences(words_for(case), run)
    assert said[0] == (
        "Japan: 20 t of magnets are missing over the run, which stands for 5,000 vehicles "
        "(electric vehicles). "
        "That is about USD 20 million of value added and 180 years of work."
    )
    assert "medical imaging" in said[1]


def test_customs_say_how_far_off(case: Case, run: ScenarioRun) -> None:
    (said,) = sentences.customs_sentences(words_for(case), run)
    assert "the run lets 180 t leave where customs reported 180 t" in said
    assert "misses by 11 % of what was reported, the run without events by 61 %" in said


def test_the_base_run_is_calm(case: Case, runs: list[ScenarioRun]) -> None:
    words = words_for(case)
    assert sentences.short_sentences(words, runs[0]) == [
        "Japan: no sector runs short of a critical material."
    ]
    assert sentences.price_sentences(words, runs[0])[0].startswith("No critical material costs")
    assert sentences.loss_sentences(words, runs[0]) == []


def test_confidential_rows_are_counted_and_left_out_of_the_shares(case: Case) -> None:
    words = words_for(case)
    before = sentences.provenance_sentence(words)
    hidden = words_for(replace(case, confidential=frozenset({("holdings", case.holdings[0].identity)})))
    assert sentences.confidential_sentences(words) == []
    assert sentences.confidential_sentences(hidden) == [
        "Confidential rows that took part in the calculation: 1. None of them is shown here."
    ]
    assert sentences.provenance_sentence(hidden) != before


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_every_field(case: Case, run: ScenarioRun, language: str) -> None:
    words = words_for(case, language)
    for tell in (
        sentences.short_sentences,
        sentences.price_sentences,
        sentences.stock_sentences,
        sentences.loss_sentences,
        sentences.customs_sentences,
    ):
        said = " ".join(tell(words, run))
        assert said and "{" not in said


def test_the_main_run_is_the_one_named_else_the_first_with_events(runs: list[ScenarioRun]) -> None:
    assert main_run(runs, "base") is runs[0]
    assert main_run(runs, "nowhere") is runs[1]
    with pytest.raises(ValueError, match="no run"):
        main_run([])
