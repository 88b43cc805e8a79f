"""Files that are wrong, hostile or something else: refused in words, all problems at once."""

import datetime as dt
import json
from pathlib import Path

import pytest

from didymium.files.problems import InputError
from didymium.screening.register.bods.reading import parse_bods, read_bods
from didymium.screening.register.findings import MOST_LISTED
from didymium.screening.register.reading import parse_register, read_register
from register_cases import DAY, entity, holds, interest, person, read, refusal, refusal_of, stakes

A, B, P = entity("A"), entity("B"), person("P")


def test_every_problem_is_named_at_once() -> None:
    """Field, value and remedy of each, in the order of the file."""
    text = refusal_of(
        entity("A", "company"),
        entity("B", jurisdiction={"name": "?", "code": "QQ"}),
        P,
        holds("P", "B", interest(exact=140), interest(exact=-1), interest("shares", 10), record="r1"),
        holds("nobody", "P", interest(exact="ten"), record="r2", changes={"statementDate": "2025-02-30"}),
    )
    problems = text.splitlines()
    assert len(problems) == 8
    assert 'recordDetails/entityType/type: "company" is no code of this field' in problems[0]
    assert 'recordDetails/jurisdiction/code: "QQ" is no country code' in problems[1]
    assert (
        'row 4, recordDetails/interests/0/share/exact: "140" is above 100 percent in statement r1-'
        in problems[2]
    )
    assert 'interests/1/share/exact: "-1" is negative' in problems[3]
    assert 'interests/2/type: "shares" is no code of this field' in problems[4]
    assert 'did you mean "shareholding"?' in problems[4]
    assert 'statementDate: "2025-02-30" is no date' in problems[5]
    assert 'share/exact: "ten" is not a number' in problems[7]


def test_statements_that_disagree_are_named() -> None:
    """Ids that stand twice, references that lead nowhere, a person that is owned, a record of two kinds."""
    same_id = entity("C", changes={"statementId": A["statementId"]})
    text = refusal_of(
        A, same_id, A, P, holds("A", "P", record="r1"), holds("Z", "A", record="r2", componentRecords=["q"])
    )
    assert "is also the id of statement 1, which differs" in text
    assert 'recordDetails/subject: "P" is a person, not entity' in text
    assert 'recordDetails/interestedParty: "Z" is no record in this file' in text
    assert 'recordDetails/componentRecords: "q" is no record in this file' in text
    assert len(text.splitlines()) == 4
    two_kinds = entity("P", changes={"statementDate": "2025-03-01"})
    assert "is the record of a entity, elsewhere of a person" in refusal_of(P, two_kinds)


def test_a_statement_repeated_word_for_word_counts_once() -> None:
    held = holds("A", "B", interest(exact=30))
    assert stakes(read(A, B, held, held, A)) == {("A", "B"): (0.3, 0.3, 0.3, 0.3)}


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_a_share_that_is_no_finite_number_is_refused(constant: str) -> None:
    text = json.dumps([A, B, holds("A", "B", interest(exact=77))]).replace(
        '"exact": 77', f'"exact": {constant}'
    )
    assert "is no finite number" in refusal(text.encode())


@pytest.mark.parametrize(
    ("share", "words"),
    [
        ({"minimum": 50, "maximum": 25}, "leaves no share between minimum and maximum"),
        ({"exclusiveMinimum": 25, "maximum": 25}, "leaves no share between minimum and maximum"),
        ({"exact": 10, "minimum": 25}, "lies outside minimum and maximum"),
        ({"exact": True}, "is not a number"),
        ([10], "is not an object"),
    ],
)
def test_a_share_that_contradicts_itself_is_refused(share: object, words: str) -> None:
    assert words in refusal_of(A, B, holds("A", "B", interest(share=share)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"[]", "holds no statements"),
        (b"PK\x03\x04...", "is a zip archive or a workbook"),
        (b"\xff\xfe[\x00", "is saved as UTF-16 text"),
        (b"[\x00]", "is not text"),
        ("[日本]".encode("cp932"), "is not UTF-8 text"),
        (b"hello", "is no JSON array and no JSON lines"),
        (b'[{"a": 1}', "has no comma and no closing bracket"),
        (b'[{"a": 1},', "ends before its array does"),
        (b'[{"a": 1},]', "has a comma after the last statement"),
        (b'[{"a": 1}] x', "goes on after the end of its array"),
        (b'[{"a": 1, "a": 2}]', 'has the key a twice in one object'),
        (b'[{"a" 1}]', "is no JSON: Expecting ':' delimiter, line 1"),
        (b"[1, []]", 'row 1: "1" is not an object'),
        (b"[" * 200_000, "nests too deeply"),
        (b'[{"a": ' * 200_000, "nests too deeply"),
        (b'{"a": ' * 5_000 + b"1" + b"}" * 5_000, "nests too deeply"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_statements_is_refused(content: bytes, words: str) -> None:
    assert words in refusal(content)


@pytest.mark.parametrize(
    "old",
    [
        {"statementID": "s" * 32, "statementType": "entityStatement"},
        {**A, "publicationDetails": {"publicationDate": "2020-01-01", "bodsVersion": "0.2"}},
        {**A, "publicationDetails": {"publicationDate": "2030-01-01", "bodsVersion": "0.5"}},
    ],
)
def test_other_versions_of_the_standard_are_refused(old: dict[str, object]) -> None:
    """Once for the whole file: every other message would only say what 0.4 calls differently."""
    text = refusal_of(old, old)
    assert "of the Beneficial Ownership Data Standard, not 0.4" in text
    assert len(text.splitlines()) == 1


def test_half_a_character_is_refused_and_no_message_holds_it() -> None:
    text = refusal(json.dumps([entity("A", name="\ud800 Ltd")]).encode())
    assert "holds half a character" in text
    assert text.isprintable()


def test_of_many_problems_the_first_are_listed_and_the_others_counted() -> None:
    with pytest.raises(InputError) as raised:
        parse_bods(b"[" + b",".join([b"0"] * 5000) + b"]", "owners.json", DAY)
    assert len(raised.value.problems) == MOST_LISTED + 1
    assert str(raised.value.problems[-1]) == f"owners.json: has {5000 - MOST_LISTED:,} more problems"


def test_json_lines_are_read_and_a_byte_order_mark_is_no_matter() -> None:
    lines = "\n".join(json.dumps(s) for s in (A, B, holds("A", "B", interest(exact=1))))
    register = parse_bods(b"\xef\xbb\xbf" + lines.encode(), "owners.jsonl", DAY)
    assert list(stakes(register)) == [("A", "B")]


def test_a_chain_of_many_levels_and_a_circle_are_read() -> None:
    """Reading follows no chain: a thousand levels that end where they began are rows like any other."""
    count = 1_000
    chain = [entity(f"c{n}") for n in range(count)]
    rows = [holds(f"c{n}", f"c{(n + 1) % count}", interest(exact=100)) for n in range(count)]
    assert read(*chain, *rows).holdings.holding_count == count


def test_places_that_are_no_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "large.json").write_bytes(b"[" + b" " * 100 + b"]")
    for path, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "none.json", "does not exist"),
        (tmp_path / "large.json", "is too large"),
    ):
        with pytest.raises(InputError, match=words):
            read_bods(path, DAY, largest_bytes=50)
    with pytest.raises(InputError, match="is no register"):
        read_register(tmp_path / "owners.xlsx", DAY)
    with pytest.raises(InputError, match="is too large"):
        parse_register(b"[" + b" " * 100, "a.json", dt.date(2026, 1, 1), largest_bytes=50)
