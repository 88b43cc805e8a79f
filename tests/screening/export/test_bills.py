"""Bills of materials from files: hostile ones are refused in words with row, column and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.files.problems import InputError, Problem
from didymium.screening.export import bill as bills
from didymium.screening.export.bill import parse_bill, read_bill
from didymium.screening.export.goods import goods_of
from didymium.screening.export.shipment import make_shipment


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


def problems_of(evidence: Evidence, content: bytes) -> list[Problem]:
    with pytest.raises(InputError) as refused:
        make_shipment(parse_bill(content), evidence, "CHN", "JPN")
    return list(refused.value.problems)


@pytest.mark.parametrize(
    ("text", "row", "column", "value", "words"),
    [
        ("item,quantity\na,NaN\n", 2, "quantity", "NaN", "finite|number"),
        ("item,quantity\na,inf\n", 2, "quantity", "inf", "finite|number"),
        ("item,quantity\na,-1\n", 2, "quantity", "-1", "greater|above"),
        ("item,quantity\na,0\n", 2, "quantity", "0", "greater|above"),
        ("item,value_usd\na,-0.5\n", 2, "value_usd", "-0.5", "greater|0"),
        ("item,value_usd\na,0\n", 2, "value_usd", "0", "above 0"),
        ('item,contains\na,"dysprosium 0,5"\n', 2, "contains", "5", "the share of no element"),
        ("item,control_code\na,9Z999\n", 2, "control_code", "9Z999", "none of the rules"),
        ("item,value_usd\na,1e400\n", 2, "value_usd", "1e400", ""),
        ("item,value_usd\na,=1+1\n", 2, "value_usd", "=1+1", ""),
        ("item,form\na,cheese\n", 2, "form", "cheese", ""),
        ("item,part_of\na,\nb,c\n", 3, "part_of", "c", "no item of the bill"),
        ("item,part_of\na,b\nb,a\n", 2, "part_of", "b", "part of itself"),
        ("item,part_of\na,a\n", 2, "part_of", "a", "part of itself"),
        ("item,material\na,unobtainium\n", 2, "material", "unobtainium", "no known material"),
        ("item,material\na,=cmd|'/C calc'!A0\n", 2, "material", "=cmd|'/C calc'!A0", "no known material"),
        ("item,origin\na,Atlantis\n", 2, "origin", "Atlantis", "no known country"),
        ("item,contains\na,dysprosium 101\n", 2, "contains", "dysprosium 101", "no share"),
        ("item,contains\na,dysprosium -1\n", 2, "contains", "dysprosium -1", "no share"),
        (
            "item,contains\na,dysprosium 60; iron 41\n",
            2,
            "contains",
            "dysprosium 60; iron 41",
            "more than 100",
        ),
        ("item,contains\na,dysprosium 1; dysprosium 2\n", 2, "contains", "dysprosium 2", "twice"),
        ("item,part_of,value_usd\na,,1\nb,a,2\n", 2, "value_usd", "1", "worth"),
    ],
)
def test_a_wrong_cell_is_named(
    evidence: Evidence, text: str, row: int, column: str, value: str, words: str
) -> None:
    problem = problems_of(evidence, text.encode())[0]
    assert (problem.row, problem.column, problem.value) == (row, column, value)
    assert any(word in str(problem) for word in words.split("|"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ""),
        (b"item,material\n", "has no line"),
        (b"material\niron\n", "item"),
        (b"item,colour\na,red\n", "colour"),
        (b"item\na\nb\na\n", "a"),
        ("item\n모터\n".encode("cp949"), "neither UTF-8 nor Windows-1252"),
        ("item,material\na,ネオジム磁石\n".encode("utf-16"), ""),
        (b"item\n" + b"x" * 300_000 + b"\n", ""),
        (b'item,material\n"a,iron\n', ""),
        (b"\x00\x01\x02PK\x03\x04", ""),
    ],
    ids=["empty", "header", "no_item", "column", "twice", "korean", "utf_16", "long", "quote", "binary"],
)
def test_a_wrong_file_is_refused_in_words(evidence: Evidence, content: bytes, words: str) -> None:
    problems = problems_of(evidence, content)
    assert problems
    assert words in str(problems[0])


def test_all_problems_are_said_at_once(evidence: Evidence) -> None:
    text = "item,material,origin\na,unobtainium,Atlantis\nb,vibranium,Mordor\n"
    assert [(one.row, one.column) for one in problems_of(evidence, text.encode())] == [
        (2, "material"), (2, "origin"), (3, "material"), (3, "origin"),
    ]  # fmt: skip


def test_names_and_words_may_be_in_any_script(evidence: Evidence) -> None:
    rows = ["モーター用磁石 🧲,ネオジム磁石,magnet,日本", "مغناطيس,네오디뮴,metal,오스트레일리아"]
    text = "\n".join(["item,material,form,origin", *rows])
    goods = goods_of(parse_bill(text.encode()), evidence)
    assert [(good.material, good.origin) for good in goods] == [("ndfeb_magnet", "JPN"), ("neodymium", "AUS")]


def test_a_folder_or_nothing_is_no_bill(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(InputError):
            read_bill(path)


def test_too_many_lines_are_refused_before_they_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of a million levels is a file of a million lines; a lower limit keeps the test quick."""
    monkeypatch.setattr(bills, "MAXIMUM_LINES", 100)
    lines = ["item,part_of", "0,", *(f"{number},{number - 1}" for number in range(1, 101))]
    with pytest.raises(InputError, match="101 lines"):
        parse_bill("\n".join(lines).encode())


def test_the_limit_is_twenty_thousand_lines() -> None:
    assert bills.MAXIMUM_LINES == 20_000
