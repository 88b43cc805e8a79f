"""What would flip an answer, in words."""

import pytest

from bundled_case import NAME
from didymium.case.reading import read_case
from didymium.ensemble.flip.search import Flip
from didymium.views.ensemble.flips import flip_table, steady_sentences
from didymium.views.wording import words_for

STATED = {"largest_loss": "DEU", "first_short JPN": "2026-12-01", "most_lost JPN": "other_automotive"}
FLIP = Flip("largest_loss", "stocks_private", "DEU", "JPN", 1.2, 1.25, 0.4)


def test_names_keep_their_capitals_inside_a_sentence() -> None:
    """Places and months are names in English; sectors are words."""
    said = " ".join(steady_sentences(words_for(read_case(NAME), "en"), STATED, []))
    assert "(Germany)" in said and "(December 2026)" in said and "(other automotive)" in said


@pytest.mark.parametrize(
    ("language", "when"), [("en", "is above 1.2 times what is stated"), ("ko", "1.2"), ("ja", "1.2")]
)
def test_a_flip_says_what_changes_and_when(language: str, when: str) -> None:
    """Question, answer as stated, what it becomes, at which value, how much of the range lies beyond."""
    words = words_for(read_case(NAME), language)
    (row,) = flip_table(words, [FLIP]).rows
    assert row[1:3] == (words.region("DEU"), words.region("JPN"))
    assert when in row[3] and row[4] == words.percent(0.4)
    assert len(steady_sentences(words, STATED, [FLIP])) == 1
