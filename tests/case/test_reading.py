"""Reading a case: what people save is read right, or refused in words that say what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.case.reading import read_case
from didymium.files.problems import InputError
from tiny_case import TABLES, edit, write_tiny_case

Refusals = Callable[..., list[str]]


def test_tiny_case_is_read(tiny: Path) -> None:
    """A valid case is read whole; blank is None, not zero."""
    case = read_case(tiny)
    assert [row.plant for row in case.plants] == ["pit", "mill", "next"]
    assert case.plants[2].base_t_per_year is None
    assert case.place(case.plants[1]) == "plants.csv row 3"
    assert "report" in case.sources
    assert case.confidential == frozenset()


CELLS = [
    ("plants.csv", "12000,11000", '"12,000",11000',
     'plants.csv row 2, column capacity_t_per_year: "12,000" is not a number (write 12000)'),
    ("plants.csv", "12000,11000", '"12.000,5",11000',
     'plants.csv row 2, column capacity_t_per_year: "12.000,5" is not a number (write 12000.5)'),
    ("plants.csv", "12000,11000", '"1,234.5",1100',
     'plants.csv row 2, column capacity_t_per_year: "1,234.5" is not a number (write 1234.5)'),
    ("plants.csv", "12000,11000", "12 000,11000",
     'plants.csv row 2, column capacity_t_per_year: "12 000" is not a number (write 12000)'),
    ("plants.csv", "12000,11000", "12_000,11000",
     'plants.csv row 2, column capacity_t_per_year: "12_000" is not a number '
     "(write a number like 12000 or 0.25, or leave the cell blank)"),
    ("plants.csv", "12000,11000", "12000 t,11000",
     'plants.csv row 2, column capacity_t_per_year: "12000 t" is not a number '
     "(write 12000, the unit is the column's)"),
    ("plants.csv", "12000,11000", "12000,n/a",
     'plants.csv row 2, column base_t_per_year: "n/a" is not a number (leave the cell blank if nobody '
     'knows)'),
    ("plants.csv", "12000,11000", "12000,nan",
     'plants.csv row 2, column base_t_per_year: "nan" is not a number (leave the cell blank if nobody '
     'knows)'),
    ("plants.csv", "12000,11000", "12000,#REF!",
     'plants.csv row 2, column base_t_per_year: "#REF!" is an error of the spreadsheet '
     "(mend the formula, or leave the cell blank)"),
    ("plants.csv", "12000,11000", "12000,=A1*2",
     'plants.csv row 2, column base_t_per_year: "=A1*2" is a formula (write its value)'),
    ("plants.csv", "12000,11000", "12000,1e999",
     'plants.csv row 2, column base_t_per_year: "1e999" is too large'),
    ("plants.csv", "12000,11000", "-1,11000",
     'plants.csv row 2, column capacity_t_per_year: "-1" must be at least 0'),
    ("plants.csv", "12000,11000", ",11000",
     "plants.csv row 2, column capacity_t_per_year: is blank (it needs a value)"),
    ("plants.csv", "pit,mining,AUS,The pit", "pit,mining,AUS,#N/A",
     'plants.csv row 2, column name_en: "#N/A" is an error of the spreadsheet '
     "(mend the formula, or leave the cell blank)"),
    ("plants.csv", "pit,mining", "the pit,mining",
     'plants.csv row 2, column plant: "the pit" is no valid name (only letters a to z, digits and _)'),
    ("plants.csv", "planned", "plannd",
     'plants.csv row 4, column status: "plannd" is not among the choices (did you mean "planned"?)'),
    ("plants.csv", "planned", "someday",
     'plants.csv row 4, column status: "someday" is not among the choices '
     "(one of: operating, ramping, construction, planned, closed)"),
    ("routes.csv", "0.1,0,12", '"0,1",0,12',
     'routes.csv row 2, column freight_usd_per_kg: "0,1" is not a number (write 0.1)'),
    ("routes.csv", "0.1,0,12", "0.1,25 %,12",
     'routes.csv row 2, column tariff: "25 %" is not a number (write 0.25)'),
    ("substitutes.csv", "20,0.4,12", "20,40,12",
     'substitutes.csv row 2, column max_share: "40" must be at most 1'),
    ("substitutes.csv", "motors,1,", "motors,1.5,",
     'substitutes.csv row 2, column rung: "1.5" is not a whole number'),
    ("capacity_changes.csv", "2026-01-01", "04/04/2025",
     'capacity_changes.csv row 2, column from: "04/04/2025" is not a date (write 2025-04-04)'),
    ("capacity_changes.csv", "2026-01-01", "03/04/2025",
     'capacity_changes.csv row 2, column from: "03/04/2025" is not a date '
     "(day and month cannot be told apart; write 2025-03-04 or 2025-04-03)"),
    ("capacity_changes.csv", "2026-01-01", "4/30/25",
     'capacity_changes.csv row 2, column from: "4/30/25" is not a date (write 2025-04-30)'),
    ("capacity_changes.csv", "2026-01-01", "45751",
     'capacity_changes.csv row 2, column from: "45751" is not a date (write 2025-04-04)'),
    ("capacity_changes.csv", "2026-01-01", "2025-04",
     'capacity_changes.csv row 2, column from: "2025-04" is not a date (write 2025-04-01)'),
    ("capacity_changes.csv", "2026-01-01", "2025年4月4日",
     'capacity_changes.csv row 2, column from: "2025年4月4日" is not a date (write 2025-04-04)'),
    ("capacity_changes.csv", "2026-01-01", "04-Apr-25",
     'capacity_changes.csv row 2, column from: "04-Apr-25" is not a date (write 2025-04-04)'),
    ("capacity_changes.csv", "2026-01-01", "2025-04-04 00:00:00",
     'capacity_changes.csv row 2, column from: "2025-04-04 00:00:00" is not a date (write 2025-04-04)'),
    ("capacity_changes.csv", "2026-01-01", "2025-02-30",
     'capacity_changes.csv row 2, column from: "2025-02-30" is no day of the calendar '
     "(write the date as year-month-day)"),
    ("capacity_changes.csv", "2026-01-01", "next spring",
     'capacity_changes.csv row 2, column from: "next spring" is not a date '
     "(write it as year-month-day, like 2025-04-04)"),
    ("capacity_changes.csv", "2026-01-01", "9999-12-31",
     'capacity_changes.csv row 2, column from: "9999-12-31" is no believable day '
     "(write a day between 1800 and 2200, or leave it out where there is no end)"),
    ("prices.csv", "delivered,report", "delivered,",
     'prices.csv row 2, column source: is blank'
     ' (write the id of a fact or source, "assumed: why" or "derived: how [id]")'),
    ("plants.csv", ",cost_usd_per_kg,", ",cost_usd_per_kq,",
     'plants.csv row 1, column cost_usd_per_kq: is an unknown column (did you mean "cost_usd_per_kg"?)'),
    ("plants.csv", ",cost_usd_per_kg,", ",cost_usd_per_kq,",
     "plants.csv row 1, column cost_usd_per_kg: is a missing column"),
    ("clubs.csv", "club,region,from,until", "club,region,from_,until",
     'clubs.csv row 1, column from_: is an unknown column (did you mean "from"?)'),
    ("sectors.csv", "name_ko,name_ja", "name_ja,name_ja",
     "sectors.csv row 1, column name_ja: stands 2 times in the header"),
    ("plants.csv", "next,separating", "pit,separating",
     'plants.csv row 4: "pit" is the same plant as in row 2 (delete one of the two)'),
    ("regions.csv", "Japan,일본,日本,36,138", "Japan,일본,日本,36,138,left over",
     'regions.csv row 3: "left over" has more cells than the header has columns (6) '
     "(look for a comma without quotes)"),
    ("evidence/sources.csv", "official", "oficial",
     'evidence/sources.csv row 2, column kind: "oficial" is not among the choices '
     '(did you mean "official"?)'),
    ("case.toml", "base_year = 2024", "base_yaer = 2024",
     'case.toml line 3, base_yaer: is unknown (did you mean "base_year"?)'),
    ("case.toml", "base_year = 2024", "base_yaer = 2024", "case.toml, base_year: is missing"),
    ("case.toml", "2025-01-01", '"2025-01-01"',
     'case.toml line 4, start: "2025-01-01" is not a date (write it like 2025-04-04, without quotes)'),
    ("case.toml", "2025-01-01", "2025",
     'case.toml line 4, start: "2025" is not a date (write it like 2025-04-04, without quotes)'),
    ("case.toml", "2025-01-01", "0025-01-01",
     'case.toml line 4, start: "0025-01-01" is no believable day '
     "(write a day between 1800 and 2200, or leave it out where there is no end)"),
    ("case.toml", "0.08", '"8 %"',
     'case.toml line 6, discount_rate: "8 %" is not a number (write a number without quotes)'),
    ("case.toml", "0.08", "8", 'case.toml line 6, discount_rate: "8" must be below 1'),
    ("case.toml", '["JPN"]', '"JPN"',
     'case.toml line 8, home_regions: "JPN" is not a list (write it in brackets, like ["CHN", "MYS"])'),
    ("case.toml", "months = 18", "month = 18",
     'case.toml line 12, profiles shock month: is unknown (did you mean "months"?)'),
    ("case.toml", 'name = "tiny"', "name = tiny",
     "case.toml line 1: is not valid TOML: invalid value "
     '(text stands in quotes, dates do not: key = "text", from = 2025-04-04)'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), CELLS)
def test_bad_cell_is_named(
    tiny: Path, refusals: Refusals, file: str, old: str, new: str, message: str
) -> None:
    """Each slip of the pen is named with file, row, column, value and remedy, in plain words."""
    edit(tiny, file, old, new)
    assert message in refusals(tiny)


def test_all_problems_come_at_once(tiny: Path, refusals: Refusals) -> None:
    """A person mends a case in one go: problems of several files and rows are listed together."""
    edit(tiny, "plants.csv", "12000,11000", '"12,000",eleven')
    edit(tiny, "routes.csv", "0.1,0,12", "x,y,12")
    edit(tiny, "case.toml", "0.08", "8")
    (tiny / "sectors.csv").unlink()
    found = refusals(tiny)
    assert len(found) == 6
    assert {line.split(" ")[0].rstrip(":,") for line in found} == {
        "plants.csv", "routes.csv", "case.toml", "sectors.csv",
    }  # fmt: skip


def test_never_the_words_of_pydantic(tiny: Path, refusals: Refusals) -> None:
    """Messages are ours: nobody should have to know the library."""
    for file, old, new, _ in CELLS:
        folder = write_tiny_case(tiny)
        edit(folder, file, old, new)
        text = "\n".join(refusals(folder))
        for word in ("Input should", "valid string", "pydantic", "Field required", "Extra inputs"):
            assert word not in text


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_named(tiny: Path, refusals: Refusals, separator: str, word: str) -> None:
    """A file that Excel saved with semicolons is refused as a whole, not column by column."""
    edit(tiny, "regions.csv", TABLES["regions.csv"], TABLES["regions.csv"].replace(",", separator))
    assert refusals(tiny) == [
        f"regions.csv: has its columns separated by {word}, not commas "
        '(save it as "CSV UTF-8 (comma delimited)")'
    ]


def test_saved_by_excel_reads_the_same(tiny: Path) -> None:
    """A byte order mark, CRLF, blank rows, trailing spaces, empty columns change only the row numbers."""
    before = read_case(tiny)
    lines = TABLES["plants.csv"].splitlines()
    saved = "\r\n".join([lines[0] + ",,", lines[1] + "  ,,", ",,,,", "", lines[2], lines[3]]) + "\r\n"
    (tiny / "plants.csv").write_bytes(b"\xef\xbb\xbf" + saved.encode())
    after = read_case(tiny)
    assert after.tables == before.tables
    assert after.place(after.plants[1]) == "plants.csv row 5"


def test_windows_letters_are_read_right(tiny: Path) -> None:
    """A file saved as Windows-1252 keeps its letters, and a note says so."""
    text = TABLES["sectors.csv"].replace("자동차", "-").replace("自動車", "-").replace("Cars", "Café – Zoë")
    (tiny / "sectors.csv").write_bytes(text.encode("cp1252"))
    case = read_case(tiny)
    assert case.sectors[0].name_en == "Café – Zoë"
    assert any("sectors.csv is not UTF-8; read as Windows-1252" in note for note in case.notes)


@pytest.mark.parametrize("encoding", ["cp949", "cp932"])
def test_korean_and_japanese_encodings_are_refused(tiny: Path, refusals: Refusals, encoding: str) -> None:
    """Read as Windows-1252 their names would turn into nonsense, so they are refused."""
    names = {"cp949": ("자동차", "자동차"), "cp932": ("じどうしゃ", "自動車")}[encoding]
    text = TABLES["sectors.csv"].replace("자동차", names[0]).replace("自動車", names[1])
    (tiny / "sectors.csv").write_bytes(text.encode(encoding))
    assert "sectors.csv: is neither UTF-8 nor Windows-1252" in refusals(tiny)[0]


def test_utf16_and_workbooks_are_refused(tiny: Path, refusals: Refusals) -> None:
    """Excel's "Unicode text" and a renamed workbook are recognised by their first bytes."""
    (tiny / "sectors.csv").write_bytes(TABLES["sectors.csv"].encode("utf-16"))
    (tiny / "clubs.csv").write_bytes(b"PK\x03\x04rest")
    assert refusals(tiny) == [
        'clubs.csv: is an Excel workbook with the name of a CSV file (save it as "CSV UTF-8 (comma '
        'delimited)")',
        'sectors.csv: is saved as UTF-16 text (save it as "CSV UTF-8 (comma delimited)")',
    ]


