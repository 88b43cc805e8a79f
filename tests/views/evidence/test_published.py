"""KIEP's seven tables come out of facts and provisions as the brief prints them: figures, dates, names,
rows."""

from __future__ import annotations

import re

import pytest

from didymium.case.reading import read_case
from didymium.views.evidence.published import PublishedTable, published_tables
from didymium.views.evidence.speaking import speaker_for

LANGUAGES = ("en", "ko", "ja")


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[int, PublishedTable]]:
    case = read_case("japan_us_magnets")
    return {
        language: {item.number: item for item in published_tables(speaker_for(case, language))}
        for language in LANGUAGES
    }


def rows(
    tables: dict[str, dict[int, PublishedTable]], number: int, language: str = "ko"
) -> list[tuple[str, ...]]:
    return list(tables[language][number].table.rows)


def test_table_1_has_two_summits_with_premier_and_place(tables: dict[str, dict[int, PublishedTable]]) -> None:
    first, second = rows(tables, 1)
    assert first[:3] == ("2025-02-07", "이시바 시게루", "워싱턴 DC")
    assert second[:3] == ("2025-10-28", "다카이치 사나에", "도쿄")
    words = "센카쿠 지휘통제 사이버 양자 수출통제 액화천연가스 핵심광물 소형모듈원자로 쿼드 ORAN 대만 북한"
    assert [word for word in words.split() if word not in first[3]] == []
    for word in ("기술번영", "프레임워크", "5,500억 달러", "억지력", "아베", "인바운드", "아웃바운드"):
        assert word in second[3]


def test_table_2_has_five_groups_and_one_mark(tables: dict[str, dict[int, PublishedTable]]) -> None:
    """The brief marks with * what Japan's foreign ministry does not mention: access for farm goods."""
    found = rows(tables, 2)
    assert [row[0] for row in found] == [
        "미국 노동자를 위한 성과",
        "공급망 회복력·에너지 안보",
        "과학기술·우주협력",
        "억지력·방위 협력 강화",
        "지역안보 강화",
    ]
    marked = [cell for row in found for cell in row[1].split(" · ") if cell.endswith("*")]
    assert len(marked) == 1 and "농산물" in marked[0]
    text = " ".join(row[1] for row in found)
    words = (
        "360억 730억 비자 국립공원 미나미토리시마 하한제 아르테미스 로먼 MMX AMRAAM SM-3 4배 대만해협 비핵화"
    )
    assert [word for word in words.split() if word not in text] == []


def test_table_3_has_every_date_and_amount(tables: dict[str, dict[int, PublishedTable]]) -> None:
    found = [(row[0], row[2]) for row in rows(tables, 3)]
    assert found == [
        ("2025-09-04", "5,500억 달러"),
        ("2025-10-28", ""),
        ("2026-02-17", "360억 달러"),
        ("", "333억 달러"),
        ("", "21억 달러"),
        ("", "6억 달러"),
        ("2026-03-19", "최대 730억 달러"),
        ("", "최대 400억 달러"),
        ("", "최대 170억 달러"),
        ("", "최대 160억 달러"),
    ]


def test_table_4_has_five_points_nine_areas_and_two_new(tables: dict[str, dict[int, PublishedTable]]) -> None:
    found = rows(tables, 4, "en")
    assert {row[0].partition(".")[0] for row in found} == {"1", "2", "3", "4", "5"}
    assert len([row for row in found if re.fullmatch(r"3\.\d", row[0])]) == 9
    assert [row[0] for row in found if row[3] == "new"] == ["2", "3.9"]
    assert [row[0] for row in found if row[2] == "–"] == ["2", "3.9"]


PROJECTS = [
    ("ReElement", "United States", "Rare earths"),
    ("Copper World", "United States", "Copper"),
    ("Exurban", "United States", "Electronic scrap"),
    ("Albemarle", "United States", "Lithium"),
    ("Alcoa", "Australia", "Gallium"),
    ("Kalgoorlie", "Australia", "Nickel"),
    ("Neves", "Brazil", "Lithium"),
    ("Hyuga", "Japan", "Nickel"),
    ("Speewah", "Australia", "Fluorspar"),
    ("Nouveau Monde", "Canada", "Graphite"),
    ("NextSource", "United Arab Emirates", "Anode material"),
    ("Lofdal", "Namibia", "Heavy rare earths"),
    ("Carina", "Brazil", "Rare earths"),
]


def test_table_5_has_thirteen_projects(tables: dict[str, dict[int, PublishedTable]]) -> None:
    found = rows(tables, 5, "en")
    assert len(found) == len(PROJECTS)
    for row, (name, country, mineral) in zip(found, PROJECTS, strict=True):
        assert name in row[0]
        assert (row[1], row[2]) == (country, mineral)
    text = " ".join(row[3] for row in found)
    for word in (
        "Mitsubishi Materials",
        "30 %",
        "Rio Tinto",
        "Panasonic",
        "USD 30 million",
        "15 %",
        "USD 5 million",
    ):
        assert word in text


def test_table_6_has_the_five_fields_and_what_it_leaves_out(
    tables: dict[str, dict[int, PublishedTable]],
) -> None:
    found = rows(tables, 6)
    assert [(row[0], row[4]) for row in found[:5]] == [
        ("대미 투자", "진전 및 구체화"),
        ("경제 안보", "범위 좁아짐"),
        ("핵심 광물", "진전 및 구체화"),
        ("과학기술", "진전 및 구체화"),
        ("방위 안보", "현상 유지"),
    ]
    assert all(cell for row in found[:5] for cell in row[1:4])
    assert ("에너지 †", "진전 및 구체화") in [(row[0], row[4]) for row in found[5:]]


def test_table_7_prints_what_the_brief_prints(tables: dict[str, dict[int, PublishedTable]]) -> None:
    """Table 7 says 5,550 where the text says 5,500; the table is as printed, the misprint stands below."""
    found = rows(tables, 7)
    assert [row[1] for row in found] == ["5,550억 달러", "6,000억 달러", "3,500억 달러", "2,500억 달러"]
    assert "1,090억 달러" in found[0][2] and "6" in found[0][2]
    assert "1,500억 달러" in found[2][2]
    assert "TSMC" in found[3][2]
    misprints = [(row.printed, row.corrected) for row in tables["ko"][7].misprints]
    assert ("5550", "5500") in misprints


@pytest.mark.parametrize("number", range(1, 8))
def test_tables_are_the_same_in_every_language(
    number: int, tables: dict[str, dict[int, PublishedTable]]
) -> None:
    """Same rows, same figures; nothing of the text is left in English but names."""
    shapes = {
        (len(rows(tables, number, name)), len(tables[name][number].table.headers)) for name in LANGUAGES
    }
    assert len(shapes) == 1
    for language in ("ko", "ja"):
        text = " ".join(cell for row in rows(tables, number, language) for cell in row)
        words = re.findall(r"\b[a-z]{4,}\b", text)
        assert words == [], (language, words)


def test_misprints_are_listed_below_their_table(tables: dict[str, dict[int, PublishedTable]]) -> None:
    """Hinata for Hyuga, Mitsubishi for Mitsui, 15 % for 40 % in table 5."""
    printed = {row.printed for row in tables["en"][5].misprints}
    assert {"히나타제련소", "mitsubishi_corporation", "15", "Cooper 월드", "Albermarle"} <= printed
