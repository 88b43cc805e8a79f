"""What is said of decisions held against a rival: only what is so, in every language, and as data."""

from __future__ import annotations

import io
import json

import pytest

from answered_cases import answered, hold, market
from didymium.decisions.rival.results import NONE
from didymium.decisions.stockpile.answered import ASKED
from didymium.locale import LANGUAGES
from didymium.views.answered import floors, stocks
from didymium.views.printing import console_for
from didymium.views.wording import words_for
from hand_made import make_case


def floor_text(aim: str, lang: str = "en") -> str:
    file = io.StringIO()
    floors.print_answered(console_for(file), words_for(market(), lang), answered(aim))
    return " ".join(file.getvalue().split())


def stocks_text(worst: float, gain: float = 1.0, lang: str = "en") -> str:
    found = hold(lambda held: min(held + 4.0, worst), gain)
    return " ".join(stocks.answered_sentences(words_for(make_case(), lang), found))


def test_the_floor_that_no_longer_stands_is_named() -> None:
    said = floor_text("share")
    assert "“contracts for difference” before the reply; after it with “no floor”" in said
    assert "USD 14,000 a tonne" in said and "USD 54,000 a tonne" in said


def test_a_rival_that_does_nothing_is_said_to() -> None:
    said = floor_text("income")
    assert "does nothing about “contracts for difference”" in said
    assert "before the reply and after it" in said


def test_sizes_are_said_to_stand_or_not() -> None:
    assert "no longer keep every bound; of those tried it takes 1.5 times" in stocks_text(10.0)
    assert "none of the stocks tried keep every bound" in stocks_text(1e3)
    assert "less would do: no stocks" in stocks_text(10.0, gain=0.0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_says_it(lang: str) -> None:
    for said in (floor_text("share", lang), floor_text("income", lang), stocks_text(10.0, lang=lang)):
        assert "answered." not in said and "{" not in said and "rival." not in said


def test_data_say_the_same() -> None:
    """Everything can be written as JSON, and names what sentences name."""
    floor = json.loads(json.dumps(floors.answered_data(answered("share")), allow_nan=False))
    assert (floor["best_for_members_before"], floor["best_for_members_after"]) == ("contract", "none")
    assert [one["reply"]["attacks"] for one in floor["designs"]] == [True, True]
    found = json.loads(json.dumps(stocks.answered_data(hold(lambda held: min(held + 4.0, 10.0)))))
    assert [one["size"] for one in found["sizes"]] == [NONE, ASKED, "1.5"]
    assert (found["best_after"], found["stands"]) == ("1.5", False)
