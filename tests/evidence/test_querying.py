"""Facts are found by words in Korean, Japanese and English, by column and by date."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.querying import COLUMNS, Lexicon, Query, UnknownWords, find_facts, plain
from evidence.small_evidence import fact, fact_frame

ROWS = [
    fact("made", stage="refining"),
    fact("made_before", stage="refining", as_of="2023"),
    fact("spring", as_of="2025-Q2"),
    fact("shipped", subject="JPN", measure="imports", partner="CHN"),
    fact("dug", material="dysprosium", subject="MMR", as_of="2025-06-30", source="rival"),
    fact("placed", subject="acme", measure="located_in", material="", unit="name", value="indiana"),
    fact("said", subject="acme", measure="status", material="", unit="words", value="indiana"),
    fact("sited", subject="acme", measure="capacity", unit="t_per_year", region="ohio", as_of="2026-01"),
]


@pytest.fixture(scope="session")
def stocked(words: Evidence) -> Evidence:
    """The small evidence with the facts above."""
    return replace(words, facts=fact_frame(words, ROWS))


@pytest.fixture(scope="session")
def lexicon(stocked: Evidence) -> Lexicon:
    """Its words."""
    return Lexicon(stocked)


MEANINGS = [
    ("gallium", {"gallium"}), ("Gallium", {"gallium"}), ("GALLIUM", {"gallium"}), ("갈륨", {"gallium"}),
    ("ガリウム", {"gallium"}), ("ｶﾞﾘｳﾑ", {"gallium"}), ("ｇａｌｌｉｕｍ", {"gallium"}),
    ("China", {"CHN"}), ("중국", {"CHN"}), ("中国", {"CHN"}), ("chn", {"CHN"}),
    ("일본", {"JPN"}), ("日本", {"JPN"}),
    ("heavy rare earths", {"heavy_rare_earths"}), ("heavy_rare_earths", {"heavy_rare_earths"}),
    ("Heavy-Rare  Earths", {"heavy_rare_earths"}), ("중희토류", {"heavy_rare_earths"}),
    ("重希土類", {"heavy_rare_earths"}), ("Acme Metals", {"acme_metals"}), ("아크메 메탈", {"acme_metals"}),
    ("생산량", {"output"}), ("生産量", {"output"}), ("refining", {"refining"}), ("office", {"office"}),
    ("소유자", {"owner"}), ("heavyrareearths", {"heavy_rare_earths"}),
    ("희토류화합물", {"rare_earth_compounds"}), ("수입액", {"imports_value"}), ("세계", {"world"}),
]  # fmt: skip


@pytest.mark.parametrize(("word", "meaning"), MEANINGS)
def test_word_in_any_language(lexicon: Lexicon, word: str, meaning: set[str]) -> None:
    """A material, country, measure, company, stage or source is known by id and by name in each language,
    whatever its case and width, with spaces or without.
    """
    assert lexicon.meaning([word]) == [meaning]


UNKNOWN = [
    (["galium"], '"galium" names nothing known (did you mean "gallium"?)'),
    (["갈늄"], '"갈늄" names nothing known'),
    (["Chna"], '"Chna" names nothing known (did you mean "china"?)'),
    (["gallium", "qqqqq"], '"qqqqq" names nothing known'),
    (["qqqqq", "galium"],
     '"qqqqq" names nothing known; "galium" names nothing known (did you mean "gallium"?)'),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "message"), UNKNOWN)
def test_unknown_word_names_the_nearest(lexicon: Lexicon, asked: list[str], message: str) -> None:
    """A word that names nothing is refused, with what may have been meant, never passed over."""
    with pytest.raises(UnknownWords) as raised:
        lexicon.meaning(asked)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("line", "phrases"),
    [
        ("Japan gallium", ["japan", "gallium"]),
        ("japan,gallium；MMR、 acme", ["japan", "gallium", "mmr", "acme"]),
        ("United States dysprosium", ["united states", "dysprosium"]),
        ("일본 갈륨", ["일본", "갈륨"]),
        ("nobody knows gallium", ["nobody", "knows", "gallium"]),
        ("located_in", ["located in"]),
        (" , ", []),
    ],
)
def test_line_is_taken_apart_at_the_longest_names(lexicon: Lexicon, line: str, phrases: list[str]) -> None:
    """In a field of one line nobody puts quotes around a name of two words; what is not known stays apart, so
    that the refusal names it alone.
    """
    assert lexicon.phrases(line) == phrases


def test_nearest_word(lexicon: Lexicon) -> None:
    assert lexicon.nearest("GALIUM") == "gallium"
    assert lexicon.nearest("xqzw") is None


def test_word_of_several_meanings(words: Evidence) -> None:
    """A name that two things share stands for both."""
    twin = words.subjects["acme"].model_copy(update={"subject": "acme_2"})
    lexicon = Lexicon(replace(words, subjects={**words.subjects, "acme_2": twin}))
    assert lexicon.meaning(["Acme"]) == [{"acme", "acme_2"}]
    assert lexicon.identifiers(["Acme", "갈륨"]) == {"acme", "acme_2", "gallium"}


def test_words_of_a_case(words: Evidence) -> None:
    """Regions and materials of a case are found under its own names."""
    lexicon = Lexicon(replace(words, names={"oxide": {"en": "Oxide", "ko": "산화물", "ja": "酸化物"}}))
    assert lexicon.meaning(["산화물", "酸化物"]) == [{"oxide"}, {"oxide"}]


def names(found: Any) -> list[str]:
    """Identifiers in the order of the answer."""
    return [str(name) for name in found["fact"]]


QUERIES = [
    (Query(wanted={"subject": frozenset({"CHN"})}), ["made_before", "made", "spring"]),
    (
        Query(wanted={"subject": frozenset({"CHN"}), "stage": frozenset({"refining"})}),
        ["made_before", "made"],
    ),
    (Query(anywhere=(frozenset({"CHN"}),)), ["made_before", "made", "shipped", "spring"]),
    (Query(anywhere=(frozenset({"CHN"}), frozenset({"JPN"}))), ["shipped"]),
    (Query(anywhere=(frozenset({"CHN", "MMR"}),)), ["made_before", "made", "shipped", "spring", "dug"]),
    (Query(anywhere=(frozenset({"indiana"}),)), ["placed"]),
    (Query(anywhere=(frozenset({"ohio"}),)), ["sited"]),
    (Query(anywhere=(frozenset({"rival"}),)), ["dug"]),
    (Query(first=dt.date(2025, 6, 30)), ["spring", "dug", "sited"]),
    (Query(first=dt.date(2025, 7, 1)), ["sited"]),
    (Query(last=dt.date(2023, 1, 1)), ["made_before"]),
    (Query(last=dt.date(2022, 12, 31)), []),
    (Query(anywhere=(frozenset(),)), []),
]


@pytest.mark.parametrize(("query", "facts"), QUERIES, ids=[str(number) for number in range(len(QUERIES))])
def test_query_by_hand(stocked: Evidence, query: Query, facts: list[str]) -> None:
    """Dates keep what touches them: the second quarter still holds on 30 June. A name given as the value of a
    fact is found, the same letters in free words are not.
    """
    assert names(find_facts(stocked, query)) == facts


_WORDS = st.frozensets(
    st.sampled_from(["CHN", "JPN", "MMR", "acme", "gallium", "dysprosium", "output", "imports", "refining",
                     "ohio", "indiana", "office", "rival"]), max_size=4,
)  # fmt: skip
_DAYS = st.none() | st.dates(dt.date(2022, 12, 1), dt.date(2026, 3, 1))
_QUERIES = st.builds(
    Query,
    wanted=st.dictionaries(st.sampled_from(COLUMNS), _WORDS, max_size=2),
    anywhere=st.lists(_WORDS, max_size=2).map(tuple),
    first=_DAYS,
    last=_DAYS,
)


def fits(row: dict[str, Any], query: Query) -> bool:
    """Whether a row meets a query, in plain Python."""
    texts = {row[column] for column in COLUMNS} | ({row["value"]} if row["unit"] == "name" else set())
    return (
        all(row[column] in wanted for column, wanted in query.wanted.items())
        and all(not texts.isdisjoint(wanted) for wanted in query.anywhere)
        and (query.first is None or row["end"] >= query.first)
        and (query.last is None or row["start"] <= query.last)
    )


@settings(deadline=None)
@given(_QUERIES)
def test_query_equals_a_plain_filter(stocked: Evidence, query: Query) -> None:
    """The table's answer is what a person would get by reading row after row, in order of date."""
    expected = [row for row in stocked.facts.to_dicts() if fits(row, query)]
    expected.sort(key=lambda row: (row["start"], row["end"], row["subject"], row["measure"], row["fact"]))
    assert names(find_facts(stocked, query)) == [row["fact"] for row in expected]


@settings(deadline=None)
@given(st.text(max_size=20))
def test_plain_is_plain(word: str) -> None:
    """Doing it twice changes nothing more: a word has one plain form."""
    assert plain(plain(word)) == plain(word)