def test_stray_quote_and_empty_file(tiny: Path, refusals: Refusals) -> None:
    """A quote that never closes and an empty file are problems of the file, not of its rows."""
    edit(tiny, "routes.csv", "open_sea", '"open_sea')
    (tiny / "clubs.csv").write_text("")
    found = refusals(tiny)
    assert "clubs.csv: is empty (write the header)" in found
    assert any(line.startswith("routes.csv row 2: cannot be read as CSV") for line in found)


def test_unknown_files_are_named(tiny: Path, refusals: Refusals) -> None:
    """A table with a slip in its name would silently not count; hidden files of editors are none of ours."""
    (tiny / "plant.csv").write_text("x")
    (tiny / "notes.docx").write_text("x")
    (tiny / ".DS_Store").write_text("x")
    (tiny / "~$plants.xlsx").write_text("x")
    assert refusals(tiny) == [
        "notes.docx: is no part of a case (move it into evidence/ or out of the folder)",
        'plant.csv: is no table of a case (did you mean "plants.csv"?)',
    ]


def test_missing_table_is_named(tiny: Path, refusals: Refusals) -> None:
    """Without plants a folder is no case; without holdings it is."""
    (tiny / "plants.csv").unlink()
    (tiny / "holdings.csv").unlink()
    assert refusals(tiny) == ["plants.csv: is missing (every case needs this table)"]


def test_unknown_case_is_named(tmp_path: Path) -> None:
    """A name that is neither bundled nor a folder, and a folder without case.toml, are said plainly."""
    with pytest.raises(InputError, match="is neither a bundled case nor a folder"):
        read_case("no_such_case_anywhere")
    with pytest.raises(InputError, match=r"holds no case\.toml"):
        read_case(tmp_path)


def test_other_source_under_a_shared_id_is_refused(tiny: Path, refusals: Refusals) -> None:
    """An id means one source: a case cannot quietly replace a shared one."""
    shared = next(iter(read_case(tiny).sources))
    assert shared != "report"
    edit(
        tiny,
        "evidence/sources.csv",
        "report,A report,official",
        f"report,A report,official\n{shared},Other,seed",
    )
    assert f'evidence/sources.csv row 3, column source: "{shared}" is another source in' in refusals(tiny)[0]


def test_name_unlike_the_folder_is_noted(tiny: Path) -> None:
    """A renamed folder still reads, with a note."""
    renamed = tiny.rename(tiny.with_name("other"))
    assert 'case.toml: name "tiny" is not the folder\'s, "other"' in read_case(renamed).notes
