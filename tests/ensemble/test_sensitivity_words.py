"""What is found is said in each language, with what the values mean."""

import pytest

from didymium.case.case import Case
from didymium.case.distributions import read_distribution
from didymium.case.reading import read_case
from didymium.case.schema import Uncertain
from didymium.case.selection import Selection
from didymium.ensemble.inputs import Input
from didymium.ensemble.sensitivity.box import Box, Limit
from didymium.ensemble.sensitivity.result import Note
from didymium.ensemble.sensitivity.words import box_text, change_of, doubtful_text, note_text, when, when_text
from didymium.views.wording import Words, words_for


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("japan_us_magnets")


@pytest.fixture(scope="module")
def words(case: Case) -> Words:
    return words_for(case)


def made(table: str, column: str, change: str, distribution: str = "uniform", parameters: str = "") -> Input:
    row = Uncertain(
        input="it",
        name_en="share of licences let through",
        name_ko="허가 물량",
        table=table,
        column=column,
        change=change,  # type: ignore[arg-type]
        distribution=distribution,  # type: ignore[arg-type]
        parameters=parameters or "low=0; high=1",
        source="parameters=assumed: test",
    )
    return Input(row, read_distribution(distribution, row.parameters), Selection({}))


FACTOR = made("event", "volume_share", "factor")


def limit(low: float | None, high: float | None, reproduced: float | None = None) -> Limit:
    chances = [None if end is None else 0.01 for end in (low, high)]
    return Limit("it", low, high, chances[0], chances[1], reproduced)


@pytest.mark.parametrize(
    ("item", "low", "high", "said"),
    [
        (FACTOR, None, 0.7, "is below 0.70 times what is stated"),
        (FACTOR, 1.0, None, "is above what is stated"),
        (FACTOR, 0.5, 0.7, "is between 0.50 and 0.70 times what is stated"),
        (made("demands", "elasticity", "set"), None, 0.7, "is below 0.70"),
        (made("demands", "growth_per_year", "add"), -0.02, None, "is above what is stated minus 0.020"),
        (made("case", "growth_per_year", "add"), None, 0.02, "is below what is stated plus 0.020"),
        (made("plants", "start", "add"), 60.2, None, "moves dates by more than +60 days"),
        (made("event", "until", "add"), -30.0, 1.0, "moves dates by between −30 days and +1 day"),
        (made("event", "dates", "add"), 4.9, 5.1, "moves dates by +5 days"),
        (made("event", "volume_share", "set", "choice", "values=0 1 2"), 0.5, 1.5, "is 1.0"),
    ],
)
def test_a_limit_says_what_its_values_mean(
    words: Words, item: Input, low: float | None, high: float | None, said: str
) -> None:
    assert when_text(words, when(limit(low, high), item)) == f"share of licences let through {said}"


def test_days_of_processing_are_no_date(words: Words) -> None:
    """Only a column of dates is moved; a number of working days is a figure like others."""
    assert change_of(made("event", "processing_working_days", "add")) == "add"
    assert change_of(made("plants", "start", "add")) == "days"


def test_a_box_is_a_sentence(words: Words) -> None:
    box = Box((limit(None, 0.7, reproduced=0.2),), 0.65, 0.8, 0.3, 0.25, 300)
    assert box_text(words, box, [FACTOR], "Japan's car makers run short") == (
        "Japan's car makers run short when share of licences let through is below 0.70 times what is stated: "
        "this holds in 80 % of such futures, against 25 % of all, and covers 65 % of all futures in which it "
        "is so"
    )
    assert doubtful_text(words, box, [FACTOR]) == "The limit on share of licences let through may be chance"
    assert doubtful_text(words, Box((limit(None, 0.7),), 0.65, 0.8, 0.3, 0.25, 300), [FACTOR]) is None


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "허가 물량 값이 기준값의 0.70배 미만"), ("ja", "が基準値の0.70倍未満")]
)
def test_other_languages_say_it_too(case: Case, language: str, said: str) -> None:
    """A name that is missing in a language is the English one."""
    assert said in when_text(words_for(case, language), when(limit(None, 0.7), FACTOR))


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_every_note_has_its_words(case: Case, language: str) -> None:
    """They are looked up by what the code calls them, so nothing else would notice one that is missing."""
    numbers = {"failed": 2, "dropped": 1, "blocks": 32, "scenarios": 64}
    for name in ("correlation", "correlated_given", "constant", "blocks", "missing", "wide"):
        note = Note(f"ensemble.note_{name}", numbers, ("it",))
        assert "{" not in note_text(words_for(case, language), note, [FACTOR])
